"""The panels on a question's own screen, and the keys that mean something else or nothing there."""

from __future__ import annotations

import pytest

from tests.wizard.forms import AGREE, CHANNELS, YES_NO, Item, both, item
from tests.wizard.views import PLACES, among, noted_view_of, pressed, shown, view_of
from wbp_survey.model.missing import TYPED
from wbp_survey.model.session import Slot
from wbp_survey.wizard.commands import NAMES, word_of
from wbp_survey.wizard.question import (
    Back,
    Given,
    GoTo,
    Note,
    Park,
    Pause,
    Reason,
    Redo,
    Spot,
    Translate,
    Turn,
    Undo,
)
from wbp_survey.wizard.screen.keys import (
    EDITING,
    KEYS,
    Editing,
    answers,
    paste,
    press,
    refuse_burst,
)
from wbp_survey.wizard.screen.panels import listed_places
from wbp_survey.wizard.screen.view import options

TEXT = item("groups_n", "text")
SCALE = item("groups_n", "scale", scale=AGREE)


def found(view):
    return [place.slot.item for place in listed_places(view)]


def test_a_refusal_is_asked_once_more_and_only_enter_says_yes():
    view = view_of(TEXT)
    assert pressed(view, "refused", "refused") is None
    assert pressed(view, "accept") == Reason("refused")
    view = view_of(TEXT)
    assert pressed(view, "refused", "back") is None
    assert pressed(view, "dont_know") == Reason("dont_know")


def test_the_reasons_an_item_names_come_first_but_a_refusal_last_and_is_asked_once_more():
    view = view_of(item("a", "text", missing=("refused", "abstained")))
    assert pressed(view, "reasons", "accept") is None
    assert view.message
    assert pressed(view, "'1", "accept") == Reason("abstained")
    last = str(len(options(view)))
    assert pressed(view, "'" + last, "accept") is None
    assert pressed(view, "accept") == Reason("refused")


def test_a_required_question_does_not_offer_to_be_passed_over():
    for required in (True, False):
        view = view_of(item("a", "text", required=required))
        pressed(view, "reasons")
        offered = [option.code for _, option in options(view)]
        assert ("not_asked" in offered) is not required
        pressed(view, "back", "'niet gevraagd (tijd)")
        assert (pressed(view, "accept") is None) is required
        view = view_of(item("a", "text", required=required))
        assert (pressed(view, "'/niet gevraagd", "accept") is None) is required


def test_a_list_of_reasons_is_walked_with_the_arrows_to_its_ends():
    view = view_of(SCALE)
    pressed(view, "reasons", "end")
    assert view.reason == len(TYPED) - 1
    pressed(view, "down", "home", "up")
    assert view.reason == 0
    assert view.pointer is None


def test_consent_takes_no_missing_reason_and_says_so():
    for key in ("dont_know", "refused", "reasons"):
        view = view_of(item("participate", "select_one", scale=YES_NO), kind="consent")
        assert pressed(view, key) is None
        assert view.panel == "question"
        assert view.message == "Hier is een antwoord nodig."


@pytest.mark.parametrize(
    ("key", "reply"),
    [
        ("remark", Note()),
        ("park", Park()),
        ("previous", Turn(-1)),
        ("next", Turn(1)),
        ("undo", Undo()),
        ("redo", Redo()),
        ("language", Translate()),
        ("editor", Editing()),
        ("back", Back()),
    ],
)
def test_a_key_at_an_item_is_a_reply_whatever_is_typed(key, reply):
    view, noted = noted_view_of(TEXT)
    pressed(view, "'half")
    assert press(view, key) == reply
    assert noted[-1] == "half"


@pytest.mark.parametrize(
    ("kind", "dead"),
    [
        ("consent", ["remark", "park", "go", "overview", "previous", "next", "undo", "redo"]),
        ("why", ["remark", "park", "go", "overview", "undo"]),
        ("close", ["remark", "park"]),
    ],
)
def test_a_key_that_means_nothing_at_a_question_says_so(kind, dead):
    for key in dead:
        view = view_of(item("a", "select_one", scale=YES_NO), kind=kind)
        assert press(view, key) is None
        assert view.message.endswith("kan hier niet.")


def test_every_key_is_known_and_does_something_or_says_why_not():
    for key in (*KEYS, *EDITING):
        view = among(SCALE)
        before = shown(view)
        assert press(view, key) is not None or shown(view) != before, key
    for sign in ("x", "7", " ", "é", "\x1b[23~", "\x16"):
        view = view_of(SCALE)
        assert press(view, "", sign) is None
        assert view.message


def test_ctrl_c_asks_first_and_any_other_key_takes_that_back():
    for between in ("down", "help", "'2", "'/"):
        view = among(SCALE)
        assert press(view, "stop") is None
        assert any("Alles is opgeslagen. Nogmaals Ctrl+C" in line for line in shown(view))
        pressed(view, between)
        assert not any("Nogmaals Ctrl+C" in line for line in shown(view))
        assert press(view, "stop") is None
        assert press(view, "stop") == Pause()


