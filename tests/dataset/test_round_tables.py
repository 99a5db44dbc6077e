"""What was rated in rounds, cut out of a table of everything."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.tables import column, factor
from wbp_survey.dataset.narrow import keep_rows, occurring
from wbp_survey.dataset.round_tables import in_rounds, table_names
from wbp_survey.model.table import OUTSIDE, Table

SESSIONS = ("s1", "s1", "s2", "s3", "s4", "s5")
CASES = ("plein", "plein", "brink", "plein", None, "elders")


def everything():
    """Four round tables, two of them in one case and one in none, and an interview."""
    rated = column("calm", ["3", "5", "1", "2", "4", ""], round=1)
    rated.reason[-1] = OUTSIDE
    factors = {
        "session": factor("session", list(dict.fromkeys(SESSIONS)), SESSIONS),
        "case": factor("case", ["brink", "elders", "plein"], CASES),
    }
    return Table(6, (column("age", ["1"] * 6), rated), factors)


def test_only_what_was_rated_in_rounds_stays_with_the_people_it_was_asked():
    made = in_rounds(everything())
    assert [one.variable.id for one in made.columns] == ["calm"]
    assert made.n == 5
    assert made.columns[0].index.tolist() == [2, 4, 0, 1, 3]


def test_a_table_goes_by_its_case_a_further_one_by_a_number_and_one_without_by_its_id():
    assert table_names(everything()) == {
        "s1": "plein",
        "s2": "brink",
        "s3": "plein (2)",
        "s4": "s4",
    }
    assert in_rounds(everything()).factors["session"].levels == (
        "plein",
        "brink",
        "plein (2)",
        "s4",
    )


def test_a_group_nobody_rated_in_is_no_group_any_more():
    assert in_rounds(everything()).factors["case"].levels == ("brink", "plein")
    assert in_rounds(everything()).factors["case"].index.tolist() == [1, 1, 0, 1, -1]


def test_where_nothing_was_rated_in_rounds_nothing_is_left():
    table = everything()
    made = in_rounds(Table(6, table.columns[:1], table.factors))
    assert (made.n, made.columns, made.factors["session"].levels) == (0, (), ())


@given(st.lists(st.tuples(st.sampled_from([*"abc", None]), st.booleans()), max_size=20))
def test_rows_that_stay_keep_their_answer_and_their_group(people):
    names = [name for name, _ in people]
    rows = column("q", [str(1 + place % 5) for place in range(len(people))])
    table = Table(len(people), (rows,), {"g": factor("g", list("abc"), names)})
    keep = np.array([kept for _, kept in people], dtype=bool)
    made = keep_rows(table, keep)
    left = occurring(made.factors["g"])
    stayed = [(name, place % 5) for place, (name, kept) in enumerate(people) if kept]
    assert made.n == len(stayed)
    assert made.columns[0].index.tolist() == [code for _, code in stayed]
    found = [left.levels[place] if place >= 0 else None for place in left.index]
    assert found == [name for name, _ in stayed]
    assert set(left.levels) == {name for name, _ in stayed} - {None}
