"""Whether the conversation may be recorded: said once, and again whenever that changes."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.wizard.forms import study as small_study
from tests.wizard.round_tables import Table, careful, held, round_table, study
from wbp_survey.wizard.question import Act, Pause, Undo
from wbp_survey.wizard.session.engine import hold

RATED = round_table("r1", "talk", "r2")
YES = "Opnemen mag: iedereen aan tafel stemt daarmee in."


def told(ask):
    """What was said about recording, in order."""
    said = re.compile(r"(Niet opnemen|Opnemen mag): [^.]*\.")
    return [found[0] for one in ask.asked if (found := said.search(one.notice))]


def asked(record, *replies):
    """A table that answers the line about recording like this."""
    return held(RATED, Table(["j*", record, "j*", "n*", *replies, Pause()], consent=True))


def test_when_all_agree_it_is_said_once():
    _, _, ask = asked("j*", "4*", "5*")
    assert told(ask) == [YES]


def test_who_is_against_is_named_one_or_more():
    assert told(asked("j n j")[2]) == ["Niet opnemen: S2 stemt daar niet mee in."]
    assert told(asked("n n j")[2]) == ["Niet opnemen: S1, S2 stemmen daar niet mee in."]


def test_who_takes_it_back_or_agrees_after_all_has_it_said_again():
    less, more = Act("consent", "2 opname nee"), Act("consent", "2 opname ja")
    no = "Niet opnemen: S2 stemt daar niet mee in."
    assert told(asked("j*", less, more)[2]) == [YES, no, YES]


def test_another_scope_says_nothing_of_it():
    assert told(asked("j*", Act("consent", "2 citaten nee"))[2]) == [YES]


def test_when_the_only_one_against_leaves_it_is_fine_until_they_are_back():
    no = "Niet opnemen: S2 stemt daar niet mee in."
    away, back = Act("presence", "2 weg"), Act("presence", "2 terug")
    assert told(asked("j n j", away, back)[2]) == [no, YES, no]


def test_who_leaves_and_was_not_against_changes_nothing():
    no = "Niet opnemen: S2 stemt daar niet mee in."
    assert told(asked("j n j", Act("presence", "3 weg"))[2]) == [no]


def test_when_the_only_one_against_withdraws_it_is_said_again():
    withdraw = Act("consent", "2 trekt in")
    _, _, ask = asked("j n j", withdraw, "yes")
    assert told(ask)[1:] == [YES]


def test_a_session_that_goes_on_says_nothing_new():
    _, journal, _ = held(RATED, ["4*", Pause()])
    _, _, ask = held(RATED, [Pause()], journal)
    assert told(ask) == []


def test_where_nobody_is_asked_for_it_nothing_is_said():
    bare = study()
    scopes = tuple(one for one in bare.consent.scopes if one.id != "record")
    bare = replace(bare, consent=replace(bare.consent, scopes=scopes))
    journal, table = careful(RATED), Table([Act("presence", "2 weg"), Pause()])
    hold(RATED, bare, journal.state, table, journal.save, "nl", by="grid")
    assert told(table) == []


def test_an_interview_is_recorded_or_not_without_a_word():
    single, alone = replace(RATED, kind="interview"), Table([4], seats=("beheerder",))
    journal = careful(single)
    hold(single, small_study(), journal.state, alone, journal.save, "nl")
    assert told(alone) == []


def test_taking_back_that_the_only_one_against_left_has_it_said_again():
    no = "Niet opnemen: S2 stemt daar niet mee in."
    assert told(asked("j n j", Act("presence", "2 weg"), Undo())[2]) == [no, YES, no]
