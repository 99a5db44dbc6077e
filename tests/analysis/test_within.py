"""Agreement within a group: R's values, its anchors, and what leaves it alone."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.analysis.tables import REFERENCE
from wbp_survey.analysis.within import INDICES, agreement_a, within_numbers

FOLDER = REFERENCE / "36_polarisation"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))["expected"]
FIVE = (1.0, 2.0, 3.0, 4.0, 5.0)
COUNTS = arrays(np.int64, (3, 5), elements=st.integers(0, 12))


def vector(name):
    with (FOLDER / "data.csv").open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["vector"] == name]
    return [int(line["freq"]) for line in lines]


def of(counts, scores=FIVE):
    """Return the indices of one group."""
    found = within_numbers(np.array([[counts]]), scores)
    return {name: float(value[0, 0]) for name, value in found.items()}


@pytest.mark.parametrize("name", EXPECTED)
def test_polarisation_is_that_of_agrmt(name):
    counts = vector(name)
    found = of(counts, tuple(map(float, range(1, len(counts) + 1))))
    assert found["agreement_a"] == pytest.approx(EXPECTED[name]["agreement_A"], abs=1e-12)
    assert found["consensus"] == pytest.approx(EXPECTED[name]["consensus"], abs=1e-12)


def test_indices_by_hand():
    # Answers 3, 4, 4, 5, 5: mean 4.2, median 4, variance .7, random variance 2.
    found = of([0, 0, 1, 2, 2])
    assert found["rwg"] == pytest.approx(1 - 0.7 / 2)
    assert found["ad_mean"] == pytest.approx((1.2 + 0.2 * 2 + 0.8 * 2) / 5)
    assert found["ad_median"] == pytest.approx(3 / 5)
    # Largest variance at 4.2: (6 x 4.2 - 4.2^2 - 5) x 5/4 = 3.2.
    assert found["awg"] == pytest.approx(1 - 2 * 0.7 / 3.2)


def test_everybody_alike_agrees_wholly_and_half_at_either_end_not_at_all():
    alike, split = of([0, 0, 0, 8, 0]), of([4, 0, 0, 0, 4])
    assert [alike[name] for name in INDICES] == [1, 0, 0, 1, 1, 1]
    assert (split["rwg"], split["agreement_a"], split["consensus"]) == (0, -1, 0)
    assert split["awg"] == pytest.approx(-1)


def test_everybody_at_an_end_agrees_wholly():
    assert of([6, 0, 0, 0, 0])["awg"] == of([0, 0, 0, 0, 6])["awg"] == 1


def test_awg_is_absent_where_so_few_people_cannot_reach_the_largest_variance():
    assert np.isnan(of([3, 1, 0, 0, 0])["awg"])
    assert not np.isnan(of([3, 0, 0, 0, 1])["awg"])


def test_spread_wider_than_chance_is_no_agreement_not_negative_agreement():
    assert of([5, 0, 0, 0, 5])["rwg"] == 0


@given(COUNTS)
def test_turning_the_scale_round_leaves_every_index_alone(counts):
    plain = within_numbers(counts[None], FIVE)
    turned = within_numbers(counts[None, :, ::-1], FIVE)
    for name, values in plain.items():
        assert np.allclose(values, turned[name], equal_nan=True), name


@given(COUNTS)
def test_indices_keep_to_their_bounds(counts):
    found = within_numbers(counts[None], FIVE)
    for name, low, high in (
        ("rwg", 0, 1), ("ad_mean", 0, 2), ("ad_median", 0, 2), ("awg", -1, 1),
        ("agreement_a", -1, 1), ("consensus", 0, 1), ("rwg_p", 0, 1),
    ):  # fmt: skip
        values = found[name][~np.isnan(found[name])]
        assert ((values >= low - 1e-9) & (values <= high + 1e-9)).all(), name


@given(COUNTS)
def test_all_groups_at_once_are_each_group_alone(counts):
    together = within_numbers(np.stack([counts, counts[::-1]]), FIVE)
    for group, row in enumerate(counts):
        alone = of(row.tolist())
        for name, value in alone.items():
            assert together[name][0, group] == pytest.approx(value, nan_ok=True)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=15))
def test_deviations_and_rwg_from_counts_are_those_of_the_answers(answers):
    found = of(np.bincount(answers, minlength=6)[1:].tolist())
    values = np.array(answers)
    assert found["ad_mean"] == pytest.approx(np.abs(values - values.mean()).mean())
    assert found["ad_median"] == pytest.approx(np.abs(values - np.median(values)).mean())
    assert found["rwg"] == pytest.approx(max(1 - values.var(ddof=1) / 2, 0), abs=1e-12)


@given(COUNTS, st.integers(2, 5))
def test_the_median_never_lies_further_off_than_the_mean_nor_do_more_people_matter(counts, times):
    found = within_numbers(counts[None], FIVE)
    known = ~np.isnan(found["ad_mean"])
    assert (found["ad_median"][known] <= found["ad_mean"][known] + 1e-9).all()
    more = within_numbers(counts[None] * times, FIVE)
    several = known & (counts.sum(axis=1) > 0)
    assert np.allclose(found["agreement_a"][several], more["agreement_a"][several])
    assert np.allclose(found["consensus"][several], more["consensus"][several])


def test_nobody_and_one_person_have_no_agreement():
    nobody, alone = of([0] * 5), of([0, 1, 0, 0, 0])
    assert all(np.isnan(value) for value in nobody.values())
    assert all(np.isnan(alone[name]) for name in ("rwg", "ad_mean", "ad_median", "awg"))


def test_a_is_not_defined_for_two_codes_and_rwg_not_for_one():
    assert np.isnan(of([3, 4], (1.0, 2.0))["agreement_a"])
    assert np.isnan(of([4], (1.0,))["rwg"])
    assert np.isnan(agreement_a(np.array([3, 4])))


def test_bounds_go_with_the_size_of_a_step_and_not_with_uneven_steps():
    counts = [0, 2, 2, 1, 0]
    one, two = of(counts), of(counts, (0.0, 2.0, 4.0, 6.0, 8.0))
    assert two["rwg_critical"] == one["rwg_critical"]
    assert two["ad_mean_critical"] == pytest.approx(2 * one["ad_mean_critical"])
    assert two["rwg_p"] == pytest.approx(one["rwg_p"])
    assert np.isnan(of(counts, (1.0, 2.0, 3.0, 4.0, 9.0))["rwg_critical"])
