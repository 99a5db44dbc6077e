"""Find a place in a session by the code of its question or by words from it. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from wbp_survey.wizard.question import Spot
from wbp_survey.wizard.typed.clean import folded


def matching(places: Sequence[Spot], typed: str) -> tuple[Spot, ...]:
    """Return the places that the words lead to, those still to be done first.

    The whole code of a question means that question; else every word must occur somewhere, whatever
    its case and accents. Without words these are all places. What was set aside comes last: one
    cannot go there.
    """
    wanted = _compared(typed)
    coded = [place for place in places if _compared(place.slot.item) == wanted]
    found = coded or [place for place in places if _holds(place, wanted.split())]
    return tuple(sorted(found, key=_rank))


def _rank(place: Spot) -> tuple[bool, bool]:
    return "aside" in place.marks, not {"open", "parked"} & set(place.marks)


def _holds(place: Spot, words: Sequence[str]) -> bool:
    said = _compared(f"{place.slot.item} {place.text} {place.who}")
    return all(word in said for word in words)


@lru_cache(maxsize=4096)
def _compared(text: str) -> str:
    """Take away what people leave out when they search: capitals and accents."""
    parts = unicodedata.normalize("NFD", folded(text))
    return "".join(part for part in parts if not unicodedata.combining(part))
