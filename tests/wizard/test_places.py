"""Finding a place by its code or by words."""

from __future__ import annotations

from wbp_survey.model.session import Slot
from wbp_survey.wizard.places import matching
from wbp_survey.wizard.question import Spot

PLACES = (
    Spot(Slot("coh", "S1"), "Hoe hecht is de buurt?", who="S1 · beheerder", words="hecht"),
    Spot(Slot("coh", "S2"), "Hoe hecht is de buurt?", who="S2 · wijkagent", marks=("parked",)),
    Spot(Slot("coh_know", "S1"), "Kennen buren elkaar?", words="ja", marks=("remark",)),
    Spot(Slot("idea[2]", "S1"), "Welk idee heeft u?", marks=("open",)),
    Spot(Slot("gone", "S1"), "Wat deed de coördinator?", words="niets", marks=("aside",)),
)


def codes(typed):
    return [(place.slot.item, place.slot.participant) for place in matching(PLACES, typed)]


def test_without_words_every_place_comes_the_undone_first_and_what_is_set_aside_last():
    assert codes("") == [
        ("coh", "S2"),
        ("idea[2]", "S1"),
        ("coh", "S1"),
        ("coh_know", "S1"),
        ("gone", "S1"),
    ]


def test_a_whole_code_means_that_question_and_its_beginning_every_one_that_has_it():
    assert codes("COH") == [("coh", "S2"), ("coh", "S1")]
    assert codes("coh_") == [("coh_know", "S1")]
    assert codes("idea[2]") == [("idea[2]", "S1")]


def test_every_word_must_occur_in_whatever_order_case_and_accents():
    assert codes("buurt HECHT") == [("coh", "S2"), ("coh", "S1")]
    assert codes("coordinator") == [("gone", "S1")]
    assert codes("wijkagent hecht") == [("coh", "S2")]
    assert codes("hecht idee") == []


def test_answers_are_not_searched():
    assert codes("niets") == []
