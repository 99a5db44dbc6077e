"""What was said, by whom and how it is meant: one line, said back in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.typed.chairs import LINES, holds_together, seats, shown
from wbp_survey.model.round_table import MODERATOR
from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.acts import Parked, Said
from wbp_survey.wizard.typed.clean import LONGEST, clean
from wbp_survey.wizard.typed.statement import STANCES, read_statement


def read(typed, language="nl", quoting=None):
    chairs = seats("S5")
    said, understood = read_statement(typed, chairs, language, quoting)
    holds_together(understood, typed, chairs, said)
    return said, understood


def said(typed):
    found, understood = read(typed)
    assert found, understood.trouble
    return found


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("3: Werkt.", ("S3",)),
        ("  s3 :Werkt.", ("S3",)),
        ("3,5: Werkt.", ("S3", "S5")),
        ("3 & S5: Werkt.", ("S3", "S5")),
        ("3,3: Werkt.", ("S3",)),
        ("?: Werkt.", ()),
        ("g: Werkt.", (MODERATOR,)),
        ("M: Werkt.", (MODERATOR,)),
        ("Werkt.", ()),
    ],
)
def test_who_said_it_stands_in_front_and_without_that_nobody_knows(typed, who):
    assert said(typed) == Said(who, "Werkt.")


@pytest.mark.parametrize(
    "typed",
    [
        "Wie zei het: de buurt?",
        "Om 10:30 ging het mis",
        ": zo",
        "Vraag het de wijkagent eens: die weet het",
    ],
)
def test_a_colon_further_on_belongs_to_what_was_said(typed):
    assert said(typed) == Said((), typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('3: "Dat werkt."', "Dat werkt."),
        ("3: \u201eDat werkt.\u201d", "Dat werkt."),
        ("3: \u201cDat werkt.\u201d", "Dat werkt."),
        ("3: 'Dat werkt.'", "Dat werkt."),
        ("3: \u2018Dat werkt.\u2019", "Dat werkt."),
        ('3: "Dat werkt.', "Dat werkt."),
        ('3: "\'t Werkt."', "'t Werkt."),
    ],
)
def test_words_between_quotation_marks_are_literal_and_the_last_mark_may_be_forgotten(typed, words):
    assert said(typed) == Said(("S3",), words, "literal")


@pytest.mark.parametrize(
    "words",
    [
        "'s Avonds werkt het niet",
        "'t Is zo, zei ze, 'echt'",
        "\u2019t Werkt als \u2018wij\u2019",
        '"Dat werkt", zei hij, maar niet altijd',
        '"Dat werkt" en "dat niet"',
        "Een 'buurtapp'",
    ],
)
def test_what_is_only_partly_quoted_is_a_paraphrase_and_keeps_its_marks(words):
    assert said(f"3: {words}") == Said(("S3",), words)


@pytest.mark.parametrize(("sign", "stance"), STANCES.items())
def test_a_sign_behind_the_seats_says_how_somebody_stands_towards_it(sign, stance):
    assert said(f"3{sign}: Werkt.") == Said(("S3",), "Werkt.", stance=stance)
    assert said(f"3,5 {sign} : Werkt.").who == ("S3", "S5")
    assert said(f"?{sign}: Werkt.") == Said((), "Werkt.", stance=stance)


@pytest.mark.parametrize("typed", ["3: Werkt. #", "3: Werkt.#", "3: Werkt.  ##  "])
def test_a_hash_at_the_end_keeps_words_from_being_quoted(typed):
    assert said(typed) == Said(("S3",), "Werkt.", withheld=True)


def test_literal_words_may_be_withheld_too():
    assert said('3-: "Nooit." #') == Said(("S3",), "Nooit.", "literal", "disagrees", withheld=True)


def test_an_exclamation_mark_parks_a_point():
    assert said("! De privacy van foto's") == Parked("De privacy van foto's")
    assert said("!3: later") == Parked("3: later")


def test_the_line_is_said_back_in_words():
    _, understood = read('3-: "Dat werkt."')
    assert understood.sentence == "S3 · ambtenaar · letterlijk · oneens"
    assert shown(understood)[2] == "aan het woord"
    assert read("Werkt.")[1].sentence.startswith("spreker onbekend · ")
    assert read("g?: Werkt.")[1].sentence.startswith("gespreksleider · ")
    assert "eens" not in read("3: Werkt.")[1].sentence


def test_what_may_be_quoted_is_said_by_whoever_knows():
    asked = []

    def quoting(who):
        asked.append(who)
        return "mag zonder naam"

    assert read("3,5: Werkt.", quoting=quoting)[1].sentence.endswith(" · mag zonder naam")
    assert read("3: Werkt. #", quoting=quoting)[1].sentence.endswith(" · niet citeren")
    assert asked == [("S3", "S5")]


@pytest.mark.parametrize(
    ("typed", "at", "words"),
    [
        ("12: Werkt.", 0, "S12 is er niet"),
        ("3,9: Werkt.", 2, "S9 is er niet"),
        ("3", 1, "3:"),
        ("3 dat werkt", 1, "dubbele punt"),
        ("3- nee", 2, "dubbele punt"),
        ("12 mensen", 2, "?:"),
        ("", 0, "wat er is gezegd"),
        ("3:", 2, "wat er is gezegd"),
        ("3: #", 4, "wat er is gezegd"),
        ('3: "', 4, "wat er is gezegd"),
        ("!  ", 3, "wat er is gezegd"),
    ],
)
def test_what_will_not_do_says_why_and_where(typed, at, words):
    found, understood = read(typed)
    assert found is None
    assert words in understood.trouble
    assert understood.at == at


@pytest.mark.parametrize(
    "head",
    [
        *("3-5", "3/5", "3.", "(3)", "stoel 3", "#3", "In 2019"),
        *("wijkagent", "De Bewoner", "w+", "B-", "gespreksleider", "moderator"),
    ],
)
def test_a_speaker_that_cannot_be_read_is_never_unknown(head):
    found, understood = read(f" {head}: ja")
    assert found is None
    assert (understood.at, understood.trouble[: len(head) + 2]) == (1, f"‘{head}’")
    assert "?:" in understood.trouble
    assert said(f"?: {head}: ja") == Said((), f"{head}: ja")


def test_what_is_quoted_in_full_says_nothing_of_who_spoke():
    assert said('"In 2019: nooit"') == Said((), "In 2019: nooit", "literal")


def test_a_text_that_is_too_long_is_refused():
    assert f"{LONGEST + 1}" in read("3:" + "x" * (LONGEST + 1))[1].trouble


@given(LINES, st.sampled_from(LANGUAGES))
def test_whatever_is_typed_is_understood_or_refused_in_a_sentence(typed, language):
    found, understood = read(typed, language, quoting=lambda _who: "")
    assert bool(found) == bool(understood.sentence)


@given(
    st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1).map(lambda text: clean(text)[0])
)
def test_words_are_kept_as_they_were_typed(text):
    if text and not text[0].isdigit():
        assert said(f'3: "{text}"') == Said(("S3",), text.strip(), "literal")
