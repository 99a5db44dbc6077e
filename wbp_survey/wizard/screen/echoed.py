"""What was typed, said back in words before anything is confirmed. Pure."""

from __future__ import annotations

from wbp_survey.texts import say
from wbp_survey.wizard.question import Given, Reason
from wbp_survey.wizard.screen.view import View
from wbp_survey.wizard.typed.parse import CHOICES, TEXTS, echo, read_missing
from wbp_survey.wizard.typed.reading import read_reply
from wbp_survey.wizard.typed.refusal import Refused

_REASON = 80
"""No missing reason takes as many characters."""


def understood(view: View) -> str:
    """Say in words how what is typed so far would be understood; empty as long as it would not."""
    question = view.question
    if view.shape in (*CHOICES, "note", "line", "tally"):
        return _ranked(view) or _about_row(view)
    if not view.typed.strip():
        return ""
    try:
        reply = _read(view)
    except Refused:
        return ""
    if isinstance(reply, Reason):
        words = say(f"missing.{reply.id}", question.language)
        return say("wizard.understood_reason", question.language, words=words)
    if reply is None or reply.value is None:
        return ""
    words = echo(question.item, reply.value, question.language, view.today)
    return say("wizard.understood", question.language, words=words)


def _read(view: View) -> Given | Reason | None:
    """Read what is typed; of a text only whether it says a missing reason matters here."""
    question = view.question
    if view.shape not in TEXTS:
        return read_reply(question, view.typed, view.today)
    reason = question.takes_reason and len(view.typed) < _REASON and read_missing(view.typed)
    return Reason(reason) if reason else None


def _about_row(view: View) -> str:
    """Say what the seats of a row do not show; what a line means stands above its field."""
    question = view.question
    return question.understand(view.typed).sentence if question.kind == "row" else ""


def _ranked(view: View) -> str:
    """Say a rank in its order: in a long list the first places may be out of sight."""
    if view.shape != "rank" or not view.ticked:
        return ""
    words = echo(view.question.item, view.ticked, view.question.language)
    return say("wizard.understood", view.question.language, words=words)
