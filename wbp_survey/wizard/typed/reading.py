"""From what was typed at a question to a reply: an answer, or a missing reason said in words."""

from __future__ import annotations

from datetime import date

from wbp_survey.wizard.question import Given, Question, Reason
from wbp_survey.wizard.typed.parse import TEXTS, Typed, check_reason, parse, read_missing
from wbp_survey.wizard.typed.refusal import Refused


def read_reply(question: Question, typed: Typed, today: date) -> Given | Reason:
    """Read `typed`; raise Refused when it is neither an answer nor a missing reason.

    Where the item has a choice with the words of a missing reason, the choice wins; in a text
    field the reason wins, because nobody means those words as an answer.
    """
    if question.kind == "remark" and isinstance(typed, str) and not typed.strip():
        return Given("")  # an emptied remark is one taken away
    reason = ""
    if question.takes_reason and isinstance(typed, str):
        reason = read_missing(typed)
    if reason and question.item.type in TEXTS:
        return _reason(question, reason)
    try:
        value = parse(question.item, typed, question.language, today, question.answers).value
    except Refused:
        if reason:
            return _reason(question, reason)
        raise
    return Given(value)


def _reason(question: Question, reason: str) -> Reason:
    check_reason(question.item, reason)
    return Reason(reason)
