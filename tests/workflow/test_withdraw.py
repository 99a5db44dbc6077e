"""Withdrawing: for some purposes, or altogether; in every record of a talk, once, for good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.store.events import make
from tests.workflow.paper import consent, other, typed_in
from tests.workflow.studies import CLOSED, hold, said, seat, small_study, survey
from wbp_survey.errors import UsageError, WbpError
from wbp_survey.instrument.load import load_instrument
from wbp_survey.model.gathering import statement_payload
from wbp_survey.model.payloads import slot_payload
from wbp_survey.model.quoting import may_quote
from wbp_survey.model.round_table import Statement
from wbp_survey.model.session import Slot, fold
from wbp_survey.store.claim import claim
from wbp_survey.store.connect import open_store
from wbp_survey.store.drafts import read_drafts, save_draft
from wbp_survey.store.journal import append, events_of
from wbp_survey.store.reading import responses, sessions
from wbp_survey.wizard.editing import editing_name
from wbp_survey.wizard.question import Act, Given, Pause
from wbp_survey.workflow.entries import Again, enter_again_script
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.record import hold_session
from wbp_survey.workflow.recorder import Recorder
from wbp_survey.workflow.rescue import read_rescue, rescue, restore
from wbp_survey.workflow.sessions import show_session, verify_journal
from wbp_survey.workflow.study import journal
from wbp_survey.workflow.withdraw import Withdrawal, foresee, withdraw

SECRET = "zeldzaamwoord"
AGREED = {"participate": True, "quote": True}
STORY = Slot("safe", "S2", 1)


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def agreed(participant):
    return (
        "consent_given",
        {"participant": participant, "scopes": dict(AGREED), "version": "1.0"},
    )


def spoken(*who, name="u1"):
    return "statement_made", statement_payload(Statement(name, who, "literal", f"{SECRET} {name}"))


def hold_table(place, *more, session="table", ending=CLOSED):
    """A table of three, of which S2 rates, remarks, says something, and is counted."""
    return hold(
        place,
        session,
        *(seat(number) for number in (1, 2, 3)),
        *(agreed(f"S{number}") for number in (1, 2, 3)),
        said("safe", 4, "S1", 1),
        said("safe", 9, "S2", 1),
        ("remark_made", slot_payload(STORY) | {"text": f"{SECRET} erbij"}),
        spoken("S2"),
        spoken("S1", name="u2"),
        spoken(name="u3"),
        ("turn_counted", {"who": "S2"}),
        said("outcome", "samen", ""),
        *more,
        ending,
        instrument="table",
    )


def leaves(place, participant="S2", *scopes, session="table", because="wil niet meer"):
    return withdraw(place, Withdrawal(session, participant, because, scopes), "AB")


def codes(error):
    return [problem.code for problem in error.value.problems]


def refused_with(code, function, *arguments, **named):
    with pytest.raises(WbpError) as error:
        function(*arguments, **named)
    assert codes(error) == [code]
    (problem,) = error.value.problems
    for language in ("nl", "en"):
        assert "{" not in problem.line(language)
    return problem


def test_everything_they_said_is_gone_and_what_it_was_is_counted(place):
    hold_table(place)
    done = leaves(place)
    assert (done.session, done.participant, done.scopes) == ("table", "S2", ())
    assert done.removed == {
        "answer_given": 1,
        "remark_made": 1,
        "statement_made": 1,
        "turn_counted": 1,
    }
    assert (done.entries, done.unknown, done.wiped) == (("table",), 1, True)
    state = show_session(place, "table").state
    assert {slot.participant for slot in state.answers} == {"S1", ""}
    assert set(state.round_table.statements) == {"u2", "u3"}
    assert state.round_table.turns == state.remarks == {}
    assert verify_journal(place) == []


def test_that_they_sat_there_what_they_agreed_to_and_why_they_left_stays(place):
    events = hold_table(place)
    leaves(place, because="  voelde zich niet vrij\n")
    held = show_session(place, "table")
    kept = [one for one in held.events if one.kind in ("participant_seated", "consent_given")]
    assert kept == [one for one in events if one.kind in ("participant_seated", "consent_given")]
    last = held.events[-1]
    assert (last.kind, last.actor) == ("consent_withdrawn", "AB")
    assert last.payload["because"] == "voelde zich niet vrij"
    assert held.state.withdrawn == {"S2": last.at}
    assert not any(held.state.consent["S2"].values())


def test_nobody_else_loses_a_byte(place):
    events = hold_table(place)
    leaves(place)
    now = {one.id: one for one in show_session(place, "table").events}
    theirs = [one for one in events if now[one.id].payload is None]
    assert len(theirs) == 4
    assert all(now[one.id] == one for one in events if one not in theirs)


def test_an_open_session_an_interview_and_somebody_alone_are_no_exception(place):
    hold(place, "one", agreed("S1"), said("member", "yes"), said("why", SECRET))
    done = leaves(place, "s1", session="one")
    assert done.removed == {"answer_given": 2}
    assert show_session(place, "one").state.answers == {}
    with journal(place) as store:
        assert responses(store) == []
        assert [(row.participants, row.closed_at) for row in sessions(store)] == [(1, "")]


def test_what_is_being_typed_and_left_in_an_editor_goes_as_well(place):
    hold_table(place, ending=("item_parked", {"item": "outcome"}))
    with journal(place) as store:
        save_draft(store, "table", STORY, SECRET)
    mine, other = (
        place.editing / f"text-{editing_name(session, STORY).replace(' ', '+20')}"
        for session in ("table", "tabledance")
    )
    for folder in (mine, other):
        folder.mkdir(parents=True)
        (folder / "antwoord.txt").write_text(SECRET)
    leaves(place)
    assert (mine.exists(), other.exists()) == (False, True)
    with journal(place) as store:
        assert read_drafts(store, "table") == {}


def test_withdrawing_from_quoting_removes_nothing_and_binds_what_is_written_after(place):
    events = hold_table(place)
    before = show_session(place, "table").state
    assert may_quote(before, "S2") == "anonymous"
    done = leaves(place, "S2", "quote")
    assert (done.scopes, done.removed, done.wiped) == (("quote",), {}, False)
    held = show_session(place, "table")
    assert list(held.events[:-1]) == events
    assert held.state.consent["S2"] == {"participate": True, "quote": False}
    assert (may_quote(held.state, "S2"), may_quote(held.state, "S1")) == ("no", "anonymous")
    assert held.state.answers == before.answers


def test_what_cannot_do_without_a_scope_goes_with_it(tmp_path):
    file = tmp_path / "study" / "study.yaml"
    place = small_study(tmp_path / "study")
    scopes = place.study.consent.scopes
    named = replace(scopes[1], id="quote_name", needs="quote")
    study = replace(place.study, consent=replace(place.study.consent, scopes=(*scopes, named)))
    assert file.exists()
    given = agreed("S1")
    given[1]["scopes"]["quote_name"] = True
    hold(place, "one", given, said("member", "yes"))
    done = leaves(replace(place, study=study), "S1", "quote", session="one")
    assert done.scopes == ("quote", "quote_name")


@pytest.mark.parametrize(
    ("participant", "scopes", "code"),
    [
        ("S22", (), "RECORD_UNKNOWN_SEAT_NEAR"),
        ("S9", (), "RECORD_UNKNOWN_SEAT"),
        ("zz", (), "RECORD_UNKNOWN_SEAT"),
        ("", (), "RECORD_UNKNOWN_SEAT"),
        ("S2", ("qoute",), "RECORD_SCOPE_UNKNOWN_NEAR"),
        ("S2", ("zz",), "RECORD_SCOPE_UNKNOWN"),
        ("S2", ("participate",), "RECORD_SCOPE_REQUIRED"),
    ],
)
def test_who_or_what_is_not_there_is_refused_and_nothing_happens(place, participant, scopes, code):
    hold_table(place)
    before = show_session(place, "table").events
    refused_with(code, leaves, place, participant, *scopes)
    assert show_session(place, "table").events == before


def test_without_a_reason_nothing_happens(place):
    hold_table(place)
    with pytest.raises(UsageError):
        leaves(place, because=" \t")
    refused_with("RECORD_UNKNOWN_SESSION", leaves, place, session="nergens")


def test_a_seat_may_be_named_by_its_number(place):
    hold_table(place)
    assert leaves(place, "2").participant == "S2"


def test_what_was_withdrawn_is_not_withdrawn_again(place):
    hold_table(place)
    leaves(place, "S2", "quote")
    refused_with("RECORD_SCOPE_REFUSED", leaves, place, "S2", "quote")
    leaves(place)
    before = show_session(place, "table").events
    refused_with("RECORD_WITHDRAWN_BEFORE", leaves, place)
    refused_with("RECORD_SCOPE_REFUSED", leaves, place, "S2", "quote")
    assert show_session(place, "table").events == before


def test_what_came_in_after_a_withdrawal_is_removed_by_a_second_one(place):
    hold_table(place, ending=("item_parked", {"item": "outcome"}))
    leaves(place)
    with journal(place) as store:
        last = events_of(store, "table")[-1]
        append(store, make([said("safe", 2, "S2", 1)], after=last))
    assert leaves(place).removed == {"answer_given": 1}
    assert verify_journal(place) == []


def test_looking_ahead_says_the_same_and_touches_nothing(place):
    events = hold_table(place)
    request = Withdrawal("table", "S2", "")
    planned = foresee(place, request)
    assert list(show_session(place, "table").events) == events
    assert planned.removed == leaves(place).removed
    refused_with("RECORD_WITHDRAWN_BEFORE", foresee, place, request)


def test_a_second_entry_loses_the_same_person_whichever_is_named(place):
    first = typed_in(place)
    second = enter_again_script(place, Again(first, "CD"), (consent(place), *other())).second.id
    assert foresee(place, Withdrawal(second, "S1", "")).session == first
    done = leaves(place, "S1", session=second)
    assert done.entries == (first, second)
    for session in (first, second):
        held = show_session(place, session)
        assert (held.state.answers, list(held.state.withdrawn)) == ({}, ["S1"])
    assert verify_journal(place) == []


def test_a_second_record_that_is_being_written_to_holds_it_up_altogether(place):
    hold_table(place)
    hold_table(place, ("session_paired", {"again": "table"}), session="other")
    with journal(place) as store, claim(store, "other", "CD"):
        refused_with("STORE_SESSION_BUSY", leaves, place)
    assert show_session(place, "table").state.withdrawn == {}
    assert leaves(place).entries == ("table", "other")


def test_who_is_gone_from_the_first_record_only_can_still_go_from_the_second(place):
    hold_table(place)
    leaves(place)
    hold_table(place, ("session_paired", {"again": "table"}), session="other")
    assert leaves(place).entries == ("other",)
    refused_with("RECORD_WITHDRAWN_BEFORE", leaves, place)


def test_who_withdrew_is_not_asked_again_in_a_second_entry(place):
    first = typed_in(place)
    leaves(place, "S1", session=first)
    entered = enter_again_script(place, Again(first, "CD"), ())
    assert list(entered.second.withdrawn) == ["S1"]
    assert (entered.second.answers, entered.left) == ({}, 0)


def test_a_row_that_was_read_in_goes_and_does_not_come_back_with_its_file(place, tmp_path):
    file = survey(tmp_path)[0]
    session = import_file(place, file).session
    assert leaves(place, "R2", session=session).removed == {"responses_imported": 1}
    import_file(place, file)
    state = show_session(place, session).state
    assert [one.id for one in state.participants] == ["R1", "R3"]
    assert verify_journal(place) == []
    refused_with("RECORD_WITHDRAWN_BEFORE", leaves, place, "R2", session=session)


GONE = ("consent_withdrawn", {"participant": "S2", "all": True, "scopes": []})


def recorder_of(place, store):
    events = events_of(store, "table")
    return Recorder(store, fold(events), "AB", events=events)


def test_in_the_middle_of_a_session_memory_forgets_what_the_journal_removed(place):
    hold_table(place, ending=("item_parked", {"item": "outcome"}))
    with journal(place) as store:
        recorder = recorder_of(place, store)
        recorder.typed[STORY] = SECRET
        state = recorder.save(*GONE)
        assert recorder.events == events_of(store, "table")
        assert state == recorder.state == fold(recorder.events)
        assert {slot.participant for slot in state.answers} == {"S1", ""}
        assert recorder.typed == {}
        recorder.save("answer_given", slot_payload(Slot("safe", "S3", 1)) | {"value": 5})
    assert verify_journal(place) == []


def test_a_withdrawal_in_the_middle_of_a_session_takes_what_an_editor_left_behind(place):
    hold_table(place, ending=("item_parked", {"item": "outcome"}))
    left = place.editing / f"text-{editing_name('table', STORY).replace(' ', '+20')}"
    left.mkdir(parents=True)
    (left / "antwoord.txt").write_text(SECRET)
    asked = []

    def ask(question):
        asked.append(question)
        acts = question.allows("consent") and len(asked) == 1
        if acts:
            return Act("consent", "2 trekt in")
        return Given("yes") if question.item.id == ":withdraw" else Pause()

    with journal(place) as store:
        recorder = recorder_of(place, store)
        instrument = load_instrument(place.root, recorder.state.instrument, recorder.state.version)
        hold_session(place, recorder, instrument, ask)
        assert list(recorder.state.withdrawn) == ["S2"]
    assert not left.exists()


def test_an_emergency_copy_holds_nothing_of_who_withdrew_and_brings_the_withdrawal(
    place, tmp_path, monkeypatch
):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    hold_table(place, ending=("item_parked", {"item": "outcome"}))
    with open_store(place.store_url) as store:
        recorder = recorder_of(place, store)
        recorder.typed[STORY] = SECRET
        with monkeypatch.context() as broken:
            broken.setattr("wbp_survey.workflow.recorder.append", _fail)
            with pytest.raises(OSError, match="schijf"):
                recorder.save(*GONE)
            problem = rescue(recorder)
    file = problem.values["path"]
    assert f"{SECRET} u1" not in file.read_text()
    assert "typed" not in file.read_text().splitlines()[0]
    assert [one.payload is None for one in read_rescue(file)].count(True) == 4
    assert show_session(place, "table").state.withdrawn == {}
    restored = restore(place, file, "AB")
    assert (restored.new, list(restored.state.withdrawn)) == (1, ["S2"])
    assert [one.payload is None for one in show_session(place, "table").events].count(True) == 4
    assert verify_journal(place) == []


def _fail(*_):
    raise OSError("schijf")
