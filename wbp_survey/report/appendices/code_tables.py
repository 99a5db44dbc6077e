"""The tables of the codebook: items per instrument, response scales, missing reasons, entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wbp_survey.instrument.expression.grammar import references
from wbp_survey.instrument.expression.words import condition_in_words
from wbp_survey.model.instrument import UNASKED, Item, ResponseScale, text_in
from wbp_survey.model.missing import REASONS
from wbp_survey.report.code_record import BookRecord, CodedItem, EntryRecord, ItemCount
from wbp_survey.report.codebook.entry import Speech, between, codes
from wbp_survey.report.codebook.tally import Panel, panels
from wbp_survey.report.gate.release import (
    THRESHOLDS,
    Column,
    DraftRow,
    DraftTable,
    Fact,
    hidden_groups,
)
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import (
    EN_DASH,
    MINUS,
    NBSP,
    PERCENT_FROM,
    count_of,
    percent,
    whole,
)
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

_OFTEN = 3
"""So many items on one response scale before it is listed once, and not with every item."""
_LONGEST = 110
_DESK = "case_form"
_OF_SOURCES = "source."
"""Constructs of items that say where a fact comes from: one such stands with every fact."""
_HIDDEN = "?"
"""A base that nobody declares: what rests on it does not print."""
_MM_ID, _MM_CODES, _MM_N, _MM_GONE = 32, 48, 10, 17


@dataclass(frozen=True, slots=True)
class Coding:
    """What all tables of items share: the inputs, and the scales that are listed once."""

    inputs: ReportInputs
    shared: Mapping[tuple[str, tuple[str, ...]], ResponseScale]

    @property
    def speech(self) -> Speech:
        """Return the language everything is worded in."""
        return Speech(self.inputs.language, (self.inputs.language,))


def coding(inputs: ReportInputs) -> Coding:
    """Find the response scales that several items share."""
    used = [one.item.scale for book in inputs.books for one in book.items if one.item.scale]
    times = Counter(map(_key, used))
    shared = {_key(scale): scale for scale in used if times[_key(scale)] >= _OFTEN}
    return Coding(inputs, shared)


def scale_table(known: Coding) -> DraftTable:
    """List the response scales that several items share, with their codes."""
    language = known.inputs.language
    rows = tuple(
        DraftRow((Fact(scale.id), Fact(_labels(scale, language))))
        for scale in sorted(known.shared.values(), key=lambda one: one.id)
    )
    widths = {"scale": 34, "labels": 0}
    return DraftTable(
        title=say("codes_appendix.scales.title", language),
        columns=tuple(
            Column(say(f"codes_appendix.scales.{name}", language), width)
            for name, width in widths.items()
        ),
        rows=rows,
        alt=say("codes_appendix.scales.alt", language, n=len(rows)),
        notes=((Fact(say("codes_appendix.scales.note", language)),),),
    )


def item_table(known: Coding, book: BookRecord) -> DraftTable:
    """Describe the items of an instrument, with how many answered each as far as that may be told.

    Where no count of an instrument may be told, it has no columns for them. In which source a fact
    was found is asked with every fact of a case form, and listed nowhere.
    """
    language = known.inputs.language
    listed = [one for one in book.items if not one.item.construct.startswith(_OF_SOURCES)]
    bases = {
        _base(one.item, panel): persons
        for one in book.items
        for panel in panels(one.item)
        if (persons := _asked(known.inputs, one.item, panel))
    }
    counted = _counted(known, book, bases)
    names = ["id", "question", "codes", *(("n", "missing") if counted else ())]
    rows = tuple(row for one in listed for row in _rows(known, book, one, counted=counted))
    title = clean(text_in(book.instrument.title, language))
    return DraftTable(
        title=say("codes_appendix.items.title", language, instrument=title),
        columns=tuple(_columns(names, language)),
        rows=rows,
        alt=say("codes_appendix.items.alt", language, n=len(listed), instrument=title),
        notes=tuple((Fact(one),) for one in _notes(known, book, counted=counted)),
        bases=bases,
    )


def _columns(names: Sequence[str], language: str) -> Iterator[Column]:
    widths = {"id": _MM_ID, "codes": _MM_CODES, "n": _MM_N, "missing": _MM_GONE}
    for name in names:
        header = say(f"codes_appendix.items.{name}", language)
        number = name in ("n", "missing")
        yield Column(header, widths.get(name, 0), "right" if number else "left")


def _rows(known: Coding, book: BookRecord, one: CodedItem, *, counted: bool) -> Iterator[DraftRow]:
    """Give an item its row, and one more for each further way in which it is answered."""
    language, item = known.inputs.language, one.item
    every = panels(item)
    for at, panel in enumerate(every):
        counts = _counts(known.inputs, book, one, panel) if counted else ()
        told = _panel(panel, language, several=len(every) > 1)
        if at:
            yield DraftRow((Fact(""), Fact(told), Fact(""), *counts))
            continue
        words = _short(text_in(item.text, language))
        parts = (words, f"({told})" if told else "", _when(known, book, one))
        cells = (item.id, " ".join(part for part in parts if part), _codes(known, one))
        yield DraftRow((*map(Fact, map(clean, cells)), *counts))


def _panel(panel: Panel, language: str, *, several: bool) -> str:
    if not several:
        return ""
    if panel.round:
        return say("codes_appendix.items.round", language, round=panel.round)
    return say(f"codes_appendix.items.{'group' if panel.group else 'each'}", language)


def _short(text: str) -> str:
    """Cut a long wording off behind a word."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rpartition(' ')[0]} …"


