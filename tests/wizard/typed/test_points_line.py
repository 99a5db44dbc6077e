"""What the table wants to come back to: added, dealt with, open again."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.wizard.typed.chairs import LINES
from wbp_survey.model.round_table import ParkedPoint
from wbp_survey.wizard.acts import Parked, Settled
from wbp_survey.wizard.typed.clean import LONGEST
from wbp_survey.wizard.typed.points_line import read_points

POINTS = (ParkedPoint("P1", "Foto's"), ParkedPoint("P2", "Kosten", settled=True))


def read(typed, points=POINTS, language="nl"):
    found, understood = read_points(typed, points, language)
    assert (found is None) == bool(understood.trouble)
    assert 0 <= understood.at <= len(typed)
    return found, understood


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("+ Wie betaalt?", Parked("Wie betaalt?")),
        ("!Wie betaalt?", Parked("Wie betaalt?")),
        ("1 klaar", Settled(1)),
        ("1klaar", Settled(1)),
        ("1 k", Settled(1)),
        ("1 done", Settled(1)),
        ("2 open", Settled(2, settled=False)),
        ("2 klaar", Settled(2)),
        ("1", Settled(1)),
        ("2", Settled(2, settled=False)),
    ],
)
def test_a_point_is_added_or_dealt_with_and_a_number_alone_turns_it_around(typed, expected):
    assert read(typed)[0] == expected


def test_the_line_is_said_back_in_words():
    assert read("1 klaar")[1].sentence == "Punt 1 is klaar: Foto's"
    assert read("2")[1].sentence == "Punt 2 staat weer open: Kosten"
    assert read("2 open", language="en")[1].sentence == "Point 2 is open again: Kosten"


@pytest.mark.parametrize(
    ("typed", "at", "words"),
    [
        ("", 0, "Typ +"),
        ("Wie betaalt?", 0, "Typ +"),
        ("+ ", 2, "waarop de tafel"),
        ("0 klaar", 0, "geen punt 0"),
        (" 3", 1, "geen punt 3"),
        ("1 kaar", 2, "klaar of open"),
    ],
)
def test_what_will_not_do_says_why_and_where(typed, at, words):
    found, understood = read(typed)
    assert found is None
    assert words in understood.trouble
    assert understood.at == at


def test_a_point_without_end_is_refused():
    assert str(LONGEST + 1) in read("+" + "x" * (LONGEST + 1))[1].trouble


@given(LINES)
def test_whatever_is_typed_is_understood_or_refused_in_a_sentence(typed):
    found, understood = read(typed)
    assert bool(found) == bool(understood.sentence)
