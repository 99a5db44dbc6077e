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


def about(rows, variable):
    """The rows of one variable but for its family, in which every item has its say."""
    return {
        (r.stat, r.group, r.group2): (r.value, r.method)
        for r in rows
        if r.variable == variable and r.stat not in {"omnibus_p_adjusted", "family_size"}
    }


def with_cases(counts, columns, seed):
    """A table of these answers with more items beside them, in cases and towns."""
    rng = np.random.default_rng(seed)
    table = of_counts(counts)
    others = tuple(
        column(f"r{k}", [str(code) for code in rng.integers(1, 6, table.n)]) for k in range(columns)
    )
    group = table.factors["group"].index
    cases = Factor(
        "case", tuple("abcdefgh"), (group * 2 + rng.integers(0, 2, table.n)).astype("i4")
    )
    towns = Factor("town", ("s", "t"), rng.integers(0, 2, table.n).astype(np.int32))
    factors = {**table.factors, "case": cases, "town": towns}
    return replace(table, columns=(*table.columns, *others), factors=factors)


@given(several, st.integers(0, 99))
@settings(max_examples=10)
def test_the_order_and_the_number_of_items_change_no_stream_of_chance(counts, seed):
    table = with_cases(counts, 3, seed)
    options = {"cluster": "case", "block": "town", "resamples": 29}
    with pytest.MonkeyPatch.context() as patch:
        # Sample everything that can be sampled, so that chance has its part.
        patch.setattr("wbp_survey.analysis.clusters.EXACT_ASSIGNMENTS", 0)
        patch.setattr("wbp_survey.analysis.blocks._STATES", 0)
        patch.setattr("wbp_survey.analysis.omnibus.can_enumerate", lambda *_: False)
        usual = run(table, **options)
        turned = run(replace(table, columns=table.columns[::-1]), **options)
        alone = run(replace(table, columns=table.columns[:1]), **options)
    for name in ("q", "r0", "r2"):
        assert about(usual, name) == about(turned, name)
    assert about(usual, "q") == about(alone, "q")


@given(several, st.integers(0, 99))
@settings(max_examples=10)
def test_a_part_of_many_people_is_what_it_is_alone(counts, seed):
    """100,000 people, of whom only some have a group: the road of many is the road of few."""
    few = of_counts(counts)
    rng = np.random.default_rng(seed)
    n = 100_000
    place = np.sort(rng.choice(n, few.n, replace=False))
    (one,), group = few.columns, few.factors["group"]
    index, groups = rng.integers(0, 5, n).astype(np.int8), np.full(n, -1, np.int32)
    index[place], groups[place] = one.index, group.index
    many = Table(
        n,
        (Column(one.variable, index, np.zeros(n, np.int8)),),
        {"group": replace(group, index=groups)},
    )
    small, large = run(few, resamples=29), run(many, resamples=29)
    assert numbers(small) == numbers(large)
    assert {r.note for r in large if r.stat == "n_valid" and r.group is None} == {
        (*next(r.note for r in small if r.stat == "n_valid" and r.group is None),
         f"without_group:{n - few.n}")
    }  # fmt: skip


@given(several)
@settings(max_examples=10)
def test_ten_thousand_times_the_answers_take_the_same_road(counts):
    large = counts * 10_000
    answers = [np.repeat(np.arange(5), row) for row in large]
    assert ranks.kruskal_h(large) == near(stats.kruskal(*answers).statistic, rel=1e-9)
    assert ranks.cliffs_delta(large) == near(ranks.cliffs_delta(counts))
    small, many = run(of_counts(counts), resamples=9), run(of_counts(large // 100), resamples=9)
    for row in small:
        if row.stat.startswith(("share:", "cliffs_delta")) and "_ci_" not in row.stat:
            expected = value(many, row.stat, row.group, row.group2)
            assert row.value is None or expected == near(row.value), row


@given(tables(3, most=8), st.sampled_from(["ordinal", "interval"]))
@settings(max_examples=25)
def test_every_interval_in_a_row_holds_its_estimate(counts, level):
    answers = of_counts(counts)
    (one,) = answers.columns
    asked = replace(one, variable=replace(one.variable, level=level, agree=("4", "5")))
    rows = run(replace(answers, columns=(asked,)), resamples=9)
    known = {(r.stat, r.group, r.group2): r.value for r in rows}
    held = 0
    for (stat, *where), estimate in known.items():
        base = "agree" if stat == "agree_share" else stat
        low, high = (known.get((f"{base}_ci_{end}", *where)) for end in ("low", "high"))
        if estimate is None or low is None or high is None:
            continue
        held += 1
        least = max(estimate, 0.0) if stat == "eta_squared_h" else estimate
        assert low - 1e-9 <= least <= high + 1e-9, (stat, where)
    assert held


@given(several, st.integers(0, 99))
@settings(max_examples=15)
def test_no_exact_p_in_a_row_lies_below_its_smallest(counts, seed):
    rows = run(with_cases(counts, 0, seed), cluster="case", block="town", alpha=0.999, resamples=49)
    for row in rows:
        if row.stat.endswith("_p") and row.value is not None:
            smallest = [r for r in rows if r.stat == f"{row.stat}_min" and
                        (r.group, r.group2) == (row.group, row.group2)]  # fmt: skip
            for least in smallest:
                if least.value is not None:
                    assert 0 < least.value <= row.value * (1 + 1e-12) <= 1 + 1e-12, row


@given(several)
@settings(max_examples=12)
def test_reversing_the_scale_leaves_agreement_and_turns_medians_and_delta(counts):
    before = numbers(run(of_counts(counts), resamples=9))
    after = numbers(run(of_counts(counts[:, ::-1]), resamples=9))
    assert before.keys() == after.keys()
    for key, number in before.items():
        stat = key[1]
        if number is None:
            assert after[key] is None, key
        elif stat in {"rwg", "ad_mean", "ad_median", "agreement_a", "consensus", "rwg_p"}:
            assert after[key] == near(number, abs=1e-9), key
        elif stat == "median":
            assert after[key] == near(6 - number), key
        elif stat == "q1":
            assert before["q", "q3", key[2], None] == near(6 - after[key]), key


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
