"""Sources and effects: which kind of source sees which effect, each beside the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.outcomes import GENERAL
from wbp_survey.report.appendices.round_statements import ROUNDS, Rated, rated
from wbp_survey.report.appendices.sources import source_line
from wbp_survey.report.fact_record import DOCUMENTS
from wbp_survey.report.gate.release import Bases, Column, DraftRow, DraftTable, Fact
from wbp_survey.report.gathered import Gathered
from wbp_survey.report.inputs import Stats, number
from wbp_survey.report.numbers import count_of
from wbp_survey.report.sentence_rules import begins, rules
from wbp_survey.report.sentences import counted, counted_text
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import has, say

TABLES, EVERYONE = "tables", "everyone"
_NOT_ASKED = "."
_AGREE = 3
_LAST = ROUNDS[-1]
_MM_PER_LETTER, _MM_BESIDE = 1.6, 3.5
_MM_COUNT, _MM_EVERYONE, _MM_EFFECT = 20, 17, 41  # `12 van de 12` on one line; seven on a page


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect with what was asked about it: in cases, of experts, and at round tables."""

    construct: str
    text: str
    name: str = ""
    statement: Rated | None = None


def effects_table(known: Gathered) -> DraftTable | None:
    """Give a row to every effect and a column to every kind of source; None without effects."""
    language, found = known.inputs.language, _effects(known)
    marks = [{source: _seen(known, one, source) for source in _sources(known)} for one in found]
    kept = [one for one in _sources(known) if any(row[one] for row in marks)]
    if not kept:
        return None
    rows: list[DraftRow] = []
    before = ""
    for one, row in zip(found, marks, strict=True):
        theme = one.construct.partition(".")[0]
        if theme != before:
            blank = (Fact(""),) * len(kept)
            rows.append(DraftRow((Fact(_theme(theme, language)), *blank), "item"))
            before = theme
        cells = (row[source] or Fact(_NOT_ASKED) for source in kept)
        rows.append(DraftRow((Fact(one.text), *cells)))
    headers = (_column(known, source) for source in kept)
    return DraftTable(
        title=say("chapters.title.effects", language),
        columns=(Column(say("chapters.column.effect", language), _MM_EFFECT), *headers),
        rows=tuple(rows),
        alt=say("chapters.alt.effects", language, effects=len(found), sources=len(kept)),
        notes=tuple((one,) for one in _notes(known, found, kept)),
        bases=_bases(known, found),
    )


def _column(known: Gathered, source: str) -> Column:
    """Give a column the width of its counts, or of the longest word above it."""
    header = _header(known, source)
    longest = max(len(word) for word in header.split())
    room = max(_MM_COUNT, round(_MM_PER_LETTER * longest + _MM_BESIDE))
    return Column(header, _MM_EVERYONE if source == EVERYONE else room, "right")


def _theme(theme: str, language: str) -> str:
    key = f"chapters.theme.{theme}"
    return say(key, language) if has(key) else theme


def _sources(known: Gathered) -> list[str]:
    return [EVERYONE, *known.inputs.groups.get("role", {}), TABLES, DOCUMENTS]


def _header(known: Gathered, source: str) -> str:
    if source in (EVERYONE, TABLES, DOCUMENTS):
        return say(f"chapters.source.{source}", known.inputs.language)
    return clean(known.label("role", source))


def _effects(known: Gathered) -> list[Effect]:
    """List the effects in the order of the rules; statements of a round table with their item."""
    statements = rated(known.inputs)
    found: list[Effect] = []
    for beginning in rules().effects:
        here = [
            name
            for name in known.names
            if begins(known.inputs.variables[name].construct, [beginning])
            and (name.partition("@")[0] == name or name.partition("@")[0] not in known.names)
        ]
        said = [one for one in statements if begins(one.variable.construct, [beginning])]
        taken = set()
        for name in here:
            variable = known.inputs.variables[name]
            same = _same(variable.construct, _text(known, name), said, known, here)
            taken.add(same.at if same else 0)
            found.append(Effect(variable.construct, _text(known, name), name, same))
        language = known.inputs.language
        found += [
            Effect(one.variable.construct, clean(text_in(one.variable.label, language)), "", one)
            for one in said
            if one.at not in taken
        ]
    return found


def _text(known: Gathered, name: str) -> str:
    return clean(text_in(known.inputs.variables[name].label, known.inputs.language))