def test_ctrl_c_does_not_claim_that_all_is_saved_where_it_is_not():
    view = view_of(Item(":trouble", "note", both("Niet bewaard.")), kind="trouble")
    press(view, "stop")
    said = "\n".join(shown(view))
    assert "Nogmaals Ctrl+C" in said
    assert "Alles is opgeslagen" not in said
    press(view, "saved")
    assert "nog niet opgeslagen" in view.message


@pytest.mark.parametrize(
    ("saved", "sentence"),
    [
        ({"saved_at": "14:03:07", "saved_in": "studie"}, "Alles is opgeslagen om 14:03:07 in "),
        ({"saved_at": "14:03:07"}, "Alles is opgeslagen om 14:03:07."),
        ({}, "Er is nog niets om op te slaan."),
    ],
)
def test_one_key_says_when_and_where_all_was_saved(saved, sentence):
    view = view_of(TEXT, **saved)
    press(view, "saved")
    assert view.message.startswith(sentence)


@pytest.mark.parametrize("panel", ["help", "reasons", "refused", "go", "overview", "'/"])
def test_esc_leaves_any_panel_and_what_was_typed_stands_there_still(panel):
    view = among(SCALE)
    pressed(view, "'4", panel)
    assert view.panel != "question"
    assert press(view, "back") is None
    assert view.panel == "question"
    assert press(view, "accept") == Given(4)


def test_to_go_somewhere_one_types_a_code_or_words_whatever_their_accents_and_case():
    view = among(TEXT)
    press(view, "go")
    assert found(view) == ["groups_n", "trust", "member", "years", "since"]
    for typed, wanted in (
        ("trust", ["trust"]),
        ("GROEP", ["groups_n", "trust"]),
        ("prive groep", ["trust"]),
        ("idee jaar", ["years"]),
        ("lid", ["member", "since"]),
        ("niets daarvan", []),
    ):
        view = among(TEXT)
        pressed(view, "go", "'" + typed)
        assert found(view) == wanted, typed


def test_enter_goes_to_the_place_pointed_at():
    view = among(TEXT, here="member")
    assert pressed(view, "go", "accept") == GoTo(Slot("groups_n"))
    assert pressed(view, "down", "accept") == GoTo(Slot("trust"))
    assert pressed(view, "end", "up", "accept") == GoTo(Slot("years"))
    assert pressed(view, "home", "'jaar", "accept") == GoTo(Slot("years"))


def test_to_go_where_one_stands_is_to_stay_and_keeps_what_is_typed():
    view = among(TEXT)
    assert pressed(view, "'half", "go", "'groups", "accept") is None
    assert (view.panel, view.typed) == ("question", "half")


def test_one_cannot_go_to_what_was_set_aside_nor_to_nothing():
    view = among(TEXT)
    assert pressed(view, "go", "'since", "accept") is None
    assert "opzij gezet" in view.message
    assert pressed(view, "'x", "accept") is None
    assert "Er is geen vraag" in view.message


def test_the_words_one_searches_with_are_mended_like_any_text():
    view = among(TEXT)
    pressed(view, "go", "'trutz", "erase", "left", "'s", "right")
    assert view.line.text == "trust"
    assert view.typed == ""


def test_from_the_closing_the_overview_points_at_what_is_open_first():
    for places, first in ((PLACES, 1), (PLACES[:1], 0), ((), 0)):
        view = among(TEXT, here="close", places=places)
        pressed(view, "overview")
        assert view.place == first


def test_the_overview_points_at_where_one_is_and_sections_are_one_key_apart():
    view = among(TEXT)
    assert pressed(view, "overview") is None
    assert view.place == 1
    assert pressed(view, "next", "accept") == GoTo(Slot("years"))
    assert pressed(view, "previous", "accept") == GoTo(Slot("member"))
    assert pressed(view, "end", "accept") is None
    assert "opzij gezet" in view.message


def test_what_answers_the_question_means_nothing_among_other_questions():
    for panel in ("go", "overview"):
        for key in ("dont_know", "refused", "reasons", "remark", "park", "undo", "editor"):
            view = among(TEXT)
            assert pressed(view, panel, key) is None
            assert "Esc gaat daarheen terug" in view.message


def test_from_one_panel_straight_to_another():
    view = among(TEXT)
    assert pressed(view, "overview", "go", "'trust", "accept") == GoTo(Slot("trust"))
    assert pressed(view, "overview", "help", "back", "back") == Back()


