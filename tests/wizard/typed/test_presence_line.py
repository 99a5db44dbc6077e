"""Who comes and goes: one short line, in either language, that never moves the wrong person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.typed.chairs import LINES, ROLES, holds_together, seats, shown
from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.acts import Coming
from wbp_survey.wizard.typed.presence_line import read_presence

GONE = ("S9",)


def read(typed, *away, language="nl", now="", gone=GONE):
    chairs = seats(*away)
    coming, understood = read_presence(typed, chairs, ROLES, language, gone, now)
    holds_together(understood, typed, chairs, coming)
    return coming, understood


def coming(typed, *away, **rest):
    found, understood = read(typed, *away, **rest)
    assert found, understood.trouble
    return found


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4 weg", Coming(("S4",), "out", "left")),
        ("s4 left", Coming(("S4",), "out", "left")),
        ("4weg", Coming(("S4",), "out", "left")),
        ("4 pauze", Coming(("S4",), "out", "break")),
        ("4 p", Coming(("S4",), "out", "break")),
        ("4, 6 break", Coming(("S4", "S6"), "out", "break")),
        ("4 laat", Coming(("S4",), "out", "late")),
        ("4 storing", Coming(("S4",), "out", "trouble")),
        ("4 VERW", Coming(("S4",), "remove")),
        ("5 terug", Coming(("S5",), "in")),
        ("5 in", Coming(("S5",), "in")),
        ("5 t", Coming(("S5",), "in")),
        ("5 weg", Coming(("S5",), "out", "left")),
        ("9 herstel", Coming(("S9",), "restore")),
        ("9", Coming(("S9",), "restore")),
    ],
)
def test_a_seat_and_a_word_say_who_comes_and_goes(typed, expected):
    assert coming(typed, "S5") == expected


def test_a_seat_alone_goes_for_a_break_or_comes_back():
    assert coming("4") == Coming(("S4",), "out", "break")
    assert coming("4", "S4") == Coming(("S4",), "in")
    assert coming("4,6", "S4", "S6") == Coming(("S4", "S6"), "in")
    assert "Zeg erbij" in read("4,6", "S4")[1].trouble


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("4 weg 14.30", "14:30"),
        ("4 weg om 14:30", "14:30"),
        ("4 left at 9:05", "09:05"),
        ("4 14.30", "14:30"),
        ("4 om 14.30", "14:30"),
        ("4 weg half drie 's middags", "14:30"),
        ("4 om half drie 's middags", "14:30"),
        ("4,6 pauze 1430", "14:30"),
        ("+ r 14.30", "14:30"),
    ],
)
def test_a_time_may_stand_behind_it(typed, when):
    assert coming(typed).when == when


def test_a_time_as_it_is_said_is_the_last_one_that_has_been():
    assert coming("4 weg om half drie", now="16:00").when == "14:30"
    assert coming("4 weg half drie", now="09:00").when == "02:30"
    assert "02:30 of 14:30" in read("4 weg half drie")[1].trouble
    assert "02:30 of 14:30" in read("4 weg half drie", now="01:00")[1].trouble


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("+ bewoner", "bewoner"),
        ("+r", "bewoner"),
        ("+ R", "bewoner"),
        ("+ resident", "bewoner"),
        ("+ bew", "bewoner"),
        ("+ ambt", "gemeente"),
        ("+b", "beheerder"),
    ],
)
def test_somebody_new_sits_down_with_a_role_by_its_letter_or_word(typed, role):
    assert coming(typed) == Coming((), "add", add=role)


def test_the_line_is_said_back_with_the_whole_table():
    _, understood = read("4 pauze 14.30", "S6")
    assert understood.sentence == "S4 · bewoner heeft pauze, 14:30"
    assert shown(understood)[3] == "heeft pauze, 14:30"
    assert shown(understood)[5] == "niet aanwezig"
    assert understood.cells[5].state == "away"
    assert read("+r")[1].sentence == "Een plaats erbij: bewoner"
    assert read("9")[1].sentence.startswith("S9 komt terug")


@pytest.mark.parametrize(
    ("typed", "at", "words"),
    [
        ("", 0, "Typ een plaats"),
        ("weg", 0, "Typ een plaats"),
        ("12 weg", 0, "S12 is er niet"),
        ("4,12 weg", 2, "S12 is er niet"),
        ("4 fiets", 2, "‘fiets’"),
        ("4 h", 0, "niet verwijderd"),
        ("4 in", 0, "zit al aan tafel"),
        ("9 weg", 0, "S9 herstel"),
        ("4 herstel", 0, "niet verwijderd"),
        ("4 verwijder 14.30", 11, "geen tijdstip"),
        ("4 weg 25:00", 6, "bestaat niet"),
        ("4 weg gauw", 6, "geen tijdstip"),
        ("+", 1, "ambtenaar"),
        ("+ be", 2, "‘be’"),
        ("+ tuinman", 2, "‘tuinman’"),
        ("+r straks", 3, "geen tijdstip"),
    ],
)
def test_what_will_not_do_says_why_and_where(typed, at, words):
    found, understood = read(typed)
    assert found is None
    assert words in understood.trouble
    assert understood.at == at


@given(LINES, st.sampled_from(LANGUAGES), st.sampled_from(["", "16:00"]))
def test_whatever_is_typed_is_understood_or_refused_in_a_sentence(typed, language, now):
    read(typed, "S2", language=language, now=now)


WORDS = st.sampled_from(
    ["", " weg", " p", " in", " laat 14.30", " restore", " om half drie", ", 9", "+"]
)


@given(st.lists(st.integers(1, 10), min_size=1, max_size=3), WORDS)
def test_only_seats_that_were_named_are_moved(numbers, words):
    found, _ = read(",".join(map(str, numbers)) + words, "S2")
    named = {f"S{number}" for number in numbers} | ({"S9"} if "9" in words else set())
    assert found is None or set(found.seats) == named
