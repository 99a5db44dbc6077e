"""The answers per construct: everyone, the groups that may be shown beside each other, experts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.cells import agreeing, median, missing, quartiles
from wbp_survey.report.appendices.origins import origin_notes
from wbp_survey.report.appendices.sources import source_line
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact
from wbp_survey.report.gathered import Gathered
from wbp_survey.report.inputs import Sheet, Stats, number
from wbp_survey.report.numbers import EN_DASH, NBSP, whole
from wbp_survey.report.sentence_rules import rules
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

GROUPINGS = ("municipality", "case", "role")
GENERAL = "general"
_WIDTHS = {"n": 11, "missing": 25, "agree": 31, "median": 15, "quartiles": 19}

Note = tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The items of one construct that share a table: the same codes and the same referent.

    Each is given by the sheet that tells what everyone together answered.
    """

    id: str
    construct: str
    name: str
    sheets: tuple[Sheet, ...]

    @property
    def agreeable(self) -> bool:
        """Tell whether any item has answers that count as agreeing."""
        return any(sheet.variable.agree for sheet in self.sheets)


def panels(known: Gathered, chapter: str) -> list[Panel]:
    """Sort what may be shown into panels, for one chapter; constructs as the study lists them."""
    found: dict[tuple[object, ...], list[Sheet]] = {}
    for name in of_chapter(known, chapter):
        sheet = known.whole(name)
        if sheet is not None:
            variable = sheet.variable
            words = tuple(text_in(texts, "nl") for texts in variable.code_labels.values())
            key = (variable.construct, variable.codes, words, variable.referent)
            found.setdefault(key, []).append(sheet)
    listed = list(known.inputs.study.constructs)
    order = {construct: at for at, construct in enumerate(listed)}
    groups = sorted(found.values(), key=lambda one: order.get(_construct(one), len(order)))
    several = [_construct(one) for one in groups]
    return [_panel(known, one, alone=several.count(_construct(one)) == 1) for one in groups]


def of_chapter(known: Gathered, chapter: str) -> Iterator[str]:
    """Yield the items of a chapter that have rows of their own.

    Those have declared, ordered codes; what experts are asked in the words of another item stands
    below that one.
    """
    for name in known.names:
        variable = known.inputs.variables[name]
        ordered = variable.codes and variable.declared and variable.level != "nominal"
        beside = variable.referent == GENERAL and name.partition("@")[0] in known.names
        if ordered and not beside and rules().chapter(variable.construct) == chapter:
            yield name


def _construct(found: Sequence[Sheet]) -> str:
    return found[0].variable.construct


def _panel(known: Gathered, found: Sequence[Sheet], *, alone: bool) -> Panel:
    """Name a panel after its construct; where there are several, by their first item as well."""
    first, language = found[0].variable, known.inputs.language
    words = text_in(known.inputs.study.constructs.get(first.construct), language)
    title = clean(words or text_in(first.label, language).rstrip("."))
    name = f"t-{first.construct or first.id}"
    return Panel(
        name if alone else f"{name}-{first.id}",
        first.construct,
        title[:1].upper() + title[1:],
        tuple(found),
    )


def construct_table(known: Gathered, panel: Panel) -> DraftTable:
    """Give per item everyone and the groups that may be shown; below them experts, apart."""
    language = known.inputs.language
    by = groupings(known, panel)
    rows = [row for at, one in enumerate(panel.sheets, 1) for row in _rows(known, panel, one, at)]
    per = per_groups(by, language)
    key = "compared" if by else "everyone"
    if panel.sheets[0].variable.referent == GENERAL:
        key = "general"
    earlier, rest_on = origin_notes(panel.sheets, language)
    bases = {one.base: known.open_persons(one) for one in _all_sheets(known, panel, by)}
    return DraftTable(
        title=say(f"chapters.title.{key}", language, name=panel.name, per=per),
        columns=_columns(panel, language),
        rows=tuple(rows),
        alt=say("chapters.alt.answers", language, items=len(panel.sheets), name=panel.name),
        notes=(*_notes(known, panel, by), *earlier, *_ends(known, panel, by)),
        bases=bases | rest_on,
    )


def per_groups(by: Sequence[str], language: str) -> str:
    """Name groupings: `per gemeente, casus en rol`."""
    names = [say(f"chapters.by.{one}", language) for one in by]
    listed = ", ".join(names[:-1])
    last = say("chapters.and", language).join(one for one in (listed, *names[-1:]) if one)
    return say("chapters.per", language, groups=last)


def groupings(known: Gathered, panel: Panel) -> tuple[str, ...]:
    """Return by what the items are told apart: where some group of some item may be shown."""
    return tuple(
        by
        for by in GROUPINGS
        if any(
            (sheet := known.sheet(by, one.variable.id)) and known.shown(sheet)
            for one in panel.sheets
        )
        and panel.sheets[0].variable.referent != GENERAL
    )


def _all_sheets(known: Gathered, panel: Panel, by: Sequence[str]) -> Iterator[Sheet]:
    for one in panel.sheets:
        name = one.variable.id
        beside = (known.sheet(grouping, name) for grouping in by)
        yield from (sheet for sheet in (one, *beside, known.general(name)) if sheet)


