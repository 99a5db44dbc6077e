"""Crosses and places in a list: what marking one more option does to those already marked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wbp_survey.model.instrument import Item, Option, text_in
from wbp_survey.texts import say
from wbp_survey.wizard.typed.choice import listed, most_places


@dataclass(frozen=True, slots=True)
class Marked:
    """The codes that are marked, in order of marking, and one sentence when there is one to say."""

    codes: tuple[str, ...]
    message: str = ""


def marked(item: Item, codes: Sequence[str], code: str, language: str) -> Marked:
    """Mark `code`, or clear it when it was marked: in a rank, whatever came after moves up.

    An exclusive option clears the rest; a rank that is full takes no more.
    """
    before = tuple(codes)
    if code in before:
        return Marked(tuple(one for one in before if one != code))
    away = _away(item, before, code)
    left = tuple(one for one in before if one not in [option.code for option in away])
    if item.type == "rank" and len(left) >= most_places(item):
        sentence = say("wizard.refused.too_many_places", language, most=most_places(item))
        return Marked(before, sentence)
    labels = "; ".join(text_in(option.label, language) for option in away)
    return Marked((*left, code), say("wizard.cleared", language, labels=labels) if away else "")


def box(item: Item, codes: Sequence[str], code: str) -> str:
    """Draw the box in front of an option: a cross, or in a rank its place."""
    if item.type == "select_multiple":
        return "[x] " if code in codes else "[ ] "
    if item.type != "rank":
        return ""
    width = len(str(most_places(item)))
    place = str(codes.index(code) + 1) if code in codes else ""
    return f"[{place:>{width}}] "


def _away(item: Item, before: Sequence[str], code: str) -> list[Option]:
    """Return the marked options that do not go together with `code`."""
    rows = [option for _, option in listed(item)]
    alone = any(option.exclusive and option.code == code for option in rows)
    return [option for option in rows if option.code in before and (alone or option.exclusive)]
