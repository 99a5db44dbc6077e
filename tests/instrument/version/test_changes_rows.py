"""What became of each row of a form: deleted, retyped, renamed, kept."""

from __future__ import annotations

from dataclasses import replace

from tests.instrument.forms import (
    AGREE,
    HOW,
    WHY,
    both,
    only,
)
from tests.instrument.version.changing import classes, relabelled
from wbp_survey.instrument.version.changes import difference
from wbp_survey.model.instrument import (
    Instrument,
    Item,
    Option,
    ResponseScale,
    Section,
)


def test_every_fate_of_a_row_is_found_and_a_rename_is_only_proposed():
    """What a survey goes through between two waves: each of its rows has one fate."""
    mood = Item("mood", "scale", both("Ik voel mij hier thuis."), scale=AGREE)
    street = Item("street", "text", both("In welke straat woont u?"))
    before = only(
        Item("hello", "note", both("Welkom bij de eerste ronde.")),
        Item("age", "text", both("Hoe oud bent u?")),
        mood,
        Item("trust_neighbour", "scale", both("Ik vertrouw mijn naaste buren."), scale=AGREE),
        street,
        HOW,
        WHY,
    )
    after = only(
        Item("age", "integer", both("Hoe oud bent u?")),
        replace(mood, scale=relabelled(AGREE, "2", nl="geen mening")),
        Item("trust_neighbours", "scale", both("Ik vertrouw mijn naaste buren."), scale=AGREE),
        Item("dogs", "integer", both("Hoeveel honden hebt u?")),
        HOW,
        street,
        WHY,
    )
    found = difference(before, after)
    assert {one.item or one.into: one.classes for one in found.changes} == {
        "hello": ("retired",),
        "age": ("type_changed",),
        "mood": ("labels_changed",),
        "trust_neighbour": ("retired",),
        "trust_neighbours": ("new",),
        "dogs": ("new",),
        "street": ("moved",),
    }
    proposed = {one.item: one.resembles for one in found.changes if one.resembles}
    assert proposed == {"trust_neighbour": "trust_neighbours"}
    assert all(one.decides for one in found.changes)
    stated = classes(after, before, proposed)
    assert stated["trust_neighbour"] == ("renamed",)
    assert "trust_neighbours" not in stated


def test_words_for_other_that_are_asked_automatically_are_no_item_that_vanished():
    other = Option("other", {"nl": "anders", "en": "other"}, other=True)
    asked = Item(
        "why",
        "select_one",
        {"nl": "Waarom?", "en": "Why?"},
        scale=ResponseScale("why", "nominal", (Option("a", {"nl": "a", "en": "a"}), other)),
    )
    words = Item("why_other", "text", {"nl": "Wat dan?", "en": "What?"})
    listed = Instrument("x", "1.0.0", "interview", {}, (Section("s", {}, (asked, words)),), ())
    implied = replace(listed, version="2.0.0", sections=(Section("s", {}, (asked,)),))
    for before, after in ((listed, implied), (implied, listed)):
        found = {one.item: one for one in difference(before, after).changes}
        assert set(found) == {"why_other"}
        assert found["why_other"].into == "why_other"
        assert "wording" in found["why_other"].classes
    assert difference(implied, replace(implied, version="3.0.0")).changes == ()
