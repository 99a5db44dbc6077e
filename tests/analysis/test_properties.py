"""What must hold for every table of answers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.analysis.tables import column, of_counts, run, value
from wbp_survey.analysis import exact, intervals, ranks, sampling
from wbp_survey.analysis.names import OMNIBUS
from wbp_survey.model.table import Column, Factor, Table

near = pytest.approx


def tables(groups, most=6, codes=5, fewest=3):
    row = st.lists(st.integers(0, most), min_size=codes, max_size=codes)
    return (
        st.lists(row.filter(lambda r: sum(r) >= fewest), min_size=groups, max_size=groups)
        .map(np.array)
        .filter(lambda table: (table.sum(axis=0) > 0).sum() > 1)
    )


several = st.integers(2, 4).flatmap(lambda groups: tables(groups, most=3))


def numbers(rows):
    return {(r.variable, r.stat, r.group, r.group2): r.value for r in rows}


def shuffled(table, seed):
    order = np.random.default_rng(seed).permutation(table.n)
    columns = tuple(Column(c.variable, c.index[order], c.reason[order]) for c in table.columns)
    factors = {n: replace(f, index=f.index[order]) for n, f in table.factors.items()}
    return replace(table, columns=columns, factors=factors)


@given(several, st.integers(0, 99))
@settings(max_examples=12)
def test_the_order_of_the_rows_changes_nothing(counts, seed):
    table = of_counts(counts)
    assert run(shuffled(table, seed), resamples=49) == run(table, resamples=49)


@given(several)
@settings(max_examples=12)
def test_other_names_for_the_groups_change_nothing(counts):
    before = run(of_counts(counts), resamples=49)
    after = run(of_counts(counts[::-1]), resamples=49)
    for stat in OMNIBUS:
        assert value(after, stat) == near(value(before, stat), rel=1e-9), stat


@given(several)
@settings(max_examples=12)
def test_reversing_the_scale_flips_delta_and_leaves_the_test(counts):
    before = run(of_counts(counts), resamples=49)
    after = run(of_counts(counts[:, ::-1]), resamples=49)
    for stat in OMNIBUS:
        assert value(after, stat) == near(value(before, stat), rel=1e-9), stat
    assert value(after, "cliffs_delta", "g0", "g1") == near(
        _minus(value(before, "cliffs_delta", "g0", "g1"))
    )


def _minus(number):
    return None if number is None else -number


@given(several)
def test_the_road_through_counts_is_the_road_through_answers(counts):
    answers = [np.repeat(np.arange(5), row) for row in counts]
    assert ranks.kruskal_h(counts) == near(stats.kruskal(*answers).statistic)
    delta = np.sign(np.subtract.outer(answers[0], answers[1])).mean()
    assert ranks.cliffs_delta(counts)[0, 1] == near(delta)
    u = stats.mannwhitneyu(answers[0], answers[1], method="asymptotic").statistic
    assert ranks.mann_whitney_u(counts)[0, 1] == u


@given(several)
def test_delta_of_a_and_b_is_minus_delta_of_b_and_a(counts):
    delta = ranks.cliffs_delta(counts)
    assert np.allclose(delta, -delta.T)
    assert np.abs(delta).max() <= 1


@given(tables(2))
def test_h_of_two_groups_is_z_squared(counts):
    z = ranks.dunn_z(counts)[0, 1]
    assert ranks.kruskal_h(counts) == near(z**2)


@given(tables(2, most=4))
@settings(max_examples=40)
def test_for_two_groups_the_permutation_p_is_mann_whitneys(counts):
    rows = run(of_counts(counts), alpha=0.999)
    assert value(rows, "permutation_p") == near(value(rows, "mann_whitney_p", "g0", "g1"))
    smallest = value(rows, "mann_whitney_p_min", "g0", "g1")
    assert value(rows, "permutation_p_min") == near(smallest)


@given(several)
@settings(max_examples=15)
def test_an_exact_p_is_at_least_the_smallest_and_at_most_one(counts):
    assume(exact.can_enumerate(counts))
    found = exact.enumerate_tables(counts)
    assert 0 < found.p_min <= found.p * (1 + 1e-12) <= 1 + 1e-12
    assert found.p <= 1


@given(several, st.integers(1, 200))
@settings(max_examples=40)
def test_a_sampled_p_lies_above_zero_and_at_most_at_one(counts, resamples):
    found = sampling.sample_tables([counts], resamples, 0)[0]
    assert 1 / (resamples + 1) <= found.p <= 1


@given(st.integers(2, 400), st.integers(2, 400), st.floats(0, 1))
def test_the_interval_of_delta_holds_delta(first, second, share):
    delta = np.array([2 * round(share * first * second) / (first * second) - 1])
    low, high = intervals.newcombe5(delta, np.array([float(first)]), np.array([float(second)]))
    assert -1 <= low[0] <= delta[0] + 1e-12
    assert delta[0] - 1e-12 <= high[0] <= 1


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_the_interval_of_a_share_holds_the_share(n, share):
    hits = round(n * share)
    low, high = intervals.wilson(np.array([hits]), np.array([n]))
    assert 0 <= low[0] <= hits / n <= high[0] <= 1


@given(several)
def test_the_interval_of_eta_squared_holds_it_floored_at_zero(counts):
    n, k = int(counts.sum()), len(counts)
    h = ranks.kruskal_h(counts)
    low, high = (end[0] for end in intervals.eta_squared_interval(h, k, n))
    assume(not math.isnan(low))
    eta = max(0.0, ranks.eta_squared_h(h, k, n))
    assert 0 <= low <= high < 1
    assert low <= eta + 1e-9
    assert eta <= high + 1e-9


@given(st.integers(2, 400), st.integers(3, 7), st.floats(0, 1))
@settings(max_examples=60)
def test_the_interval_of_eta_squared_holds_at_every_size(groups, power, share):
    n = max(10**power, groups + 1)
    h = share * (n - 1)
    low, high = (end[0] for end in intervals.eta_squared_interval(h, groups, n))
    assume(not math.isnan(low))
    eta = max(0.0, ranks.eta_squared_h(h, groups, n))
    assert 0 <= low <= eta + 1e-6
    assert eta - 1e-6 <= high <= 1


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_keeps_the_order_and_never_lowers_a_p(p):
    for method in ("holm", "bh"):
        adjusted = ranks.adjust_p(p, method)
        assert all(0 <= one <= 1 for one in adjusted)
        assert all(new >= old - 1e-12 for new, old in zip(adjusted, p, strict=True))
        in_order = [new for _, new in sorted(zip(p, adjusted, strict=True))]
        assert in_order == sorted(in_order)


@given(several)
@settings(max_examples=10)
def test_another_item_changes_no_number(counts):
    table = of_counts(counts)
    more = replace(table, columns=(column("constant", ["3"] * table.n), *table.columns))
    alone, together = numbers(run(table, resamples=49)), numbers(run(more, resamples=49))
    assert alone == {key: number for key, number in together.items() if key[0] == "q"}


cells = st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 4), st.integers(-1, 3)), max_size=30)


@given(cells, st.sampled_from(["nominal", "ordinal", "interval"]), st.booleans())
@settings(max_examples=100)
def test_whatever_comes_in_a_row_has_a_number_or_a_reason(rows, level, clustered):
    of = np.array(rows, dtype=np.int32).reshape(-1, 3)
    answers = column("q", [], level=level, agree=("4", "5"))
    reason = np.where(of[:, 1] < 0, -1 - of[:, 0] % 12, 0).astype(np.int8)
    table = Table(
        len(of),
        (Column(answers.variable, of[:, 1], reason),),
        {
            "group": Factor("group", ("A", "B", "C", "D"), of[:, 0]),
            "case": Factor("case", ("x", "y", "z", "w"), of[:, 2]),
        },
    )
    for row in run(table, cluster="case" if clustered else "", resamples=49):
        if row.value is None:
            assert row.note, row
        else:
            assert math.isfinite(row.value), row
            assert isinstance(row.value, float), row
