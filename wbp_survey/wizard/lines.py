"""What stands at a line about the table, and how long its phase takes: for whoever shows it. Pure.

A question of one's own is answered in its own way; here one types for all seats at once.
"""

from __future__ import annotations

from datetime import UTC, datetime

from wbp_survey.model.instrument import Item
from wbp_survey.texts import say
from wbp_survey.wizard.question import Question
from wbp_survey.wizard.spoken import spoken_text
from wbp_survey.wizard.typed.choice import listed, shown_key

TAKE_BACK = "-"
"""What takes the last turn back in a tally."""


def shape_of(question: Question) -> str:
    """Name what is answered with: a line that is read whole, a tally, or else the type of item."""
    if question.typed_line:
        return "line"
    return "tally" if question.kind == "tally" else question.item.type


def line_given(question: Question) -> str:
    """Return the line that stands at a question already."""
    value = question.given.value if question.given else None
    return value if isinstance(value, str) else ""


def key_labels(item: Item, language: str, tongue: str) -> list[str]:
    """Return what each key means, "1 = …": of a scale of points only the keys that have words."""
    if item.scale is None:
        return []
    if item.scale.minimum is not None:
        named = [(one.code, one) for one in item.scale.options]
    else:
        named = [(shown_key(item, key, one, language), one) for key, one in listed(item)]
    labels = [(key, spoken_text(one.label, tongue)) for key, one in named]
    return [f"{key} = {label}" for key, label in labels if label]


def clock_of(question: Question, now: datetime) -> str:
    """Say how long a phase has taken, and was to take; empty where no phase is under way."""
    if not question.began:
        return ""
    try:
        began = datetime.fromisoformat(question.began)
    except ValueError:
        return ""
    began = began if began.tzinfo else began.replace(tzinfo=UTC)
    spent = max(int((now - began).total_seconds() // 60), 0)  # a clock may have been set back
    key = "keys.clock.planned" if question.minutes else "keys.clock.spent"
    return say(key, question.language, spent=spent, minutes=question.minutes)


def is_turn(sign: str) -> bool:
    """Tell whether a sign can name who has the floor: a letter, or the digit of a seat."""
    return len(sign) == 1 and (sign.isalpha() or sign in "0123456789")
