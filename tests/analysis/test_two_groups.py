"""Exact Mann-Whitney for many pairs at once is what it is for one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.analysis.tables import found, from_csv, of_counts, reference, run, value
from wbp_survey.analysis import two_groups
from wbp_survey.analysis.counts import count
from wbp_survey.analysis.exact import enumerate_tables
from wbp_survey.analysis.ranks import brunner_munzel, mann_whitney_normal_p
from wbp_survey.analysis.two_groups import exact_pairs

near = pytest.approx
pairs = (
    st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=2, max_size=2)
    .map(np.array)
    .filter(lambda pair: pair.sum(axis=1).all() and (pair.sum(axis=0) > 0).sum() > 1)
)


@given(st.lists(pairs, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_listing_count_vectors_gives_what_merging_states_gives(tables):
    for one, pair in zip(exact_pairs(tables, 10**6), tables, strict=True):
        merged = enumerate_tables(pair)
        assert (one.p, one.p_min) == near((merged.p, merged.p_min))


@given(pairs)
@settings(max_examples=40, deadline=None)
def test_which_group_comes_first_does_not_matter(pair):
    (one,), (other,) = exact_pairs([pair], 10**6), exact_pairs([pair[::-1]], 10**6)
    assert (one.p, one.p_min) == near((other.p, other.p_min))


def by_hand(pair):
    """Return P(|U - E U| >= observed) and the smallest it can be, over every choice of people."""
    codes = np.repeat(np.tile(np.arange(pair.shape[1]), 2), pair.ravel())
    first = int(pair[0].sum())
    scores = stats.rankdata(codes)
    away = [
        abs(scores[list(chosen)].sum() - first * (len(codes) + 1) / 2)
        for chosen in combinations(range(len(codes)), first)
    ]
    here = abs(scores[:first].sum() - first * (len(codes) + 1) / 2)
    return np.mean(np.array(away) >= here - 1e-9), np.mean(np.array(away) >= max(away) - 1e-9)


@given(pairs.filter(lambda pair: pair.sum() <= 11))
@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much])
def test_every_choice_of_people_counts_once_ties_and_all(pair):
    (one,) = exact_pairs([pair], 10**6)
    merged = enumerate_tables(pair)
    assert (one.p, one.p_min) == near(by_hand(pair))
    assert (merged.p, merged.p_min) == near(by_hand(pair))


@given(st.lists(pairs, min_size=1, max_size=4))
@settings(max_examples=20)
def test_without_a_list_of_count_vectors_the_p_is_the_same(tables):
    listed = exact_pairs(tables, 10**6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(two_groups, "_LISTED", 0)
        merged = exact_pairs(tables, 10**6)
    for one, other in zip(listed, merged, strict=True):
        assert (one.p, one.p_min) == near((other.p, other.p_min))


@given(st.lists(pairs, min_size=2, max_size=5))
@settings(max_examples=20)
def test_a_pair_is_what_it_is_beside_whatever_else(tables):
    together = exact_pairs(tables, 10**6)
    alone = [exact_pairs([pair], 10**6)[0] for pair in tables]
    for one, other in zip(together, alone, strict=True):
        assert (one.p, one.p_min) == near((other.p, other.p_min), rel=1e-12)


@pytest.mark.parametrize(
    ("sizes", "smallest"),
    [((3, 3), 0.1), ((3, 4), 2 / 35), ((4, 4), 2 / 70), ((4, 5), 2 / 126), ((5, 5), 2 / 252)],
)
def test_the_smallest_p_without_ties_is_two_of_all_choices(sizes, smallest):
    n = sum(sizes)
    pair = np.zeros((2, n), dtype=np.int64)
    pair[0, 1::2][: sizes[0]] = 1
    pair[0, : sizes[0] - int(pair[0].sum())] = 1
    pair[1] = 1 - pair[0]
    assert pair.sum(axis=1).tolist() == list(sizes)
    (one,) = exact_pairs([pair], 10**6)
    assert one.p_min == near(smallest)


def test_with_ties_no_choice_may_be_so_rare():
    (one,) = exact_pairs([np.array([[3, 1], [3, 1]])], 10**6)
    # Two of eight answered high; they may both be in either group: 2 x C(6, 2) of C(8, 4).
    assert one.p_min == near(30 / 70)


@pytest.mark.parametrize("item", ["LEAD01", "LEAD02", "LEAD03", "LEAD04", "TSIG01", "TSIG02"])
def test_the_battery_has_the_p_of_coin_by_either_road(item):
    path, case = reference("04")
    answers = from_csv(path, [item], "municipality")
    valid = count(answers.columns[0], answers.factors["municipality"]).valid
    levels = answers.factors["municipality"].levels
    for one in case["expected"]["items"][item]["pairwise_mwu"]:
        pair = valid[[levels.index(one["A"]), levels.index(one["B"])]]
        (exact,) = exact_pairs([pair], 10**6)
        assert exact.p == near(one["p_exact_coin"], rel=case["tolerance"])
        assert enumerate_tables(pair).p == near(one["p_exact_coin"], rel=case["tolerance"])
        assert float(mann_whitney_normal_p(pair)) == near(one["p_asymp_nocc"], rel=1e-6)


def test_a_p_is_never_zero_however_far_apart_however_many():
    for pair in (
        [[1500, 0], [0, 1500]],
        [[400, 0, 0], [0, 9000, 9000]],
        [[11_000, 0], [0, 11_000]],
    ):
        (one,) = exact_pairs([np.array(pair)], 10**6)
        assert 0 < one.p_min <= one.p


def test_the_exact_p_comes_near_the_normal_law_where_that_holds():
    pair = np.array([[30, 40, 50, 40], [40, 50, 40, 30]])
    (one,) = exact_pairs([pair], 10**6)
    assert one.p == near(float(mann_whitney_normal_p(pair)), abs=0.002)


def test_large_groups_without_end_are_left_to_the_normal_law():
    assert exact_pairs([np.full((2, 5), 100_000)], 1000) == [None]


@pytest.mark.filterwarnings("ignore:.*:RuntimeWarning")
def test_brunner_munzel_is_scipys_on_many_tables():
    rng = np.random.default_rng(12)
    compared = 0
    for _ in range(600):
        pair = rng.integers(0, 7, (2, int(rng.integers(2, 7))))
        if (pair.sum(axis=1) < 2).any():
            continue
        first, second = (np.repeat(np.arange(pair.shape[1]), row) for row in pair)
        said = stats.brunnermunzel(first, second)
        statistic, _, p = brunner_munzel(pair)
        if np.isnan(said.pvalue) or np.isinf(said.statistic):
            assert not np.isfinite(float(statistic))
            continue
        compared += 1
        assert float(statistic) == near(said.statistic, abs=1e-9)
        assert float(p) == near(said.pvalue, abs=1e-9)
    assert compared > 500


def test_groups_that_do_not_overlap_have_no_brunner_munzel_and_say_so():
    rows = run(of_counts([[8, 8, 0, 0], [0, 0, 8, 8]]))
    assert found(rows, "brunner_munzel_p", "g0", "g1").note == ("no_overlap",)
    assert value(rows, "brunner_munzel_p", "g0", "g1") is None


def test_brunner_munzel_waits_for_fifteen_in_either_group():
    few = run(of_counts([[7, 7, 0], [10, 10, 10]]))
    waiting = found(few, "brunner_munzel_p", "g0", "g1")
    assert (waiting.value, waiting.note) == (None, ("n_below_15",))
    enough = run(of_counts([[8, 7, 0], [10, 10, 10]]))
    assert 0 <= value(enough, "brunner_munzel_p", "g0", "g1") <= 1


@given(st.lists(st.lists(st.integers(1, 9), min_size=5, max_size=5), min_size=2, max_size=2))
@settings(max_examples=40, deadline=None)
def test_brunner_munzel_is_scipys(counts):
    pair = np.array(counts)
    first, second = (np.repeat(np.arange(5), row) for row in pair)
    said = stats.brunnermunzel(first, second)
    statistic, _, p = brunner_munzel(pair)
    assert abs(float(statistic)) == near(abs(said.statistic), abs=1e-9)
    assert float(p) == near(said.pvalue, abs=1e-9)
