"""Very many groups: every group has its place, and nothing is tested."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from tests.analysis.survey.samples import found
from wbp_survey.analysis.survey.national import Grouped, national_rows
from wbp_survey.model.table import Variable

near = pytest.approx
CODES = ("1", "2", "3", "4", "5")


def variable(name="q", **known):
    scores = tuple(float(place + 1) for place in range(len(CODES)))
    return Variable(name, CODES, scores, **{"agree": CODES[-2:], **known})


def drawn(seed, groups=30, concentration=40.0, n=None):
    """Draw the counts of many groups that differ by more than chance, or do not."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(40, 400, groups) if n is None else np.asarray(n)
    base = np.array([0.1, 0.2, 0.3, 0.25, 0.15])
    shares = rng.dirichlet(base * concentration, groups)
    return np.stack([rng.multinomial(size, one) for size, one in zip(sizes, shares, strict=True)])


def rows_of(table, **known):
    levels = [f"g{place}" for place in range(len(table))]
    (rows,) = national_rows("m", levels, [Grouped(variable(**known), table, table.sum(axis=1))])
    return rows


def test_a_group_stands_in_the_funnel_by_its_own_answers():
    table = drawn(1)
    rows = rows_of(table)
    overall = table[:, 3:].sum() / table.sum()
    share = table[4, 3:].sum() / table[4].sum()
    z = (share - overall) / (overall * (1 - overall) / table[4].sum()) ** 0.5
    assert found(rows, "funnel_z", "g4").value == near(z)
    low, high = (found(rows, f"funnel_{end}_95", "g4").value for end in ("low", "high"))
    assert low < overall < high
    assert found(rows, "funnel_n", "g4").value == table[4].sum()
    between = sorted((share, overall))
    assert between[0] <= found(rows, "agree_share_shrunken", "g4").value <= between[1]


def test_the_groups_outside_are_counted():
    table = drawn(1)
    rows = rows_of(table)
    outside = 0
    for place in range(30):
        share = table[place, 3:].sum() / table[place].sum()
        low, high = (found(rows, f"funnel_{e}_998", f"g{place}").value for e in ("low", "high"))
        outside += not low <= share <= high
    assert found(rows, "n_outside_998").value == outside > 0
    assert found(rows, "n_groups").value == 30


def test_groups_that_differ_by_more_than_chance_have_a_note_and_others_do_not():
    wild, calm = rows_of(drawn(1)), rows_of(drawn(1, concentration=1e6))
    assert "overdispersed" in found(wild, "overdispersion").note
    assert "overdispersed" in found(wild, "funnel_low_95", "g1").note
    assert "overdispersed" not in found(calm, "overdispersion").note


def test_without_spread_between_groups_the_shrunken_share_has_no_interval():
    same = np.tile([4, 6, 8, 6, 6], (25, 1))
    rows = rows_of(same)
    share = found(rows, "agree_share_shrunken", "g0")
    assert (share.value, "no_spread_between" in share.note) == (near(0.4), True)
    end = found(rows, "agree_share_shrunken_ci_low", "g0")
    assert (end.value, "no_spread_between" in end.note) == (None, True)


def test_a_small_group_has_no_place_and_says_why():
    rows = rows_of(drawn(2, groups=25, n=[0, 1, 2, *[50] * 22]))
    for group, note in (
        ("g0", "group_empty:g0"),
        ("g1", "group_of_one:g1"),
        ("g2", "n_below_3:g2"),
    ):
        for stat in ("funnel_z", "agree_share_shrunken", "delta_rest"):
            row = found(rows, stat, group)
            assert row.value is None
            assert note in row.note
    assert found(rows, "n_groups").value == 24


def test_all_missing_all_agreeing_and_nominal_give_notes_and_no_nan():
    nothing = rows_of(np.zeros((25, 5), int))
    agreeing = rows_of(np.tile([0, 0, 0, 0, 9], (25, 1)))
    nominal = rows_of(drawn(3), level="nominal", agree=())
    for row in [*nothing, *agreeing, *nominal]:
        assert (row.value is None and row.note) or math.isfinite(row.value), row
    assert found(nothing, "overdispersion").note[0] == "all_missing"
    assert "nominal" in found(nominal, "delta_rest", "g1").note
    assert not [row for row in nominal if row.stat == "icc1"]


def test_one_item_more_changes_no_other():
    tables = [drawn(seed) for seed in range(4)]
    levels = [f"g{place}" for place in range(30)]
    items = [Grouped(variable(f"q{at}"), one, one.sum(axis=1)) for at, one in enumerate(tables)]
    assert national_rows("m", levels, items)[:2] == national_rows("m", levels, items[:2])
    assert national_rows("m", levels, []) == []


def test_fifty_items_in_342_municipalities_take_about_a_second():
    table = drawn(1, groups=342)
    levels = [f"g{place}" for place in range(342)]
    items = [Grouped(variable(f"q{at}"), table, table.sum(axis=1)) for at in range(50)]
    begun = time.process_time()
    rows = national_rows("m", levels, items)
    assert time.process_time() - begun < 6  # about 1 s; the machine may be busy
    assert len(rows) == 50
