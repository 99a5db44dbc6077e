"""A model of a file or of the study: terms and weights read, rounds apart, few persons hidden."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.tables import factor, found, reference, value
from tests.workflow.studies import CLOSED, hold, said, seat, small_study
from wbp_survey.analysis.models.design import Quantity
from wbp_survey.dataset.coding import Reading
from wbp_survey.errors import DataError, Problem, UsageError
from wbp_survey.model.table import Column, Variable
from wbp_survey.workflow.model import ModelQuestion, model_file, model_study
from wbp_survey.workflow.release import released
from wbp_survey.workflow.study import open_place
from wbp_survey.workflow.terms import term_of_file, term_of_study

near = pytest.approx

HOUSING = ModelQuestion("Sat", ("Infl", "Type", "Cont"), weight="Freq")
ORDER = Reading(orders=(("Low", "Medium", "High"),))


def column_of(*values):
    levels = list(dict.fromkeys(one for one in values if one is not None))
    return factor("x", levels, values)


def term(*values, **reading):
    return term_of_file(column_of(*values), Reading(**reading))


def codes(error):
    return [one.code for one in error.value.problems]


def write(path, **columns):
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(columns)
        rows.writerows(zip(*columns.values(), strict=True))
    return path


@pytest.fixture
def table(tmp_path):
    """Write a file in which `y` goes with `x`, and return its path."""
    rng = np.random.default_rng(1)
    x = rng.integers(1, 6, 120)
    y = np.digitize(0.8 * x + rng.logistic(size=120), [1, 2.5, 4]) + 1
    case = np.arange(120) % 12
    return write(tmp_path / "data.csv", y=y, x=x, case=[f"c{one}" for one in case])


def test_the_housing_of_copenhagen_from_its_file():
    path, case = reference("23")
    rows = model_file(path, HOUSING, ORDER).rows
    expected = case["expected"]
    for name, coefficient in expected["coef"].items():
        assert value(rows, f"log_odds:{name}") == near(coefficient, rel=case["tolerance"])
    for name, threshold in expected["thresholds"].items():
        assert value(rows, f"threshold:{name}") == near(threshold, rel=case["tolerance"])
    for name, error in expected["se"].items():
        assert value(rows, f"se:{name}") == near(error, rel=case["tolerance"])
    test = expected["lr_infl"]
    assert value(rows, "lr_chi2:Infl") == near(test["chi2"], rel=case["tolerance"])
    assert value(rows, "lr_df:Infl") == test["df"]
    assert value(rows, "lr_p:Infl") == near(test["p"], rel=case["tolerance"])


def test_numbers_enter_as_numbers_and_words_as_a_category():
    number = term("3", "1", None, "2.5")
    assert isinstance(number, Quantity)
    assert number.values == near(np.array([3, 1, np.nan, 2.5]), nan_ok=True)
    assert term("b", "a", "b").levels == ("b", "a")


def test_numbers_in_a_stated_order_are_a_category():
    assert term("3", "1", "2", orders=(("2", "1", "3"),)).levels == ("2", "1", "3")


def test_words_stand_in_the_order_stated_or_assumed():
    assert term("High", "Low", orders=(("High", "Mid", "Low"),)).levels == ("High", "Mid", "Low")
    assert term("High", "Low").levels == ("Low", "High")


@pytest.mark.parametrize("pair", [("TRUE", "FALSE"), ("Yes", "No"), ("ja", "nee")])
def test_no_is_what_yes_is_compared_with_whichever_comes_first(pair):
    assert term(*pair).levels == pair[::-1]
    assert term(*pair, orders=(pair,)).levels == pair


def test_a_declared_missing_code_is_no_value_however_it_is_written():
    declared = {"99": "dont_know", "n.v.t.": "not_applicable"}
    values = term("1", "99", "99.0", "n.v.t.", missing=declared).values
    assert values == near(np.array([1, np.nan, np.nan, np.nan]), nan_ok=True)
    assert term("a", "n.v.t.", missing=declared).index.tolist() == [0, -1]


def test_a_decimal_comma_is_read_where_all_numbers_take_one():
    assert term("1,5", "2").values.tolist() == [1.5, 2]


@pytest.mark.parametrize("odd", ["inf", "twee", "1_000"])
def test_numbers_and_words_in_one_column_are_a_problem(odd):
    found = term("1", "2", odd)
    assert isinstance(found, Problem)
    assert found.code == "DATA_MODEL_MIXED"
    assert odd in found.values["codes"]


def test_what_somebody_wrote_is_not_repeated():
    found = term("1", "my neighbour at number 12 said so")
    assert "neighbour" not in found.line("en")


def test_an_item_is_a_number_when_its_codes_are():
    index, reason = np.array([1, -1, 0]), np.array([0, -1, 0], np.int8)
    numbers = Column(Variable("q", ("1", "2"), (1.0, 2.0)), index, reason)
    words = Column(Variable("q", ("no", "yes"), (1.0, 2.0)), index, reason)
    assert term_of_study(numbers).values == near(np.array([2, np.nan, 1]), nan_ok=True)
    assert term_of_study(words).levels == ("no", "yes")


def test_the_link_follows_the_outcome(table, tmp_path):
    ordered = model_file(table, ModelQuestion("y", ("x",)), Reading()).rows
    assert found(ordered, "log_odds:x").method == "proportional_odds"
    two = write(tmp_path / "two.csv", y=[0, 1] * 40, x=[0, 1, 2, 1] * 20)
    assert found(model_file(two, ModelQuestion("y", ("x",)), Reading()).rows, "log_odds:x")
    measured = write(tmp_path / "m.csv", y=[one * 1.5 for one in range(80)], x=[0, 1, 2, 1] * 20)
    rows = model_file(measured, ModelQuestion("y", ("x",)), Reading()).rows
    assert found(rows, "coefficient:x").method == "least_squares"


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"terms": ()}, "USAGE_MODEL_TERMS"),
        ({"terms": ("y",)}, "USAGE_MODEL_OUTCOME"),
        ({"terms": ("x*y",)}, "USAGE_MODEL_OUTCOME"),
        ({"terms": ("x:case", "x")}, "USAGE_MODEL_PRODUCT"),
        ({"cluster": "case", "random": "case"}, "USAGE_MODEL_BOTH"),
        ({"gee": True}, "USAGE_MODEL_GEE"),
        ({"gee": True, "cluster": "case"}, "USAGE_MODEL_GEE"),
        ({"robust": "CR1"}, "USAGE_MODEL_ROBUST"),
        ({"robust": "CR2", "cluster": "case"}, "USAGE_MODEL_CR2"),
    ],
)
def test_what_does_not_go_together_is_refused(table, asked, problem):
    with pytest.raises(UsageError) as error:
        model_file(table, ModelQuestion(**{"outcome": "y", "terms": ("x",), **asked}), Reading())
    assert codes(error) == [problem]


def test_products_are_made_of_the_columns_of_a_file():
    path, _ = reference("23")
    rows = model_file(path, replace(HOUSING, terms=("Infl*Cont", "Type")), ORDER).rows
    assert found(rows, "log_odds:InflHigh:ContHigh").value is not None
    assert value(rows, "lr_df:Infl:Cont") == 2
    assert found(rows, "lr_p:Infl").note[0] == "inside_interaction"


def test_a_random_constant_of_the_ordered_answers_of_a_file(table):
    question = ModelQuestion("y", ("x",), random="case", link="cumulative")
    rows = model_file(table, question, Reading()).rows
    assert found(rows, "log_odds:x").method == "random_proportional_odds"
    assert value(rows, "variance_between") >= 0


def test_survey_weights_do_not_go_with_a_random_constant(tmp_path):
    path = write(tmp_path / "w.csv", y=[1, 2, 3] * 20, case=list(range(12)) * 5, w=[0.5] * 60)
    with pytest.raises(UsageError) as error:
        model_file(path, ModelQuestion("y", random="case", weight="w"), Reading())
    assert codes(error) == ["USAGE_MODEL_WEIGHT"]


def test_all_that_is_wrong_in_a_file_is_said_at_once(tmp_path):
    path = write(tmp_path / "bad.csv", y=[1, 2], x=["1", "a"], w=["-1", "1"])
    with pytest.raises(DataError) as error:
        model_file(path, ModelQuestion("y", ("x",), weight="w"), Reading())
    assert codes(error) == ["DATA_MODEL_MIXED", "DATA_WEIGHT"]
    assert all(one.place == str(path) for one in error.value.problems)


def test_the_manifest_says_what_was_asked(table):
    question = ModelQuestion("y", ("x",), cluster="case")
    manifest = model_file(table, question, Reading()).manifest
    assert manifest.command == "model --outcome y"
    assert manifest.filters["terms"] == ["x"]
    assert manifest.filters["cluster"] == "case"
    assert manifest.n_rows == 120


def levels(tmp_path, **sizes):
    """Model answers by a category whose levels hold so many persons."""
    groups = [name for name, size in sizes.items() for _ in range(size)]
    answers = [row % 3 + 1 for row in range(len(groups))]
    path = write(tmp_path / "levels.csv", y=answers, g=groups)
    return model_file(path, ModelQuestion("y", ("g",)), Reading())


def test_a_level_of_few_persons_is_hidden_outside_the_study_and_the_next_with_it(tmp_path):
    whole = levels(tmp_path, a=40, b=30, c=20, d=6)
    rows = released(whole, "publiek").rows
    assert found(rows, "log_odds:gd").note == ("suppressed",)
    assert value(rows, "se:gd") is None
    assert value(rows, "log_odds:gc") is None
    assert value(rows, "log_odds:gb") == value(whole.rows, "log_odds:gb")
    assert value(rows, "cut_log_odds:gd@1|2") is None
    assert released(whole, "intern") == whole
    assert value(rows, "log_likelihood") is None


def test_a_level_of_few_that_others_are_compared_with_hides_the_model(tmp_path):
    rows = released(levels(tmp_path, a=6, b=30, c=20, d=40), "publiek").rows
    assert value(rows, "log_odds:gd") is None
    assert value(rows, "threshold:1|2") is None
    assert value(rows, "n_valid") == 96


def test_of_few_persons_together_nothing_is_said(tmp_path):
    rows = released(levels(tmp_path, a=4, b=4), "publiek").rows
    assert all(row.value is None for row in rows)


@pytest.fixture
def place(tmp_path):
    """A study in which three tables of fourteen rated how safe it is, before and after."""
    place = small_study(tmp_path / "study")
    for number, case in enumerate(("plein", "brink", "plein")):
        seats = [seat(one, "wijkagent" if one % 2 else "bewoner") for one in range(1, 15)]
        answers = [
            said("safe", str((one * 7 + number * 3 + round_) % 5 + 3), f"S{one}", round_)
            for one in range(1, 15)
            for round_ in (1, 2)
        ]
        hold(place, f"t{number}", *seats, *answers, CLOSED, case=case, instrument="table")
    return place


def test_each_round_of_the_study_is_modelled_apart(place):
    rows = model_study(place, ModelQuestion("safe", ("role",))).rows
    slopes = [row for row in rows if row.stat == "coefficient:rolewijkagent"]
    assert [row.round for row in slopes] == [1, 2]
    assert all(row.value is not None and row.n == 42 for row in slopes)
    errors = [row for row in rows if row.stat == "se:rolewijkagent"]
    assert all("as_if_independent" in row.note for row in errors)


def test_few_cases_of_the_study_carry_neither_errors_nor_a_variance(place):
    robust = model_study(place, ModelQuestion("safe", ("role",), cluster="case")).rows
    errors = [row for row in robust if row.stat == "se:rolewijkagent"]
    assert all("clusters_below_6" in row.note for row in errors)
    shared = model_study(place, ModelQuestion("safe", random="case")).rows
    assert all("clusters_below_6" in row.note for row in shared if row.stat == "icc1")


def test_the_study_sets_its_own_threshold(place):
    file = place.root / "study.yaml"
    policies = "policies:\n  statistics: {cluster_floor: 2}\n"
    file.write_text(file.read_text("utf-8").replace("policies:\n", policies), "utf-8")
    rows = model_study(open_place(place.root), ModelQuestion("safe", random="case")).rows
    assert all(row.value is not None for row in rows if row.stat == "icc1")


def test_only_one_role_of_the_study(place):
    rows = model_study(place, ModelQuestion("safe", ("municipality",), role="bewoner")).rows
    assert {row.value for row in rows if row.stat == "n_valid" and not row.group} == {21}


def test_names_the_study_does_not_know_are_all_said_with_the_nearest(place):
    question = ModelQuestion("save", ("rolle",), cluster="cases")
    with pytest.raises(DataError) as error:
        model_study(place, question)
    assert codes(error) == ["DATA_UNKNOWN_ITEM", "DATA_UNKNOWN_COLUMN", "DATA_UNKNOWN_COLUMN"]
    assert [one.values["nearest"] for one in error.value.problems] == ["safe", "role", "case"]


def test_a_term_of_several_rounds_does_not_stand_beside_an_outcome_of_none(place):
    hold(place, "s", said("member", "yes"), said("kind", "a"), CLOSED)
    with pytest.raises(DataError) as error:
        model_study(place, ModelQuestion("kind", ("safe",)))
    assert codes(error) == ["DATA_MODEL_ROUNDS"]
