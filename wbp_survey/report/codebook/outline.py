"""An instrument as it will be asked, line by line, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from wbp_survey.model.instrument import UNASKED, Instrument, Item, Section, text_in
from wbp_survey.model.study import Study
from wbp_survey.report.blocks import Stated
from wbp_survey.report.codebook.entry import Coded, Speech, between, codes, facts
from wbp_survey.report.codebook.sections import section_facts
from wbp_survey.texts import say

# What nobody in the conversation meets stands in the codebook.
_UNHEARD = ("construct", "scale", "matrix", "source", "note")
_ITEM, _WORDS, _CODES = 2, 4, 6


@dataclass(frozen=True, slots=True)
class Told:
    """A line: how far in it begins, what stands before its words, the words."""

    indent: int
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """What it takes to tell of an item."""

    instrument: Instrument
    study: Study
    speech: Speech

    def text(self, item: Item) -> str:
        """Return the words of the question."""
        return text_in(item.text, self.speech.language)


def outline(instrument: Instrument, study: Study, language: str) -> Iterator[Told]:
    """Tell an instrument: what it is, its sections, every item with its answers and its route."""
    asked = _Asked(instrument, study, Speech(language, (language,)))
    yield Told(0, "", text_in(instrument.title, language))
    yield Told(0, "", " · ".join(_head(asked)))
    if instrument.intro:
        yield from _stated(0, _named("head.intro", text_in(instrument.intro, language), asked))
    seen: set[str] = set()
    for section in instrument.sections:
        yield from _section(section, seen, asked)
        seen.update(item.id for item in section.items)
    if instrument.closing:
        yield Told(0, "", "")
        yield from _stated(0, _named("head.closing", text_in(instrument.closing, language), asked))


def _head(asked: _Asked) -> Iterator[str]:
    instrument, speech = asked.instrument, asked.speech
    roles = {role.id: text_in(role.label, speech.language) for role in asked.study.roles}
    yield f"{instrument.id} {instrument.version}"
    yield speech.word(f"kind.{instrument.kind}")
    if instrument.roles:
        yield ", ".join(roles.get(role, role) for role in instrument.roles)
    if instrument.minutes:
        yield speech.word("minutes", minutes=instrument.minutes)
    yield speech.word("asked", count=sum(item.type not in UNASKED for item in instrument.items))
    if instrument.status != "published":
        yield speech.word(f"status.{instrument.status}")
    yield instrument.sha256[:12]


def _section(section: Section, seen: set[str], asked: _Asked) -> Iterator[Told]:
    speech = asked.speech
    minutes = [speech.word("minutes", minutes=section.minutes)] if section.minutes else []
    title = text_in(section.title, speech.language)
    yield Told(0, "", "")
    yield Told(0, "", f"{title} ({', '.join([section.id, *minutes])})")
    for fact in section_facts(section, asked.instrument, speech):
        yield Told(_ITEM, "", fact)
    if section.script:
        script = text_in(section.script, speech.language)
        yield from _stated(_ITEM, _named("item.script", script, asked))
    again = [item.id for item in section.items if item.id in seen]
    if again:
        yield Told(_ITEM, "", speech.word("again", items=", ".join(again)))
    new = [item for item in section.items if item.id not in seen]
    for _, run in groupby(new, _shared):
        block = tuple(run)
        yield Told(0, "", "")
        yield from _block(block, asked) if block[1:] else _item(block[0], asked)


def _shared(item: Item) -> object:
    """Return what a run of items has in common that is told once; an item alone has only itself."""
    if item.scale is None or not (item.matrix or item.stem):
        return item.id
    return item.matrix, item.stem, item.scale, item.type


def _item(item: Item, asked: _Asked) -> Iterator[Told]:
    stem = text_in(item.stem, asked.speech.language)
    yield Told(_ITEM, f"{item.id}: ", _kind(item, asked))
    yield Told(_WORDS, "", f"{stem} {asked.text(item)}".strip())
    yield from _answers(item, asked)
    for fact in _facts(item, asked):
        yield from _stated(_WORDS, fact)


def _block(items: Sequence[Item], asked: _Asked) -> Iterator[Told]:
    """Tell what rows share once, above them; below each row what only it has."""
    first = items[0]
    own = {item.id: _facts(item, asked) for item in items}
    shared = [fact for fact in own[first.id] if all(fact in facts for facts in own.values())]
    kind = asked.speech.word("block", count=len(items), kind=_kind(first, asked))
    yield Told(_ITEM, f"{first.matrix}: " if first.matrix else "", kind)
    yield Told(_WORDS, "", text_in(first.stem, asked.speech.language))
    yield from _answers(first, asked)
    for fact in shared:
        yield from _stated(_WORDS, fact)
    for item in items:
        yield Told(_WORDS, f"{item.id}: ", asked.text(item))
        for fact in own[item.id]:
            if fact not in shared:
                yield from _stated(_CODES, fact)


def _kind(item: Item, asked: _Asked) -> str:
    """Say what kind of answer it takes; whom and what it is about when that is not the usual."""
    speech = asked.speech
    parts = [speech.word(f"type.{item.type}")]
    if item.type not in UNASKED and item.mode != "individual":
        parts.append(speech.word(f"mode.{item.mode}"))
    if item.type not in UNASKED and item.referent != asked.instrument.referent:
        parts.append(speech.word(f"referent.{item.referent}"))
    return " · ".join(parts)


def _answers(item: Item, asked: _Asked) -> Iterator[Told]:
    """List the codes that have words; of a scale with bare points also where it ends."""
    if item.scale is None:
        return
    rows = [row for row in codes(item, asked.instrument, (), asked.speech) if row.kind == "code"]
    named = [row for row in rows if row.labels[0]]
    width = max((len(row.code) for row in named), default=0)
    side = ">" if all(row.code.isdecimal() for row in named) else "<"
    for row in named:
        yield Told(_CODES, f"{row.code:{side}{width}}  ", _label(row))
    if len(named) < len(item.scale.codes):
        ends = between(item.scale.minimum, item.scale.maximum, asked.speech)
        yield from _stated(_WORDS, _named("item.scale", ends, asked))


def _label(row: Coded) -> str:
    return f"{row.labels[0]} ({'; '.join(row.remarks)})" if row.remarks else row.labels[0]


def _facts(item: Item, asked: _Asked) -> list[Stated]:
    found = list(facts(item, asked.instrument, asked.study, asked.speech, leave_out=_UNHEARD))
    if item.missing:
        reasons = (say(f"missing.{reason}", asked.speech.language) for reason in item.missing)
        found.append(_named("item.missing", ", ".join(reasons), asked))
    return found


def _named(key: str, text: str, asked: _Asked) -> Stated:
    return Stated(asked.speech.word(key), (text,))


def _stated(indent: int, fact: Stated) -> Iterator[Told]:
    """Tell a fact, its lines below one another behind its name."""
    lead = f"{fact.name}: "
    for number, text in enumerate(fact.lines):
        yield Told(indent, " " * len(lead) if number else lead, text)
