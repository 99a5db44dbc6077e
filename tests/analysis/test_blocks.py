"""People change groups inside their block: against every division, one by one."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.analysis.tables import factor, found, run, table, value
from wbp_survey.analysis import blocks, exact
from wbp_survey.analysis.ranks import doubled_midranks
from wbp_survey.analysis.seeds import generator

near = pytest.approx


def expanded(cube):
    codes, groups, owner = [], [], []
    for (block, group, code), times in np.ndenumerate(cube):
        codes += [code] * times
        groups += [group] * times
        owner += [block] * times
    return np.array(codes), np.array(groups), np.array(owner)


def divisions(labels):
    """Yield every order of the labels once; many of their permutations are the same."""
    for one in sorted(set(labels)):
        rest = list(labels)
        rest.remove(one)
        for more in divisions(rest) if rest else [()]:
            yield one, *more


def by_hand(cube):
    """Return p and smallest p by going through every division within the blocks.

    Expectation and covariance are those of the divisions themselves, not of a formula.
    """
    codes, groups, owner = expanded(cube)
    scores = doubled_midranks(cube.sum(axis=(0, 1)))[codes]
    parts = [list(divisions(groups[owner == one].tolist())) for one in sorted(set(owner))]
    sums = np.array(
        [
            [scores[np.array(sum(chosen, ())) == group].sum() for group in range(cube.shape[1])]
            for chosen in product(*parts)
        ],
        dtype=float,
    )
    away = sums - sums.mean(axis=0)
    inverse = np.linalg.pinv(np.cov(sums.T, bias=True), rcond=1e-9)
    values = np.einsum("ig,gh,ih->i", away, inverse, away)
    here = np.array([scores[groups == group].sum() for group in range(cube.shape[1])])
    observed = (here - sums.mean(axis=0)) @ inverse @ (here - sums.mean(axis=0))
    return (values >= observed - 1e-9).mean(), (values >= values.max() - 1e-9).mean()


def ways(cube):
    return prod(exact.assignments(block.sum(axis=1)) for block in cube)


cubes = (
    st.tuples(st.integers(1, 3), st.integers(2, 3), st.integers(2, 4))
    .flatmap(lambda shape: arrays(np.int64, shape, elements=st.integers(0, 2)))
    .filter(lambda cube: cube.sum(axis=(1, 2)).all() and blocks.movable(cube))
    .filter(lambda cube: 1 < ways(cube) <= 800)
)


@given(cubes)
@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
def test_every_division_within_the_blocks_counts_once(cube):
    p, p_min = by_hand(cube)
    done = blocks.permute_within(cube, 99, generator(0))
    assert (done.p, done.p_min) == near((p, p_min))
    assert (done.method, done.count) == ("exact", ways(cube))


@pytest.mark.parametrize(
    "cube",
    [
        [[[2, 0, 1], [0, 1, 1]], [[1, 1, 0], [0, 0, 2]], [[1, 0, 0], [0, 1, 1]]],
        [[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 1, 0], [0, 1, 0], [0, 0, 2]]],
        [[[3, 0, 0, 0], [0, 0, 0, 1]], [[0, 1, 0, 0], [0, 1, 1, 1]]],
    ],
    ids=["three blocks", "three groups", "unequal groups"],
)
def test_blocks_with_ties_and_unequal_groups_are_gone_through(cube):
    cube = np.array(cube)
    done = blocks.permute_within(cube, 99, generator(0))
    assert (done.p, done.p_min) == near(by_hand(cube))


@given(cubes)
@settings(max_examples=30, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_block_of_one_group_is_a_block_that_may_as_well_be_two(cube):
    # Two municipalities where only the first group answered, apart or under one name.
    alone = np.zeros((2, *cube.shape[1:]), dtype=np.int64)
    alone[0, 0, 0], alone[1, 0, -1] = 2, 1
    apart = blocks.permute_within(np.concatenate([cube, alone]), 99, generator(0))
    merged = np.concatenate([cube, alone.sum(axis=0, keepdims=True)])
    together = blocks.permute_within(merged, 99, generator(0))
    assert (apart.p, apart.p_min, apart.count) == near((together.p, together.p_min, together.count))


@given(cubes, st.randoms(use_true_random=False))
@settings(max_examples=30, suppress_health_check=[HealthCheck.filter_too_much])
def test_names_of_blocks_and_groups_and_the_direction_of_the_scale_change_nothing(cube, random):
    order = list(range(len(cube)))
    random.shuffle(order)
    before = blocks.permute_within(cube, 99, generator(0))
    for turned in (cube[order], cube[:, ::-1], cube[:, :, ::-1]):
        after = blocks.permute_within(turned, 99, generator(0))
        assert (after.p, after.p_min) == near((before.p, before.p_min))


@given(arrays(np.int64, (3, 4), elements=st.integers(0, 3)))
@settings(max_examples=40)
def test_one_block_is_kruskal_wallis(counts):
    assume(blocks.movable(counts[None]) and counts.sum(axis=1).all())
    inside = blocks.permute_within(counts[None], 99, generator(1))
    alone = exact.enumerate_tables(counts)
    assert (inside.p, inside.p_min) == near((alone.p, alone.p_min))


@pytest.mark.parametrize(
    "cube",
    [
        [[[6, 5, 3], [3, 5, 6]], [[4, 4, 2], [3, 3, 4]]],
        [[[4, 1, 2], [1, 2, 3], [2, 2, 2]], [[3, 3, 0], [0, 1, 4], [2, 2, 2]], [[1, 0, 0]] * 3],
    ],
)
def test_many_people_are_sampled_and_come_near(cube, monkeypatch):
    cube = np.array(cube)
    whole = blocks.permute_within(cube, 99, generator(2))
    monkeypatch.setattr(blocks, "_STATES", 0)
    sampled = blocks.permute_within(cube, 19_999, generator(3))
    assert (sampled.method, sampled.count) == ("monte_carlo", 19_999)
    assert sampled.p == near(whole.p, abs=4 * np.sqrt(whole.p * (1 - whole.p) / 19_999))
    assert sampled.p_min == 1 / 20_000


def test_a_p_within_blocks_is_never_zero_however_large_the_blocks():
    cube = np.array([[[900, 0], [0, 900]]] * 2)
    done = blocks.permute_within(cube, 99, generator(4))
    assert 0 < done.p_min <= done.p


def in_blocks(text, homes):
    answers = table(text)
    return answers.__class__(
        answers.n,
        answers.columns,
        {**answers.factors, "town": factor("town", sorted(set(homes) - {""}), homes)},
    )


def test_a_comparison_within_towns_stands_beside_the_other():
    answers = in_blocks("A: 1 2 3 2 / B: 4 5 5 4 3", [*"xxyy", *"xxyyy"])
    rows = run(answers, block="town")
    assert 0 < value(rows, "blocked_permutation_p_min") <= 1
    assert value(rows, "blocked_permutation_count") == 6 * 10


def test_an_answer_without_a_block_is_counted_and_nothing_is_permuted():
    rows = run(in_blocks("A: 1 2 3 / B: 4 5 5", ["x", "x", "", "x", "x", "x"]), block="town")
    assert "block_missing:1" in found(rows, "blocked_permutation_p").note


def test_a_block_with_one_group_moves_nothing():
    rows = run(in_blocks("A: 1 2 3 / B: 4 5 5", [*"xxx", *"yyy"]), block="town")
    assert "blocks_without_choice" in found(rows, "blocked_permutation_p").note


def test_where_only_some_blocks_hold_two_groups_those_decide():
    rows = run(in_blocks("A: 1 2 3 1 / B: 4 5 5 4 2", [*"xxxy", *"xxxxz"]), block="town")
    assert value(rows, "blocked_permutation_count") == 35  # three of seven in x; y and z stay


def test_the_p_within_blocks_decides_in_its_family():
    answers = in_blocks("A: 1 1 1 1 1 / B: 2 2 2 2 2", "xxxyyxxxyy")
    more = answers.columns[0].__class__(
        replace(answers.columns[0].variable, id="r"), answers.columns[0].index,
        answers.columns[0].reason,
    )  # fmt: skip
    rows = run(replace(answers, columns=(*answers.columns, more)), block="town")
    blocked = value(rows, "blocked_permutation_p", variable="q")
    assert value(rows, "omnibus_p_adjusted", variable="q") == near(blocked)
    assert value(rows, "permutation_p", variable="q") < blocked


@given(
    arrays(np.int64, st.tuples(st.integers(1, 40), st.integers(1, 4)), elements=st.integers(0, 9))
)
def test_rank_sums_are_told_apart_as_whole_rows_are(others):
    sums = np.column_stack([others, 50 - others.sum(axis=1)])
    known, place = np.unique(sums, axis=0, return_inverse=True)
    for rows, where in (blocks._distinct(sums), blocks._distinct(sums + 2**61 // sums.shape[1])):
        assert (rows - rows[0] == known - known[0]).all()
        assert (where == place.ravel()).all()
