"""Columns or rows become matched answers: on one scale, nobody averaged, nobody lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.paired.matching import matched
from tests.analysis.tables import column, factor
from wbp_survey.analysis.paired.matched import TORN
from wbp_survey.analysis.paired.shape import from_columns, from_rows
from wbp_survey.errors import DataError
from wbp_survey.model.table import OUTSIDE, Table


def long(rows, cluster=()):
    """Read `p1 voor 3` per row into a long table of answers to `q`."""
    people, rounds, answers = zip(*(row.split() for row in rows), strict=True)
    factors = {
        "person": factor("person", sorted(set(people) - {"-"}), people),
        "round": factor("round", ["voor", "na"], rounds),
    }
    if cluster:
        factors["table"] = factor("table", sorted(set(cluster) - {"-"}), cluster)
    return Table(
        len(rows), (column("q", [a if a != "." else "not_asked" for a in answers]),), factors
    )


def shaped(rows, cluster=()):
    table = long(rows, cluster)
    return from_rows(table, table.columns[0], "round", "person", "table" if cluster else "")


def test_columns_are_conditions_in_the_order_given():
    found = matched("1 2 ?", "5 . 3")
    assert found.conditions == ("A", "B")
    assert found.index.tolist() == [[0, 4], [1, -1], [-1, 2]]
    assert found.reason.tolist() == [[0, 0], [0, -7], [-1, 0]]
    assert found.variable.id == "A,B"


def test_codes_that_either_column_lacks_are_put_in_order():
    columns = (
        column("A", ["1", "3"], ("1", "3"), scores=(1.0, 3.0)),
        column("B", ["2", "3"], ("2", "3"), scores=(2.0, 3.0)),
    )
    found = from_columns(columns, "condition", None)
    assert found.variable.codes == ("1", "2", "3")
    assert found.index.tolist() == [[0, 1], [2, 2]]


def test_texts_follow_the_longer_order():
    columns = (
        column("A", ["laag"], ("laag", "hoog"), notes=("order_assumed:laag < hoog",)),
        column("B", ["midden"], ("laag", "midden", "hoog"), notes=("order_assumed:…",)),
    )
    found = from_columns(columns, "condition", None)
    assert found.variable.codes == ("laag", "midden", "hoog")
    assert found.variable.notes == ("order_assumed:laag < midden < hoog",)


def test_a_column_without_any_answer_goes_along():
    columns = (column("A", ["2"]), column("B", ["not_asked"], ()))
    assert from_columns(columns, "condition", None).index.tolist() == [[1, -1]]


def test_columns_of_two_scales_are_refused():
    columns = (column("A", ["1"]), column("B", ["ja"], ("nee", "ja")))
    with pytest.raises(DataError) as error:
        from_columns(columns, "condition", None)
    assert error.value.problems[0].code == "DATA_PAIR_SCALES"


def test_rows_find_their_person_whatever_their_order():
    found = shaped(["p2 na 5", "p1 voor 1", "p2 voor 2", "p1 na 4"])
    assert found.conditions == ("voor", "na")
    assert found.index.tolist() == [[0, 3], [1, 4]]


def test_who_lacks_a_row_is_outside_and_a_row_without_answer_is_missing():
    found = shaped(["p1 voor 1", "p2 voor .", "p2 na 3"])
    assert found.reason.tolist() == [[0, OUTSIDE], [-7, 0]]


def test_rows_without_person_or_round_are_counted():
    found = shaped(["p1 voor 1", "p1 ? 3", "- na 3", "- ? 2"])
    assert (found.people, found.without_group, found.without_person) == (1, 2, 2)


def test_a_person_twice_in_a_round_is_an_error_with_the_rows():
    rows = ["p1 voor 1", "p1 voor 2", "p2 voor 1", "p1 voor .", "p2 na 2"]
    with pytest.raises(DataError) as error:
        shaped(rows)
    (problem,) = error.value.problems
    assert (problem.code, problem.values["count"]) == ("DATA_PAIR_TWICE", 2)
    assert problem.values["rows"] == "3, 5"
    assert "p1" not in problem.line()


def test_more_conditions_than_a_comparison_can_hold_are_refused():
    table = long([f"p{place} voor 1" for place in range(9)])
    wide = replace(factor("round", ["0"], ["0"] * 9), levels=("0",) * 10**7)
    table = Table(table.n, table.columns, {**table.factors, "round": wide})
    with pytest.raises(DataError) as error:
        from_rows(table, table.columns[0], "round", "person", "")
    assert error.value.problems[0].code == "DATA_PAIR_CONDITIONS"


def test_a_persons_table_is_known_from_any_of_their_rows():
    rows = ["p1 voor 1", "p1 na 2", "p2 voor 1", "p2 na 1", "p3 voor 2", "p3 na 3"]
    found = shaped(rows, ["t1", "-", "t1", "t2", "-", "-"])
    assert found.cluster.index.tolist() == [0, TORN, -1]
    assert found.cluster.index.dtype == np.int32
