"""How well two entries agree: as they were entered, whatever was settled or corrected since."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.entering import settled
from tests.wizard.random_entries import FORMS, Anyhow, entered, second_of
from tests.workflow.paper import hold_again
from tests.workflow.studies import CLOSED, hold, said, seat, small_study, unsaid
from wbp_survey.analysis.entries import ENDINGS, agreement
from wbp_survey.errors import RecordError
from wbp_survey.model.session import Slot
from wbp_survey.wizard.question import Given, Pause, Reason
from wbp_survey.workflow.agreement import _Pair, _twice, as_entered, entry_agreement
from wbp_survey.workflow.entries import settle_entries
from wbp_survey.workflow.recorder import Recorder
from wbp_survey.workflow.sessions import Held, show_session
from wbp_survey.workflow.study import journal

FIRST, SECOND = "20260302-aaaaaa", "20260303-bbbbbb"
ONE = [said("member", "yes"), said("years", 2.5), said("know", 3), said("channels", ["app"])]


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def twice(place, *changed):
    """Two entries of one session: the second with some answers otherwise."""
    hold(place, FIRST, *ONE, CLOSED)
    new = {payload["item"]: (kind, payload) for kind, payload in changed}
    steps = [new.pop(payload["item"], (kind, payload)) for kind, payload in ONE]
    hold_again(place, SECOND, FIRST, *steps, *new.values(), CLOSED)


def stats(found, item):
    return {row.stat: row.value for row in found.comparison.rows if row.variable == item}


def choosing(*replies):
    left = list(replies)

    def ask(question):
        if question.item.type == "note":
            return Given(None)
        if not left:
            return Pause()
        reply = left.pop(0)
        return reply if isinstance(reply, Reason) else Given(reply)

    return ask


def test_each_item_tells_how_often_it_was_entered_twice_alike(place):
    twice(place, said("years", 25.0), unsaid("know", "unreadable"))
    found = entry_agreement(place)
    assert stats(found, "member")["percent_agreement"] == 1
    assert stats(found, "years")["percent_agreement"] == 0
    assert "cohen_kappa" not in stats(found, "years")
    assert stats(found, "know")["cohen_kappa"] == 0
    assert found.sessions == {"small": 1}
    row = found.comparison.rows[0].as_row()
    assert (row["by"], row["group"], row["variable"]) == ("instrument", "small", "member")


def test_settling_changes_what_became_of_it_and_not_the_agreement(place):
    twice(place, said("years", 25.0), said("know", 1))
    before = entry_agreement(place)
    settle_entries(place, FIRST, "EF", choosing("second", "other", Reason("unreadable"), ""), "nl")
    after = entry_agreement(place)
    for item in ("member", "years", "know"):
        for stat in ("n_pairs", "n_equal", "percent_agreement"):
            assert stats(before, item)[stat] == stats(after, item)[stat]
    assert stats(before, "years")["settled:open"] == 1
    assert stats(after, "years")["settled:second"] == 1
    assert stats(after, "know")["settled:other"] == 1
    assert stats(after, "know")["settled:open"] == 0


def test_what_is_answered_anew_after_the_second_entry_began_changes_no_agreement(place):
    twice(place, said("years", 25.0))
    with journal(place) as store:
        recorder = Recorder(store, show_session(place, FIRST).state, "AB")
        recorder.save("session_reopened", {"because": "overgenomen"})
        recorder.save(*said("years", 25.0))
        recorder.save("session_closed", {"reason": "complete"})
    found = stats(entry_agreement(place), "years")
    assert (found["percent_agreement"], found["settled:second"]) == (0, 1)


def test_a_correction_changes_no_agreement(place):
    twice(place, said("years", 25.0))
    with journal(place) as store:
        recorder = Recorder(store, show_session(place, FIRST).state, "GH")
        payload = {"item": "years", "participant": "S1", "value": 25.0, "old": {"value": 2.5}}
        recorder.save("answer_corrected", payload | {"because": "nagekeken"})
    found = stats(entry_agreement(place), "years")
    assert found["percent_agreement"] == 0
    assert found["settled:second"] == 1


def test_a_question_that_was_not_to_be_asked_after_all_is_dropped(place):
    twice(place, said("member", "no"))
    settle_entries(place, FIRST, "EF", choosing("second"), "nl")
    found = entry_agreement(place)
    assert stats(found, "years")["settled:off_route"] == 1
    assert stats(found, "member")["settled:second"] == 1


def test_a_question_nobody_answered_is_no_agreement(place):
    twice(place)
    assert stats(entry_agreement(place), "kind") == {}


def test_every_seat_and_round_counts_for_its_item(place):
    seats = [seat(1), seat(2)]
    grades = [said("safe", 5, f"S{n}", r) for n in (1, 2) for r in (1, 2)]
    hold(place, FIRST, *seats, *grades, CLOSED, instrument="table")
    hold_again(place, SECOND, FIRST, *grades[:3], said("safe", 9, "S2", 2), CLOSED)
    rows = {(row.round, row.stat): row for row in entry_agreement(place).comparison.rows}
    assert [rows[round_, "n_pairs"].value for round_ in (1, 2)] == [2, 2]
    assert [rows[round_, "n_equal"].value for round_ in (1, 2)] == [2, 1]
    assert [rows[round_, "n_within_one"].value for round_ in (1, 2)] == [2, 1]


def test_only_complete_second_entries_count(place):
    hold(place, FIRST, *ONE, CLOSED)
    hold_again(place, SECOND, FIRST, *ONE)
    with pytest.raises(RecordError) as error:
        entry_agreement(place)
    assert error.value.problems[0].code == "RECORD_AGREEMENT_NONE"


def test_one_instrument_version_or_session_can_be_asked_for(place):
    twice(place)
    hold(place, "20260401-cccccc", seat(1), said("safe", 5, "S1", 1), CLOSED, instrument="table")
    hold_again(place, "20260402-dddddd", "20260401-cccccc", said("safe", 6, "S1", 1), CLOSED)
    assert set(entry_agreement(place).sessions) == {"small", "table"}
    assert set(entry_agreement(place, "table").sessions) == {"table"}
    assert set(entry_agreement(place, "small@1.0.0").sessions) == {"small"}
    assert set(entry_agreement(place, session="20260401").sessions) == {"table"}
    assert set(entry_agreement(place, session=SECOND).sessions) == {"small"}
    for wrong in ("small@2.0.0", "nothing"):
        with pytest.raises(RecordError):
            entry_agreement(place, wrong)


def test_the_manifest_tells_what_the_figures_rest_on(place):
    twice(place)
    manifest = entry_agreement(place, "small").comparison.manifest
    assert manifest.n_rows == 4
    assert [one["id"] for one in manifest.instruments] == ["small"]
    assert manifest.filters == {"instrument": "small", "session": ""}
    assert manifest.data_sha256 == entry_agreement(place).comparison.manifest.data_sha256


def test_consent_as_it_was_entered_is_not_what_it_was_settled_on(place):
    agreed = {"participant": "S1", "scopes": {"participate": True}, "version": "1"}
    refused = agreed | {"scopes": {"participate": False}, "scope": "participate", "entry": SECOND}
    events = hold(place, FIRST, ("consent_given", agreed), *ONE, ("consent_given", refused))
    assert as_entered(tuple(events)).consent["S1"] == {"participate": True}


@given(FORMS, st.randoms(use_true_random=False))
def test_the_counts_add_up_before_and_after_settling(instrument, random):
    first, second = entered(instrument, random), second_of(instrument, random)
    before = _pairs(instrument, first, second)
    settled(instrument, first, second, ask=Anyhow(random))
    after = _pairs(instrument, first, second)
    assert [replace(pair, ending="open") for pair in before] == [
        replace(pair, ending="open") for pair in after
    ]
    for pairs in (before, after):
        rows = agreement(pairs)
        counted = {stat: _sum(rows, stat) for stat in ("n_pairs", "n_equal")}
        differ = sum(_sum(rows, f"settled:{ending}") for ending in ENDINGS)
        assert counted["n_pairs"] == counted["n_equal"] + differ == len(pairs)
    assert _sum(agreement(after), "settled:open") == 0


def _pairs(instrument, first, second):
    from tests.wizard.forms import study

    held = Held(first.state, tuple(first.events), instrument)
    return list(_twice(study(), _Pair(held, second.state)))


def _sum(rows, stat):
    return sum(row.value for row in rows if row.stat == stat)


def test_what_was_settled_is_what_the_first_session_holds(place):
    twice(place, said("years", 25.0))
    settle_entries(place, FIRST, "EF", choosing("second"), "nl")
    held = show_session(place, FIRST)
    assert held.state.answers[Slot("years", "S1")].value == 25.0
    assert as_entered(held.events).answers[Slot("years", "S1")].value == 2.5