def _codes(known: Coding, one: CodedItem) -> str:
    """Say what kind of answer an item takes and with which codes."""
    item, speech = one.item, known.speech
    kind = speech.word(f"type.{item.type}")
    if item.type in UNASKED:
        return kind
    if item.scale is None:
        limits = between(item.minimum, item.maximum, speech)
        return ", ".join(part for part in (kind, limits, item.unit) if part)
    if _key(item.scale) in known.shared:
        key = "points" if item.type == "scale" else "scale"
        values = {"kind": kind, "scale": item.scale.id}
        return say(f"codes_appendix.items.{key}", speech.language, **values)
    listed = [
        f"{row.code}{NBSP}= {row.labels[0]}" if row.labels[0] else row.code
        for row in codes(item, one.instrument, (), speech)
        if row.kind == "code"
    ]
    return f"{kind}: {'; '.join(listed)}" if listed else f"{kind}, {_span(item.scale)}"


def _when(known: Coding, book: BookRecord, one: CodedItem) -> str:
    """Say between brackets when, how and of whom an item is asked; nothing of one always asked."""
    speech = known.speech
    names = {item.id: item.id for item in one.instrument.items}
    parts = [
        say(
            "codes_appendix.items.when",
            speech.language,
            when=condition_in_words(said, one.instrument, speech.language, names),
        )
        for said in (one.section.relevant, one.item.relevant)
        if said
    ]
    if one.section.repeat:
        parts.append(say("codes_appendix.items.repeated", speech.language))
    if one.item.mode == "group":
        parts.append(say("codes_appendix.items.group", speech.language))
    if one.instrument.version != book.instrument.version:
        version = one.instrument.version
        parts.append(say("codes_appendix.items.version", speech.language, version=version))
    return f"[{'; '.join(parts)}]" if parts else ""


def _asked(inputs: ReportInputs, item: Item, panel: Panel) -> dict[str, int]:
    """Return who answered an item, per instrument: other tables tell how many in all.

    Behind what a table says together stands everybody who sat at one.
    """
    found = {}
    for book in inputs.books:
        asked = book.counts.get((item.id, panel), ItemCount()).asked
        if asked and book.instrument.kind != _DESK:
            together = item.mode == "group" or panel.group
            valid = book.counts[item.id, panel].valid
            found[book.instrument.id] = book.persons if together else valid or asked
    return found


def _counts(inputs: ReportInputs, book: BookRecord, one: CodedItem, panel: Panel) -> list[Fact]:
    """Count who answered and who gave a reason instead; an en dash where nobody did."""
    language, item = inputs.language, one.item
    count = book.counts.get((item.id, panel), ItemCount())
    if item.type in UNASKED:
        return [Fact(""), Fact("")]
    routed = _told_by_route(inputs, book, one, panel)
    if not count.asked and not routed:
        return [Fact(EN_DASH), Fact(EN_DASH)]
    base = _HIDDEN if routed else _base(item, panel)
    groups = (book.instrument.id,)
    return [
        Fact(whole(n, language) if n else EN_DASH, base, groups)
        for n in (count.valid, count.missing)
    ]


def _told_by_route(inputs: ReportInputs, book: BookRecord, one: CodedItem, panel: Panel) -> bool:
    """Tell whether how many a condition let through would give away what was answered before.

    That is so when it let through nobody, everybody, or all but few: of those who took part, or of
    those who answered what the condition is about.
    """
    conditions = [said for said in (one.section.relevant, one.item.relevant) if said]
    if not conditions or not book.persons:
        return False
    named = {name for said in conditions for name in references(said)}
    before = [count.valid for (name, _), count in book.counts.items() if name in named]
    asked = book.counts.get((one.item.id, panel), ItemCount()).asked
    least = THRESHOLDS[inputs.profile]
    return not asked or any(abs(n - asked) < least for n in (book.persons, *before))


def _base(item: Item, panel: Panel) -> str:
    return f"{item.id}:{panel.round}:{panel.group:d}"


