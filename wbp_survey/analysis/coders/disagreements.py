"""Which units were not coded alike, and how."""

from __future__ import annotations

from dataclasses import dataclass

from wbp_survey.analysis.coders.ratings import PAIRED, Ratings


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A unit that coders did not code alike: the code of each, "" where there is none."""

    unit: str
    codes: tuple[str, ...]


def disagreements(ratings: Ratings) -> tuple[Disagreement, ...]:
    """List the units with two codes or more that are not all the same, in the order of the file."""
    codes = (*ratings.variable.codes, "")
    found = []
    for unit, row in zip(ratings.units, ratings.index.tolist(), strict=True):
        given = [place for place in row if place >= 0]
        if len(given) >= PAIRED and len(set(given)) > 1:
            found.append(Disagreement(unit, tuple(codes[place] for place in row)))
    return tuple(found)
