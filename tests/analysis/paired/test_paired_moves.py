"""Who moved, by how much, and how sure one can be of it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln, xlogy

from wbp_survey.analysis.paired.moves import (
    count_moves,
    median_shift,
    net_share,
    square,
    used_places,
    whole_scores,
)

PEOPLE = st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), max_size=30)
FIVE = (1.0, 2.0, 3.0, 4.0, 5.0)


def moved(first, last, scores=FIVE):
    return count_moves(np.array(first, dtype=np.int32), np.array(last, dtype=np.int32), scores)


@given(PEOPLE)
def test_everybody_with_both_answers_went_up_down_or_nowhere(people):
    first, last = zip(*people, strict=True) if people else ((), ())
    moves = moved(first, last)
    assert moves.up + moves.equal + moves.down == moves.n
    assert moves.n == sum(one >= 0 and other >= 0 for one, other in people)
    table = square(moves, used_places(moves))
    assert table.sum() == moves.n
    assert np.trace(table) == moves.equal


def test_up_is_a_higher_second_answer():
    moves = moved([0, 0, 3, 2], [1, 4, 1, 2])
    assert (moves.up, moves.equal, moves.down) == (2, 1, 1)
    assert median_shift(moves) == 0.5


def test_nobody_has_no_median():
    assert median_shift(moved([-1], [2])) is None


@pytest.mark.parametrize(
    ("scores", "whole", "unit"),
    [
        ((1, 2, 3), [1, 2, 3], 1),
        ((0.1, 0.2, 0.3), [1, 2, 3], Fraction(1, 10)),
        ((-1.5, 0, 2.25), [-150, 0, 225], Fraction(1, 100)),
        ((0,), [0], 1),
        ((), [], 1),
    ],
)
def test_equal_steps_of_decimals_are_equal(scores, whole, unit):
    found, of = whole_scores(scores)
    assert (found.tolist(), of) == (whole, unit)


def test_scores_without_end_are_rounded_at_twelve_digits():
    found, unit = whole_scores((1 / 3, 2 / 3))
    assert (found.tolist(), unit) == ([333333333333, 666666666667], Fraction(1, 10**12))


def test_many_different_scores_are_counted_all_the_same():
    scores = tuple(float(score) for score in range(3000))
    moves = moved(range(3000), [*range(1, 3000), 0], scores)
    assert (moves.n, moves.up, moves.down) == (3000, 2999, 1)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_interval_holds_what_was_seen_and_turns_around(up, down, equal):
    n = max(up + down + equal, 1)
    value, low, high = net_share(up, down, n)
    assert -1 <= low <= value <= high <= 1
    assert net_share(down, up, n) == pytest.approx((-value, -high, -low))


@pytest.mark.parametrize("n", [4, 10, 20, 40])
def test_the_interval_covers_what_it_promises(n):
    up, down = (one.ravel() for one in np.meshgrid(range(n + 1), range(n + 1)))
    up, down = up[up + down <= n], down[up + down <= n]
    equal = n - up - down
    ends = np.array(
        [net_share(*one, n)[1:] for one in zip(up.tolist(), down.tolist(), strict=True)]
    )
    ways = gammaln(n + 1) - gammaln(up + 1) - gammaln(down + 1) - gammaln(equal + 1)
    covered = []
    for one in np.arange(0.05, 1, 0.1):
        for other in np.arange(0.05, 1 - one, 0.1):
            chance = xlogy(up, one) + xlogy(down, other) + xlogy(equal, max(1 - one - other, 0))
            inside = (ends[:, 0] <= one - other + 1e-9) & (ends[:, 1] >= one - other - 1e-9)
            covered.append(np.exp(ways + chance)[inside].sum())
    assert np.mean(covered) > 0.945
    assert min(covered) > 0.87
