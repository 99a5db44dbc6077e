"""The phases of a table: begun in order, passed over, taken up again, and what comes with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wizard.forms import opened, table
from tests.wizard.forms import study as small_study
from tests.wizard.round_tables import (
    SEATS,
    Table,
    answers,
    at,
    careful,
    held,
    round_table,
    written,
)
from wbp_survey.model.moves import history
from wbp_survey.wizard.derived import derived_missing
from wbp_survey.wizard.question import Act, Back, Given, GoTo, Note, Pause, Reason, Turn, Undo
from wbp_survey.wizard.session.engine import hold

RATED = round_table("r1", "talk", "r2")
SILENT = replace(RATED, sections=tuple(replace(one, script=None) for one in RATED.sections))
"""The same without anything to be read aloud."""
VOTED = round_table("r1", "outcome", "dissent", "end")
FIVE = ("beheerder", *("wijkagent",) * 4)
AGREED_ON = ["4*", "4*", "Wij houden de groep.", "consensus"]
"""Both ratings, what was concluded, and that everybody agreed; then comes the vote."""


def begun(journal):
    return [one["section"] for one in written(journal, "phase_started")]


def five(*replies):
    """A table of five: of fewer ratings no spread is shown."""
    return Table(list(replies), seats=FIVE)


def shown(ask, *names):
    """The notes that were read, of which the name begins like this."""
    notes = [one for one in ask.asked if one.item.type == "note"]
    return [one for one in notes if one.item.id.startswith(names)]


def test_phases_begin_in_order_each_once():
    _, journal, _ = held(RATED, ["4*", "5*", Back(), "5*", "gesprek", "4*", "4*", "yes"])
    assert begun(journal) == ["r1", "talk", "r2"]
    assert [*journal.state.round_table.phases] == ["r1", "talk", "r2"]


def test_a_phase_has_begun_before_its_first_words_are_read():
    journal = careful(RATED)
    table = Table(["4*"])
    known = {}

    def ask(question):
        known.setdefault(question.item.id, begun(journal))
        return table(question)

    held(RATED, ask, journal)
    assert known["participate"] == []
    assert known["r1:script"] == ["r1"]


@pytest.mark.parametrize("look", [Turn(1), GoTo(at("topic"))])
def test_who_only_looks_elsewhere_and_comes_back_begins_nothing(look):
    _, journal, ask = held(SILENT, ["4*", look, Back(), Pause()])
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s2/1"]
    assert begun(journal) == ["r1"]


def test_a_remark_or_a_statement_elsewhere_begins_nothing_either():
    looking = ["4*", Turn(1), Note("straks"), Act("say", "2: nog niet")]
    _, journal, ask = held(SILENT, [*looking, Pause()])
    assert ask.stops()[-1] == "topic"
    assert begun(journal) == ["r1"]


def test_who_answers_where_they_were_looking_has_begun():
    _, journal, ask = held(SILENT, ["4*", Turn(1), "gesprek", Pause()])
    assert begun(journal) == ["r1", "talk", "r2"]
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s1/2"]
    kinds = [one.kind for one in journal.events]
    assert kinds[-3:] == ["phase_started", "answer_given", "phase_started"]


def test_who_looks_ahead_begins_nothing():
    later = GoTo(at("topic"))
    _, journal, ask = held(RATED, ["4*", later, Back(), later, "alvast", Pause()])
    assert begun(journal) == ["r1"]
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s2/1", "topic", "s2/1"]


def test_a_session_that_goes_on_does_not_begin_its_phase_again():
    _, journal, _ = held(RATED, ["4*"])
    _, _, ask = held(RATED, [Pause()], journal)
    assert begun(journal) == ["r1"]
    assert ask.stops() == ["s2/1"]


def test_every_question_knows_when_its_phase_began_and_how_long_it_may_take():
    _, journal, ask = held(RATED, ["4*", "5*"])
    row = next(one for one in ask.asked if one.slot.item == "s1:row")
    assert row.began == journal.state.round_table.phases["r1"].at
    assert (row.minutes, ask.last().minutes) == (5, 0)


def test_a_form_typed_in_afterwards_says_nothing_of_when():
    _, journal, _ = held(RATED, [4, 4], fast=True, by="form")
    assert begun(journal) == []


def test_an_interview_has_no_phases():
    single = replace(RATED, kind="interview")
    _, journal, _ = held(single, Table([4], seats=("beheerder",)))
    assert begun(journal) == []


def test_what_is_passed_over_is_not_asked_and_what_was_answered_stays():
    _, journal, ask = held(RATED, ["4*", Act("skip"), "gesprek"])
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s1/2"]
    assert answers(journal, "s1", 1) == dict.fromkeys(("S1", "S2", "S3"), 4)
    missing = derived_missing(RATED, journal.state)
    assert {missing[at("s2", seat, 1)] for seat in ("S1", "S2", "S3")} == {"not_asked"}


def test_a_phase_passed_over_can_be_taken_up_again():
    _, journal, ask = held(RATED, ["4*", Act("skip"), Act("resume"), "5*", "gesprek"])
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s2/1", "topic", "s1/2"]
    assert journal.state.round_table.skipped == ()
    assert answers(journal, "s2", 1)["S1"] == 5


def test_taking_up_again_begins_at_what_is_open():
    _, _, ask = held(RATED, [Act("skip"), "gesprek", Act("resume"), "4*", "5*", "4*"])
    assert ask.stops() == ["s1/1", "topic", "s1/2", "s1/1", "s2/1", "s1/2", "s2/2"]


def test_a_phase_that_is_passed_over_by_mistake_is_taken_back():
    _, journal, ask = held(RATED, ["4*", Act("skip"), Undo(), Pause()])
    assert journal.state.round_table.skipped == ()
    assert "phase_resumed" in journal.kinds()
    assert ask.last().notice
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s2/1"]


def test_taken_back_into_a_phase_one_goes_on_through_it():
    replies = ["4 . 4", Act("skip"), Undo(), "4 3 4", "5*", "gesprek"]
    _, _, ask = held(RATED, replies)
    assert ask.stops() == ["s1/1", "s2/1", "topic", "s1/1", "s2/1", "topic", "s1/2"]


def test_where_nothing_was_passed_over_there_is_nothing_to_take_up():
    _, journal, ask = held(RATED, [Act("resume"), "4*"])
    assert ask.notices() == ["Er is geen fase overgeslagen."]
    assert "phase_resumed" not in journal.kinds()


def test_the_last_phase_can_be_passed_over_and_the_table_closed():
    outcome, journal, ask = held(RATED, ["4*", "5*", "gesprek", Act("skip"), "yes"])
    assert outcome == "closed"
    assert ask.stops()[-2:] == ["s1/2", ":close"]
    assert journal.state.round_table.skipped == ("r2",)


def test_the_discussion_begins_with_where_the_table_differs_most():
    _, _, ask = held(RATED, five("4 4 4 3 2", "1 5 3 1 5"))
    notes = [one.item.id for one in ask.asked if one.item.type == "note"]
    assert notes[-4:] == [":feedback-1", ":feedback-2", ":feedback-all", "talk:script"]
    first, second, both = shown(ask, ":feedback")
    assert "Vraag s2" in first.item.text["nl"]
    assert "Vraag s1" in second.item.text["nl"]
    assert both.item.text["nl"].index("Vraag s2") < both.item.text["nl"].index("Vraag s1")


def test_the_spread_says_how_many_gave_which_rating_and_names_nobody():
    _, _, ask = held(RATED, five("4 4 4 3 2", "1 5 3 1 5"))
    pages = shown(ask, ":feedback")
    assert len(pages) == 3
    assert "4 ■■■ 3 mee eens" in pages[1].item.text["nl"]
    for note in pages:
        for language in ("nl", "en"):
            words = f"{note.item.text[language]} {note.item.stem or ''}"
            assert not any(who in words for who in ("S1", "S2", "S3", *SEATS))
        assert note.who in ("", "Hele tafel")


def test_of_four_ratings_nothing_is_shown():
    _, _, ask = held(RATED, five("4 4 1 1 .", "5 3 . 1 1", Act("feedback")))
    assert shown(ask, ":feedback") == []
    assert "te weinig" in ask.last().notice


def test_the_spread_can_be_shown_at_any_time_and_left_again():
    table = five("4 4 4 3 2", Act("feedback"), Pause())
    backed = []

    def ask(question):
        if question.item.id == ":feedback-all" and not backed:
            backed.append(question)
            table.asked.append(question)
            return Back()
        return table(question)

    held(RATED, ask)
    seen = [one.item.id for one in table.asked if one.item.id.startswith(":feedback")]
    assert seen == [":feedback-1", ":feedback-all"] * 2
    assert table.stops() == ["s1/1", "s2/1", "s2/1"]


def test_the_spread_of_ratings_that_are_all_equal_has_no_page_of_its_own():
    _, _, ask = held(RATED, five("4*", "4*"))
    assert [one.item.id for one in shown(ask, ":feedback")] == [":feedback-all"]


def test_the_spread_leaves_out_who_withdrew():
    seats = (*FIVE, "wijkagent")
    asked = ["4 4 4 4 4 1", Act("consent", "6 trekt in"), "yes", Act("feedback")]
    _, _, ask = held(RATED, Table(asked, seats=seats))
    (page,) = shown(ask, ":feedback")
    assert "(5 cijfers)" in page.item.text["nl"]


def test_the_vote_and_reading_back_show_what_was_concluded():
    _, _, ask = held(VOTED, [*AGREED_ON, "v*", "1*"])
    assert ask.stops() == ["s1/1", "s2/1", "said", "status", "vote", "back", ":close"]
    vote, back = (one for one in ask.asked if one.slot.item in ("vote:row", "back:row"))
    assert "Wij houden de groep." in vote.item.stem["nl"]
    assert "Wij houden de groep." in back.item.stem["nl"]


def test_who_votes_against_is_asked_why_and_what_may_be_printed_of_it():
    _, journal, ask = held(VOTED, [*AGREED_ON, "v t o", "Het werkt niet.", "no", "1*"])
    assert ask.stops()[5:] == ["dissent/S2", "quote/S2", "back", ":close"]
    assert "Wij houden de groep." in ask.asked[-4].item.stem["nl"]
    assert answers(journal, "dissent") == {"S2": "Het werkt niet."}
    assert answers(journal, "vote") == {"S1": "for", "S2": "against", "S3": "abstain"}


def test_a_vote_that_takes_dissent_off_the_route_is_asked_twice_and_keeps_it():
    vote = GoTo(at("vote", "S2"))
    replies = [*AGREED_ON, "v t v", "Het werkt niet.", "no", vote, "v v v", "v v v", Pause()]
    _, journal, ask = held(VOTED, replies)
    first, again = [one for one in ask.asked if one.slot.item == "vote:row"][1:]
    assert not first.odd
    assert "2" in again.odd
    assert again.given.value == "v v v"
    assert answers(journal, "vote")["S2"] == "for"
    assert answers(journal, "dissent") == {"S2": "Het werkt niet."}
    assert ask.stops()[-1] == "back"
    assert "2" in ask.last().notice


def test_a_vote_that_was_a_slip_is_put_right_at_the_second_asking():
    vote = GoTo(at("vote", "S2"))
    replies = [*AGREED_ON, "v t v", "Nee.", "no", vote, "v v v", "v t v"]
    _, journal, ask = held(VOTED, replies)
    assert answers(journal, "vote")["S2"] == "against"
    assert ask.stops()[-1] == "back"


def test_taking_back_the_vote_brings_the_dissent_back():
    vote = GoTo(at("vote", "S2"))
    replies = [*AGREED_ON, "v t v", "Nee.", "no", vote, "v v v", "v v v", Undo(), Pause()]
    _, journal, ask = held(VOTED, replies)
    assert answers(journal, "vote")["S2"] == "against"
    assert ask.last().slot.item == "vote:row"
    assert at("dissent", "S2") in {spot.slot for spot in ask.last().spots() if spot.words}


def test_an_outcome_that_was_not_tried_is_neither_voted_on_nor_read_back():
    _, journal, ask = held(VOTED, ["4*", "4*", Reason("not_asked"), "not_tried"])
    assert ask.stops()[2:] == ["said", "status", ":close"]
    assert answers(journal, "status") == {"": "not_tried"}


@pytest.mark.parametrize("by", ["grid", "form"])
def test_a_table_of_an_older_protocol_is_held_as_well(by):
    values = {"scale": 3, "text": "samen", "note": None}
    count = []

    def ask(question):
        count.append(question)
        assert len(count) < 100
        if question.kind == "seat":
            return Given(["beheerder", "wijkagent", "seated"][int(question.item.id[2:]) - 1])
        if question.kind == "row":
            return Given("j*" if question.item.id in ("participate", "record") else "3*")
        if question.kind in ("consent", "close"):
            return Given("yes")
        return Given(values[question.item.type])

    journal = opened(table())
    old = table()
    assert old.round_table is None
    outcome = hold(old, small_study(), journal.state, ask, journal.save, "nl", by=by)
    assert outcome == "closed"
    assert len(journal.state.answers) == 9


def test_who_reads_aloud_what_a_phase_begins_with_has_begun_it():
    _, journal, _ = held(RATED, ["4*", Turn(1), Pause()])
    assert begun(journal) == ["r1", "talk"]


def test_what_is_passed_over_is_one_step_also_after_a_crash():
    _, journal, _ = held(RATED, ["4*", Act("skip")])
    held(RATED, [Undo()], journal, past=history(journal.events))
    assert journal.state.round_table.skipped == ()
    assert answers(journal, "s1", 1)["S1"] == 4
