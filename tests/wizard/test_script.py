"""A script of answers goes through the same engine and the same reading as the keyboard."""

from __future__ import annotations

import pytest

from tests.wizard.forms import both, ideas, interview, item, opened, study, table, with_items
from wbp_survey.errors import RecordError
from wbp_survey.model.instrument import Constraint
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import SessionState
from wbp_survey.wizard.script import rehearse, scripted
from wbp_survey.wizard.session.engine import hold

CONSENT = ScriptEntry(consent={"participate": True, "record": False})


def entry(item="", typed=None, **rest):
    return ScriptEntry(item=item, typed=typed, **rest)


def line(*typed):
    return [CONSENT, *(entry(typed=one) for one in typed)]


def played(instrument, entries):
    journal = opened(instrument)
    outcome = hold(instrument, study(), journal.state, scripted(entries), journal.save, "nl")
    return outcome, journal


def problems(instrument, entries):
    with pytest.raises(RecordError) as refused:
        rehearse(instrument, study(), SessionState(id="x"), entries, "nl")
    return [(p.code, p.values.get("item", "")) for p in refused.value.problems]


def test_a_script_in_order_fills_an_interview():
    outcome, journal = played(
        interview(), line("nee", "3", "3,5", "7", ("app", "straat"), "2", "een verhaal")
    )
    assert outcome == "closed"
    assert journal.values() == {
        "member/S1": "no",
        "groups_n/S1": 3,
        "years/S1": 3.5,
        "trust/S1": 7,
        "channels/S1": ["app", "straat"],
        "active/S1": 2,
        "story/S1": "een verhaal",
    }
    assert journal.state.consent["S1"] == {"participate": True, "record": False}


def test_named_answers_may_stand_in_any_order():
    entries = [
        CONSENT,
        entry("story", "weet niet"),
        entry("trust", missing="refused"),
        entry("member", "ja"),
        entry("since", "gisteren"),
        *(entry(typed=one) for one in ("3", "2", "1", "3")),
    ]
    outcome, journal = played(interview(), entries)
    assert outcome == "closed"
    assert journal.values()["story/S1"] == "dont_know"
    assert journal.values()["trust/S1"] == "refused"
    assert journal.values()["years/S1"] == 2.0


def test_a_script_that_ends_early_leaves_the_session_open():
    outcome, journal = played(interview(), line("nee", "3"))
    assert outcome == "stopped"
    assert len(journal.state.answers) == 2
    assert played(interview(), [])[0] == "stopped"


def test_refusing_consent_in_a_script_ends_the_session():
    outcome, _ = played(interview(), [ScriptEntry(consent={"participate": False})])
    assert outcome == "refused_consent"


def test_a_round_table_script_names_seats_participants_and_rounds():
    entries = [
        ScriptEntry(seats=("beheerder", "wijkagent")),
        CONSENT,
        entry("s1", "4", participant="S2", round=1),
        entry("s1", "5", participant="S1", round=1),
        entry("s1", "1", participant="S1", round=2),
        entry("s1", "2", participant="S2", round=2),
        entry("s2", "3"),
        entry("s2", "3"),
        entry("s2", "3"),
        entry("s2", missing="abstained"),
        entry("outcome", "we zijn het eens"),
    ]
    outcome, journal = played(table(), entries)
    assert outcome == "closed"
    values = journal.values()
    assert [values[key] for key in ("s1/S1/1", "s1/S2/1", "s1/S1/2", "s1/S2/2")] == [5, 4, 1, 2]
    assert values["s2/S2/2"] == "abstained"
    assert values["outcome"] == "we zijn het eens"


def test_a_script_names_the_times_of_a_repeated_section_or_takes_them_in_turn():
    entries = [
        CONSENT,
        entry("n", "2"),
        entry("idea[2]", "bank"),
        entry("idea", "lamp"),
        entry("idea", missing="refused"),
        entry("cost", "3"),
        entry("cost[2]", "40"),
        entry("ideas:more", "ja"),
        entry("ideas:more[3]", "nee"),
        entry("ideas:more", "ja"),
        entry("last", "klaar"),
    ]
    _, journal = played(ideas(), entries[:4] + entries[5:])
    assert journal.values() == {
        "n/S1": 2,
        "ideas:more[1]/S1": "yes",
        "idea[1]/S1": "lamp",
        "cost[1]/S1": 3,
        "ideas:more[2]/S1": "yes",
        "idea[2]/S1": "bank",
        "cost[2]/S1": 40,
        "ideas:more[3]/S1": "no",
        "last/S1": "klaar",
    }
    assert problems(ideas(), entries) == [("RECORD_SCRIPT_NOT_ASKED", "idea")]


def test_a_script_in_order_answers_whether_there_is_another():
    _, journal = played(ideas(), line("2", "ja", "lamp", "200", "nee", "ja", "klaar"))
    assert journal.state.closed
    assert journal.values()["dear/S1"] == "yes"


