"""What stands in one cell."""

from __future__ import annotations

import pytest

from wbp_survey.model.result import Result
from wbp_survey.report.appendices.cells import (
    agreeing,
    delta,
    eta,
    kruskal,
    median,
    missing,
    p_with_smallest,
    quartiles,
)
from wbp_survey.report.numbers import EN_DASH, MINUS, NBSP


def stats(n=20, **values):
    """Statistics by name; a double underscore stands for a colon."""
    named = {name.replace("__", ":"): value for name, value in values.items()}
    return {stat: Result("x", stat, value, n) for stat, value in (named | {"n_valid": n}).items()}


def test_missing_answers_are_one_number_up_to_a_tenth():
    assert missing(stats(18, missing__dont_know=1.0, missing__refused=1.0), "nl") == "2"


def test_above_a_tenth_each_reason_stands_apart():
    text = missing(stats(17, missing__dont_know=2.0, missing__refused=1.0), "nl")
    assert text == f"2{NBSP}weet niet, 1{NBSP}wil niet zeggen"
    assert missing(stats(17, missing__dont_know=3.0), "en") == f"3{NBSP}don't know"


def test_reasons_nobody_gave_are_not_named():
    assert (
        missing(stats(1, missing__dont_know=1.0, missing__refused=0.0), "nl") == f"1{NBSP}weet niet"
    )
    assert missing(stats(5), "nl") == EN_DASH


@pytest.mark.parametrize(
    "cell", [agreeing, median, quartiles, kruskal, eta, delta, p_with_smallest]
)
def test_what_could_not_be_computed_is_a_dash(cell):
    names = (
        "agree_share", "agree_ci_low", "agree_ci_high", "median", "q1", "q3", "kruskal_h",
        "kruskal_df", "kruskal_p", "eta_squared_h", "cliffs_delta",
        "permutation_p",
        "permutation_p_min",
    )  # fmt: skip
    assert cell(stats(20, **dict.fromkeys(names)), "nl") == EN_DASH
    assert cell({}, "nl") == EN_DASH


def test_agreement_has_its_interval_from_twenty_answers():
    known = {"agree_share": 0.45, "agree_ci_low": 0.26, "agree_ci_high": 0.66}
    assert agreeing(stats(20, **known), "nl") == "45% (26–66)"
    assert agreeing(stats(20, agree_share=0.45), "nl") == EN_DASH


def test_a_score_has_a_decimal_only_when_it_needs_one():
    assert median(stats(median=4.0), "nl") == "4"
    assert median(stats(median=3.5), "nl") == "3,5"
    assert quartiles(stats(q1=2.25, q3=4.0), "nl") == "2,3–4"


def test_a_test_gives_its_statistic_its_degrees_of_freedom_and_its_p():
    known = {"kruskal_h": 9.125, "kruskal_df": 3.0}
    assert kruskal(stats(**known, kruskal_p=0.0277), "nl") == f"9,13 (3), p{NBSP}={NBSP}0,028"
    assert kruskal(stats(**known, kruskal_p=0.0), "nl") == f"9,13 (3), p{NBSP}<{NBSP}0,001"


def test_an_effect_stands_without_interval_when_there_is_none():
    known = {"cliffs_delta": -0.145}
    assert delta(stats(**known), "nl") == f"{MINUS}0,15"
    both = {"cliffs_delta_ci_low": -0.4, "cliffs_delta_ci_high": 0.1}
    ends = f"van{NBSP}{MINUS}0,40{NBSP}tot{NBSP}0,10"
    assert delta(stats(**known, **both), "nl") == f"{MINUS}0,15 ({ends})"


def test_the_smallest_p_stands_behind_the_p_also_when_that_was_refused():
    assert (
        p_with_smallest(stats(permutation_p=0.4, permutation_p_min=0.0222), "nl") == "0,400 (0,022)"
    )
    assert p_with_smallest(stats(permutation_p_min=0.0667), "nl") == "– (0,067)"
