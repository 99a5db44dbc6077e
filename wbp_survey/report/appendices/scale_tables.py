"""The tables of the scales: how they hold together, their items, their scores."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wbp_survey.model.instrument import Instrument, Item, Section, text_in
from wbp_survey.model.result import Result
from wbp_survey.report.appendices.cells import quartiles
from wbp_survey.report.appendices.outcomes import Panel, construct_table
from wbp_survey.report.appendices.sources import source_line
from wbp_survey.report.gate.release import (
    Bases,
    Column,
    DraftRow,
    DraftTable,
    Fact,
    hidden_groups,
)
from wbp_survey.report.gate.whole import release_scales
from wbp_survey.report.gathered import Gathered, gathered
from wbp_survey.report.inputs import ReportInputs, Stats, number
from wbp_survey.report.numbers import (
    EN_DASH,
    NBSP,
    PERCENT_FROM,
    count_of,
    decimal_text,
    interval,
    percent,
    score_text,
    whole,
)
from wbp_survey.report.scale_record import ScaleItem, ScaleRecord
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say, say_note

_HIDDEN = "?"
"""A base that nobody declares: what rests on it does not print."""
_ALPHA = ("cronbach_alpha", "cronbach_alpha_ci_low", "cronbach_alpha_ci_high")
_CLASS = "count:{low:.10g}-{high:.10g}"
Spoken = Mapping[str, Result]
Widths = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A scale with the rows that passed the gate, by variable and statistic."""

    record: ScaleRecord
    rows: Mapping[str, Spoken]

    @property
    def scores(self) -> Spoken:
        """Return the rows about the scores."""
        return self.rows.get(self.record.variable, {})

    @property
    def base(self) -> str:
        """Name those who have a score, for the disclosure gate."""
        return f"score:{self.record.id}"

    @property
    def scored(self) -> int:
        """Return how many have a score."""
        rows = (row for row in self.record.rows if row.variable == self.record.variable)
        return next((int(row.value or 0) for row in rows if row.stat == "n_valid"), 0)

    def fact(self, stats: Spoken, text: str, names: Collection[str]) -> Fact:
        """Return a text that rests on some statistics: hidden when the gate emptied one of them."""
        emptied = any(name in stats and "suppressed" in stats[name].note for name in names)
        return Fact(text, _HIDDEN if emptied or not stats else self.base)


def shown(inputs: ReportInputs) -> list[Shown]:
    """Let the rows of every scale through the gate; scales stand in the order of the study."""
    found = []
    for record in inputs.scales:
        rows: dict[str, dict[str, Result]] = {}
        for row in release_scales(record.rows, inputs.profile):
            rows.setdefault(row.variable, {})[row.stat] = row
        found.append(Shown(record, rows))
    return found


def bases(scales: Iterable[Shown]) -> dict[str, dict[str, int]]:
    """Return on how many persons the scores of each scale rest."""
    return {one.base: {"": one.scored} for one in scales}


def name_of(record: ScaleRecord, inputs: ReportInputs) -> str:
    """Return what a scale is called; a set of items that is none, after its construct."""
    language, scale = inputs.language, record.scale
    label = text_in(scale.label, language)
    construct = text_in(inputs.study.constructs.get(scale.construct), language)
    words = clean(label or construct or scale.id)
    words = f"{words[:1].upper()}{words[1:]}"
    about = record.about if record.about != "case" else ""
    return f"{words}, {say(f'scales_appendix.about.{about}', language)}" if about else words


def overview_table(inputs: ReportInputs, scales: Sequence[Shown]) -> DraftTable:
    """Give per scale its kind, how many items and scores it has, and alpha with its interval."""
    language = inputs.language
    rows = tuple(DraftRow(tuple(_overview(inputs, one))) for one in scales)
    notes = [say("scales_appendix.overview.note", language)]
    notes += _why_no_alpha(scales, language)
    notes += _signs(inputs, rows, bases(scales))
    widths = {"scale": 0, "kind": 24, "items": 13, "n": 10, "alpha": 38, "complete": 18}
    return DraftTable(
        title=say("scales_appendix.overview.title", language),
        columns=_columns("overview", widths, language, left=("scale", "kind")),
        rows=rows,
        alt=say("scales_appendix.overview.alt", language, n=len(rows)),
        notes=(*((Fact(one),) for one in notes), _source(inputs, scales, "alpha")),
        bases=bases(scales),
    )


def _overview(inputs: ReportInputs, one: Shown) -> Iterator[Fact]:
    language, scale = inputs.language, one.record.scale
    kind = scale.kind if scale.declared else "undeclared"
    yield Fact(name_of(one.record, inputs))
    yield Fact(say(f"scales_appendix.kind.{kind}", language))
    yield Fact(whole(len(one.record.items), language))
    yield one.fact(one.scores, whole(one.scored, language), ["n_valid"])
    yield one.fact(one.scores, _alpha(one.scores, language), _ALPHA)
    complete = number(one.scores, "n_complete")
    text = EN_DASH if complete is None else whole(complete, language)
    yield one.fact(one.scores, text, ["n_complete"])


