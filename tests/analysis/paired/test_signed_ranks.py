"""Wilcoxon's signed ranks: exact, with Pratt's zeros, whatever the ties."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.analysis.paired.matching import every_sign
from wbp_survey.analysis.paired.flips import flip_clusters
from wbp_survey.analysis.paired.moves import count_moves
from wbp_survey.analysis.paired.signed_ranks import (
    rank_biserial,
    signed_ranks,
    signed_sums,
    wilcoxon,
)

MOST = 2000
DIFFERENCES = st.lists(st.integers(-4, 4), min_size=1, max_size=10)


def ranked(differences, *, zeros=True):
    whole = np.array(differences, dtype=np.int64)
    return signed_ranks(whole, np.ones_like(whole), zeros=zeros)


def by_hand(differences):
    """Rank with zeros, drop their ranks, go through every sign."""
    d = np.array(differences)
    ranks = scipy.stats.rankdata(np.abs(d))[d != 0]
    observed, middle = ranks[d[d != 0] > 0].sum(), ranks.sum() / 2
    away = [abs(total - middle) >= abs(observed - middle) - 1e-9 for total in every_sign(ranks)]
    return np.mean(away)


@given(DIFFERENCES)
@settings(max_examples=60, deadline=None)
def test_every_sign_gone_through_gives_the_same_p(differences):
    assume(any(differences))
    assert wilcoxon(ranked(differences), MOST).p == pytest.approx(by_hand(differences), rel=1e-12)


@given(DIFFERENCES)
@settings(deadline=None)
def test_the_other_way_round_has_the_same_p_and_the_opposite_effect(differences):
    assume(any(differences))
    one, other = ranked(differences), ranked([-one for one in differences])
    assert wilcoxon(one, MOST).p == wilcoxon(other, MOST).p
    assert rank_biserial(one) == -rank_biserial(other)


@given(DIFFERENCES)
@settings(deadline=None)
def test_p_lies_between_its_smallest_and_one(differences):
    assume(any(differences))
    found = wilcoxon(ranked(differences), MOST)
    assert found.p_min <= found.p <= 1
    assert found.p_min == 2 / 2 ** sum(map(bool, differences))


@pytest.mark.parametrize(("moved", "smallest"), [(4, 0.125), (5, 0.0625), (6, 0.03125)])
def test_all_one_way_reaches_the_smallest_p(moved, smallest):
    found = wilcoxon(ranked([1] * moved), MOST)
    assert (found.p, found.p_min) == (smallest, smallest)


def test_without_ties_or_zeros_it_is_scipys_exact_test():
    d = np.random.default_rng(1).permutation(np.arange(1, 41)) * np.tile([1, 1, 1, -1], 10)
    wanted = scipy.stats.wilcoxon(d, method="exact").pvalue
    assert wilcoxon(ranked(d), MOST).p == pytest.approx(wanted, rel=1e-12)


def test_depression_scores_of_hollander_and_wolfe():
    # Hollander & Wolfe (1973), p. 29; R: wilcox.test(x, y, paired = TRUE), V = 40, p = .03906.
    x = (1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
    y = (0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
    scores = sorted({*x, *y})
    places = [np.array([scores.index(one) for one in side]) for side in (x, y)]
    moves = count_moves(*places, scores)
    found = signed_ranks(moves.apart, moves.times)
    assert found.sums[0] / 2 == 40
    assert wilcoxon(found, MOST).p == 0.0390625


def test_zeros_count_in_the_ranks_but_not_in_the_signs():
    with_zeros = ranked([0, 0, 0, 1, -2, 3])
    assert (with_zeros.ranks / 2).tolist() == [4, 5, 6]
    assert (ranked([0, 0, 0, 1, -2, 3], zeros=False).ranks / 2).tolist() == [1, 2, 3]


def test_scipys_shortcut_is_off_where_ours_is_exact():
    # Above 13 differences scipy takes the normal law as soon as there is a tie or a zero.
    d = [0, 0, 1, 1, 1, -1, 2, 2, 1, 1, 3, 1, 2, 1, 1, 2]
    exact, shortcut = wilcoxon(ranked(d), MOST).p, scipy.stats.wilcoxon(d, zero_method="pratt")
    assert exact == pytest.approx(by_hand(d), rel=1e-12)
    assert shortcut.pvalue > 1.3 * exact


def test_nobody_differs_is_no_p():
    assert wilcoxon(ranked([0, 0, 0]), MOST) is None
    assert rank_biserial(ranked([0, 0, 0])) is None


def test_beyond_reach_the_normal_law_says_so_and_has_no_smallest_p():
    d = np.random.default_rng(2).integers(-4, 6, 400)
    near, exact = wilcoxon(ranked(d), 100), wilcoxon(ranked(d), MOST)
    assert (near.method, near.p_min, exact.method) == ("normal", None, "exact")
    assert near.p == pytest.approx(exact.p, abs=0.01)


def test_two_thousand_people_one_way_is_no_zero():
    found = wilcoxon(ranked(np.arange(1, 2001)), MOST)
    assert 0 < found.p < 1e-300
    assert 0 < found.p_min < 1e-300


@given(DIFFERENCES)
@settings(deadline=None)
def test_a_cluster_of_ones_own_is_the_same_test(differences):
    assume(any(differences))
    d = np.array(differences)
    sums = signed_sums(ranked(d), d, np.arange(len(d)), len(d))
    flipped = flip_clusters(sums, 99, np.random.default_rng(0))
    plain = wilcoxon(ranked(d), MOST)
    assert (flipped.p, flipped.p_min) == pytest.approx((plain.p, plain.p_min))


def test_rank_biserial_leaves_zeros_out_as_effectsize_and_pingouin_do():
    # Without zeros: ranks 1.5, 1.5, 3, 4; (1.5 + 3 + 4 - 1.5) / 10.
    assert rank_biserial(ranked([0, 0, 1, -1, 2, 3], zeros=False)) == pytest.approx(0.7)
