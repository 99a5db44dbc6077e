"""One line of answers for a whole table: what is typed is said back, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.forms import AGREE, CHANNELS, GRADE, YES_NO, item
from tests.wizard.typed.chairs import LINES, NINE, VOTE, holds_together, seats, shown
from wbp_survey.model.missing import REASONS, TYPED
from wbp_survey.model.session import Answer
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.acts import Row
from wbp_survey.wizard.typed.row import read_row, write_row

RATING = item("r", "scale", scale=NINE)
ITEMS = {
    "nine": RATING,
    "agree": item("a", "scale", scale=AGREE),
    "grade": item("g", "scale", scale=GRADE),
    "yes_no": item("y", "select_one", scale=YES_NO),
    "vote": item("v", "select_one", scale=VOTE),
    "rank": item("k", "rank", scale=CHANNELS, top=3),
}


def read(typed, kind="nine", *away, given=None, language="nl", asked=None):
    chairs = seats(*away, given=given)
    row, understood = read_row(typed, asked or ITEMS[kind], chairs, language)
    holds_together(understood, typed, chairs, row)
    return row, understood


def answers(typed, kind="nine", *away, **rest):
    row, understood = read(typed, kind, *away, **rest)
    assert row, understood.trouble
    return [one and (one.missing or one.value) for one in row.answers]


def trouble(typed, kind="nine", *away, **rest):
    row, understood = read(typed, kind, *away, **rest)
    assert row is None
    return understood.trouble


ONE_LINE = [4, 4, 2, None, 5, "dont_know", "refused", 3]


@pytest.mark.parametrize(
    "typed",
    [
        "4 4 2 . 5 w v 3",
        "  4  4 2 . 5 W V 3 ",
        "442.5wv3",
        "442. 5wv3",
        "4 4 2 . 5 weet wei 3",
        "4 4 2 . 5 dont_know refused 3",
        "4 4 2 . 5 d r 3",
    ],
)
def test_a_line_gives_each_seat_its_answer_with_or_without_spaces(typed):
    assert answers(typed) == ONE_LINE


def test_the_beginning_of_a_word_stands_out_among_digits():
    assert answers("442.5wei3 3") == [4, 4, 2, None, 5, "refused", 3, 3]


def test_the_line_is_said_back_seat_by_seat():
    _, understood = read("442.5wv3")
    assert shown(understood) == ["4", "4", "2", "open", "5", "weet niet", "wil niet zeggen", "3"]
    assert [cell.who for cell in understood.cells][:2] == ["beheerder", "wijkagent"]
    assert [cell.state for cell in understood.cells].count("open") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", [one.id for one in TYPED])
def test_every_reason_has_a_letter_in_each_language(reason, language):
    letter = say(f"table.letters.{reason}", language).split()[0]
    assert answers(letter * 8, language=language) == [reason] * 8


@pytest.mark.parametrize(
    ("typed", "language", "reason"),
    [("d", "nl", "dont_know"), ("r", "nl", "refused"), ("w", "en", "dont_know")],
)
def test_a_letter_of_the_other_language_counts_where_it_cannot_mean_anything_else(
    typed, language, reason
):
    assert answers(f"{typed}*", language=language) == [reason] * 8


def test_the_same_letter_may_differ_per_language_and_the_one_spoken_goes_first():
    assert answers("t*", language="nl") == answers("t*", language="en") == ["not_asked"] * 8
    assert answers("n*", "yes_no", language="nl") == ["no"] * 8


def test_no_letter_means_two_reasons_in_one_language():
    for language in LANGUAGES:
        letters = [say(f"table.letters.{one.id}", language).split()[0] for one in TYPED]
        assert len(set(letters)) == len(letters)


@pytest.mark.parametrize("reason", [one.id for one in REASONS if not one.typed])
def test_a_reason_that_is_derived_cannot_be_typed(reason):
    assert trouble(f"4 {reason}*").startswith("S2 · wijkagent: ")


def test_a_star_gives_everybody_who_is_left_the_same():
    assert answers("4 5 w*") == [4, 5, *["dont_know"] * 6]
    assert answers("45w*") == [4, 5, *["dont_know"] * 6]
    assert answers("4*", "nine", "S2", "S8") == [4, None, 4, 4, 4, 4, 4, None]
    assert answers("4 *") == [4] * 8
    assert "Achter *" in trouble("4 3* 2")


def test_an_empty_seat_is_skipped():
    assert answers("4 4 2 5 v 3", "nine", "S4", "S7") == [4, 4, 2, None, 5, "refused", None, 3]
    _, understood = read("4 4", "nine", "S4", "S7")
    assert [cell.seat for cell in understood.cells if cell.state == "away"] == ["S4", "S7"]


def test_a_line_may_name_everybody_with_a_dash_for_who_is_not_there():
    here = [4, 4, 2, None, 5, 3, None, 3]
    assert answers("4 4 2 - 5 3 - 3", "nine", "S4", "S7") == here
    assert answers("442-53-3", "nine", "S4", "S7") == here


def test_a_form_that_was_left_behind_counts_for_the_empty_seat_and_that_is_said():
    row, understood = read("4 4 2 6 5 3 - 3", "nine", "S4", "S7")
    assert row.answers[3] == Answer(6)
    assert understood.cells[3].words == "6 (formulier)"
    assert understood.sentence == "Ook voor wie er niet is: S4 · bewoner."


def test_a_dash_does_not_stand_for_somebody_who_is_there():
    assert trouble("- 4").startswith("S1 · beheerder: - is voor wie er niet is")


def test_a_point_leaves_an_answer_as_it_stands_and_says_so():
    given = {"S1": Answer(7), "S2": Answer(missing="refused")}
    row, understood = read(". . 3*", given=given)
    assert row.answers[:3] == (None, None, Answer(3))
    assert shown(understood)[:2] == ["7 (blijft)", "wil niet zeggen (blijft)"]


@pytest.mark.parametrize(
    ("typed", "place", "at"),
    [("4 4 12 5", 2, 4), ("44x", 2, 2), ("4 0 4", 1, 2), ("4,", 1, 1), (" 4 4,5", 1, 3)],
)
def test_a_wrong_code_stops_at_its_seat(typed, place, at):
    row, understood = read(typed)
    assert row is None
    assert understood.at == at
    assert [cell.state for cell in understood.cells].index("wrong") == place
    assert understood.trouble.startswith(f"S{place + 1} · ")
    assert "1 t/m 9 of w m k v n t a l" in understood.trouble
    assert all(cell.state == "open" for cell in understood.cells[place + 1 :])


def test_two_digits_between_spaces_are_one_wrong_answer_and_not_two_right_ones():
    assert "‘12’ is niet één antwoord" in trouble("4 4 12 5 5 5 5")
    assert answers("10 0 3 w 5 5 5 1", "grade") == [10, 0, 3, "dont_know", 5, 5, 5, 1]
    assert "‘1005’" in trouble("1005", "grade")


def test_a_line_that_is_too_short_names_who_is_missing():
    assert trouble("4 4") == "Er ontbreekt nog een antwoord van S3 · ambtenaar."
    assert "S3" in trouble("4", "nine", "S2")
    assert read("4 4")[1].at == 3


@pytest.mark.parametrize(("extra", "words"), [(" 4", "1 antwoord"), (" 4 4", "2 antwoorden")])
def test_a_line_that_is_too_long_says_by_how_many(extra, words):
    line = "4 4 4 4 4 4 4 4"
    _, understood = read(line + extra)
    assert f"{words} te veel; er zijn er 8 nodig" in understood.trouble
    assert understood.at == len(line) + 1


@pytest.mark.parametrize("typed", ["", "   ", ". . . . . . . .", ".*"])
def test_a_line_that_says_nothing_of_anybody_will_not_do(typed):
    assert trouble(typed)


def test_a_table_where_nobody_sits_takes_no_line():
    everybody = [seat.id for seat in seats()]
    assert trouble("4", "nine", *everybody) == "Er zit niemand aan tafel."
    assert read_row("4", RATING, (), "nl")[1].cells == ()


@pytest.mark.parametrize("typed", ["kan", "4 we", "4 niet"])
def test_a_beginning_that_may_mean_several_things_is_not_guessed_at(typed):
    assert "kan meer betekenen" in trouble(typed)


def test_a_vote_is_cast_by_number_word_or_letter():
    assert answers("v t o 1 2 3 voor te", "vote") == [
        *("for", "against", "abstain", "for", "against", "abstain", "for", "against")
    ]
    assert answers("vvtovvtw", "vote")[-1] == "dont_know"


def test_to_abstain_is_a_vote_where_one_can_vote_so_and_a_reason_elsewhere():
    assert answers("a*", "vote") == ["abstain"] * 8
    assert answers("a*", "vote", language="en") == ["abstain"] * 8
    assert answers("a*") == ["abstained"] * 8


def test_yes_and_no_have_their_letters_and_words():
    assert answers("jnjn j w v n".replace(" ", ""), "yes_no")[:4] == ["yes", "no", "yes", "no"]
    assert answers("ja nee y no nvt 1 2 j", "yes_no")[4] == "not_applicable"


def test_a_top_three_is_one_token_best_first():
    found = answers("341 3,2 1 w . 2* ", "rank")
    assert found[:5] == [
        ["straat", "anders", "tel112"],
        ["straat", "app"],
        ["tel112"],
        "dont_know",
        None,
    ]
    _, understood = read("341 3,2*", "rank")
    assert shown(understood)[:2] == ["3 4 1", "3 2"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("11", "twee keer"), ("1234", "te veel"), ("51", "niet samen"), ("7", "‘7’")],
)
def test_a_top_three_that_cannot_be_is_refused_at_its_seat(typed, words):
    said = trouble(f"123 {typed}", "rank")
    assert said.startswith("S2 · wijkagent: ")
    assert words in said


def test_what_must_be_answered_is_not_passed_over_for_time():
    asked = item("r", "scale", scale=NINE, required=True)
    assert "niet worden overgeslagen" in trouble("t*", asked=asked)
    assert answers("w*", asked=asked) == ["dont_know"] * 8


def test_where_no_reason_will_do_no_letter_means_one():
    agree = ITEMS["yes_no"]
    row, understood = read_row("j w*", agree, seats(), "nl", reasons=False)
    assert row is None
    assert understood.trouble == "S2 · wijkagent: ‘w’ kan hier niet; typ j n."
    row, _ = read_row("jn*", agree, seats(), "nl", reasons=False)
    assert [one.value for one in row.answers] == ["yes", *["no"] * 7]


def test_nothing_given_is_written_as_an_empty_line():
    assert write_row(RATING, seats(), "nl") == ""


def test_what_stands_there_is_written_as_it_would_be_typed():
    given = {"S1": Answer(4), "S2": Answer(missing="dont_know"), "S5": Answer(9)}
    assert write_row(RATING, seats(given=given), "nl") == "4 w . . 9 . . ."
    assert write_row(RATING, seats(given=given), "en") == "4 d . . 9 . . ."
    assert write_row(RATING, seats("S3", given=given), "nl") == "4 w . 9 . . ."
    assert write_row(RATING, seats("S3", "S5", given=given), "nl") == "4 w - . 9 . . ."


def test_an_answer_that_nobody_can_type_is_left_as_it_stands():
    given = {"S1": Answer(12), "S2": Answer(missing="withdrawn"), "S3": Answer(4)}
    written = write_row(RATING, seats(given=given), "nl")
    assert written == ". . 4 . . . . ."
    assert answers(written, given=given) == [None, None, 4, *[None] * 5]


def possible(kind):
    """Every answer there can be to an item of this kind."""
    codes = list(ITEMS[kind].scale.codes)
    reasons = [Answer(missing=one.id) for one in TYPED]
    if kind == "rank":
        free = st.lists(st.sampled_from(codes[:4]), min_size=1, max_size=3, unique=True)
        return free.map(Answer) | st.sampled_from([Answer(["geen"]), *reasons])
    values = [int(code) if ITEMS[kind].type == "scale" else code for code in codes]
    return st.sampled_from([*map(Answer, values), *reasons])


@st.composite
def tables(draw):
    kind = draw(st.sampled_from(list(ITEMS)))
    count = draw(st.integers(1, 8))
    names = [f"S{n}" for n in range(1, count + 1)]
    away = draw(st.sets(st.sampled_from(names), max_size=count - 1))
    given = draw(st.dictionaries(st.sampled_from(names), possible(kind), min_size=1))
    return kind, seats(*away, count=count, given=given)


@given(tables(), st.sampled_from(LANGUAGES))
def test_what_is_written_reads_back_to_the_same_answers(table, language):
    kind, chairs = table
    written = write_row(ITEMS[kind], chairs, language)
    row, understood = read_row(written, ITEMS[kind], chairs, language)
    assert understood.trouble == ""
    assert row == Row(tuple(seat.given for seat in chairs))


@given(
    LINES,
    st.sampled_from(list(ITEMS)),
    st.sampled_from(LANGUAGES),
    st.sets(st.sampled_from(["S1", "S4", "S8"])),
)
def test_whatever_is_typed_every_seat_is_shown_and_nothing_breaks(typed, kind, language, away):
    chairs = seats(*away)
    row, understood = read_row(typed, ITEMS[kind], chairs, language)
    holds_together(understood, typed, chairs, row)
    states = [cell.state for cell in understood.cells]
    assert states.count("wrong") <= bool(understood.trouble)


@given(st.text(st.sampled_from("123456789.wmkvnalt"), min_size=8, max_size=8))
def test_spaces_between_single_answers_make_no_difference(typed):
    together, apart = (
        read_row(typed, RATING, seats(), "nl"),
        read_row(" ".join(typed), RATING, seats(), "nl"),
    )
    if not together[1].trouble:
        assert together[0] == apart[0]
