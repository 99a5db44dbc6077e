"""The draft holds what was typed so far."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.events import answered, interview
from wbp_survey.model.session import Slot
from wbp_survey.store.connect import open_store
from wbp_survey.store.drafts import (
    clear_draft,
    read_draft,
    read_drafts,
    save_draft,
    save_typed,
)
from wbp_survey.store.journal import append


def test_there_is_no_draft_before_anything_is_typed(store):
    assert read_draft(store, "s") is None


def test_the_last_keystroke_is_kept(store):
    for text in ("d", "de", "de b"):
        save_draft(store, "s", Slot("effect", "S2", 1), text)
    draft = read_draft(store, "s")
    assert (draft.slot, draft.text) == (Slot("effect", "S2", 1), "de b")
    assert datetime.now(UTC) - datetime.fromisoformat(draft.at) < timedelta(minutes=1)


def test_a_draft_moves_along_with_the_interviewer(store):
    save_draft(store, "s", Slot("a"), "x")
    save_draft(store, "s", Slot("b", "S1"), "")
    assert read_draft(store, "s").slot == Slot("b", "S1")


def test_sessions_have_drafts_of_their_own(store):
    save_draft(store, "one", Slot("a"), "1")
    save_draft(store, "two", Slot("a"), "2")
    clear_draft(store, "one")
    assert read_draft(store, "one") is None
    assert read_draft(store, "two").text == "2"


def test_a_draft_survives_closing(store_url):
    with open_store(store_url, create=True) as store:
        save_draft(store, "s", Slot("a"), "half een zin")
    with open_store(store_url) as store:
        assert read_draft(store, "s").text == "half een zin"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text())
def test_whatever_a_terminal_sends_comes_back(store, text):
    save_draft(store, "s", Slot("a"), text + "\ud83d\0\x1b")
    assert read_draft(store, "s").text == text + "\ud83d\0\x1b"


def test_every_question_keeps_what_was_typed_there(store):
    a, b = Slot("a", "S1"), Slot("b", "S1")
    save_draft(store, "s", a, "half een zin")
    save_draft(store, "s", b, "")
    save_draft(store, "s", b, "nog een")
    assert read_drafts(store, "s") == {a: "half een zin", b: "nog een"}
    save_draft(store, "s", b, "")
    assert read_drafts(store, "s") == {a: "half een zin"}


def test_what_is_typed_afterwards_leaves_where_the_interviewer_stands(store):
    save_draft(store, "s", Slot("a"), "x")
    save_typed(store, "s", Slot("b"), "y")
    assert read_draft(store, "s").slot == Slot("a")
    assert read_drafts(store, "s") == {Slot("a"): "x", Slot("b"): "y"}


def test_an_answer_makes_its_draft_go_and_no_other(store):
    events = interview(answered(24, "leden"), answered(3, "groepen"))
    session = events[0].session
    append(store, events[:2])
    for item in ("leden", "groepen", "effect"):
        save_draft(store, session, Slot(item, "S1"), "2")
    save_draft(store, "another", Slot("leden", "S1"), "9")
    append(store, events[2:3])
    assert read_drafts(store, session) == {Slot("groepen", "S1"): "2", Slot("effect", "S1"): "2"}
    append(store, events[3:])
    assert read_drafts(store, session) == {Slot("effect", "S1"): "2"}
    assert read_drafts(store, "another") == {Slot("leden", "S1"): "9"}
