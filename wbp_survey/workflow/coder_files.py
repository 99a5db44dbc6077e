"""Read who coded what: a column per coder, or a row per code that a coder gave a unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from wbp_survey.analysis.coders.distances import SET_MARK
from wbp_survey.analysis.coders.ratings import Ratings, Scale
from wbp_survey.dataset.coding import BLANK, OF_WORDS, Reading, as_number, coded, shown
from wbp_survey.dataset.files import table_from_file
from wbp_survey.dataset.reading import TEXT_KINDS, read_header
from wbp_survey.dataset.sources import place_of
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.table import Factor, Table, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

Level = Literal["nominal", "ordinal", "interval", "ratio", "set"]
LEVELS: tuple[Level, ...] = get_args(Level)
Distance = Literal["masi", "jaccard"]

_MOST_CODES = 1001
_MOST_CODERS = 100  # every two of them are compared
_MOST_NAMED = 5
_NUMBERS = ("interval", "ratio")
_TWO = 2


@dataclass(frozen=True, slots=True)
class CodersLayout:
    """Which columns hold the codes: `coders` apart, or `value` beside the names in `coder`.

    `unit` names the units; of coders in columns it may be left out, every row being a unit.
    """

    coders: tuple[str, ...] = ()
    unit: str = ""
    coder: str = ""
    value: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns to read."""
        return tuple(one for one in (*self.coders, self.unit, self.coder, self.value) if one)


@dataclass(frozen=True, slots=True)
class CodedFile:
    """The ratings of a file, the table behind them, and the rows without a unit or a coder."""

    ratings: Ratings
    table: Table
    without: int = 0
    assumed: str = ""
    """The level that was taken because none was said."""


def read_coders(
    path: Path | str,
    layout: CodersLayout,
    level: Level | None,
    distance: Distance,
    reading: Reading,
) -> CodedFile:
    """Read the ratings in a file; every code is one of those that occur, or of the stated scale.

    Without a level, text without an order is nominal, up to eleven whole numbers are ordinal, and
    other numbers interval. Raises DataError: a unit that a coder coded twice, fewer than two
    coders, text where numbers are needed, more than 1,001 different codes.
    """
    table = table_from_file(path, layout.columns, (), reading)
    wide = bool(layout.coders)
    factors = [table.factors[name] for name in (layout.coders if wide else (layout.value,))]
    labels = tuple(dict.fromkeys(label for factor in factors for label in factor.levels))
    name = ",".join(layout.coders) if wide else layout.value
    found = _codes(name, labels, level, _spelled(path, reading))
    if isinstance(found, Problem):
        raise DataError([Problem(found.code, place_of(path), found.values)])
    variable, places, scale = found
    moved = [_moved(factor, places) for factor in factors]
    scale_name: Scale = f"set_{distance}" if scale == "set" else scale  # type: ignore[assignment]
    assumed = "" if level else scale
    if wide:
        units = _wide_units(path, table, layout.unit)
        index = _stacked(moved)
        ratings = Ratings(variable, units, layout.coders, index, scale_name)
        return CodedFile(ratings, table, assumed=assumed)
    return _long(path, table, layout, moved[0], (variable, scale_name, assumed))


def _spelled(path: Path | str, reading: Reading) -> Reading:
    """Read numbers as the file writes them: with a comma where it separates by a semicolon."""
    text = isinstance(path, Path) and path.suffix.lower() in TEXT_KINDS
    return replace(reading, decimal_comma=text and read_header(Path(path)).delimiter == ";")


def _codes(
    name: str, labels: Sequence[str], level: Level | None, reading: Reading
) -> tuple[Variable, Mapping[str, int], Level] | Problem:
    """Return the variable, the place of each label among its codes, and the level."""
    found = _placed(name, labels, level, reading)
    if isinstance(found, Problem):
        return found
    if len(found[0].codes) > _MOST_CODES:
        values = {"column": name, "count": len(found[0].codes), "most": _MOST_CODES}
        return Problem("DATA_CODES_MANY", values=values)
    return found


def _placed(
    name: str, labels: Sequence[str], level: Level | None, reading: Reading
) -> tuple[Variable, Mapping[str, int], Level] | Problem:
    if level == "set":
        return (*_sets(name, labels, reading), "set")
    coding = coded(name, labels, reading)
    words = isinstance(coding, Problem) and coding.code in OF_WORDS
    if words and level in {None, "nominal"}:
        return (*_names(name, labels, reading), "nominal")
    if not isinstance(coding, Problem):
        words = any(as_number(code) is None for code in coding.variable.codes)
    if words and level in _NUMBERS:
        return Problem("DATA_CODES_NO_NUMBERS", values={"column": name, "level": level})
    if isinstance(coding, Problem):
        return coding
    places = dict(zip(labels, coding.place.tolist(), strict=True))
    return _bare(coding.variable, level), places, level or coding.variable.level


