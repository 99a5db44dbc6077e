"""Agreement between two entries: shares, kappa against known figures, and counts that add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.analysis.entries import ENDINGS, Twice, agreement, cohen_kappa
from wbp_survey.texts import has


def pairs(*entered, item="q", choice=True, **rest):
    return [Twice("form", item, one, other, choice, **rest) for one, other in entered]


def stats(rows, item="q"):
    return {row.stat: row for row in rows if row.variable == item}


def test_the_share_of_equal_entries_counts_every_question_entered_twice():
    found = stats(agreement(pairs(("a", "a"), ("a", "b"), ("", "b"), ("b", "b"))))
    assert (found["n_pairs"].value, found["n_equal"].value) == (4, 2)
    assert found["percent_agreement"].value == 0.5
    assert {row.n for row in found.values()} == {4}


def test_kappa_is_that_of_the_textbook():
    # Cohen (1960) by hand: po = 35/50, pe = (25 * 30 + 25 * 20) / 2500 = 0.5, kappa = 0.4.
    entered = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = stats(agreement(pairs(*entered)))
    assert found["cohen_kappa"].value == pytest.approx(0.4)
    assert found["cohen_kappa"].method == "unweighted"
    assert found["cohen_kappa"].note == ()


CODES = st.sampled_from(["=a", "=b", "-refused", ""])


@given(st.lists(st.tuples(CODES, CODES), min_size=1, max_size=30))
def test_kappa_is_agreement_beyond_chance(entered):
    n = len(entered)
    one, other = Counter(pair[0] for pair in entered), Counter(pair[1] for pair in entered)
    equal = Fraction(sum(first == second for first, second in entered), n)
    chance = sum(Fraction(one[code] * other[code], n * n) for code in one)
    kappa = cohen_kappa(pairs(*entered))
    if chance == 1:
        assert kappa is None
    else:
        assert kappa == pytest.approx(float((equal - chance) / (1 - chance)))


def test_kappa_is_empty_and_says_why_when_all_entries_are_the_same():
    found = stats(agreement(pairs(*[("a", "a")] * 25)))["cohen_kappa"]
    assert (found.value, found.note) == (None, ("constant",))


def test_kappa_is_given_for_a_choice_of_one_only():
    assert "cohen_kappa" not in stats(agreement(pairs(("x", "y"), choice=False)))


@pytest.mark.parametrize(("n", "note"), [(19, ("n_below_20",)), (20, ())])
def test_few_entries_say_that_a_percentage_is_too_much(n, note):
    found = stats(agreement(pairs(*[("a", "a")] * (n - 1), ("a", "b"))))
    assert found["percent_agreement"].note == found["cohen_kappa"].note == note


def test_every_note_has_its_sentence():
    rows = agreement([*pairs(("a", "a")), *pairs(("a", "b"), item="r")])
    notes = {note for row in rows for note in row.note}
    assert notes == {"constant", "n_below_20"}
    assert all(has(f"notes.{note}") for note in notes)


def test_items_come_in_the_order_in_which_they_were_asked_each_instrument_apart():
    some = [*pairs(("a", "a"), item="z"), *pairs(("a", "a"), item="b")]
    other = [replace(one, instrument="another") for one in pairs(("a", "a"), item="z")]
    rows = agreement([*some, *other, *pairs(("a", "b"), item="z")])
    keys = list(dict.fromkeys((row.group, row.variable) for row in rows))
    assert keys == [("another", "z"), ("form", "z"), ("form", "b")]
    sizes = {(row.group, row.variable): row.n for row in rows}
    assert sizes == {("another", "z"): 1, ("form", "z"): 2, ("form", "b"): 1}


def test_what_became_of_equal_entries_is_not_counted():
    found = stats(agreement(pairs(("a", "a"), ("a", "b"), ending="second")))
    assert found["settled:second"].value == 1


@given(
    st.lists(
        st.builds(
            Twice,
            st.sampled_from(["form", "other"]),
            st.sampled_from(["p", "q"]),
            CODES,
            CODES,
            st.booleans(),
            st.sampled_from(ENDINGS),
        )
    )
)
def test_the_counts_of_each_item_add_up(entered):
    rows = agreement(entered)
    assert sum(row.value for row in rows if row.stat == "n_pairs") == len(entered)
    items = {(row.group, row.variable) for row in rows}
    for group, item in items:
        found = stats([row for row in rows if row.group == group], item)
        differ = sum(found[f"settled:{ending}"].value for ending in ENDINGS)
        assert found["n_equal"].value + differ == found["n_pairs"].value


def test_nothing_entered_twice_gives_no_rows():
    assert agreement([]) == ()


POINTS = tuple(f"={point}" for point in range(1, 6))


def on_scale(*entered):
    return pairs(*entered, codes=POINTS)


@given(st.lists(st.tuples(st.sampled_from(POINTS), st.sampled_from(POINTS)), min_size=1))
def test_weighted_kappa_counts_the_square_of_how_far_two_points_lie_apart(entered):
    n = len(entered)
    places = [(POINTS.index(one), POINTS.index(other)) for one, other in entered]
    observed = sum(Fraction((i - j) ** 2, n) for i, j in places)
    expected = sum(Fraction((i - j) ** 2, n * n) for i, _ in places for _, j in places)
    found = stats(agreement(on_scale(*entered)))["weighted_kappa"]
    assert found.method == "quadratic"
    if expected == 0:
        assert (found.value, found.note) == (None, ("constant",))
    else:
        assert found.value == pytest.approx(float(1 - observed / expected))


def test_near_counts_the_entries_that_both_hold_a_point():
    found = stats(agreement(on_scale(("=4", "=5"), ("=1", "=3"), ("-refused", "=3"), ("=2", ""))))
    assert (found["n_pairs"].value, found["n_equal"].value) == (4, 0)
    assert (found["n_within_one"].value, found["n_within_one"].n) == (1, 2)
    assert found["percent_within_one"].value == 0.5


def test_without_a_point_in_both_nothing_is_near():
    found = stats(agreement(on_scale(("-refused", "=3"))))
    assert "n_within_one" not in found
    assert "n_within_one" not in stats(agreement(pairs(("=1", "=1"))))


def test_rounds_are_never_taken_together():
    rows = agreement([*pairs(("a", "a"), round=1), *pairs(("a", "b"), round=2)])
    found = {row.round: row.value for row in rows if row.stat == "n_equal"}
    assert found == {1: 1, 2: 0}
