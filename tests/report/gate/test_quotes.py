"""Words go through the gate as whoever said them agreed to, and say nothing of who sat where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.report.gate.release import DraftQuote, ReleasedQuote, release_quotes

HOWS = ("no", "anonymous", "role", "name")
drafts = st.lists(
    st.builds(
        DraftQuote,
        text=st.text("abcdefghij ", min_size=1, max_size=12),
        how=st.sampled_from(HOWS),
        role=st.sampled_from(["bewoner", "agent"]),
        of_role=st.integers(0, 4),
    ),
    max_size=8,
)


def test_released_words_cannot_be_made_or_altered_by_hand():
    with pytest.raises(TypeError):
        ReleasedQuote("Nee.", "", literal=True, seal=object())
    (released,) = release_quotes([DraftQuote("Nee.", "anonymous")], "nl")
    with pytest.raises((TypeError, ValueError)):
        replace(released, role="bewoner")
    with pytest.raises(AttributeError):
        released.role = "bewoner"


@given(drafts)
def test_words_that_may_not_print_do_not_and_all_others_do(found):
    printed = sorted(one.text for one in release_quotes(found, "nl"))
    assert printed == sorted(
        one.text.strip() for one in found if one.how != "no" and one.text.strip()
    )


@given(drafts)
def test_a_role_stands_only_with_words_of_who_agreed_and_shares_it(found):
    for one in found:
        for released in release_quotes([one], "nl"):
            assert bool(released.role) == (one.how in {"role", "name"} and one.of_role > 1)


@given(drafts, st.randoms())
def test_the_order_says_nothing_of_the_order_they_came_in(found, random):
    again = list(found)
    random.shuffle(again)
    assert release_quotes(found, "nl") == release_quotes(again, "nl")


def test_the_moderator_speaks_for_the_researchers():
    (released,) = release_quotes([DraftQuote("Wij gaan door.", "role", "leider", None)], "nl")
    assert released.role == "leider"


def test_words_lose_what_leads_to_a_person():
    (released,) = release_quotes([DraftQuote("Bel S4 op 06-12345678", "anonymous")], "nl")
    assert released.text == "Bel [deelnemer] op [telefoonnummer]"


def test_words_of_which_nothing_is_left_are_not_released():
    assert release_quotes([DraftQuote("  ", "role", "bewoner", 5)], "nl") == ()
