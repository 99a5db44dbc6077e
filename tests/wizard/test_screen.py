"""A question fits any screen, and what is read aloud stays readable."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wizard.driver import ONE
from tests.wizard.forms import AGREE, both, options
from wbp_survey.model.instrument import Item, Option, ResponseScale
from wbp_survey.model.session import Answer, Slot
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.question import Question
from wbp_survey.wizard.screen import cells, paint, wrap
from wbp_survey.wizard.view import move, opened, press_digit

LONG = "Bewoners kennen elkaar beter, ook buiten de straat waarin zij wonen. "


def view_of(asked, language="nl", **rest):
    return opened(Question("item", asked, Slot(asked.id), language, "Titel", "Deel", **rest))


def lines_of(painted):
    above, below = (
        ["".join(text for _, text in line) for line in part]
        for part in (painted.above, painted.below)
    )
    return [*above, *["> "] * painted.field_rows, *below]


@settings(max_examples=150, deadline=None)
@given(
    asked=st.sampled_from([*ONE.values(), Item("n", "note", both("Lees dit voor."))]),
    text=st.sampled_from(["Kort?", LONG, LONG * 5, "一二三四五六七八九十" * 12]),
    size=st.tuples(st.integers(30, 200), st.integers(12, 60)),
    panel=st.sampled_from(["question", "help", "reasons", "refusing"]),
    language=st.sampled_from(LANGUAGES),
    moves=st.integers(-3, 12),
    said=st.tuples(*[st.sampled_from(["", LONG])] * 2),
)
def test_every_question_fills_every_screen_exactly(asked, text, size, panel, language, moves, said):
    (width, rows), (message, odd) = size, said
    asked = replace(asked, text=both(text), stem=both(LONG), hint=both(LONG))
    view = view_of(
        asked, language, number=3, total=48, saved_at="14:03:07", who="S1 · wijkagent", odd=odd
    )
    view.panel = panel
    move(view, moves)
    view.message = message
    lines = lines_of(paint(view, width, rows))
    assert len(lines) == rows
    assert max(cells(line.rstrip()) for line in lines) <= width


def test_at_the_smallest_screen_the_question_and_the_options_stand_there():
    asked = Item("a", "scale", both("Bewoners kennen elkaar beter."), scale=AGREE, stem=both(LONG))
    said = "\n".join(lines_of(paint(view_of(asked, number=1, total=9), 60, 15)))
    assert "Bewoners kennen elkaar beter." in said
    assert "5  helemaal mee eens" in said
    assert "vraag 1 van 9" in said
    assert "Ctrl+C" in said


@pytest.mark.parametrize("rows", [15, 24])
def test_the_option_pointed_at_is_always_in_sight(rows):
    asked = Item("a", "scale", both(LONG * 4), scale=AGREE, stem=both(LONG * 3))
    view = view_of(asked)
    for code in "12345":
        move(view, 1)
        said = lines_of(paint(view, 60, rows))
        assert any(line.startswith(f"  > {code}  ") for line in said)


def test_the_header_and_the_keys_stand_still_while_one_types():
    view = view_of(ONE["decimal"], number=1, total=9)
    before = lines_of(paint(view, 80, 24))
    view.typed = "3,5"
    after = lines_of(paint(view, 80, 24))
    view.message = "Dat is geen getal."
    wrong = lines_of(paint(view, 80, 24))
    changed = [
        n for n, lines in enumerate(zip(before, after, wrong, strict=True)) if len(set(lines)) > 1
    ]
    assert changed == [8]


def test_no_mark_is_only_a_colour():
    view = view_of(ONE["several"])
    move(view, 1)
    view.ticked = ["app"]
    said = "\n".join(lines_of(paint(view, 80, 24)))
    assert "> 1  [ ] label tel112" in said
    assert "  2  [x] label app" in said


def test_a_rank_shows_the_place_of_each_option():
    view = view_of(ONE["rank"])
    for digit in "31":
        press_digit(view, digit)
    said = "\n".join(lines_of(paint(view, 80, 24)))
    assert "> 1  [2] label tel112" in said
    assert "  2  [ ] label app" in said
    assert "  3  [1] label straat" in said


def test_a_letter_stands_in_front_of_yes_and_no():
    for language, yes in (("nl", "j  ja"), ("en", "y  yes")):
        said = "\n".join(lines_of(paint(view_of(ONE["yes_no"], language), 80, 24)))
        assert yes in said
        assert "1  " not in said


def test_a_list_goes_without_empty_lines_before_it_scrolls():
    nine = ResponseScale("nine", "nominal", options(*"abcdefghi"))
    asked = Item("a", "rank", both(LONG * 3), scale=nine, instruction=both("Leg de kaart neer."))
    said = "\n".join(lines_of(paint(view_of(asked), 80, 24)))
    assert "9  [ ] label i" in said
    assert "↓" not in said


def test_the_label_of_a_point_is_never_broken():
    labels = ("volledig mee oneens", "niet mee eens, niet mee oneens", "volledig mee eens")
    points = tuple(Option(code, both(label)) for code, label in zip("159", labels, strict=True))
    asked = Item("a", "scale", both("Kort?"), scale=ResponseScale("s", "interval", points, 1, 9))
    said = lines_of(paint(view_of(asked), 80, 24))
    assert any(line.strip() == "9 = volledig mee eens" for line in said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ONE)
def test_every_key_is_named_on_the_smallest_screen(kind, language):
    asked = replace(ONE[kind], probes=(both("Waarom?"),))
    said = "\n".join(lines_of(paint(view_of(asked, language), 60, 15)))
    for key in ("Enter", "Esc", "F3", "F4", "F5", "F1", "Ctrl+C"):
        assert key in said


def test_the_key_of_the_probes_says_so_where_there_are_any():
    for probes, word in ((), "F1 uitleg"), ((both("Waarom?"),), "F1 doorvragen"):
        asked = Item("a", "long_text", both("Kort?"), probes=probes)
        assert word in "\n".join(lines_of(paint(view_of(asked), 80, 24)))


def test_paragraphs_of_a_note_stand_apart_where_there_is_room():
    def shown(paragraphs):
        text = "\n".join(f"alinea {n}" for n in range(paragraphs))
        lines = lines_of(paint(view_of(Item("n", "note", both(text))), 80, 24))
        return [line.strip() for line in lines][3:-3]

    assert shown(3)[1:6] == ["alinea 0", "", "alinea 1", "", "alinea 2"]
    assert shown(12)[:12] == [f"alinea {n}" for n in range(12)]


def test_a_note_longer_than_the_screen_is_read_with_the_arrows():
    view = view_of(Item("n", "note", both("\n".join(f"regel {n}" for n in range(1, 31)))))
    first = "\n".join(lines_of(paint(view, 60, 15)))
    assert "regel 1\n" in first.replace(" \n", "\n")
    assert say("wizard.more_lines", "nl") in first
    seen = set(first.split("\n"))
    for _ in range(40):
        move(view, 1)
        seen |= set(lines_of(paint(view, 60, 15)))
    assert {f"  regel {n}" for n in range(1, 31)} <= seen
    move(view, -1)
    assert "  regel 30" not in lines_of(paint(view, 60, 15))


def test_what_is_odd_stands_above_the_field_and_how_to_confirm_it_below():
    asked = ONE["integer"]
    view = view_of(asked, given=Answer(9), odd="Dat is veel. Bij ‘Hoeveel?’ is geantwoord: 3.")
    lines = [line.strip() for line in lines_of(paint(view, 80, 24))]
    odd = lines.index("! Dat is veel. Bij ‘Hoeveel?’ is geantwoord: 3.")
    assert odd < lines.index(">") < lines.index("! " + say("wizard.odd.confirm", "nl"))


@given(st.text(max_size=200), st.integers(8, 80))
def test_wrapping_loses_no_letter(text, width):
    text = text.replace("\n", " ")
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())
