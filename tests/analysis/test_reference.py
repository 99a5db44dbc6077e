"""What R and published tables say, to their tolerance."""

from __future__ import annotations

import csv
from itertools import combinations

import numpy as np
import pytest

from tests.analysis.tables import found, from_csv, of_counts, reference, run, table, value
from wbp_survey.analysis.clusters import permute_clusters
from wbp_survey.analysis.counts import count
from wbp_survey.analysis.intervals import eta_squared_interval, newcombe5, wilson
from wbp_survey.analysis.ranks import (
    adjust_p,
    cliffs_delta,
    dunn_z,
    mann_whitney_normal_p,
    two_sided_normal_p,
)
from wbp_survey.analysis.seeds import generator

near = pytest.approx


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_kruskal_wallis_of_hollander_and_wolfe_without_ties():
    path, case = reference("01")
    expected, tolerance = case["expected"], case["tolerance"]
    rows = run(from_csv(path, ["x"], "g"), by="g")
    pairs = {
        "kruskal_h": expected["H"],
        "kruskal_df": expected["df"],
        "kruskal_p": expected["p_chi2"],
        "permutation_p": expected["exact"]["p_exact"],
        "permutation_count": expected["exact"]["n_assignments"],
        "eta_squared_h": expected["rank_eta_sq_H_unfloored"],
    }
    for stat, wanted in pairs.items():
        assert value(rows, stat) == near(wanted, rel=tolerance), stat
    for group, median in expected["median"].items():
        assert value(rows, "median", group) == near(median)


def test_the_smallest_p_is_that_of_a_whole_number_of_divisions():
    path, case = reference("01")
    rows = run(from_csv(path, ["x"], "g"), by="g")
    smallest = value(rows, "permutation_p_min")
    assert (
        0
        < smallest * case["expected"]["exact"]["n_assignments"]
        == near(round(smallest * case["expected"]["exact"]["n_assignments"]))
    )
    assert smallest < case["expected"]["exact"]["p_exact"]


def test_dunn_of_hollander_and_wolfe():
    path, case = reference("01")
    answers = from_csv(path, ["x"], "g")
    z = dunn_z(count(answers.columns[0], answers.factors["g"]).valid)
    pairs = [float(z[i, j]) for i, j in combinations(range(3), 2)]
    p = [two_sided_normal_p(one) for one in pairs]
    expected = case["expected"]["dunn_holm"]
    assert pairs == near([one["z"] for one in expected])
    assert p == near([one["p_unadjusted"] for one in expected])
    # The file's own Holm comes from dunn.test, which forgets the cumulative maximum (.82 for 1).
    assert adjust_p(p, "holm") == [1, 1, 1]


@pytest.mark.parametrize("item", ["LEAD01", "LEAD02", "LEAD03", "LEAD04", "TSIG01", "TSIG02"])
def test_battery_of_four_groups(item):
    path, case = reference("04")
    expected = case["expected"]["items"][item]
    rows = run(from_csv(path, [item], "municipality"), by="municipality", resamples=99)
    for stat, wanted in {
        "kruskal_h": expected["H"],
        "kruskal_p": expected["p_chi2"],
        "eta_squared_h": expected["rank_eta_sq_H_unfloored"],
    }.items():
        assert value(rows, stat) == near(wanted, rel=case["tolerance"]), stat
    for group, n in expected["n_per_group"].items():
        assert value(rows, "n_valid", group) == n
        assert value(rows, "median", group) == expected["median"][group]
    for dunn in expected["dunn_rstatix_holm"]:
        pair = dunn["pair"].split(" - ")
        assert value(rows, "dunn_z", *pair) == near(-dunn["z_group2_minus_group1"])
        assert value(rows, "dunn_p", *pair) == near(dunn["p_unadjusted"])
        assert value(rows, "dunn_p_adjusted", *pair) == near(dunn["p_adjusted"])
    for one in expected["pairwise_mwu"]:
        pair = (one["A"], one["B"])
        assert value(rows, "mann_whitney_u", *pair) == one["U_A"]
        assert value(rows, "mann_whitney_p", *pair) == near(one["p_exact_coin"])
        assert value(rows, "mann_whitney_p_adjusted", *pair) == near(one["p_exact_holm"])
        assert value(rows, "cliffs_delta", *pair) == near(one["cliffs_delta"])


