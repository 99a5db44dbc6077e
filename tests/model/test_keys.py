"""One key, one meaning: whatever else is on offer."""

from __future__ import annotations

import pytest

from wbp_survey.model.instrument import Item, Option, ResponseScale
from wbp_survey.model.keys import keyed, letter, offered, shown_key, yes_or_no


def scale(*codes, **more):
    return ResponseScale("s", "nominal", tuple(Option(one, {"nl": one}) for one in codes), **more)


def keys(of):
    return {option.code: key for key, option in keyed(of)}


def test_a_number_is_its_own_key_and_other_codes_are_counted():
    assert keys(scale("0", "5", "10")) == {"0": "0", "5": "5", "10": "10"}
    assert keys(scale("a", "b", "5")) == {"a": "1", "b": "2", "5": "3"}
    assert keys(scale(minimum=1, maximum=3)) == {"1": "1", "2": "2", "3": "3"}


@pytest.mark.parametrize("left", [{"a", "c"}, {"c"}, {"b", "c"}, {"a", "b", "c"}])
def test_an_option_keeps_its_key_when_others_are_not_on_offer(left):
    whole = scale("a", "b", "c")
    found = offered(whole, frozenset(left))
    assert keys(found) == {code: key for code, key in keys(whole).items() if code in left}
    assert keys(offered(found, frozenset({"c"}))) == {"c": "3"}


def test_what_is_left_of_an_option_says_all_that_the_option_says():
    option = Option("b", {"nl": "b"}, exclusive=True, other=True, relevant="1 = 1")
    (one,) = offered(
        ResponseScale("s", "nominal", (Option("a", {}), option)), frozenset({"b"})
    ).options
    for name in Option.__dataclass_fields__:
        assert getattr(one, name) == getattr(option, name)


def test_points_with_a_gap_are_a_list_of_the_points_that_are_left():
    found = offered(scale("0", minimum=0, maximum=3), frozenset({"0", "1", "3"}))
    assert (found.minimum, found.codes) == (None, ("0", "1", "3"))
    assert keys(found) == {"0": "0", "1": "1", "3": "3"}


def test_yes_and_no_have_their_letters_in_whatever_order_they_stand():
    for codes in (("yes", "no"), ("no", "yes")):
        item = Item("x", "select_one", {}, scale=scale(*codes))
        shown = {one.code: shown_key(item, key, one, "nl") for key, one in keyed(item.scale)}
        assert shown == {"yes": "j", "no": "n"}
    assert letter("yes", "en") == "y"


def test_only_a_single_choice_of_just_yes_and_no_is_one():
    assert not yes_or_no(Item("x", "select_multiple", {}, scale=scale("yes", "no")))
    assert not yes_or_no(Item("x", "select_one", {}, scale=scale("yes", "no", "maybe")))
    assert not yes_or_no(Item("x", "text", {}))
