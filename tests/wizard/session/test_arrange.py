"""In which order a table is asked: statement by statement, or seat by seat; never more or less."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.around import sat
from tests.wizard.forms import AGREE, CHANNELS, YES_NO, both, item, table
from tests.wizard.round_tables import round_table
from wbp_survey.model.instrument import Constraint, Option, Repeat, ResponseScale, Section
from wbp_survey.model.session import Slot
from wbp_survey.wizard.flow import route
from wbp_survey.wizard.session.arrange import (
    arranged,
    counted,
    fits_a_row,
    ideas_items,
    in_ideas,
    row_of,
)

FORM = table()
TEN = ResponseScale(
    "ten", "nominal", tuple(Option(f"o{at}", both(f"optie {at}")) for at in range(10))
)


def form(*items, **rest):
    return replace(FORM, sections=(Section("one", both("Een"), items, **rest),))


def steps_of(instrument, held=None):
    return route(instrument, (held or sat(instrument, 1, 2, 3)).state)


def told(steps):
    return " ".join(f"{step.slot.item}/{step.slot.participant}" for step in steps)


RATED = item("a", "scale", scale=AGREE)
CHOSEN = item("b", "select_one", scale=YES_NO)
WORDS = item("w", "text")
GROUP_WORDS = item("g", "text", mode="group")


def test_the_form_is_the_route_as_it_is():
    steps = steps_of(form(RATED, CHOSEN))
    assert arranged(steps, "form") == steps


def test_in_rows_all_seats_answer_one_statement_before_the_next():
    steps = steps_of(form(RATED, CHOSEN))
    assert told(steps) == "a/S1 b/S1 a/S2 b/S2 a/S3 b/S3"
    assert told(arranged(steps, "grid")) == "a/S1 a/S2 a/S3 b/S1 b/S2 b/S3"


def test_what_fits_no_row_is_asked_seat_by_seat_in_its_place():
    steps = steps_of(form(RATED, WORDS, item("v", "text"), CHOSEN))
    assert told(arranged(steps, "grid")) == (
        "a/S1 a/S2 a/S3 w/S1 v/S1 w/S2 v/S2 w/S3 v/S3 b/S1 b/S2 b/S3"
    )


def test_what_the_group_says_stays_where_it_is():
    steps = steps_of(form(RATED, GROUP_WORDS, CHOSEN))
    assert told(arranged(steps, "grid")) == "a/S1 a/S2 a/S3 g/ b/S1 b/S2 b/S3"


@pytest.mark.parametrize("answers", [("1", "5", "5"), ("5", "1", "5"), ("5", "5", "1")])
def test_a_follow_up_question_comes_in_its_place_whoever_is_asked_it(answers):
    why = item("why", "select_one", scale=YES_NO, relevant="${a} < 3")
    instrument = form(RATED, why, CHOSEN)
    held = sat(instrument, 1, 2, 3)
    for number, value in enumerate(answers, start=1):
        held.says("a", number, value)
    low = answers.index("1") + 1
    assert told(arranged(steps_of(instrument, held), "grid")) == (
        f"a/S1 a/S2 a/S3 why/S{low} b/S1 b/S2 b/S3"
    )


@pytest.mark.parametrize("low", [1, 2, 3])
def test_words_for_another_answer_come_behind_the_row(low):
    other = item("c", "select_one", scale=CHANNELS)
    instrument = form(RATED, other, CHOSEN)
    held = sat(instrument, 1, 2, 3)
    for number in (1, 2, 3):
        held.says("c", number, "anders" if number == low else "app")
    steps = arranged(steps_of(instrument, held), "grid")
    words = [one for one in steps if one.slot.item not in ("a", "b", "c")]
    assert [one.slot.participant for one in words] == [f"S{low}"]
    at = steps.index(words[0])
    assert told(steps[at - 3 : at]) == "c/S1 c/S2 c/S3"
    assert told(row_of(steps, steps[at - 1])) == "c/S1 c/S2 c/S3"
    assert row_of(steps, words[0]) == ()
    assert told(steps[-3:]) == "b/S1 b/S2 b/S3"


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        (RATED, True),
        (CHOSEN, True),
        (item("r", "rank", scale=CHANNELS, top=3), True),
        (item("o", "select_one", scale=CHANNELS), True),
        (item("r", "rank", scale=replace(AGREE, level="nominal"), top=3), True),
        (item("r", "rank", scale=replace(TEN, options=TEN.options[1:]), top=3), True),
        (item("r", "rank", scale=TEN, top=3), False),
        (item("c", "select_one", scale=TEN), True),
        (item("m", "select_multiple", scale=YES_NO), False),
        (WORDS, False),
        (item("n", "integer"), False),
    ],
)
def test_a_line_holds_what_one_key_says(asked, fits):
    assert [fits_a_row(step) for step in steps_of(form(asked))] == [fits] * 3


def test_what_the_group_says_or_what_comes_several_times_fits_no_row():
    together = replace(RATED, mode="group")
    assert not any(map(fits_a_row, steps_of(form(together))))
    times = form(RATED, repeat=Repeat(minimum=1, maximum=2))
    assert not any(fits_a_row(step) for step in steps_of(times))


def test_a_row_is_the_same_item_in_the_same_round():
    steps = steps_of(FORM)
    row = row_of(steps, steps[1])
    assert told(row) == "s1/S1 s1/S2 s1/S3"
    assert {step.slot.round for step in row} == {1}
    again = next(step for step in steps if step.slot == Slot("s1", "S2", 2))
    assert [step.slot for step in row_of(steps, again)] == [
        Slot("s1", seat, 2) for seat in ("S1", "S2", "S3")
    ]


def test_one_seat_alone_and_the_closing_are_no_row():
    alone = steps_of(form(RATED), sat(form(RATED), 1))
    assert row_of(alone, alone[0]) == ()
    assert row_of(alone, None) == ()


def test_an_empty_seat_is_not_in_the_row():
    held = sat(FORM, 1, 2, late=(3,))
    steps = arranged(steps_of(FORM, held), "grid")
    assert told(row_of(steps, steps[1])) == "s1/S1 s1/S2"


def test_seats_with_other_options_on_offer_share_no_row():
    choice = ResponseScale(
        "c",
        "nominal",
        (*YES_NO.options, Option("soms", both("soms"), relevant="${b} = 'yes'")),
    )
    instrument = form(CHOSEN, item("c", "select_one", scale=choice))
    held = sat(instrument, 1, 2, 3)
    for number in (1, 2, 3):
        held.says("b", number, "no" if number == 2 else "yes")
    steps = arranged(steps_of(instrument, held), "grid")
    rows = {told(row_of(steps, step)) for step in steps if step.slot.item == "c"}
    assert rows == {"c/S1 c/S3", ""}


def test_a_row_is_one_question_of_the_count_and_a_note_counts_with_what_follows():
    instrument = form(item("read", "note"), RATED, WORDS, CHOSEN)
    steps = arranged(steps_of(instrument), "grid")
    numbers = [(told([step]), *counted(steps, step)) for step in steps]
    assert numbers == [
        ("read/", 1, 5),
        ("a/S1", 1, 5), ("a/S2", 1, 5), ("a/S3", 1, 5),
        ("w/S1", 2, 5), ("w/S2", 3, 5), ("w/S3", 4, 5),
        ("b/S1", 5, 5), ("b/S2", 5, 5), ("b/S3", 5, 5),
    ]  # fmt: skip


def test_only_what_an_idea_is_made_of_belongs_to_the_ideas():
    instrument = round_table("r1", "ideas", "talk")
    held = sat(instrument, 1, 2)
    held.says("ideas:more[1]", 1, "yes")
    held.says("idea[1]", 1, "Meer licht")
    inside = {
        step.slot.item for step in route(instrument, held.state) if in_ideas(instrument, step)
    }
    assert inside == {"ideas:more[1]", "idea[1]", "idea_kind[1]", "ideas:more[2]"}
    assert not in_ideas(instrument, None)
    idea, kind = ideas_items(instrument)
    assert (idea.id, kind.id) == ("idea", "idea_kind")


def test_without_a_word_about_ideas_no_section_is_one_of_them():
    bare = replace(round_table("ideas"), round_table=None)
    assert ideas_items(bare) is None
    assert not any(in_ideas(bare, step) for step in steps_of(bare))


KINDS = [
    RATED,
    CHOSEN,
    WORDS,
    GROUP_WORDS,
    item("read", "note"),
    item("why", "select_one", scale=YES_NO, relevant="${a} < 3"),
    item("c", "select_one", scale=CHANNELS),
    item("r", "rank", scale=CHANNELS, top=2),
    item("d", "scale", scale=AGREE, constraints=(Constraint(". > 1", both("Hoger.")),)),
    item("both", "scale", scale=AGREE, mode="individual_then_group"),
]


@st.composite
def tables(draw):
    """The route of a table with any items in one or two sections, whoever answered or left."""
    kinds = st.sampled_from(KINDS)
    items = (RATED, *draw(st.lists(kinds, max_size=6, unique_by=lambda one: one.id)))
    items = tuple({one.id: one for one in draw(st.permutations(items))}.values())
    split = draw(st.integers(0, len(items)))
    parts = [part for part in (items[:split], items[split:]) if part]
    sections = [Section(f"s{at}", both("Deel"), part) for at, part in enumerate(parts)]
    instrument = replace(FORM, sections=tuple(sections))
    held = sat(instrument, 1, 2, 3)
    low = draw(st.sets(st.integers(1, 3)))
    for number in (1, 2, 3):
        held.says("a", number, "1" if number in low else "5")
        held.says("c", number, "anders" if number in low else "app")
    for number in draw(st.sets(st.integers(2, 3), max_size=1)):
        held.goes(number)
    return steps_of(instrument, held)


@given(tables())
def test_in_rows_nothing_is_lost_or_added_and_everybody_keeps_their_order(steps):
    grid = arranged(steps, "grid")
    assert sorted(step.slot for step in grid) == sorted(step.slot for step in steps)
    assert arranged(grid, "grid") == grid
    for seat in ("S1", "S2", "S3"):
        own = [step.slot for step in steps if step.slot.participant == seat]
        assert [step.slot for step in grid if step.slot.participant == seat] == own


@given(tables())
def test_a_row_stands_together_and_is_one_question(steps):
    grid = arranged(steps, "grid")
    lines = [row_of(grid, step) or (step,) for step in grid]
    for row in lines:
        places = [grid.index(one) for one in row]
        assert places == list(range(places[0], places[0] + len(row)))
    asked = list(dict.fromkeys(row[0].slot for row in lines if row[0].asks))
    numbers = [counted(grid, step) for step in grid]
    assert {total for _, total in numbers} == {len(asked)}
    told_ = [number for row, (number, _) in zip(lines, numbers, strict=True) if row[0].asks]
    assert sorted(set(told_)) == list(range(1, len(asked) + 1))
    assert all(other - one in (0, 1) for one, other in pairwise(told_))
