"""A two-way table at the gate: no cell that tells what few persons answered."""

from __future__ import annotations

import pytest

from wbp_survey.model.result import Result
from wbp_survey.report.release_rows import release_rows


def crossed(*cells, **more):
    """Rows of a table: counts, a share and a residual per cell, and a few statistics."""
    n = sum(map(sum, cells))
    rows = [Result("a", "n_valid", float(n), n, by="b"), Result("a", "n_missing", 2.0, n, by="b")]
    rows += [Result("a", f"missing:{reason}", value, n) for reason, value in more.items()]
    for place, row in enumerate(cells):
        for other, number in enumerate(row):
            for kind in ("count", "row_share", "residual"):
                rows.append(Result("a", f"{kind}:{place}|{other}", float(number), n, by="b"))
    names = (
        "chi2",
        "fisher_p",
        "agree_both",
        *(("phi",) if len(cells) == len(cells[0]) == 2 else ()),
    )
    notes = ("unused_rows:3", "sparse")
    return rows + [Result("a", name, 1.0, n, by="b", note=notes) for name in names]


def left(rows, profile="publiek"):
    return {row.stat: row.value for row in release_rows(rows, profile)}


BIG = ((20, 30), (25, 15), (12, 11))


def test_a_table_of_large_cells_leaves_whole():
    rows = crossed(*BIG)
    assert release_rows(rows, "publiek") == tuple(rows)


@pytest.mark.parametrize("small", [((20, 30), (25, 4)), ((20, 30), (25, 0)), ((3, 4), (30, 40))])
def test_one_small_or_lonely_cell_keeps_all_cells_in(small):
    found = left(crossed(*small, (40, 40)))
    assert not any("|" in stat for stat in found)
    assert (found["agree_both"], found["chi2"], found["n_valid"]) == (
        None,
        1.0,
        sum(map(sum, small)) + 80,
    )


def test_of_two_by_two_nothing_leaves_that_gives_the_cells_away():
    found = left(crossed((20, 30), (25, 4)))
    assert {stat for stat, value in found.items() if value is not None} == {"n_valid", "n_missing"}


def test_of_fewer_persons_than_the_threshold_nothing_leaves():
    found = left(crossed((2, 3), (3, 1)))
    assert set(found.values()) == {None}


def test_another_profile_has_another_threshold():
    assert left(crossed((6, 7), (8, 9)), "consortium")["count:0|0"] == 6.0
    assert "count:0|0" not in left(crossed((6, 7), (8, 9)), "publiek")


def test_notes_do_not_name_what_nobody_answered_when_cells_stay_in():
    rows = release_rows(crossed((20, 30), (25, 4), (40, 40)), "publiek")
    assert {note for row in rows for note in row.note} == {"sparse", "suppressed"}


def test_a_reason_few_gave_is_left_out():
    found = left(crossed(*BIG, refused=2.0, dont_know=14.0))
    assert "missing:refused" not in found
    assert found["missing:dont_know"] == 14.0
