"""What happens around a table, folded from events."""

from __future__ import annotations

from dataclasses import replace

from tests.model.three import held_by_three, said
from tests.wizard.around import clock
from wbp_survey.model.gathering import idea_key
from wbp_survey.model.round_table import Moment, ParkedPoint, RecordCheck, Stay
from wbp_survey.model.session import fold


def test_a_seat_that_is_taken_is_a_stay_and_one_that_is_late_is_none_yet():
    held = held_by_three()
    assert held.table.stays == {
        "S1": (Stay(Moment(2.0, clock(0))),),
        "S2": (Stay(Moment(3.0, clock(0))),),
    }
    assert held.table.away == {"S3": "late"}


def test_coming_and_going_makes_stays_with_why_each_ended():
    held = held_by_three()
    held.minute = 20
    held.goes(1, "break")
    assert held.table.away["S1"] == "break"
    held.minute = 25
    held.comes(1)
    held.minute = 90
    held.goes(1, "left")
    first, second = held.table.stays["S1"]
    assert (first.until, first.why) == (Moment(5.0, clock(20)), "break")
    assert (second.since, second.until, second.why) == (
        Moment(6.0, clock(25)),
        Moment(7.0, clock(90)),
        "left",
    )
    assert held.table.away["S1"] == "left"


def test_coming_in_twice_is_once_and_going_twice_only_changes_why_it_is_empty():
    held = held_by_three()
    held.comes(1)
    assert len(held.table.stays["S1"]) == 1
    held.goes(1, "break")
    stays = held.table.stays["S1"]
    held.goes(1, "left")
    assert (held.table.stays["S1"], held.table.away["S1"]) == (stays, "left")


def test_who_was_late_after_all_was_never_there_until_they_come_in():
    held = held_by_three()
    held.goes(1, "late")
    assert "S1" not in held.table.stays
    held.comes(1)
    assert [stay.since.order for stay in held.table.stays["S1"]] == [6.0]
    assert "S1" not in held.table.away


def test_a_time_typed_afterwards_is_put_among_the_phases():
    held = held_by_three()
    for minute, section in ((1, "r1"), (30, "talk"), (60, "r2")):
        held.minute = minute
        held.begins(section)
    held.minute = 75
    held.comes(3, when=clock(40))
    held.goes(1, when=clock(20))
    orders = {section: moment.order for section, moment in held.table.phases.items()}
    assert orders["talk"] < held.table.stays["S3"][0].since.order < orders["r2"]
    assert orders["r1"] < held.table.stays["S1"][0].until.order < orders["talk"]
    assert held.table.stays["S3"][0].since.at == clock(40)


def test_a_time_after_all_that_is_known_counts_as_now():
    held = held_by_three()
    held.begins("r1")
    held.minute = 30
    held.goes(1, when=clock(25))
    assert held.table.stays["S1"][0].until == Moment(6.0, clock(25))


def test_a_clock_set_back_an_hour_changes_nothing_in_the_order():
    def course(back):
        held = held_by_three()
        held.begins("r1")
        held.minute = 30
        held.goes(1, "break")
        held.minute -= back
        held.begins("talk")
        held.comes(3)
        held.goes(2)
        held.comes(1)
        held.begins("r2")
        return held.table

    def orders(around):
        stays = {
            seat: [(one.since.order, one.until and one.until.order) for one in stays]
            for seat, stays in around.stays.items()
        }
        return stays, {section: moment.order for section, moment in around.phases.items()}

    assert orders(course(60)) == orders(course(0))


def test_a_phase_begins_once():
    held = held_by_three()
    held.begins("r1")
    began = held.table.phases["r1"]
    held.begins("talk")
    held.begins("r1")
    assert held.table.phases["r1"] == began
    assert list(held.table.phases) == ["r1", "talk"]


def test_what_is_skipped_or_removed_twice_is_so_once_and_comes_back_at_once():
    held = held_by_three()
    for _ in range(2):
        held.save("phase_skipped", {"section": "talk"})
        held.save("participant_removed", {"participant": "S2"})
    assert (held.table.skipped, held.table.removed) == (("talk",), ("S2",))
    held.save("phase_resumed", {"section": "talk"})
    held.save("participant_restored", {"participant": "S2"})
    assert (held.table.skipped, held.table.removed) == ((), ())


def test_what_is_said_stands_at_the_minute_since_the_opening():
    held = held_by_three()
    held.minute = 42
    held.save(*said())
    assert held.table.statements["U1"].minute == 42
    held.minute = 50
    held.save(*said(minute=7))
    assert held.table.statements["U1"].minute == 7


def test_a_clock_set_back_before_the_opening_gives_no_minute_below_none():
    held = held_by_three()
    held.minute = -10
    held.save(*said())
    assert held.table.statements["U1"].minute == 0


def test_turns_are_counted_and_none_is_below_nothing():
    held = held_by_three()
    for _ in range(2):
        held.save("turn_counted", {"who": "S1"})
    held.save("turn_counted", {"who": "wijkagent"})
    held.save("turn_taken_back", {"who": "wijkagent"})
    held.save("turn_taken_back", {"who": "S2"})
    assert held.table.turns == {"S1": 2}


def test_a_point_is_parked_settled_and_dropped():
    held = held_by_three()
    held.save("point_parked", {"point": "P1", "text": "parkeren"})
    held.save("point_parked", {"point": "P1", "text": "parkeren", "settled": True})
    assert held.table.points == {"P1": ParkedPoint("P1", "parkeren", settled=True)}
    held.save("point_dropped", {"point": "P1"})
    assert held.table.points == {}


def test_an_idea_is_taken_together_with_another_and_apart_again():
    held = held_by_three()
    one, other = idea_key("idea[1]", "S2"), idea_key("idea[2]", "S1")
    held.save("idea_merged", {"idea": one, "into": other})
    assert held.table.merged == {"S2/idea[1]": "S1/idea[2]"}
    held.save("idea_merged", {"idea": one, "into": ""})
    assert held.table.merged == {}


def test_the_last_word_about_the_record_is_the_one_that_counts():
    held = held_by_three()
    held.save("record_checked", {"participant": "S1", "agrees": False, "text": "te stellig"})
    held.minute = 3
    held.save("record_checked", {"participant": "S1", "agrees": True})
    assert held.table.checked == {"S1": RecordCheck(agrees=True, text="", at=clock(3))}


def test_an_event_whose_words_were_removed_changes_nothing():
    held = held_by_three()
    held.save(*said())
    last = replace(held.events[-1], payload=None, salt="")
    assert fold([*held.events[:-1], last]).round_table.statements == {}
