"""What everybody agrees to: scope by scope in one line; less, or nothing any more, afterwards."""

from __future__ import annotations

import pytest

from tests.wizard.round_tables import (
    Table,
    about_consent,
    answers,
    careful,
    held,
    round_table,
    stop,
    study,
    typing,
    written,
)
from wbp_survey.model.presence import is_in
from wbp_survey.wizard.question import Act, Back, Given, Park, Pause, Reason, Undo
from wbp_survey.wizard.session.scopes import text_digest

RATED = round_table("r1", "talk", "r2")
ALL = {"participate": True, "record": True, "quote": True, "quote_name": True}
NONE = dict.fromkeys(ALL, False)


def agreed(replies, **rest):
    """Hold the opening of a table, with these replies to what is asked about consent."""
    table = Table(list(replies), consent=True, **rest)
    _, journal, ask = held(RATED, table)
    scopes = [stop(one) for one in ask.asked if about_consent(one)]
    return journal, ask, scopes


def test_each_scope_is_one_line_for_the_whole_table():
    journal, _, scopes = agreed(["j j j", "j n j", "j*", "n*"])
    assert scopes == ["participate", "record", "quote", "quote_name"]
    assert journal.state.consent["S1"] == ALL | {"quote_name": False}
    assert journal.state.consent["S2"] == ALL | {"record": False, "quote_name": False}


def test_it_is_kept_on_which_text_when_and_in_which_form():
    journal, _, _ = agreed(["j*", "j*", "j*", "j*"])
    last = written(journal, "consent_given")[-1]
    assert last["version"] == study().consent.version
    assert last["sha256"] == text_digest(study().consent)
    assert last["form"] == "oral"


def test_refusing_to_take_part_is_asked_twice_and_refuses_everything():
    journal, ask, scopes = agreed(["j n j", "j n j", "j j", "j j", "j j"])
    assert scopes == ["participate", "participate", "record", "quote", "quote_name"]
    sure = [one for one in ask.asked if about_consent(one)][1]
    assert "S2" in sure.odd
    assert sure.given.value == "j n j"
    assert journal.state.consent == {"S1": ALL, "S2": NONE, "S3": ALL}


def test_who_refuses_is_asked_nothing_more():
    _, _, ask = held(RATED, Table(["j n j"] * 2 + ["j j"] * 3 + ["4 5"], consent=True))
    record = next(one for one in ask.asked if one.slot.item == "record:row")
    assert [cell.seat for cell in record.understand("j j").cells] == ["S1", "S3"]
    rated = next(one for one in ask.asked if one.slot.item == "s1:row")
    assert [cell.seat for cell in rated.understand("4 5").cells] == ["S1", "S3"]


@pytest.mark.parametrize("wrong", ["4 4 2", Act("say", "2: toch iets"), Act("turns", "2")])
def test_of_who_refuses_nothing_can_be_recorded_by_mistake(wrong):
    refused = ["j n j"] * 2 + ["j j"] * 3
    _, journal, ask = held(RATED, Table([*refused, wrong], consent=True))
    assert ask.last().notice
    assert journal.kinds()[-1] == "phase_started"


def test_who_is_not_there_stands_in_the_line_of_every_scope():
    _, ask, scopes = agreed([Act("presence", "2 laat"), *["j j"] * 4])
    assert scopes == ["participate", "participate", "record", "quote", "quote_name"]
    for one in [one for one in ask.asked if about_consent(one)][1:]:
        states = {cell.seat: cell.state for cell in one.understand("j j").cells}
        assert states == {"S1": "given", "S2": "away", "S3": "given"}


def test_who_sits_down_meanwhile_is_asked_from_the_first_scope_on():
    come = Act("presence", "2 binnen")
    journal, _, scopes = agreed([Act("presence", "2 laat"), "j j", "j n", come, *["j*"] * 4])
    again = ["participate", "record", "quote", "quote_name"]
    assert scopes == ["participate", "participate", "record", "quote", *again]
    assert journal.state.consent["S2"] == ALL


def test_who_leaves_meanwhile_keeps_the_table_where_it_is():
    journal, _, scopes = agreed(["j*", "j*", Act("presence", "2 weg"), "j j", "j j"])
    assert scopes == ["participate", "record", "quote", "quote", "quote_name"]
    assert journal.state.consent["S2"] == {"participate": True, "record": True}
    assert set(journal.state.consent) == {"S1", "S2", "S3"}


