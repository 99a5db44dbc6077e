"""Who stands two or more points from the group was heard, or is found out afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.wizard.around import sat
from tests.wizard.forms import AGREE, item, study, table, with_items
from wbp_survey.instrument.load import load_instrument
from wbp_survey.model.session import Slot
from wbp_survey.wizard.apart import Apart, stand_apart
from wbp_survey.wizard.points import finding_in_words, spots
from wbp_survey.wizard.walk import walk

ROOT = Path(__file__).parents[2]


@pytest.fixture
def protocol():
    return load_instrument(ROOT, "rondetafel-protocol", "3.0.0")


def concluded(protocol, group, *ratings):
    """A table whose seats rated s12 so, first and last, and which settled on a figure."""
    held = sat(protocol, *range(1, len(ratings) + 1))
    for seat, rated in enumerate(ratings, start=1):
        for number, value in enumerate(rated, start=1):
            held.says("rt_s12", seat, value, number)
    held.says("rt_balance", 0, group)
    return held


def test_two_points_away_is_apart_and_one_point_is_not(protocol):
    held = concluded(protocol, 5, (5, 7), (5, 6), (5, 3), (5, 4))
    assert stand_apart(protocol, held.state, Slot("rt_balance")) == (
        Apart("S1", 7, 5),
        Apart("S3", 3, 5),
    )


def test_the_last_rating_counts_and_the_first_where_there_is_no_other(protocol):
    held = concluded(protocol, 5, (9, 5), (9,), ())
    assert [one.seat for one in stand_apart(protocol, held.state, Slot("rt_balance"))] == ["S2"]


def test_whoever_was_asked_for_a_dissenting_view_is_not_found_again(protocol):
    held = concluded(protocol, 5, (5, 9), (5, 1))
    held.says("rt_dissent_balance", 1, "Het levert veel op.")
    held.save(
        "answer_given",
        {"item": "rt_dissent_balance", "participant": "S2", "missing": "not_applicable"},
    )
    assert stand_apart(protocol, held.state, Slot("rt_balance")) == ()


def test_who_withdrew_stands_nowhere(protocol):
    held = concluded(protocol, 5, (5, 9), (5, 5))
    held.save("consent_withdrawn", {"participant": "S1", "all": True, "scopes": []})
    assert stand_apart(protocol, held.state, Slot("rt_balance")) == ()


def test_it_is_an_odd_point_in_the_overview_and_said_in_words(protocol):
    held = concluded(protocol, 4, (4, 1), (4, 4))
    (spot,) = [
        one for one in spots(protocol, study(), held.state, "nl") if one.slot == Slot("rt_balance")
    ]
    assert "odd" in spot.marks
    assert (
        spot.finding
        == "S1 gaf zelf een 1, de groep een 4: een afwijkend standpunt is niet vastgelegd."
    )
    step = next(one for one in walk(protocol, held.state) if one.slot == Slot("rt_balance"))
    assert spot.finding in finding_in_words(protocol, step, held.state, "nl")


def test_an_item_for_each_and_then_for_the_group_is_compared_with_itself():
    works = item("works", "scale", scale=AGREE, mode="individual_then_group")
    form = with_items(table(), works)
    held = sat(replace(form, round_table=None), 1, 2)
    held.says("works", 1, 1)
    held.says("works", 2, 4)
    held.says("works", 0, 4)
    assert stand_apart(form, held.state, Slot("works")) == (Apart("S1", 1, 4),)


def test_words_of_a_group_are_not_compared_with_figures(protocol):
    held = concluded(protocol, 5, (5, 9), (5, 5))
    held.says("rt_cons_1", 0, "Bellen gaat voor appen.")
    assert stand_apart(protocol, held.state, Slot("rt_cons_1")) == ()
    assert stand_apart(protocol, held.state, Slot("rt_s12", "S1", 2)) == ()
