"""Columns of text become coded columns: the order of codes, missing reasons, refused codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from wbp_survey.dataset.apart import codes_apart
from wbp_survey.dataset.cells import Cells, cells_of
from wbp_survey.dataset.orders import order_for
from wbp_survey.errors import Problem
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.table import Column, Factor, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLANK = ("", "NA", "NaN", "nan", ".")
"""Cells that hold nothing; they count as not asked unless `--missing blank=…` says otherwise."""

OF_WORDS = frozenset(
    {
        "DATA_DECIMAL_COMMA",
        "DATA_NO_ORDER",
        "DATA_NO_ORDER_LONG",
        "DATA_NOT_CODED",
        "DATA_TEXT_IN_NUMBERS",
    }
)
"""Problems of columns that hold words: as categories they can do without an order."""

_BLANK_REASON = "blank"
_MOST_CODES = 11
_MOST_POINTS = 1001  # 0 to 1000; a wider range is no response scale
_MOST_NAMED = 8
_MOST_SHOWN = 1000  # more different texts than this are not counted any further
_LONGEST_CODE = 20
_LARGEST = 2.0**53  # from here on a float no longer tells every two whole numbers apart
_SMALLEST = 1e-50  # nearer to 0 its powers are lost
_MARKS = re.compile(r"#.*|[\W\d_]{1,5}|[-+]?[\d.,]+[eE][-+]?\d+")  # an error, a sign, too large
_SAYS_NOTHING = re.compile(
    r"<?n/?a>?|null|none|nil|[-+]?inf(inity)?|unknown|missing|blank|dk|true|false"
    r"|n\.?v\.?t\.?|n\.?b\.?|onbekend|leeg|geen|wn|waar|onwaar",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How text becomes codes: stated orders, the ends of the scale, codes that mean missing."""

    orders: tuple[tuple[str, ...], ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    missing: Mapping[str, str] = field(default_factory=dict)
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True)
class Coding:
    """What each different cell of a column means.

    Per label the place of its code in `variable.codes` (-1: none) and, beside it, the code of its
    missing reason (0: it is an answer).
    """

    variable: Variable
    place: NDArray[np.int32]
    reason: NDArray[np.int8]


def factor(
    name: str,
    cells: Cells | Iterable[str],
    *,
    ordered: bool = True,
    orders: Sequence[Sequence[str]] = (),
) -> Factor:
    """Turn a column into a grouping; blanks belong to no group."""
    cells = _as_cells(cells)
    levels, place = levels_of(cells.labels, ordered=ordered, orders=orders)
    return Factor(name, levels, place.take(cells.index))