def test_who_refuses_and_then_another_comes_leads_round_in_no_circle():
    come = Act("presence", "3 binnen")
    refused = [Act("presence", "3 laat"), "n j", "n j"]
    again = ["n j j", "n j j", "j j", "j j", "j j"]
    journal, _, scopes = agreed([*refused, come, *again])
    assert scopes[3:] == ["record", *["participate"] * 2, "record", "quote", "quote_name"]
    assert journal.state.consent == {"S1": NONE, "S2": ALL, "S3": ALL}


def test_a_slip_at_refusing_is_put_right_and_nothing_is_kept_of_it():
    journal, _, scopes = agreed(["j n j", "j j j", "j j j", "j*", "j*", "j*"])
    assert scopes == ["participate"] * 3 + ["record", "quote", "quote_name"]
    assert all(one["scopes"]["participate"] for one in written(journal, "consent_given"))


def test_when_everybody_refuses_the_session_ends():
    table = Table(["n n n", "n n n"], consent=True)
    outcome, journal, _ = held(RATED, table)
    assert outcome == "refused_consent"
    assert journal.state.closed
    assert journal.state.consent == {"S1": NONE, "S2": NONE, "S3": NONE}


def test_what_hangs_on_another_scope_is_asked_of_who_agreed_to_that_and_is_else_a_no():
    journal, ask, _ = agreed(["j*", "j*", "j n j", "j n"])
    name = [one for one in ask.asked if about_consent(one)][-1]
    assert [cell.seat for cell in name.understand("j n").cells] == ["S1", "S3"]
    assert journal.state.consent["S2"] == ALL | {"quote": False, "quote_name": False}
    assert journal.state.consent["S3"] == ALL | {"quote_name": False}


def test_a_scope_that_nobody_can_be_asked_for_is_passed_over():
    journal, _, scopes = agreed(["j*", "j*", "n*"])
    assert scopes == ["participate", "record", "quote"]
    assert {one["quote_name"] for one in journal.state.consent.values()} == {False}


@pytest.mark.parametrize("wrong", ["j j", "j . j", "j w j", "j j j j", "5 j j", ""])
def test_a_line_that_leaves_somebody_out_is_no_consent(wrong):
    journal, ask, scopes = agreed([wrong, Pause()])
    assert scopes == ["participate", "participate"]
    assert ask.last().notice
    assert not journal.state.consent


@pytest.mark.parametrize("reply", [Reason("refused"), Park(), Undo(), Act("say", "1: hm")])
def test_at_consent_nothing_else_can_be_done(reply):
    journal, ask, scopes = agreed([reply, Pause()])
    assert scopes == ["participate", "participate"]
    assert ask.last().notice
    assert not journal.state.consent
    assert not journal.state.round_table.statements


@pytest.mark.parametrize("act", [Act("say", "1: hm"), Act("presence", "2 weg")])
def test_at_a_question_of_consent_to_one_nothing_is_done_around_the_table(act):
    table = Table([act, Pause()], consent=True)
    _, journal, ask = held(RATED, table, by="form")
    assert [stop(one) for one in ask.asked if about_consent(one)] == ["participate"] * 2
    assert ask.last().notice
    assert {"statement_made", "participant_out"}.isdisjoint(journal.kinds())


def test_going_back_asks_the_scope_before_again_filled_in():
    journal, ask, scopes = agreed(["j*", "j n j", Back(), Back(), "j*", "n*", "j*", "j*"])
    asked = ["participate", "record", "quote", "record", "participate", "record"]
    assert scopes[:6] == asked
    again = [one for one in ask.asked if about_consent(one)][3]
    assert again.given.value == "j n j"
    assert {one["record"] for one in journal.state.consent.values()} == {False}


def test_who_refused_by_mistake_and_is_asked_again_is_asked_for_everything():
    refused = ["j n j", "j n j"]
    journal, _, scopes = agreed([*refused, Back(), "j*", "j*", "j*", "j*"])
    assert scopes == ["participate"] * 2 + [
        "record",
        "participate",
        "record",
        "quote",
        "quote_name",
    ]
    assert journal.state.consent["S2"] == ALL


def test_who_comes_later_is_left_out_and_asked_when_they_sit_down():
    late = Act("presence", "2 laat")
    table = Table([late, "j j", "j j", "j j", "j j", Act("presence", "2 binnen")], consent=True)
    _, journal, ask = held(RATED, table)
    assert set(journal.state.consent) == {"S1", "S3"}
    assert [stop(one) for one in ask.asked if about_consent(one)][-1] == "participate"
    assert ask.last().kind == "consent"
    assert ask.last().slot.participant == "S2"
    assert is_in(journal.state.round_table, "S2")


