"""Typed commands: a word for every key, in both languages, and nothing guessed."""

from __future__ import annotations

import pytest

from wbp_survey.model.missing import TYPED
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.commands import (
    ACTS,
    NAMES,
    Command,
    Unclear,
    act_of,
    explained,
    read_command,
    without_escape,
    word_of,
)
from wbp_survey.wizard.question import Act


def read(typed):
    return read_command(typed, "nl")


def at_table(typed, language="nl"):
    return read_command(typed, language, table=True)


@pytest.mark.parametrize("shown", LANGUAGES)
@pytest.mark.parametrize("typed", LANGUAGES)
@pytest.mark.parametrize("name", [*NAMES, *ACTS])
def test_every_command_is_known_by_its_word_in_either_language(name, typed, shown):
    for word in say(f"commands.words.{name}", typed).split():
        assert read_command(f"/{word}", shown) == Command(name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", [one.id for one in TYPED])
def test_every_missing_reason_is_a_command_by_its_words_and_by_its_id(reason, language):
    assert read(f"/{say(f'missing.{reason}', language)}") == Command("reason", reason)
    assert read(f"/{reason}") == Command("reason", reason)


def test_no_word_of_one_command_means_another():
    for language in LANGUAGES:
        for word, _ in explained(language):
            assert isinstance(read_command(word, language), Command)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/park", Command("park")),
        ("/PARK", Command("park")),
        ("  /ter ", Command("back")),
        ("/weet", Command("reason", "dont_know")),
        ("/wil niet", Command("reason", "refused")),
        ("/don\u2019t know", Command("reason", "dont_know")),
        ("/dont know", Command("reason", "dont_know")),
        ("/niet gevraagd", Command("reason", "not_asked")),
        ("?", Command("help")),
        ("/opmerking Hij aarzelt, lang.", Command("remark", "Hij aarzelt, lang.")),
        ("/opm één\ntwee", Command("remark", "één\ntwee")),
        ("/ga  Overlast", Command("go", "Overlast")),
        ("/reden", Command("reasons")),
        ("/reden onleesbaar", Command("reason", "unreadable")),
    ],
)
def test_the_beginning_of_a_word_is_enough_and_words_behind_it_are_kept_as_typed(typed, command):
    assert read(typed) == command


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("/op", {"/opmerking", "/opnieuw", "/opgeslagen"}),
        ("/op x", {"/opmerking", "/opnieuw", "/opgeslagen"}),
        ("/niet", {"/niet van toepassing", "/niet gevraagd (tijd)"}),
        ("/reden on", {"/onthouding", "/onleesbaar of onduidelijk"}),
    ],
)
def test_what_may_mean_several_things_lists_exactly_those(typed, candidates):
    found = read(typed)
    assert isinstance(found, Unclear)
    assert set(found.sentence.split(": ", 1)[1].rstrip(".").split(", ")) == candidates


@pytest.mark.parametrize("typed", ["/onzin", "/", "/onzin terug", "/ 12", "/-"])
def test_what_means_nothing_is_refused_with_every_command_and_the_way_to_type_a_slash(typed):
    found = read(typed)
    assert isinstance(found, Unclear)
    assert all(word_of(name, "nl") in found.sentence for name in NAMES)
    assert "//" in found.sentence


@pytest.mark.parametrize("typed", ["/terug naar 3", "/weet niet zeker", "/stop nu"])
def test_words_behind_a_command_that_takes_none_are_refused(typed):
    found = read(typed)
    assert isinstance(found, Unclear)
    assert "hoort niets te staan" in found.sentence


@pytest.mark.parametrize("typed", ["/formulier 4", "/hervatten r1", "/raster x", "/overslaan x"])
def test_words_behind_an_act_that_takes_none_are_refused(typed):
    found = at_table(typed)
    assert isinstance(found, Unclear)
    assert "hoort niets te staan" in found.sentence


def test_a_reason_that_is_none_is_refused_by_name():
    assert read("/reden geen zin") == Unclear("‘geen zin’ is geen reden die iemand kan opgeven.")


@pytest.mark.parametrize("typed", ["terug", "12", "", "1/2", "//home", "a /terug", "??"])
def test_what_does_not_begin_with_one_slash_is_an_answer(typed):
    assert read(typed) is None


@pytest.mark.parametrize(
    ("typed", "text"),
    [("//home", "/home"), (" //x//y", " /x//y"), ("a//b", "a//b"), ("x", "x"), ("", "")],
)
def test_two_slashes_begin_a_text_that_starts_with_one(typed, text):
    assert without_escape(typed) == text


def test_what_one_types_for_a_reason_is_said_in_words():
    assert word_of(Command("reason", "dont_know"), "nl") == "/weet niet"
    assert word_of(Command("park"), "en") == "/park"


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ('/uitspraak 3: "Dat werkt."', Command("say", '3: "Dat werkt."')),
        ("/uits 3-: nooit", Command("say", "3-: nooit")),
        ("/say", Command("say")),
        ("/aan 4,6 pauze 14.30", Command("presence", "4,6 pauze 14.30")),
        ("/beu", Command("turns")),
        ("/beurten 3 4 b", Command("turns", "3 4 b")),
        ("/toe 5 citaten nee", Command("consent", "5 citaten nee")),
        ("/overs", Command("skip")),
        ("/herv", Command("resume")),
        ("/form", Command("form")),
        ("/ras", Command("grid")),
        ("/terugk", Command("feedback")),
        ("/parkeerp + Wie betaalt?", Command("points", "+ Wie betaalt?")),
    ],
)
def test_at_a_table_what_happens_around_it_is_said_in_one_line(typed, command):
    assert at_table(typed) == command


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_has_a_command_of_its_own_that_is_explained_at_a_table_only(name, language):
    word = word_of(name, language)
    found = at_table(word, language)
    assert act_of(found) == Act(name)
    assert word in dict(explained(language, table=True))
    assert word not in dict(explained(language))


def test_the_words_behind_a_command_are_those_of_the_act():
    assert act_of(at_table("/aanwezig 4 weg")) == Act("presence", "4 weg")


@pytest.mark.parametrize("name", NAMES)
def test_a_command_about_the_question_itself_is_no_act(name):
    assert act_of(Command(name, "x")) is None
    assert act_of(Command("reason", "refused")) is None


@pytest.mark.parametrize(
    ("typed", "name"), [("/ter", "back"), ("/over", "overview"), ("/b", "back")]
)
def test_where_there_is_no_table_its_commands_stand_in_the_way_of_no_beginning(typed, name):
    assert read(typed) == Command(name)
    assert isinstance(at_table(typed), Unclear)


def test_what_means_nothing_at_a_table_lists_what_one_may_say_there_too():
    found = at_table("/onzin")
    assert all(word_of(name, "nl") in found.sentence for name in (*NAMES, *ACTS))
    assert word_of("presence", "nl") not in read("/onzin").sentence


@pytest.mark.parametrize("name", ["grid", "skip", "feedback"])
def test_an_act_that_takes_no_words_refuses_them(name):
    found = at_table(f"{word_of(name, 'nl')} 4")
    assert isinstance(found, Unclear)
    assert "hoort niets te staan" in found.sentence