def _counted(known: Coding, book: BookRecord, bases: Mapping[str, Mapping[str, int]]) -> bool:
    """Tell whether any count of an instrument may be told."""
    hidden = hidden_groups(bases, known.inputs.profile)
    facts = (
        fact
        for one in book.items
        for panel in panels(one.item)
        for fact in _counts(known.inputs, book, one, panel)
    )
    return any(
        fact.base in bases and (fact.base, fact.groups[0]) not in hidden
        for fact in facts
        if fact.groups
    )


def _notes(known: Coding, book: BookRecord, *, counted: bool) -> Iterator[str]:
    language = known.inputs.language
    if any(_key(one.item.scale) in known.shared for one in book.items if one.item.scale):
        yield say("codes_appendix.items.note_scale", language)
    least = THRESHOLDS[known.inputs.profile]
    if counted:
        yield say("codes_appendix.items.note_n", language)
        yield say("codes_appendix.items.note_hidden", language, threshold=least)
    elif book.instrument.kind == _DESK:
        yield say("codes_appendix.items.note_desk", language)
    else:
        yield say("codes_appendix.items.note_few", language, threshold=least)
    title = clean(text_in(book.instrument.title, language))
    named = say(
        "figures.source.instrument", language, title=title, versions=", ".join(book.versions)
    )
    how = say(f"codes_appendix.items.{'method' if counted else 'described'}", language)
    yield say("report.source_line", language, text=f"{named}; {how}")


def reason_table(inputs: ReportInputs) -> DraftTable:
    """List the reasons why there is no answer, and which of them count as non-response."""
    language = inputs.language
    rows = tuple(
        DraftRow(
            (
                Fact(str(reason.code).replace("-", MINUS)),
                Fact(reason.id),
                Fact(say(f"missing.{reason.id}", language)),
                Fact(say(f"codes_appendix.reasons.{'in' if reason.counts else 'out'}", language)),
                Fact(say(f"codes_appendix.reasons.{'typed' if reason.typed else 'set'}", language)),
            )
        )
        for reason in REASONS
    )
    widths = {"code": 13, "id": 30, "means": 0, "counts": 26, "by": 34}
    return DraftTable(
        title=say("codes_appendix.reasons.title", language),
        columns=tuple(
            Column(
                say(f"codes_appendix.reasons.{name}", language),
                width,
                "right" if name == "code" else "left",
            )
            for name, width in widths.items()
        ),
        rows=rows,
        alt=say("codes_appendix.reasons.alt", language, n=len(rows)),
        notes=((Fact(say("codes_appendix.reasons.note", language)),),),
    )


def entry_table(inputs: ReportInputs) -> DraftTable:
    """Give per instrument how well two entries of the same sessions agree: that is about typing."""
    language = inputs.language
    rows = tuple(DraftRow(tuple(map(Fact, _entry(inputs, one)))) for one in inputs.entries)
    widths = {"instrument": 0, "sessions": 22, "answers": 24, "equal": 30, "settled": 52}
    return DraftTable(
        title=say("codes_appendix.entries.title", language),
        columns=tuple(
            Column(
                say(f"codes_appendix.entries.{name}", language),
                width,
                "left" if name in ("instrument", "settled") else "right",
            )
            for name, width in widths.items()
        ),
        rows=rows,
        alt=say("codes_appendix.entries.alt", language, n=len(rows)),
        notes=((Fact(say("codes_appendix.entries.note", language)),),),
    )


def _entry(inputs: ReportInputs, one: EntryRecord) -> Iterator[str]:
    language = inputs.language
    titles = {book.instrument.id: text_in(book.instrument.title, language) for book in inputs.books}
    yield clean(titles.get(one.instrument, one.instrument))
    yield whole(one.sessions, language)
    yield whole(one.answers, language)
    share = one.equal / max(one.answers, 1)
    many = one.answers >= PERCENT_FROM
    equal = percent(share, one.answers, language) if many else ""
    yield equal or count_of(one.equal, one.answers, language)
    settled = (
        f"{whole(n, language)}{NBSP}{say(f'codes_appendix.entries.ending.{name}', language)}"
        for name, n in one.settled.items()
    )
    yield "; ".join(settled) or EN_DASH


def _key(scale: ResponseScale) -> tuple[str, tuple[str, ...]]:
    return scale.id, scale.codes


def _span(scale: ResponseScale) -> str:
    return EN_DASH.join(dict.fromkeys((scale.codes[0], scale.codes[-1])))


def _labels(scale: ResponseScale, language: str) -> str:
    """Write what the codes mean; of a scale with bare points first from where to where it goes."""
    named = [
        f"{option.code}{NBSP}= {clean(text_in(option.label, language))}" for option in scale.options
    ]
    bare = len(named) < len(scale.codes)
    return "; ".join([f"{_span(scale)}", *named] if bare else named)
