"""Take responses out of the study, one row each."""

from __future__ import annotations

from collections.abc import Sequence

from wbp_survey.model.response import Response
from wbp_survey.store.reading import responses
from wbp_survey.workflow.study import Place, journal

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_QUOTED = (",", '"', "\r", "\n")


def list_responses(place: Place) -> list[Response]:
    """Return every response of the study, set aside ones included, in a stable order."""
    with journal(place) as store:
        return responses(store)


def as_csv(rows: Sequence[Response]) -> str:
    """Write responses as CSV: a value and, beside it, the missing reason."""
    lines = [",".join(Response.__slots__)]
    for row in rows:
        cells = [as_cell(getattr(row, name)) for name in Response.__slots__]
        lines.append(",".join(_quoted(cell) for cell in cells))
    return "\n".join(lines) + "\n"


def as_cell(value: object) -> str:
    """Write a value as a cell that no spreadsheet takes for a formula.

    Text that looks like one gets an apostrophe before it. So does text that begins with apostrophes
    and then such a sign: taking one off always gives the text back.
    """
    if value is None:
        return ""
    if isinstance(value, (bool, int, float)):
        return str(value)
    text = " ".join(str(code) for code in value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def _quoted(cell: str) -> str:
    """Quote a cell when it must be; Python's own writer leaves a carriage return bare."""
    if any(mark in cell for mark in _QUOTED):
        return '"' + cell.replace('"', '""') + '"'
    return cell
