"""Check a data file: rows and columns that deserve a look, listed. Nothing is changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.analysis.findings.alike import expected_pairs, same_rows
from wbp_survey.analysis.findings.columns import is_constant, is_nearly_empty, spelling_variants
from wbp_survey.analysis.findings.straight import (
    Block,
    straight_finding,
    straight_rows,
    straightness,
)
from wbp_survey.analysis.rules import threshold
from wbp_survey.dataset.apart import codes_apart
from wbp_survey.dataset.coding import BLANK, Reading, as_number, shown
from wbp_survey.dataset.reading import require_file
from wbp_survey.model.finding import Finding, Findings
from wbp_survey.workflow.findings import listed
from wbp_survey.workflow.findings_sheet import (
    Sheet,
    SheetColumn,
    column_names,
    read_sheet,
    sheet_column,
    written,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KINDS = (
    "id_twice",
    "id_blank",
    "same_row",
    "straight_line",
    "code_outside",
    "code_apart",
    "text_in_numbers",
    "constant_item",
    "nearly_empty",
    "spelled_twice",
)
"""What is looked for in a file, in the order in which it is told."""

_SHOWN = 8
"""Lines and codes that are named; all are counted."""
_MOST_CODES = 11
"""Codes of a scale when nobody says which columns are items."""
_LEAST_CODES = 3
_WIDEST = 101  # 0 to 100


@dataclass(frozen=True, slots=True)
class FileAsked:
    """Which columns to look at (all when none is named), who a row is about, and in which round."""

    items: tuple[str, ...] = ()
    id: str = ""
    round: str = ""


def check_file(path: Path, asked: FileAsked, reading: Reading) -> Findings:
    """List what deserves a look in the rows and columns of a file.

    Without `items` every column is looked at, and items on one scale are those columns that share
    their codes. Raises DataError when it is no table, or lacks a column that is asked for.
    """
    require_file(path)
    by = tuple(name for name in (asked.id, asked.round) if name)
    names = tuple(dict.fromkeys(asked.items)) or tuple(
        name for name in column_names(path) if name and name not in by
    )
    sheet = read_sheet(path, tuple(dict.fromkeys((*names, *by))), reading)
    columns = [sheet_column(name, sheet) for name in names]
    blocks = list(_blocks(sheet, columns, together=bool(asked.items)))
    passed_over = _why_no_copies(columns)
    found = [
        *_ids(sheet, by),
        *(_same_rows(sheet, columns) if not passed_over else ()),
        *(one for block in blocks for one in _straight(block)),
        *(one for column in columns for one in _of_column(sheet, column)),
    ]
    kept, counts = listed(found, KINDS)
    checked = {
        "source": str(path),
        "rows": len(sheet.lines),
        "columns": list(names),
        "blocks": [list(block.items) for block in blocks],
        "not_checked": {"same_row": passed_over} if passed_over else {},
        "kinds": list(KINDS),
    }
    return Findings(kept, counts, checked)


def _ids(sheet: Sheet, by: tuple[str, ...]) -> Iterator[Finding]:
    """Yield ids that stand on several rows (of one round), by their lines: an id may be a name."""
    import numpy as np

    if not by:
        return
    name = by[0]
    cells = sheet.cells[name]
    blank = np.array([label in BLANK for label in cells.labels])[cells.index]
    if blank.any():
        values = {"n": int(blank.sum()), "column": name}
        yield Finding("id_blank", (sheet.place(int(blank.argmax())),), (name,), values)
    said = ("what", "in_round") if by[1:] else ("what",)
    for group in same_rows([sheet.cells[one].index for one in by]):
        if not blank[group[0]]:
            yield _rows_finding("id_twice", sheet, group, by, said)


def _why_no_copies(columns: Sequence[SheetColumn]) -> str:
    """Say why equal rows would be no sign: too few columns, or all too much alike."""
    if len(columns) < threshold("duplicate_row_answers"):
        return "few_columns"
    expected = expected_pairs([column.cells.index for column in columns])
    return "alike_by_chance" if expected >= threshold("duplicate_expected") else ""


def _same_rows(sheet: Sheet, columns: Sequence[SheetColumn]) -> Iterator[Finding]:
    """Yield rows with the same cells in every column."""
    items = tuple(column.name for column in columns)
    for group in same_rows([column.cells.index for column in columns]):
        row = int(group[0])
        places = [(column, int(column.cells.index[row])) for column in columns]
        answers = [one.cells.labels[place] for one, place in places if not one.missing[place]]
        # One code throughout is straight-lining: told as that, not as a copy.
        if len(answers) >= threshold("duplicate_row_answers") and len(set(answers)) > 1:
            yield _rows_finding("same_row", sheet, group, items, ("what",), answers=len(answers))


def _rows_finding(
    code: str,
    sheet: Sheet,
    rows: NDArray[np.int64],
    items: tuple[str, ...],
    said: tuple[str, ...],
    **more: int,
) -> Finding:
    lines = sheet.lines[rows].tolist()
    values = {
        "n": len(lines),
        "lines": ", ".join(map(str, lines[:_SHOWN])) + (" …" if lines[_SHOWN:] else ""),
        **more,
    }
    places = tuple(sheet.place(row) for row in rows[:_SHOWN].tolist())
    return Finding(code, places, items, values, said)


def _straight(block: Block) -> Iterator[Finding]:
    found = straightness(block.columns)
    rows = straight_rows(block, found).tolist()
    yield from (straight_finding(block, found, row, len(rows)) for row in rows)


def _blocks(sheet: Sheet, columns: Sequence[SheetColumn], *, together: bool) -> Iterator[Block]:
    """Yield the items on one scale: all that were named, else columns that share their codes."""
    groups: dict[tuple[str, ...], list[SheetColumn]] = defaultdict(list)
    for column in columns:
        if len(column.codes) <= _WIDEST:  # else words, or an amount: on no scale with others
            groups[() if together else _scale(column)].append(column)
    for codes, group in groups.items():
        if (together or codes) and len(group) >= threshold("straight_items"):
            yield _block(sheet, group)


def _scale(column: SheetColumn) -> tuple[str, ...]:
    """Return the codes of a column as far as they make a scale: 3 to 11, whole numbers or texts.

    Numbers go by their highest: that nobody took the lowest makes no other scale.
    """
    if column.order:
        return column.order
    if not _LEAST_CODES <= len(column.codes) <= _MOST_CODES:
        return ()
    numbers = [as_number(code) for code in column.codes]
    known = [number for number in numbers if number is not None]
    if not known:
        return tuple(sorted(column.codes))
    whole = len(known) == len(numbers) and all(number == int(number) >= 0 for number in known)
    return (f"{max(known):g}",) if whole else ()


def _block(sheet: Sheet, group: Sequence[SheetColumn]) -> Block:
    """Return the answers to items of one scale, with one list of codes for all."""
    import numpy as np

    codes = _in_order({code for column in group for code in column.codes}, group[0].order)
    at = {"": -1} | {code: place for place, code in enumerate(codes)}
    small = np.int16 if len(codes) <= np.iinfo(np.int16).max else np.int32
    answers = [
        np.array([at[code] for code in column.written], small)[column.cells.index]
        for column in group
    ]
    names = tuple(column.name for column in group)
    return Block(names, answers, codes, sheet.place, _scores(codes, sheet.reading))


def _in_order(codes: set[str], order: tuple[str, ...]) -> tuple[str, ...]:
    """Put codes in the stated order, else numbers by size and texts by the alphabet."""
    places = {code: place for place, code in enumerate(order)}
    last = len(places)

    def key(code: str) -> tuple[int, float, str]:
        number = as_number(code)
        return places.get(code, last), float("inf") if number is None else number, code

    return tuple(sorted(codes, key=key))


def _scores(codes: Sequence[str], reading: Reading) -> tuple[float, ...]:
    """Return the numbers behind codes: themselves, their places in an order, or none."""
    numbers = [as_number(code) for code in codes]
    known = tuple(number for number in numbers if number is not None)
    if len(known) == len(codes):
        return known
    in_order = any({*codes} <= {*order} for order in reading.orders)
    return tuple(float(place) for place, _ in enumerate(codes, start=1)) if in_order else ()


def _of_column(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    """Yield what is odd about one column."""
    n, name = len(sheet.lines), column.name
    header = (f"{sheet.name}:1",)
    if is_nearly_empty(column.valid, n):
        values: Mapping[str, object] = {"column": name, "n": column.valid, "rows": n}
        yield Finding("nearly_empty", header, (name,), values)
    if is_constant(column.given):
        yield Finding("constant_item", header, (name,), {"column": name, "n": column.valid})
    yield from _off_scale(sheet, column)
    yield from _apart(sheet, column)
    if column.numeric:
        yield from _texts(sheet, column)
        return
    for names in spelling_variants(column.given):
        values = {"column": name, "names": _named(names, column.given)}
        yield Finding("spelled_twice", header, (name,), values)


def _off_scale(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    """Yield a column with codes off its scale; only numbers are named, text may be words."""
    off = [place for place, outside in enumerate(column.outside) if outside]
    if not off:
        return
    numbers = sorted(one for place in off if (one := column.numbers[place]) is not None)
    codes = [written("", number) for number in numbers[:_SHOWN]]
    values = {
        "column": column.name,
        "n": sum(column.counts[place] for place in off),
        "codes": ", ".join([*codes, "…"] if len(off) > len(codes) else codes),
    }
    place = sheet.place(column.first_row(off))
    yield Finding("code_outside", (place,), (column.name,), values)


def _apart(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    """Yield a column in which codes stand apart from the others, and are not off its scale."""
    cells = zip(column.numbers, column.missing, column.outside, column.counts, strict=True)
    numbers = [
        None if missing or outside or not count else number
        for number, missing, outside, count in cells
    ]
    apart = codes_apart([number for number in numbers if number is not None])
    if apart:
        places = [place for place, number in enumerate(numbers) if number in apart]
        values = {
            "column": column.name,
            "n": sum(column.counts[place] for place in places),
            "codes": ", ".join(written("", number) for number in apart),
        }
        place = sheet.place(column.first_row(places))
        yield Finding("code_apart", (place,), (column.name,), values)


def _texts(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    """Yield a column of numbers in which some cells are text; the text itself is not told."""
    cells = zip(column.numbers, column.missing, column.outside, strict=True)
    texts = [
        place
        for place, (number, missing, outside) in enumerate(cells)
        if number is None and not missing and not outside
    ]
    if texts:
        count = sum(column.counts[place] for place in texts)
        values = {"column": column.name, "n": count, "rows": column.valid}
        place = sheet.place(column.first_row(texts))
        yield Finding("text_in_numbers", (place,), (column.name,), values)


def _named(names: Sequence[str], counts: Mapping[str, int]) -> str:
    return ", ".join(f"‘{shown(name)}’ ({counts[name]})" for name in names[:_SHOWN])
