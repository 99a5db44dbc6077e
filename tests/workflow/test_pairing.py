"""Two records of one table: carried over, paired, compared, settled, and parted again."""

from __future__ import annotations

import stat
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.events import make
from tests.workflow.studies import (
    CLOSED,
    hold,
    republish,
    said,
    seat,
    small_study,
    survey,
    unsaid,
)
from wbp_survey.errors import DataError, RecordError, WbpError
from wbp_survey.instrument.load import load_instrument
from wbp_survey.model.journal import chain
from wbp_survey.model.round_table import Moment, RoundTable, Stay
from wbp_survey.model.session import Participant, SessionState, Slot, slot_of
from wbp_survey.store.journal import append, append_new, events_of
from wbp_survey.store.reading import responses
from wbp_survey.wizard.after.beside import MINUTES_APART, away, seatings
from wbp_survey.wizard.question import Given, Pause
from wbp_survey.workflow import pairing
from wbp_survey.workflow.after import reopen_session
from wbp_survey.workflow.agreement import entry_agreement
from wbp_survey.workflow.entries import Again, enter_again, settle_entries
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.pairing import (
    copy_session,
    foresee_pair,
    pair_sessions,
    unpair_session,
)
from wbp_survey.workflow.rescue import restore
from wbp_survey.workflow.sessions import list_sessions, show_session, verify_journal
from wbp_survey.workflow.study import journal

FIRST, SECOND = "20260302-aaaaaa", "20260302-bbbbbb"
SEATS = [seat(1), seat(2, "wijkagent")]
BEGUN = ("phase_started", {"section": "before"})
GRADES = [said("safe", 5, f"S{n}", r) for r in (1, 2) for n in (1, 2)]
TABLE = [*SEATS, BEGUN, *GRADES, said("outcome", "Samen.", ""), CLOSED]


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def by_whom(events, name):
    """The same events, made by somebody else."""
    made = []
    for event in events:
        made.append(chain(replace(event, actor=name), made[-1].digest if made else ""))
    return made


def record(place, session, *steps, by, **more):
    """Put a round table into a journal as if `by` had held it there."""
    elsewhere = make_session(place, session, *steps, **more)
    with journal(place, create=True) as store:
        append(store, by_whom(elsewhere, by))


def make_session(
    place, session, *steps, instrument="table", version="1.0.0", case="plein", day="2026-03-02"
):
    form = load_instrument(place.root, instrument, version)
    opened = {
        "instrument": instrument,
        "version": version,
        "sha256": form.sha256,
        "kind": form.kind,
        "case": case,
        "municipality": place.study.case(case).municipality,
        "here": f"{day}T19:30:00+01:00",
    }
    return make([("session_opened", opened), *steps], session)


def both(place, *changed, steps=TABLE):
    """Two records of one table, the second with some answers otherwise."""
    new = {slot_of(one): (kind, one) for kind, one in changed}
    other = [
        new.get(slot_of(one), (kind, one)) if "item" in one else (kind, one) for kind, one in steps
    ]
    record(place, FIRST, *steps, by="AB")
    record(place, SECOND, *other, by="CD")


def codes(error):
    return [problem.code for problem in error.value.problems]


def refused_with(place, *wanted, first=FIRST, second=SECOND):
    with pytest.raises(RecordError) as error:
        pair_sessions(place, first, second, "EF")
    assert codes(error) == list(wanted)
    assert all(one.line(language) for one in error.value.problems for language in ("nl", "en"))
    return error.value.problems


def stats(found, item, round_=None):
    return {
        row.stat: row.value
        for row in found.comparison.rows
        if (row.variable, row.round) == (item, round_)
    }


def choosing(*replies):
    left = list(replies)

    def ask(question):
        if question.item.type == "note":
            return Given(None)
        return Given(left.pop(0)) if left else Pause()

    return ask


def test_a_session_is_carried_to_another_laptop_and_stays_what_it_was(place, tmp_path):
    record(place, FIRST, *TABLE, by="AB")
    file = tmp_path / "copy.jsonl"
    copied = copy_session(place, FIRST, file)
    assert copied.events == len(TABLE) + 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = small_study(tmp_path / "other")
    restored = restore(other, file, "CD")
    assert restored.new == copied.events
    assert show_session(other, FIRST).events == show_session(place, FIRST).events
    assert verify_journal(other) == []


