"""After the talk: answers corrected, sessions closed and opened again, nothing ever overwritten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.workflow.studies import CLOSED, hold, republish, said, seat, small_study, survey
from wbp_survey.errors import RecordError, StoreError, UsageError
from wbp_survey.model.session import Slot
from wbp_survey.store.claim import claim
from wbp_survey.wizard.question import Back, Given, Pause, Reason
from wbp_survey.workflow.after import (
    Change,
    close_session,
    correct,
    correct_by_asking,
    open_points,
    reopen_session,
)
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.sessions import show_session, verify_journal
from wbp_survey.workflow.slots import Where
from wbp_survey.workflow.study import journal, open_place

MEMBER, YEARS = Slot("member", "S1"), Slot("years", "S1")
ODD = 'constraint: {check: ". <= 80", soft: true, message'


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def doubting(tmp_path):
    """A study whose newest version only doubts what the first one refuses."""
    place = small_study(tmp_path / "study")
    draft = place.root / "instruments" / "small" / "draft.yaml"
    text = draft.read_text("utf-8").replace('constraint: {check: ". <= 80", message', ODD)
    draft.write_text(text.replace('". <= 80"', '". <= 60"'), "utf-8")
    republish(place, "small", "2.0.0")
    return open_place(place.root)


def changed(place, item, value="", session="one", by="CD", **rest):
    where = Where(item, rest.pop("participant", ""), rest.pop("round_", 0))
    change = Change(value, rest.pop("missing", ""), rest.pop("because", "verhoord"), **rest)
    return correct(place, session, where, change, by, "nl")


def refusal(code, act, *arguments, **named):
    with pytest.raises((RecordError, UsageError, StoreError)) as caught:
        act(*arguments, **named)
    assert [one.code for one in caught.value.problems] == [code]
    return caught.value.problems[0]


def events(place, session="one"):
    return show_session(place, session).events


def test_a_correction_keeps_old_new_who_when_and_why(place):
    hold(place, "one", said("member", "yes"), said("years", 2.5), CLOSED)
    when = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
    change = Change("3,75", because="stond zo op de band")
    done = correct(place, "one", Where("years"), change, "CD", "nl", now=lambda: when)
    event = events(place)[-1]
    assert (event.kind, event.actor, event.at) == (
        "answer_corrected",
        "CD",
        "2026-03-09T08:30:00.000Z",
    )
    assert dict(event.payload) == {
        "item": "years",
        "participant": "S1",
        "value": 3.75,
        "old": {"value": 2.5},
        "because": "stond zo op de band",
    }
    assert done.before.startswith("2,5 jaar")
    assert done.after.startswith("3,75 jaar")
    state = show_session(place, "one").state
    assert state.answers[YEARS].value == 3.75
    assert state.closed
    assert verify_journal(place) == []


def test_a_missing_reason_is_corrected_like_a_value_and_named_in_words(place):
    hold(place, "one", said("member", "yes"), said("years", 2.5))
    changed(place, "years", missing="Weet niet")
    assert show_session(place, "one").state.answers[YEARS].missing == "dont_know"
    changed(place, "years", "4")
    assert events(place)[-1].payload["old"] == {"missing": "dont_know"}


def test_an_answer_that_was_never_given_is_corrected_from_nothing(place):
    hold(place, "one", said("member", "yes"), CLOSED)
    assert changed(place, "years", "4").before == "-"
    assert events(place)[-1].payload["old"] == {}


def test_it_is_said_what_a_correction_does_to_the_route(place):
    hold(place, "one", said("member", "yes"), said("years", 2.5), CLOSED)
    done = changed(place, "member", "nee")
    assert (done.aside, done.back, done.opened) == (1, 0, 0)
    done = changed(place, "member", "ja")
    assert (done.aside, done.back, done.opened) == (0, 1, 0)
    done = changed(place, "channels", "1 2")
    assert (done.aside, done.back, done.opened) == (0, 0, 1)


@pytest.mark.parametrize(
    ("item", "value", "code"),
    [
        ("jaren", "3", "RECORD_UNKNOWN_ITEM"),
        ("years", "90", "RECORD_ANSWER_REFUSED"),
        ("years", "veel", "RECORD_ANSWER_REFUSED"),
        ("years", "2,5", "RECORD_SAME_ANSWER"),
        ("why", "Daarom.", "RECORD_NOT_ON_ROUTE"),
    ],
)
def test_what_will_not_do_is_refused_and_changes_nothing(place, item, value, code):
    hold(place, "one", said("member", "yes"), said("years", 2.5), CLOSED)
    before = events(place)
    refusal(code, changed, place, item, value)
    assert events(place) == before


def test_a_refusal_says_what_is_accepted(place):
    hold(place, "one", said("member", "yes"), CLOSED)
    problem = refusal("RECORD_ANSWER_REFUSED", changed, place, "years", "veel")
    assert "bijvoorbeeld" in problem.remedy("nl")
    problem = refusal("RECORD_ANSWER_REFUSED", changed, place, "years", missing="geen zin")
    assert "weet niet, " in problem.remedy("nl")
    refusal("RECORD_ANSWER_REFUSED", changed, place, "years", missing="not_routed")


def test_a_correction_without_a_reason_is_no_correction(place):
    hold(place, "one", said("member", "yes"), CLOSED)
    refusal("USAGE_EMPTY_TEXT", changed, place, "years", "4", because=" \t")


def test_seat_and_round_must_be_named_where_there_is_more_than_one(place):
    seats = (seat(1), seat(2, "wijkagent"))
    hold(place, "t", *seats, said("safe", 4, "S1", 1), said("outcome", "x", ""), instrument="table")
    problem = refusal("RECORD_WHICH_ANSWER", changed, place, "safe", "3", "t")
    assert "safe S1 R1, safe S2 R1" in problem.cause("nl")
    refusal("RECORD_UNKNOWN_SEAT", changed, place, "safe", "3", "t", participant="S3")
    refusal("RECORD_WHICH_ANSWER", changed, place, "safe", "3", "t", participant="S1")
    changed(place, "safe", "3", "t", participant="s1", round_=2)
    changed(place, "outcome", "samen", "t", participant="groep")
    state = show_session(place, "t").state
    assert state.answers[Slot("safe", "S1", 2)].value == 3
    assert state.answers[Slot("safe", "S1", 1)].value == 4
    assert state.answers[Slot("outcome")].value == "samen"


def test_an_odd_answer_asks_for_the_reason_why_it_is_right(doubting):
    hold(doubting, "one", said("member", "yes"), CLOSED, version="2.0.0")
    problem = refusal("RECORD_ODD_ANSWER", changed, doubting, "years", "70")
    assert "Hooguit 80." in problem.cause("nl")
    assert len(events(doubting)) == 4
    changed(doubting, "years", "70", override="hij is 90")
    assert [event.kind for event in events(doubting)[-2:]] == [
        "answer_corrected",
        "check_overridden",
    ]
    assert show_session(doubting, "one").state.overridden[YEARS] == {". <= 60": "hij is 90"}


def test_a_session_held_with_an_older_version_is_corrected_by_that_version(doubting):
    hold(doubting, "one", said("member", "yes"), CLOSED, version="1.0.0")
    changed(doubting, "years", "70")
    assert events(doubting)[-1].kind == "answer_corrected"


def test_what_was_imported_is_corrected_in_its_file(place, tmp_path):
    session = import_file(place, survey(tmp_path)[0]).session
    for act in (
        lambda: changed(place, "mood", "2", session),
        lambda: reopen_session(place, session, "x", "CD"),
        lambda: open_points(place, session, "nl"),
    ):
        refusal("RECORD_IMPORTED", act)


def test_a_session_in_use_by_somebody_else_is_left_alone(place):
    hold(place, "one", said("member", "yes"))
    with journal(place) as store, claim(store, "one", "AB"):
        refusal("STORE_SESSION_BUSY", changed, place, "member", "nee")
        refusal("STORE_SESSION_BUSY", close_session, place, "one", "x", "CD")
    assert len(events(place)) == 3


def test_a_session_left_open_is_closed_with_its_reason_and_opened_again(place):
    hold(place, "one", said("member", "yes"))
    assert close_session(place, "one", "niemand meer bereikt", "CD").closed
    payload = events(place)[-1].payload
    assert dict(payload) == {"reason": "left", "because": "niemand meer bereikt"}
    refusal("RECORD_ALREADY_CLOSED", close_session, place, "one", "x", "CD")
    assert not reopen_session(place, "one", "toch nog gebeld", "CD").closed
    assert dict(events(place)[-1].payload) == {"because": "toch nog gebeld"}
    refusal("RECORD_ALREADY_OPEN", reopen_session, place, "one", "x", "CD")
    assert show_session(place, "one").state.answers[MEMBER].value == "yes"


@pytest.mark.parametrize("act", [close_session, reopen_session])
def test_neither_closing_nor_opening_goes_without_a_reason(place, act):
    hold(place, "one", said("member", "yes"))
    refusal("USAGE_EMPTY_TEXT", act, place, "one", "  ", "CD")


class Typing:
    """Replies one after the other, and what was asked."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.asked = []

    def __call__(self, question):
        self.asked.append(question)
        return self.replies.pop(0) if self.replies else Pause()


