"""A LimeSurvey structure file as tables of rows, and what must hold for it to be whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wbp_survey.errors import InstrumentError, Problem
from wbp_survey.exchange.workbook import size_within

Record = Mapping[str, str]
LINE = "#line"
"""The key under which a row tells on which line of the file it begins."""

_SETTINGS = "surveys_languagesettings"


@dataclass(frozen=True, slots=True)
class Survey:
    """The tables of one survey by name."""

    name: str
    tables: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)

    def rows(self, table: str) -> tuple[Record, ...]:
        """Return the rows of a table; none when the file has no such table."""
        return self.tables.get(table, ())

    def place(self, row: Record) -> str:
        """Say where a row stands."""
        return f"{self.name}:{row.get(LINE, '')}"

    @property
    def head(self) -> Record:
        """The row that describes the survey itself."""
        return self.rows("surveys")[0]

    @property
    def languages(self) -> tuple[str, ...]:
        """The base language, then the others."""
        more = self.head.get("additional_languages", "").split()
        return (self.head["language"], *more)

    def texts(self, table: str, key: str, column: str) -> dict[str, dict[str, str]]:
        """Return, per value of `key`, a column of a table in each language."""
        found: dict[str, dict[str, str]] = {}
        for row in self.rows(table):
            words = row.get(column, "")
            if words:
                found.setdefault(row.get(key, ""), {})[row.get("language", "")] = words
        return found


def read_structure(path: Path) -> Survey:
    """Read the tables; raise InstrumentError for a file that is damaged or does not hold together.

    Entities and document types are not resolved but refused: no LimeSurvey writes them.
    """
    from lxml import etree

    size_within(path)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        place = f"{path.name}:{line}" if line else path.name
        detail = " ".join(str(error).split())[:200]
        raise InstrumentError.one("INSTRUMENT_FOREIGN_BROKEN", place, detail=detail) from error
    if root.getroottree().docinfo.doctype:
        raise InstrumentError.one("INSTRUMENT_FOREIGN_BROKEN", path.name, detail="<!DOCTYPE>")
    survey = Survey(path.name, {str(one.tag): tuple(_rows(one)) for one in root})
    problems = list(_faults(root, survey))
    if problems:
        raise InstrumentError(problems)
    return survey


def _rows(table: Any) -> Iterator[Record]:
    for row in table.iterfind("rows/row"):
        cells = {str(cell.tag): (cell.text or "").strip() for cell in row if cell.tag is not None}
        yield cells | {LINE: str(row.sourceline)}


def _faults(root: Any, survey: Survey) -> Iterator[Problem]:
    """Find what makes a structure unusable: parts that are not there, rows that belong nowhere."""
    if root.tag != "document" or (root.findtext("LimeSurveyDocType") or "").strip() != "Survey":
        yield _fault(survey, "LimeSurveyDocType")
    elif not survey.rows("surveys") or not survey.head.get("language"):
        yield _fault(survey, "surveys.language")
    else:
        named = {one.get("surveyls_language", "") for one in survey.rows(_SETTINGS)}
        if survey.languages[0] not in named:
            yield _fault(survey, f"{_SETTINGS}.surveyls_language = {survey.languages[0]}")
        yield from _strays(survey, "questions", "gid", "groups", "gid")
        yield from _strays(survey, "subquestions", "parent_qid", "questions", "qid")
        for row in survey.rows("questions"):
            if not row.get("qid") or not row.get("type"):
                yield _fault(survey, "questions.qid, questions.type", row)


def _strays(survey: Survey, table: str, key: str, owner: str, owned: str) -> Iterator[Problem]:
    """Find rows that say they belong to a row that is not there."""
    known = {row.get(owned, "") for row in survey.rows(owner)}
    for row in survey.rows(table):
        if row.get(key, "") not in known:
            yield _fault(survey, f"{table}.{key} = {row.get(key, '')}", row)


def _fault(survey: Survey, detail: str, row: Record | None = None) -> Problem:
    place = survey.place(row) if row else survey.name
    return Problem("INSTRUMENT_FOREIGN_BROKEN", place, {"detail": detail})
