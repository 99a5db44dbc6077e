"""A sampled p near what decides is sampled again, and more; any other is left as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.tables import factor, found, of_counts, run, value
from wbp_survey.analysis import omnibus
from wbp_survey.analysis.exact import Permutation
from wbp_survey.analysis.omnibus import Sampling
from wbp_survey.analysis.rules import judging_by, rulebook

NEAR = of_counts([[30, 30, 30, 20, 20], [24, 28, 30, 24, 28], [20, 26, 32, 26, 30]])
FAR = of_counts([[30, 30, 30, 20, 20], [30, 30, 30, 20, 21], [30, 30, 30, 21, 20]])
CLEAR = of_counts([[60, 30, 10, 0, 0], [10, 30, 30, 30, 0], [0, 0, 30, 30, 60]])


def count(table, **options):
    return value(run(table, **options), "permutation_count")


def test_near_alpha_it_is_sampled_again_and_more_often():
    first = run(NEAR, resamples=999)
    assert 0.01 <= value(first, "permutation_p") <= 0.10
    assert value(first, "permutation_count") == 999
    again = run(NEAR, resamples=999, refined=9999)
    assert value(again, "permutation_count") == 9999
    assert value(again, "permutation_p_min") == 1 / 10_000
    assert value(again, "permutation_p") == pytest.approx(value(first, "permutation_p"), abs=0.03)


@pytest.mark.parametrize("table", [FAR, CLEAR], ids=["far above", "far below"])
def test_far_from_alpha_it_is_not(table):
    assert count(table, resamples=999, refined=9999) == 999


def test_an_exact_p_is_never_sampled():
    exact = run(of_counts([[3, 2, 1], [1, 2, 3]]), resamples=9, refined=99)
    assert found(exact, "permutation_p").method == "exact"


def test_what_counts_as_near_is_a_threshold():
    with judging_by(rulebook({"near_high": 0.001, "near_low": 0})):
        assert count(NEAR, resamples=999, refined=9999) == 999
        assert count(CLEAR, resamples=1999, refined=9999) == 9999


def test_other_items_do_not_decide_whether_an_item_is_sampled_again():
    (one,), (other,) = NEAR.columns, FAR.columns
    assert NEAR.n != FAR.n
    more = replace(one, variable=replace(one.variable, id="r"))
    both = run(replace(NEAR, columns=(one, more)), resamples=999, refined=9999)
    alone = run(NEAR, resamples=999, refined=9999)
    assert value(both, "permutation_p", variable="q") == value(alone, "permutation_p")
    assert other.variable.id == "q"


def in_cases():
    """A hundred and twenty people in thirty cases, cases in three groups and in two towns."""
    case = np.repeat(np.arange(30), 4)
    table = of_counts([[24, 24, 24, 24, 24]])
    names = [f"c{number:02}" for number in range(30)]
    return replace(
        table,
        factors={
            "group": factor("group", "xyz", ["xyz"[number % 3] for number in case]),
            "case": factor("case", names, [names[number] for number in case]),
            "town": factor("town", "st", ["st"[number % 2] for number in case]),
        },
    )


@pytest.mark.parametrize(
    ("stat", "options"),
    [
        ("cluster_permutation", {"cluster": "case"}),
        ("blocked_permutation", {"block": "town"}),
    ],
)
def test_whole_cases_and_people_within_blocks_are_sampled_again_too(stat, options):
    table = in_cases()
    with judging_by(rulebook({"near_low": 0, "near_high": 1})):
        once = run(table, resamples=499, **options)
        again = run(table, resamples=499, refined=1999, **options)
    assert value(once, f"{stat}_count") == 499
    assert value(again, f"{stat}_count") == 1999
    assert value(again, f"{stat}_p") == pytest.approx(value(once, f"{stat}_p"), abs=0.1)
    with judging_by(rulebook({"near_low": 0, "near_high": 0})):
        assert value(run(table, resamples=499, refined=1999, **options), f"{stat}_count") == 499


def test_what_would_take_long_is_not_sampled_again(monkeypatch):
    asked = []

    def permute(times, _rng):
        asked.append(times)
        return Permutation(0.05, 0.001, times, "monte_carlo")

    sampling = Sampling(0, ("x",), 999, 9999)
    assert omnibus._moved(permute, 100, sampling).count == 9999
    monkeypatch.setattr(omnibus, "_SOON", 1000)
    assert omnibus._moved(permute, 100, sampling).count == 999
    assert asked == [999, 9999, 999]