def test_a_copy_never_goes_over_a_file(place, tmp_path):
    record(place, FIRST, *TABLE, by="AB")
    file = tmp_path / "copy.jsonl"
    file.write_text("dierbaar", "utf-8")
    with pytest.raises(RecordError) as error:
        copy_session(place, FIRST, file)
    assert codes(error) == ["RECORD_COPY_EXISTS"]
    assert file.read_text("utf-8") == "dierbaar"


def test_a_copy_where_nothing_can_be_written_says_so(place, tmp_path):
    record(place, FIRST, *TABLE, by="AB")
    with pytest.raises(DataError) as error:
        copy_session(place, FIRST, tmp_path / "nowhere" / "copy.jsonl")
    assert codes(error) == ["DATA_CANNOT_WRITE"]


def test_what_was_imported_is_read_from_its_own_file_elsewhere(place, tmp_path):
    import_file(place, *survey(tmp_path / "files"))
    (row,) = list_sessions(place)
    with pytest.raises(RecordError) as error:
        copy_session(place, row.id, tmp_path / "copy.jsonl")
    assert codes(error) == ["RECORD_COPY_IMPORTED"]
    assert not (tmp_path / "copy.jsonl").exists()


def test_the_second_record_is_in_no_data_from_then_on(place):
    both(place, said("safe", 9, "S2", 2))
    paired = pair_sessions(place, FIRST, SECOND, "EF")
    assert (paired.second.again, paired.left) == (FIRST, 1)
    with journal(place) as store:
        assert {one.session for one in responses(store)} == {FIRST}
    assert [row.again for row in list_sessions(place)] == ["", FIRST]
    assert verify_journal(place) == []
    event = show_session(place, SECOND).events[-1]
    assert (event.kind, event.payload, event.actor) == ("session_paired", {"again": FIRST}, "EF")


def test_a_pair_is_settled_in_the_first_and_stays_in_the_figures_as_it_was_entered(place):
    both(place, said("safe", 9, "S2", 2), said("safe", 6, "S1", 1))
    pair_sessions(place, FIRST, SECOND, "EF")
    before = entry_agreement(place, session=FIRST)
    done = settle_entries(place, SECOND, "EF", choosing("second", "first"), "nl")
    assert (done.how, done.left) == ("settled", 0)
    held = show_session(place, FIRST).state
    assert held.answers[Slot("safe", "S1", 1)].value == 6
    assert held.answers[Slot("safe", "S2", 2)].value == 5
    after = entry_agreement(place, session=FIRST)
    for round_ in (1, 2):
        assert stats(before, "safe", round_)["n_equal"] == 1
        assert stats(after, "safe", round_)["n_equal"] == 1
    assert stats(after, "safe", 1)["settled:second"] == 1
    assert stats(after, "safe", 2)["settled:first"] == 1
    assert [one.ending for one in after.apart.answers] == ["second", "first"]


def test_agreement_tells_how_near_two_records_lie(place):
    both(place, said("safe", 6, "S1", 1), said("safe", 9, "S2", 2))
    pair_sessions(place, FIRST, SECOND, "EF")
    found = entry_agreement(place, session=FIRST)
    assert stats(found, "safe", 1)["percent_within_one"] == 1
    assert stats(found, "safe", 2)["percent_within_one"] == 0.5
    assert stats(found, "outcome")["percent_agreement"] == 1
    assert "weighted_kappa" not in stats(found, "outcome")


def test_what_was_answered_after_it_was_first_closed_was_not_entered_blind(place):
    reopened = ("session_reopened", {"because": "vergeten"})
    late = [reopened, said("safe", 9, "S1", 1), CLOSED]
    record(place, FIRST, *TABLE, by="AB")
    record(place, SECOND, *TABLE, *late, by="CD")
    pair_sessions(place, FIRST, SECOND, "EF")
    found = entry_agreement(place, session=FIRST)
    assert stats(found, "safe", 1)["n_equal"] == 2
    assert found.apart.answers == ()


def test_who_withdrew_afterwards_is_in_no_comparison(place):
    gone = ("consent_withdrawn", {"participant": "S2", "all": True, "scopes": []})
    changed = said("safe", 9, "S2", 1)
    both(place, changed, steps=[*TABLE, gone])
    pair_sessions(place, FIRST, SECOND, "EF")
    found = entry_agreement(place, session=FIRST)
    assert stats(found, "safe", 1)["n_pairs"] == 1


GONE = ("consent_withdrawn", {"participant": "S2", "all": True, "scopes": [], "because": "o"})


