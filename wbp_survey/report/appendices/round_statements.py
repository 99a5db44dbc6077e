"""Statements that were rated in two rounds: one table's, or those of all tables together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wbp_survey.model.instrument import text_in
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable
from wbp_survey.report.appendices.cells import median
from wbp_survey.report.gate.release import (
    COARSE_FROM,
    THRESHOLDS,
    Bases,
    Column,
    DraftRow,
    DraftTable,
    Fact,
    hidden_groups,
)
from wbp_survey.report.inputs import ReportInputs, Stats, number
from wbp_survey.report.numbers import EN_DASH, decimal_text, whole
from wbp_survey.texts import say

ROUNDS = (1, 2)
EVERYONE = ""
"""Stands for all tables together where a table is named."""
_CLASSES = {1: "disagree", 2: "undecided", 3: "agree"}
_MOVES = ("n_up", "n_equal", "n_down")


@dataclass(frozen=True, slots=True)
class Rated:
    """A statement with its statistics: per round and table, and how persons moved per table."""

    at: int
    variable: Variable
    rounds: Mapping[tuple[int, str], Stats]
    moves: Mapping[str, Stats]

    def base(self, round_: int) -> str:
        """Name the persons behind a round, for the gate."""
        return f"round:{self.variable.id}:{round_}"

    @property
    def moved(self) -> str:
        """Name the persons who rated twice, for the gate."""
        return f"moves:{self.variable.id}"

    def asked_at(self, table: str, *rounds: int) -> bool:
        """Tell whether somebody at a table rated it, in one of these rounds or in any."""
        asked = rounds or ROUNDS
        return any(number(self.rounds.get((one, table), {}), "n_valid") for one in asked)


def rated(inputs: ReportInputs) -> list[Rated]:
    """Gather the rows about rounds per statement, numbered in the order they came."""
    rounds: dict[str, dict[tuple[int, str], dict[str, Result]]] = {}
    moves: dict[str, dict[str, dict[str, Result]]] = {}
    for row in inputs.rounds.rows if inputs.rounds else ():
        if row.variable not in inputs.variables or row.by != "session":
            continue
        table = row.group or EVERYONE
        here = rounds.setdefault(row.variable, {})
        if row.round:
            here.setdefault((row.round, table), {})[row.stat] = row
        else:
            moves.setdefault(row.variable, {}).setdefault(table, {})[row.stat] = row
    return [
        Rated(at, inputs.variables[name], found, moves.get(name, {}))
        for at, (name, found) in enumerate(rounds.items(), start=1)
    ]


def persons_behind(statements: Sequence[Rated]) -> Bases:
    """Return on how many persons of each table the numbers of every statement and round rest."""
    found: dict[str, dict[str, int]] = {}
    for one in statements:
        for (round_, table), stats in one.rounds.items():
            _count(found, one.base(round_), table, number(stats, "n_valid"))
        for table, stats in one.moves.items():
            _count(found, one.moved, table, number(stats, "n_pairs"))
    return found


def _count(found: dict[str, dict[str, int]], base: str, table: str, n: float | None) -> None:
    persons = found.setdefault(base, {})
    if table != EVERYONE and n:
        persons[table] = int(n)


def statement_table(
    inputs: ReportInputs, statements: Sequence[Rated], table: str = EVERYONE, place: str = ""
) -> DraftTable:
    """Give every statement with both rounds; only its class where no number may be printed.

    `place` is what the table is called in print.
    """
    bases = persons_behind(statements)
    shown = [one for one in statements if one.asked_at(table)]
    full = _numbers_shown(inputs, shown, table, bases)
    language = inputs.language
    name = "all" if table == EVERYONE else "one"
    return DraftTable(
        title=say(f"round_tables.statements.{name}", language, place=place),
        columns=tuple(_columns(language, full=full)),
        rows=tuple(_rows(inputs, shown, table, full=full)),
        alt=say("round_tables.statements.alt", language, items=len(shown)),
        notes=tuple(_notes(inputs, shown, table, full=full)),
        bases=bases,
    )


def _groups(table: str) -> tuple[str, ...]:
    return (table,) if table != EVERYONE else ()


def _numbers_shown(inputs: ReportInputs, shown: Sequence[Rated], table: str, bases: Bases) -> bool:
    hidden = hidden_groups(bases, inputs.profile)
    return any(
        one.asked_at(table, round_) and (one.base(round_), table) not in hidden
        for one in shown
        for round_ in ROUNDS
    )


def _columns(language: str, *, full: bool) -> Iterator[Column]:
    def named(name: str) -> str:
        return say(f"round_tables.column.{name}", language)

    if not full:
        yield Column(named("statement"))
        yield from (Column(named(one), 32) for one in ("class_1", "class_2"))
        return
    yield Column(named("statement_round"))
    widths = {"n": 9, "median": 16, "percentiles": 20, "index": 12, "class": 33, "moves": 22}
    yield from (Column(named(name), width, "right") for name, width in widths.items())


def _rows(
    inputs: ReportInputs, shown: Sequence[Rated], table: str, *, full: bool
) -> Iterator[DraftRow]:
    language = inputs.language
    held = {round_ for round_ in ROUNDS if any(one.asked_at(table, round_) for one in shown)}
    width = len(tuple(_columns(language, full=full)))
    for one in shown:
        title = Fact(f"{one.at}  {text_in(one.variable.label, language)}")
        if not full:
            yield DraftRow(
                (
                    title,
                    *(
                        _class(one, round_, table, language) if round_ in held else Fact(EN_DASH)
                        for round_ in ROUNDS
                    ),
                )
            )
            continue
        yield DraftRow((title, *(Fact(""),) * (width - 1)), "item")
        for round_ in ROUNDS:
            name = Fact(say("report.round", language, round=round_))
            if round_ in held:
                yield DraftRow((name, *_numbers(one, round_, table, language)))
            else:
                yield DraftRow((name, *(Fact(EN_DASH),) * (width - 1)))


def _numbers(one: Rated, round_: int, table: str, language: str) -> Iterator[Fact]:
    """Give what a table gave in a round that was held there; of nobody as little as of few."""
    stats = one.rounds.get((round_, table), {})
    base, groups = one.base(round_), _groups(table)
    texts = (
        whole(number(stats, "n_valid") or 0, language),
        median(stats, language),
        _percentiles(stats, language),
        _index(stats, language),
    )
    yield from (Fact(text, base, groups) for text in texts)
    yield _class(one, round_, table, language)
    text = _moves(one.moves.get(table, {}), language) if round_ == ROUNDS[-1] else ""
    yield Fact(text, one.moved, groups)


def _class(one: Rated, round_: int, table: str, language: str) -> Fact:
    """Say in which class the table as a whole lies: no more than that prints of a single table.

    A table of too few has one sign, whatever their number: also where there is no class.
    """
    stats = one.rounds.get((round_, table), {})
    value = number(stats, "class")
    text = EN_DASH if value is None else say(f"round_tables.class.{_CLASSES[int(value)]}", language)
    if value is not None and "indicative" in stats["class"].note:
        text = say("round_tables.indicative", language, text=text)
    return Fact(text, one.base(round_), _groups(table), coarse=True)


def _percentiles(stats: Stats, language: str) -> str:
    ends = number(stats, "p30"), number(stats, "p70")
    if ends[0] is None or ends[1] is None:
        return EN_DASH
    return EN_DASH.join(_score(end, language) for end in ends if end is not None)


def _score(value: float, language: str) -> str:
    return decimal_text(value, 0 if value == round(value) else 1, language)


def _index(stats: Stats, language: str) -> str:
    value = number(stats, "disagreement_index")
    return EN_DASH if value is None else decimal_text(value, 2, language)


def _moves(stats: Stats, language: str) -> str:
    counts = [number(stats, stat) for stat in _MOVES]
    if not number(stats, "n_pairs") or None in counts:
        return EN_DASH
    return " / ".join(whole(count or 0, language) for count in counts)


def _notes(
    inputs: ReportInputs, shown: Sequence[Rated], table: str, *, full: bool
) -> Iterator[tuple[Fact, ...]]:
    language = inputs.language
    if table == EVERYONE:
        yield (Fact(say("round_tables.note.together", language)),)
    if shown and shown[0].variable.code_labels:
        yield (Fact(_ends(shown[0].variable, language)),)
    if full:
        yield (Fact(say("round_tables.note.columns", language)),)
    below = inputs.study.round_tables.indicative_below
    if any("indicative" in note for note in _class_notes(shown, table)):
        yield (Fact(say("round_tables.note.indicative", language, below=below)),)
    if _hides(inputs, shown, table) or not full:
        yield from ((Fact(note),) for note in _why_hidden(inputs, table, full=full))


def _hides(inputs: ReportInputs, shown: Sequence[Rated], table: str) -> bool:
    """Tell whether some number about the persons of a table is left out, be it about nobody."""
    bases = persons_behind(shown)
    hidden = hidden_groups(bases, inputs.profile)
    return any((base, table) in hidden or not _declared(bases[base], table) for base in bases)


def _declared(persons: Mapping[str, int], table: str) -> bool:
    return table == EVERYONE or table in persons


def _class_notes(shown: Sequence[Rated], table: str) -> Iterator[tuple[str, ...]]:
    for one in shown:
        for round_ in ROUNDS:
            row = one.rounds.get((round_, table), {}).get("class")
            if row:
                yield row.note


def _ends(variable: Variable, language: str) -> str:
    named = (f"{code} = {text_in(texts, language)}" for code, texts in variable.code_labels.items())
    return f"{say('report.note.codes', language)} {'; '.join(named)}."


def _why_hidden(inputs: ReportInputs, table: str, *, full: bool) -> Iterator[str]:
    """Say what is left out, and why: the same at every table, whichever it is that is protected."""
    language, threshold = inputs.language, THRESHOLDS[inputs.profile]
    values = {"coarse": COARSE_FROM, "least": min(THRESHOLDS.values())}
    key = "hidden" if full else "classes_only"
    yield say(f"round_tables.note.{key}", language, **values)
    one_of_more = table != EVERYONE and len(inputs.tables) > 1
    why = "protects" if one_of_more else "few"
    yield say(f"round_tables.note.{why}", language, threshold=threshold)
