"""What a comparison says about ordinary and awkward answers."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from tests.analysis.tables import column, factor, found, of_counts, run, table, value
from wbp_survey.analysis.compare import CompareSpec, compare
from wbp_survey.analysis.packages import package_versions
from wbp_survey.analysis.seeds import generator
from wbp_survey.errors import DataError
from wbp_survey.model.table import OUTSIDE, Table

TENS = "1 1 2 2 3 3 4 4 5 5"
FOUR = of_counts([[4, 6, 2, 5, 3], [1, 3, 7, 6, 4], [5, 5, 5, 1, 1], [2, 4, 3, 6, 9]])


def test_missing_answers_are_counted_by_reason_and_enter_no_statistic():
    rows = run(table("A: 1 2 3 ? ? ~ . / B: 3 4 5"))
    assert value(rows, "n_valid", "A") == 3
    assert value(rows, "n_missing", "A") == 4
    assert value(rows, "missing:dont_know", "A") == 2
    assert value(rows, "missing:refused", "A") == 1
    assert value(rows, "missing:not_asked", "A") == 1
    assert value(rows, "missing:dont_know") == 2
    assert value(rows, "median", "A") == 2
    assert found(rows, "n_missing", "A").n == 7
    assert found(rows, "median", "A").n == 3
    assert not [row for row in rows if row.stat.startswith("missing") and row.group == "B"]


def test_not_asked_is_no_non_response():
    rows = run(table(f"A: {TENS} . . . . . . / B: {TENS}"))
    assert not [row for row in rows if "missing_over_20" in row.note]


def test_someone_whose_instrument_lacks_the_item_counts_nowhere():
    answers = table("A: 1 2 3 . / B: 3 4 5")
    (one,) = answers.columns
    outside = replace(one, reason=np.where(one.index < 0, OUTSIDE, 0).astype(np.int8))
    rows = run(replace(answers, columns=(outside,)))
    assert value(rows, "n_missing", "A") == 0
    assert rows == run(table("A: 1 2 3 / B: 3 4 5"))


def test_shares_per_code_add_up_to_one():
    rows = run(FOUR, resamples=9)
    shares = [row.value for row in rows if row.stat.startswith("share:") and row.group == "g0"]
    assert shares == pytest.approx([0.2, 0.3, 0.1, 0.25, 0.15])


def test_a_long_scale_has_no_row_per_code():
    codes = tuple(str(code) for code in range(12))
    rows = run(table("A: 0 5 11 / B: 3 4 10", codes=codes))
    assert not [row for row in rows if row.stat.startswith("share:")]


def test_means_are_for_interval_answers_only():
    text = f"A: {TENS} / B: {TENS}"
    assert value(run(table(text, level="ratio")), "mean", "A") == 3
    assert not [row for row in run(table(text)) if row.stat in {"mean", "sd"}]


def test_agreeing_is_what_the_scale_says_it_is():
    rows = run(table(f"A: {TENS} / B: 1 1 1", agree=("4", "5")))
    assert value(rows, "agree_share", "A") == 0.4
    assert value(rows, "agree_ci_low", "B") == 0
    assert found(rows, "agree_share", "A").method == "wilson"


def test_quantiles_are_taken_of_the_scores():
    rows = run(table("A: 1 2 3 / B: 3 4 5", scores=(0.0, 10.0, 20.0, 30.0, 40.0)))
    assert value(rows, "median", "A") == 10
    assert value(rows, "q1", "A") == 5


def test_nothing_but_numbers_of_answers_is_said_of_two_people():
    rows = run(table(f"A: {TENS} / B: 2 4", agree=("4", "5")))
    said = {row.stat for row in rows if row.group == "B" and row.value is not None}
    assert said == {"n_valid", "n_missing"}


def test_an_empty_group_is_reported_and_left_out_of_the_test():
    rows = run(table(f"A: {TENS} / B: {TENS} / C:"))
    assert value(rows, "n_valid", "C") == 0
    assert value(rows, "kruskal_df") == 1
    assert "group_empty:C" in found(rows, "kruskal_h").note
    assert not [row for row in rows if row.group2 == "C"]


def test_two_categories_have_an_order_of_their_own():
    rows = run(table("A: 1 1 1 2 2 / B: 2 2 2 2 1", codes=("1", "2"), level="nominal"))
    assert value(rows, "kruskal_h") is not None
    assert value(rows, "median", "A") is None


def test_the_first_group_minus_the_second_in_declared_order():
    text = "high: 5 5 4 4 5 / low: 1 2 1 2 1"
    assert value(run(table(text)), "cliffs_delta", "high", "low") == 1
    turned = run(table(text, levels=["low", "high"]))
    assert value(turned, "cliffs_delta", "low", "high") == -1


def test_only_pairs_with_a_p_are_in_the_family():
    rows = run(table("A: 1 1 2 2 3 1 / B: 3 4 4 5 5 4 / C: 3 3 4 2 1 2 / D: 4 5 3 5"))
    refused = [row for row in rows if row.stat == "mann_whitney_p" and row.value is None]
    assert len(refused) == 3
    assert value(rows, "pairs_tested") == 3
    p = {r.group + r.group2: r.value for r in rows if r.stat == "mann_whitney_p" and r.value}
    adjusted = value(rows, "mann_whitney_p_adjusted", "A", "B")
    assert min(p, key=p.get) == "AB"
    assert adjusted == pytest.approx(3 * p["AB"])


def test_the_adjustment_can_be_chosen():
    for method in ("bh", "none"):
        rows = run(FOUR, adjust=method, resamples=9)
        row = found(rows, "mann_whitney_p_adjusted", "g0", "g1")
        assert row.method == method
    assert row.value == value(rows, "mann_whitney_p", "g0", "g1")


def test_two_groups_have_no_family_and_no_dunn():
    rows = run(table(f"A: {TENS} / B: {TENS}"))
    assert not [row for row in rows if row.stat.startswith(("dunn", "pairs_tested"))]


def test_epsilon_squared_never_stands_without_what_it_is_when_nothing_differs():
    rows = run(table("A: 1 2 3 4 / B: 2 2 3 5 / C: 3 4 4 5 / D: 1 1 5 5"))
    assert value(rows, "epsilon_squared") == pytest.approx(value(rows, "kruskal_h") / 15)
    assert value(rows, "epsilon_squared_null") == pytest.approx(0.2)
    refused = run(table(f"A: {TENS} / B: 1"))
    for stat in ("epsilon_squared", "epsilon_squared_null"):
        assert found(refused, stat).value is None
        assert "group_of_one:B" in found(refused, stat).note


def test_dunn_is_refused_below_five_and_doubted_below_ten():
    nine, ten = " ".join(TENS.split()[:9]), f"B: {TENS} / C: {TENS}"
    four = found(run(table(f"A: 1 2 3 4 / {ten}"), resamples=9), "dunn_p", "B", "C")
    assert four.value is None
    assert "n_below_5" in four.note
    doubted = found(run(table(f"A: {nine} / {ten}"), resamples=9), "dunn_p", "B", "C")
    assert doubted.value is not None
    assert "n_below_10" in doubted.note
    sure = found(run(table(f"A: {TENS} / {ten}"), resamples=9), "dunn_p", "B", "C")
    assert "n_below_10" not in sure.note


def test_what_could_be_is_told_also_where_a_group_is_too_small_for_a_test():
    rows = run(table("A: x1 x2 x3 y2 y3 / B: z4 z4 z5 v3 / C: w5"), cluster="case")
    assert value(rows, "cluster_permutation_p") is None
    assert value(rows, "cluster_permutation_count") == 30
    assert value(rows, "cluster_permutation_p_min") == pytest.approx(2 / 30)


def test_rounds_are_apart_and_named_on_every_row():
    answers = table(f"A: {TENS} / B: {TENS}")
    (first,) = answers.columns
    rounds = tuple(replace(first, variable=replace(first.variable, round=r)) for r in (1, 2))
    rows = run(replace(answers, columns=rounds), items=("q",))
    assert {row.round for row in rows} == {1, 2}
    assert len(rows) == 2 * len(run(answers))


def test_what_is_known_of_the_variable_stands_on_every_row():
    rows = run(table(f"A: {TENS} / B: 1", construct="safety", notes=("not_comparable:3",)))
    assert all("not_comparable:3" in row.note for row in rows)
    assert {row.construct for row in rows} == {"safety"}
    assert {row.by for row in rows} == {"group"}


def test_a_seed_gives_the_same_numbers_and_another_seed_others():
    p = [value(run(FOUR, seed=seed, resamples=999), "permutation_p") for seed in (1, 1, 2)]
    assert p[0] == p[1] != p[2]


def test_streams_differ_by_what_they_are_for():
    draws = {generator(0, *name).integers(2**62) for name in (("q", "p"), ("q", "r"), ("qp", ""))}
    assert len(draws) == 3
    assert generator(0, "q").integers(9999) == generator(0, "q").integers(9999)


def test_clusters_beside_the_naive_test():
    answers = table("A: x1 x2 x3 y2 y3 y3 / B: z4 z4 z5 v3 v5 v4")
    rows = run(answers, cluster="case")
    assert value(rows, "cluster_permutation_count") == 6
    assert value(rows, "cluster_permutation_p_min") == pytest.approx(2 / 6)
    assert value(rows, "cluster_permutation_p") is None
    assert "min_p_above_alpha" in found(rows, "cluster_permutation_p").note
    assert value(rows, "permutation_p") == value(run(answers), "permutation_p")
    assert "as_if_independent" not in found(run(answers), "permutation_p").note


def test_a_cluster_without_valid_answers_is_no_unit():
    rows = run(table("A: x1 x2 x3 y2 y3 y3 w? / B: z4 z4 z5 v3 v5 v4 w?"), cluster="case")
    assert value(rows, "cluster_permutation_count") == 6


def test_items_can_be_chosen():
    answers = replace(FOUR, columns=(*FOUR.columns, column("r", ["3"] * FOUR.n)))
    assert {row.variable for row in run(answers, items=("r",))} == {"r"}
    assert {row.variable for row in run(answers, resamples=9)} == {"q", "r"}


def test_everything_wrong_with_the_question_is_said_at_once():
    spec = CompareSpec("gruop", items=("q", "z"), cluster="c", resamples=0, adjust="x", alpha=2)
    with pytest.raises(DataError) as caught:
        compare(FOUR, spec)
    codes = [problem.code for problem in caught.value.problems]
    assert codes == [
        "ANALYSIS_FACTOR_UNKNOWN",
        "ANALYSIS_FACTOR_UNKNOWN",
        "ANALYSIS_VARIABLE_UNKNOWN",
        "ANALYSIS_ADJUSTMENT_UNKNOWN",
        "ANALYSIS_RESAMPLES",
        "ANALYSIS_ALPHA",
    ]
    assert "group" in caught.value.problems[0].remedy()
    assert all(problem.line("en") != problem.line("nl") for problem in caught.value.problems)


def test_no_rows_at_all_is_no_disaster():
    answers = Table(0, (column("q", []),), {"group": factor("group", ("A", "B"), [])})
    rows = run(answers)
    assert value(rows, "n_valid") == 0
    assert "all_missing" in found(rows, "kruskal_h").note


def test_a_variable_without_codes_has_only_missing_answers():
    answers = column("q", ["refused", "dont_know"], codes=(), agree=("4",), level="interval")
    rows = run(Table(2, (answers,), {"group": factor("group", ("A", "B"), "AB")}))
    assert value(rows, "missing:refused", "A") == 1
    assert found(rows, "median").note == ("all_missing",)


def test_a_factor_whose_every_level_is_a_cluster_cannot_be_tested():
    rows = run(table(f"A: {TENS} / B: {TENS}"), cluster="group")
    assert value(rows, "cluster_permutation_p_min") == 1
    assert value(rows, "cluster_permutation_p") is None


def test_answers_without_ties_take_the_same_road():
    numbers = np.random.default_rng(3).permutation(120)
    codes = tuple(str(number) for number in range(120))
    answers = column("q", [str(number) for number in numbers], codes, level="ratio")
    rows = run(Table(120, (answers,), {"group": factor("group", "ABC", "ABC" * 40)}))
    assert found(rows, "permutation_p").method == "monte_carlo"
    said = stats.kruskal(*(numbers[start::3] for start in range(3)))
    assert value(rows, "kruskal_h") == pytest.approx(said.statistic)
    assert value(rows, "permutation_p") == pytest.approx(said.pvalue, abs=0.03)


def test_a_million_answers_take_the_same_road():
    rng = np.random.default_rng(9)
    counts = rng.integers(40_000, 60_000, (4, 5))
    small, large = (
        run(of_counts(counts // 10_000), resamples=99),
        run(of_counts(counts), resamples=99),
    )
    # Exact bounds of agreement within groups are worked out up to thirty people.
    bounds = {"rwg_p", "rwg_critical", "ad_mean_critical", "ad_median_critical"}
    assert {row.stat for row in small} - bounds == {row.stat for row in large} - bounds
    assert value(large, "n_valid") == counts.sum()
    assert value(large, "permutation_p") == 0.01


def test_the_versions_of_the_libraries_are_known_without_importing_them():
    versions = package_versions()
    assert set(versions) == {"numpy", "scipy", "pandas", "statsmodels", "pingouin"}
    assert versions["numpy"] == np.__version__


def test_the_battery_needs_numpy_and_one_corner_of_scipy():
    script = (
        "import sys; from tests.analysis.tables import run, table;"
        "run(table('A: x1 x2 x2 y3 / B: z3 z4 v4 v5'), cluster='case');"
        "heavy = {'pandas', 'pingouin', 'statsmodels', 'matplotlib', 'scipy.stats'};"
        "print(*heavy & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not done.stdout.strip()
