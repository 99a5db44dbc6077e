"""A two-way table as result rows: everybody counted, every absent number explained."""

from __future__ import annotations

from math import isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.tables import column, factor
from wbp_survey.analysis.crosstab.cells import Weights, count_cells
from wbp_survey.analysis.crosstab.compute import CrosstabSpec, crosstab_rows
from wbp_survey.model.table import OUTSIDE
from wbp_survey.texts import has

FAST = CrosstabSpec(resamples=199)
AGREE = {"agree": ("4", "5")}


def rows(
    first, second, *, strata=None, weights=None, spec=FAST, levels=("ordinal", "ordinal"), **k
):
    """Cross two lines of answers: codes, ? for do not know, . for not asked."""
    reasons = {"?": "dont_know", ".": "not_asked"}
    both = [
        column(name, [reasons.get(one, one) for one in text.split()], level=level, **k)
        for name, text, level in zip("ab", (first, second), levels, strict=True)
    ]
    within = factor("s", sorted(set(strata.split()) - {"-"}), strata.split()) if strata else None
    return crosstab_rows(count_cells(*both, within, weights), spec)


SOME = ("1 2 3 4 5 5 4 2 ? 3 1 4", "2 1 3 5 4 5 3 2 1 . 2 4")


def test_counts_in_are_counts_out():
    found_rows = rows(*SOME, strata="x y x y x y x y x y x -")
    counted = sum(row.value for row in found_rows if row.stat.startswith("count:"))
    n = [value(found_rows, stat) for stat in ("n_missing", "n_without_stratum")]
    assert counted + sum(n) == 12
    assert n == [2, 1]


def of(rows_, stat, by="b", variable="a"):
    (row,) = [row for row in rows_ if (row.stat, row.by, row.variable) == (stat, by, variable)]
    return row


def value(rows_, stat, by="b", variable="a"):
    return of(rows_, stat, by, variable).value


def test_either_variable_says_why_answers_are_missing():
    found_rows = rows(*SOME)
    assert value(found_rows, "n_valid") == 10
    assert value(found_rows, "missing:dont_know", None, "a") == 1
    assert value(found_rows, "missing:not_asked", None, "b") == 1
    assert value(found_rows, "n_missing", None, "b") == 1


def test_who_was_not_to_be_asked_counts_nowhere():
    first, second = column("a", ["1", "2", "3"]), column("b", ["1", "2", "3"])
    first.reason[0], first.index[0] = OUTSIDE, -1
    found_rows = crosstab_rows(count_cells(first, second), FAST)
    assert (value(found_rows, "n_valid"), value(found_rows, "n_missing")) == (2, 0)


def test_shares_are_those_of_the_row_and_say_of_how_many():
    found_rows = rows("1 1 1 2 2 3", "1 2 2 2 3 3")
    row = of(found_rows, "row_share:1|2")
    assert (row.value, row.n, row.note) == (2 / 3, 3, ("n_below_20",))


def test_codes_that_agree_give_the_two_by_two_of_both_statements():
    found_rows = rows("5 4 5 1 2 3 4", "4 5 1 5 1 2 2", **AGREE)
    stats = ("agree_both", "agree_first_only", "agree_second_only", "agree_neither")
    assert [value(found_rows, stat) for stat in stats] == [2, 2, 1, 2]


def test_only_answers_on_one_declared_scale_are_counted_as_agreeing():
    undeclared = rows("5 4 5 1", "4 5 1 5", declared=False, **AGREE)
    assert not any(row.stat.startswith("agree_") for row in undeclared)


def test_categories_in_another_order_are_lined_up_before_they_are_compared():
    first = column("a", ["yes", "yes", "no", "no", "yes"], ("yes", "no"), level="nominal")
    second = column("b", ["no", "yes", "no", "no", "no"], ("no", "yes"), level="nominal")
    found_rows = crosstab_rows(count_cells(first, second), FAST)
    assert value(found_rows, "stuart_maxwell_chi2") == pytest.approx(2)
    assert value(found_rows, "mcnemar_p_min") == 0.5


def test_answers_without_an_order_have_no_ranks_and_no_trend():
    found_rows = rows(*SOME, levels=("nominal", "ordinal"), strata="x y " * 6)
    for stat in ("spearman", "linear_by_linear_exact_p", "gamma_se", "cmh_correlation_p"):
        assert (value(found_rows, stat), "nominal" in of(found_rows, stat).note) == (None, True)
    assert value(found_rows, "chi2") > 0
    assert value(found_rows, "cmh_row_mean_p") > 0


def test_columns_without_an_order_have_no_means():
    found_rows = rows(*SOME, levels=("ordinal", "nominal"), strata="x y " * 6)
    assert of(found_rows, "van_elteren_p").note == ("nominal",)
    assert value(found_rows, "cmh_general_p") > 0


def test_unused_codes_are_left_out_and_named():
    note = of(rows("1 1 2 2 4", "1 2 2 5 5"), "chi2").note
    assert {"unused_rows:3, 5", "unused_columns:3, 4"} <= set(note)


def test_a_constant_answer_is_named_and_nothing_is_computed():
    found_rows = rows("2 2 2 2", "1 2 3 4")
    for stat in ("chi2", "cramers_v", "fisher_p", "spearman"):
        assert (value(found_rows, stat), of(found_rows, stat).note[0]) == (None, "constant_of:a")


