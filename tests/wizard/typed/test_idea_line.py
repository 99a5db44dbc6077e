"""The round of ideas: an idea, two that are one, or no more; each in a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.forms import options
from tests.wizard.typed.chairs import LINES, holds_together, seats, shown
from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.acts import Idea, Merge, Passed
from wbp_survey.wizard.typed.clean import LONGEST
from wbp_survey.wizard.typed.idea_line import read_idea

KINDS = options("benefit", "harm", "neither")


def read(typed, turn="S3", ideas=8, kinds=KINDS, language="nl", **merged):
    belongs = [merged.get(f"i{number}", 0) for number in range(1, ideas + 1)]
    found, understood = read_idea(typed, seats("S5"), turn, belongs, kinds, language)
    holds_together(understood, typed, seats(), found)
    return found, understood


def idea(typed, **rest):
    found, understood = read(typed, **rest)
    assert found, understood.trouble
    return found


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Meer licht", Idea("S3", "Meer licht")),
        ("  4: Meer licht ", Idea("S4", "Meer licht")),
        ("s4:Meer licht", Idea("S4", "Meer licht")),
        ("+ Meer licht", Idea("S3", "Meer licht", "benefit")),
        ("4: -Meer ruis", Idea("S4", "Meer ruis", "harm")),
        ("- 4: Meer ruis", Idea("S4", "Meer ruis", "harm")),
        ("+s4:Meer licht", Idea("S4", "Meer licht", "benefit")),
        ("Nodig: licht", Idea("S3", "Nodig: licht")),
        ("3 lampen = genoeg", Idea("S3", "3 lampen = genoeg")),
    ],
)
def test_an_idea_is_of_who_has_the_turn_or_of_the_seat_in_front(typed, expected):
    assert idea(typed) == expected


def test_without_kinds_a_sign_belongs_to_the_idea():
    assert idea("+ licht", kinds=()) == Idea("S3", "+ licht")
    assert idea("- ruis", kinds=KINDS[:1]) == Idea("S3", "- ruis")


def test_a_dash_alone_passes():
    assert idea("-") == Passed("S3")
    assert idea("4: -") == Passed("S4")
    assert idea("-", kinds=()) == Passed("S3")


def test_two_ideas_become_one_and_two_again():
    assert idea("7=2") == Merge(7, 2)
    assert idea(" 7 = 2 ") == Merge(7, 2)
    assert idea("7=") == Merge(7, 0)
    assert idea("7=2", turn="") == Merge(7, 2)


def test_an_idea_is_taken_together_with_the_one_the_other_belongs_to():
    assert idea("7=2", i2=5, i5=1) == Merge(7, 1)
    assert read("7=2", i2=5, i5=1)[1].sentence == "Idee 7 hoort bij idee 1"
    assert idea("7=2", i7=3) == Merge(7, 2)
    assert idea("7=2", i2=1, i1=2) in (Merge(7, 1), Merge(7, 2))


def test_no_two_ideas_belong_to_each_other():
    found, understood = read("2=1", i1=2)
    assert found is None
    assert understood.at == 2
    assert understood.trouble == "Idee 1 hoort al bij idee 2; typ eerst 1= om het los te maken."
    assert read("2=7", i7=1, i1=2)[0] is None


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12))
def test_whatever_is_taken_together_ends_at_an_idea_that_stands_alone(pairs):
    merged = [0] * 6
    for one, other in pairs:
        found, _ = read_idea(f"{one}={other}", seats("S5"), "S3", merged, KINDS, "nl")
        if found:
            merged[found.idea - 1] = found.into
    for first in range(1, 7):
        at, passed = first, []
        while at:
            assert at not in passed
            passed.append(at)
            at = merged[at - 1]


def test_the_line_is_said_back_in_words():
    _, understood = read("4: + Meer licht")
    assert understood.sentence == "S4 · bewoner · idee 9 · label benefit"
    assert shown(understood)[3] == "idee"
    assert understood.cells[4].state == "away"
    assert read("7=2")[1].sentence == "Idee 7 hoort bij idee 2"
    assert read("7=")[1].sentence == "Idee 7 staat weer op zichzelf"
    assert read("-")[1].sentence == "S3 · ambtenaar heeft geen ideeën meer"


@pytest.mark.parametrize(
    ("typed", "at", "words"),
    [
        ("", 0, "Typ een idee"),
        ("4:", 2, "Typ een idee"),
        ("+", 1, "Typ een idee"),
        ("9: licht", 0, "S9 is er niet"),
        ("4,5: licht", 0, "één persoon"),
        ("9=2", 0, "geen idee 9; er zijn er 8"),
        ("2=9", 2, "geen idee 9"),
        ("0=2", 0, "geen idee 0"),
        ("2=0", 2, "geen idee 0"),
        ("2=2", 2, "zichzelf"),
    ],
)
def test_what_will_not_do_says_why_and_where(typed, at, words):
    found, understood = read(typed)
    assert found is None
    assert words in understood.trouble
    assert understood.at == at


def test_an_idea_of_nobody_and_one_without_end_are_refused():
    assert "Van wie" in read("licht", turn="")[1].trouble
    assert str(LONGEST + 1) in read("x" * (LONGEST + 1))[1].trouble


@given(LINES, st.sampled_from(["", "S3"]), st.integers(0, 12), st.sampled_from(LANGUAGES))
def test_whatever_is_typed_is_understood_or_refused_in_a_sentence(typed, turn, ideas, language):
    found, _ = read(typed, turn, ideas, language=language)
    if isinstance(found, Merge):
        assert {found.idea, found.into or 1} <= set(range(1, ideas + 1))
