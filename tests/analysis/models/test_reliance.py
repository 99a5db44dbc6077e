"""Effects that rest on few clusters: what is refused, and what is left of degrees of freedom."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.models.made import category, modelled, outcome, quantity
from wbp_survey.analysis.models.reliance import reliance, steady

near = pytest.approx
MUNICIPALITIES = {"2211": (0, 0, 1, 1, 2, 3), "2222": (0, 0, 1, 1, 2, 2, 3, 3), "33": (0, 1) * 3}


def people(cases, each=10, seed=4):
    """Draw five-point answers of people in cases of municipalities, which do not differ."""
    rng = np.random.default_rng(seed)
    case = np.repeat(np.arange(len(cases)), each)
    municipality = np.array(cases)[case]
    latent = rng.normal(0, 0.5, len(cases))[case] + rng.normal(size=len(case))
    return (
        np.digitize(latent, [-1, -0.3, 0.3, 1]) + 1,
        municipality,
        case,
        rng.normal(size=len(case)),
    )


def by_municipality(cases, **how):
    answers, municipality, case, age = people(MUNICIPALITIES[cases])
    terms = [quantity("age", age), category("in", municipality.tolist())]
    cluster = category("case", case.tolist())
    return modelled(outcome(answers.tolist()), terms, cluster=cluster, **how)


def test_reliance_is_how_a_variance_grows_without_each_cluster_in_turn():
    rng = np.random.default_rng(1)
    cluster = np.concatenate([np.arange(7), rng.integers(0, 7, 50)])
    matrix = np.column_stack([rng.normal(900, 9, 57), cluster % 2, rng.normal(size=57)])
    weights = rng.integers(1, 4, 57).astype(float)

    def variances(kept):
        columns = np.column_stack([np.ones(57), matrix])[kept]
        return np.diag(np.linalg.inv(columns.T @ (weights[kept, None] * columns)))

    whole = variances(cluster >= 0)
    worst = np.max([variances(cluster != one) / whole for one in range(7)], axis=0)
    assert reliance(matrix, weights, cluster) == near(worst, rel=1e-6)


def test_what_cannot_be_estimated_without_a_cluster_rests_on_it_alone():
    _, municipality, case, age = people(MUNICIPALITIES["2211"])
    matrix = np.column_stack([age, *(municipality == one for one in (1, 2, 3))]).astype(float)
    found = reliance(matrix, np.ones(len(case)), case)
    assert np.isinf(found).tolist() == [False, False, False, True, True]


@pytest.mark.parametrize("link", ["cumulative", "linear"])
def test_a_municipality_of_one_case_has_an_effect_but_no_error_by_cases(link):
    rows = by_municipality("2211", link=link)
    effect = "coefficient" if link == "linear" else "log_odds"
    for level in ("2", "3"):
        assert rows[f"{effect}:in{level}"].value is not None
        for stat in ("se", "ci_low", "ci_high", "df", "p"):
            row = rows[f"{stat}:in{level}"]
            assert row.value is None
            assert "one_cluster_decides" in row.note
            assert "freedom_below_4" not in row.note
    assert rows["p:in1"].value is not None
    assert rows["wald_p:in"].value is None
    assert "one_cluster_decides" in rows["wald_p:in"].note
    assert rows["p:age"].value is not None


def test_thresholds_have_no_error_where_the_first_level_is_of_one_case():
    answers, _, case, _ = people((0, 1, 1, 1, 1, 1, 1))
    terms = [category("in", (case > 0).tolist())]
    rows = modelled(outcome(answers.tolist()), terms, cluster=category("case", case.tolist()))
    assert "one_cluster_decides" in rows["se:1|2"].note
    assert rows["threshold:1|2"].value is not None


def test_one_effect_between_two_halves_keeps_the_clusters_less_two():
    rows = by_municipality("33")
    assert rows["df:in1"].value == 4
    assert rows["df:age"].value == 4


def test_levels_of_two_cases_leave_two_degrees_of_freedom():
    rows = by_municipality("2222")
    assert rows["df:in1"].value == near(2, abs=0.05)
    assert "freedom_below_4" in rows["p:in1"].note
    assert rows["df:age"].value == 6


def test_several_effects_between_clusters_have_the_freedom_of_the_same_columns_under_cr2():
    ordered, straight = by_municipality("2222"), by_municipality("2222", link="linear")
    for stat in ("df:in1", "df:in2", "wald_df:in", "wald_df2:in"):
        assert ordered[stat].value == near(straight[stat].value)


def test_municipalities_that_do_not_differ_are_seldom_said_to():
    rejected = 0
    for seed in range(60):
        answers, municipality, case, _ = people(MUNICIPALITIES["2222"], seed=seed)
        terms = [category("in", municipality.tolist())]
        cluster = category("case", case.tolist())
        rejected += (
            modelled(outcome(answers.tolist()), terms, cluster=cluster)["wald_p:in"].value < 0.05
        )
    assert rejected <= 4  # as if the clusters less two were free it was one in three


def test_thousands_of_clusters_are_not_gone_through_for_what_few_leave():
    cluster = np.arange(5000)
    matrix = np.column_stack([cluster % 2, cluster % 3]).astype(float)
    assert steady(matrix, np.ones(5000), cluster) is None