def test_cliffs_delta_is_treatment_minus_control():
    path, case = reference("06")
    answers = from_csv(path, ["v"], "g")
    delta = cliffs_delta(count(answers.columns[0], answers.factors["g"]).valid)
    assert answers.factors["g"].levels == ("control", "treatment")
    assert delta[1, 0] == near(case["expected"]["delta"])
    assert delta[0, 1] == near(-case["expected"]["delta"])


def test_wilson_interval_closed_at_nothing_and_at_all():
    _, case = reference("18")
    for one in case["expected"]["intervals"]:
        low, high = wilson(np.array([one["x"]]), np.array([one["n"]]))
        assert low[0] == near(one["wilson_lo"], rel=case["tolerance"])
        assert high[0] == near(one["wilson_hi"], rel=case["tolerance"])
        assert (low[0] == 0) == (one["x"] == 0)
        assert (high[0] == 1) == (one["x"] == one["n"])


def test_descriptives_per_item_and_education():
    path, case = reference("20")
    items = ["A2", "A4", "C4", "N3", "O5"]
    answers = from_csv(path, items, "education", level="interval", agree=("5", "6"))
    rows = run(answers, by="education", resamples=9)
    stats = {
        "n_valid": "n_valid", "n_missing": "n_missing", "median": "median",
        "q1": "q25_type7", "q3": "q75_type7", "mean": "mean", "sd": "sd",
    }  # fmt: skip
    percentages = {"agree_share": "pct", "agree_ci_low": "wilson_lo", "agree_ci_high": "wilson_hi"}
    for one in case["expected"]["rows"]:
        about = {"group": str(one["education"]), "variable": one["item"]}
        for stat, name in stats.items():
            assert value(rows, stat, **about) == near(one[name], rel=case["tolerance"])
        for stat, name in percentages.items():
            assert 100 * value(rows, stat, **about) == near(one[name], rel=case["tolerance"])
    assert len(case["expected"]["rows"]) == 25


@pytest.mark.parametrize("item", ["LEAD01", "TSIG01", "HOSTILE"])
def test_six_cases_are_six_clusters(item):
    path, case = reference("42")
    expected = case["expected"][item]
    answers = from_csv(path, [item], "municipality", "case")
    rows = run(answers, by="municipality", cluster="case", resamples=99)
    for stat, name in {
        "kruskal_h": "H_individual",
        "kruskal_p": "p_naive_chi2",
        "cluster_permutation_p": "p_cluster_permutation_individual_H",
        "cluster_permutation_p_min": "min_attainable_p_individual_H",
        "cluster_permutation_count": "n_assignments",
    }.items():
        assert value(rows, stat) == near(expected[name], rel=case["tolerance"]), stat


@pytest.mark.parametrize("design", ["2,2,1,1", "3,1,1,1"])
def test_what_six_cases_in_four_municipalities_can_show_at_all(design):
    _, case = reference("42")
    expected = case["expected"]["attainable"][design]
    held = [int(one) for one in design.split(",")]
    towns = np.repeat(np.arange(4), held)
    # No two cases alike, nor as large: only municipalities of one size can change names.
    table_of_cases = np.diag([9, 11, 14, 10, 12, 17])
    done = permute_clusters(table_of_cases, towns, 99, generator(0))
    assert done.count == expected["assignments"]
    assert done.p_min == near(expected["min_p"])
    assert done.method == "exact"


def test_with_four_constructs_no_difference_between_six_cases_passes_holm():
    _, case = reference("42")
    smallest = case["expected"]["attainable"]["2,2,1,1"]["min_p"]
    assert adjust_p([smallest] * 4, "holm") == near([4 * smallest] * 4)
    assert min(adjust_p([smallest, 0.5, 0.6, 0.7], "holm")) > 0.05


@pytest.mark.parametrize("item", ["LEAD01", "LEAD04", "TSIG02"])
def test_the_normal_p_of_a_pair_is_that_of_r_without_correction(item):
    path, case = reference("04")
    answers = from_csv(path, [item], "municipality")
    valid = count(answers.columns[0], answers.factors["municipality"]).valid
    levels = answers.factors["municipality"].levels
    for one in case["expected"]["items"][item]["pairwise_mwu"]:
        pair = valid[[levels.index(one["A"]), levels.index(one["B"])]]
        assert float(mann_whitney_normal_p(pair)) == near(one["p_asymp_nocc"], rel=1e-6)


