"""McNemar, Stuart-Maxwell and Bhapkar: no zero shifted, no category lost."""

from __future__ import annotations

import csv
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wbp_survey.analysis.paired.homogeneity import (
    bhapkar,
    mcnemar_exact,
    stuart_maxwell,
    stuart_maxwell_permutation,
)

SHARED = Path(__file__).parents[3] / "../shared/reference/statistics"
TABLES = arrays(np.int64, (3, 3), elements=st.integers(0, 3))
near = pytest.approx


def permuted(table, resamples=9999):
    return stuart_maxwell_permutation(np.array(table), resamples, np.random.default_rng(0))


def case_13(name):
    """Read a table of case 13, which is not ours to copy, and what R says about it."""
    folder = SHARED / "13_mcnemar_stuart_maxwell"
    if not folder.is_dir():
        pytest.skip("the reference case is not here")
    with (folder / name).open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    assert head[2] == "freq"
    codes = list(dict.fromkeys(row[0] for row in rows))
    table = np.zeros((len(codes), len(codes)), dtype=np.int64)
    for first, last, times in rows:
        table[codes.index(first), codes.index(last)] = int(times)
    return table, json.loads((folder / "expected.json").read_text("utf-8"))["expected"]


def test_approval_of_a_prime_minister():
    table, expected = case_13("performance.csv")
    assert mcnemar_exact(table) == near(expected["mcnemar_exact_p"], rel=1e-6)
    found = stuart_maxwell(table)
    assert found.chi2 == near(expected["mcnemar_nocc"]["chi2"], rel=1e-6)
    assert found.p == near(expected["mcnemar_nocc"]["p"], rel=1e-6)


def test_sight_of_either_eye():
    table, expected = case_13("vision_table.csv")
    found, wald = stuart_maxwell(table), bhapkar(table)
    wanted = expected["stuart_maxwell"]
    assert (found.chi2, found.df, found.p) == near((wanted["chi2"], 3, wanted["p"]), rel=1e-6)
    wanted = expected["bhapkar"]
    assert (wald.chi2, wald.p) == near((wanted["chi2"], wanted["p"]), rel=1e-6)


def test_with_an_empty_cell_statsmodels_shifts_every_cell_and_we_do_not():
    from statsmodels.stats.contingency_tables import SquareTable

    table = np.array([[2, 3, 0], [0, 2, 3], [0, 0, 2]])
    plain = SquareTable(table, shift_zeros=False).homogeneity().statistic
    shifted = SquareTable(table, shift_zeros=True).homogeneity().statistic
    assert stuart_maxwell(table).chi2 == near(plain)
    assert stuart_maxwell(table).chi2 != near(shifted, rel=0.1)


def test_a_category_nobody_enters_or_leaves_changes_nothing():
    table = np.array([[5, 2, 1], [4, 6, 0], [3, 1, 7]])
    wide = np.zeros((5, 5), dtype=np.int64)
    kept = np.ix_([0, 2, 4], [0, 2, 4])
    wide[kept] = table
    wide[3, 3] = 9
    assert stuart_maxwell(wide).chi2 == near(stuart_maxwell(table).chi2)
    assert stuart_maxwell(wide).df == 2


def test_categories_that_do_not_hang_together_are_tested_each_with_its_own():
    # Two pairs of categories: two McNemar tests, added up.
    table = np.array([[1, 6, 0, 0], [2, 1, 0, 0], [0, 0, 1, 1], [0, 0, 5, 1]])
    found = stuart_maxwell(table)
    assert (found.chi2, found.df) == near(((6 - 2) ** 2 / 8 + (1 - 5) ** 2 / 6, 2))


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_which_answer_came_first_changes_nothing(table):
    found, turned = stuart_maxwell(table), stuart_maxwell(table.T)
    assert (found is None) == (turned is None)
    assume(found)
    assert (found.chi2, found.df) == near((turned.chi2, turned.df))


@given(TABLES, st.permutations(range(3)))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_categories_changes_nothing(table, order):
    found = stuart_maxwell(table)
    assume(found)
    moved = stuart_maxwell(table[np.ix_(order, order)])
    assert moved.chi2 == near(found.chi2, abs=1e-9)


def test_two_categories_have_mcnemars_chi_square_and_exact_p():
    table = np.array([[10, 9], [2, 7]])
    assert stuart_maxwell(table).chi2 == near((9 - 2) ** 2 / 11)
    assert permuted(table).p == near(mcnemar_exact(table))


def test_every_swap_gone_through_gives_the_same_p():
    table = np.array([[1, 2, 1], [0, 1, 3], [1, 0, 2]])
    chi2 = stuart_maxwell(table).chi2
    both = table + table.T
    links = [(0, 1), (0, 2), (1, 2)]
    movers = [link for link in links for _ in range(both[link])]
    reached = []
    for swaps in product((False, True), repeat=len(movers)):
        swapped = np.diag(np.diag(table)).copy()
        for (one, other), swap in zip(movers, swaps, strict=True):
            swapped[(other, one) if swap else (one, other)] += 1
        reached.append(stuart_maxwell(swapped).chi2 >= chi2 - 1e-9)
    assert permuted(table).p == near(np.mean(reached))


def test_large_tables_are_sampled_near_the_chi_square_p():
    rng = np.random.default_rng(5)
    table = rng.poisson(40, (5, 5)) + np.triu(rng.poisson(4, (5, 5)))
    found = permuted(table)
    assert found.method == "monte_carlo"
    assert found.p == near(stuart_maxwell(table).p, abs=0.02)


def test_nobody_differs_is_no_test():
    table = np.diag([4, 3, 2])
    assert (stuart_maxwell(table), bhapkar(table), permuted(table)) == (None, None, None)
    assert mcnemar_exact(np.diag([4, 3])) is None


def test_everybody_one_way_has_no_variance_for_bhapkar():
    table = np.array([[0, 8], [0, 0]])
    assert stuart_maxwell(table).chi2 == near(8)
    assert bhapkar(table) is None
