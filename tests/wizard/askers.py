"""Askers for tests: a list of replies, or a random walk."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.wizard.forms import opened, study
from wbp_survey.wizard.question import Given, Pause, Question
from wbp_survey.wizard.session.engine import hold

AGREED = {"seat": "seated", "consent": "yes", "close": "yes"}


@dataclass
class Replies:
    """Replies to the questions about items, in order; everything around them is agreed to.

    With `closing` the closing is answered from the list as well.
    """

    replies: list
    closing: bool = False
    asked: list[Question] = field(default_factory=list)

    def __call__(self, question):
        self.asked.append(question)
        if question.item.type == "note":
            return Given(None)
        listed = ("item", "remark", "close") if self.closing else ("item", "remark")
        if question.kind not in listed:
            return Given(AGREED[question.kind])
        reply = self.replies.pop(0) if self.replies else Pause()
        return reply if not isinstance(reply, (str, int, float, list)) else Given(reply)

    def items(self):
        return [question.item.id for question in self.asked if question.kind == "item"]


def held(instrument, replies, journal=None, **rest):
    """Hold a session; return its outcome, its journal and whoever was asked."""
    journal = journal or opened(instrument)
    ask = replies if callable(replies) else Replies(replies)
    outcome = hold(instrument, study(), journal.state, ask, journal.save, "nl", **rest)
    return outcome, journal, ask
