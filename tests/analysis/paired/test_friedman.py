"""Friedman's test with ties, its W, and its permutation p."""

from __future__ import annotations

import csv
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wbp_survey.analysis.movement import sign_test
from wbp_survey.analysis.paired.friedman import (
    friedman_q,
    kendalls_w,
    permute_rows,
    ranks_within,
)
from wbp_survey.analysis.paired.homogeneity import upper_tail

SHARED = Path(__file__).parents[3] / "../shared/reference/statistics"
ROUNDING = """
5.40 5.50 5.55 5.85 5.70 5.75 5.20 5.60 5.50 5.55 5.50 5.40 5.90 5.85 5.70 5.45 5.55 5.60
5.40 5.40 5.35 5.45 5.50 5.35 5.25 5.15 5.00 5.85 5.80 5.70 5.25 5.20 5.10 5.65 5.55 5.45
5.60 5.35 5.45 5.05 5.00 4.95 5.50 5.50 5.40 5.45 5.55 5.50 5.55 5.55 5.35 5.45 5.50 5.55
5.50 5.45 5.25 5.65 5.60 5.40 5.70 5.65 5.55 6.30 6.30 6.25
"""
SMALL = arrays(np.int64, st.tuples(st.integers(2, 4), st.just(3)), elements=st.integers(1, 4))


def permuted(blocks, resamples=999, seed=0):
    return permute_rows(blocks, resamples, np.random.default_rng(seed))


def by_hand(ranks):
    """Go through every order of every row."""
    observed = (ranks.sum(axis=0) ** 2).sum()
    totals = [
        (sum(np.array(row) for row in rows) ** 2).sum()
        for rows in product(*(list(permutations(row)) for row in ranks.tolist()))
    ]
    return np.mean(np.array(totals) >= observed), np.mean(np.array(totals) == max(totals))


def test_rounding_first_base():
    # Hollander & Wolfe (1973), p. 140; R: friedman.test(RoundingTimes), 11.143, df 2, p .003805.
    ranks = ranks_within(np.array(ROUNDING.split(), dtype=float).reshape(22, 3))
    q = friedman_q(ranks)
    assert q == pytest.approx(11.143, abs=5e-4)
    assert upper_tail(q, 2) == pytest.approx(0.003805, abs=5e-7)


def test_three_judges_of_twenty_people():
    # R: irr::kendall(anxiety, correct = TRUE); a judge ranks the people. Read, not copied.
    path = SHARED / "12_agreement_anxiety" / "data.csv"
    if not path.is_file():
        pytest.skip("the reference case is not here")
    with path.open(encoding="utf-8") as file:
        rows = [[int(row[f"rater{rater}"]) for rater in (1, 2, 3)] for row in csv.DictReader(file)]
    q = friedman_q(ranks_within(np.array(rows).T))
    assert q == pytest.approx(30.7604419293991, rel=1e-6)
    assert kendalls_w(q, 3, 20) == pytest.approx(0.53965687595437, rel=1e-6)
    assert upper_tail(q, 19) == pytest.approx(0.0428834731269479, rel=1e-6)


@given(SMALL)
@settings(max_examples=40, deadline=None)
def test_it_is_scipys_statistic_with_ties(answers):
    ranks = ranks_within(answers)
    assume(ranks.any())
    wanted = scipy.stats.friedmanchisquare(*answers.T).statistic
    assert friedman_q(ranks) == pytest.approx(wanted)


@given(SMALL)
@settings(max_examples=30, deadline=None)
def test_every_order_gone_through_gives_the_same_p(answers):
    ranks = ranks_within(answers)
    found = permuted(ranks)
    assert (found.p, found.p_min) == pytest.approx(by_hand(ranks))
    assert found.method == "exact"


@given(SMALL)
@settings(max_examples=30, deadline=None)
def test_neither_the_order_of_people_nor_of_conditions_matters(answers):
    ranks = ranks_within(answers)
    turned = ranks[::-1, ::-1]
    assert permuted(ranks).p == pytest.approx(permuted(turned).p)


def test_of_two_conditions_it_is_the_sign_test():
    answers = np.array([[1, 2]] * 7 + [[3, 1]] * 2 + [[2, 2]])
    found = permuted(ranks_within(answers))
    assert (found.p, found.p_min) == pytest.approx(sign_test(7, 2))


def test_blocks_too_many_to_go_through_are_sampled_the_same_every_time():
    answers = np.random.default_rng(1).integers(1, 6, (60, 4))
    one, other = permuted(ranks_within(answers)), permuted(ranks_within(answers[::-1]))
    assert one == other
    assert one.method == "monte_carlo"
    q = friedman_q(ranks_within(answers))
    assert one.p == pytest.approx(upper_tail(q, 3), abs=0.05)


def test_too_much_to_sample_is_no_p():
    assert permuted(ranks_within(np.tile([[1, 2, 3, 4]], (60_000, 1))), 9999) is None


def test_seven_conditions_are_sampled_without_listing_their_orders():
    answers = np.random.default_rng(3).integers(1, 6, (6, 7))
    assert permuted(ranks_within(answers)).method == "monte_carlo"


def test_everybody_the_same_throughout_is_no_q():
    assert friedman_q(ranks_within(np.full((5, 3), 2))) is None
