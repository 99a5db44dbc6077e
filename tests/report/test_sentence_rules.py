"""The rules of words: every share has one, and it is the one that was declared."""

from __future__ import annotations

import pytest

from wbp_survey.report.sentence_rules import begins, rules
from wbp_survey.texts import LANGUAGES, say


@pytest.mark.parametrize(
    ("part", "total", "word"),
    [
        (12, 12, "all"),
        (0, 12, "none"),
        (6, 12, "half"),
        (9, 10, "nearly_all"),
        (89, 100, "more_than_half"),
        (55, 100, "about_half"),
        (56, 100, "more_than_half"),
        (45, 100, "about_half"),
        (44, 100, "minority"),
        (1, 3, "minority"),
        (2, 3, "more_than_half"),
    ],
)
def test_a_share_has_the_word_its_rule_says(part, total, word):
    assert rules().size(part, total).id == word


def test_every_share_has_a_word_that_is_true_of_it():
    for total in range(1, 61):
        for part in range(total + 1):
            size = rules().size(part, total)
            assert size.low - 1e-9 <= part / total <= size.high + 1e-9


def test_every_word_is_in_both_languages():
    for size in rules().sizes:
        for language in LANGUAGES:
            assert say(f"sentences.size.{size.id}", language)


def test_the_longest_beginning_decides_the_chapter():
    assert rules().chapter("cooperation.contact") == "3"
    assert rules().chapter("cooperation.membership_norm") == "5"
    assert rules().chapter("safety.effect") == "4"
    assert rules().chapter("nobody.knows") == rules().default


def test_a_construct_begins_with_whole_words():
    assert begins("safety.effect", ["safety"])
    assert not begins("safetynet", ["safety"])


def test_answers_of_different_questions_come_to_the_same():
    member = next(one for one in rules().facts if one.construct == "fact.officer_member")
    assert [member.answer(code) for code in ("yes", "leest_mee", "contact", "?")] == [
        "yes",
        "yes",
        "no",
        "?",
    ]
