"""Maps between versions: the laws that a chain of them must keep, whatever was decided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.model.crosswalk import (
    NOWHERE,
    PROVENANCES,
    ItemMap,
    applied,
    compose,
    identity,
    inverted,
    nothing,
    slot_map,
)

POINTS = ("1", "2", "3", "4")
WORDS = ("yes", "no", "maybe", "other")
SETS = (POINTS, WORDS, ("1", "yes"), ("1",))
COMING_THROUGH = ("given", "carried", "mapped", "recoded")


@st.composite
def chain(draw, length=2):
    """Draw maps that follow one another, each total over the codes of its own version."""
    codes = [draw(st.sampled_from(SETS)) for _ in range(length + 1)]
    coded = draw(st.booleans())
    names = [f"v{number}" for number in range(length + 1)]
    maps = []
    for at in range(length):
        if draw(st.integers(0, 9)) == 0:
            maps.append(nothing(names[at], names[at + 1]))
            continue
        provenance = draw(st.sampled_from(COMING_THROUGH))
        goals = st.sampled_from([*codes[at + 1], None])
        table = {code: draw(goals) for code in codes[at]}
        if provenance in ("given", "carried"):  # only a map changes a code
            table = {code: code if code in codes[at + 1] else None for code in codes[at]}
        changed = {code for code, goal in table.items() if coded and goal not in (None, code)}
        shown = table if coded else None
        maps.append(ItemMap(names[at], names[at + 1], provenance, shown, frozenset(changed)))
    return maps, codes, coded


def values(codes, coded):
    """Every kind of answer to an item with these codes: one, several in an order, or none of it."""
    if not coded:
        return st.one_of(
            st.integers(), st.floats(allow_nan=False), st.text(), st.lists(st.text(), max_size=2)
        )
    one = st.sampled_from(codes).map(lambda code: int(code) if code.isdigit() else code)
    return st.one_of(one, st.lists(st.sampled_from(codes), unique=True), st.sampled_from(codes))


def further(one, other):
    return max(one, other, key=PROVENANCES.index)


def plain(value):
    """Write a value without telling a number from the code it stands for."""
    return [str(one) for one in value] if isinstance(value, list) else str(value)


@given(chain(1))
def test_identity_changes_nothing_on_either_side(drawn):
    (one,), (before, after), coded = drawn
    left = identity("v0", before if coded else None)
    right = identity("v1", after if coded else None)
    assert compose(left, one) == one
    assert compose(one, right) == one


@given(chain(3))
def test_it_makes_no_difference_which_steps_are_taken_together_first(drawn):
    (one, two, three), _, _ = drawn
    assert compose(compose(one, two), three) == compose(one, compose(two, three))


@given(chain(2), st.data())
def test_reading_through_a_chain_is_reading_step_by_step(drawn, data):
    (one, two), codes, coded = drawn
    value = data.draw(values(codes[0], coded))
    read, whence = applied(one, value)
    if read is not None:
        read, later = applied(two, read)
        whence = further(whence, later)
    at_once, provenance = applied(compose(one, two), value)
    assert (at_once is None) == (read is None)
    assert plain(at_once) == plain(read)
    assert provenance == whence


@given(chain(3), st.data())
def test_every_value_of_every_version_has_a_fate(drawn, data):
    maps, codes, coded = drawn
    whole = compose(compose(maps[0], maps[1]), maps[2])
    value = data.draw(values(codes[0], coded))
    read, whence = applied(whole, value)
    assert (read is None) == (whence == NOWHERE)
    assert whence in PROVENANCES
    if coded and read is not None:
        assert {str(one) for one in (read if isinstance(read, list) else [read])} <= set(codes[3])


@given(chain(2))
def test_no_value_comes_closer_by_going_on(drawn):
    (one, two), codes, coded = drawn
    both = compose(one, two)
    assert PROVENANCES.index(both.provenance) >= PROVENANCES.index(one.provenance)
    for code in codes[0] if coded else ():
        first, last = applied(one, code)[1], applied(both, code)[1]
        assert PROVENANCES.index(last) >= PROVENANCES.index(first)


@given(chain(1), st.data())
def test_there_is_a_way_back_exactly_when_nothing_was_lost(drawn, data):
    (one,), codes, coded = drawn
    if one.lossy:
        with pytest.raises(ValueError, match="cannot be read back"):
            inverted(one)
        return
    value = data.draw(values(codes[0], coded))
    read, _ = applied(one, value)
    back, whence = applied(inverted(one), read)
    assert plain(back) == plain(value)
    assert whence != NOWHERE
    assert inverted(inverted(one)) == one


@given(st.permutations(POINTS))
def test_what_is_turned_round_and_back_was_changed_on_the_way(order):
    turned = dict(zip(POINTS, order, strict=True))
    changed = frozenset(code for code, goal in turned.items() if code != goal)
    there = ItemMap("a", "b", "mapped", turned, changed)
    both = compose(there, inverted(there))
    for code in POINTS:
        read, whence = applied(both, code)
        assert read == code
        assert whence == ("mapped" if turned[code] != code else "carried")


def test_two_codes_that_become_one_are_one_and_there_is_no_way_back():
    merged = ItemMap("a", "a", "recoded", {"1": "1", "2": "1", "3": "3"}, frozenset({"2"}))
    assert applied(merged, ["3", "2", "1"]) == (["3", "1"], "recoded")
    assert merged.lossy


def test_one_code_without_a_place_takes_the_whole_answer_along():
    one = ItemMap("a", "a", "mapped", {"1": "1", "2": None})
    assert applied(one, ["1", "2"]) == (None, NOWHERE)
    assert applied(one, ["1"]) == (["1"], "carried")
    assert applied(one, []) == ([], "carried")


def test_a_point_that_becomes_a_word_is_a_word():
    one = ItemMap("a", "a", "mapped", {"1": "no", "2": "yes"}, frozenset({"1", "2"}))
    assert applied(one, 2) == ("yes", "mapped")
    mirrored = ItemMap("a", "a", "mapped", {"1": "2", "2": "1"}, frozenset({"1", "2"}))
    assert applied(mirrored, 2) == (1, "mapped")


def test_a_value_no_version_knew_is_not_comparable():
    assert applied(identity("a", POINTS), "9") == (None, NOWHERE)


def test_maps_that_do_not_follow_one_another_are_not_put_together():
    with pytest.raises(ValueError, match="does not follow"):
        compose(identity("a"), identity("b"))


def test_a_retired_item_goes_nowhere_however_long_the_chain():
    gone = nothing("a")
    assert compose(gone, identity("b")) == gone
    assert applied(compose(gone, identity("b")), "1") == (None, NOWHERE)


def test_each_time_of_a_repeated_section_reads_as_its_item_does():
    maps = {"idea": ItemMap("idea", "plan", "carried"), "gone": nothing("gone")}
    assert slot_map(maps, "idea[3]") == ItemMap("idea[3]", "plan[3]", "carried")
    assert slot_map(maps, "gone[3]") == nothing("gone[3]")
    assert slot_map(maps, "nobody") is None


def test_the_words_for_another_option_go_with_the_item_that_asks_for_them():
    maps = {"kind": ItemMap("kind", "often", "mapped", {"b": "c"}, frozenset("b"))}
    words = slot_map(maps, "kind_other")
    assert (words.item, words.into) == ("kind_other", "often_other")
    assert applied(words, "soms") == ("soms", "carried")
    assert slot_map({"kind": nothing("kind", "kind")}, "kind_other").comparable is False
    own = maps | {"kind_other": identity("kind_other")}
    assert slot_map(own, "kind_other").into == "kind_other"
