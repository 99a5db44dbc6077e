from __future__ import annotations

import pytest

from tests.instrument.building import LETTERS, YES_NO, instrument, item
from wbp_survey.instrument.expression.functions import ALL
from wbp_survey.instrument.expression.words import LONGEST, condition_in_words, shortened
from wbp_survey.model.instrument import Item, Option, ResponseScale

LABELS = ResponseScale(
    "labels",
    "nominal",
    (
        Option("yes", {"nl": "ja", "en": "yes"}),
        Option("no", {"nl": "nee, nooit", "en": "no, never"}),
        Option("maybe", {"nl": "soms", "en": "sometimes"}),
    ),
)
WHOLE = instrument(
    (
        Item(
            "member", "select_one", {"nl": "Bent u lid?", "en": "Are you a member?"}, scale=LABELS
        ),
        Item("n", "integer", {"nl": "Hoeveel?", "en": "How many?"}),
        Item("how", "select_multiple", {"nl": "Hoe?", "en": "How?"}, scale=LETTERS),
        Item("on", "date", {"nl": "Wanneer?", "en": "When?"}),
        item("member2", "select_one", scale=YES_NO),
    )
)


@pytest.mark.parametrize(
    ("expression", "dutch", "english"),
    [
        ("${member} = 'yes'", "'Bent u lid?' = ja", "'Are you a member?' = yes"),
        (
            "${member} = 'yes' or ${member} = 'no' or ${member} = 'maybe'",
            "'Bent u lid?' = ja of ‘nee, nooit’ of soms",
            "'Are you a member?' = yes or ‘no, never’ or sometimes",
        ),
        ("not(${member} = 'yes')", "'Bent u lid?' is niet ja", "'Are you a member?' is not yes"),
        ("${n} > 2.5", "'Hoeveel?' is meer dan 2,5", "'How many?' is more than 2.5"),
        ("${n} != ''", "'Hoeveel?' is beantwoord", "'How many?' was answered"),
        ("${n} = ''", "'Hoeveel?' is niet beantwoord", "'How many?' was not answered"),
        ("selected(${how}, 'a')", "bij 'Hoe?' is a gekozen", "a was chosen at 'How?'"),
        (
            "not(selected(${how}, 'a'))",
            "bij 'Hoe?' is a niet gekozen",
            "a was not chosen at 'How?'",
        ),
        (
            "${on} < '2024-05-01'",
            "'Wanneer?' ligt vóór 1-5-2024",
            "'When?' is before 2024-05-01",
        ),
        (
            "(${n} = 1 or ${n} = 2) and count-selected(${how}) >= 2",
            "('Hoeveel?' = 1 of 2) en het aantal keuzes bij 'Hoe?' is minstens 2",
            "('How many?' = 1 or 2) and the number of choices at 'How?' is at least 2",
        ),
        ("(${n} + 1) * 2 = 4", "('Hoeveel?' + 1) × 2 = 4", "('How many?' + 1) × 2 = 4"),
        (
            "coalesce(${n}, 0) = 0",
            "('Hoeveel?', of 0 als dat niet bekend is) = 0",
            "('How many?', or 0 when that is not known) = 0",
        ),
        ("not(. > 3)", "niet: dit antwoord is meer dan 3", "not: this answer is more than 3"),
        ("regex(., 'a')", "regex(dit antwoord, a)", "regex(this answer, a)"),
        ("true()", "altijd", "always"),
        ("${gone} = 1", "gone = 1", "gone = 1"),
        ("${n} >", "${n} >", "${n} >"),
        ("", "", ""),
    ],
)
def test_a_condition_is_said_in_words(expression, dutch, english):
    assert condition_in_words(expression, WHOLE, "nl") == dutch
    assert condition_in_words(expression, WHOLE, "en") == english


NAMES = {
    "nl": {item.id: f"vraag {at}" for at, item in enumerate(WHOLE.items, start=1)},
    "en": {item.id: f"question {at}" for at, item in enumerate(WHOLE.items, start=1)},
}


@pytest.mark.parametrize(
    ("expression", "dutch", "english"),
    [
        ("${member} = 'yes'", "bij vraag 1 ‘ja’ is geantwoord", "‘yes’ was answered at question 1"),
        (
            "${member} = 'yes' or ${member} = 'maybe'",
            "bij vraag 1 ‘ja’ of ‘soms’ is geantwoord",
            "‘yes’ or ‘sometimes’ was answered at question 1",
        ),
        (
            "not(${member} = 'yes')",
            "bij vraag 1 niet ‘ja’ is geantwoord",
            "‘yes’ was not answered at question 1",
        ),
        ("${n} > 2", "vraag 2 meer dan 2 is", "question 2 is more than 2"),
        ("${n} + 1 = 2", "vraag 2 + 1 gelijk is aan 2", "question 2 + 1 is 2"),
        ("${n} != ''", "vraag 2 is beantwoord", "question 2 was answered"),
        ("count-selected(${how}) > 0", "bij vraag 3 iets is gekozen",
         "something was chosen at question 3"),
        ("not(selected(${how}, 'a'))", "bij vraag 3 ‘a’ niet is gekozen",
         "‘a’ was not chosen at question 3"),
        ("${on} < '2024-05-01'", "vraag 4 vóór 1-5-2024 ligt", "question 4 is before 2024-05-01"),
        ("${elders} = 1", "elders gelijk is aan 1", "elders is 1"),
    ],
)  # fmt: skip
def test_with_short_names_a_condition_is_a_clause(expression, dutch, english):
    assert condition_in_words(expression, WHOLE, "nl", NAMES["nl"]) == dutch
    assert condition_in_words(expression, WHOLE, "en", NAMES["en"]) == english


def test_a_long_question_is_cut_between_words():
    long = Item("x", "text", {"nl": "woord " * 40, "en": "x"})
    cut = shortened(long, "nl")
    assert len(cut) <= LONGEST
    assert cut.endswith("woord …")


@pytest.mark.parametrize("name", sorted(set(ALL) - {"position", "jr:choice-name"}))
def test_every_function_can_be_said(name):
    arguments = ", ".join(["${n}"] * ALL[name].least)
    assert condition_in_words(f"{name}({arguments}) = 1", WHOLE, "nl")
