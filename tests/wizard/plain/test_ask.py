"""The plain mode: lines in, lines out, on any console."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from tests.wizard.askers import held as hold_session
from tests.wizard.forms import AGREE, CHANNELS, YES_NO, Item, both, interview, item, opened
from wbp_survey.model.session import Answer, Slot
from wbp_survey.wizard.plain.ask import ask_plainly
from wbp_survey.wizard.plain.teletype import Teletype
from wbp_survey.wizard.question import (
    Back,
    Given,
    GoTo,
    Note,
    Park,
    Pause,
    Question,
    Reason,
    Redo,
    Spot,
    Translate,
    Turn,
    Undo,
)

PLACES = (
    Spot(Slot("a", "S1"), "Hoe oud bent u?", "Begin", "S1", "41", remark="geschat"),
    Spot(Slot("b", "S1"), "Hoe hecht is de buurt?", "Begin", "S1", marks=("open", "parked")),
    Spot(Slot("c", "S1"), "Is de buurt veilig?", "Slot", "S1", "12", ("odd",), finding="Te veel."),
    Spot(Slot("d", "S1"), "Waarom niet?", "", "S1", "zomaar", ("aside",)),
)
YES = item("q", "select_one", scale=YES_NO)


def told(typed, question_item, kind="item", **rest):
    """Ask one question with these lines typed; return the reply and what was printed."""
    out = io.StringIO()
    question = Question(kind, question_item, Slot("x"), "nl", **rest)
    return ask_plainly(question, Teletype(io.StringIO(typed), out)), out.getvalue()


def asked(typed, question_item, **rest):
    return told(typed, question_item, **rest)[0]


def lines(*typed):
    return "\n".join(typed) + "\n"


def test_a_whole_interview_fits_in_a_pipe():
    typed = ["", "ja", "nee", "", "nee", "3", "", "2,5", "7", "1 3", "2", "een verhaal", "ja"]
    teletype = Teletype(io.StringIO(lines(*typed)), io.StringIO())
    journal = opened(interview())
    outcome, _, _ = hold_session(
        interview(), lambda question: ask_plainly(question, teletype), journal
    )
    assert outcome == "closed"
    assert journal.values()["channels/S1"] == ["tel112", "straat"]
    assert journal.values()["story/S1"] == "een verhaal"
    assert "Begrepen: 2,5 jaar" in teletype.out.getvalue()


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("/terug\n", Back()),
        ("/back\n", Back()),
        ("/stop\n", Pause()),
        ("", Pause()),
        ("/weet niet\n", Reason("dont_know")),
        ("weet niet\n", Reason("dont_know")),
        ("/vorige\n", Turn(-1)),
        ("/next\n", Turn(1)),
        ("/opmerking\n", Note()),
        ("/opm hij aarzelt\n", Note("hij aarzelt")),
        ("/park\n", Park()),
        ("/undo\n", Undo()),
        ("/opnieuw\n", Redo()),
        ("/taal\n", Translate()),
        ("?\n12\n", Given(12)),
        ("/hulp\n12\n", Given(12)),
        ("/onzin\n12\n", Given(12)),
        ("\n\n12\n", Given(12)),
        ("geen getal\n12\n", Given(12)),
        ("12", Given(12)),
    ],
)
def test_lines_are_answers_commands_or_asked_again(typed, reply):
    assert asked(typed, item("n", "integer")) == reply


@pytest.mark.parametrize("typed", ["/wil niet zeggen", "wil niet zeggen", "/refused"])
def test_a_refusal_is_noted_only_after_a_yes(typed):
    reply, out = told(lines(typed, "ja"), item("n", "integer"))
    assert reply == Reason("refused")
    assert "‘wil niet zeggen’ noteren? Typ ja of nee." in out
    assert asked(lines(typed, "nee", "12"), item("n", "integer")) == Given(12)
    assert asked(lines(typed, "", "12"), item("n", "integer")) == Given(12)


def test_any_other_line_than_yes_or_no_after_a_refusal_is_taken_at_the_question():
    assert asked(lines("/wil niet", "12"), item("n", "integer")) == Given(12)
    assert asked(lines("/wil niet", "/terug"), item("n", "integer")) == Back()
    assert asked(lines("/wil niet"), item("n", "integer")) == Pause()
    assert asked(lines("/wil niet", "nee", "nee"), YES) == Given("no")


def test_the_reasons_are_listed_without_the_refusal_and_chosen_by_number_or_words():
    reply, out = told(lines("/reden", "2"), item("n", "integer"))
    assert reply == Reason("no_opinion")
    assert "  1. weet niet\n  2. geen mening\n" in out
    assert "wil niet zeggen" not in out
    assert asked(lines("/reden", "", "12"), item("n", "integer")) == Given(12)
    assert asked(lines("/reden", "99", "12"), item("n", "integer")) == Given(12)
    assert asked(lines("/reden", "weet niet"), item("n", "integer")) == Reason("dont_know")


def test_a_reason_is_refused_where_an_answer_is_needed():
    reply, out = told(lines("/weet niet", "/reden", "ja"), YES, kind="consent")
    assert reply == Given("yes")
    assert out.count("Hier is een antwoord nodig.") == 2
    required = item("n", "integer", required=True)
    reply, out = told(lines("/niet gevraagd", "12"), required)
    assert (reply, "kan niet worden overgeslagen" in out) == (Given(12), True)


@pytest.mark.parametrize(
    "typed", ["/park", "/opm x", "/ga b", "/overzicht", "/ongedaan", "/vorige"]
)
def test_what_cannot_be_done_at_a_consent_is_said(typed):
    reply, out = told(lines(typed, "ja"), YES, kind="consent")
    assert (reply, "Dat kan hier niet." in out) == (Given("yes"), True)


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        (["/ga b"], GoTo(PLACES[1].slot)),
        (["/ga HECHT buurt"], GoTo(PLACES[1].slot)),
        (["/ga", "veilig"], GoTo(PLACES[2].slot)),
        (["/ga buurt", "1"], GoTo(PLACES[1].slot)),
        (["/ga buurt", "2"], GoTo(PLACES[2].slot)),
        (["/ga buurt", "veilig"], GoTo(PLACES[2].slot)),
        (["/ga onvindbaar", "oud"], GoTo(PLACES[0].slot)),
        (["/ga buurt", "", "12"], Given(12)),
        (["/ga buurt", "9", "12"], Given(12)),
        (["/ga d", "12"], Given(12)),
        (["/ga buurt", "/terug"], Back()),
        (["/overzicht", "3"], GoTo(PLACES[2].slot)),
        (["/overzicht", "", "12"], Given(12)),
    ],
)
def test_one_goes_by_code_by_words_or_by_a_number_from_a_list(typed, reply):
    assert asked(lines(*typed), item("n", "integer"), spots=lambda: PLACES) == reply


def test_the_overview_counts_first_and_then_tells_every_place():
    _, out = told(lines("/overzicht"), item("n", "integer"), spots=lambda: PLACES)
    told_lines = out.splitlines()
    at = told_lines.index("> 1 open, 1 geparkeerd, 1 opvallend, 1 opzij gezet")
    assert told_lines[at + 1 : at + 7] == [
        "Begin",
        "  1. S1: Hoe oud bent u? = 41 (Opmerking: geschat)",
        "  2. S1: Hoe hecht is de buurt? (open; geparkeerd)",
        "Slot",
        "  3. S1: Is de buurt veilig? = 12 (opvallend; Te veel.)",
        "  4. S1: Waarom niet? = zomaar (opzij gezet)",
    ]


def test_what_is_set_aside_cannot_be_gone_to():
    _, out = told(lines("/overzicht", "4"), item("n", "integer"), spots=lambda: PLACES)
    assert "opzij gezet; de vraag wordt nu niet gesteld" in out


def test_after_help_or_a_list_the_question_is_said_again():
    for typed in (["?"], ["/overzicht", ""], ["/reden", ""], ["/wil niet", "nee"]):
        _, out = told(
            lines(*typed), item("n", "integer"), spots=lambda: PLACES, notice="Iets nieuws."
        )
        assert out.count("Vraag n") == 2
        assert out.count("Iets nieuws.") == 1


def test_it_says_when_and_where_everything_is_saved():
    _, out = told(lines("/opgeslagen"), YES, saved_at="13:03:07", saved_in="data/study.db")
    assert "het laatst om 13:03:07, in data/study.db." in out
    _, out = told(lines("/opgeslagen"), YES, saved_at="13:03:07")
    assert "het laatst om 13:03:07." in out
    assert "nog niets om op te slaan" in told(lines("/opgeslagen"), YES)[1]


def test_words_behind_a_remark_are_the_remark():
    assert asked(lines("/opm en lachte"), YES, remark="hij aarzelde") == Note("en lachte")
    assert asked(lines("/opm"), YES, remark="hij aarzelde") == Note()


def test_a_remark_is_kept_with_enter_changed_with_words_and_taken_away_with_a_dash():
    remark = item("x:remark", "long_text")
    known = {"kind": "remark", "given": Answer("hij aarzelde")}
    reply, out = told(lines(""), remark, **known)
    assert reply == Given("hij aarzelde")
    assert "Er staat: hij aarzelde" in out
    assert "Typ - om de opmerking weg te halen." in out
    assert asked(lines("anders"), remark, **known) == Given("anders")
    assert asked(lines("-"), remark, **known) == Given("")
    assert asked(lines(""), remark, kind="remark") == Given("")
    assert asked(lines("-", ""), remark, kind="remark", draft="half") == Given("-")


def test_an_empty_line_keeps_the_answer_that_was_given():
    assert asked("\n", item("n", "integer"), given=Answer(4)) == Given(4)
    assert asked("\n", item("n", "integer"), given=Answer(missing="refused")) == Reason("refused")


def test_an_odd_answer_is_confirmed_with_enter_or_given_otherwise():
    odd = {"given": Answer(8), "odd": "Dat is weinig.\nBij ‘a’ is geantwoord: 9."}
    reply, out = told("\n", item("n", "integer"), **odd)
    assert reply == Given(8)
    assert "! Dat is weinig.\nBij ‘a’ is geantwoord: 9.\nEnter bevestigt" in out
    assert "Vraag n" not in out
    assert asked("9\n", item("n", "integer"), **odd) == Given(9)


def test_a_note_needs_only_enter_and_can_be_gone_back_from():
    note = Item("n", "note", both("Lees dit voor."))
    assert asked("\n", note) == Given(None)
    assert asked("/terug\n", note) == Back()
    reply, out = told("iets\n\n", note)
    assert (reply, out.count("Druk op Enter om verder te gaan.")) == (Given(None), 2)


def test_a_text_that_starts_with_a_slash_is_typed_with_two_and_never_stored_by_mistake():
    assert asked("//home\n", item("t")) == Given("/home")
    reply, out = told("/home is weg\n", item("t"))
    assert reply == Pause()
    assert "/overzicht" in out
    assert "typ dan //" in out


def test_a_draft_is_told_and_taken_with_enter_or_typed_over():
    reply, out = told("\n", item("t"), draft="half verh")
    assert reply == Given("half verh")
    assert "U had al getypt: half verh\nEnter neemt dat over" in out
    assert asked("iets anders\n", item("t"), draft="half verh") == Given("iets anders")
    reply, out = told("\n", item("c", "select_multiple", scale=CHANNELS), draft="1 3")
    assert reply == Given(["tel112", "straat"])
    assert "U had al getypt: label tel112, label straat" in out


def test_of_a_long_draft_its_end_is_told():
    _, out = told("", item("t", "long_text"), draft="begin " + "woord " * 200 + "eind")
    assert "begin" not in out
    assert "woord eind" in out
    assert asked("\n", item("t", "long_text"), draft="x" * 500) == Given("x" * 500)


def test_every_line_is_kept_before_anything_is_done_with_it():
    kept = []
    for question_item, typed in ((item("t"), "iets"), (item("n", "integer"), "geen getal")):
        asked(lines(typed), question_item, note=kept.append)
    assert kept == ["iets", "geen getal"]


def test_a_banner_stands_at_the_start_of_every_question_confirmations_too():
    for rest in ({}, {"given": Answer("yes"), "odd": "Zeker?"}):
        _, out = told("", YES, banner="OEFENSESSIE", **rest)
        assert out.startswith("\n*** OEFENSESSIE ***\n")


def test_a_parked_question_and_its_remark_are_told():
    _, out = told("", YES, parked=True, remark="hij aarzelde")
    assert "Deze vraag is geparkeerd.\nOpmerking: hij aarzelde\n" in out


def test_the_question_is_told_in_its_own_language_and_what_it_lacks_is_marked():
    half = replace(
        item("c", "select_one", scale=AGREE), text={"nl": "Eens?"}, hint=both("Kies."), stem=None
    )
    _, out = told(lines("x"), half, spoken="en")
    assert "[nl] Eens?\nKies. (en)\n  1. helemaal mee oneens (en)\n" in out
    assert "staat niet in de lijst" in out


def test_a_console_without_utf8_is_told_what_it_can_show():
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    choices = item("c", "select_multiple", scale=CHANNELS, hint=both("Één of ‘mééér’ – …"))
    question = Question("item", choices, Slot("x"), "nl")
    assert ask_plainly(question, Teletype(io.StringIO("1\n"), out)) == Given(["tel112"])
    out.flush()
    assert b"Een of 'meeer' - ..." in raw.getvalue()


def test_a_byte_of_another_encoding_is_taken_for_the_letter_it_was():
    source = io.TextIOWrapper(io.BytesIO(b"caf\xe9 \x80 5\n"), encoding="utf-8")
    question = Question("item", item("t"), Slot("x"), "nl")
    assert ask_plainly(question, Teletype(source, io.StringIO())) == Given("café € 5")


def test_on_a_terminal_no_word_is_broken_and_in_a_pipe_no_line(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    words = "Bewoners kennen elkaar beter, ook buiten de straat waarin zij wonen."
    asking = Question(
        "item", Item("n", "select_multiple", both(words), scale=CHANNELS), Slot("x"), "nl"
    )
    pipe, terminal = io.StringIO(), io.StringIO()
    terminal.isatty = lambda: True
    for out in (pipe, terminal):
        ask_plainly(asking, Teletype(io.StringIO("1\n"), out))
    assert words in pipe.getvalue()
    told_lines = terminal.getvalue().splitlines()
    assert "  1. label tel112" in told_lines
    assert max(map(len, told_lines)) <= 40
    assert words.split() == " ".join(told_lines).split()[: len(words.split())]