def _columns(panel: Panel, language: str) -> tuple[Column, ...]:
    return (
        Column(say("report.column.group", language)),
        *(
            Column(say(f"report.column.{name}", language), width, "right")
            for name, width in _WIDTHS.items()
            if panel.agreeable or name != "agree"
        ),
    )


def _rows(known: Gathered, panel: Panel, sheet: Sheet, at: int) -> Iterator[DraftRow]:
    """Give the item a row of its own, then everyone, its groups, and what experts say apart."""
    language, name = known.inputs.language, sheet.variable.id
    blank = (Fact(""),) * (len(_columns(panel, language)) - 1)
    yield DraftRow((Fact(f"{at}{NBSP}{NBSP}{sheet.text(language)}"), *blank), "item")
    if sheet.variable.referent != GENERAL:
        everyone = Fact(say("report.everyone", language))
        yield DraftRow((everyone, *_cells(panel, sheet, sheet.total, (), language)))
    for by in groupings(known, panel):
        compared = known.sheet(by, name)
        for group in _listed(known, by, name) if compared else ():
            stats = compared.groups.get(group, {}) if compared else {}
            label = Fact(clean(known.label(by, group)))
            cells = _cells(panel, compared or sheet, stats, (group,), language)
            yield DraftRow((label, *cells))
    general = sheet if sheet.variable.referent == GENERAL else known.general(name)
    for group in general.persons if general else ():
        if general:
            words = say("chapters.general", language, role=known.label("role", group))
            cells = _cells(panel, general, general.groups[group], (group,), language)
            yield DraftRow((Fact(words), *cells))


def _listed(known: Gathered, by: str, name: str) -> list[str]:
    """List the groups of a grouping that an item is meant for; who answered is not told by that."""
    groups = list(known.inputs.groups.get(by, {}))
    asked = known.asked(name)
    return [one for one in groups if one in asked] if by == "role" and asked else groups


def _cells(
    panel: Panel, sheet: Sheet, stats: Stats, groups: tuple[str, ...], language: str
) -> list[Fact]:
    """Write the numbers of a group; of one that is not known, signs that do not print."""
    texts = [whole(number(stats, "n_valid") or 0, language), missing(stats, language)]
    if panel.agreeable:
        texts.append(agreeing(stats, language))
    texts += [median(stats, language), quartiles(stats, language)]
    return [Fact(text, sheet.base, groups) for text in texts]


def _notes(known: Gathered, panel: Panel, by: Sequence[str]) -> Iterator[Note]:
    """Say what the codes mean, which agree, which items are turned, and what is not shown."""
    language, first = known.inputs.language, panel.sheets[0].variable
    named = [f"{code} = {_words(texts, language)}" for code, texts in first.code_labels.items()]
    if named:
        yield (Fact(f"{say('report.note.codes', language)} {'; '.join(named)}."),)
    if first.agree:
        yield (Fact(say("report.note.agree", language, codes=", ".join(first.agree))),)
    turned = [str(at) for at, one in enumerate(panel.sheets, 1) if "reversed" in one.variable.notes]
    if turned:
        yield (Fact(say("report.note.reversed", language, items=", ".join(turned))),)
    if any(known.general(one.variable.id) for one in panel.sheets):
        yield (Fact(say("chapters.note.general", language)),)
    closed = [one for one in GROUPINGS if one not in by]
    if closed and first.referent != GENERAL:
        per = per_groups(closed, language)
        yield (Fact(say("chapters.note.closed", language, per=per)),)


def _words(texts: Mapping[str, str], language: str) -> str:
    return clean(texts.get(language) or texts.get("nl") or "")


def _ends(known: Gathered, panel: Panel, by: Sequence[str]) -> Iterator[Note]:
    """Explain the signs, and say last where the numbers come from."""
    if any(_hides(known, sheet.variable.id, by) for sheet in panel.sheets):
        yield (Fact(say("report.note.suppressed", known.inputs.language)),)
    yield source_note(known, panel.sheets, "agree" if panel.agreeable else "median")


def _hides(known: Gathered, name: str, by: Sequence[str]) -> bool:
    """Tell whether a group that is listed below an item may not be shown."""
    general = known.general(name)
    if general and set(general.persons) - set(known.shown(general)):
        return True
    compared = ((one, known.sheet(one, name)) for one in by)
    return any(
        set(_listed(known, one, name)) - set(known.shown(sheet)) for one, sheet in compared if sheet
    )


def source_note(known: Gathered, sheets: Sequence[Sheet], method: str) -> Note:
    """Name the instruments with their versions, how many answered, and how it was counted."""
    language = known.inputs.language
    counts = [int(number(sheet.total, "n_valid") or 0) for sheet in sheets]
    ends = [whole(one, language) for one in (min(counts), max(counts))]
    n = f"n{NBSP}={NBSP}{EN_DASH.join(dict.fromkeys(ends))}"
    text = source_line(
        known.inputs,
        [sheet.variable.id for sheet in sheets],
        n,
        say(f"chapters.method.{method}", language),
    )
    return (Fact(text, sheets[0].base),)