def test_the_places_are_looked_up_once_and_only_when_they_are_shown():
    looked = []

    def places():
        looked.append(1)
        return PLACES

    view = view_of(TEXT, spots=places)
    pressed(view, "'half", "help", "back", "down")
    assert not looked
    pressed(view, "go", "'trust", "down", "up", "accept")
    shown(view)
    assert len(looked) == 1


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("terug", Back()),
        ("park", Park()),
        ("opm zo gezegd", Note("zo gezegd")),
        ("weet niet", Reason("dont_know")),
        ("undo", Undo()),
        ("stop", Pause()),
        ("editor", Editing()),
    ],
)
def test_a_command_does_what_its_key_does(typed, reply):
    view = view_of(TEXT)
    assert pressed(view, "'/" + typed, "accept") == reply


def test_every_command_is_one_of_the_keys():
    assert set(NAMES) <= set(KEYS)
    for name in NAMES:
        view = among(TEXT, saved_at="14:03:07")
        outcome = pressed(view, "'" + word_of(name, "nl"), "accept")
        assert outcome is not None or view.message or view.panel != "question", name


def test_a_command_for_a_panel_opens_it_with_the_words_behind_it():
    view = among(TEXT)
    assert pressed(view, "'/ga trust", "accept") is None
    assert view.panel == "find"
    assert pressed(view, "accept") == GoTo(Slot("trust"))
    view = view_of(TEXT)
    assert pressed(view, "'/wil niet", "accept") is None
    assert pressed(view, "accept") == Reason("refused")


def test_what_is_no_command_stays_to_be_mended_and_is_never_an_answer():
    view, noted = noted_view_of(TEXT)
    assert pressed(view, "'/onzin", "accept") is None
    assert "onzin" in view.message
    assert (view.panel, view.line.text) == ("command", "onzin")
    view = view_of(item("a", "select_one", scale=YES_NO), kind="consent")
    assert pressed(view, "'/park", "accept") is None
    assert view.message.endswith("kan hier niet.")
    assert view.panel == "command"
    assert not noted


def test_an_empty_command_is_a_way_back():
    view = view_of(TEXT)
    assert pressed(view, "'/", "accept") is None
    assert view.panel == "question"


def test_two_slashes_begin_a_text_with_one():
    view = view_of(TEXT)
    assert pressed(view, "'//etc", "accept") == Given("/etc")
    view = view_of(SCALE)
    pressed(view, "'//")
    assert view.panel == "question"
    assert view.message


def test_a_slash_or_a_question_mark_inside_a_text_is_text():
    view = view_of(TEXT)
    assert pressed(view, "'en/of wie?", "accept") == Given("en/of wie?")


def test_a_paste_goes_where_text_goes_and_nowhere_else():
    for keys, into in (([], "typed"), (["go"], "line"), (["'/"], "line")):
        view = among(TEXT)
        pressed(view, *keys)
        paste(view, "een\r\ntwee\n")
        text = view.line.text if into == "line" else view.typed
        assert text == "een twee"
    for keys in (["help"], ["overview"], ["reasons"], ["refused"]):
        view = among(TEXT)
        pressed(view, *keys)
        paste(view, "1\n")
        assert "Plakken kan hier niet" in view.message
        assert view.typed == ""


@pytest.mark.parametrize("panel", ["", "refused", "reasons", "go", "overview", "'/"])
def test_a_key_that_settles_something_settles_nothing_when_more_comes_with_it(panel):
    view = among(TEXT)
    if panel:
        pressed(view, panel)
    assert answers(view, "accept", "\r")
    dropped = refuse_burst(view)
    assert "Er kwam meer binnen" in view.message
    assert dropped == (panel in ("refused", "reasons", "overview"))
    assert view.typed + view.line.text == ("" if dropped else " ")


def test_enter_may_leave_the_explanation_whatever_comes_with_it():
    view = among(TEXT)
    pressed(view, "help")
    assert not answers(view, "accept", "\r")


def test_where_one_key_answers_that_key_comes_alone_or_not_at_all():
    view = view_of(SCALE, fast=True)
    assert answers(view, "", "4")
    assert refuse_burst(view)
    assert view.pointer is None
    assert not answers(view_of(SCALE), "", "4")


def test_marks_are_set_at_the_question_only():
    view = among(item("groups_n", "select_multiple", scale=CHANNELS))
    pressed(view, "'1 ", "refused", "' 2 ")
    assert view.ticked == ["tel112"]
    pressed(view, "back", "reasons", "' ")
    assert view.ticked == ["tel112"]
    assert view.message


def test_hundreds_of_places_are_searched_as_a_few():
    places = tuple(Spot(Slot(f"item{n}"), f"Vraag over {n}", f"Deel {n // 9}") for n in range(500))
    view = among(TEXT, here="item250", places=places)
    pressed(view, "overview")
    assert any("> " in line and "item250" in line for line in shown(view))
    assert pressed(view, "go", "'over 499", "accept") == GoTo(Slot("item499"))
