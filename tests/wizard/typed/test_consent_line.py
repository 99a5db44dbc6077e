"""Agreeing to less during a session: one seat, one word, yes or no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.forms import both
from tests.wizard.typed.chairs import LINES, holds_together, seats, shown
from wbp_survey.model.study import ConsentScope
from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.acts import Agreed
from wbp_survey.wizard.typed.consent_line import read_consent, scope_word

KNOWN = ("participate", "record", "quote", "quote_name", "function", "contact", "reuse")
SCOPES = tuple(
    ConsentScope(name, both(f"Tekst van {name}"), required=name == "participate")
    for name in (*KNOWN, "photo")
)


def read(typed, language="nl", scopes=SCOPES):
    agreed, understood = read_consent(typed, seats(), scopes, language)
    holds_together(understood, typed, seats(), agreed)
    return agreed, understood


def agreed(typed, **rest):
    found, understood = read(typed, **rest)
    assert found, understood.trouble
    return found


@pytest.mark.parametrize(
    ("typed", "scopes"),
    [
        ("5 citaten nee", (("quote", False),)),
        ("s5 quote no", (("quote", False),)),
        ("5 opname n", (("record", False),)),
        ("5 opn ja", (("record", True),)),
        ("5 naam nee", (("quote_name", False),)),
        ("5 quote_name nee", (("quote_name", False),)),
        ("5 photo nee", (("photo", False),)),
        ("5 citaten nee, opname ja", (("quote", False), ("record", True))),
        ("5 citaten: nee; functie: nee", (("quote", False), ("function", False))),
        ("5 citaten nee citaten ja", (("quote", True),)),
        ("5 meedoen ja", (("participate", True),)),
    ],
)
def test_a_seat_agrees_or_not_to_one_thing_or_more(typed, scopes):
    assert agreed(typed) == Agreed("S5", scopes)


@pytest.mark.parametrize("scope", KNOWN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_known_scope_goes_by_the_word_that_is_shown_and_by_its_id(scope, language):
    for word in (scope_word(scope, language), scope):
        found = agreed(f"5 {word} nee", language=language)
        assert found == (
            Agreed("S5", all=True) if scope == "participate" else Agreed("S5", ((scope, False),))
        )


def test_a_scope_of_ones_own_goes_by_its_id():
    assert scope_word("photo", "nl") == "photo"


@pytest.mark.parametrize(
    "typed", ["5 trekt in", "5 stopt", "5 withdraws", "5 alles nee", "5 Intrekken"]
)
def test_somebody_may_withdraw_altogether(typed):
    assert agreed(typed) == Agreed("S5", all=True)


def test_who_no_longer_takes_part_withdraws_altogether():
    assert agreed("5 opname ja meedoen nee") == Agreed("S5", all=True)


def test_the_line_is_said_back_in_words():
    _, understood = read("5 citaten nee, opname ja")
    assert understood.sentence == "S5 · bewoner: citaten nee, opname ja"
    assert shown(understood)[4] == "citaten nee, opname ja"
    assert read("5 stopt")[1].sentence == "S5 · bewoner: trekt alle toestemming in"
    assert read("5 quote no", "en")[1].sentence == "S5 · bewoner: quotes no"


@pytest.mark.parametrize(
    ("typed", "at", "words"),
    [
        ("", 0, "Typ een plaats"),
        ("citaten nee", 0, "Typ een plaats"),
        ("5", 1, "trekt in"),
        ("9 citaten nee", 0, "S9 is er niet"),
        ("4,5 citaten nee", 0, "één plaats"),
        ("5 fiets nee", 2, "‘fiets’"),
        ("5 c nee", 2, "‘c’"),
        ("5 citaten", 9, "ja of nee"),
        ("5 citaten misschien", 10, "ja of nee"),
        ("5 citaten nee opname", 20, "achter opname"),
    ],
)
def test_what_will_not_do_says_why_and_where(typed, at, words):
    found, understood = read(typed)
    assert found is None
    assert words in understood.trouble
    assert understood.at == at


@given(
    LINES | st.text(st.sampled_from("45 ,citaenopjrks")).map("5 ".__add__),
    st.sampled_from(LANGUAGES),
)
def test_whatever_is_typed_is_understood_or_refused_in_a_sentence(typed, language):
    found, _ = read(typed, language)
    assert found is None or found.all or found.scopes