def asked_again(place, item, *replies):
    typing = Typing(*replies)
    return correct_by_asking(place, "one", Where(item), "CD", typing, "nl"), typing


def test_the_question_itself_can_be_asked_again_and_then_why(place):
    hold(place, "one", said("member", "yes"), said("years", 2.5), CLOSED)
    done, typing = asked_again(place, "years", Given(4.0), Given("verhoord"))
    assert [question.item.id for question in typing.asked] == ["years", "years:because"]
    assert typing.asked[0].given.value == 2.5
    assert done.after.startswith("4 jaar")
    assert events(place)[-1].payload["because"] == "verhoord"


def test_a_step_back_from_the_reason_leads_to_the_question_with_what_was_typed(place):
    hold(place, "one", said("member", "yes"), said("years", 2.5), CLOSED)
    _, typing = asked_again(place, "years", Given(4.5), Back(), Given(5.0), Given(""), Given("x"))
    assert typing.asked[2].draft == "4,5"
    assert typing.asked[4].notice == "Hier is een antwoord nodig."
    assert events(place)[-1].payload["value"] == 5.0


@pytest.mark.parametrize(
    "replies", [(Back(),), (Pause(),), (Given(2.5),), (Reason("refused"), Pause())]
)
def test_leaving_the_question_changes_nothing(place, replies):
    hold(place, "one", said("member", "yes"), said("years", 2.5), CLOSED)
    before = events(place)
    done, _ = asked_again(place, "years", *replies)
    assert done is None
    assert events(place) == before
