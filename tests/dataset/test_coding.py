"""Cells become codes: which order they have, which are no answer, which are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.dataset.coding import Reading, as_number, column, factor, shown, top_codes
from wbp_survey.dataset.files import file_sha256, table_from_file
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.missing import BY_CODE


def series(*cells):
    import pandas as pd

    return pd.Series(list(cells), dtype="str")


def coded(*cells, **reading):
    found = column("item", series(*cells), Reading(**reading))
    assert not isinstance(found, Problem), found
    return found


def refused(*cells, **reading):
    found = column("item", series(*cells), Reading(**reading))
    assert isinstance(found, Problem)
    return found


def answers(found):
    """Per row the code, or the name of the missing reason."""
    return [
        found.variable.codes[index] if index >= 0 else BY_CODE[reason].id
        for index, reason in zip(found.index.tolist(), found.reason.tolist(), strict=True)
    ]


def test_numbers_are_codes_in_order_of_size_however_they_are_written():
    found = coded("10", "9", "9.0", "2")
    assert found.variable.codes == ("2", "9", "10")
    assert found.variable.scores == (2.0, 9.0, 10.0)
    assert answers(found) == ["10", "9", "9", "2"]
    assert "codes_observed" in found.variable.notes


def test_a_code_that_stands_apart_is_counted_and_asked_about():
    found = coded("1", "2", "3", "4", "5", "9")
    assert found.variable.codes[-1] == "9"
    assert found.variable.notes == ("codes_observed", "code_apart:9")
    assert coded("1", "2", "3", "9", missing={"9": "dont_know"}).variable.notes == (
        "codes_observed",
    )


def test_a_declared_scale_has_all_its_points_whether_given_or_not():
    found = coded("2", "4", minimum=1, maximum=5)
    assert found.variable.codes == ("1", "2", "3", "4", "5")
    assert found.variable.declared
    assert not found.variable.notes
    assert found.variable.agree == ("4", "5")


def test_a_code_outside_the_declared_scale_is_refused_with_what_to_write():
    problem = refused("3", "8", "99", minimum=1, maximum=5)
    assert problem.code == "DATA_CODE_OUTSIDE"
    assert "8, 99" in problem.cause("nl")
    assert "--missing 8=" in problem.line("nl")
    assert "(1…)" in refused("0", minimum=1).cause("nl")


@pytest.mark.parametrize("written", ["99", "99.0", "099"])
def test_a_declared_missing_code_is_no_answer_however_it_is_written(written):
    found = coded("4", written, minimum=1, maximum=5, missing={"99": "dont_know"})
    assert answers(found) == ["4", "dont_know"]


def test_a_missing_code_may_be_a_word():
    found = coded("4", "wn", missing={"wn": "dont_know"})
    assert answers(found) == ["4", "dont_know"]
    assert found.variable.codes == ("4",)


def test_a_blank_cell_is_not_asked_and_says_so():
    found = coded("1", "", "NA", minimum=1, maximum=2)
    assert answers(found) == ["1", "not_asked", "not_asked"]
    assert "blank_as_not_asked" in found.variable.notes


def test_a_blank_cell_can_be_declared_something_else():
    found = coded("1", "", minimum=1, maximum=2, missing={"blank": "refused"})
    assert answers(found) == ["1", "refused"]
    assert "blank_as_not_asked" not in found.variable.notes


def test_a_code_that_looks_blank_can_be_declared():
    assert answers(coded("1", "NA", missing={"NA": "not_applicable"}))[1] == "not_applicable"


def test_decimals_with_a_comma_are_numbers_where_the_file_writes_them_so():
    found = coded("1,5", "2", decimal_comma=True)
    assert found.variable.scores == (1.5, 2.0)
    assert found.variable.level == "interval"
    assert not found.variable.agree


def test_words_of_degree_have_an_order_that_is_said_to_be_assumed():
    found = coded("High", "Low")
    assert found.variable.codes == ("Low", "High")
    assert "order_assumed:Low < High" in found.variable.notes


def test_a_stated_order_is_taken_whole_and_overrules_the_assumed_one():
    found = coded("Low", "High", orders=(("High", "Medium", "Low"),))
    assert found.variable.codes == ("High", "Medium", "Low")
    assert found.variable.declared
    assert not found.variable.notes


def test_a_stated_order_of_numbers_overrules_their_size():
    found = coded("1", "5", orders=(("5", "4", "3", "2", "1"),))
    assert answers(found) == ["1", "5"]
    assert found.index.tolist() == [4, 0]


def test_words_without_an_order_are_refused_with_the_words_to_order():
    problem = refused("rood", "groen")
    assert problem.code == "DATA_NO_ORDER"
    assert '--order "rood,groen"' in problem.remedy("nl")


def test_open_answers_are_refused_without_repeating_them():
    problem = refused(*(f"antwoord {number} van iemand" for number in range(12)))
    assert problem.code == "DATA_NOT_CODED"
    assert "iemand" not in problem.line("nl")
    assert "iemand" not in refused("een lang antwoord van iemand", "x").line("nl")


def test_a_column_without_any_answer_has_no_codes_and_no_order():
    found = coded("", "")
    assert found.variable.codes == ()
    assert set(found.variable.notes) == {"blank_as_not_asked"}
    assert coded("", minimum=1, maximum=3).variable.codes == ("1", "2", "3")


def test_a_range_that_is_no_response_scale_takes_the_codes_seen():
    assert coded("3", minimum=0, maximum=10**9).variable.codes == ("3",)
    assert coded("3", minimum=0.5, maximum=5).variable.codes == ("3",)


@pytest.mark.parametrize("text", ["1_000", "nan", "inf", "-inf", "", "een", "1,5", "1e308"])
def test_what_is_no_number_is_not_read_as_one(text):
    assert as_number(text) is None


def test_numbers_that_a_float_cannot_tell_apart_are_no_numbers_and_not_taken_for_one():
    assert as_number("9007199254740991") == 2**53 - 1
    assert as_number("-9007199254740993") is None
    assert as_number("1e-320") is None
    assert as_number("-0.0") == 0
    found = factor("id", ["9007199254740993", "9007199254740992"])
    assert found.levels == ("9007199254740993", "9007199254740992")


def test_levels_stand_in_the_order_that_is_stated_unless_they_are_numbers():
    assert factor("g", ["hoog", "laag", ""], orders=[("laag", "midden", "hoog")]).levels == (
        "laag",
        "hoog",
    )
    assert factor("g", ["hoog", "laag"], orders=[("laag", "midden")]).levels == ("hoog", "laag")
    assert factor("g", ["1", "2"], orders=[("2", "1")]).levels == ("1", "2")


def test_a_word_among_numbers_is_said_to_be_one_and_shown_when_it_can_be_no_name():
    problem = refused("1", "2", "3", "null")
    assert problem.code == "DATA_TEXT_IN_NUMBERS"
    assert "--missing null=dont_know" in problem.line("en")
    for sign in ("-", "#N/A", "?", "n.v.t.", "1e400", "-inf", "12:30"):
        assert f": {sign}." in refused("1", "2", sign).cause("en")
    for name in ("Jan", "mevrouw De Vries", "R2D2"):
        line = refused("1", "2", name, "De Wit").line("nl")
        assert name not in line
        assert "De Wit" not in line


def test_words_with_here_and_there_a_number_are_words():
    assert refused("rood", "groen", "3").code == "DATA_NO_ORDER"


def test_a_decimal_comma_where_decimals_have_a_point_is_said_to_be_one():
    problem = refused("1", "2,5")
    assert problem.code == "DATA_DECIMAL_COMMA"
    assert "2.5" in problem.remedy("nl")
    assert refused("1,2", "3,4").code == "DATA_DECIMAL_COMMA"
    assert refused("1,2,3", "4").code == "DATA_TEXT_IN_NUMBERS"


def test_words_too_long_to_name_are_counted_and_not_named_as_dots():
    problem = refused("een zeer lang antwoord, zeg", "nog zo een, maar dan anders")
    assert problem.code == "DATA_NO_ORDER_LONG"
    assert "2 different answers" in problem.cause("en")


def test_agreeing_is_the_top_two_codes_the_top_one_of_two_and_nothing_on_a_long_scale():
    assert top_codes(["1", "2", "3", "4", "5"]) == ("4", "5")
    assert top_codes(["nee", "ja"]) == ("ja",)
    assert top_codes([str(code) for code in range(12)]) == ()


def test_groups_stand_in_order_of_appearance_and_numbers_in_order_of_size():
    assert factor("town", series("stad", "dorp", "", "stad")).levels == ("stad", "dorp")
    assert factor("town", series("stad", "", "stad")).index.tolist() == [0, -1, 0]
    assert factor("year", series("10", "9", "10")).levels == ("9", "10")


def test_a_long_cell_is_never_shown():
    assert shown("x" * 20) == "x" * 20
    assert shown("x" * 21) == "…"


def test_the_problems_of_all_columns_come_at_once(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("g,a,b\nx,rood,9\ny,groen,1\n", "utf-8")
    with pytest.raises(DataError) as caught:
        table_from_file(path, ["g"], ["a", "b"], Reading(minimum=1, maximum=5))
    assert [one.code for one in caught.value.problems] == ["DATA_NO_ORDER", "DATA_CODE_OUTSIDE"]
    assert [one.place for one in caught.value.problems] == [str(path), f"{path}:2"]


def test_a_file_that_separates_by_semicolons_writes_decimals_with_a_comma(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("g;a\nx;1,5\nx;2\n", "utf-8")
    table = table_from_file(path, ["g"], ["a"], Reading())
    assert table.columns[0].variable.scores == (1.5, 2.0)
    assert table.n == 2
    assert table.sha256 == file_sha256(path)


def test_a_column_may_be_group_and_answer_at_once(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a\n1\n2\n", "utf-8")
    table = table_from_file(path, ["a"], ["a"], Reading())
    assert table.factors["a"].index.tolist() == table.columns[0].index.tolist()


@given(
    cells=st.lists(
        st.sampled_from(["1", "2", "3", "4", "5", "8", "9", ""]), min_size=1, max_size=30
    )
)
def test_every_cell_comes_back_as_its_code_or_its_reason(cells):
    found = coded(*cells, minimum=1, maximum=5, missing={"8": "not_applicable", "9": "dont_know"})
    named = {"8": "not_applicable", "9": "dont_know", "": "not_asked"}
    assert answers(found) == [named.get(cell, cell) for cell in cells]