def test_the_interval_of_a_mean_is_that_of_student():
    path, case = reference("20")
    items = sorted({one["item"] for one in case["expected"]["rows"]})
    rows = run(from_csv(path, items, "education", level="interval"), by="education", resamples=9)
    for one in case["expected"]["rows"]:
        about = {"group": str(one["education"]), "variable": one["item"]}
        for end, name in (("low", "t_lo"), ("high", "t_hi")):
            assert value(rows, f"mean_ci_{end}", **about) == near(one[name], rel=case["tolerance"])


def test_rows_without_an_education_are_counted_and_in_no_group():
    path, case = reference("20")
    answers = from_csv(path, ["A2"], "education", level="interval")
    rows = run(answers, by="education", resamples=9)
    lost = int((answers.factors["education"].index < 0).sum())
    assert lost
    assert f"without_group:{lost}" in found(rows, "n_valid").note
    grouped = sum(one["n_valid"] for one in case["expected"]["rows"] if one["item"] == "A2")
    assert value(rows, "n_valid") == grouped


@pytest.mark.parametrize("name", ["split", "uniform5", "skew", "agrmt_doc7", "tiny"])
def test_agreement_of_a_group_in_a_comparison_is_that_of_agrmt(name):
    path, case = reference("36")
    counts = [int(row["freq"]) for row in rows_of(path) if row["vector"] == name]
    if sum(counts) < 3:
        pytest.skip("too few people for a row of their own")
    rows = run(of_counts([counts, counts]), resamples=9)
    for stat, wanted in (("agreement_a", "agreement_A"), ("consensus", "consensus")):
        assert value(rows, stat, "g0") == near(case["expected"][name][wanted], abs=1e-9)


def degenerate(name):
    path, _ = reference("46")
    rows = [row for row in rows_of(path) if row["case"] == name]
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(row["g"], []).append(row["y"] or ".")
    text = " / ".join(f"{group}: {' '.join(answers)}" for group, answers in groups.items())
    return run(table(text, codes=tuple("123456"), scores=(1, 2, 3, 4, 5, 6)))


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("constant", "constant"),
        ("one_group", "one_group"),
        ("empty_group", "one_group"),
        ("empty_group", "group_empty:B"),
        ("group_of_one", "group_of_one:B"),
        ("all_missing", "all_missing"),
        ("two_levels_one_obs_each", "min_p_above_alpha"),
    ],
)
def test_a_degenerate_input_is_refused_and_says_why(name, note):
    rows = degenerate(name)
    test = [row for row in rows if row.stat == "permutation_p"]
    assert [row.value for row in test] == [None]
    assert note in test[0].note


def test_the_smallest_p_of_a_group_of_one_is_given():
    assert value(degenerate("group_of_one"), "permutation_p_min") == near(2 / 7)
    assert value(degenerate("two_levels_one_obs_each"), "permutation_p_min") == 1


def test_an_empty_group_is_reported():
    rows = degenerate("empty_group")
    assert value(rows, "n_valid", "B") == 0
    assert value(rows, "n_missing", "B") == 4


def test_newcombe_interval_survives_perfect_separation():
    path, case = reference("47")
    data = rows_of(path)
    for name, expected in case["expected"].items():
        of = [row for row in data if row["case"] == name]
        first, second = ([float(r["v"]) for r in of if r["g"] == g] for g in ("x", "y"))
        delta = np.sign(np.subtract.outer(first, second)).mean()
        low, high = newcombe5(
            np.array([delta]), np.array([float(len(first))]), np.array([float(len(second))])
        )
        assert delta == near(expected["delta"])
        assert low[0] == near(expected["delta_lo"], rel=case["tolerance"])
        assert high[0] == near(expected["delta_hi"], rel=case["tolerance"])


def test_noncentral_f_interval_of_eta_squared():
    path, case = reference("48")
    for row in rows_of(path):
        expected = case["expected"][row["case"]]
        interval = eta_squared_interval(float(row["H"]), int(row["k"]), int(row["n"]))
        wanted = (expected["eta2_lo"], expected["eta2_hi"])
        assert interval == near(wanted, rel=case["tolerance"], abs=case["tolerance"])
