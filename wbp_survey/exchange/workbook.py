"""An XLSForm as rows: pyxform reads it and gives its verdict; nothing it drops gets lost here."""

from __future__ import annotations

import os
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbp_survey.errors import InstrumentError
from wbp_survey.exchange.ledger import Ledger
from wbp_survey.exchange.names import language_of

if TYPE_CHECKING:
    from pyxform.xls2json_backends import DefinitionData

MAX_BYTES = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_CELLS = 200_000
MAX_EMPTY = 2_000_000
"""How many cells there may be when those count that hold nothing but a colour."""
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".md", ".csv")

_CHUNK = 1_000_000
# A cell, and what it holds; any part may be a sheet, and its tags may have a prefix.
_CELL, _HELD = (re.compile(rb"<(?:\w+:)?(?:%b)[\s/>]" % tag) for tag in (b"c", b"v|is"))
_SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*")
_SHEET = re.compile(r"(?:On the |in the )?'(survey|choices|settings|entities)' sheet")
_OUTER = frozenset({"bind", "control", "body", "media", "instance"})
_SAME = {
    "caption": "label", "relevance": "relevant", "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message", "jr:requiredmsg": "required_message",
    "requiredmsg": "required_message", "calculate": "calculation", "command": "type",
    "tag": "name", "value": "name", "readonly": "read_only", "count": "repeat_count",
    "jr:count": "repeat_count", "set_form_title": "form_title", "set_form_id": "form_id",
    "title": "form_title", "id_string": "form_id",
}  # fmt: skip
_SAME_CHOICES = {"caption": "label", "value": "name"}
_LISTS = ("choices", "external_choices")


@dataclass(slots=True)
class Row:
    """One row of a sheet: cells by column and language. What nobody takes is left to be told."""

    sheet: str
    number: int
    cells: dict[tuple[str, str], str]

    @property
    def place(self) -> str:
        """Say where the row stands."""
        return f"{self.sheet}:{self.number}"

    def take(self, column: str) -> str:
        """Take a cell out, whatever its language; empty when there is none."""
        keys = [key for key in self.cells if key[0] == column]
        words = [self.cells.pop(key) for key in keys]
        return words[0] if words else ""

    def see(self, column: str) -> str:
        """Return a cell and leave it where it is."""
        return next((words for key, words in self.cells.items() if key[0] == column), "")

    def texts(self, column: str) -> dict[str, str]:
        """Take a text out in every language it has."""
        keys = [key for key in self.cells if key[0] == column]
        return {key[1]: self.cells.pop(key) for key in keys}


@dataclass(frozen=True, slots=True)
class Workbook:
    """The rows of each sheet of a form."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...] = ()
    external: tuple[Row, ...] = ()
    settings: tuple[Row, ...] = ()
    others: tuple[Row, ...] = ()


def read_workbook(path: Path, ledger: Ledger) -> Workbook:
    """Read the sheets of an XLSForm that pyxform accepts.

    Raise InstrumentError with pyxform's reason for a form it refuses, and for a file too large.
    """
    size_within(path)
    data = _accepted(path)
    sheets = {name: _rows(data, name) for name in _SHEETS}
    _within(path, sum(len(row.cells) for rows in sheets.values() for row in rows), MAX_CELLS)
    for name in data.sheet_names or ():
        if name.lower() not in _SHEETS and len(data.sheet_names or ()) > 1:
            ledger.drop("sheet", "unknown_sheet", name)
    return Workbook(
        sheets["survey"],
        sheets["choices"],
        sheets["external_choices"],
        sheets["settings"],
        (*sheets["entities"], *sheets["osm"]),
    )


def heads_of(path: Path) -> tuple[frozenset[str], dict[str, list[dict[str, str]]]]:
    """Return the columns of the survey sheet and the rows of survey and choices, as they stand.

    Nothing when pyxform cannot read the file; then its verdict says why.
    """
    from pyxform.xls2json_backends import get_xlsform

    size_within(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = get_xlsform(path.read_bytes(), file_type=path.suffix.lower())
    except Exception:  # noqa: BLE001 - whoever reads the form next says what is wrong with it
        return frozenset(), {}
    heads = frozenset(str(head) for one in data.survey_header or () for head in one)
    sheets = {"survey": data.survey, "choices": data.choices}
    rows = {
        name: [{str(key): str(cell or "") for key, cell in row.items()} for row in found or ()]
        for name, found in sheets.items()
    }
    return heads, rows


def size_within(path: Path) -> None:
    """Refuse a file that is too large, or that would be once it is unpacked."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
        packed = zipfile.is_zipfile(path)
    except FileNotFoundError as error:
        raise InstrumentError.one("INSTRUMENT_FILE_MISSING", path.name) from error
    except OSError as error:
        raise InstrumentError.one("INSTRUMENT_FILE_UNREADABLE", path.name) from error
    _within(path, size, MAX_BYTES)
    if not packed:
        return
    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            _within(path, unpacked, MAX_UNPACKED)
            full, cells = _cells(parts)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError) as error:
        raise _refused(path, error) from error
    _within(path, full, MAX_CELLS)
    _within(path, cells, MAX_EMPTY)


