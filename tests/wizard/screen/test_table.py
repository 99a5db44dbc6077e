"""Rows, lines and tallies on the screen: ten seats, one field, and nothing that jumps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wizard.driver import ONE
from tests.wizard.forms import YES_NO, both, item
from tests.wizard.tables import RATED, ROLES, SEATS, heard, line, row, tally
from tests.wizard.views import pressed, shown, view_of
from wbp_survey.model.session import Answer
from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.commands import ACTS
from wbp_survey.wizard.question import Act, Back, Cell, Given, Pause, Question, Reason, Understood
from wbp_survey.wizard.screen.keys import KEYS, answers, paste, refuse_burst
from wbp_survey.wizard.screen.painting import paint
from wbp_survey.wizard.screen.view import opened, type_in
from wbp_survey.wizard.wrapping import cells

LONG = "Bewoners kennen elkaar beter, ook buiten de straat waarin zij wonen. "
SIZES = pytest.mark.parametrize("size", [(80, 24), (60, 15)])
NINE = "4 4 2 . 5 w v 3 9"
NAMES = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10"]


def typed(question, text):
    view = opened(question)
    type_in(view, text)
    return view


def seats(view, *size):
    """Return what stands at each seat, by its name: its mark, its role and its answer."""
    found = {}
    for text in shown(view, *(size or (80, 24)))[3:-3]:
        halves = (text,) if len(text) < 35 else (text[:28], text[28:]) if size == (60, 15) else None
        for half in halves or (text[:40], text[40:]):
            words = half.split(None, 2)
            marked = bool(words) and words[0] in ("!", ">")
            mark, rest = (words[0], half.split(None, 1)[1:]) if marked else ("", [half.strip()])
            name, *said = rest[0].split(None, 1) if rest and rest[0] else ("",)
            if name in NAMES:
                found[name] = (mark, " ".join(" ".join(said).split()))
    return found


@SIZES
@pytest.mark.parametrize("text", ["Kort.", LONG * 4])
def test_ten_seats_the_field_and_the_statement_stand_on_the_smallest_screen(size, text):
    view = typed(row(replace(RATED, text=both(text))), NINE)
    said = shown(view, *size)
    assert sorted(seats(view, *size)) == sorted(NAMES)
    assert f"  > {NINE}" in said
    assert any(text[:30] in one for one in said)
    assert "Ctrl+C" in "\n".join(said)


def test_every_seat_shows_its_role_and_its_answer_while_one_types():
    found = seats(typed(row(), NINE))
    assert found["S1"] == ("", "wijkagent 4")
    assert found["S5"] == ("", "beheerder open")
    assert found["S7"] == ("", "ambtenaar weet niet")
    assert found["S4"] == ("", "bewoner – niet aanwezig")


def test_an_empty_seat_has_a_sign_where_there_is_no_room_for_words():
    assert seats(typed(row(), ""), 60, 15)["S4"] == ("", "bewoner –")


@SIZES
@pytest.mark.parametrize(
    ("text", "turn"),
    [("", "S1"), ("4", "S2"), ("44", "S3"), ("4 4 2", "S5"), ("4 4 2 .", "S6"), (NINE, "")],
)
def test_the_seat_whose_turn_it_is_is_marked(size, text, turn):
    marks = {name: mark for name, (mark, _) in seats(typed(row(), text), *size).items() if mark}
    assert marks == ({turn: ">"} if turn else {})


def test_the_mark_follows_the_cursor_back_into_the_line():
    view = typed(row(), NINE)
    pressed(view, "home")
    assert seats(view)["S1"][0] == ">"
    pressed(view, "right", "right")
    assert seats(view)["S2"][0] == ">"


@SIZES
def test_where_reading_stops_is_marked_by_a_sign_and_its_own_words(size):
    found = seats(typed(row(), "4 4 x"), *size)
    assert found["S3"] == ("!", "gebiedsmakelaar x")
    assert [mark for mark, _ in found.values()].count("") == 9


def test_nothing_moves_while_a_row_is_typed():
    view = opened(row())
    places = set()
    for sign in NINE:
        type_in(view, sign)
        said = shown(view)
        places.add(tuple(n for n, one in enumerate(said) if "S1 " in one or one.startswith("  > ")))
    assert len({one[-1] for one in places}) == 1
    assert {len(shown(view, *size)) for size in ((80, 24), (60, 15), (30, 12))} == {24, 15, 12}


def test_the_meaning_of_the_keys_stands_there_and_gives_way_first():
    assert "1 = oneens   9 = eens" in "\n".join(shown(opened(row())))
    assert "Per plaats 1 t/m 9 of w m k" in "\n".join(shown(opened(row())))
    small = "\n".join(shown(opened(row()), 60, 15))
    assert "1 = oneens" not in small
    assert "Vraag asked" in small


def test_yes_and_no_are_shown_by_their_letters():
    view = typed(row(item("asked", "select_one", scale=YES_NO)), "j n j")
    assert "j = ja   n = nee" in "\n".join(shown(view))
    assert seats(view)["S2"] == ("", "ambtenaar nee")


def test_a_long_statement_scrolls_with_the_arrows():
    view = opened(row(replace(RATED, text=both(LONG * 4 + "Tot zover."))))
    assert "Tot zover." not in "\n".join(shown(view, 60, 15))
    assert "Pijltjes tonen de rest" in "\n".join(shown(view, 60, 15))
    pressed(view, *["down"] * 9)
    assert "Tot zover." in "\n".join(shown(view, 60, 15))
    pressed(view, *["up"] * 9)
    assert LONG[:20] in "\n".join(shown(view, 60, 15))


def test_of_a_list_above_a_line_the_end_is_in_sight_and_the_rest_scrolls():
    listed = both("\n".join(f"{n}. idee nummer {n}" for n in range(1, 31)))
    question = line()
    view = opened(replace(question, item=replace(question.item, stem=listed)))
    said = "\n".join(shown(view))
    assert "30. idee nummer 30" in said
    assert "Wat is er gezegd?" in said
    assert "1. idee nummer 1\n" not in said
    pressed(view, *["up"] * 40)
    assert "1. idee nummer 1\n" in "\n".join(shown(view))
    pressed(view, "'7=2")
    assert "  > 7=2" in shown(view)


def test_where_all_fits_the_arrows_move_in_the_line():
    view = typed(line(), "3: " + LONG * 3)
    shown(view)
    pressed(view, "up")
    assert view.entry.at < len(view.typed)
    assert not view.overflow


def test_enter_gives_the_line_as_it_was_typed():
    assert pressed(typed(row(), NINE), "accept") == Given(NINE)
    assert pressed(typed(row(), "442.5wv39"), "accept") == Given("442.5wv39")


def test_a_line_that_will_not_do_says_why_and_puts_the_cursor_there():
    view = typed(row(), "4 4 x 3")
    assert view.message == ""
    assert pressed(view, "accept") is None
    assert "S3 · gebiedsmakelaar" in view.message
    assert (view.typed, view.entry.at) == ("4 4 x 3", 4)
    assert pressed(view, "'5") is None
    assert view.message == ""


def test_a_line_that_stands_there_may_be_given_again_unchanged():
    view = opened(row(given=Answer(NINE)))
    assert view.typed == NINE
    assert pressed(view, "accept") == Given(NINE)


def test_a_line_cut_off_goes_before_the_one_given():
    assert opened(row(given=Answer(NINE), draft="5 5")).typed == "5 5"


def test_a_reason_at_a_row_is_that_of_all_who_are_open():
    assert pressed(opened(row()), "dont_know") == Reason("dont_know")
    view = opened(row(given=Answer(NINE)))
    assert pressed(view, "refused") is None
    assert pressed(view, "accept") == Reason("refused")


def test_a_reason_asks_once_more_before_what_is_typed_is_lost():
    view = typed(row(given=Answer(NINE)), "")
    assert pressed(view, "dont_know") == Reason("dont_know")
    view = typed(row(), "4 4")
    assert pressed(view, "dont_know") is None
    assert "Tekst laten vervallen" in "\n".join(shown(view))
    assert pressed(view, "back") is None
    assert (view.panel, view.typed) == ("question", "4 4")


@pytest.mark.parametrize("name", ["say", "presence", "turns"])
@pytest.mark.parametrize("question", [row(), row(item("asked"))], ids=["row", "other"])
def test_the_keys_around_the_table_work_there(name, question):
    assert pressed(opened(question), name) == Act(name)


@pytest.mark.parametrize("kind", ["yes_no", "long_text", "rank"])
def test_they_work_at_every_kind_of_item_of_a_table(kind):
    view = view_of(ONE[kind], table=True)
    assert [pressed(view, name) for name in ("say", "presence", "turns")] == [
        Act("say"),
        Act("presence"),
        Act("turns"),
    ]


def test_what_is_typed_is_kept_before_one_leaves_for_the_table():
    noted = []
    view = typed(row(note=noted.append), "4 4")
    assert pressed(view, "say") == Act("say")
    assert noted[-1] == "4 4"


def test_elsewhere_the_keys_of_the_table_say_so():
    view = view_of(ONE["text"])
    for name in ("say", "presence", "turns"):
        assert pressed(view, name) is None
        assert view.message == "Dat kan alleen aan een rondetafel."
    view = opened(line())
    assert pressed(view, "presence") is None
    assert view.message == "Noteren wie er komt en gaat kan hier niet."


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("uitspraak 3: ja", Act("say", "3: ja")),
        ("aanwezig 4 weg", Act("presence", "4 weg")),
        ("toestemming 5 citaten nee", Act("consent", "5 citaten nee")),
        ("overslaan", Act("skip")),
        ("form", Act("form")),
    ],
)
def test_the_command_line_says_the_same_in_one_line(words, act):
    view = opened(row())
    assert pressed(view, f"'/{words}", "accept") == act


def test_the_words_of_the_table_are_on_the_command_line_only_there():
    at_table, elsewhere = opened(row()), view_of(ONE["text"])
    for view in (at_table, elsewhere):
        pressed(view, "'/")
    assert "/uitspraak" in "\n".join(shown(at_table))
    assert "/uitspraak" not in "\n".join(shown(elsewhere))


@SIZES
def test_the_footer_names_the_keys_of_the_table_where_they_work(size):
    foot = "  ".join(shown(opened(row()), *size)[-2:])
    for key in ("Enter", "Esc", "F1", "F3", "F4", "F8 uitspraak", "F9 aanwezig", "Ctrl+C"):
        assert key in foot
    assert "F8" not in "  ".join(shown(view_of(ONE["text"]), *size)[-2:])
    assert "F8" not in "  ".join(shown(opened(line()), *size)[-2:])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_explanation_lists_letters_and_acts_at_a_table_only(language):
    view = opened(row(language=language))
    pressed(view, "help")
    said = "\n".join(shown(view, 80, 120))
    for words in ("F8, Ctrl+U", "F9, Ctrl+X", "F12, Ctrl+F", "w = weet niet"):
        assert words in said or (language == "en" and words.startswith("w"))
    view = view_of(ONE["text"], language)
    pressed(view, "help")
    assert "Ctrl+U" not in "\n".join(shown(view, 80, 120))


def test_no_two_keys_mean_the_same_and_every_act_has_its_word():
    pressed_by = [key for keys in KEYS.values() for key in keys.split()]
    assert len(set(pressed_by)) == len(pressed_by)
    assert {"say", "presence", "turns"} <= {*KEYS} & {*ACTS}


def test_a_line_is_said_in_words_above_its_field():
    view = typed(line(), "3: dat werkt niet")
    said = shown(view)
    at = said.index("  S3 zegt iets")
    assert said[at + 1] == "  > 3: dat werkt niet"
    assert pressed(view, "accept") == Given("3: dat werkt niet")


def test_the_place_of_the_sentence_is_kept_free():
    view = opened(line())
    before = [n for n, one in enumerate(shown(view)) if one.startswith("  >")]
    type_in(view, "3: ja")
    assert [n for n, one in enumerate(shown(view)) if one.startswith("  >")] == before


def test_a_long_line_goes_on_below_itself():
    view = typed(line(), "3: " + LONG * 3)
    said = "\n".join(shown(view, 60, 15))
    assert said.count("Bewoners kennen") >= 2
    assert len(shown(view, 60, 15)) == 15


def test_a_question_mark_begins_a_line_and_is_no_call_for_help():
    view = opened(line())
    pressed(view, "'?: iemand")
    assert (view.panel, view.typed) == ("question", "?: iemand")
    view = opened(row())
    pressed(view, "'?")
    assert view.panel == "help"


def test_two_slashes_begin_a_line_with_one():
    view = opened(line())
    pressed(view, "'//")
    assert (view.panel, view.typed) == ("question", "/")


@pytest.mark.parametrize(("key", "sign"), [("'3", "3"), ("'0", "0"), ("'b", "b"), ("erase", "-")])
def test_one_key_counts_one_turn_or_takes_the_last_back(key, sign):
    assert pressed(opened(tally()), key) == Given(sign)


@pytest.mark.parametrize("key", ["accept", "back"])
def test_a_tally_is_left_with_enter_or_escape(key):
    assert pressed(opened(tally()), key) == Back()


def test_a_key_that_nobody_has_counts_nothing():
    view = opened(tally())
    assert pressed(view, "'x") is None
    assert view.message == "Niemand heeft ‘x’."
    assert pressed(view, "'²") is None
    assert "doet hier niets" in view.message


def test_a_burst_of_keys_in_a_tally_counts_nothing_and_says_so():
    view = opened(tally())
    pressed(view, "stop")
    assert answers(view, "", "b")
    assert answers(view, "erase", "\x7f")
    assert refuse_burst(view)
    assert "niets geteld" in "\n".join(shown(view))
    view.message = ""
    assert paste(view, "bbb") is None
    assert "niets geteld" in view.message


@SIZES
def test_a_tally_shows_every_count_and_its_own_keys(size):
    view = opened(tally({"S3": 2, "B": 11}))
    assert seats(view, *size)["S3"] == ("", "gebiedsmakelaar 2")
    said = "\n".join(shown(view, *size))
    assert "beheerder" in said
    assert "11" in said
    for key in ("cijfer telt", "Backspace", "Enter klaar", "Esc"):
        assert key in said


def test_seats_and_roles_together_fit_the_smallest_screen():
    roles = [(role, sign, "7") for role, sign in zip(ROLES, "BWARG", strict=True)]
    every = [(one.who, one.id, "12") for one in SEATS] + roles
    found = Understood(tuple(Cell(name, who, count) for who, name, count in every))
    said = "\n".join(shown(opened(tally(understand=lambda _typed: found)), 60, 15))
    assert "↓" not in said
    assert (said.count(" 12"), said.count(" 7")) == (10, 5)
    assert "Wie heeft het woord?" in said


def test_help_and_commands_are_at_hand_in_a_tally():
    view = opened(tally())
    pressed(view, "'?")
    assert view.panel == "help"
    pressed(view, "back", "'/")
    assert view.panel == "command"
    assert pressed(view, "'stop", "accept") == Pause()


@settings(max_examples=150, deadline=None)
@given(
    question=st.sampled_from([row(), row(replace(RATED, text=both(LONG * 5))), line(), tally()]),
    size=st.tuples(st.integers(30, 200), st.integers(12, 60)),
    text=st.sampled_from(["", NINE, "4 4 x", "3: " + LONG * 5, "w" * 200]),
    who=st.sampled_from([None, "一二三四五六七八九十" * 3]),
    panel=st.sampled_from(["question", "help", "reasons", "refusing", "command"]),
    message=st.sampled_from(["", LONG]),
)
def test_whatever_is_typed_fills_every_screen_exactly(question, size, text, who, panel, message):
    if who and question.kind == "row":
        question = row(seats=tuple(replace(one, who=who) for one in SEATS))
    view = opened(question)
    if question.kind != "tally":
        type_in(view, text)
    view.panel, view.message = panel, message
    painted = paint(view, *size)
    width, rows = size
    assert len(painted.lines) == rows
    assert max(cells(one) for one in shown(view, *size)) <= width
    if painted.cursor:
        assert painted.cursor[0] < rows - 2
        assert painted.cursor[1] < width


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=60), at=st.integers(-5, 99))
def test_wherever_reading_stops_the_cursor_stays_in_the_field(text, at):
    def understand(typed):
        return replace(heard(typed), trouble="Nee.", at=at)

    view = opened(line(understand=understand))
    type_in(view, text)
    assert pressed(view, "accept") is None
    assert 0 <= view.entry.at <= len(view.typed)


def test_roles_of_any_width_leave_room_for_the_answer():
    wide = tuple(replace(one, who=ROLES[0] * 6) for one in SEATS)
    said = "\n".join(shown(typed(row(seats=wide), NINE), 60, 15))
    assert "…" in said
    assert "weet niet" in said


def test_a_question_without_seats_is_still_a_question():
    bare = Question("line", item("asked"), row().slot, "nl")
    view = typed(bare, "iets")
    assert pressed(view, "accept") == Given("iets")
    assert len(shown(view, 30, 12)) == 12
