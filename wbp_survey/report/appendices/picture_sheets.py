"""Which questions stand together in a figure, under which theme, and what the gate is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.sources import source_line
from wbp_survey.report.gate.charts import Place, hidden_places
from wbp_survey.report.inputs import ReportInputs, Sheet, number, sheets
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import has, say

_KINDS = ("interview", "self_completion")
_FEWEST_CODES, _MOST_CODES = 3, 7
_FEWEST_ALIKE = 3
"""So many questions without an agreeing answer share a scale before it is worth a figure."""
_TWO = 2
_ALL_BUT_ROUNDING = 1 - 1e-9
_GENERAL = "@general"


@dataclass(frozen=True, slots=True)
class Family:
    """Questions on the same codes in the same words; `id` tells families of one kind apart."""

    id: str
    agree: bool
    sheets: tuple[Sheet, ...]

    def labels(self, language: str) -> tuple[str, ...]:
        """Return what the codes are called."""
        variable = self.sheets[0].variable
        return tuple(
            clean(text_in(variable.code_labels.get(code), language) or code)
            for code in variable.codes
        )

    def themes(self, inputs: ReportInputs) -> Iterator[tuple[str, str, tuple[Sheet, ...]]]:
        """Yield every theme by id and name, with its questions: those most agree with first."""
        found: dict[str, list[Sheet]] = {}
        for sheet in self.sheets:
            found.setdefault(_theme(sheet), []).append(sheet)
        for theme, members in found.items():
            if self.agree:
                members.sort(key=lambda sheet: -(number(sheet.total, "agree_share") or 0.0))
            yield theme, theme_name(inputs, members[0]), tuple(members)


def asked_sheets(inputs: ReportInputs, by: str) -> list[Sheet]:
    """Return what was asked of people one by one about their case, compared by a grouping."""
    asked = {
        item.id
        for instrument in inputs.instruments
        if instrument.kind in _KINDS
        for item in instrument.items
    }
    return [
        sheet
        for sheet in sheets_by(inputs, by)
        if sheet.variable.id in asked and sheet.variable.referent == "case"
    ]


def sheets_by(inputs: ReportInputs, by: str) -> list[Sheet]:
    """Return the sheets of one grouping; none when the study was not compared by it."""
    for comparison in inputs.comparisons:
        if any(row.by == by for row in comparison.rows):
            return sheets(comparison, inputs.variables)
    return []


def families(found: Sequence[Sheet]) -> list[Family]:
    """Sort questions with a few labelled codes into families, as far as worth a figure."""
    together: dict[tuple[object, ...], list[Sheet]] = {}
    for sheet in found:
        if _has_few_codes(sheet):
            variable = sheet.variable
            words = tuple(text_in(texts, "nl") for texts in variable.code_labels.values())
            key = (bool(variable.agree), variable.codes, words)
            together.setdefault(key, []).append(sheet)
    kept: list[Family] = []
    for (agree, *_), members in together.items():
        if agree or len(members) >= _FEWEST_ALIKE:
            first = not any(one.agree == agree for one in kept)
            name = "" if first else members[0].variable.id
            kept.append(Family(name, bool(agree), tuple(members)))
    return kept


def in_general(inputs: ReportInputs, by: str) -> Mapping[str, Sheet]:
    """Return, by question about the case, what was asked of groups in general."""
    return {
        sheet.variable.id.removesuffix(_GENERAL): sheet
        for sheet in sheets_by(inputs, by)
        if sheet.variable.id.endswith(_GENERAL)
    }


def open_groups(inputs: ReportInputs, sheet: Sheet) -> list[str]:
    """Return the groups of a sheet that a chart may show; an empty name is all together."""
    hidden = hidden_places({sheet.base: sheet.persons}, inputs.profile, alike(sheet))
    return [group for group in (*sheet.persons, "") if (sheet.base, group) not in hidden]


def alike(sheet: Sheet) -> dict[Place, str]:
    """Return the groups in which everybody gave the same answer, and which."""
    found = {}
    for group, stats in (*sheet.groups.items(), ("", sheet.total)):
        for code in sheet.variable.codes:
            if (number(stats, f"share:{code}") or 0.0) > _ALL_BUT_ROUNDING:
                found[sheet.base, group] = code
    return found


def theme_name(inputs: ReportInputs, sheet: Sheet) -> str:
    """Name the theme of a question: as the tool knows it, else by what the question measures."""
    theme = _theme(sheet)
    if has(f"figures.theme.{theme}"):
        return say(f"figures.theme.{theme}", inputs.language)
    named = text_in(inputs.study.constructs.get(sheet.variable.construct), inputs.language)
    return clean(named or theme)


def named_groups(inputs: ReportInputs, by: str) -> Mapping[str, str]:
    """Return what every group of a grouping is called."""
    labels = inputs.groups.get(by, {})
    if by == "case" and not labels:
        return {case.id: case.label for case in inputs.study.cases}
    return labels


def id_of(family: Family, theme: str) -> str:
    """Name a theme within a family: by its own name, behind what tells its family apart."""
    kind = "" if family.agree else "anders-"
    return f"{kind}{family.id}-{theme}" if family.id else f"{kind}{theme}"


def several_open(inputs: ReportInputs, sheet: Sheet) -> bool:
    """Tell whether more than one group may be shown: only then is there something to compare."""
    return len([group for group in open_groups(inputs, sheet) if group]) >= _TWO


def source_of(inputs: ReportInputs, members: Sequence[Sheet], n: str, method: str) -> str:
    """Write the last line below a figure of what people were asked one by one."""
    language = inputs.language
    return source_line(
        inputs,
        [sheet.variable.id for sheet in members],
        say(f"figures.source.n.{n}", language),
        say(f"figures.source.method.{method}", language),
        _KINDS,
    )


def parents_of(inputs: ReportInputs, towns: Sheet) -> Mapping[str, str]:
    """Return in which of the groups of a sheet by municipality each case lies."""
    labels = {one.id: one.label for one in inputs.study.municipalities}
    return {
        case.id: labels[case.municipality]
        if labels[case.municipality] in towns.groups
        else case.municipality
        for case in inputs.study.cases
    }


def _theme(sheet: Sheet) -> str:
    return sheet.variable.construct.partition(".")[0]


def _has_few_codes(sheet: Sheet) -> bool:
    variable = sheet.variable
    return (
        variable.declared
        and variable.level == "ordinal"
        and _FEWEST_CODES <= len(variable.codes) <= _MOST_CODES
        and set(variable.codes) <= set(variable.code_labels)
        and number(sheet.total, f"share:{variable.codes[0]}") is not None
    )
