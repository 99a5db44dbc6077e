"""Appendix: the answers, everyone together and group by group; then the tests and the pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.cells import (
    Cell,
    agreeing,
    delta,
    eta,
    kruskal,
    median,
    missing,
    p_of,
    p_with_smallest,
    quartiles,
)
from wbp_survey.report.appendices.origins import origin_notes
from wbp_survey.report.blocks import Block, Figure, Heading, Passage, Table, line
from wbp_survey.report.gate.release import (
    Column,
    DraftRow,
    DraftTable,
    Fact,
    hidden_groups,
    release,
)
from wbp_survey.report.inputs import ReportInputs, Sheet, Stats, number, sheets
from wbp_survey.report.numbers import whole
from wbp_survey.texts import say


@dataclass(frozen=True, slots=True)
class Panel:
    """The sheets that share a table: the same codes, round and referent."""

    id: str
    by: str
    name: str
    sheets: tuple[Sheet, ...]


def outcomes(inputs: ReportInputs, figures: Sequence[Figure]) -> list[Block]:
    """Write everyone together, in tables and figures, then what may be shown per grouping."""
    language = inputs.language
    gathered = [sheets(one, inputs.variables) for one in inputs.comparisons]
    found = [[sheet for sheet in one if _comparable(sheet)] for one in gathered]
    blocks: list[Block] = [
        Heading("t", say("report.outcomes.title", language), number="4"),
        Passage("uitkomsten-inleiding", (line(say("report.outcomes.intro", language)),)),
        *_everyone(inputs, found[0]),
        *figures,
    ]
    for one in found:
        panels = _panels(
            inputs, [sheet for sheet in one if _visible(sheet, _hidden(inputs, sheet))]
        )
        if panels:
            by = panels[0].by
            blocks.append(Heading(f"d-{by}", say(f"report.by.{by}", language), 2))
        for panel in panels:
            blocks += _panel(inputs, panel)
    return blocks


def _comparable(sheet: Sheet) -> bool:
    """Keep what has declared, ordered codes: those are compared and printed."""
    variable = sheet.variable
    return bool(variable.codes) and variable.declared and variable.level != "nominal"


def _hidden(inputs: ReportInputs, *shown: Sheet) -> frozenset[tuple[str, str]]:
    return hidden_groups({sheet.base: sheet.persons for sheet in shown}, inputs.profile)


def _everyone(inputs: ReportInputs, found: Sequence[Sheet]) -> Iterator[Block]:
    """Write what everyone together answered, one row an item, and count what is left out."""
    language = inputs.language
    shown = [sheet for sheet in found if (sheet.base, "") not in _hidden(inputs, sheet)]
    yield Heading("d-alle", say("report.outcomes.everyone", language), 2)
    for panel in _panels(inputs, shown):
        yield Table(f"alle-{panel.id}", release(_totals(inputs, panel), inputs.profile))
    left_out = len(found) - len(shown)
    if left_out:
        words = say("report.outcomes.left_out", language, n=left_out)
        yield Passage("d-weggelaten", (line(words),))


def _panels(inputs: ReportInputs, found: Iterable[Sheet]) -> list[Panel]:
    """Sort sheets into panels; within a panel the themes stay together."""
    together: dict[tuple[object, ...], list[Sheet]] = {}
    for sheet in found:
        variable = sheet.variable
        words = tuple(text_in(texts, "nl") for texts in variable.code_labels.values())
        key = (variable.codes, words, sheet.round, variable.referent)
        together.setdefault(key, []).append(sheet)
    return [
        Panel(
            f"{members[0].by}-{at}",
            members[0].by,
            _panel_name(members[0], inputs.language),
            tuple(sorted(members, key=_theme_order(members))),
        )
        for at, members in enumerate(together.values(), start=1)
    ]


def _theme_order(members: Sequence[Sheet]) -> Callable[[Sheet], int]:
    """Order by theme (the first word of the construct), themes as they first appear."""
    themes = list(dict.fromkeys(_theme(sheet) for sheet in members))
    return lambda sheet: themes.index(_theme(sheet))


def _theme(sheet: Sheet) -> str:
    return sheet.variable.construct.partition(".")[0]


def _panel_name(sheet: Sheet, language: str) -> str:
    """Name a panel by the ends of its scale, its referent when that is not the case, its round."""
    variable = sheet.variable
    low, high = (_end(sheet, code, language) for code in _ends(variable.codes))
    parts = [say("report.scale", language, low=low, high=high)]
    if variable.referent not in {"", "case"}:
        parts.append(say(f"report.referent.{variable.referent}", language))
    if sheet.round:
        parts.append(say("report.round", language, round=sheet.round))
    return ", ".join(parts)


def _ends(codes: Sequence[str]) -> tuple[str, str]:
    return codes[0], codes[-1]


def _end(sheet: Sheet, code: str, language: str) -> str:
    label = text_in(sheet.variable.code_labels.get(code), language)
    return f"{code} ({label})" if label else code


def _panel(inputs: ReportInputs, panel: Panel) -> Iterator[Block]:
    """Write one panel: answers, and where more than one group may be shown, tests and pairs."""
    hidden = _hidden(inputs, *panel.sheets)
    several = [sheet for sheet in panel.sheets if len(_visible(sheet, hidden)) > 1]
    yield Table(f"{panel.id}-antwoorden", release(_answers(inputs, panel, hidden), inputs.profile))
    if several:
        yield Table(f"{panel.id}-toetsen", release(_tests(inputs, panel, several), inputs.profile))
    pairs = [(sheet, pair) for sheet in several for pair in _known_pairs(sheet, hidden)]
    if pairs:
        yield Table(f"{panel.id}-paren", release(_pairs(inputs, panel, pairs), inputs.profile))


def _visible(sheet: Sheet, hidden: frozenset[tuple[str, str]]) -> list[str]:
    return [group for group in sheet.persons if (sheet.base, group) not in hidden]


def _answers(inputs: ReportInputs, panel: Panel, hidden: frozenset[tuple[str, str]]) -> DraftTable:
    """Give per item and group how many answered, how many agree, the middle, and who did not."""
    language = inputs.language
    rows: list[DraftRow] = []
    for at, sheet in enumerate(panel.sheets, start=1):
        rows += _item_rows(inputs, panel, sheet, at)
    by = say(f"report.per.{panel.by}", language)
    earlier, rest_on = origin_notes(panel.sheets, language)
    return DraftTable(
        title=say("report.outcomes.answers", language, panel=panel.name, by=by),
        columns=_answer_columns(panel, "group", language),
        rows=tuple(rows),
        alt=say("report.outcomes.answers_alt", language, items=len(panel.sheets)),
        notes=(*_answer_notes(panel, language, hidden=bool(hidden)), *earlier),
        bases={sheet.base: sheet.persons for sheet in panel.sheets} | rest_on,
    )


def _totals(inputs: ReportInputs, panel: Panel) -> DraftTable:
    """Give one row an item: everyone together."""
    language = inputs.language
    earlier, rest_on = origin_notes(panel.sheets, language)
    rows = (
        DraftRow(
            (
                Fact(f"{at}  {sheet.text(language)}"),
                *_cells(panel, sheet, sheet.total, (), language),
            )
        )
        for at, sheet in enumerate(panel.sheets, start=1)
    )
    return DraftTable(
        title=say("report.outcomes.totals", language, panel=panel.name),
        columns=_answer_columns(panel, "question", language),
        rows=tuple(rows),
        alt=say("report.outcomes.answers_alt", language, items=len(panel.sheets)),
        notes=(*_answer_notes(panel, language, hidden=False), *earlier),
        bases={sheet.base: sheet.persons for sheet in panel.sheets} | rest_on,
    )


def _agreeable(panel: Panel) -> bool:
    return any(sheet.variable.agree for sheet in panel.sheets)


def _answer_columns(panel: Panel, first: str, language: str) -> tuple[Column, ...]:
    widths = {"n": 11, "missing": 25, "agree": 31, "median": 15, "quartiles": 19}
    if not _agreeable(panel):
        del widths["agree"]
    return (
        Column(say(f"report.column.{first}", language)),
        *(
            Column(say(f"report.column.{name}", language), width, "right")
            for name, width in widths.items()
        ),
    )


def _item_rows(inputs: ReportInputs, panel: Panel, sheet: Sheet, at: int) -> Iterator[DraftRow]:
    """Give the item a row of its own, then its groups, then everyone."""
    language = inputs.language
    blank = (Fact(""),) * (len(_answer_columns(panel, "group", language)) - 1)
    yield DraftRow((Fact(f"{at}  {sheet.text(language)}"), *blank), "item")
    labels = inputs.groups.get(sheet.by, {})
    for group in sheet.persons:
        cells = _cells(panel, sheet, sheet.groups[group], (group,), language)
        yield DraftRow((Fact(labels.get(group, group)), *cells))
    everyone = _cells(panel, sheet, sheet.total, (), language)
    yield DraftRow((Fact(say("report.everyone", language)), *everyone))


def _cells(
    panel: Panel, sheet: Sheet, stats: Stats, groups: tuple[str, ...], language: str
) -> list[Fact]:
    texts = [whole(number(stats, "n_valid") or 0, language), missing(stats, language)]
    if _agreeable(panel):
        texts.append(agreeing(stats, language))
    texts += [median(stats, language), quartiles(stats, language)]
    return [Fact(text, sheet.base, groups) for text in texts]


def _answer_notes(panel: Panel, language: str, *, hidden: bool) -> Iterator[tuple[Fact, ...]]:
    labels = _code_labels(panel.sheets[0], language)
    agree = panel.sheets[0].variable.agree
    if labels:
        yield (Fact(labels),)
    if agree:
        yield (Fact(say("report.note.agree", language, codes=", ".join(agree))),)
    reversed_ = [str(at) for at, sheet in enumerate(panel.sheets, start=1) if _is_reversed(sheet)]
    if reversed_:
        yield (Fact(say("report.note.reversed", language, items=", ".join(reversed_))),)
    if hidden:
        yield (Fact(say("report.note.suppressed", language)),)


def _code_labels(sheet: Sheet, language: str) -> str:
    variable = sheet.variable
    named = [
        f"{code} = {texts.get(language) or texts.get('nl') or code}"
        for code, texts in variable.code_labels.items()
    ]
    return f"{say('report.note.codes', language)} {'; '.join(named)}." if named else ""


def _is_reversed(sheet: Sheet) -> bool:
    return "reversed" in sheet.variable.notes


def _tests(inputs: ReportInputs, panel: Panel, shown: Sequence[Sheet]) -> DraftTable:
    """Give per item the test with whole cases first, then as if respondents were independent."""
    language = inputs.language
    clustered = any("cluster_permutation_p" in sheet.total for sheet in shown)
    cells: dict[str, Cell] = {"eta": eta, "kruskal": kruskal, "permutation": p_with_smallest}
    widths = {"eta": 32, "cluster": 26, "kruskal": 31, "permutation": 25}
    by = say(f"report.per.{panel.by}", language)
    rows = []
    for at, sheet in enumerate(panel.sheets, start=1):
        if sheet not in shown:
            continue
        facts = [Fact(cell(sheet.total, language), sheet.base) for cell in cells.values()]
        if clustered:
            text = p_with_smallest(sheet.total, language, "cluster_permutation_p")
            facts.insert(1, Fact(text, sheet.base))
        rows.append(DraftRow((Fact(f"{at}  {sheet.variable.id}"), *facts)))
    names = list(cells)
    if clustered:
        names.insert(1, "cluster")
    columns = [
        Column(say(f"report.column.{name}", language), widths[name], "right") for name in names
    ]
    notes = [(Fact(say("report.note.smallest", language)),)]
    about = "cluster" if clustered else "independent"
    notes.insert(0, (Fact(say(f"report.note.{about}", language)),))
    return DraftTable(
        title=say("report.outcomes.tests", language, panel=panel.name, by=by),
        columns=(Column(say("report.column.item", language)), *columns),
        rows=tuple(rows),
        alt=say("report.outcomes.tests_alt", language, items=len(rows)),
        notes=tuple(notes),
        bases={sheet.base: sheet.persons for sheet in shown},
    )


def _known_pairs(sheet: Sheet, hidden: frozenset[tuple[str, str]]) -> list[tuple[str, str]]:
    """List the pairs whose groups may both be shown and whose effect could be computed."""
    seen = set(_visible(sheet, hidden))
    return [
        pair
        for pair, stats in sheet.pairs.items()
        if seen.issuperset(pair) and number(stats, "cliffs_delta") is not None
    ]


def _pairs(
    inputs: ReportInputs, panel: Panel, pairs: Sequence[tuple[Sheet, tuple[str, str]]]
) -> DraftTable:
    language = inputs.language
    labels = inputs.groups.get(panel.by, {})
    by = say(f"report.per.{panel.by}", language)
    order = {sheet.base: at for at, sheet in enumerate(panel.sheets, start=1)}
    rows = []
    for sheet, pair in pairs:
        stats = sheet.pairs[pair]
        names = " – ".join(labels.get(group, group) for group in pair)
        facts = (
            Fact(delta(stats, language), sheet.base, pair),
            Fact(p_of(stats, "mann_whitney_p_adjusted", language), sheet.base, pair),
        )
        name = Fact(f"{order[sheet.base]}  {sheet.variable.id}")
        rows.append(DraftRow((name, Fact(names), *facts)))
    return DraftTable(
        title=say("report.outcomes.pairs", language, panel=panel.name, by=by),
        columns=(
            Column(say("report.column.item", language)),
            Column(say("report.column.pair", language), 52),
            Column(say("report.column.delta", language), 42, "right"),
            Column(say("report.column.p_adjusted", language), 18, "right"),
        ),
        rows=tuple(rows),
        alt=say("report.outcomes.pairs_alt", language, pairs=len(rows)),
        notes=((Fact(say("report.note.delta", language)),),),
        bases={sheet.base: sheet.persons for sheet, _ in pairs},
    )
