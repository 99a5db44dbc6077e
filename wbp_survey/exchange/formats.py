"""Which tool a file comes from, told by its name and its first line."""

from __future__ import annotations

from pathlib import Path

from wbp_survey.errors import InstrumentError
from wbp_survey.exchange.formr_read import is_formr, is_formr_book, read_book, read_sheet
from wbp_survey.exchange.ledger import Foreign, Ledger
from wbp_survey.exchange.limesurvey_read import read_survey
from wbp_survey.exchange.redcap_read import is_redcap, read_dictionary
from wbp_survey.exchange.tables import read_table
from wbp_survey.exchange.workbook import SUFFIXES, heads_of
from wbp_survey.exchange.xlsform_read import read_form

KNOWN = (
    "XLSForm (.xlsx, .xls, .md, .csv), REDCap (.csv), formr (.csv, .xlsx, .xls), LimeSurvey (.lss)"
)

ENDINGS = frozenset({*SUFFIXES, ".lss", ".tsv", ".txt"})
"""How the names of forms end."""

_BEGINNINGS = {".xlsx": b"PK", ".xlsm": b"PK", ".xls": b"\xd0\xcf\x11\xe0"}
"""How a workbook begins, by how its name ends."""


def read_foreign(path: Path, ledger: Ledger) -> Foreign:
    """Read a form of any tool we know; raise InstrumentError for a file that is none."""
    suffix = path.suffix.lower()
    if suffix == ".lss":
        return read_survey(path, ledger)
    if suffix in {".csv", ".tsv", ".txt"}:
        quiet = Ledger()
        table = read_table(path, quiet)
        if is_redcap(table):
            return read_dictionary(read_table(path, ledger), ledger)
        if is_formr(table):
            return read_sheet(read_table(path, ledger), ledger)
    if suffix in {".xlsx", ".xls"}:
        heads, rows = heads_of(path)
        if is_formr_book(heads):
            return read_book(path.name, rows, ledger)
    if suffix in SUFFIXES and not _misnamed(path):
        return read_form(path, ledger)
    raise InstrumentError.one("INSTRUMENT_FOREIGN_FORMAT", path.name, known=KNOWN)


def _misnamed(path: Path) -> bool:
    """Tell whether a file has the name of a workbook and is none; whoever reads it says more."""
    begins = _BEGINNINGS.get(path.suffix.lower(), b"")
    try:
        with path.open("rb") as file:
            return file.read(len(begins)) != begins
    except OSError:
        return False
