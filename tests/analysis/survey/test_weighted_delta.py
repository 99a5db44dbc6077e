"""Cliff's delta in weighted samples: what it equals and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.survey.samples import answers, factor, sample
from wbp_survey.analysis.intervals import newcombe5
from wbp_survey.analysis.survey.delta import weighted_delta
from wbp_survey.analysis.survey.design import Drawn, design_of, unweighted
from wbp_survey.analysis.survey.weighted import weighted_rows
from wbp_survey.model.table import Table

near = pytest.approx


def drawn(seed, n=60, *, clusters=0, strata=2):
    """Draw codes, two groups (and rows in neither) and a design."""
    rng = np.random.default_rng(seed)
    group = rng.integers(-1, 2, n)
    code = np.clip(rng.poisson(1.5 + 0.5 * (group == 0)), 0, 4)
    stratum = factor("s", [str(one) for one in np.arange(n) % strata])
    cluster = factor("c", [str(one) for one in rng.integers(0, clusters, n)]) if clusters else None
    return code, group, rng.uniform(0.5, 4, n), stratum, cluster


def pairs_of(rows, stat="cliffs_delta"):
    return {(row.group, row.group2): row for row in rows if row.stat == stat}


def of_groups(groups, weights=None, codes="12345", **known):
    names = [group for group, given in groups.items() for _ in given]
    given = [int(one) - 1 for text in groups.values() for one in text]
    table = Table(len(names), (answers("q", codes, given, **known),), {"g": factor("g", names)})
    design = unweighted(len(names)) if weights is None else design_of(Drawn(np.array(weights)))
    return weighted_rows(table, "g", design)


@pytest.mark.parametrize("seed", range(4))
def test_weights_of_one_give_the_delta_and_the_interval_without_weights(seed):
    code, group, *_ = drawn(seed)
    found = weighted_delta(unweighted(len(code)), code, group)
    first, second = code[group == 0], code[group == 1]
    plain = np.sign(first[:, None] - second[None, :]).mean()
    low, high = newcombe5(np.float64(plain), np.float64(first.size), np.float64(second.size))
    assert (found.value, found.low, found.high) == (near(plain), near(low), near(high))


@pytest.mark.parametrize("clusters", [0, 9])
def test_the_other_way_round_it_is_the_same_with_the_other_sign(clusters):
    code, group, weight, stratum, cluster = drawn(5, clusters=clusters)
    design = design_of(Drawn(weight, stratum, cluster))
    one = weighted_delta(design, code, group)
    for turned in (
        weighted_delta(design, code, np.where(group < 0, -1, 1 - group)),
        weighted_delta(design, 4 - code, group),
    ):
        assert (turned.value, turned.low, turned.high) == near((-one.value, -one.high, -one.low))
        assert (turned.se, turned.effect, turned.df) == near((one.se, one.effect, one.df))


def test_only_the_ratios_of_the_weights_matter():
    code, group, weight, stratum, cluster = drawn(6, clusters=8)
    one, seven = (
        weighted_delta(design_of(Drawn(weight * times, stratum, cluster)), code, group)
        for times in (1, 7)
    )
    assert (one.value, one.se, one.low) == near((seven.value, seven.se, seven.low))


def test_whole_weights_give_the_delta_of_as_many_people():
    code, group, *_ = drawn(7, n=30)
    times = np.random.default_rng(7).integers(1, 5, 30)
    weighed = weighted_delta(design_of(Drawn(times.astype(float))), code, group)
    repeated = weighted_delta(
        unweighted(int(times.sum())), np.repeat(code, times), np.repeat(group, times)
    )
    assert weighed.value == near(repeated.value)
    assert weighed.high - weighed.low > repeated.high - repeated.low


def test_people_who_share_a_unit_tell_less():
    people = np.repeat(np.arange(12), 5)
    code, group = np.repeat([0, 1, 1, 2, 3, 3, 1, 2, 3, 3, 4, 4], 5), np.repeat([0, 1], 30)
    cluster = factor("c", [str(one) for one in people])
    alone, shared = (
        weighted_delta(design_of(Drawn(np.ones(60), None, one)), code, group)
        for one in (None, cluster)
    )
    assert alone.value == near(shared.value)
    assert shared.effect == near(5 * alone.effect, rel=0.1)
    assert shared.high - shared.low > 2 * (alone.high - alone.low)


def test_who_was_asked_everybody_knows_for_certain():
    code, group, weight, stratum, _ = drawn(8)
    census = Drawn(weight, stratum, None, np.ones(60))
    found = weighted_delta(design_of(census), code, group)
    assert (found.se, found.high - found.low) == (0, near(0, abs=1e-4))


def test_pairs_stand_in_declared_order_first_minus_second():
    rows = of_groups({"b": "55544", "a": "11223", "c": "33345"})
    found = pairs_of(rows)
    assert list(found) == [("b", "a"), ("b", "c"), ("a", "c")]
    assert found["b", "a"].value == 1
    assert found["a", "c"].value < 0
    assert found["b", "a"].n == 10


def test_groups_apart_have_an_interval_and_no_error():
    rows = of_groups({"a": "11122", "b": "44555"})
    for stat in ("cliffs_delta_se", "cliffs_delta_design_effect"):
        row = pairs_of(rows, stat)["a", "b"]
        assert (row.value, "no_overlap" in row.note) == (None, True)
    low, high = (
        pairs_of(rows, f"cliffs_delta_ci_{end}")["a", "b"].value for end in ("low", "high")
    )
    assert low == -1 < high < 0


def test_equal_answers_differ_by_nothing_and_have_no_design_effect():
    rows = of_groups({"a": "33333", "b": "33333"})
    assert pairs_of(rows)["a", "b"].value == 0
    assert "constant" in pairs_of(rows, "cliffs_delta_design_effect")["a", "b"].note
    assert pairs_of(rows, "cliffs_delta_ci_low")["a", "b"].value < 0


@pytest.mark.parametrize(
    ("groups", "known", "note"),
    [
        ({"a": "12", "b": "12345"}, {}, "n_below_3:a"),
        ({"a": "1", "b": "12345"}, {}, "group_of_one:a"),
        ({"a": "12345", "b": "12345"}, {"level": "nominal"}, "nominal"),
    ],
)
def test_what_cannot_be_compared_says_why(groups, known, note):
    for stat in ("cliffs_delta", "cliffs_delta_se", "cliffs_delta_ci_low"):
        row = pairs_of(of_groups(groups, **known), stat)["a", "b"]
        assert (row.value, note in row.note) == (None, True)


def test_an_empty_group_is_in_no_pair():
    table = Table(
        6,
        (answers("q", "12345", [0, 1, 2, 3, 4, -1]),),
        {"g": factor("g", ["a", "a", "a", "b", "b", "c"])},
    )
    assert list(pairs_of(weighted_rows(table, "g", unweighted(6)))) == [("a", "b")]


def test_a_stratum_with_one_unit_leaves_the_delta_without_an_error():
    groups = ["a"] * 5 + ["b"] * 5
    table = Table(
        10,
        (answers("q", "12345", [0, 1, 2, 3, 4, 1, 2, 2, 3, 4]),),
        {"g": factor("g", groups)},
    )
    strata = factor("s", ["x"] * 9 + ["y"])
    rows = weighted_rows(table, "g", design_of(Drawn(np.ones(10), strata)))
    assert pairs_of(rows)["a", "b"].value is not None
    assert pairs_of(rows, "cliffs_delta_ci_low")["a", "b"].note[-1] == "lonely_unit:y"


def test_very_many_groups_are_not_compared_in_pairs():
    table, known = sample(3, n=900, groups=30)
    rows = weighted_rows(table, "g", design_of(known))
    (row,) = pairs_of(rows).values()
    assert (row.group, row.value, row.note[0]) == (None, None, "too_many_groups:30")
