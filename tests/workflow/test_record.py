"""Recording: what is refused before anything is asked, what is kept, how a session goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workflow.studies import republish
from wbp_survey.errors import RecordError, WbpError
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.version.publish import retire
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import Slot
from wbp_survey.wizard.question import Given, Pause
from wbp_survey.workflow.init import init
from wbp_survey.workflow.record import Request, record, record_script
from wbp_survey.workflow.resume import open_sessions
from wbp_survey.workflow.sessions import list_sessions, show_session, verify_journal
from wbp_survey.workflow.study import open_place

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
REQUEST = Request("wijkagent-interview", "lastage", interviewer="AB")


@pytest.fixture
def place(tmp_path):
    return open_place(init(tmp_path / "study"))


def codes(error):
    return [problem.code for problem in error.value.problems]


def test_a_script_that_ends_early_leaves_the_session_open(place):
    recorded = record_script(place, REQUEST, (CONSENT, YEARS))
    assert recorded.how == "stopped"
    assert not recorded.state.closed
    assert recorded.state.answers[Slot("wa_years", "S1")].value == 3.5


def test_consent_is_recorded_before_the_first_answer(place):
    recorded = record_script(place, REQUEST, (CONSENT, YEARS))
    kinds = [event.kind for event in show_session(place, recorded.state.id).events]
    assert kinds.index("consent_given") < kinds.index("answer_given")


def test_refusing_to_take_part_ends_the_session_without_answers(place):
    refusal = ScriptEntry(consent={"participate": False})
    recorded = record_script(place, REQUEST, (refusal,))
    assert recorded.how == "refused_consent"
    assert recorded.state.closed
    assert not recorded.state.answers


def test_resuming_goes_on_with_the_same_session(place):
    first = record_script(place, REQUEST, (CONSENT, YEARS))
    more = ScriptEntry(item="wa_groups_n", missing="dont_know")
    second = record_script(place, replace(REQUEST, resume=""), (more,))
    assert second.state.id == first.state.id
    assert [slot.item for slot in second.state.answers] == ["wa_years", "wa_groups_n"]
    assert len(list_sessions(place)) == 1


def test_a_resumed_session_keeps_its_version_when_a_newer_one_is_published(place):
    first = record_script(place, REQUEST, (CONSENT, YEARS))
    published = place.root / "instruments" / "wijkagent-interview"
    draft = (published / "draft.yaml").read_text(encoding="utf-8")
    (published / "draft.yaml").write_text(
        draft.replace("Hoeveel jaar", "Sinds hoeveel jaar"), encoding="utf-8"
    )
    republish(place, "wijkagent-interview", "9.0.0")
    more = ScriptEntry(item="wa_groups_n", missing="dont_know")
    second = record_script(place, replace(REQUEST, resume=first.state.id), (more,))
    assert second.state.version == first.state.version != "9.0.0"
    assert record_script(place, REQUEST, (CONSENT,)).state.version == "9.0.0"


def test_an_unknown_case_is_refused_with_the_nearest_one(place):
    with pytest.raises(RecordError) as error:
        record_script(place, replace(REQUEST, case="lastagge"), (CONSENT,))
    assert codes(error) == ["RECORD_UNKNOWN_CASE"]
    assert "lastage" in error.value.problems[0].remedy()
    assert not (place.root / "data" / "study.db").exists()


def test_an_instrument_about_a_case_needs_one(place):
    with pytest.raises(RecordError) as error:
        record_script(place, replace(REQUEST, case=""), (CONSENT,))
    assert codes(error) == ["RECORD_CASE_NEEDED"]


def test_an_expert_interview_needs_no_case(place):
    recorded = record_script(place, Request("deskundige-interview", interviewer="AB"), (CONSENT,))
    assert recorded.state.case == ""
    assert recorded.state.participants[0].role == "deskundige"


def test_a_published_file_that_was_changed_is_not_recorded_with(place):
    newest = load_instrument(place.root, "wijkagent-interview").version
    file = place.root / "instruments" / "wijkagent-interview" / f"{newest}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Hoeveel jaar", "Hoeveel jaren"), encoding="utf-8")
    with pytest.raises(WbpError):
        record_script(place, REQUEST, (CONSENT,))
    assert load_instrument(place.root, "wijkagent-interview").id == "wijkagent-interview"


def test_an_earlier_version_is_recorded_with_when_it_is_named(place):
    at = "2026-03-04T09:00:00+00:00"
    earlier = replace(REQUEST, version="1.0.0")
    assert record_script(place, earlier, (CONSENT, YEARS)).state.version == "1.0.0"
    assert record_script(place, REQUEST, (CONSENT, YEARS)).state.version != "1.0.0"
    retire(place.root, "wijkagent-interview", "1.0.0", by="AB", why="oud", at=at)
    for version, code in (("1.0.0", "RECORD_RETIRED"), ("draft", "RECORD_DRAFT")):
        with pytest.raises(RecordError) as error:
            record_script(place, replace(REQUEST, version=version), (CONSENT, YEARS))
        assert codes(error) == [code]


def test_a_session_under_way_goes_on_when_every_version_was_retired(place):
    first = record_script(place, REQUEST, (CONSENT, YEARS))
    at = "2026-03-04T09:00:00+00:00"
    for version in ("1.0.0", "2.0.0"):
        retire(place.root, "wijkagent-interview", version, by="AB", why="klaar", at=at)
    more = ScriptEntry(item="wa_groups_n", missing="dont_know")
    second = record_script(place, replace(REQUEST, resume=""), (more,))
    assert second.state.id == first.state.id
    with pytest.raises(WbpError) as error:
        record_script(place, REQUEST, (CONSENT,))
    assert codes(error) == ["INSTRUMENT_NOT_PUBLISHED"]


def test_there_is_nothing_to_resume_in_an_empty_study(place):
    with pytest.raises(RecordError) as error:
        record_script(place, replace(REQUEST, resume=""), (CONSENT,))
    assert codes(error) == ["RECORD_NOTHING_TO_RESUME"]


def test_a_script_with_something_wrong_in_it_records_nothing(place):
    wrong = ScriptEntry(item="wa_years", typed="heel lang")
    with pytest.raises(RecordError):
        record_script(place, REQUEST, (CONSENT, wrong))
    assert not (place.root / "data" / "study.db").exists()


def test_sessions_left_open_are_found_again(place):
    assert open_sessions(place, REQUEST) == []
    first = record_script(place, REQUEST, (CONSENT,))
    assert [row.id for row in open_sessions(place, REQUEST)] == [first.state.id]


def test_what_was_recorded_verifies(place):
    record_script(place, REQUEST, (CONSENT, YEARS))
    assert verify_journal(place) == []


def agreeing(times):
    """An interviewer who gives so many consents and then leaves."""
    left = [times]

    def ask(question):
        if question.item.type == "note":
            return Given(None)
        if question.kind != "consent" or not left[0]:
            return Pause()
        left[0] -= 1
        return Given("yes")

    return ask


def test_every_consent_is_kept_and_only_the_rest_is_asked_again(place):
    first = record(place, REQUEST, agreeing(2))
    assert first.how == "stopped"
    assert first.state.consent["S1"] == {"participate": True, "record": True}
    assert show_session(place, first.state.id).state.consent == first.state.consent
    scopes = [scope.id for scope in place.study.consent.scopes]
    second = record(place, replace(REQUEST, resume=""), agreeing(len(scopes) - 2))
    assert second.state.consent["S1"] == dict.fromkeys(scopes, True)


def test_a_draft_that_cannot_be_kept_stops_nothing(place, monkeypatch):
    from wbp_survey.errors import StoreError
    from wbp_survey.workflow import record as recording

    def full(*_):
        raise StoreError.one("STORE_FULL", "study.db")

    monkeypatch.setattr(recording, "save_draft", full)
    recorded = record_script(place, REQUEST, (CONSENT, YEARS))
    assert recorded.state.answers[Slot("wa_years", "S1")].value == 3.5
