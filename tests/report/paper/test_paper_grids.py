"""Tables on paper: statements that share a scale, and what a table of people answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.books import AFTER, CHANNELS, TWICE, both, guide
from tests.report.forms import blocks, cells, everything, grids, heads, lines, roles
from tests.report.reports import SCALE, STEM
from wbp_survey.model.instrument import Item, Repeat, Section

STATEMENTS = tuple(
    Item(f"s{at}", "select_one", both(f"Uitspraak {at}.", f"Statement {at}."), scale=SCALE,
         stem=STEM, missing=("no_opinion",))
    for at in range(1, 4)
)  # fmt: skip


def of(*items, kind="interview", **more):
    return replace(guide(), kind=kind, sections=(Section("a", both("A", "A"), items, **more),))


def table(*items, **more):
    """The grids of a round table with these items, without seats and consent."""
    return grids(blocks(of(*items, kind="round_table", **more)))[2:]


def test_statements_on_one_scale_stand_under_each_other():
    found = blocks(of(*STATEMENTS))
    (grid,) = grids(found)
    assert heads(grid) == [
        "Vraag", "1\nhelemaal oneens", "2\noneens", "3\nniet eens, niet oneens", "4\neens",
        "5\nhelemaal eens", "geen antwoord",
    ]  # fmt: skip
    assert cells(grid)[0] == ["1  Uitspraak 1.  s1", "☐ 1", "☐ 2", "☐ 3", "☐ 4", "☐ 5", ""]
    assert "Geen antwoord: wn = weet niet · wz = wil niet zeggen · gm = geen mening" in lines(found)
    assert roles(found, "stem").count("Bent u het eens?") == 1


def test_a_respondent_has_a_box_for_each_reason():
    (grid,) = grids(blocks(of(*STATEMENTS, kind="self_completion")))
    assert heads(grid)[-1] == "geen mening"
    assert cells(grid)[0][-1] == "☐"


def test_long_words_stand_above_the_table_and_not_in_it():
    scale = replace(SCALE, id="lang", options=tuple(
        replace(one, label=both("waarschijnlijkheid", "likelihood")) for one in SCALE.options
    ))  # fmt: skip
    found = blocks(of(*(replace(one, scale=scale) for one in STATEMENTS)))
    assert heads(grids(found)[0])[1:6] == ["1", "2", "3", "4", "5"]
    assert any(one.startswith("1 = waarschijnlijkheid · 2 =") for one in lines(found))


@pytest.mark.parametrize(
    "other",
    [
        {"relevant": "${s1} = '1'"},
        {"missing": ("refused",)},
        {"stem": both("Anders?", "Else?")},
        {"scale": replace(SCALE, id="x", options=SCALE.options[:3])},
        {"probes": (both("Hoe?", "How?"),)},
    ],
)
def test_a_statement_that_differs_does_not_stand_in_the_table(other):
    found = blocks(of(*STATEMENTS[:2], replace(STATEMENTS[2], **other)))
    (grid,) = grids(found)
    assert len(grid.rows) == 2
    assert any("Uitspraak 3." in one for one in roles(found, "question"))


def test_a_single_statement_is_a_question():
    assert grids(blocks(of(STATEMENTS[0]))) == []


def test_an_instruction_stands_with_its_statement():
    card = replace(STATEMENTS[0], instruction=both("Leg de kaart neer.", "Show the card."))
    (grid,) = grids(blocks(of(card, *STATEMENTS[1:])))
    assert cells(grid)[0][0] == "1  Uitspraak 1.  s1\n[Leg de kaart neer.]"
    assert "kaart" not in everything(blocks(of(card, *STATEMENTS[1:], kind="self_completion")))


def test_who_sits_where_and_agrees_to_what_is_noted_seat_by_seat():
    seats, consent = grids(blocks(of(AFTER[0], kind="round_table")))[:2]
    assert heads(seats) == ["Plaats", "1\nbewoner", "2\nagent"]
    assert cells(seats) == [[f"S{at}", "☐ 1", "☐ 2"] for at in (1, 2, 3)]
    assert heads(consent) == ["Onderdeel", "S1", "S2", "S3"]
    assert [row[0] for row in cells(consent)] == ["Ik doe mee.", "U mag citeren."]


def test_at_a_table_everybody_has_a_column():
    (grid,) = table(TWICE)
    assert heads(grid) == ["Vraag", "S1", "S2", "S3"]
    assert cells(grid) == [["1  Hoe veilig?  veilig", "", "", ""]]


def test_a_table_says_which_round_it_is():
    found = lines(blocks(replace(guide(), kind="round_table")))
    assert [one for one in found if "Dit is" in one] == ["Dit is ronde 1.", "Dit is ronde 2."]


def test_what_the_group_answers_afterwards_has_a_column_too():
    (grid,) = table(AFTER[1])
    assert heads(grid)[-2:] == ["S3", "samen"]


def test_what_the_group_answers_as_one_is_an_ordinary_question():
    assert table(replace(AFTER[1], mode="group")) == []


def test_choices_have_a_row_each_and_ranks_a_row_for_each_place():
    several = Item("k", "select_multiple", both("Welke?", "Which?"), scale=CHANNELS)
    choices, places = table(several, AFTER[2])
    assert [row[0] for row in cells(choices)] == [
        "1  app", "2  telefoon", "3  geen", "4  anders, namelijk"
    ]  # fmt: skip
    assert [row[0] for row in cells(places)] == ["op plaats 1", "op plaats 2"]


def test_words_have_a_row_for_each_seat():
    (grid,) = table(Item("w", "long_text", both("Waarom?", "Why?")))
    assert heads(grid) == ["Plaats", "Antwoord"]
    assert cells(grid) == [["S1", ""], ["S2", ""], ["S3", ""]]


def test_what_everybody_answers_several_times_has_a_row_for_each_time():
    idea = Item("idee", "text", both("Welk idee?", "Which idea?"))
    kind = Item("soort", "select_one", both("Wat is het?", "What is it?"), scale=SCALE)
    note = Item("let", "note", both("Let op.", "Mind."))
    found = blocks(of(note, idea, kind, kind="round_table", repeat=Repeat("", None, 0, 2)))
    grid = grids(found)[2]
    assert heads(grid) == ["Plaats", "nr", "vraag 1", "vraag 2"]
    assert [row[:2] for row in cells(grid)] == [
        [f"S{seat}", str(time)] for seat in (1, 2, 3) for time in (1, 2)
    ]
    assert any(one.startswith("1 = helemaal oneens · 2 = oneens") for one in lines(found))