def _within(path: Path, found: int, most: int) -> None:
    if found > most:
        raise InstrumentError.one("INSTRUMENT_FOREIGN_LARGE", path.name, limit=most)


def _cells(parts: zipfile.ZipFile) -> tuple[int, int]:
    """Count the cells that hold something and all there are, all but a few: a chunk may cut one."""
    full = cells = 0
    for part in parts.infolist():
        with parts.open(part) as sheet:
            while chunk := sheet.read(_CHUNK):
                full += len(_HELD.findall(chunk))
                cells += len(_CELL.findall(chunk))
    return full, cells


def _accepted(path: Path) -> DefinitionData:
    """Let pyxform read and convert the form; what it says no to, we do not take either."""
    from pyxform.xls2json_backends import get_xlsform
    from pyxform.xls2xform import convert

    known = path.suffix.lower() if path.suffix.lower() in SUFFIXES else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, about styles
            raw = path.read_bytes()
            convert(raw, file_type=known)
            return get_xlsform(raw, file_type=known)
    except Exception as error:  # a form that makes pyxform stumble is one it refuses
        raise _refused(path, error) from error


def _refused(path: Path, error: BaseException) -> InstrumentError:
    """Put pyxform's reason into our sentence, with sheet and row where it names them."""
    reason = " ".join(str(error).split()) or type(error).__name__
    row = _ROW.search(reason)
    sheet = _SHEET.search(reason)
    place = path.name
    if row or sheet:
        place += f":{sheet.group(1) if sheet else 'survey'}"
    if row:
        place += f":{row.group(1)}"
        reason = _ROW.sub("", reason)
    return InstrumentError.one("INSTRUMENT_FOREIGN_REFUSED", place, detail=reason[:500])


def _rows(data: Any, sheet: str) -> tuple[Row, ...]:
    """Name the columns of a sheet by what they are; empty rows count in the numbering only."""
    rows: Iterable[Mapping[str, Any]] = getattr(data, sheet, None) or ()
    heads = [head for heads in getattr(data, f"{sheet}_header", None) or () for head in heads]
    double = any("::" in head for head in heads)
    same = _SAME_CHOICES if sheet in _LISTS else _SAME
    known = {head: _column_of(head, same, double=double) for head in heads}
    found = []
    for number, raw in enumerate(rows, start=2):
        cells: dict[tuple[str, str], str] = {}
        for head, value in raw.items():
            if value is not None and str(value).strip():
                key = known.setdefault(head, _column_of(str(head), same, double=double))
                cells.setdefault(key, str(value))
        if cells:
            found.append(Row(sheet, number, cells))
    return tuple(found)


def _column_of(head: str, same: Mapping[str, str], *, double: bool) -> tuple[str, str]:
    """Return what a column is called and the language after it."""
    mark = "::" if double or "::" in head else ":"
    words = [head] if head.lower().startswith("jr:") else head.split(mark)
    words = [word.strip() for word in words]
    if len(words) > 1 and words[0].lower() in _OUTER:
        words = words[1:]
    name = "_".join(words[0].split()).lower()
    language = language_of(words[1]) if len(words) > 1 and words[1] else ""
    return same.get(name, name), language
