"""People change groups inside their block: against every division, one by one."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def by_hand(cube):
    """Return p and smallest p by going through every division within the blocks."""
    ranks = doubled_midranks(cube.sum(axis=(0, 1)))
    codes, groups, owner = expanded(cube)
    form = blocks._form(cube, ranks)
    parts = [sorted(set(permutations(groups[owner == one].tolist()))) for one in set(owner)]
    order = np.concatenate([np.flatnonzero(owner == one) for one in set(owner)])
    sums = []
    for chosen in product(*parts):
        labels = np.concatenate(chosen)
        scores = ranks[codes[order]]
        sums.append([scores[labels == group].sum() for group in range(cube.shape[1])])
    values = form.of(np.array(sums, dtype=float))
    observed = form.of((cube @ ranks).sum(axis=0, keepdims=True).astype(float))[0]
    return (values >= observed - 1e-9).mean(), (values >= values.max() - 1e-9).mean()


cubes = (
    st.lists(st.integers(0, 1), min_size=12, max_size=12)
    .map(lambda cells: np.array(cells).reshape(2, 2, 3))
    .filter(lambda cube: blocks.movable(cube) and (cube.sum(axis=(0, 2)) > 0).all())
)


@given(cubes)
@settings(max_examples=40, deadline=None)
def test_every_division_within_the_blocks_counts_once(cube):
    p, p_min = by_hand(cube)
    done = blocks.permute_within(cube, 99, generator(0))
    assert (done.p, done.p_min) == near((p, p_min))
    assert done.method == "exact"


def test_one_block_is_kruskal_wallis():
    counts = np.array([[3, 1, 0, 2], [0, 2, 3, 1], [1, 1, 1, 2]])
    inside = blocks.permute_within(counts[None], 99, generator(1))
    assert inside.p == near(exact.enumerate_tables(counts).p)


def test_many_people_are_sampled_and_come_near():
    cube = np.array([[[6, 5, 3], [3, 5, 6]], [[4, 4, 2], [3, 3, 4]]])
    whole = blocks.permute_within(cube, 99, generator(2))
    ranks = doubled_midranks(cube.sum(axis=(0, 1)))
    form = blocks._form(cube, ranks)
    observed = form.of((cube @ ranks).sum(axis=0, keepdims=True).astype(float))[0] * (1 - 1e-10)
    reached = blocks._sample(cube, ranks, form, observed, 9999, generator(3))
    assert reached / 9999 == near(whole.p, abs=0.02)


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
