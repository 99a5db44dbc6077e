"""Two columns of a file, or two items of a study, in one table."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from tests.analysis.tables import column, factor, reference
from tests.workflow.studies import small_study
from wbp_survey.dataset.coding import Reading
from wbp_survey.errors import DataError, UsageError
from wbp_survey.model.table import OUTSIDE, Table
from wbp_survey.workflow.compare import Recorded
from wbp_survey.workflow.crosstab import crossing, crosstab_file, crosstab_study

KEPT_ELSEWHERE = Path(__file__).parents[2] / "../shared/reference/statistics"
INCOME = ("<15k", "15-25k", "25-40k", ">40k")
SATISFIED = ("VeryD", "LittleD", "ModerateS", "VeryS")


def saved(folder, text, name="answers.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def value(comparison, stat):
    first = comparison.rows[0]
    about = (first.variable, first.by, stat)
    (row,) = [row for row in comparison.rows if (row.variable, row.by, row.stat) == about]
    return row.value


def problems(run):
    with pytest.raises((DataError, UsageError)) as error:
        run()
    return [(one.code, dict(one.values)) for one in error.value.problems]


def test_job_satisfaction_of_agresti_comes_out_as_r_has_it():
    path, case = reference("14")
    reading = Reading(orders=(INCOME, SATISFIED))
    found = crosstab_file(path, crossing(("income", "satisfaction")), reading)
    expected = case["expected"]
    pairs = {
        "n_valid": "n",
        "chi2": "chi2",
        "chi2_df": "df",
        "chi2_p": "p",
        "cramers_v": "cramers_v",
        "cramers_v_corrected": "cramers_v_bias_corrected_bergsma",
        "expected_min": "min_expected",
        "expected_below_5_share": "share_expected_below_5",
        "fisher_p": "ffh_exact_p",
        "linear_by_linear_z": "linear_by_linear_z",
        "linear_by_linear_p": "linear_by_linear_p",
        "gamma": "gk_gamma",
        "gamma_se": "gk_gamma_ase",
        "kendall_tau_b": "kendall_tau_b",
        "spearman": "spearman",
    }
    for stat, name in pairs.items():
        assert value(found, stat) == pytest.approx(expected[name], abs=case["tolerance"]), stat
    sampled = expected["linear_by_linear_mc_p_200k"]
    assert value(found, "linear_by_linear_exact_p") == pytest.approx(sampled, abs=0.003)
    residuals = [
        [value(found, f"residual:{row}|{column}") for column in SATISFIED] for row in INCOME
    ]
    assert np.array(residuals) == pytest.approx(np.array(expected["std_residuals"]), abs=1e-6)


def test_words_without_an_order_are_categories():
    path, case = reference("14")
    found = crosstab_file(path, crossing(("income", "satisfaction")), Reading())
    assert value(found, "fisher_p") == pytest.approx(case["expected"]["ffh_exact_p"])
    (row,) = [row for row in found.rows if row.stat == "spearman"]
    assert (row.value, row.note) == (None, ("nominal",))


@pytest.mark.skipif(
    not KEPT_ELSEWHERE.is_dir(), reason="this case is read where it is kept, not copied"
)
def test_vision_and_approval_are_as_r_has_them():
    (folder,) = KEPT_ELSEWHERE.glob("13_*")
    vision = crossing(("right_eye", "left_eye"), weight="freq")
    found = crosstab_file(folder / "vision_table.csv", vision, Reading())
    assert value(found, "stuart_maxwell_chi2") == pytest.approx(11.9565696229826)
    assert value(found, "stuart_maxwell_df") == 3
    assert value(found, "stuart_maxwell_p") == pytest.approx(0.00753342505480059)
    assert value(found, "bhapkar_chi2") == pytest.approx(11.9757201555257)
    approval = crossing(("before", "after"), weight="freq")
    found = crosstab_file(folder / "performance.csv", approval, Reading())
    assert value(found, "mcnemar_p") == pytest.approx(3.71593613957143e-05)
    assert value(found, "n_valid") == 1600


def test_counts_with_a_column_of_frequencies_equal_the_people_themselves(tmp_path):
    counted = "a,b,times\n1,1,3\n1,2,2\n2,1,0\n2,2,4\n"
    people = "a,b\n" + "1,1\n" * 3 + "1,2\n" * 2 + "2,2\n" * 4
    first = crosstab_file(saved(tmp_path, counted), crossing("ab", weight="times"), Reading())
    second = crosstab_file(saved(tmp_path, people, "people.csv"), crossing("ab"), Reading())
    assert [(row.stat, row.value) for row in first.rows] == [
        (row.stat, row.value) for row in second.rows
    ]


def test_weights_that_are_none_are_listed_by_line(tmp_path):
    text = "a,b,w\n1,1,1.5\n1,2,-2\n2,1,\n2,2,x\n1,1,0\n2,2,inf\n"
    ask = crossing("ab", weight="w")
    ((code, values),) = problems(lambda: crosstab_file(saved(tmp_path, text), ask, Reading()))
    assert code == "DATA_WEIGHT"
    assert (values["lines"], values["count"]) == ("3, 4, 5, 6, 7", 5)


def test_millions_of_people_take_no_more_memory_and_too_many_are_refused(tmp_path):
    text = "a,b,n\n" + "".join(f"{one % 3},{one % 2},{4_000_000 + one}\n" for one in range(6))
    ask = crossing("ab", weight="n", resamples=99)
    found = crosstab_file(saved(tmp_path, text), ask, Reading())
    assert value(found, "n_valid") == 24_000_015
    (row,) = [one for one in found.rows if one.stat == "fisher_p"]
    assert row.method == "monte_carlo"
    assert row.value is not None
    too_many = saved(tmp_path, text.replace("4000000", str(10**15)))
    ((code, values),) = problems(lambda: crosstab_file(too_many, ask, Reading()))
    assert (code, values["lines"]) == ("DATA_WEIGHT", "2")


def test_lines_are_those_of_the_file_also_when_an_answer_takes_two(tmp_path):
    text = 'a,b,w,c\n1,1,2,"two\nlines"\n1,2,-2,\n2,1,1,\n'
    ask = crossing("ab", weight="w")
    ((_, values),) = problems(lambda: crosstab_file(saved(tmp_path, text), ask, Reading()))
    assert values["lines"] == "4"


def test_decimal_weights_are_a_design_and_take_no_tests(tmp_path):
    path = saved(tmp_path, "a;b;w\n1;1;1,5\n1;2;0,5\n2;1;2,0\n2;2;1\n")
    found = crosstab_file(path, crossing("ab", weight="w"), Reading())
    assert value(found, "row_share:1|1") == 0.75
    assert value(found, "fisher_p") is None


def test_a_code_outside_the_scale_is_refused_until_it_is_declared_missing(tmp_path):
    path = saved(tmp_path, "a,b\n1,2\n9,1\n2,2\n")
    ask, scale = crossing("ab"), Reading(minimum=1, maximum=2)
    assert problems(lambda: crosstab_file(path, ask, scale))[0][0] == "DATA_CODE_OUTSIDE"
    declared = Reading(minimum=1, maximum=2, missing={"9": "dont_know"})
    found = crosstab_file(path, ask, declared)
    assert (value(found, "n_valid"), value(found, "n_missing")) == (2, 1)


def test_a_word_among_numbers_is_a_mistake_and_no_category(tmp_path):
    path = saved(tmp_path, "a,b\n1,yes\nmany,no\n2,no\n")
    ((code, values),) = problems(lambda: crosstab_file(path, crossing("ab"), Reading()))
    assert (code, values["item"]) == ("DATA_TEXT_IN_NUMBERS", "a")


def test_a_declared_missing_word_is_no_category(tmp_path):
    path = saved(tmp_path, "a,b\nyes,1\nno,2\nunknown,1\nyes,2\n")
    reading = Reading(missing={"unknown": "dont_know"})
    found = crosstab_file(path, crossing("ab"), reading)
    (row,) = [row for row in found.rows if row.stat == "missing:dont_know"]
    assert (row.variable, row.value) == ("a", 1)


def test_more_cells_than_anybody_reads_are_refused(tmp_path):
    text = "a,b\n" + "".join(f"{place},{place % 300}\n" for place in range(900))
    ((code, values),) = problems(
        lambda: crosstab_file(saved(tmp_path, text), crossing("ab"), Reading())
    )
    assert (code, values["columns"]) == ("DATA_CROSSTAB_LARGE", "a (900), b (300)")


def test_open_answers_are_no_categories(tmp_path):
    text = "a,b\n" + "".join(f"answer {place},{place % 3}\n" for place in range(20_000))
    ((code, _),) = problems(lambda: crosstab_file(saved(tmp_path, text), crossing("ab"), Reading()))
    assert code == "DATA_CROSSTAB_LARGE"


@pytest.mark.parametrize("names", [(), ("a",), ("a", "b", "c")])
def test_a_table_takes_two_columns(names):
    assert problems(lambda: crossing(names))[0][0] == "USAGE_CROSSTAB_TWO"


def test_a_column_has_one_part_to_play():
    ((code, values),) = problems(lambda: crossing(("a", "b"), strata="b", weight="a"))
    assert (code, values["columns"]) == ("USAGE_CROSSTAB_TWICE", "a, b")


@pytest.mark.parametrize("name", ["nope", "rank"])
def test_an_unknown_column_is_told(tmp_path, name):
    path = saved(tmp_path, "a,b\n1,2\n")
    assert problems(lambda: crosstab_file(path, crossing(("a", name)), Reading()))[0][0] == (
        "DATA_UNKNOWN_COLUMN"
    )


def test_strata_are_read_and_a_row_without_one_is_counted_apart(tmp_path):
    rows = [("1", "1", "x"), ("1", "2", "x"), ("2", "2", "y"), ("2", "1", "y"), ("2", "2", "")]
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("a", "b", "s"), *rows])
    found = crosstab_file(path, crossing("ab", strata="s"), Reading())
    assert (value(found, "n_valid"), value(found, "n_without_stratum")) == (4, 1)
    assert value(found, "mantel_haenszel_odds_ratio") is None or value(found, "cmh_general_p")
    assert found.manifest.filters["strata"] == "s"


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def recorded(cases, **more):
    """Answers of seven people to `safer` and `anxious`, by case and role."""
    safer = column("safer", ["5", "4", "4", "2", "1", "5", "3"], agree=("4", "5"))
    anxious = column("anxious", ["4", "2", "5", "4", "1", "2", "2"], agree=("4", "5"))
    factors = {
        "case": factor("case", tuple(dict.fromkeys(cases)), cases.split()),
        "role": factor(
            "role", ("beheerder", "wijkagent", "bewoner"), ["beheerder"] * 5 + ["wijkagent"] * 2
        ),
    }
    columns = (safer, anxious, *more.get("columns", ()))
    return Recorded(Table(7, columns, factors), {}, ())


def test_safer_and_more_anxious_can_both_be_true(place):
    found = crosstab_study(place, crossing(("safer", "anxious")), recorded("p p q q r r s"))
    assert [value(found, f"agree_{part}") for part in ("both", "first_only", "second_only")] == [
        2,
        2,
        1,
    ]
    assert found.manifest.command == "compare --table safer,anxious"
    assert found.manifest.seed == place.study.seed


def test_only_people_who_share_a_case_are_called_dependent(place):
    ask = crossing(("safer", "anxious"))
    shared = crosstab_study(place, ask, recorded("p p q q r r s"))
    alone = crosstab_study(place, ask, recorded("p q r s t u v"))
    notes = [
        {note for row in found.rows if row.stat == "chi2_p" for note in row.note}
        for found in (shared, alone)
    ]
    assert ["as_if_independent" in one for one in notes] == [True, False]


def test_a_grouping_is_a_row_of_the_table_with_the_levels_that_occur(place):
    found = crosstab_study(place, crossing(("role", "safer")), recorded("p p q q r r s"))
    counted = {row.stat.partition("|")[0] for row in found.rows if row.stat.startswith("count:")}
    assert counted == {"count:beheerder", "count:wijkagent"}


def test_a_role_narrows_the_table(place):
    ask = crossing(("safer", "anxious"), role="beheerder")
    assert value(crosstab_study(place, ask, recorded("p p q q r r s")), "n_valid") == 5


def test_an_item_in_two_rounds_needs_its_round(place):
    again = [column("idea", ["1", "2", "3", "4", "5", "1", "2"], round=number) for number in (1, 2)]
    loaded = recorded("p p q q r r s", columns=again)
    ((code, values),) = problems(lambda: crosstab_study(place, crossing(("safer", "idea")), loaded))
    assert (code, values["rounds"]) == ("DATA_CROSSTAB_ROUND", "idea@1, idea@2")
    assert value(crosstab_study(place, crossing(("safer", "idea@2")), loaded), "n_valid") == 7


def test_unknown_names_in_a_study_are_told_with_what_there_is(place):
    ((code, values),) = problems(
        lambda: crosstab_study(place, crossing(("safer", "anxios")), recorded("p p q q r r s"))
    )
    assert (code, values["nearest"]) == ("DATA_UNKNOWN_ITEM", "anxious")


def test_who_was_never_to_be_asked_is_not_missing(place):
    loaded = recorded("p p q q r r s")
    loaded.table.columns[1].index[0], loaded.table.columns[1].reason[0] = -1, OUTSIDE
    found = crosstab_study(place, crossing(("safer", "anxious")), loaded)
    assert (value(found, "n_valid"), value(found, "n_missing")) == (6, 0)
