"""Rows that are the same in everything become one row with a count: a million answers cost less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.design import Design
from wbp_survey.analysis.models.observed import Observed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_FROM = 5000
"""Below so many rows a fit is quick enough."""


def together(seen: Observed, design: Design) -> tuple[Observed, Design]:
    """Return the same model with one row per kind of row, weighing as many persons.

    For models that are fitted in steps, by counting persons. Not for survey weights, of which each
    row keeps its own; and as it was when there is little to gain.
    """
    import numpy as np

    if seen.surveyed or len(seen.place) < _FROM:
        return seen, design
    grouped = [one for one in (seen.cluster, seen.group) if one is not None]
    kind = _kinds([seen.place, *grouped, *design.matrix.T])
    first, number = np.unique(kind, return_index=True, return_inverse=True)[1:]
    if len(first) * 2 > len(kind):
        return seen, design
    short = replace(
        seen,
        place=seen.place[first],
        score=seen.score[first],
        weights=np.bincount(number, seen.weights).astype(np.float64),
        cluster=None if seen.cluster is None else seen.cluster[first],
        group=None if seen.group is None else seen.group[first],
    )
    return short, replace(design, matrix=design.matrix[first])


def _kinds(columns: Iterable[NDArray[np.generic]]) -> Ints:
    """Return a number per row, the same only for rows that are the same."""
    import numpy as np

    kind = np.zeros(0, np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        if not len(kind):
            kind = place.astype(np.int64)
            continue
        # numbered anew each time, so that the product stays below rows times values
        kind = np.unique(kind * len(values) + place, return_inverse=True)[1].astype(np.int64)
    return kind