def levels_of(
    labels: Sequence[str], *, ordered: bool = True, orders: Sequence[Sequence[str]] = ()
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Return the levels of a grouping and per label its level, -1 for a blank.

    Levels are in the first of the stated `orders` that holds them all; else in order of first
    appearance, or of the alphabet where rows have no order. When all are numbers it is that of
    size, whatever order is stated: that is one of answers.
    """
    import numpy as np

    levels = [label for label in labels if label not in BLANK]
    stated = next((one for one in orders if set(levels) <= set(one)), None)
    if not ordered:
        levels.sort()
    if None not in map(as_number, levels):
        levels.sort(key=float)
    elif stated is not None:
        levels = [level for level in stated if level in levels]
    place = {level: number for number, level in enumerate(levels)}
    return tuple(levels), np.array([place.get(label, -1) for label in labels], np.int32)


def unused_orders(columns: Iterable[Sequence[str]], reading: Reading) -> list[Problem]:
    """Return a problem for every stated order that holds the cells of no column.

    Passed over in silence it would leave a column in another order than somebody asked for.
    """
    given = [set(labels) - set(_reasons(labels, reading)) for labels in columns]
    return [
        Problem("DATA_ORDER_UNUSED", values={"order": ",".join(order)})
        for order in reading.orders
        if order and any(given) and not any(one and one <= set(order) for one in given)
    ]


def column(name: str, cells: Cells | Iterable[str], reading: Reading) -> Column | Problem:
    """Turn a column into coded answers, or say why that cannot be done."""
    import numpy as np

    cells = _as_cells(cells)
    coding = coded(name, cells.labels, reading)
    if isinstance(coding, Problem):
        return coding
    small = len(coding.variable.codes) <= np.iinfo(np.int8).max
    place = coding.place.astype(np.int8) if small else coding.place
    return Column(coding.variable, place.take(cells.index), coding.reason.take(cells.index))


def coded(name: str, labels: Sequence[str], reading: Reading) -> Coding | Problem:
    """Say what each different cell of a column means, or why that cannot be said.

    `labels` are the cells that occur, stripped, each once. This is all of a column that coding
    needs: a million answers hold few different cells.
    """
    import numpy as np

    reasons = _reasons(labels, reading)
    values = tuple(label for label in labels if label not in reasons)
    variable = _variable(name, values, reading)
    if isinstance(variable, Problem):
        return variable
    if _BLANK_REASON not in reading.missing and any(label in BLANK for label in reasons):
        variable = replace(variable, notes=(*variable.notes, "blank_as_not_asked"))
    position = _positions(variable, values, reading)
    place = [-1 if label in reasons else position.get(label, -1) for label in labels]
    reason = [BY_ID[reasons[label]].code if label in reasons else 0 for label in labels]
    return Coding(variable, np.array(place, np.int32), np.array(reason, np.int8))


def hopeless(labels: Sequence[str], reading: Reading) -> bool:
    """Tell from the first thousand different cells that a column holds no codes at all."""
    if len(labels) <= _MOST_SHOWN:
        return False
    first = labels[:_MOST_SHOWN]
    reasons = _reasons(first, reading)
    values = [label for label in first if label not in reasons]
    comma = reading.decimal_comma
    text = any(as_number(label, decimal_comma=comma) is None for label in values)
    return text and not order_for(values, reading.orders)[0]


def _as_cells(cells: Cells | Iterable[str]) -> Cells:
    return cells if isinstance(cells, Cells) else cells_of(cells)


def as_number(cell: str, *, decimal_comma: bool = False) -> float | None:
    """Read a number, or None. NaN and infinity are no numbers here.

    Nor is what cannot be reckoned with exactly: 2^53 and beyond, of which two would be taken for
    one, and what lies nearer to 0 than 1e-50.
    """
    text = cell.replace(",", ".") if decimal_comma else cell
    if "_" in text:  # Python reads 1_000 as a thousand; nobody who types it into a file does
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if is_number(number) else None


def is_number(number: float) -> bool:
    """Tell whether a float can be reckoned with: see `as_number`."""
    return number == 0 or _SMALLEST <= abs(number) < _LARGEST


def top_codes(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the codes that count as agreeing: the top two, or the top one of two."""
    if len(codes) > _MOST_CODES:
        return ()
    return tuple(codes[-2:] if codes[2:] else codes[1:])


def shown(cell: str) -> str:
    """Return a cell as a message may show it: a code, never the words of a respondent."""
    return cell if len(cell) <= _LONGEST_CODE else "…"


def shown_among_numbers(cell: str) -> str:
    """Return a cell that stands among numbers as a message may show it: never what may be a name.

    Signs, and words that are known to mean nothing, are shown: somebody has to declare them.
    """
    known = _SAYS_NOTHING.fullmatch(cell) or _MARKS.fullmatch(cell)
    return shown(cell) if known else "…"


def misfits(labels: Sequence[str], reading: Reading) -> frozenset[str]:
    """Return the cells that are neither an answer in numbers on the scale nor declared missing."""
    reasons = _reasons(labels, reading)
    numbers = {
        label: as_number(label, decimal_comma=reading.decimal_comma)
        for label in labels
        if label not in reasons
    }
    return frozenset(
        label
        for label, number in numbers.items()
        if number is None or not _within(number, reading.minimum, reading.maximum)
    )


def _reasons(seen: Sequence[str], reading: Reading) -> dict[str, str]:
    """Return the cells that are no answer, however they are written ("99", "99.0"), and why."""
    blank = reading.missing.get(_BLANK_REASON, "not_asked")
    found = {cell: blank for cell in seen if cell in BLANK}
    declared = {as_number(code): reason for code, reason in reading.missing.items()}
    declared.pop(None, None)
    for cell in seen:
        number = as_number(cell, decimal_comma=reading.decimal_comma)
        if cell in reading.missing or number in declared:
            found[cell] = reading.missing.get(cell) or declared[number]
    return found


def _positions(variable: Variable, seen: Sequence[str], reading: Reading) -> dict[str, int]:
    """Give each way of writing a code ("4", "4.0", "4,0") its place among the codes."""
    places = {code: place for place, code in enumerate(variable.codes)}
    if variable.codes != tuple(_spell(score) for score in variable.scores):
        return places
    by_score = {score: place for place, score in enumerate(variable.scores)}
    for cell in seen:
        number = as_number(cell, decimal_comma=reading.decimal_comma)
        if number in by_score:
            places[cell] = by_score[number]
    return places


def _variable(name: str, values: Sequence[str], reading: Reading) -> Variable | Problem:
    order, assumed = order_for(values, reading.orders)
    numbers = [as_number(code, decimal_comma=reading.decimal_comma) for code in values]
    known = sorted({number for number in numbers if number is not None})
    if None not in numbers and (assumed or not order):
        return _numeric(name, known, reading)
    if not order:
        return _among_numbers(name, values, numbers) or _no_order(name, values)
    notes = ("order_assumed:" + " < ".join(order),) if assumed else ()
    scores = tuple(float(place + 1) for place in range(len(order)))
    blank = Variable(name, order, scores, label={"nl": name, "en": name}, notes=notes)
    return replace(blank, agree=top_codes(order), declared=not assumed)


def _numeric(name: str, known: Sequence[float], reading: Reading) -> Variable | Problem:
    low, high = reading.minimum, reading.maximum
    outside = [number for number in known if not _within(number, low, high)]
    if outside:
        return Problem(
            "DATA_CODE_OUTSIDE",
            values={
                "item": name,
                "codes": ", ".join(_spell(number) for number in outside[:_MOST_NAMED]),
                "scale": f"{_spell(low)}…{_spell(high)}",
                "example": f"--missing {_spell(outside[0])}=dont_know",
            },
        )
    whole = all(number == int(number) for number in known)
    points = _points(low, high)
    declared = whole and bool(points)
    scores = points if declared else tuple(known)
    ordinal = whole and len(scores) <= _MOST_CODES
    variable = Variable(name, tuple(_spell(score) for score in scores), scores)
    return replace(
        variable,
        label={"nl": name, "en": name},
        level="ordinal" if ordinal else "interval",
        agree=top_codes(variable.codes) if ordinal else (),
        declared=declared,
        notes=() if declared or not known else ("codes_observed", *_apart(known)),
    )


def _apart(known: Sequence[float]) -> tuple[str, ...]:
    """Ask whether codes far from the others are answers at all."""
    codes = codes_apart(known)
    return ("code_apart:" + ", ".join(map(_spell, codes)),) if codes else ()


def _within(number: float, low: float | None, high: float | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


def _points(low: float | None, high: float | None) -> tuple[float, ...]:
    """Return every point of a scale between two whole numbers; none when it is not such a scale."""
    if low is None or high is None or high - low >= _MOST_POINTS:
        return ()
    if low != int(low) or high != int(high):
        return ()
    return tuple(float(point) for point in range(int(low), int(high) + 1))


def _spell(number: float | None) -> str:
    if number is None:
        return ""
    return str(int(number)) if number == int(number) else repr(number)


def _among_numbers(
    name: str, values: Sequence[str], numbers: Sequence[float | None]
) -> Problem | None:
    """Refuse a few words in a column of numbers, or decimals written in another way."""
    words = [value for value, number in zip(values, numbers, strict=True) if number is None]
    if all(as_number(word, decimal_comma=True) is not None for word in words):
        point = words[0].replace(",", ".")
        return Problem(
            "DATA_DECIMAL_COMMA", values={"item": name, "code": words[0], "point": point}
        )
    if len(words) > len(values) - len(words):
        return None
    few = list(dict.fromkeys(map(shown_among_numbers, words[:_MOST_NAMED])))
    example = next((one for one in few if one != "…"), "WORD")
    return Problem(
        "DATA_TEXT_IN_NUMBERS",
        values={"item": name, "codes": ", ".join(few), "example": f"--missing {example}=dont_know"},
    )


def _no_order(name: str, values: Sequence[str]) -> Problem:
    few = [shown(value) for value in values[:_MOST_NAMED]]
    if len(values) > _MOST_CODES:
        count = len(values) if len(values) < _MOST_SHOWN else f"{_MOST_SHOWN}+"
        return Problem("DATA_NOT_CODED", values={"item": name, "count": count})
    if "…" in few:
        return Problem("DATA_NO_ORDER_LONG", values={"item": name, "count": len(values)})
    return Problem("DATA_NO_ORDER", values={"item": name, "codes": ",".join(few)})
