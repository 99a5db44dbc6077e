"""How far ratings lie apart: the percentiles of numpy, exactly, and the widest statement first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.model.instrument import Item, Option, ResponseScale
from wbp_survey.model.session import GROUP, Answer, Slot
from wbp_survey.model.spread import code_scores, percentile, rated_on, spreads

NINE = ResponseScale("ram9", "ordinal", (), minimum=1, maximum=9)
SIZES = ResponseScale("sizes", "ordinal", tuple(Option(code, {}) for code in ("few", "many")))
COLOURS = ResponseScale("colours", "nominal", tuple(Option(code, {}) for code in ("red", "blue")))


def statement(name, scale=NINE, kind="scale"):
    return Item(name, kind, {"nl": name}, scale=scale, mode="individual_twice")


def ratings(item, *values, of_round=1):
    """The answers of S1, S2, …; None did not know."""
    return {
        Slot(item, f"S{seat}", of_round): Answer(value, "" if value is not None else "dont_know")
        for seat, value in enumerate(values, start=1)
    }


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.integers(0, 100))
def test_a_percentile_is_that_of_numpy_by_linear_interpolation(values, percent):
    counts = [values.count(score) for score in range(1, 10)]
    found = percentile(range(1, 10), counts, percent)
    assert float(found) == pytest.approx(np.percentile(values, percent), abs=1e-9)


def test_a_percentile_has_no_rounding_error_of_its_own():
    low, high = (percentile([0, 1], [8, 3], percent) for percent in (30, 70))
    assert (low, high, 10 * percentile([0, 1], [1, 1], 70)) == (0, 0, 7)


def test_every_code_is_counted_and_who_gave_none_is_not():
    (found,) = spreads([statement("a")], ratings("a", 3, 7, None, 7), 1)
    assert found.counts == {str(code): {3: 1, 7: 2}.get(code, 0) for code in range(1, 10)}
    assert (found.n, found.median, found.p30, found.p70) == (3, 7, 5.4, 7)
    assert found.ipr == pytest.approx(1.6)


def test_the_widest_statement_comes_first_and_equals_keep_their_order():
    items = [statement(name) for name in "abcd"]
    answers = {
        **ratings("a", 4, 5, 6),
        **ratings("b", 1, 5, 9),
        **ratings("c", 9, 1, 5),
        **ratings("d", 5, 5, 5),
    }
    assert [found.item for found in spreads(items, answers, 1)] == ["b", "c", "a", "d"]


def test_another_round_the_group_and_other_items_do_not_count():
    answers = {**ratings("a", 5, 5), **ratings("a", 1, 9, of_round=2), **ratings("b", 1, 9)}
    answers[Slot("a", GROUP, 1)] = Answer(9)
    (found,) = spreads([statement("a")], answers, 1)
    assert (found.n, found.ipr) == (2, 0)
    assert found.counts["5"] == 2


def test_what_nobody_rated_and_what_has_no_order_is_not_there():
    items = [statement("a"), statement("b", COLOURS, "select_one"), Item("c", "text", {})]
    answers = {**ratings("a", None, None), **ratings("b", "red"), **ratings("c", "words")}
    assert spreads(items, answers, 1) == ()
    assert [rated_on(item) for item in items] == [NINE, None, None]


def test_a_list_with_an_order_is_rated_by_its_ranks():
    (found,) = spreads(
        [statement("a", SIZES, "select_one")], ratings("a", "few", "many", "many"), 1
    )
    assert found.counts == {"few": 1, "many": 2}
    assert found.median == 2


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("0", "1", "2"), (0, 1, 2)),
        (("1", "2.5"), (1, 2.5)),
        (("-1", "0"), (-1, 0)),
        (("2", "1"), (1, 2)),
        (("1", "1"), (1, 2)),
        (("1", "nan"), (1, 2)),
        (("1", "1_0"), (1, 2)),
        ((), ()),
    ],
)
def test_codes_that_count_up_are_their_own_scores_and_others_their_ranks(codes, expected):
    assert code_scores(codes) == expected
