"""The draft holds what was typed so far."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbp_survey.model.session import Slot
from wbp_survey.store.connect import open_store
from wbp_survey.store.drafts import clear_draft, read_draft, save_draft


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
