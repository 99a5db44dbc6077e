"""What pingouin, scipy and statsmodels say on the roads where they are right."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.analysis.tables import DATA, column, factor, of_counts, run, value
from wbp_survey.analysis import intervals, ranks
from wbp_survey.analysis.exact import enumerate_tables
from wbp_survey.model.table import Table

near = pytest.approx


@pytest.fixture(scope="module")
def housing():
    """Return satisfaction and influence of 1,681 residents by type of housing, and the raw data."""
    import pandas as pd

    frame = pd.read_csv(DATA / "copenhagen_housing.csv")
    order = ("Low", "Medium", "High")
    columns = tuple(
        column(name, list(frame[name]), order, scores=(1.0, 2.0, 3.0)) for name in ("Sat", "Infl")
    )
    by = factor("Type", ("Tower", "Apartment", "Atrium", "Terrace"), list(frame["Type"]))
    ranked = frame.assign(Sat=frame["Sat"].map({name: i + 1 for i, name in enumerate(order)}))
    return Table(len(frame), columns, {"Type": by}), ranked


def groups_of(table):
    codes = np.arange(table.shape[1])
    return [np.repeat(codes, row) for row in table]


def test_kruskal_of_the_housing_data_is_pingouins(housing):
    import pingouin

    table, frame = housing
    rows = run(table, by="Type", items=("Sat",), resamples=99)
    said = pingouin.kruskal(data=frame, dv="Sat", between="Type")
    assert value(rows, "kruskal_h") == near(float(said["H"].iloc[0]))
    assert value(rows, "kruskal_df") == int(said["ddof1"].iloc[0])
    assert value(rows, "kruskal_p") == near(float(said["p_unc"].iloc[0]))


def test_pairs_of_the_housing_data_are_scipys(housing):
    table, frame = housing
    rows = run(table, by="Type", items=("Sat",), resamples=99)
    of = {name: group["Sat"].to_numpy() for name, group in frame.groupby("Type")}
    for first, second in (("Tower", "Apartment"), ("Tower", "Atrium"), ("Atrium", "Terrace")):
        said = stats.mannwhitneyu(of[first], of[second], method="asymptotic", use_continuity=False)
        assert value(rows, "mann_whitney_u", first, second) == said.statistic
        delta = np.sign(np.subtract.outer(of[first], of[second])).mean()
        assert value(rows, "cliffs_delta", first, second) == near(delta)


def test_the_normal_p_is_scipys_without_continuity_correction():
    table = np.array([[30, 60, 90, 70, 50], [60, 70, 80, 50, 40]])
    one, other = groups_of(table)
    said = stats.mannwhitneyu(one, other, method="asymptotic", use_continuity=False)
    assert ranks.mann_whitney_normal_p(table) == near(said.pvalue, rel=1e-9)


def test_two_large_groups_say_that_their_p_is_normal():
    rows = run(of_counts([[300, 600, 900], [600, 700, 800], [100, 200, 300]]), resamples=9)
    (row,) = [r for r in rows if (r.stat, r.group, r.group2) == ("mann_whitney_p", "g0", "g1")]
    assert row.method == "normal"
    said = stats.mannwhitneyu(
        *groups_of(np.array([[300, 600, 900], [600, 700, 800]])),
        method="asymptotic",
        use_continuity=False,
    )
    assert row.value == near(said.pvalue, rel=1e-6)


def test_kruskal_agrees_with_scipy_on_random_tables():
    rng = np.random.default_rng(5)
    for _ in range(20):
        table = rng.integers(0, 6, (4, 5)) + 1
        said = stats.kruskal(*groups_of(table))
        h = ranks.kruskal_h(table)
        assert h == near(said.statistic)
        assert ranks.chi_square_p(h, 3) == near(said.pvalue)


def test_without_ties_the_exact_p_is_scipys():
    rng = np.random.default_rng(6)
    for sizes in ((4, 4), (5, 8), (12, 9)):
        order = rng.permutation(sum(sizes))
        one, other = order[: sizes[0]], order[sizes[0] :]
        table = np.array([np.bincount(part, minlength=len(order)) for part in (one, other)])
        said = stats.mannwhitneyu(one, other, method="exact")
        assert enumerate_tables(table).p == near(said.pvalue)


def test_wilson_is_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    hits, n = np.array([0, 1, 7, 30]), np.array([5, 9, 20, 30])
    said = proportion_confint(hits, n, method="wilson")
    found = intervals.wilson(hits, n)
    assert np.allclose(found, said, atol=1e-12)


def test_holm_and_benjamini_hochberg_are_statsmodels():
    from statsmodels.stats.multitest import multipletests

    p = [0.04, 0.001, 0.03, 0.5, 0.03, 0.9]
    for ours, theirs in (("holm", "holm"), ("bh", "fdr_bh")):
        assert ranks.adjust_p(p, ours) == near(list(multipletests(p, method=theirs)[1]))
    assert ranks.adjust_p(p, "none") == p


def test_quartiles_are_numpys():
    rng = np.random.default_rng(7)
    answers = rng.integers(1, 6, 37)
    counts = [np.bincount(answers, minlength=6)[1:]]
    rows = run(of_counts(counts))
    for stat, p in (("q1", 0.25), ("median", 0.5), ("q3", 0.75)):
        assert value(rows, stat, "g0") == near(float(np.quantile(answers, p)))
