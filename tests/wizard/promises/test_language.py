"""In which language a question was put is part of what was answered."""

from __future__ import annotations

from tests.wizard.askers import held
from tests.wizard.forms import interview, item, opened, with_items
from wbp_survey.wizard.question import Translate

TWO = with_items(interview(), item("a"), item("b"))


def test_an_answer_to_a_translated_question_says_in_which_language_it_was_put():
    journal = opened(TWO)
    own = journal.state.language
    _, journal, ask = held(TWO, ["een", Translate(), "two"], journal)
    said = [one.payload for one in journal.events if one.kind == "answer_given"]
    assert [question.tongue for question in ask.asked if question.kind == "item"][-2:] == [
        "nl",
        "en",
    ]
    assert own != "en"
    assert said[-1]["language"] == "en"
