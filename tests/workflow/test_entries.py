"""A second entry: by whom, of what, blind, durable, and settled in the first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workflow.paper import answer, consent, hold_again, other, typed_in
from tests.workflow.studies import CLOSED, hold, republish, said, seat, small_study, survey
from wbp_survey.errors import WbpError
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import Slot
from wbp_survey.store.claim import claim
from wbp_survey.store.drafts import save_draft
from wbp_survey.wizard.question import Given, Pause
from wbp_survey.workflow.after import Change, correct, reopen_session, review_session
from wbp_survey.workflow.entries import (
    Again,
    enter_again,
    enter_again_script,
    settle_entries,
)
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.record import Request, record_script
from wbp_survey.workflow.sessions import list_sessions, show_session, verify_journal
from wbp_survey.workflow.slots import Where
from wbp_survey.workflow.study import journal, open_place

FIRST = "20260302-aaaaaa"
AGAIN = Again(FIRST, "CD")


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def paper(place):
    """A paper form that AB typed in; return place and session."""
    return place, typed_in(place)


def codes(error):
    return [problem.code for problem in error.value.problems]


def refused_with(code, function, *arguments):
    with pytest.raises(WbpError) as error:
        function(*arguments)
    assert codes(error) == [code]
    return error.value.problems[0]


def nobody(_question):
    raise AssertionError("something was asked")


def test_a_second_entry_is_a_session_that_names_the_first(paper):
    place, first = paper
    done = enter_again_script(place, Again(first, "CD"), (consent(place), *other()))
    opened = show_session(place, done.second.id).events[0]
    assert opened.payload["again"] == first
    assert (done.how, done.left) == ("closed", 0)
    assert done.second.interviewer == "CD"
    held = show_session(place, first).state
    for name in ("instrument", "version", "sha256", "case", "municipality", "opened_here", "mode"):
        assert getattr(done.second, name) == getattr(held, name)
    assert verify_journal(place) == []


def test_whoever_enters_again_sees_nothing_of_the_first(paper):
    place, first = paper
    with journal(place) as store:
        save_draft(store, first, Slot("why", "S1"), "GEHEIM")
    seen = []

    def ask(question):
        seen.append(question)
        return Pause() if question.kind == "item" else Given("yes" if question.item.scale else None)

    enter_again(place, Again(first, "CD"), ask)
    assert [question.kind for question in seen][-1] == "item"
    assert all(first in question.banner for question in seen)
    for question in seen:
        assert question.given is None
        assert not question.draft
        assert not question.remark
    assert seen[-1].fast


def test_consent_is_asked_again_where_it_stands_on_paper(paper):
    place, first = paper
    script = (consent(place, quote=False), *other())
    done = enter_again_script(place, Again(first, "CD"), script)
    assert done.second.consent["S1"]["quote"] is False
    assert done.left == 1


def test_consent_is_taken_over_from_a_talk(place):
    hold(place, FIRST, ("consent_given", _agreed(place)), said("member", "no"), CLOSED)
    done = enter_again_script(place, AGAIN, (answer("member", "nee"),))
    assert done.second.consent == show_session(place, FIRST).state.consent


def _agreed(place):
    scopes = {one.id: True for one in place.study.consent.scopes}
    return {"participant": "S1", "scopes": scopes, "version": "1"}


def test_seats_are_taken_over_so_that_answers_lie_at_the_same_places(place):
    seats = [seat(1), seat(2, "wijkagent"), seat(3)]
    hold(place, FIRST, *seats, CLOSED, instrument="table")
    done = enter_again(place, AGAIN, lambda _question: Pause())
    assert done.second.participants == done.first.participants
    assert [person.role for person in done.second.participants][1] == "wijkagent"


def test_a_round_table_on_paper_asks_for_no_more_seats(place):
    opened = Request("table", "plein", interviewer="AB", mode="paper")
    entries = (
        ScriptEntry(seats=("bewoner", "wijkagent")),
        consent(place),
        *(
            answer("safe", str(grade), participant=seat_, round=round_)
            for grade, (seat_, round_) in enumerate(
                [("S1", 1), ("S2", 1), ("S1", 2), ("S2", 2)], start=5
            )
        ),
        answer("outcome", "Samen."),
    )
    first = record_script(place, opened, entries)
    assert first.how == "closed"
    kinds = []

    def ask(question):
        kinds.append(question.kind)
        return Pause() if question.kind in ("consent", "row") else Given(None)

    enter_again(place, Again(first.state.id, "CD"), ask)
    assert "seat" not in kinds
    changed = [
        replace(one, typed="10") if (one.participant, one.round) == ("S2", 2) else one
        for one in entries[1:]
    ]
    done = enter_again_script(place, Again(first.state.id, "CD", resume=True), tuple(changed))
    assert (done.how, done.left) == ("closed", 1)


@pytest.mark.parametrize("name", ["AB", " ab ", "Ａｂ"])
def test_the_person_who_entered_it_is_refused(paper, name):
    place, first = paper
    refused_with("RECORD_AGAIN_SAME_PERSON", enter_again, place, Again(first, name), nobody)
    assert len(list_sessions(place)) == 1


def test_whoever_corrected_an_answer_has_seen_it(place):
    hold(place, FIRST, said("member", "yes"), CLOSED)
    with journal(place) as store:
        from wbp_survey.workflow.recorder import Recorder

        state = show_session(place, FIRST).state
        payload = {"item": "member", "participant": "S1", "value": "no", "old": {}, "because": "x"}
        Recorder(store, state, "CD").save("answer_corrected", payload)
    refused_with("RECORD_AGAIN_SAME_PERSON", enter_again, place, AGAIN, nobody)


def test_an_open_session_is_refused(place):
    hold(place, FIRST, said("member", "yes"))
    refused_with("RECORD_AGAIN_OPEN", enter_again, place, AGAIN, nobody)


def test_what_was_imported_is_refused(place):
    import_file(place, *survey(place.root.parent / "files"))
    (row,) = list_sessions(place)
    refused_with("RECORD_IMPORTED", enter_again, place, Again(row.id, "CD"), nobody)


def test_a_second_entry_is_not_entered_again_itself(paper):
    place, first = paper
    done = enter_again_script(place, Again(first, "CD"), (consent(place), *other()))
    problem = refused_with(
        "RECORD_SECOND_ENTRY", enter_again, place, Again(done.second.id, "EF"), nobody
    )
    assert problem.values["first"] == first


def test_a_version_that_was_changed_is_refused(paper):
    place, first = paper
    file = place.root / "instruments" / "small" / "1.0.0.yaml"
    file.write_text(file.read_text("utf-8").replace("Hoe vaak?", "Hoe zelden?"), "utf-8")
    with pytest.raises(WbpError):
        enter_again(place, Again(first, "CD"), nobody)
    assert len(list_sessions(place)) == 1


def test_it_is_entered_in_its_own_version_when_a_newer_one_is_published(paper):
    place, first = paper
    draft = place.root / "instruments" / "small" / "draft.yaml"
    draft.write_text(draft.read_text("utf-8").replace("Hoe vaak?", "Hoe zelden?"), "utf-8")
    republish(place, "small", "2.0.0")
    done = enter_again_script(place, Again(first, "CD"), (consent(place), *other()))
    assert done.second.version == "1.0.0"


def test_a_second_entry_goes_on_where_it_was_left(paper):
    place, first = paper
    begun = enter_again_script(place, Again(first, "CD"), (consent(place), *other()[:2]))
    assert begun.how == "stopped"
    done = enter_again_script(place, Again(first, "CD", resume=True), other()[2:])
    assert done.second.id == begun.second.id
    assert (done.how, done.left) == ("closed", 0)


def test_without_resume_the_second_entry_that_was_begun_goes_on_too(paper):
    place, first = paper
    begun = enter_again_script(place, Again(first, "CD"), (consent(place),))
    done = enter_again_script(place, Again(first, "CD"), other())
    assert done.second.id == begun.second.id
    assert len(list_sessions(place)) == 2


def test_what_one_person_began_another_does_not_go_on_with_by_accident(paper):
    place, first = paper
    begun = enter_again_script(place, Again(first, "CD"), (consent(place),))
    problem = refused_with("RECORD_AGAIN_BEGUN", enter_again, place, Again(first, "EF"), nobody)
    assert problem.values["by"] == "CD"
    done = enter_again_script(place, Again(first, "EF", resume=True), other())
    assert (done.how, done.second.id) == ("closed", begun.second.id)


@pytest.mark.parametrize("how", ["correct", "reopen", "review"])
def test_a_second_entry_stays_as_it_was_entered(paper, how):
    place, first = paper
    entries = (consent(place), *other(years="25"))
    second = enter_again_script(place, Again(first, "CD"), entries).second.id
    refusals = {
        "correct": (correct, second, Where("years"), Change("2,5", because="x"), "AB", "nl"),
        "reopen": (reopen_session, second, "x", "CD"),
        "review": (review_session, second, "AB", nobody, "nl"),
    }
    function, *arguments = refusals[how]
    refused_with("RECORD_SECOND_STAYS", function, place, *arguments)
    assert show_session(place, second).state.closed


def test_there_is_nothing_to_resume_before_it_was_begun(paper):
    place, first = paper
    again = Again(first, "CD", resume=True)
    refused_with("RECORD_AGAIN_NONE", enter_again, place, again, nobody)


def test_a_crash_while_it_is_opened_leaves_something_to_go_on_with(paper, monkeypatch):
    from wbp_survey.workflow import entries

    place, first = paper

    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(entries, "_take_over", crash)
        with pytest.raises(KeyboardInterrupt):
            enter_again(place, Again(first, "CD"), nobody)
    done = enter_again_script(place, Again(first, "CD", resume=True), (consent(place), *other()))
    assert (done.how, len(list_sessions(place))) == ("closed", 2)
    assert [person.id for person in done.second.participants] == ["S1"]


def test_an_entry_that_somebody_holds_is_refused_with_their_name(paper):
    place, first = paper
    begun = enter_again_script(place, Again(first, "CD"), (consent(place),))
    with journal(place) as store:
        for session in (begun.second.id, first):
            with claim(store, session, "GH"):
                problem = refused_with(
                    "STORE_SESSION_BUSY", enter_again, place, Again(first, "CD"), nobody
                )
                assert problem.values["owner"] == "GH"


def test_a_session_is_entered_a_second_time_once(paper):
    place, first = paper
    done = enter_again_script(
        place,
        Again(first, "CD"),
        (consent(place), *other(kind="2")[:5], answer("kind", "2"), answer("kind_other", "soms")),
    )
    assert done.left == 1
    refused_with("RECORD_AGAIN_DONE", enter_again, place, Again(first, "EF"), nobody)
    settle_entries(place, first, "EF", choosing("first"), "nl")
    refused_with("RECORD_AGAIN_SETTLED", enter_again, place, Again(first, "EF"), nobody)


def test_a_script_with_something_wrong_in_it_enters_nothing(paper):
    place, first = paper
    script = (consent(place), answer("member", "misschien"))
    refused_with("RECORD_SCRIPT_REFUSED", enter_again_script, place, Again(first, "CD"), script)
    assert len(list_sessions(place)) == 1


def choosing(*replies):
    """Somebody who makes these choices and then leaves."""
    left = list(replies)

    def ask(question):
        if question.item.type == "note":
            return Given(None)
        return Given(left.pop(0)) if left else Pause()

    return ask


@pytest.fixture
def differing(paper):
    """Two entries that differ at two questions; return place, first, second."""
    place, first = paper
    script = (consent(place), *other(years="25", why="Het helpt niet."))
    done = enter_again_script(place, Again(first, "CD"), script)
    assert done.left == 2
    return place, first, done.second.id


def test_differences_are_settled_in_the_first_session_by_whoever_does_it(differing):
    place, first, second = differing
    done = settle_entries(place, first, "EF", choosing("second", "first"), "nl")
    assert (done.how, done.left, done.second) == ("settled", 0, second)
    held = show_session(place, first)
    assert held.state.answers[Slot("years", "S1")].value == 25
    events = [event for event in held.events if event.kind == "answer_settled"]
    assert {event.actor for event in events} == {"EF"}
    assert show_session(place, second).events[-1].kind == "session_closed"
    assert verify_journal(place) == []


def test_either_entry_may_be_named_to_settle(differing):
    place, first, second = differing
    assert settle_entries(place, second, "EF", choosing(), "nl").first.id == first


def test_settling_goes_on_after_it_was_left(differing):
    place, first, _ = differing
    assert settle_entries(place, first, "EF", choosing("second"), "nl").left == 1
    assert settle_entries(place, first, "AB", choosing("second"), "nl").how == "settled"


def test_what_was_being_typed_lies_ready_after_a_crash(differing):
    place, first, _ = differing
    with journal(place) as store:
        save_draft(store, first, Slot("years", "S1"), "2,")
    seen = []

    def ask(question):
        seen.append(question)
        if question.item.type == "note":
            return Given(None)
        return Given("other") if question.kind == "choice" else Pause()

    settle_entries(place, first, "EF", ask, "nl")
    assert seen[-1].draft == "2,"


def test_settling_on_no_answer_leaves_a_question_without_one(place):
    hold(place, FIRST, said("member", "no"), said("know", 3), CLOSED)
    hold_again(place, "20260303-bbbbbb", FIRST, said("member", "no"), CLOSED)
    done = settle_entries(place, FIRST, "EF", choosing("second"), "nl")
    assert done.how == "settled"
    waiting = ["know", "channels", "kind"]
    assert done.unanswered == len(waiting)
    assert list(show_session(place, FIRST).state.answers) == [Slot("member", "S1")]
    assert verify_journal(place) == []


def test_settling_waits_until_both_entries_are_complete(paper):
    place, first = paper
    refused_with("RECORD_AGAIN_NONE", settle_entries, place, first, "EF", nobody, "nl")
    enter_again_script(place, Again(first, "CD"), (consent(place),))
    refused_with("RECORD_AGAIN_UNFINISHED", settle_entries, place, first, "EF", nobody, "nl")


def test_an_unknown_session_is_refused(place):
    hold(place, FIRST, CLOSED)
    for function, rest in (
        (enter_again, (Again("x", "CD"), nobody)),
        (settle_entries, ("x", "CD", nobody, "nl")),
    ):
        refused_with("RECORD_UNKNOWN_SESSION", function, place, *rest)
    assert open_place(place.root).root == place.root