def test_after_the_latecomer_has_agreed_the_row_is_put_to_all():
    replies = [Act("presence", "2 binnen"), "4 5 2"]
    late = careful(RATED)
    held(RATED, Table([Act("presence", "2 laat"), *["j j"] * 4], consent=True), late)
    _, journal, ask = held(RATED, replies, late)
    assert ask.stops() == ["s1/1", "s1/1", "s2/1"]
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 5, "S3": 2}
    assert journal.state.consent["S2"] == ALL


def test_somebody_who_joins_gets_a_seat_and_is_asked_at_once():
    _, journal, ask = held(RATED, [Act("presence", "+ wijkagent"), "4 4 4 5"])
    asked = [one.item.id for one in ask.asked if one.kind == "consent"]
    assert asked == [*ALL]
    assert [one.role for one in journal.state.participants][3] == "wijkagent"
    assert journal.state.consent["S4"] == ALL
    assert answers(journal, "s1", 1)["S4"] == 5


def test_a_table_cut_off_during_consent_goes_on_with_what_is_missing():
    journal = careful(RATED)
    held(RATED, Table(["j*", "j n j", Pause()], consent=True), journal)
    _, _, ask = held(RATED, Table(["j*", "j n j", "j*", "j*", Pause()], consent=True), journal)
    asked = [one for one in ask.asked if about_consent(one)]
    assert [one.given and one.given.value for one in asked[:2]] == ["j j j", "j n j"]
    assert journal.state.consent["S2"] == ALL | {"record": False}
    assert "seat" not in [one.kind for one in ask.asked]


def test_a_table_cut_off_while_a_latecomer_is_asked_asks_on():
    journal = careful(RATED)
    come = [Act("presence", "2 laat"), *["j j"] * 4, Act("presence", "2 binnen"), "yes", Pause()]
    held(RATED, Table(come, consent=True), journal)
    assert journal.state.consent["S2"] == {"participate": True}
    _, _, ask = held(RATED, Table(["no", "yes", "no", "4 5 2"], consent=True), journal)
    assert [one.item.id for one in ask.asked if one.kind == "consent"] == [*ALL][1:]
    assert journal.state.consent["S2"] == ALL | {"record": False, "quote_name": False}
    assert answers(journal, "s1", 1)["S2"] == 5


def test_half_a_line_of_consent_survives_a_crash():
    kept = []
    journal = careful(RATED)
    table = Table(["j*", typing("j n", Pause())], consent=True)
    held(RATED, table, journal, note_position=lambda slot, typed: kept.append((slot, typed)))
    slot, typed = kept[-1]
    again = Table(["j*", Pause()], consent=True)
    _, _, ask = held(RATED, again, journal, resume_at=slot, drafts={slot: typed})
    asked = [(one.item.id, one.draft) for one in ask.asked if about_consent(one)]
    assert asked == [("participate", ""), ("record", "j n")]


def test_form_by_form_each_is_asked_apart():
    table = Table(["yes"] * 12, consent=True)
    _, journal, ask = held(RATED, table, by="form")
    asked = [(one.slot.participant, one.item.id) for one in ask.asked if one.kind == "consent"]
    assert asked[:5] == [("S1", scope) for scope in ALL] + [("S2", "participate")]
    assert journal.state.consent["S3"] == ALL


def test_a_scope_can_be_taken_back_during_the_session():
    _, journal, ask = held(RATED, [Act("consent", "2 citaten nee"), "4 4 2"])
    assert journal.kinds().count("consent_withdrawn") == 1
    (less,) = written(journal, "consent_withdrawn")
    assert less["scopes"] == ["quote", "quote_name"]
    assert journal.state.consent["S2"] == ALL | {"quote": False, "quote_name": False}
    assert answers(journal, "s1", 1)["S2"] == 4
    assert "S2" in ask.notices()[0]


def test_a_scope_can_be_given_after_all_and_says_on_which_text():
    _, journal, _ = held(
        RATED, [Act("consent", "2 opname nee"), Act("consent", "2 opname ja"), Pause()]
    )
    assert journal.state.consent["S2"] == ALL
    assert journal.kinds()[-1] == "consent_given"
    assert written(journal, "consent_given")[-1]["sha256"] == text_digest(study().consent)