def test_nobody_with_both_answers_is_a_row_that_says_so():
    found_rows = rows("1 ? 2", "? 1 .")
    assert value(found_rows, "n_valid") == 0
    assert of(found_rows, "fisher_p").note == ("nobody_both",)
    assert of(found_rows, "stuart_maxwell_p").note == ("nobody_both",)


def test_two_people_are_a_list_and_no_statistic():
    assert of(rows("1 2", "2 1"), "cramers_v").note == ("both_below_3",)


def test_where_no_table_could_pass_the_smallest_p_is_all_there_is():
    found_rows = rows("1 1 2 2", "1 1 2 2")
    assert value(found_rows, "fisher_p") is None
    assert "min_p_above_alpha" in of(found_rows, "fisher_p").note
    assert value(found_rows, "fisher_p_min") == pytest.approx(1 / 3)


def test_an_empty_cell_leaves_the_odds_ratio_out():
    found_rows = rows("1 1 1 2 2 2", "1 1 1 1 2 2")
    assert of(found_rows, "odds_ratio").note == ("zero_cell",)
    assert value(found_rows, "phi") == pytest.approx(2**-0.5)


def test_people_who_share_a_case_are_said_to_with_every_test():
    spec = CrosstabSpec(resamples=199, cluster="s")
    found_rows = rows(*SOME, strata="x y " * 6, spec=spec)
    for stat in ("fisher_p", "chi2_p", "spearman_p", "spearman_ci_low"):
        assert "as_if_independent" in of(found_rows, stat).note
    assert "as_if_independent" not in of(found_rows, "cmh_general_p").note
    assert "as_if_independent" not in of(found_rows, "cramers_v").note


def test_whole_weights_are_people():
    once = rows("1 1 2 2 3 1 1", "1 2 2 3 3 1 1")
    times = Weights("frequency", np.array([3.0, 1, 1, 1, 1, 0]))
    weighted = rows("1 1 2 2 3 5", "1 2 2 3 3 1", weights=times)
    for one, other in zip(once, weighted, strict=True):
        extra = ("weights_as_counts",) if (one.stat, one.by) == ("n_valid", "b") else ()
        assert (one.stat, one.value, one.n) == (other.stat, other.value, other.n)
        assert set(other.note) == {*one.note, *extra}


def test_design_weights_give_shares_and_no_tests():
    weights = Weights("design", np.array([1.5, 0.5, 2.0, 1.0]))
    found_rows = rows("1 1 2 2", "1 2 1 2", weights=weights, **AGREE)
    assert value(found_rows, "row_share:1|1") == 0.75
    assert value(found_rows, "table_share:2|1") == 0.4
    assert value(found_rows, "count:1|1") == 1
    assert value(found_rows, "n_effective") == pytest.approx(25 / (2.25 + 0.25 + 4 + 1))
    for stat in ("chi2_p", "fisher_p", "cramers_v", "spearman", "stuart_maxwell_p"):
        assert (value(found_rows, stat), of(found_rows, stat).note) == (None, ("weighted_no_test",))


def test_another_table_does_not_move_a_sampled_p():
    rng = np.random.default_rng(1)
    first, second = (" ".join(map(str, rng.integers(1, 6, 300))) for _ in range(2))
    spec = CrosstabSpec(resamples=199)
    assert rows(first, second, spec=spec) == rows(first, second, spec=spec)
    other = rows(first, second, spec=CrosstabSpec(resamples=199, seed=5))
    assert value(other, "chi2") == value(rows(first, second), "chi2")


ANSWERS = st.lists(st.sampled_from("12345?."), min_size=1, max_size=14)


@given(
    st.data(),
    ANSWERS,
    st.sampled_from([("ordinal", "ordinal"), ("nominal", "ordinal"), ("ordinal", "nominal")]),
    st.sampled_from(["none", "frequency", "design"]),
)
@settings(max_examples=120, deadline=None)
def test_whatever_is_answered_every_absent_number_is_explained(data, first, levels, kind):
    size = len(first)
    second = data.draw(st.lists(st.sampled_from("1245?."), min_size=size, max_size=size))
    strata = data.draw(st.lists(st.sampled_from("xyz-"), min_size=size, max_size=size))
    weights = None
    if kind != "none":
        given_weights = data.draw(st.lists(st.integers(1, 3), min_size=size, max_size=size))
        share = 1.0 if kind == "frequency" else 0.5
        weights = Weights(kind, np.array(given_weights) * share)
    whole = set(strata) - {"-"}
    found_rows = rows(
        " ".join(first),
        " ".join(second),
        strata=" ".join(strata) if whole else None,
        weights=weights,
        levels=levels,
        spec=CrosstabSpec(resamples=99),
        **AGREE,
    )
    for row in found_rows:
        assert row.value is not None or row.note, row
        assert row.value is None or isfinite(row.value), row
        assert all(has(f"notes.{note.partition(':')[0]}") for note in row.note), row
    counted = sum(row.value for row in found_rows if row.stat.startswith("count:"))
    assert counted == value(found_rows, "n_valid")
    stats = [(row.variable, row.by, row.stat) for row in found_rows]
    assert len(stats) == len(set(stats))
