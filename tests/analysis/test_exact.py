"""Permutation p-values against plain enumeration of every order of the answers."""

from __future__ import annotations

from itertools import permutations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from wbp_survey.analysis import exact, sampling
from wbp_survey.analysis.clusters import permute_clusters
from wbp_survey.analysis.seeds import generator

near = pytest.approx


def answers_of(table):
    codes = np.tile(np.arange(table.shape[1]), len(table))
    groups = np.repeat(np.arange(len(table)), table.shape[1])
    return np.repeat(codes, table.ravel()), np.repeat(groups, table.ravel())


def spread(ranks, labels):
    """Return the between-groups sum of squares of the ranks: H but for a constant."""
    centred = ranks - ranks.mean()
    return sum(centred[labels == g].sum() ** 2 / (labels == g).sum() for g in set(labels.tolist()))


def brute_force(ranks, labels, assignments):
    """Return p and the smallest p by going through label assignments one by one."""
    found = np.array([spread(ranks, np.array(one)) for one in assignments])
    observed = spread(ranks, labels)
    return (found >= observed - 1e-9).mean(), (found >= found.max() - 1e-9).mean()


small_tables = (
    st.lists(
        st.lists(st.integers(0, 2), min_size=3, max_size=3).filter(any), min_size=2, max_size=3
    )
    .map(np.array)
    .filter(lambda table: table.sum() <= 8 and (table.sum(axis=0) > 0).sum() > 1)
)


@given(small_tables)
@settings(max_examples=40)
def test_every_table_gives_the_p_of_every_assignment(table):
    codes, groups = answers_of(table)
    every = set(permutations(groups.tolist()))
    p, p_min = brute_force(rankdata(codes), groups, every)
    found = exact.enumerate_tables(table)
    assert (found.p, found.p_min) == near((p, p_min))
    assert found.count == len(every)
    assert found.method == "exact"


def test_ties_are_part_of_the_exact_two_sided_p():
    # scipy's "exact" takes no notice of ties and its "auto" goes to the normal approximation.
    table = np.array([[0, 0, 3, 1], [1, 3, 0, 0]])
    codes, groups = answers_of(table)
    p, _ = brute_force(rankdata(codes), groups, set(permutations(groups.tolist())))
    assert exact.enumerate_tables(table).p == near(p)
    assert p == near(2 / 70)


@pytest.mark.parametrize(
    "table",
    [
        [[5, 3, 2, 1, 1], [1, 2, 3, 4, 2], [2, 2, 2, 2, 2]],
        [[40, 30, 20], [30, 30, 30]],
        [[1, 0] * 10, [0, 1] * 10],
    ],
)
def test_monte_carlo_comes_near_the_exact_p(table):
    table = np.array(table)
    precise = exact.enumerate_tables(table)
    sampled = sampling.sample_tables([table], 19_999, 1, "near")[0]
    error = np.sqrt(precise.p * (1 - precise.p) / 19_999)
    assert abs(sampled.p - precise.p) < 4 * error
    assert sampled.p_min == 1 / 20_000
    assert sampled.method == "monte_carlo"


def test_both_ways_of_sampling_agree():
    table = np.array([[25, 30, 20], [30, 40, 20], [22, 27, 35]])
    sizes = tuple(table.sum(axis=1).tolist())
    (shuffled,) = sampling._shuffled(sizes, [table], 9999, generator(2, "shuffled"))
    drawn = sampling._drawn(sizes, table, 9999, 2, ("drawn",))
    assert shuffled / 9999 == near(drawn / 9999, abs=0.025)


def test_items_that_share_their_labels_get_what_they_get_alone():
    rng = np.random.default_rng(9)
    tables = [rng.multinomial(12, [0.2] * 5, size=4) for _ in range(6)]
    tables += [rng.multinomial(3000, [0.2] * 5, size=2), rng.multinomial(7, [0.2] * 5, size=3)]
    together = sampling.sample_tables(tables, 499, 5, "g")
    alone = [sampling.sample_tables([table], 499, 5, "g")[0] for table in tables]
    assert together == alone


def test_a_sampled_p_is_never_zero():
    table = np.array([[30, 0, 0], [0, 30, 0], [0, 0, 30]])
    assert sampling.sample_tables([table], 99, 3)[0].p == 0.01


def test_group_names_and_scale_direction_do_not_move_a_sampled_p():
    table = np.array([[5, 9, 2, 8, 1], [6, 2, 9, 7, 7], [3, 6, 2, 9, 1], [8, 7, 9, 2, 1]])
    p = [
        sampling.sample_tables([turned], 999, 4)[0].p
        for turned in (table, table[[2, 0, 3, 1]], table[:, ::-1])
    ]
    assert p[0] == p[1] == p[2]


def test_the_estimated_number_of_tables_is_of_the_right_size():
    table = np.array([[2, 1, 1, 1], [1, 2, 2, 1], [2, 2, 1, 2]])
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    exactly = sum(
        all(sum(part) <= c for part, c in zip(zip(*cells, strict=True), columns, strict=True))
        for cells in product(
            [row for row in product(range(6), repeat=4) if sum(row) == rows[0]],
            [row for row in product(range(7), repeat=4) if sum(row) == rows[1]],
        )
    )
    assert exactly / 2 < exact.estimate_tables(table) < exactly * 2


def test_a_million_answers_are_not_enumerated():
    assert not exact.can_enumerate(np.full((4, 5), 50_000))
    assert exact.can_enumerate(np.full((2, 5), 4))


def test_sampling_is_given_up_when_it_would_take_minutes():
    table = np.full((400, 5), 500)
    assert sampling.sample_tables([table], 9999, 5) == [None]


clusters = (
    st.lists(
        st.lists(st.integers(0, 3), min_size=3, max_size=3).filter(any), min_size=4, max_size=6
    )
    .map(np.array)
    .filter(lambda table: (table.sum(axis=0) > 0).sum() > 1)
)


@given(clusters, st.data())
@settings(max_examples=40)
def test_whole_clusters_move_or_stay(table, data):
    places = st.lists(st.integers(0, 2), min_size=len(table), max_size=len(table))
    groups = data.draw(places.filter(lambda g: set(g) in ({0, 1}, {0, 1, 2})))
    codes, owner = answers_of(table)
    ranks = rankdata(codes)
    every = [np.array(one)[owner] for one in set(permutations(groups))]
    p, p_min = brute_force(ranks, np.array(groups)[owner], every)
    found = permute_clusters(table, np.array(groups), 99, generator(6))
    assert (found.p, found.p_min) == near((p, p_min))
    assert found.count == len(every)


def test_many_clusters_are_sampled():
    rng = np.random.default_rng(8)
    table = rng.integers(0, 4, (40, 5))
    groups = np.repeat([0, 1, 2, 3], 10)
    found = permute_clusters(table, groups, 499, generator(7))
    assert found.method == "monte_carlo"
    assert found.count == 499
    assert 0.002 <= found.p <= 1


def test_numbers_of_divisions_are_exact_until_no_float_could_hold_them():
    assert exact.assignments(np.array([2, 2, 1, 1])) == 180
    assert exact.assignments(np.array([500, 500])) == comb(1000, 500)
    assert exact.assignments(np.array([500_000, 500_000])) == 10**400