def test_what_hangs_on_another_scope_cannot_be_given_without_it():
    less, name = Act("consent", "2 citaten nee"), Act("consent", "2 naam ja")
    _, journal, ask = held(RATED, [less, name, "2 citaten ja naam ja", Pause()])
    (refused,) = [one for one in ask.asked if one.kind == "line"]
    assert "citaten" in refused.notice
    assert journal.state.consent["S2"] == ALL


def test_who_refused_can_take_part_after_all_and_not_by_a_lesser_scope():
    refused = ["j n j"] * 2 + ["j j"] * 3
    replies = [*refused, Act("consent", "2 citaten ja"), "2 meedoen ja", "4 5 2"]
    _, journal, ask = held(RATED, Table(replies, consent=True))
    (line,) = [one for one in ask.asked if one.kind == "line"]
    assert "meedoen" in line.notice
    assert journal.state.consent["S2"] == NONE | {"participate": True}
    assert answers(journal, "s1", 1) == {"S1": 4, "S2": 5, "S3": 2}


def test_who_withdrew_cannot_be_made_to_agree_again():
    withdraw = [Act("consent", "2 trekt in"), "yes"]
    _, journal, ask = held(RATED, [*withdraw, Act("consent", "2 meedoen ja"), Pause()])
    assert "S2" in ask.last().notice
    assert journal.kinds()[-1] == "consent_withdrawn"


def test_withdrawing_is_asked_once_more_and_can_be_let_be():
    _, journal, ask = held(RATED, ["4 4 2", Act("consent", "2 trekt in"), "no"])
    (sure,) = [one for one in ask.asked if one.kind == "choice"]
    assert "S2" in sure.item.text["nl"]
    assert not journal.state.withdrawn
    assert answers(journal, "s1", 1)["S2"] == 4


def test_who_withdraws_is_asked_no_more_and_nothing_can_be_taken_back():
    withdraw = Act("consent", "2 trekt in")
    _, journal, ask = held(RATED, ["4 4 2", withdraw, "yes", Undo(), "5 5"])
    assert "S2" in journal.state.withdrawn
    assert answers(journal, "s2", 1) == {"S1": 5, "S3": 5}
    assert "answer_cleared" not in journal.kinds()
    assert ask.stops()[-2:] == ["s2/1", "topic"]


@pytest.mark.parametrize("wrong", ["5 5 5", Act("say", "2: toch iets"), Act("turns", "2")])
def test_after_withdrawing_nothing_can_be_recorded_by_mistake(wrong):
    _, journal, ask = held(RATED, ["4 4 2", Act("consent", "2 trekt in"), "yes", wrong])
    assert ask.last().notice
    assert journal.kinds()[-1] == "consent_withdrawn"


def test_what_is_left_of_who_withdrew_is_nothing_and_of_the_others_everything():
    withdraw = [Act("consent", "2 trekt in"), "yes"]
    said = [Act("say", "2: van mij"), Act("say", "3: van haar"), Act("turns", "2")]
    _, journal, _ = held(RATED, ["4 4 2", *said, *withdraw])
    assert answers(journal, "s1", 1) == {"S1": 4, "S3": 2}
    assert [one.text for one in journal.state.round_table.statements.values()] == ["van haar"]
    assert not journal.state.round_table.turns
    assert [one["participant"] for one in written(journal)] == ["S1", "S3"]


def test_when_everybody_withdraws_the_questions_of_the_whole_table_are_left():
    withdraw = [
        reply for seat in (1, 2, 3) for reply in (Act("consent", f"{seat} trekt in"), "yes")
    ]
    outcome, journal, ask = held(RATED, ["4 4 2", *withdraw, "Gesprek.", "yes"])
    assert outcome == "closed"
    assert ask.stops()[-2:] == ["topic", ":close"]
    assert {slot.participant for slot in journal.state.answers} == {""}


def test_at_a_refusal_asked_twice_somebody_may_still_go_back():
    journal, _, scopes = agreed(["j n j", Back(), "j*", "j*", "j*", "j*"])
    assert scopes[:3] == ["participate"] * 3
    assert journal.state.consent["S2"] == ALL


def test_a_given_reply_is_the_same_in_words_of_either_language():
    journal, _, _ = agreed([Given("ja yes j"), "nee no n", "j*", "j*"])
    assert {one["record"] for one in journal.state.consent.values()} == {False}
