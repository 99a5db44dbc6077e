"""The state of a session: what each event does to it, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.forms import Journal
from wbp_survey.model.payloads import answer_payload, override_payload, slot_payload
from wbp_survey.model.session import SessionState, Slot, apply, fold, slot_of

TRUST, SEEN = Slot("trust", "S1"), Slot("seen", "S2", 2)
OPENED = {"instrument": "wijkagent", "version": "1.0.0", "sha256": "", "kind": "interview"}


def after(*recorded):
    return recorded_in(*recorded).state


def recorded_in(*recorded):
    journal = Journal()
    for kind, payload in recorded:
        journal.save(kind, payload)
    return journal


def remarked(slot, text):
    return "remark_made", slot_payload(slot) | {"text": text}


def raised(slot, number="Q1", text="klopt dit?"):
    return "query_raised", slot_payload(slot) | {"query": number, "text": text}


@given(st.builds(Slot, st.text(min_size=1), st.text(), st.integers(0, 9)))
def test_a_slot_is_read_back_from_any_payload_that_names_it(slot):
    for payload in (
        slot_payload(slot),
        answer_payload(slot, 3),
        answer_payload(slot, missing="refused"),
        override_payload(slot, ". < 5", "zo zit het"),
    ):
        assert slot_of(payload) == slot


_RECORDED = st.sampled_from(
    [
        ("answer_given", answer_payload(TRUST, 3)),
        ("answer_given", answer_payload(SEEN, missing="refused")),
        ("answer_given", answer_payload(SEEN, "ja") | {"order": 1, "row": "r1"}),
        ("answer_given", None),
        ("answer_cleared", slot_payload(TRUST)),
        ("answer_corrected", answer_payload(SEEN, 4)),
        ("answer_settled", answer_payload(TRUST, 4) | {"entry": "20241231-def"}),
        ("check_overridden", override_payload(TRUST, ". < 5", "zo zit het")),
        ("item_parked", slot_payload(SEEN)),
    ]
)


@given(st.lists(_RECORDED, max_size=12), st.integers(0, 12))
def test_events_that_come_in_a_row_are_taken_in_as_if_one_by_one(recorded, begun):
    journal = recorded_in(*recorded)
    whole = fold(journal.events)
    assert whole == reduce(apply, journal.events, SessionState())
    assert list(whole.answers) == list(journal.state.answers)
    assert fold(journal.events[begun:], fold(journal.events[:begun])) == whole


def test_a_session_opened_says_how_it_is_held():
    plain = after(("session_opened", OPENED))
    assert (plain.mode, plain.again, plain.closed) == ("", "", False)
    assert plain.last_at == plain.opened_at
    typed = after(("session_opened", OPENED | {"mode": "paper", "again": "20241231-abc"}))
    assert (typed.mode, typed.again) == ("paper", "20241231-abc")


def test_a_remark_is_kept_until_an_empty_one_takes_it_away():
    state = after(remarked(TRUST, "eerst"), remarked(SEEN, "ook"), remarked(TRUST, "later"))
    assert state.remarks == {TRUST: "later", SEEN: "ook"}
    state = after(remarked(TRUST, "eerst"), remarked(TRUST, ""), remarked(SEEN, ""))
    assert state.remarks == {}


def test_a_remark_outlives_its_answer():
    state = after(
        ("answer_given", answer_payload(TRUST, 7)),
        remarked(TRUST, "aarzelde lang"),
        ("answer_cleared", slot_payload(TRUST)),
    )
    assert (state.answers, state.remarks) == ({}, {TRUST: "aarzelde lang"})


def test_parked_questions_stand_in_order_and_once():
    parked = [("item_parked", slot_payload(slot)) for slot in (TRUST, SEEN, TRUST)]
    assert after(*parked).parked == (SEEN, TRUST)
    assert after(*parked, ("item_unparked", slot_payload(SEEN))).parked == (TRUST,)
    assert after(("item_unparked", slot_payload(SEEN))).parked == ()


@pytest.mark.parametrize("kind", ["answer_given", "answer_corrected"])
def test_an_answer_takes_its_own_question_out_of_the_parked_ones(kind):
    parked = [("item_parked", slot_payload(slot)) for slot in (TRUST, SEEN)]
    assert after(*parked, (kind, answer_payload(TRUST, 7))).parked == (SEEN,)


def test_a_correction_is_the_answer_from_then_on_and_its_explanation_is_gone():
    journal = recorded_in(
        ("answer_given", answer_payload(TRUST, 99)),
        ("check_overridden", override_payload(TRUST, ". < 50", "zo zit het")),
        (
            "answer_corrected",
            answer_payload(TRUST, missing="dont_know")
            | {"old": {"value": 99}, "because": "verkeerd getypt"},
        ),
    )
    answer = journal.state.answers[TRUST]
    assert (answer.value, answer.missing, answer.event) == (
        None,
        "dont_know",
        journal.events[-1].id,
    )
    assert journal.state.overridden == {}


def test_an_odd_answer_that_nobody_explained_is_told_from_one_that_was():
    state = after(
        ("answer_given", answer_payload(TRUST, 99)),
        ("check_overridden", override_payload(TRUST, ". < 50", "zo zit het")),
        ("check_overridden", override_payload(TRUST, ". < 90", missing="refused")),
    )
    assert state.overridden == {TRUST: {". < 50": "zo zit het", ". < 90": "refused"}}


def test_a_difference_is_settled_on_a_value_a_reason_or_no_answer():
    given_first = ("answer_given", answer_payload(TRUST, 3))
    entry = {"entry": "20241231-xyz", "because": "staat zo op papier"}
    for settled, answers in (
        (answer_payload(TRUST, 4), {TRUST: (4, "")}),
        (answer_payload(TRUST, missing="refused"), {TRUST: (None, "refused")}),
        (slot_payload(TRUST), {}),
    ):
        state = after(given_first, ("answer_settled", settled | entry))
        assert {
            slot: (answer.value, answer.missing) for slot, answer in state.answers.items()
        } == answers
        assert state.settled == {TRUST: "20241231-xyz"}


def test_a_difference_settled_on_a_value_that_counts_as_nothing_is_an_answer():
    for value in (0, 0.0):
        state = after(("answer_settled", answer_payload(TRUST, value) | {"entry": "e"}))
        assert state.answers[TRUST].value == value


def test_a_query_is_open_then_answered_then_closed_and_keeps_every_word():
    state = after(
        raised(TRUST),
        ("query_answered", {"query": "Q1", "text": "ja, nagevraagd"}),
        ("query_closed", {"query": "Q1", "text": ""}),
        raised(SEEN, "Q2", "welke dag?"),
    )
    first, second = state.queries["Q1"], state.queries["Q2"]
    assert (first.slot, first.status, second.slot, second.status) == (TRUST, "closed", SEEN, "open")
    assert [(status, words) for status, words, _, _ in first.said] == [
        ("open", "klopt dit?"),
        ("answered", "ja, nagevraagd"),
        ("closed", ""),
    ]
    assert {who for _, _, who, _ in first.said} == {"INT"}


def test_an_answer_to_a_query_that_was_removed_changes_nothing():
    journal = recorded_in(raised(TRUST), ("query_answered", {"query": "Q1", "text": "ja"}))
    question, answer = journal.events
    state = fold([replace(question, payload=None, salt=""), answer])
    assert (state.queries, state.seq) == ({}, 2)


def test_a_session_is_closed_until_it_is_reopened():
    closing = ("session_closed", {"reason": "complete"})
    assert after(("session_opened", OPENED), closing).closed
    again = after(
        ("session_opened", OPENED), closing, ("session_reopened", {"because": "vergeten"})
    )
    assert not again.closed
    assert after(closing, ("session_reopened", {"because": "vergeten"}), closing).closed


def test_folding_part_way_and_going_on_is_folding_at_once():
    journal = recorded_in(
        ("session_opened", OPENED),
        ("item_parked", slot_payload(TRUST)),
        remarked(TRUST, "later"),
        ("answer_given", answer_payload(TRUST, 7)),
        raised(TRUST),
        ("session_closed", {"reason": "complete"}),
    )
    for cut in range(len(journal.events) + 1):
        half = fold(journal.events[:cut])
        assert fold(journal.events[cut:], half) == journal.state


def test_people_read_from_a_file_are_folded_at_once_as_one_by_one():
    def person(number):
        who = {"participant": f"P{number}", "role": "bewoner", "pseudonym": f"B-{number}"}
        return who | {"answers": {"a": {"value": str(number)}, "b": {"missing": "refused"}}}

    journal = recorded_in(
        *(("responses_imported", person(number)) for number in (1, 2)),
        ("session_closed", {}),
        ("session_reopened", {}),
        ("responses_imported", person(3) | {"case": "vinex", "round": 2}),
    )
    events = [*journal.events]
    events[1] = replace(events[1], payload=None, salt="")  # whoever withdrew
    one_by_one = SessionState()
    for event in events:
        one_by_one = apply(one_by_one, event)
    assert fold(events) == one_by_one
    assert [one.id for one in one_by_one.participants] == ["P1", "P3"]


def test_what_this_version_does_not_know_is_kept_and_changes_nothing():
    state = after(("answer_given", answer_payload(TRUST, 7)))
    later = recorded_in(("answer_given", answer_payload(TRUST, 7)), ("from_the_future", {"x": 1}))
    assert later.state.seq == 2
    assert {slot: answer.value for slot, answer in later.state.answers.items()} == {
        slot: answer.value for slot, answer in state.answers.items()
    }


def test_an_answer_given_again_in_the_talk_is_settled_no_longer():
    journal = Journal()
    settled = answer_payload(TRUST, 4) | {"entry": "tweede"}
    assert journal.save("answer_settled", settled).settled == {TRUST: "tweede"}
    corrected = journal.save("answer_corrected", answer_payload(TRUST, 5) | {"because": "x"})
    assert corrected.settled == {TRUST: "tweede"}
    assert journal.save("answer_given", answer_payload(TRUST, 6)).settled == {}
