"""How far codes and sets of codes lie apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.coders.rated import rated, row, rows_of
from wbp_survey.analysis.coders.distances import distances, members, set_distance

SETS = st.frozensets(st.sampled_from("abcd"))


def test_sets_that_share_part_of_their_codes_are_part_of_the_way_apart():
    pairs = {("a", "a"): 0, ("ab", "a"): 1 - 1 / 2 * 2 / 3, ("ab", "bc"): 1 - 1 / 9, ("a", "b"): 1}
    for (one, other), apart in pairs.items():
        found = set_distance(frozenset(one), frozenset(other), "set_masi")
        assert found == pytest.approx(apart), (one, other)
    assert set_distance(frozenset("ab"), frozenset("bc"), "set_jaccard") == pytest.approx(2 / 3)


@given(SETS, SETS, st.sampled_from(["set_masi", "set_jaccard"]))
def test_a_distance_is_the_same_from_both_sides_and_none_only_to_itself(one, other, scale):
    apart = set_distance(one, other, scale)
    assert apart == set_distance(other, one, scale)
    assert 0 <= apart <= 1
    assert (apart == 0) == (one == other)


def test_jaccard_is_a_distance_and_masi_never_smaller():
    sets = [frozenset(one) for one in ("a", "ab", "abc", "bc", "d", "")]
    for one in sets:
        for other in sets:
            jaccard = set_distance(one, other, "set_jaccard")
            assert set_distance(one, other, "set_masi") >= jaccard


def test_differences_are_those_of_each_level():
    ratings = {scale: rated("14 42 21", scale) for scale in ("nominal", "interval", "ratio")}
    assert distances(ratings["nominal"]).tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert distances(ratings["interval"]).tolist() == [[0, 1, 9], [1, 0, 4], [9, 4, 0]]
    expected = [[0, 1 / 9, 9 / 25], [1 / 9, 0, 4 / 36], [9 / 25, 4 / 36, 0]]
    assert np.allclose(distances(ratings["ratio"]), expected)


def test_two_zeros_are_no_ratio_apart():
    assert not np.isnan(distances(rated("01 10 00", "ratio"))).any()


def test_alpha_of_sets_by_hand():
    # Four units, two coders: {a},{a} / {ab},{a} / {b},{b} / {c},{b}; distances 0, 2/3, 0, 1.
    units = [["a", "a"], ["a|b", "a"], ["b", "b"], ["c", "b"]]
    rows = rows_of([*units, *units], "set_masi", codes=["a", "a|b", "b", "c"])
    apart = {("a", "a|b"): 2 / 3, ("a", "b"): 1, ("a", "c"): 1, ("a|b", "b"): 2 / 3}
    apart |= {("a|b", "c"): 1, ("b", "c"): 1}
    times = {"a": 6, "a|b": 2, "b": 6, "c": 2}
    expected = sum(2 * times[x] * times[y] * d for (x, y), d in apart.items()) / 15
    observed = 2 * 2 * (2 / 3 + 1)
    assert row(rows, "krippendorff_alpha").value == pytest.approx(1 - observed / expected)


def test_each_code_of_a_set_has_a_kappa_of_its_own():
    units = [["a|b", "a"], ["b", "b"], ["a", "a"], ["", "b"], ["b", "a|b"], ["a", "a"]]
    rows = rows_of(units, "set_masi", codes=["a", "a|b", "b"])
    alone = rows_of("11 00 11 .0 01 11", codes=["0", "1"])
    found = row(rows, "fleiss_kappa:a").value
    assert found == pytest.approx(row(alone, "fleiss_kappa:1").value)
    assert members("a|b") == {"a", "b"}
