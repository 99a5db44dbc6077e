"""The small language of these tests: lines of codes, one per unit, become ratings."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from wbp_survey.analysis.coders.ratings import Ratings
from wbp_survey.analysis.coders.rows import CodersSpec, agreement_rows
from wbp_survey.model.table import Variable

SHARED = Path(__file__).parents[3] / "../shared/reference/statistics"


def rated(units, scale="nominal", codes=None):
    """Read `"11 12 1."` or rows of codes: a unit per word, a coder per place, `.` nothing."""
    rows = [list(word) for word in units.split()] if isinstance(units, str) else units
    seen = sorted({code for row in rows for code in row} - {".", ""}) if codes is None else codes
    numbers = all(code.lstrip("-").replace(".", "", 1).isdigit() for code in seen)
    scores = tuple(float(code) if numbers else float(at) for at, code in enumerate(seen))
    places = {code: at for at, code in enumerate(seen)}
    index = np.array([[places.get(code, -1) for code in row] for row in rows], dtype=np.int64)
    coders = tuple("ABCDEFGH"[: index.shape[1]])
    names = tuple(str(at + 1) for at in range(len(rows)))
    return Ratings(Variable("code", tuple(seen), scores), names, coders, index, scale)


def rows_of(units, scale="nominal", codes=None, **spec):
    return agreement_rows(rated(units, scale, codes), CodersSpec(**spec))


def row(rows, stat, group=None, group2=None, method=None):
    """Return the one row about this."""
    (one,) = [
        one
        for one in rows
        if (one.stat, one.group, one.group2) == (stat, group, group2)
        and method in {None, one.method}
    ]
    return one


def of_krippendorff(folder):
    """Read the observers of Krippendorff's example C, one a line, as units."""
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        observers = [line[1:] for line in list(csv.reader(file))[1:]]
    return [list(unit) for unit in zip(*observers, strict=True)]


def read_only(case):
    """Return the lines of a reference that may not be copied; skip where it is not at hand."""
    folder = next(SHARED.glob(f"{case}_*"), None)
    if folder is None:
        pytest.skip(f"reference {case} may be read, not copied, and is not here")
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        return folder, list(csv.DictReader(file))
