"""A two-way table at the gate: no cell that tells what few persons answered."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.gated import FIVE, answers, crossed, left, told, write
from wbp_survey.dataset.coding import Reading
from wbp_survey.report.gate.release import THRESHOLDS
from wbp_survey.report.gate.rows import release_rows
from wbp_survey.workflow.crosstab import crossing, crosstab_file

BIG = ((20, 30, 15), (25, 15, 11), (12, 11, 14))
PERSONS = {"n_valid", "n_missing"}


def test_a_table_of_large_cells_leaves_whole(tmp_path):
    rows = crossed(tmp_path / "a.csv", BIG)
    assert release_rows(rows, "publiek") == rows


def test_codes_with_a_bar_in_them_are_told_apart(tmp_path):
    said = [(f"{at}|a", f"{other}|b") for at, row in enumerate(BIG) for other, n in enumerate(row)
            for _ in range(n)]  # fmt: skip
    path = write(tmp_path / "a.csv", a=[one for one, _ in said], b=[other for _, other in said])
    rows = crosstab_file(path, crossing(("a", "b"), resamples=99), Reading()).rows
    assert release_rows(rows, "publiek") == rows


@pytest.mark.parametrize(
    "small",
    [
        ((20, 30), (25, 4), (40, 40)),  # a small cell
        ((20, 30), (25, 0), (40, 40)),  # a row of one cell: all of it gave one answer
        ((20, 0), (25, 0), (40, 30)),
        ((3, 4), (30, 40), (40, 40)),  # a small total
        ((20, 30), (25, 4)),
        ((0, 30), (25, 0)),
    ],
)
def test_of_a_table_with_one_telling_cell_only_the_number_of_persons_leaves(tmp_path, small):
    rows = crossed(tmp_path / "a.csv", small)
    assert told(rows) == PERSONS
    released = release_rows(rows, "publiek")
    assert not [row for row in released if "|" in row.stat]
    notes = {note.partition(":")[0] for row in released for note in row.note}
    assert not notes & {"unused_rows", "unused_columns", "zero_cell", "sparse"}


def test_one_statistic_would_have_given_the_cells_away(tmp_path):
    """Among all tables of so many persons few have the same chi-square, and one is the table."""
    cells = np.array(((3, 4, 5), (6, 2, 3)))
    n = int(cells.sum())
    rows = {row.stat: row for row in crossed(tmp_path / "a.csv", cells.tolist())}
    tables = np.array([
        np.diff((-1, *bars, n + 5)) - 1 for bars in combinations(range(n + 5), 5)
    ]).reshape(-1, 2, 3)  # fmt: skip
    with np.errstate(invalid="ignore", divide="ignore"):
        margins = tables.sum(axis=2)[:, :, None] * tables.sum(axis=1)[:, None, :] / n
        chi2 = ((tables - margins) ** 2 / margins).sum(axis=(1, 2))
    fits = tables[np.abs(chi2 - rows["chi2"].value) < 1e-9]
    assert len(tables) > 90_000
    assert len(fits) <= 24
    assert (fits == cells).all(axis=(1, 2)).any()


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.integers(0, 25), min_size=2, max_size=2), min_size=2, max_size=3),
    st.sampled_from(sorted(THRESHOLDS)),
)
def test_no_number_of_few_persons_can_be_worked_out(tmp_path_factory, cells, profile):
    if not np.sum(cells):
        return
    rows = crossed(tmp_path_factory.mktemp("cells") / "a.csv", cells)
    found = left(rows, profile)
    counts = [value for (_, stat, *_), value in found.items() if stat.startswith("count:")]
    least = THRESHOLDS[profile]
    numbers = [*np.ravel(cells), *np.sum(cells, axis=0), *np.sum(cells, axis=1), np.sum(cells)]
    if any(0 < number < least for number in numbers):
        assert {stat for _, stat, *_ in found} <= PERSONS
        assert not counts
    if np.sum(cells) < least:
        assert not found


def test_of_fewer_persons_than_the_threshold_nothing_leaves(tmp_path):
    assert not told(crossed(tmp_path / "a.csv", ((2, 3), (3, 1))))


def test_another_profile_has_another_threshold(tmp_path):
    rows = crossed(tmp_path / "a.csv", ((6, 7), (8, 9)))
    assert "count:1|1" in told(rows, "consortium")
    assert told(rows) == PERSONS


def test_why_few_gave_no_answer_is_left_out_and_so_is_what_would_tell(tmp_path):
    """One reason is all that is missing less the others."""
    said = answers(150, 1, "12")
    other = [*answers(130, 2, "12"), *["88"] * 18, *["99"] * 2]
    path = write(tmp_path / "a.csv", a=said, b=other)
    reading = type(FIVE)((), 1, 5, {"88": "dont_know", "99": "refused"})
    rows = crosstab_file(path, crossing(("a", "b"), resamples=99), reading).rows
    assert {row.stat for row in rows} >= {"missing:dont_know", "missing:refused"}
    released = release_rows(rows, "publiek")
    assert not [row for row in released if row.stat.startswith("missing")]
    assert left(rows)["b", "n_missing", None, None] == 20
