"""Words without an order: categories, never a mistake's excuse."""

from __future__ import annotations

import pytest

from wbp_survey.dataset.categories import category_column, table_with_categories
from wbp_survey.dataset.coding import Reading, factor
from wbp_survey.errors import DataError


def read(folder, text, *items, by=(), **reading):
    path = folder / "answers.csv"
    path.write_text(text, encoding="utf-8")
    return table_with_categories(path, by, items, Reading(**reading))


def test_words_become_a_nominal_column_beside_one_that_has_an_order(tmp_path):
    table = read(tmp_path, "a,b,s\nred,1,x\nblue,2,y\ngreen,1,x\n", "b", "a", by=("s",))
    levels = {one.variable.id: one.variable.level for one in table.columns}
    assert levels == {"b": "ordinal", "a": "nominal"}
    assert table.columns[1].variable.codes == ("red", "blue", "green")
    assert set(table.factors) == {"s"}


def test_a_stated_order_makes_words_ordinal(tmp_path):
    table = read(tmp_path, "a\nlow\nhigh\n", "a", orders=(("low", "mid", "high"),))
    assert (table.columns[0].variable.level, len(table.columns[0].variable.codes)) == ("ordinal", 3)


def test_a_blank_is_not_asked_and_a_declared_word_has_its_reason(tmp_path):
    table = read(
        tmp_path, "a,b\nred,1\n,1\nunsure,2\nblue,1\n", "a", missing={"unsure": "dont_know"}
    )
    (column,) = table.columns
    assert column.variable.codes == ("red", "blue")
    assert (column.index.tolist(), column.reason.tolist()) == ([0, -1, -1, 1], [0, -7, -1, 0])
    assert "blank_as_not_asked" in column.variable.notes


def test_two_categories_stand_in_the_order_in_which_they_first_occur():
    column = category_column(factor("a", ["no", "yes", "no"]))
    assert column.variable.notes == ("order_assumed:no < yes",)
    assert not category_column(factor("a", ["x", "y", "z"])).variable.notes


def test_only_the_columns_that_mix_words_and_numbers_are_refused(tmp_path):
    with pytest.raises(DataError) as error:
        read(tmp_path, "a,b\n1,yes\nmany,no\n", "a", "b")
    assert [one.values["item"] for one in error.value.problems] == ["a"]


def test_other_problems_are_not_hidden_by_words(tmp_path):
    with pytest.raises(DataError) as error:
        read(tmp_path, "a,b\nred,1\nblue,9\n", "a", "b", minimum=1, maximum=5)
    assert {one.code for one in error.value.problems} == {"DATA_NO_ORDER", "DATA_CODE_OUTSIDE"}
