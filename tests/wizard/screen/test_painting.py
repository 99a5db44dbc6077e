"""A question fits any screen, and what is read aloud stays readable."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wizard.driver import ONE
from tests.wizard.forms import AGREE, both, options
from tests.wizard.views import PLACES, among, pressed, shown, view_of
from wbp_survey.model.instrument import Item, Option, ResponseScale
from wbp_survey.model.session import Answer, Slot
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.screen.choosing import press_digit
from wbp_survey.wizard.screen.entry import filled
from wbp_survey.wizard.screen.painting import paint
from wbp_survey.wizard.screen.view import move, retype
from wbp_survey.wizard.wrapping import cells

LONG = "Bewoners kennen elkaar beter, ook buiten de straat waarin zij wonen. "


PANELS = ("question", "help", "reasons", "refusing", "find", "overview", "command")


@settings(max_examples=150, deadline=None)
@given(
    asked=st.sampled_from([*ONE.values(), Item("n", "note", both("Lees dit voor."))]),
    text=st.sampled_from(["Kort?", LONG, LONG * 5, "一二三四五六七八九十" * 12]),
    size=st.tuples(st.integers(30, 200), st.integers(12, 60)),
    panel=st.sampled_from(PANELS),
    language=st.sampled_from(LANGUAGES),
    moves=st.integers(-3, 12),
    said=st.tuples(*[st.sampled_from(["", LONG])] * 2),
)
def test_every_question_fills_every_screen_exactly(asked, text, size, panel, language, moves, said):
    (width, rows), (message, odd) = size, said
    asked = replace(asked, text=both(text), stem=both(LONG), hint=both(LONG))
    view = view_of(
        asked,
        language,
        number=3,
        total=48,
        saved_at="14:03:07",
        who="S1 · wijkagent",
        odd=odd,
        banner=message,
        remark=odd,
        parked=True,
    )
    view.panel, view.places, view.entry = panel, PLACES, filled(odd * 9)
    move(view, moves)
    view.message = message
    painted = paint(view, width, rows)
    assert len(painted.lines) == rows
    assert max(cells(line) for line in shown(view, width, rows)) <= width
    if painted.cursor:
        row, column = painted.cursor
        assert row < rows - 2
        assert column < width


def test_at_the_smallest_screen_the_question_and_the_options_stand_there():
    asked = Item("a", "scale", both("Bewoners kennen elkaar beter."), scale=AGREE, stem=both(LONG))
    said = "\n".join(shown(view_of(asked, number=1, total=9), 60, 15))
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
        said = shown(view, 60, rows)
        assert any(line.startswith(f"  > {code}  ") for line in said)


def test_the_header_and_the_keys_stand_still_while_one_types():
    view = view_of(ONE["decimal"], number=1, total=9)
    before = shown(view, 80, 24)
    retype(view, "3,5")
    after = shown(view, 80, 24)
    view.message = "Dat is geen getal."
    wrong = shown(view, 80, 24)
    changed = [
        n for n, lines in enumerate(zip(before, after, wrong, strict=True)) if len(set(lines)) > 1
    ]
    assert changed == [6, 8, 9]


def test_no_mark_is_only_a_colour():
    view = view_of(ONE["several"])
    move(view, 1)
    view.ticked = ["app"]
    said = "\n".join(shown(view, 80, 24))
    assert "> 1  [ ] label tel112" in said
    assert "  2  [x] label app" in said


def test_a_rank_shows_the_place_of_each_option():
    view = view_of(ONE["rank"])
    for digit in "31":
        press_digit(view, digit)
    said = "\n".join(shown(view, 80, 24))
    assert "> 1  [2] label tel112" in said
    assert "  2  [ ] label app" in said
    assert "  3  [1] label straat" in said


def test_a_letter_stands_in_front_of_yes_and_no():
    for language, yes in (("nl", "j  ja"), ("en", "y  yes")):
        said = "\n".join(shown(view_of(ONE["yes_no"], language), 80, 24))
        assert yes in said
        assert "1  " not in said


def test_a_list_goes_without_empty_lines_before_it_scrolls():
    nine = ResponseScale("nine", "nominal", options(*"abcdefghi"))
    asked = Item("a", "rank", both(LONG * 3), scale=nine, instruction=both("Leg de kaart neer."))
    said = "\n".join(shown(view_of(asked), 80, 24))
    assert "9  [ ] label i" in said
    assert "↓" not in said


def test_the_label_of_a_point_is_never_broken():
    labels = ("volledig mee oneens", "niet mee eens, niet mee oneens", "volledig mee eens")
    points = tuple(Option(code, both(label)) for code, label in zip("159", labels, strict=True))
    asked = Item("a", "scale", both("Kort?"), scale=ResponseScale("s", "interval", points, 1, 9))
    said = shown(view_of(asked), 80, 24)
    assert any(line.strip() == "9 = volledig mee eens" for line in said)


def test_paragraphs_of_a_note_stand_apart_where_there_is_room():
    def read(paragraphs):
        text = "\n".join(f"alinea {n}" for n in range(paragraphs))
        lines = shown(view_of(Item("n", "note", both(text))), 80, 24)
        return [line.strip() for line in lines][3:-3]

    assert read(3)[1:6] == ["alinea 0", "", "alinea 1", "", "alinea 2"]
    assert read(12)[:12] == [f"alinea {n}" for n in range(12)]


def test_a_note_longer_than_the_screen_is_read_with_the_arrows():
    view = view_of(Item("n", "note", both("\n".join(f"regel {n}" for n in range(1, 31)))))
    first = "\n".join(shown(view, 60, 15))
    assert "regel 1\n" in first.replace(" \n", "\n")
    assert say("wizard.more_lines", "nl") in first
    seen = set(first.split("\n"))
    for _ in range(40):
        move(view, 1)
        seen |= set(shown(view, 60, 15))
    assert {f"  regel {n}" for n in range(1, 31)} <= seen
    move(view, -1)
    assert "  regel 30" not in shown(view, 60, 15)


def test_what_is_odd_stands_above_the_field_and_how_to_confirm_it_below():
    asked = ONE["integer"]
    view = view_of(asked, given=Answer(9), odd="Dat is veel. Bij ‘Hoeveel?’ is geantwoord: 3.")
    lines = [line.strip() for line in shown(view, 80, 24)]
    odd = lines.index("! Dat is veel. Bij ‘Hoeveel?’ is geantwoord: 3.")
    assert odd < lines.index("> 9") < lines.index("! " + say("wizard.odd.confirm", "nl"))


def test_a_field_grows_with_what_is_typed_up_to_half_the_screen_and_then_scrolls():
    view = view_of(ONE["long_text"])
    heights = []
    for count in (1, 6, 40):
        retype(view, "\n".join(f"regel {n}" for n in range(count)))
        lines = shown(view, 80, 24)
        heights.append(sum(line[4:].startswith("regel") for line in lines))
        row, column = paint(view, 80, 24).cursor
        assert lines[row][:column].endswith(f"regel {count - 1}")
        assert any("Vraag asked" in line for line in lines)
    assert heights[:2] == [1, 6]
    assert 8 <= heights[2] <= 12
    assert sum(line.startswith("  ↑ ") for line in lines) == 1


def test_a_small_screen_keeps_the_question_in_sight_however_much_is_typed():
    view = view_of(ONE["long_text"])
    retype(view, "woord " * 300)
    lines = shown(view, 60, 15)
    assert any("Vraag asked" in line for line in lines)
    assert any("woord" in line for line in lines)


def test_one_sees_beforehand_what_can_be_typed_and_then_what_was_understood():
    view = view_of(ONE["date"])
    assert any("bijvoorbeeld 31-12-2024" in line for line in shown(view))
    retype(view, "1 mei 2019")
    lines = shown(view)
    assert any("Begrepen: woensdag 1 mei 2019" in line for line in lines)
    assert not any("bijvoorbeeld" in line for line in lines)


def test_what_is_said_in_another_language_than_asked_for_is_marked():
    half = ResponseScale(
        "half", "nominal", (Option("a", {"nl": "ja"}), Option("b", {"nl": "nee", "en": "no"}))
    )
    asked = Item("a", "select_one", {"nl": "Vraag?"}, scale=half, hint=both("Kies."))
    said = "\n".join(shown(view_of(asked, spoken="en")))
    assert "[nl] Vraag?" in said
    assert "1  [nl] ja" in said
    assert "2  no" in said
    assert "Kies. (en)" in said
    assert "Enter verder" in said


def test_a_remark_made_before_is_shown_as_long_as_nothing_else_is_to_be_said():
    view = view_of(ONE["text"], remark="Aarzelde lang.", parked=True)
    said = "\n".join(shown(view))
    assert "Opmerking: Aarzelde lang." in said
    assert "* geparkeerd  + opmerking" in said
    narrow = shown(view, 60, 15)
    assert any("*  +" in line for line in narrow)


def test_a_refusal_that_is_asked_once_more_leaves_what_was_typed_in_sight():
    view = view_of(ONE["text"])
    pressed(view, "'half", "refused")
    lines = shown(view)
    assert any(line.strip() == "> half" for line in lines)
    assert any("Enter is ja, Esc is nee" in line for line in lines)
    assert paint(view, 80, 24).cursor is None


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
def test_the_overview_counts_and_marks_without_colours(size):
    view = among(ONE["text"])
    pressed(view, "overview", "next")
    lines = shown(view, *size)
    said = "\n".join(lines)
    assert "o open 2   * geparkeerd 1   ? opvallend 1" in said
    assert "+ opmerking 1" in said
    assert "x opzij gezet 1" in said
    pointed = next(n for n, line in enumerate(lines) if line.startswith("  > "))
    assert "?+" in lines[pointed]
    assert "years" in lines[pointed]
    assert "31 jaar" in lines[pointed]
    about = [line.strip() for line in lines[pointed + 1 :]]
    finding = about.index("? Dat is langer dan WhatsApp bestaat.")
    assert about[finding + 1] == "+ Volgens de oprichter."


def test_the_question_pointed_at_is_read_whole_and_the_others_are_cut():
    long = tuple(replace(one, text="Wilt u zeggen " + LONG) for one in PLACES[:3])
    view = among(ONE["text"], places=long)
    pressed(view, "overview")
    said = "\n".join(shown(view))
    assert said.count("zij wonen.") == 1
    assert said.count("…") == 2


def test_sections_head_the_overview_and_all_is_well_when_nothing_is_left():
    done = tuple(replace(place, marks=(), remark="", finding="") for place in PLACES[:3])
    view = among(ONE["text"], places=done)
    pressed(view, "overview")
    said = "\n".join(shown(view))
    assert "Alles is beantwoord." in said
    assert said.index("-- Contact") < said.index("-- Oordeel")


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
def test_in_a_long_session_the_place_pointed_at_is_in_sight(size):
    places = tuple(replace(PLACES[1], slot=Slot(f"item{n}")) for n in range(60))
    for panel in ("overview", "go"):
        view = among(ONE["text"], places=places)
        pressed(view, panel, "home")
        for number in range(60):
            pointed = [line for line in shown(view, *size) if line.startswith("  > ")]
            assert f"item{number} " in pointed[-1]
            pressed(view, "down")


def test_the_cursor_stands_in_the_words_one_searches_with():
    view = among(ONE["text"])
    pressed(view, "go", "'trust")
    row, column = paint(view, 80, 24).cursor
    assert shown(view)[row][:column] == "  > trust"
    assert any("trust" in line and "Wat vindt u" in line for line in shown(view))


def test_a_command_is_typed_at_the_question_itself():
    view = among(ONE["yes_no"])
    pressed(view, "'/ter")
    lines = shown(view)
    row, column = paint(view, 80, 24).cursor
    assert lines[row][:column] == "  Opdracht: /ter"
    assert any("j  ja" in line for line in lines)
    assert any("/terug" in line and "/overzicht" in line for line in lines)


def test_a_sentence_too_long_for_its_lines_says_that_there_is_more():
    view = view_of(ONE["text"])
    view.message = LONG * 9
    assert sum(line.endswith("…") for line in shown(view)) == 1


def test_every_key_stands_in_the_explanation_with_its_twins():
    view = view_of(ONE["text"])
    pressed(view, "help")
    seen = set()
    for _ in range(60):
        seen |= set(shown(view, 80, 24))
        pressed(view, "down")
    said = "\n".join(sorted(seen))
    for keys in (
        "F2, Ctrl+N, /opmerking",
        "F3, Ctrl+K, /weet niet",
        "F4, Ctrl+R, /wil niet zeggen",
        "F6, Ctrl+G, /ga",
        "F7, Ctrl+P, /parkeer",
        "F10, Ctrl+T, /overzicht",
        "PgUp, Ctrl+↑, /vorige",
        "Ctrl+Z, /ongedaan",
        "Ctrl+C, Ctrl+D, /stop",
        "x opzij gezet",
    ):
        assert keys in said


def test_the_explanation_says_with_arrows_that_there_is_more():
    view = view_of(ONE["text"])
    pressed(view, "help")
    top = shown(view, 60, 15)
    pressed(view, "down", "down")
    middle = shown(view, 60, 15)
    pressed(view, *["down"] * 99)
    end = shown(view, 60, 15)
    arrows = [
        [line.strip() for line in lines if line.strip() in ("↑", "↓")]
        for lines in (top, middle, end)
    ]
    assert arrows == [["↓"], ["↑", "↓"], ["↑"]]
    assert any("x opzij gezet" in line for line in end)


def test_what_enter_would_confirm_is_said_beside_any_other_sentence():
    view = view_of(ONE["decimal"], notice="Dit is het eerste blok.", given=Answer(3.5))
    lines = "\n".join(shown(view, 80, 24))
    assert "Dit is het eerste blok." in lines
    assert "Begrepen: 3,5" in lines