def agreed(participant, **scopes):
    payload = {"participant": participant, "scopes": scopes, "version": "1"}
    return ("consent_given", payload)


@pytest.mark.parametrize("at", [FIRST, SECOND])
def test_who_withdrew_altogether_in_one_record_is_gone_from_the_other(place, at):
    for session, by in ((FIRST, "AB"), (SECOND, "CD")):
        record(place, session, *TABLE, *([GONE] if session == at else []), by=by)
    elsewhere = SECOND if at == FIRST else FIRST
    planned = foresee_pair(place, FIRST, SECOND)
    paired = pair_sessions(place, FIRST, SECOND, "EF")
    (done,) = paired.withdrawn
    assert planned == (replace(done, wiped=False, store=""),)
    assert (done.session, done.participant, done.scopes) == (elsewhere, "S2", ())
    assert (done.removed, done.wiped) == ({"answer_given": 2}, True)
    held = show_session(place, elsewhere)
    assert not any(slot.participant == "S2" for slot in held.state.answers)
    assert list(held.state.withdrawn) == ["S2"]
    kept = next(one for one in held.events if one.kind == "consent_withdrawn")
    assert (kept.payload, kept.actor) == (GONE[1], "EF")
    assert (paired.left, paired.second.again) == (0, FIRST)
    assert verify_journal(place) == []


def test_what_was_withdrawn_for_some_purposes_in_one_record_is_in_the_other(place):
    yes = [agreed(one, participate=True, quote=True) for one in ("S1", "S2")]
    limits = [
        ("consent_withdrawn", {"participant": one, "scopes": ["quote"]}) for one in ("S1", "S2")
    ]
    record(place, FIRST, *SEATS, *yes, *limits, yes[1], CLOSED, by="AB")
    record(place, SECOND, *SEATS, *yes, CLOSED, by="CD")
    paired = pair_sessions(place, FIRST, SECOND, "EF")
    (done,) = paired.withdrawn
    assert (done.session, done.participant, done.scopes) == (SECOND, "S1", ("quote",))
    assert (done.removed, done.wiped) == ({}, False)
    consent = show_session(place, SECOND).state.consent
    assert [consent[one]["quote"] for one in ("S1", "S2")] == [False, True]
    assert paired.left == 0


def test_where_both_records_know_of_a_withdrawal_nothing_is_added(place):
    for session, by in ((FIRST, "AB"), (SECOND, "CD")):
        record(place, session, *SEATS, *GRADES, GONE, CLOSED, by=by)
    assert pair_sessions(place, FIRST, SECOND, "EF").withdrawn == ()
    kinds = [one.kind for one in show_session(place, SECOND).events]
    assert kinds.count("consent_withdrawn") == 1


@pytest.mark.parametrize("reason", ["break", "left"])
def test_who_was_away_when_is_compared_seat_by_seat(place, reason):
    leaves = ("participant_out", {"participant": "S2", "why": reason})
    steps = [*SEATS, BEGUN, *GRADES[:2], said("outcome", "Samen.", "")]
    record(place, FIRST, *steps, *GRADES[2:], CLOSED, by="AB")
    record(place, SECOND, *steps, leaves, GRADES[2], CLOSED, by="CD")
    pair_sessions(place, FIRST, SECOND, "EF")
    (found,) = entry_agreement(place, session=FIRST).apart.seatings
    assert (found.seat, found.first) == ("S2", ())
    assert [one.why for one in found.second] == [reason]


def test_an_answer_at_a_seat_that_the_first_found_empty_can_be_settled(place):
    leaves = ("participant_out", {"participant": "S2", "why": "left"})
    steps = [*SEATS, BEGUN, *GRADES[:2], said("outcome", "Samen.", "")]
    record(place, FIRST, *steps, leaves, GRADES[2], CLOSED, by="AB")
    record(place, SECOND, *steps, *GRADES[2:], CLOSED, by="CD")
    assert pair_sessions(place, FIRST, SECOND, "EF").left == 1
    done = settle_entries(place, FIRST, "EF", choosing("second"), "nl")
    assert done.left == 0
    assert show_session(place, FIRST).state.answers[Slot("safe", "S2", 2)].value == 5