def test_a_script_keeps_the_reason_for_an_odd_answer():
    few = Constraint(". > 1", both("Dat is weinig."), soft=True)
    form = with_items(interview(), item("n", "integer", constraints=(few,)), item("end"))
    entries = [CONSENT, entry("n", "1", override="pas begonnen"), entry("end", "x")]
    outcome, journal = played(form, entries)
    assert outcome == "closed"
    (event,) = [event for event in journal.events if event.kind == "check_overridden"]
    assert event.payload == {
        "item": "n",
        "participant": "S1",
        "check": ". > 1",
        "reason": "pas begonnen",
    }
    _, silent = played(form, line("1", "x"))
    assert [e.payload["reason"] for e in silent.events if e.kind == "check_overridden"] == [""]
    assert silent.values() == journal.values()


def test_a_script_may_not_pass_over_what_is_required():
    form = with_items(interview(), item("n", "integer", required=True), item("end"))
    entries = [CONSENT, entry("n", missing="not_asked"), entry("end", "x")]
    assert problems(form, entries) == [("RECORD_SCRIPT_REFUSED", "n/S1")]
    unanswered = [CONSENT, entry("end", "x")]
    assert problems(form, unanswered) == [("RECORD_SCRIPT_UNANSWERED", "n/S1")]
    refusing = [CONSENT, entry("n", missing="refused"), entry("end", "x")]
    assert played(form, refusing)[0] == "closed"


def test_everything_that_is_wrong_is_said_at_once():
    entries = [
        CONSENT,
        entry("member", "misschien"),
        entry("groups_n", "3,5"),
        entry("trust", "11"),
        entry("channels", ("app", "geen")),
        entry("story", missing="withdrawn"),
        entry("since", "gisteren"),
        entry("foo", "1"),
    ]
    assert problems(interview(), entries) == [
        ("RECORD_SCRIPT_REFUSED", "member/S1"),
        ("RECORD_SCRIPT_REFUSED", "groups_n/S1"),
        ("RECORD_SCRIPT_UNANSWERED", "years/S1"),
        ("RECORD_SCRIPT_REFUSED", "trust/S1"),
        ("RECORD_SCRIPT_REFUSED", "channels/S1"),
        ("RECORD_SCRIPT_UNANSWERED", "active/S1"),
        ("RECORD_SCRIPT_REFUSED", "story/S1"),
        ("RECORD_SCRIPT_NOT_ASKED", "since"),
        ("RECORD_SCRIPT_NOT_ASKED", "foo"),
    ]


def test_more_answers_than_questions_is_wrong():
    entries = line("nee", "3", "3,5", "7", "1", "2", "verhaal", "en", "meer")
    assert problems(interview(), entries) == [("RECORD_SCRIPT_TOO_LONG", "")]


def test_a_problem_names_what_was_typed_and_what_is_accepted_but_no_free_text():
    with pytest.raises(RecordError) as refused:
        rehearse(
            interview(),
            study(),
            SessionState(id="x"),
            [*line("nee", "veel"), entry("story", "Jan Jansen " * 2000)],
            "nl",
        )
    said = str(refused.value)
    assert "veel" in said
    assert "Typ een heel getal van 0 tot en met 400" in said
    assert "Jansen" not in said


def test_consent_to_what_nobody_asks_for_is_said_once_with_the_nearest():
    strange = ScriptEntry(consent={**(CONSENT.consent or {}), "particpate": True})
    found = problems(interview(), [strange, *line("nee")])
    assert [code for code, *_ in found].count("RECORD_SCRIPT_SCOPE_NEAR") == 1
    silent = [code for code, *_ in problems(interview(), [entry(typed="nee")])]
    assert silent.count("RECORD_SCRIPT_CONSENT") == 1


def test_a_script_without_consent_or_with_a_strange_role_says_so():
    assert problems(interview(), [entry(typed="nee")])[0][0] == "RECORD_SCRIPT_CONSENT"
    seats = [ScriptEntry(seats=("burgemeester",)), CONSENT]
    assert problems(table(), seats)[0][0] == "RECORD_SCRIPT_ROLE"


def test_the_first_mistake_stops_a_script_that_was_not_rehearsed():
    journal = opened(interview())
    ask = scripted(line("nee", "veel", "3"))
    with pytest.raises(RecordError):
        hold(interview(), study(), journal.state, ask, journal.save, "nl")
    assert journal.values() == {"member/S1": "no"}


def test_a_rehearsal_records_nothing_and_tells_where_it_ends():
    state = SessionState(id="x", kind="interview")
    reached = rehearse(interview(), study(), state, line("nee", "3"), "nl")
    assert len(reached.answers) == 2
    assert not state.answers
