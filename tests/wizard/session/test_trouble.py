"""When an answer cannot be kept: it is said at once, tried again, and nothing is made up."""

from __future__ import annotations

import pytest

from tests.wizard.askers import Replies
from tests.wizard.forms import interview, item, opened, study, with_items
from wbp_survey.errors import StoreError
from wbp_survey.wizard.question import Given, Pause
from wbp_survey.wizard.session.engine import hold


class Failing:
    """A disk that is full for some saves in a row, from the one with this kind on."""

    def __init__(self, journal, kind, times):
        self.journal, self.kind, self.times = journal, kind, times

    def __call__(self, kind, payload):
        if kind == self.kind and self.times:
            self.times -= 1
            raise StoreError.one("STORE_FULL", "data/study.db")
        return self.journal.save(kind, payload)


class Patient(Replies):
    """Somebody who tries again, at most so many times."""

    def __init__(self, replies, tries):
        super().__init__(replies)
        self.tries = tries

    def __call__(self, question):
        if question.kind != "trouble":
            return super().__call__(question)
        self.asked.append(question)
        self.tries -= 1
        return Given(None) if self.tries >= 0 else Pause()


def form():
    return with_items(interview(), item("a"), item("b"))


def test_what_could_not_be_kept_is_tried_again_until_it_is():
    journal = opened(form())
    ask = Patient(["een", "twee"], tries=3)
    outcome = hold(form(), study(), journal.state, ask, Failing(journal, "answer_given", 2), "nl")
    assert outcome == "closed"
    assert journal.values() == {"a/S1": "een", "b/S1": "twee"}
    told = [question for question in ask.asked if question.kind == "trouble"]
    assert len(told) == 2
    assert told[0].item.text["nl"].startswith("Dit kon niet worden bewaard.")
    assert not told[0].notice
    assert "opnieuw geprobeerd" in told[1].notice


@pytest.mark.parametrize("kind", ["participant_seated", "consent_given", "answer_given"])
def test_whoever_gives_up_gets_the_error_itself_and_nothing_is_made_up(kind):
    journal = opened(form())
    ask = Patient(["een", "twee"], tries=1)
    with pytest.raises(StoreError):
        hold(form(), study(), journal.state, ask, Failing(journal, kind, 99), "nl")
    assert not journal.state.answers
    assert not journal.state.closed


def test_what_fails_again_however_often_one_tries_is_not_tried_again():
    journal = opened(form())

    def save(kind, payload):
        if kind == "answer_given":
            raise StoreError.one("STORE_SECOND_WRITER", "data/study.db")
        return journal.save(kind, payload)

    ask = Patient(["een"], tries=9)
    with pytest.raises(StoreError):
        hold(form(), study(), journal.state, ask, save, "nl")
    assert "Enter stopt" in ask.asked[-1].item.text["nl"]
    assert ask.tries == 8
