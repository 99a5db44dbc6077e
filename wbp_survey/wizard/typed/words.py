"""The words at the end of a line: some there must be, and not without end. Pure."""

from __future__ import annotations

from wbp_survey.texts import say
from wbp_survey.wizard.typed.clean import LONGEST, clean
from wbp_survey.wizard.typed.seats import Stopped


def words_from(typed: str, begin: int, empty: str, language: str) -> str:
    """Return what stands in a line from `begin` on; raise Stopped, with `empty`, at nothing."""
    text, _ = clean(typed[begin:])
    if not text:
        raise Stopped(empty, len(typed))
    short_enough(text, begin, language)
    return text


def short_enough(text: str, begin: int, language: str) -> None:
    """Raise Stopped at a text that is too long to keep."""
    if len(text) > LONGEST:
        sentence = say("wizard.refused.too_long", language, length=len(text), most=LONGEST)
        raise Stopped(sentence, begin)
