"""A line about what the table wants to come back to: `+ tekst`, `2 klaar`, `2 open`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wbp_survey.model.round_table import ParkedPoint
from wbp_survey.texts import say
from wbp_survey.wizard.acts import Parked, Settled
from wbp_survey.wizard.question import Understood
from wbp_survey.wizard.typed.beginning import catalogue_words, meant
from wbp_survey.wizard.typed.seats import Stopped
from wbp_survey.wizard.typed.words import words_from

_NUMBERED = re.compile(r"\s*([0-9]{1,4})(?![0-9])\s*(.*?)\s*", re.DOTALL)
_ADD = ("+", "!")


def read_points(
    typed: str, points: Sequence[ParkedPoint], language: str
) -> tuple[Parked | Settled | None, Understood]:
    """Read a point to add, or that one is dealt with; a number alone turns that around."""
    try:
        begin = len(typed) - len(typed.lstrip()) + 1
        if typed[begin - 1 : begin] in _ADD:
            parked = Parked(words_from(typed, begin, _say("empty", language), language))
            return parked, Understood(sentence=_say("adds", language))
        settled = _settled(typed, points, language)
    except Stopped as stopped:
        return None, Understood(trouble=stopped.sentence, at=stopped.at)
    key = "settled" if settled.settled else "opened"
    text = points[settled.point - 1].text
    return settled, Understood(sentence=_say(key, language, number=settled.point, text=text))


def _settled(typed: str, points: Sequence[ParkedPoint], language: str) -> Settled:
    line = _NUMBERED.fullmatch(typed)
    if line is None:
        raise Stopped(_say("how", language), 0)
    number = int(line[1])
    if not 1 <= number <= len(points):
        raise Stopped(_say("unknown", language, number=number), line.start(1))
    if not line[2]:
        return Settled(number, not points[number - 1].settled)
    found = meant(line[2], catalogue_words("table.points.words", ("done", "open")), language)
    if len(found) != 1:
        raise Stopped(_say("how", language), line.start(2))
    return Settled(number, found[0] == "done")


def _say(key: str, language: str, **values: object) -> str:
    return say(f"table.points.{key}", language, **values)
