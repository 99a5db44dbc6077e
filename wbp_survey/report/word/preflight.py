"""What a template gives a report and what not, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wbp_survey.report.word.house import House, dress
from wbp_survey.report.word.house_looks import faint
from wbp_survey.report.word.house_names import HouseChoices
from wbp_survey.report.word.house_sheet import sheet_of
from wbp_survey.report.word.template import Left, document_of, read_template

_ELSEWHERE = frozenset({"table", "table_head", "large_table_head"})
"""Roles that do not stand on white: a style of tables says on what."""


@dataclass(frozen=True, slots=True)
class Faint:
    """A style whose words stand out too little from white, and how much they do."""

    style: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Preflight:
    """The house a report would be in, what stays behind, and what is hard to read."""

    house: House
    left: tuple[Left, ...]
    faint: tuple[Faint, ...]

    @property
    def found(self) -> int:
        """How many roles a style of the template serves for."""
        return sum(one.how != "created" for one in self.house.origins)


def preflight(path: Path, language: str, choices: HouseChoices) -> Preflight:
    """Dress a template without writing anything.

    Raises ReportError when it cannot serve, or lacks a style that was named.
    """
    template = read_template(path)
    document = document_of(template)
    house = dress(document, language, own=False, choices=choices)
    sheet = sheet_of(document)
    styles = {one.style: one.id for one in house.origins if one.role not in _ELSEWHERE}
    hard = ((name, faint(sheet, style)) for name, style in styles.items())
    return Preflight(house, template.left, tuple(Faint(*one) for one in hard if one[1]))