def test_statements_are_counted_and_not_compared(place):
    def told(name):
        return (
            "statement_made",
            {"statement": name, "who": ["S1"], "how": "literal", "text": "Ja.", "minute": 1},
        )

    record(place, FIRST, *SEATS, told("U1"), told("U2"), CLOSED, by="AB")
    record(place, SECOND, *SEATS, told("U1"), unsaid("safe", "refused", "S1", 1), CLOSED, by="CD")
    assert pair_sessions(place, FIRST, SECOND, "EF").left == 1
    assert entry_agreement(place, session=FIRST).apart.statements == (2, 1)


def test_consent_that_was_noted_otherwise_is_a_difference(place):
    def agreed(**scopes):
        payload = {"participant": "S1", "scopes": scopes, "version": "1"}
        return ("consent_given", payload)

    record(place, FIRST, *SEATS, agreed(participate=True, quote=True), CLOSED, by="AB")
    record(place, SECOND, *SEATS, agreed(participate=True, quote=False), CLOSED, by="CD")
    assert pair_sessions(place, FIRST, SECOND, "EF").left == 1
    (both_,) = entry_agreement(place, session=FIRST).apart.consents
    assert both_.step.slot.participant == "S1"


def test_every_reason_why_two_sessions_are_no_pair_is_said_at_once(place):
    record(place, FIRST, *SEATS, by="AB")
    record(place, SECOND, seat(1), seat(2), seat(3), by="AB")
    problems = refused_with(
        place,
        "RECORD_PAIR_OPEN",
        "RECORD_PAIR_OPEN",
        "RECORD_PAIR_SEAT",
        "RECORD_PAIR_SEAT",
        "RECORD_PAIR_SAME_PERSON",
    )
    assert problems[2].values["seat"] == "S2"
    assert (problems[2].values["first"], problems[2].values["second"]) == ("wijkagent", "bewoner")
    assert (problems[3].values["first"], problems[3].values["second"]) == ("-", "bewoner")
    assert show_session(place, SECOND).events[-1].kind == "participant_seated"


def test_a_seat_that_was_removed_is_no_seat(place):
    removed = ("participant_removed", {"participant": "S3"})
    record(place, FIRST, *SEATS, CLOSED, by="AB")
    record(place, SECOND, *SEATS, seat(3), removed, CLOSED, by="CD")
    pair_sessions(place, FIRST, SECOND, "EF")


def test_another_case_or_version_is_another_table(place):
    record(place, FIRST, *TABLE, by="AB")
    record(place, SECOND, *TABLE, by="CD", case="brink")
    (problem,) = refused_with(place, "RECORD_PAIR_OTHER")
    assert "brink" in problem.cause("nl")
    draft = place.root / "instruments" / "table" / "draft.yaml"
    draft.write_text(draft.read_text("utf-8").replace("Conclusie?", "Slotsom?"), "utf-8")
    republish(place, "table", "2.0.0")
    record(place, "20260302-cccccc", *TABLE, by="CD", version="2.0.0")
    refused_with(place, "RECORD_PAIR_OTHER", second="20260302-cccccc")


def test_another_evening_about_the_same_case_is_another_table(place):
    record(place, FIRST, *TABLE, by="AB")
    record(place, SECOND, *TABLE, by="CD", day="2026-03-09")
    (problem,) = refused_with(place, "RECORD_PAIR_OTHER")
    assert all(day in problem.cause("nl") for day in ("2026-03-02", "2026-03-09"))


def test_a_session_is_in_one_pair_only(place):
    both(place)
    record(place, "20260302-cccccc", *TABLE, by="GH")
    pair_sessions(place, FIRST, SECOND, "EF")
    refused_with(place, "RECORD_PAIR_TWICE", "RECORD_PAIR_TAKEN")
    refused_with(place, "RECORD_PAIR_TWICE", second="20260302-cccccc")
    refused_with(place, "RECORD_PAIR_TAKEN", first=SECOND, second="20260302-cccccc")
    refused_with(place, "RECORD_PAIR_ITSELF", second=FIRST)


def test_what_was_imported_is_no_half_of_a_pair(place, tmp_path):
    import_file(place, *survey(tmp_path / "files"))
    (row,) = list_sessions(place)
    record(place, FIRST, *TABLE, by="AB")
    refused_with(place, "RECORD_PAIR_IMPORTED", "RECORD_PAIR_OTHER", second=row.id)


def test_an_interview_may_have_two_records_too(place):
    record(place, FIRST, seat(1), said("member", "yes"), CLOSED, by="AB", instrument="small")
    record(place, SECOND, seat(1), said("member", "no"), CLOSED, by="CD", instrument="small")
    assert pair_sessions(place, FIRST, SECOND, "EF").left == 1


