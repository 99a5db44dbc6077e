"""Independent groups beside R, number by number: tests/data/reference/r/groups.R."""

from __future__ import annotations

import json

import pytest

from tests.analysis.tables import REFERENCE, column, factor, found, run, value
from wbp_survey.model.table import Table

R = json.loads((REFERENCE / "r_groups.json").read_text("utf-8"))
near = pytest.approx


def answers(case):
    """Read a case as a table: the groups in order of appearance, cases and blocks beside them."""
    codes = sorted(set(case["q"]))
    scores, labels = tuple(map(float, codes)), tuple(map(str, codes))
    level = "ordinal" if len(codes) <= 5 else "interval"
    q = column("q", [str(one) for one in case["q"]], labels, scores=scores, level=level)
    named = {"group": "g", "case": "case", "block": "b"}
    factors = {
        name: factor(name, [*dict.fromkeys(map(str, case[key]))], [*map(str, case[key])])
        for name, key in named.items()
        if key in case
    }
    return Table(len(case["q"]), (q,), factors)


@pytest.mark.parametrize("name", R["groups"])
def test_all_groups_together(name):
    case = R["groups"][name]
    rows = run(answers(case), resamples=99)
    for stat in ("kruskal_h", "kruskal_p", "eta_squared_h", "epsilon_squared"):
        assert value(rows, stat) == near(case[stat], rel=1e-9), stat
    low, high = case["eta_interval"]
    assert value(rows, "eta_squared_h_ci_low") == near(low, abs=1e-7)
    assert value(rows, "eta_squared_h_ci_high") == near(high, abs=1e-7)


@pytest.mark.parametrize("name", R["groups"])
def test_every_pair_of_groups_exactly_with_and_without_ties(name):
    case = R["groups"][name]
    rows = run(answers(case), resamples=99)
    for pair in case["pairs"]:
        both = (pair["first"], pair["second"])
        for stat in ("cliffs_delta", "mann_whitney_u", "mann_whitney_p"):
            assert value(rows, stat, *both) == near(pair[stat], rel=1e-9), stat
        assert found(rows, "mann_whitney_p", *both).method == "exact"
        assert value(rows, "cliffs_delta", *both) == near(pair["rank_biserial"])
        assert value(rows, "cliffs_delta_ci_low", *both) == near(pair["interval"][0], rel=1e-7)
        assert value(rows, "cliffs_delta_ci_high", *both) == near(pair["interval"][1], rel=1e-7)
    if len(case["pairs"]) == 1:
        assert value(rows, "permutation_p") == near(case["pairs"][0]["mann_whitney_p"])


@pytest.mark.parametrize("name", [name for name, one in R["groups"].items() if one["dunn"]])
@pytest.mark.parametrize("adjust", ["holm", "bh"])
def test_dunn(name, adjust):
    case = R["groups"][name]
    rows = run(answers(case), resamples=99, adjust=adjust)
    for pair in case["dunn"]:
        both = (pair["first"], pair["second"])
        assert value(rows, "dunn_z", *both) == near(pair["dunn_z"], rel=1e-9)
        assert value(rows, "dunn_p", *both) == near(pair["dunn_p"], rel=1e-9)
        assert value(rows, "dunn_p_adjusted", *both) == near(pair[adjust], rel=1e-9)


@pytest.mark.parametrize("case", R["blocked"])
def test_within_blocks_with_joint_ranks(case):
    rows = run(answers(case), block="block", resamples=99)
    assert value(rows, "blocked_permutation_p") == near(case["blocked_permutation_p"], rel=1e-9)


@pytest.mark.parametrize("case", R["clustered"])
def test_whole_cases(case):
    rows = run(answers(case), cluster="case", resamples=99)
    for end in ("p_min", "count"):
        stat = f"cluster_permutation_{end}"
        assert value(rows, stat) == near(case[stat], rel=1e-9), stat
    p = value(rows, "cluster_permutation_p")
    assert p == (
        None if case["cluster_permutation_p_min"] > 0.05 else near(case["cluster_permutation_p"])
    )
    for stat in ("variance_between", "variance_within", "icc1"):
        assert value(rows, stat) == near(case[stat], rel=1e-5), stat
