"""Going on: which session is meant, in its own version, and never one that somebody else holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workflow.studies import republish
from wbp_survey.errors import RecordError, StoreError
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import SessionState, Slot
from wbp_survey.store.claim import busy, claim
from wbp_survey.wizard.question import Given, Pause, Reason, Undo
from wbp_survey.workflow.init import init
from wbp_survey.workflow.record import Request, begin, record, record_script, recordable
from wbp_survey.workflow.recorder import Recorder
from wbp_survey.workflow.resume import open_sessions, waiting_sessions
from wbp_survey.workflow.sessions import list_sessions, show_session
from wbp_survey.workflow.study import journal, open_place

CONSENT = ScriptEntry(
    consent={
        "participate": True,
        "record": False,
        "quote": True,
        "function": False,
        "reuse": True,
    }
)
YEARS = ScriptEntry(item="wa_years", typed="3,5")
GROUPS = ScriptEntry(item="wa_groups_n", missing="dont_know")
REQUEST = Request("wijkagent-interview", "lastage", interviewer="AB")


@pytest.fixture
def place(tmp_path):
    return open_place(init(tmp_path / "study"))


def begun(place, request=REQUEST, entries=(CONSENT, YEARS)):
    return record_script(place, request, entries).state.id


def refused(place, code, **changes):
    with pytest.raises(RecordError) as error:
        record_script(place, replace(REQUEST, **changes), (GROUPS,))
    (problem,) = error.value.problems
    assert problem.code == code
    assert all("{" not in problem.line(language) for language in ("nl", "en"))
    return problem


def test_the_only_session_left_open_is_the_one_to_go_on_with(place):
    session = begun(place)
    again = record_script(place, replace(REQUEST, resume=""), (GROUPS,))
    assert again.state.id == session
    assert len(list_sessions(place)) == 1


def test_of_several_sessions_left_open_none_is_taken_silently(place):
    ids = [begun(place), begun(place)]
    problem = refused(place, "RECORD_SEVERAL_OPEN", resume="")
    assert all(session in problem.cause() for session in ids)
    again = record_script(place, replace(REQUEST, resume=ids[0]), (GROUPS,))
    assert again.state.id == ids[0]


@pytest.mark.parametrize(
    "changes", [{"instrument": "deskundige-interview", "case": ""}, {"case": "casus-2"}]
)
def test_a_session_of_another_instrument_or_case_is_refused(place, changes):
    session = begun(place)
    problem = refused(place, "RECORD_OTHER_SESSION", resume=session, **changes)
    assert f"wbp record wijkagent-interview --session {session}" in problem.remedy()
    assert len(show_session(place, session).state.answers) == 1


def test_a_session_of_another_version_is_refused_when_the_version_is_named(place):
    session = begun(place, replace(REQUEST, version="1.0.0"))
    refused(place, "RECORD_OTHER_SESSION", resume=session, version="2.0.0")
    assert (
        record_script(place, replace(REQUEST, resume=session), (GROUPS,)).state.version == "1.0.0"
    )


def test_an_unknown_session_and_a_closed_one_are_told_apart(place):
    closed = begun(place, entries=(ScriptEntry(consent={"participate": False}),))
    refused(place, "RECORD_UNKNOWN_SESSION", resume="1999")
    refused(place, "RECORD_SESSION_CLOSED", resume=closed)


def test_a_second_entry_is_gone_on_with_elsewhere(place):
    first = begun(place)
    with journal(place) as store:
        recorder = Recorder(store, SessionState(id="20990101-second"), "CD")
        begin(place, recorder, recordable(place, REQUEST), REQUEST, again=first)
    assert [row.id for row in open_sessions(place, REQUEST)] == [first]
    refused(place, "RECORD_SECOND_ENTRY", resume="20990101-second")


def first_question(place, request):
    """Go on, or begin, as far as the first question, and return it."""
    seen = []

    def ask(question):
        if question.kind == "item":
            seen.append(question)
            return Pause()
        return Given(None if question.item.type == "note" else "yes")

    record(place, request, ask)
    return seen[0].item


def test_a_session_begun_before_a_new_version_keeps_its_questions(place):
    session = begun(place, entries=(CONSENT,))
    draft = place.root / "instruments" / "wijkagent-interview" / "draft.yaml"
    text = draft.read_text(encoding="utf-8")
    draft.write_text(text.replace("Hoeveel jaar", "Sinds hoeveel jaar"), encoding="utf-8")
    republish(place, "wijkagent-interview", "9.0.0")
    assert first_question(place, replace(REQUEST, resume=session)).text["nl"].startswith("Hoeveel")
    assert first_question(place, REQUEST).text["nl"].startswith("Sinds")
    assert [row.version for row in list_sessions(place)] == ["2.0.0", "9.0.0"]


def test_where_a_session_stands_is_told_with_its_question(place):
    session = begun(place)
    (waiting,) = waiting_sessions(place, REQUEST)
    assert (waiting.id, waiting.interviewer, waiting.answers) == (session, "AB", 1)
    assert waiting.question.startswith("Hoeveel")
    assert waiting.held == ()
    assert waiting.case == ""
    (waiting,) = waiting_sessions(place, replace(REQUEST, case=""))
    assert waiting.case == "lastage"


def test_a_session_that_has_no_question_yet_stands_nowhere(place):
    begun(place, entries=())
    (waiting,) = waiting_sessions(place, REQUEST)
    assert (waiting.question, waiting.answers) == ("", 0)


def test_a_version_that_is_gone_hides_no_session(place):
    session = begun(place, replace(REQUEST, version="1.0.0"))
    (place.root / "instruments" / "wijkagent-interview" / "1.0.0.yaml").unlink()
    (waiting,) = waiting_sessions(place, REQUEST)
    assert (waiting.id, waiting.question) == (session, "")


def test_without_a_store_nothing_waits_and_none_is_made(place):
    assert waiting_sessions(place, REQUEST) == ()
    assert not (place.root / "data" / "study.db").exists()


def test_a_session_that_somebody_holds_is_shown_and_refused(place):
    session = begun(place)
    with journal(place) as store, claim(store, session, "CD"):
        (waiting,) = waiting_sessions(place, REQUEST)
        assert waiting.held[0] == "CD"
        with pytest.raises(StoreError) as error:
            record_script(place, replace(REQUEST, resume=session), (GROUPS,))
        assert error.value.problems[0].code == "STORE_SESSION_BUSY"
    assert record_script(place, replace(REQUEST, resume=session), (GROUPS,)).state.id == session


def test_a_session_is_held_while_its_questions_are_asked(place):
    held = []

    def ask(question):
        with journal(place) as store:
            held.append(busy(store, [row.id for row in list_sessions(place)]))
        return Pause()

    session = record(place, REQUEST, ask).state.id
    assert [list(one) for one in held] == [[session]]
    with journal(place) as store:
        assert busy(store, [session]) == {}


def test_paper_is_remembered_when_a_session_goes_on(place):
    fast = []

    def ask(question):
        fast.append(question.fast)
        return Pause()

    session = record(place, replace(REQUEST, mode="paper"), ask).state
    assert session.mode == "paper"
    record(place, replace(REQUEST, resume=session.id), ask)
    record(place, REQUEST, ask)
    assert fast == [True, True, False]


def test_what_was_done_before_a_break_can_be_undone_after_it(place):
    session = begun(place)
    replies = [Undo(), Pause()]

    def ask(question):
        if question.item.type == "note":
            return Given(None)
        return replies.pop(0)

    record(place, replace(REQUEST, resume=session), ask)
    assert Slot("wa_years", "S1") not in show_session(place, session).state.answers


def test_a_reason_given_after_a_break_is_kept_in_the_same_session(place):
    session = begun(place)
    replies = [Reason("dont_know"), Pause()]

    def ask(question):
        return replies.pop(0) if question.item.type != "note" else Given(None)

    state = record(place, replace(REQUEST, resume=session), ask).state
    assert state.answers[Slot("wa_groups_n", "S1")].missing == "dont_know"
