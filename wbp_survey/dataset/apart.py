"""Codes that stand apart from the others, as those for "no answer" do: 1 to 5, and 9."""

from __future__ import annotations

from collections.abc import Sequence

_LEAST_POINTS = 3
_MOST_POINTS = 11
_NEXT = 3
"""A code so far above the points of a scale is no point of it: 1 to 5 and 8."""


def codes_apart(numbers: Sequence[float]) -> tuple[float, ...]:
    """Return the whole numbers that stand apart from points that follow each other.

    The points begin at 0 or 1 and are three to eleven; apart is what lies at least three above
    them, or below 0 and not next to them. Nothing when there are no such points, or as many codes
    apart as points.
    """
    known = sorted(set(numbers))
    if any(number != int(number) for number in known):
        return ()
    below = [number for number in known if number < 0]
    rest = known[len(below) :]
    if not rest or rest[0] > 1 or (below and below[-1] == rest[0] - 1):
        return ()
    points = 1
    while points < len(rest) and rest[points] == rest[points - 1] + 1:
        points += 1
    above = rest[points:]
    apart = (*below, *above)
    far = not above or above[0] >= rest[points - 1] + _NEXT
    scale = _LEAST_POINTS <= points <= _MOST_POINTS and len(apart) < points
    return apart if far and scale else ()
