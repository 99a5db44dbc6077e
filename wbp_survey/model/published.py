"""Figures that stand in print, and what can be held against them without any data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from wbp_survey.model.instrument import Texts

Unit = Literal["", "case", "municipality"]
"""What a figure counts, when that is something of which the study knows how many there are."""

Claim = Literal["", "all", "most", "half", "minority", "none"]
"""What is said of a share in words: all, more than half, half, less than half, none."""

Check = Literal["parts", "whole", "units", "claim"]
"""Parts add up to the figure; it is not more than its whole; nor than there are units; what is
said of it in words holds."""

_HALF = 0.5
_ALIKE = 1e-9


@dataclass(frozen=True, slots=True)
class Part:
    """One of the numbers that a figure is said to be made up of."""

    value: float
    label: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A number as published, with all that is said of it: `value` out of `of` (0: of nothing).

    `parts` are counts that exclude each other, as far as the source says.
    """

    id: str
    label: Texts
    value: float
    of: float = 0
    unit: Unit = ""
    claim: Claim = ""
    parts: tuple[Part, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check came to: whether it holds, and the number that the figure was held against.

    `likely` names a unit of which there are exactly as many as the figure says.
    """

    figure: str
    check: Check
    holds: bool
    against: float = 0
    likely: Unit = ""


def check_published(figure: PublishedFigure, units: Mapping[Unit, int]) -> tuple[Checked, ...]:
    """Hold a figure against itself and against how many units the study has of each kind.

    A figure is reported, never corrected. One of which nothing can be checked gives nothing.
    """
    return tuple(_checks(figure, units))


def _checks(figure: PublishedFigure, units: Mapping[Unit, int]) -> Iterator[Checked]:
    if figure.parts:
        total = sum(part.value for part in figure.parts)
        yield Checked(figure.id, "parts", _same(total, figure.value), total)
    if figure.of:
        yield Checked(figure.id, "whole", figure.value <= figure.of + _ALIKE, figure.of)
    if figure.unit in units:
        most, there = figure.of or figure.value, units[figure.unit]
        others = (one for one, n in units.items() if one != figure.unit and _same(n, most))
        holds = most <= there
        yield Checked(figure.id, "units", holds, there, "" if holds else next(others, ""))
    if figure.claim and figure.of:
        share = figure.value / figure.of
        yield Checked(figure.id, "claim", _claimed(figure.claim, share), share)


def _claimed(claim: Claim, share: float) -> bool:
    """Tell whether the words fit the share."""
    if claim == "most":
        return share > _HALF + _ALIKE
    if claim == "minority":
        return 0 < share < _HALF - _ALIKE
    exact = {"all": 1.0, "half": _HALF, "none": 0.0}
    return _same(share, exact[claim])


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= _ALIKE
