"""Who was at the table when: never typed, always worked out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.around import clock, sat
from tests.wizard.forms import table
from wbp_survey.model.presence import (
    Asked,
    expected,
    is_in,
    minutes_spent,
    seated_stays,
    was_in_at,
    was_in_phase,
)
from wbp_survey.model.round_table import Moment, RoundTable, Stay

PHASES = ("r1", "talk", "r2")


def in_a_row(*orders):
    return Asked(orders, orders)


def held(*numbers, late=()):
    return sat(table(), *(numbers or (1, 2)), late=late)


def in_phases(around, seat):
    return [section for section in PHASES if was_in_phase(around, seat, section)]


def test_a_seat_of_which_nothing_is_known_was_taken_all_the_time():
    nothing = RoundTable(phases={"r1": Moment(1.0, "")})
    assert is_in(nothing, "S1")
    assert in_phases(nothing, "S1") == ["r1", "talk", "r2"]
    assert was_in_at(nothing, "S1", [0, 10_000])


def test_whoever_has_not_come_yet_is_nowhere():
    around = held(late=(3,)).table
    assert seated_stays(around, "S3") == ()
    assert not is_in(around, "S3")
    assert in_phases(around, "S3") == []
    assert not was_in_at(around, "S3", [1, 100])


def test_whose_seat_was_removed_was_never_there():
    journal = held()
    journal.begins("r1")
    journal.save("participant_removed", {"participant": "S1"})
    around = journal.table
    assert not is_in(around, "S1")
    assert in_phases(around, "S1") == []
    assert not was_in_at(around, "S1", [5.5])
    assert is_in(around, "S2")


def through_the_phases(**between):
    """Three phases, and what happens right before each of them or at the end."""
    journal = held(late=(3,))
    for minute, section in zip((0, 40, 80), PHASES, strict=True):
        journal.minute = minute
        between.get(f"before_{section}", lambda _: None)(journal)
        journal.begins(section)
        between.get(f"in_{section}", lambda _: None)(journal)
    between.get("at_end", lambda _: None)(journal)
    return journal.table


def test_who_leaves_in_a_phase_was_there_in_that_one_and_in_none_after():
    around = through_the_phases(in_talk=lambda journal: journal.goes(1))
    assert in_phases(around, "S1") == ["r1", "talk"]


def test_who_leaves_right_before_a_phase_begins_was_not_there_in_it():
    around = through_the_phases(before_talk=lambda journal: journal.goes(1))
    assert in_phases(around, "S1") == ["r1"]


def test_who_comes_late_was_not_there_in_the_phases_that_were_over():
    around = through_the_phases(in_talk=lambda journal: journal.comes(3))
    assert in_phases(around, "S3") == ["talk", "r2"]


def test_a_break_within_one_phase_takes_nobody_out_of_any():
    def away_and_back(journal):
        journal.goes(1, "break")
        journal.comes(1)

    around = through_the_phases(in_talk=away_and_back)
    assert in_phases(around, "S1") == list(PHASES)


def test_a_break_as_long_as_a_phase_takes_them_out_of_that_one_alone():
    around = through_the_phases(
        before_talk=lambda journal: journal.goes(1, "break"),
        in_r2=lambda journal: journal.comes(1),
    )
    assert in_phases(around, "S1") == ["r1", "r2"]


def test_a_time_typed_afterwards_counts_in_the_phase_it_fell_in():
    around = through_the_phases(at_end=lambda journal: journal.goes(1, when=clock(50)))
    assert in_phases(around, "S1") == ["r1", "talk"]
    around = through_the_phases(at_end=lambda journal: journal.goes(1, when=clock(20)))
    assert in_phases(around, "S1") == ["r1"]
    around = through_the_phases(at_end=lambda journal: journal.comes(3, when=clock(50)))
    assert in_phases(around, "S3") == ["talk", "r2"]


def test_a_phase_that_has_not_begun_is_for_whoever_is_there_now():
    journal = held(late=(3,))
    journal.begins("r1")
    assert in_phases(journal.table, "S3") == []
    journal.comes(3)
    assert in_phases(journal.table, "S3") == list(PHASES)
    journal.goes(3)
    assert in_phases(journal.table, "S3") == ["r1"]


def test_phases_that_began_in_another_order_than_the_form_end_when_the_next_begins():
    journal = held()
    for section in ("talk", "r1"):
        journal.begins(section)
    journal.goes(1)
    journal.begins("r2")
    assert in_phases(journal.table, "S1") == ["r1", "talk"]


def test_an_answer_is_expected_of_who_was_there_when_the_others_gave_theirs():
    journal = held(late=(3,))
    journal.begins("r1")  # event 5
    journal.says("s1", 2, "4", 1)  # 6
    journal.comes(3)  # 7
    journal.goes(1)  # 8
    journal.says("s2", 2, "4", 1)  # 9
    around = journal.table
    told = {
        (item, seat): expected(around, seat, "r1", in_a_row(*asked))
        for item, asked in (("s1", [6.0]), ("s2", [9.0]), ("s3", []))
        for seat in ("S1", "S2", "S3")
    }
    assert told == {
        ("s1", "S1"): True, ("s1", "S2"): True, ("s1", "S3"): False,
        ("s2", "S1"): False, ("s2", "S2"): True, ("s2", "S3"): True,
        ("s3", "S1"): False, ("s3", "S2"): True, ("s3", "S3"): True,
    }  # fmt: skip


def test_at_one_of_several_moments_is_enough():
    journal = held()
    journal.begins("r1")
    journal.goes(1)
    assert expected(journal.table, "S1", "r1", in_a_row(4.5, 9.0))
    assert not expected(journal.table, "S1", "r1", in_a_row(9.0))


def test_who_has_gone_was_asked_in_a_line_or_on_a_form_and_not_seat_by_seat():
    journal = held()
    journal.begins("r1")  # event 4
    journal.says("topic", 2, "ja")  # 5
    journal.goes(1)
    assert expected(journal.table, "S1", "r1", in_a_row(5.0))
    assert expected(journal.table, "S1", "r1", Asked([5.0], on_a_form=True))
    assert not expected(journal.table, "S1", "r1", Asked([5.0]))
    assert expected(journal.table, "S2", "r1", Asked([5.0]))


def test_an_answer_that_is_not_recorded_yet_is_given_now():
    journal = held()
    journal.goes(1)
    assert [was_in_at(journal.table, seat, [float("inf")]) for seat in ("S1", "S2")] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("begun", "now", "spent"),
    [
        ((), 10, {}),
        ((("r1", 0),), 12, {"r1": 12.0}),
        ((("r1", 0), ("talk", 40), ("r2", 80)), 95, {"r1": 40.0, "talk": 40.0, "r2": 15.0}),
        ((("r1", 30), ("talk", 10)), 15, {"r1": 0.0, "talk": 5.0}),  # a clock set back
        ((("r1", 30),), 10, {"r1": 0.0}),
    ],
)
def test_a_phase_takes_until_the_next_one_begins_and_never_less_than_nothing(begun, now, spent):
    journal = held()
    for section, minute in begun:
        journal.minute = minute
        journal.begins(section)
    assert minutes_spent(journal.table, clock(now)) == spent


ORDERS = st.integers(0, 12).map(float)


@st.composite
def tables(draw):
    """Three phases and the stays of one seat, at any places in the order of events."""
    began = sorted(draw(st.lists(ORDERS, min_size=3, max_size=3, unique=True)))
    ends = sorted(draw(st.lists(ORDERS, max_size=5, unique=True)))
    moments = [Moment(order, "") for order in ends]
    pairs = [moments[at : at + 2] for at in range(0, len(moments), 2)]
    stays = tuple(Stay(pair[0], pair[1] if pair[1:] else None) for pair in pairs)
    phases = {name: Moment(at, "") for name, at in zip(PHASES, began, strict=True)}
    gone = stays and stays[-1].until
    return RoundTable({"S1": stays}, {"S1": "left"} if gone else {}, phases=phases)


@given(tables(), st.lists(st.integers(-1, 14).map(lambda at: at + 0.5), min_size=1, max_size=3))
def test_presence_agrees_with_looking_at_every_moment_between_two_events(around, asked):
    moments = [at / 4 for at in range(-4, 60)]

    def there(at):
        return any(
            stay.since.order < at and (stay.until is None or at < stay.until.order)
            for stay in around.stays["S1"]
        )

    began = [around.phases[name].order for name in PHASES]
    for name, since, until in zip(PHASES, began, [*began[1:], 99.0], strict=True):
        seen = any(there(at) for at in moments if since < at < until)
        assert was_in_phase(around, "S1", name) == seen
        at_one = any(there(at) for at in asked)
        assert was_in_at(around, "S1", asked) == at_one
        assert expected(around, "S1", name, in_a_row(*asked)) == (seen and at_one)
    assert is_in(around, "S1") == there(1000)