def _alpha(stats: Stats, language: str) -> str:
    value, low, high = (number(stats, name) for name in _ALPHA)
    if value is None or low is None or high is None:
        return EN_DASH
    return f"{decimal_text(value, 2, language)} ({interval(low, high, 2, language)})"


def _why_no_alpha(scales: Iterable[Shown], language: str) -> list[str]:
    """Say once of each reason why there is no alpha, and what is to be said beside one."""
    found = [
        say_note(note, language)
        for one in scales
        if (row := one.scores.get(_ALPHA[0]))
        for note in row.note
        if note != "suppressed"
    ]
    return list(dict.fromkeys(found))


def item_table(inputs: ReportInputs, one: Shown) -> DraftTable:
    """Give the items of a scale: wording, source, turned or not, n, correlation with the rest."""
    language, record = inputs.language, one.record
    related = any(number(one.rows.get(item.id, {}), "item_rest_r") is not None
                  for item in record.items)  # fmt: skip
    widths = {"item": 0, "source": 46, "turned": 21, "n": 11, "missing": 18}
    if related:
        widths["rest"] = 18
    rows = [
        DraftRow(tuple(_item(one, item, at, language, related=related)))
        for at, item in enumerate(record.items, 1)
    ]
    notes = [say("scales_appendix.items.note", language)]
    if related:
        notes.append(say("scales_appendix.items.note_rest", language))
    notes += _signs(inputs, rows, bases([one]))
    return DraftTable(
        title=say("scales_appendix.items.title", language, scale=name_of(record, inputs)),
        columns=_columns("items", widths, language, left=("item", "source", "turned")),
        rows=tuple(rows),
        alt=say("scales_appendix.items.alt", language, n=len(rows)),
        notes=(*((Fact(text),) for text in notes), _source(inputs, [one], "counted")),
        bases=bases([one]),
    )


def _item(one: Shown, item: ScaleItem, at: int, language: str, *, related: bool) -> Iterator[Fact]:
    stats = one.rows.get(item.id, {})
    yield Fact(f"{at}{NBSP}{NBSP}{clean(text_in(item.text, language))}")
    yield Fact(clean(item.source) or say("scales_appendix.items.no_source", language))
    yield Fact(say(f"scales_appendix.items.{'yes' if item.turned else 'no'}", language))
    valid, gone = number(stats, "n_valid"), number(stats, "n_missing")
    yield one.fact(stats, whole(valid or 0, language), ["n_valid"])
    yield one.fact(stats, whole(gone, language) if gone else EN_DASH, ["n_missing", "n_valid"])
    if related:
        value = number(stats, "item_rest_r")
        text = EN_DASH if value is None else decimal_text(value, 2, language)
        yield one.fact(stats, text, ["item_rest_r"])


def score_table(inputs: ReportInputs, scales: Sequence[Shown]) -> DraftTable:
    """Give per scale who has a score, the mean with its interval, and the quartiles."""
    language = inputs.language
    rows = tuple(DraftRow(tuple(_scores(inputs, one))) for one in scales)
    widths = {"scale": 0, "n": 10, "missing": 16, "mean": 34, "sd": 10, "median": 18, "quarts": 20}
    notes = [say("scales_appendix.scores.note", language)]
    notes += _signs(inputs, rows, bases(scales))
    return DraftTable(
        title=say("scales_appendix.scores.title", language),
        columns=_columns("scores", widths, language, left=("scale",)),
        rows=rows,
        alt=say("scales_appendix.scores.alt", language, n=len(rows)),
        notes=(*((Fact(text),) for text in notes), _source(inputs, scales, "scores")),
        bases=bases(scales),
    )


def _signs(inputs: ReportInputs, rows: Iterable[DraftRow], known: Bases) -> list[str]:
    """Explain the sign for what is hidden, where there is any."""
    hidden = {base for base, _ in hidden_groups(known, inputs.profile)}
    facts = (fact for row in rows for fact in row.cells)
    if any(fact.base and (fact.base in hidden or fact.base not in known) for fact in facts):
        return [say("report.note.suppressed", inputs.language)]
    return []


