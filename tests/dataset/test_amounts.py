"""Weights: read once, the same for tables, models and samples."""

from __future__ import annotations

import numpy as np
import pytest

from wbp_survey.dataset.amounts import amounts, are_counts, row_lines, weights_of
from wbp_survey.dataset.coding import factor
from wbp_survey.errors import Problem


def weights(folder, *cells, delimiter=","):
    path = folder / "answers.csv"
    rows = [f"{cell}{delimiter}x" for cell in cells]
    path.write_text("\n".join([f"w{delimiter}q", *rows]) + "\n", "utf-8")
    return weights_of(path, factor("w", cells))


def test_weights_may_count_or_weigh(tmp_path):
    assert weights(tmp_path, "2", "0", "3").tolist() == [2, 0, 3]
    assert weights(tmp_path, "0.5", "1.5").tolist() == [0.5, 1.5]
    assert are_counts(np.array([2.0, 0, 3]))
    assert not are_counts(np.array([2.0, 0.5]))


@pytest.mark.parametrize("cells", [("1", ""), ("1", "-1"), ("0.5", "0"), ("1", "x"), ("1", "inf")])
def test_a_weight_that_is_none_is_named_by_its_line(tmp_path, cells):
    found = weights(tmp_path, *cells)
    assert isinstance(found, Problem)
    assert (found.code, found.values["lines"], found.values["count"]) == ("DATA_WEIGHT", "3", 1)
    assert found.place == str(tmp_path / "answers.csv")


def test_a_decimal_comma_is_read_where_answers_have_one(tmp_path):
    assert weights(tmp_path, "1,5", "2", "0.5", delimiter=";").tolist() == [1.5, 2, 0.5]


def test_one_bad_weight_does_not_make_the_others_bad(tmp_path):
    found = weights(tmp_path, "1,5", "abc", "0,5", delimiter=";")
    assert (found.values["lines"], found.values["count"]) == ("3", 1)


def test_many_bad_lines_are_counted_and_the_first_are_named(tmp_path):
    found = weights(tmp_path, "1.5", *["-1"] * 12)
    assert (found.values["lines"], found.values["count"]) == ("3, 4, 5, 6, 7, 8, 9, 10 …", 12)


def test_a_database_has_rows_and_its_password_is_not_shown():
    address = "postgresql://somebody:secret@server/base?table=wave"
    found = weights_of(address, factor("w", ["1", "-1"]))
    assert (found.place, found.values["lines"]) == ("postgresql://server/base?table=wave", "2")
    assert row_lines(address, "w", 3).tolist() == [1, 2, 3]
    assert amounts(address, factor("w", ["1,5", "2"])).tolist()[1] == 2