def _bare(variable: Variable, level: Level | None) -> Variable:
    """Drop the note that an order was assumed where none is used, and that codes were observed.

    Whether it matters which codes nobody gave differs per coefficient: the rules say where.
    """
    dropped = ("codes_observed", "order_assumed") if level == "nominal" else ("codes_observed",)
    notes = tuple(note for note in variable.notes if note.partition(":")[0] not in dropped)
    return replace(variable, notes=notes)


def _names(name: str, labels: Sequence[str], reading: Reading) -> tuple[Variable, dict[str, int]]:
    """Return codes without an order, by name."""
    codes = tuple(sorted(label for label in labels if not _is_missing(label, reading)))
    variable = Variable(
        name, codes, tuple(float(place) for place in range(len(codes))), level="nominal"
    )
    return replace(variable, declared=False), {code: place for place, code in enumerate(codes)}


def _sets(name: str, labels: Sequence[str], reading: Reading) -> tuple[Variable, dict[str, int]]:
    """Return the sets of codes, each written in one way whatever the order of its codes.

    Spaces lie between codes only where no label holds a mark: else they are part of a code.
    """
    given = [label for label in labels if not _is_missing(label, reading)]
    mark = SET_MARK if any(SET_MARK in label for label in given) else None
    written = {
        label: SET_MARK.join(sorted({" ".join(part.split()) for part in label.split(mark)} - {""}))
        for label in given
    }
    codes = tuple(sorted(set(written.values())))
    scores = tuple(float(place) for place in range(len(codes)))
    variable = Variable(name, codes, scores, level="nominal", declared=False)
    return variable, {label: codes.index(text) for label, text in written.items()}


def _is_missing(label: str, reading: Reading) -> bool:
    number = as_number(label)
    same = number is not None and any(as_number(code) == number for code in reading.missing)
    return label in BLANK or label in reading.missing or same


def _moved(factor: Factor, places: Mapping[str, int]) -> Ints:
    """Return per row the place of its code; -1 where there is none."""
    import numpy as np

    moved = np.array([*(places.get(level, -1) for level in factor.levels), -1], dtype=np.int64)
    return moved[factor.index]  # -1, the last place, stands for no code


def _stacked(columns: Sequence[Ints]) -> Ints:
    import numpy as np

    return np.column_stack(columns)


def _wide_units(path: Path | str, table: Table, unit: str) -> tuple[str, ...]:
    """Name the rows: by their number, or by the unit, which may then occur once only."""
    if not unit:
        return tuple(str(row + 1) for row in range(table.n))
    factor = table.factors[unit]
    names = (*factor.levels, "")
    units = tuple(names[place] for place in factor.index.tolist())
    twice = [name for name, times in Counter(units).items() if name and times > 1]
    if twice:
        values = {"column": unit, "units": _few(twice), "count": len(twice)}
        raise DataError.one("DATA_UNIT_TWICE", place_of(path), **values)
    return units


def _long(
    path: Path | str,
    table: Table,
    layout: CodersLayout,
    codes: Ints,
    about: tuple[Variable, Scale, str],
) -> CodedFile:
    """Put each code at its unit and coder; refuse one that is there already."""
    import numpy as np

    units, coders = table.factors[layout.unit], table.factors[layout.coder]
    if len(coders.levels) < _TWO:
        values = {"column": layout.coder, "count": len(coders.levels)}
        raise DataError.one("DATA_ONE_CODER", place_of(path), **values)
    if len(coders.levels) > _MOST_CODERS:
        values = {"column": layout.coder, "count": len(coders.levels), "most": _MOST_CODERS}
        raise DataError.one("DATA_CODERS_MANY", place_of(path), **values)
    known = (units.index >= 0) & (coders.index >= 0)
    place = units.index[known].astype(np.int64) * len(coders.levels) + coders.index[known]
    _refuse_twice(path, place, units, coders)
    index = np.full(len(units.levels) * len(coders.levels), -1, dtype=np.int64)
    index[place] = codes[known]
    variable, scale, assumed = about
    shaped = index.reshape(len(units.levels), len(coders.levels))
    ratings = Ratings(variable, units.levels, coders.levels, shaped, scale)
    return CodedFile(ratings, table, int((~known).sum()), assumed)


def _refuse_twice(path: Path | str, place: Ints, units: Factor, coders: Factor) -> None:
    import numpy as np

    found, times = np.unique(place, return_counts=True)
    twice = found[times > 1].tolist()
    if twice:
        named = [
            f"{shown(units.levels[one // len(coders.levels)])} - "
            f"{shown(coders.levels[one % len(coders.levels)])}"
            for one in twice[:_MOST_NAMED]
        ]
        more = " …" if twice[_MOST_NAMED:] else ""
        values = {"count": len(twice), "pairs": ", ".join(named) + more}
        raise DataError.one("DATA_CODED_TWICE", place_of(path), **values)


def _few(names: Sequence[str]) -> str:
    listed = ", ".join(shown(name) for name in names[:_MOST_NAMED])
    return listed + (" …" if names[_MOST_NAMED:] else "")
