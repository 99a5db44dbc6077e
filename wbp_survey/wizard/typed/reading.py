"""From what was typed at a question to a reply: an answer, or a missing reason said in words."""

from __future__ import annotations

from datetime import date

from wbp_survey.model.instrument import Option
from wbp_survey.model.missing import TYPED
from wbp_survey.texts import say
from wbp_survey.wizard.question import Given, Question, Reason
from wbp_survey.wizard.typed.parse import NOT_ASKED, TEXTS, Typed, check_reason, parse, read_missing
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


def reasons(question: Question) -> tuple[Option, ...]:
    """Return the missing reasons a person may give, those the item offers first.

    A refusal comes last, and is asked once more: it must not be the one that is chosen in haste.
    """
    first = [one for wanted in question.item.missing for one in TYPED if one.id == wanted]
    rest = [one for one in TYPED if one not in first]
    language = question.language
    offered = [
        Option(one.id, {language: say(f"missing.{one.id}", language)})
        for one in [*first, *rest]
        if one.id != NOT_ASKED or not question.item.required
    ]
    return tuple(sorted(offered, key=lambda option: option.code == "refused"))