def test_a_pair_is_not_entered_a_third_time(place):
    both(place, said("safe", 9, "S2", 2))
    pair_sessions(place, FIRST, SECOND, "EF")
    with pytest.raises(RecordError) as error:
        enter_again(place, Again(FIRST, "GH"), choosing())
    assert codes(error) == ["RECORD_AGAIN_DONE"]
    with pytest.raises(RecordError) as error:
        reopen_session(place, SECOND, "x", "CD")
    assert codes(error) == ["RECORD_SECOND_STAYS"]


def test_a_wrong_pairing_is_taken_back(place):
    both(place)
    pair_sessions(place, FIRST, SECOND, "EF")
    assert unpair_session(place, SECOND, "EF").again == ""
    with journal(place) as store:
        assert {one.session for one in responses(store)} == {FIRST, SECOND}
    assert verify_journal(place) == []
    assert pair_sessions(place, SECOND, FIRST, "EF").second.id == FIRST


def test_only_a_pairing_that_nothing_was_settled_with_is_taken_back(place):
    both(place, said("safe", 9, "S2", 2))
    with pytest.raises(RecordError) as error:
        unpair_session(place, SECOND, "EF")
    assert codes(error) == ["RECORD_PAIR_NONE"]
    pair_sessions(place, FIRST, SECOND, "EF")
    settle_entries(place, FIRST, "EF", choosing("second"), "nl")
    with pytest.raises(RecordError) as error:
        unpair_session(place, SECOND, "EF")
    assert codes(error) == ["RECORD_PAIR_SETTLED"]


def test_a_second_entry_that_was_typed_in_is_no_pairing(place):
    hold(place, FIRST, said("member", "no"), CLOSED)
    enter_again(place, Again(FIRST, "CD"), choosing())
    second = next(row.id for row in list_sessions(place) if row.again)
    with pytest.raises(WbpError) as error:
        unpair_session(place, second, "EF")
    assert codes(error) == ["RECORD_PAIR_NONE"]


def test_a_pair_travels_on_with_its_pairing(place, tmp_path):
    both(place)
    pair_sessions(place, FIRST, SECOND, "EF")
    file = tmp_path / "second.jsonl"
    copy_session(place, SECOND, file)
    other = small_study(tmp_path / "other")
    with journal(place) as store, journal(other, create=True) as there:
        append_new(there, events_of(store, FIRST))
    assert restore(other, file, "GH").state.again == FIRST


def test_a_crash_while_pairing_leaves_two_sessions(place, monkeypatch):
    both(place)

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pairing, "append", crash)
    with pytest.raises(KeyboardInterrupt):
        pair_sessions(place, FIRST, SECOND, "EF")
    monkeypatch.undo()
    assert [row.again for row in list_sessions(place)] == ["", ""]
    assert pair_sessions(place, FIRST, SECOND, "EF").left == 0


CLOCKS = st.lists(st.integers(0, 118), min_size=0, max_size=6, unique=True).map(sorted)


def _at(minute):
    return f"2026-03-02T{13 + minute // 60:02}:{minute % 60:02}:00.000Z"


def _table(minutes, shift=0):
    """A table of one seat that was left and taken again at these minutes in turn."""
    moments = [Moment(float(at), _at(minute + shift)) for at, minute in enumerate(minutes, 1)]
    since, stays = Moment(0.0, _at(0)), []
    for at, moment in enumerate(moments):
        if at % 2 == 0:
            stays.append(Stay(since, moment, "break"))
        else:
            since = moment
    if len(moments) % 2 == 0:
        stays.append(Stay(since))
    return RoundTable(stays={"S1": tuple(stays)}, phases={"begin": Moment(0.5, _at(0))})


def _held(table):
    return SessionState("x", participants=(Participant("S1", "bewoner", "B-1"),), round_table=table)


@given(CLOCKS, st.integers(0, 2 * MINUTES_APART))
def test_clocks_that_differ_a_little_make_no_difference(minutes, shift):
    one, other = _table(minutes), _table(minutes, shift)
    found = seatings(_held(one), _held(other))
    assert bool(found) == (bool(minutes) and shift > MINUTES_APART)
    assert len(list(away(one, "S1"))) == (len(minutes) + 1) // 2
    assert seatings(_held(one), _held(one)) == ()