def _same(
    construct: str, text: str, said: Sequence[Rated], known: Gathered, names: Sequence[str]
) -> Rated | None:
    """Return the statement in the same words; else the one on a construct that has one item."""
    language = known.inputs.language
    of_it = [one for one in said if one.variable.construct == construct]
    alone = sum(known.inputs.variables[name].construct == construct for name in names) == 1
    if alone and len(of_it) == 1:
        return of_it[0]
    return next(
        (one for one in of_it if clean(text_in(one.variable.label, language)) == text), None
    )


def _seen(known: Gathered, effect: Effect, source: str) -> Fact | None:
    """Say how many of a kind of source see an effect; None where that was not asked of it."""
    if source == TABLES:
        return _at_tables(known, effect)
    if source == DOCUMENTS:
        return _documented(known, effect)
    if not effect.name:
        return None
    language = known.inputs.language
    if source == EVERYONE:
        sheet = known.whole(effect.name)
        counts = counted(sheet, sheet.total) if sheet else None
        general = effect.name.endswith(f"@{GENERAL}")
        if sheet is None or counts is None or general:
            return None
        return Fact(counted_text(*counts, language), sheet.base)
    return _by_role(known, effect, source)


def _by_role(known: Gathered, effect: Effect, role: str) -> Fact | None:
    """Count those of a role who answered about a case; of experts, about groups in general.

    Whoever was asked and gave no answer is as few as any.
    """
    for sheet in (known.sheet("role", effect.name), known.general(effect.name)):
        if sheet and role in (known.asked(sheet.variable.id) or sheet.persons):
            counts = counted(sheet, sheet.groups.get(role, {}))
            text = counted_text(*counts, known.inputs.language) if counts else _NOT_ASKED
            return Fact(text, sheet.base, (role,))
    return None


def _at_tables(known: Gathered, effect: Effect) -> Fact | None:
    """Count the tables that, after the talk, agree as a whole."""
    if effect.statement is None:
        return None
    held = _held(effect.statement)
    agreed = sum(number(stats, "class") == _AGREE for stats in held.values())
    if not held:
        return None
    text = count_of(agreed, len(held), known.inputs.language)
    return Fact(text, effect.statement.base(_LAST), tuple(held), coarse=True)


def _held(statement: Rated) -> dict[str, Stats]:
    """Return the tables of which the last round has a class."""
    return {
        table: stats
        for (round_, table), stats in statement.rounds.items()
        if round_ == _LAST and table and number(stats, "class") is not None
    }


def _documented(known: Gathered, effect: Effect) -> Fact | None:
    """Count the cases of which documents say yes to something on the same construct."""
    answers = [
        str(fact.value) in fact.item.scale.agree
        for desk in known.inputs.desks
        for fact in desk.facts
        if fact.item.construct == effect.construct and fact.item.scale and fact.item.scale.agree
        if fact.value is not None and not fact.told
    ]
    if not answers:
        return None
    return Fact(count_of(sum(answers), len(answers), known.inputs.language))


def _bases(known: Gathered, found: Sequence[Effect]) -> Bases:
    bases: dict[str, dict[str, int]] = {}
    for one in found:
        wholes = [known.whole(one.name), known.sheet("role", one.name), known.general(one.name)]
        bases |= {sheet.base: known.open_persons(sheet) for sheet in wholes if sheet}
        if one.statement:
            held = _held(one.statement)
            persons = {table: int(number(stats, "n_valid") or 0) for table, stats in held.items()}
            bases[one.statement.base(_LAST)] = persons
    return bases


def _notes(known: Gathered, found: Sequence[Effect], kept: Sequence[str]) -> Iterator[Fact]:
    """Say what seeing an effect is, who was not asked, what signs mean; the source comes last."""
    inputs, language = known.inputs, known.inputs.language
    yield Fact(say("chapters.note.seen", language))
    yield Fact(say("chapters.note.perceived", language))
    if TABLES in kept:
        yield Fact(say("chapters.note.tables", language))
    absent = [_header(known, one) for one in _sources(known) if one not in kept]
    if absent:
        yield Fact(say("chapters.note.absent", language, sources=", ".join(absent)))
    yield Fact(say("chapters.note.signs", language))
    statements = (one.statement.variable.id for one in found if one.statement)
    items = [*(one.name for one in found), *statements]
    n = say("chapters.source.n", language)
    yield Fact(source_line(inputs, items, n, say("chapters.method.counted", language)))
