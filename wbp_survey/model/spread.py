"""How far the ratings of a statement lie apart: from counts per code, without names. Pure.

For the sheet that is shown between the rounds as well as for the analysis.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from wbp_survey.model.instrument import Item, ResponseScale
from wbp_survey.model.session import GROUP, Answer, Slot

LOW, HIGH = 30, 70
"""The percentiles between which the middle 40% of the ratings lie (RAND/UCLA)."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Spread:
    """The ratings of one item in one round.

    `counts` holds every code of the scale, low to high, those nobody chose included; `n` how many
    rated, `ipr` the distance from `p30` to `p70`.
    """

    item: str
    round: int
    counts: Mapping[str, int]
    n: int
    median: float
    p30: float
    p70: float
    ipr: float


def spreads(
    items: Sequence[Item], answers: Mapping[Slot, Answer], of_round: int
) -> tuple[Spread, ...]:
    """Return how far the ratings of each item in a round lie apart, the widest first.

    Items without an order in their codes, and items nobody rated, are not among them. What is as
    wide stands in the order of `items`.
    """
    found = [
        spread
        for item in items
        if (scale := rated_on(item)) and (spread := _spread(item.id, scale, answers, of_round))
    ]
    return tuple(sorted(found, key=lambda spread: -spread.ipr))


def rated_on(item: Item) -> ResponseScale | None:
    """Return the scale on which an item is rated; None when it is no rating."""
    scale = item.scale
    if scale is None or scale.level == "nominal" or item.type not in ("scale", "select_one"):
        return None
    return scale


def code_scores(codes: Sequence[str]) -> tuple[float, ...]:
    """Return the numbers behind codes: what they say when they count up, else their ranks."""
    numbers = [float(code) for code in codes if _NUMBER.fullmatch(code)]
    if len(numbers) == len(codes) and numbers == sorted(set(numbers)):
        return tuple(numbers)
    return tuple(float(rank) for rank in range(1, len(codes) + 1))


def percentile(scores: Sequence[float], counts: Sequence[int], percent: int) -> Fraction:
    """Return a percentile by linear interpolation, exactly; from counts per score, low to high.

    Exact, because a spread that equals its bound is no disagreement and one just above it is.
    """
    place, rest = divmod(percent * (sum(counts) - 1), 100)
    low, high = _at(scores, counts, place), _at(scores, counts, place + (rest > 0))
    return low + (high - low) * Fraction(rest, 100)


def _at(scores: Sequence[float], counts: Sequence[int], place: int) -> Fraction:
    """Return the rating at a place, from 0, when all are laid out low to high."""
    for score, count in zip(scores, counts, strict=True):
        if place < count:
            return Fraction(score)
        place -= count
    raise IndexError(place)


def _spread(
    item: str, scale: ResponseScale, answers: Mapping[Slot, Answer], of_round: int
) -> Spread | None:
    counts = dict.fromkeys(scale.codes, 0)
    for slot, answer in answers.items():
        here = (slot.item, slot.round) == (item, of_round) and slot.participant != GROUP
        if here and str(answer.value) in counts:
            counts[str(answer.value)] += 1
    n = sum(counts.values())
    if not n:
        return None
    of = code_scores(scale.codes), tuple(counts.values())
    median, p30, p70 = (percentile(*of, percent) for percent in (50, LOW, HIGH))
    return Spread(item, of_round, counts, n, *(float(one) for one in (median, p30, p70, p70 - p30)))