def _scores(inputs: ReportInputs, one: Shown) -> Iterator[Fact]:
    language, stats = inputs.language, one.scores
    gone, mean = number(stats, "n_missing"), number(stats, "mean")
    low, high = number(stats, "mean_ci_low"), number(stats, "mean_ci_high")
    sd, median = number(stats, "sd"), number(stats, "median")
    yield Fact(name_of(one.record, inputs))
    yield one.fact(stats, whole(one.scored, language), ["n_valid"])
    yield one.fact(stats, whole(gone, language) if gone else EN_DASH, ["n_missing", "n_valid"])
    told = EN_DASH if mean is None else decimal_text(mean, 1, language)
    if mean is not None and low is not None and high is not None:
        told = f"{told} ({interval(low, high, 1, language)})"
    yield one.fact(stats, told, ["mean", "mean_ci_low"])
    yield one.fact(stats, EN_DASH if sd is None else decimal_text(sd, 1, language), ["sd"])
    yield one.fact(stats, EN_DASH if median is None else score_text(median, language), ["median"])
    yield one.fact(stats, quartiles(stats, language), ["q1", "q3"])


def spread_table(inputs: ReportInputs, scales: Sequence[Shown]) -> DraftTable:
    """Count scores in the finest classes of which none holds few persons, per scale."""
    language = inputs.language
    rows: list[DraftRow] = []
    for one in scales:
        rows.append(DraftRow((Fact(name_of(one.record, inputs)), Fact("")), "item"))
        classes = told_classes(inputs, one)
        for at, ((low, high), n) in enumerate(classes.items(), 1):
            key = "last" if at == len(classes) else "class"
            ends = {"low": score_text(low, language), "high": score_text(high, language)}
            share = count_of(n, one.scored, language)
            if one.scored >= PERCENT_FROM:
                share = percent(n / one.scored, one.scored, language)
            told = say(f"scales_appendix.spread.{key}", language, **ends)
            rows.append(DraftRow((Fact(told), Fact(share, one.base))))
    widths = {"scale": 0, "share": 40}
    return DraftTable(
        title=say("scales_appendix.spread.title", language),
        columns=_columns("spread", widths, language, left=("scale",)),
        rows=tuple(rows),
        alt=say("scales_appendix.spread.alt", language, n=len(scales)),
        notes=(
            (Fact(say("scales_appendix.spread.note", language)),),
            _source(inputs, scales, "spread"),
        ),
        bases=bases(scales),
    )


def told_classes(inputs: ReportInputs, one: Shown) -> Mapping[tuple[float, float], int]:
    """Return the finest classes that the gate lets through whole; none when it lets none."""
    for classes in one.record.classes:
        kept = [row for row in one.record.rows if not row.stat.startswith("count:")]
        counts = [
            Result(one.record.variable, _CLASS.format(low=low, high=high), float(n), one.scored,
                   by="scale", group=one.record.scale.id)
            for (low, high), n in classes.items()
        ]  # fmt: skip
        released = release_scales([*kept, *counts], inputs.profile)
        if all(row.value is not None for row in released if row.stat.startswith("count:")):
            return classes
    return {}


def compared_table(known: Gathered) -> DraftTable | None:
    """Give the scores of everyone and of the groups that may be shown; None without any.

    The same table as of answers, as far as it goes for scores.
    """
    language = known.inputs.language
    names = [
        one for one in known.names if one.partition("@")[0] == one or not _about_case(known, one)
    ]
    sheets = [sheet for name in names if (sheet := known.whole(name))]
    if not sheets:
        return None
    title = say("scales_appendix.compared", language)
    draft = construct_table(known, Panel("schalen-vergelijking", "", title, tuple(sheets)))
    first = replace(draft.columns[0], header=say("scales_appendix.compared_column", language))
    return replace(draft, columns=(first, *draft.columns[1:]))


def _about_case(known: Gathered, name: str) -> bool:
    """Tell whether the same is scored about the case: then this stands below that."""
    return name.partition("@")[0] in known.names


def scores_gathered(inputs: ReportInputs) -> Gathered:
    """Gather the result rows of the scores as those of answers are.

    Instruments stand there as if they asked the scales of which they hold an item.
    """
    forms = tuple(_asking(form, inputs.scales) for form in inputs.instruments)
    return gathered(replace(inputs, variables=inputs.scores, instruments=forms))


def _asking(form: Instrument, records: Iterable[ScaleRecord]) -> Instrument:
    held = {(item.id, item.referent) for item in form.items}
    items = tuple(
        Item(record.scale.id, "calculate", record.scale.label, referent=record.about)
        for record in records
        if any((name, record.about) in held for name in record.scale.items)
    )
    return replace(form, sections=(Section("", {}, items),))


def _columns(
    table: str, widths: Widths, language: str, left: Collection[str]
) -> tuple[Column, ...]:
    return tuple(
        Column(
            say(f"scales_appendix.{table}.column.{name}", language),
            width,
            "left" if name in left else "right",
        )
        for name, width in widths.items()
    )


def _source(inputs: ReportInputs, scales: Iterable[Shown], method: str) -> tuple[Fact, ...]:
    items = [item.id for one in scales for item in one.record.items]
    how = say(f"scales_appendix.method.{method}", inputs.language)
    return (Fact(source_line(inputs, items, "", how)),)
