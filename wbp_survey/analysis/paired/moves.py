"""From one answer of a person to the other: who went which way, and how far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log10
from typing import TYPE_CHECKING

from wbp_survey.model.spread import percentile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_DIGITS = 12
_SQUARE = 1_000_000
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Moves:
    """Per combination of first and last answer that occurs, how many people gave it.

    `first` and `last` are places among the codes, `apart` is the first score minus the last as a
    whole number of `unit`s.
    """

    first: Ints
    last: Ints
    times: Ints
    apart: Ints
    unit: Fraction

    @property
    def n(self) -> int:
        """How many people gave both answers."""
        return int(self.times.sum())

    @property
    def up(self) -> int:
        """How many gave the higher answer last."""
        return int(self.times[self.apart < 0].sum())

    @property
    def down(self) -> int:
        """How many gave the lower answer last."""
        return int(self.times[self.apart > 0].sum())

    @property
    def equal(self) -> int:
        """How many gave the same answer twice."""
        return int(self.times[self.apart == 0].sum())


def count_moves(
    first: NDArray[np.int32], last: NDArray[np.int32], scores: Sequence[float]
) -> Moves:
    """Count who went from which answer to which; both must be known (-1 is not)."""
    import numpy as np

    both = (first >= 0) & (last >= 0)
    codes = max(len(scores), 1)
    cell = first[both].astype(np.int64) * codes + last[both]
    if codes * codes <= _SQUARE:
        counted = np.bincount(cell, minlength=codes * codes)
        found = np.flatnonzero(counted)
        times = counted[found]
    else:
        found, times = np.unique(cell, return_counts=True)
    whole, unit = whole_scores(scores)
    one, other = found // codes, found % codes
    return Moves(one, other, times.astype(np.int64), whole[one] - whole[other], unit)


def whole_scores(scores: Sequence[float]) -> tuple[Ints, Fraction]:
    """Return scores as whole numbers of a power of ten, so that equal distances are equal.

    As decimals 0.3 - 0.2 and 0.2 - 0.1 are no ties. Beyond twelve digits scores are rounded.
    """
    import numpy as np

    values = np.asarray(scores, dtype=np.float64)
    if not values.any():
        return np.zeros(len(values), dtype=np.int64), Fraction(1)
    most = _DIGITS - 1 - int(np.floor(log10(float(np.abs(values).max()))))
    for power in range(min(most, 0), most + 1):
        scaled = values * 10.0**power
        whole = np.round(scaled)
        if power == most or (np.abs(scaled - whole) <= 1e-12 * np.maximum(np.abs(scaled), 1)).all():
            return whole.astype(np.int64), Fraction(10) ** -power
    raise AssertionError  # the last power always returns


def square(moves: Moves, places: Sequence[int]) -> Ints:
    """Return the table of first (rows) by last answers over these places among the codes."""
    import numpy as np

    at = {place: number for number, place in enumerate(places)}
    table = np.zeros((len(places), len(places)), dtype=np.int64)
    for one, other, times in zip(
        moves.first.tolist(), moves.last.tolist(), moves.times.tolist(), strict=True
    ):
        table[at[one], at[other]] += times
    return table


def used_places(moves: Moves) -> list[int]:
    """Return the places of the codes that occur first or last."""
    return sorted({*moves.first.tolist(), *moves.last.tolist()})


def median_shift(moves: Moves) -> float | None:
    """Return the median of what each person's answer changed by, last minus first; type 7."""
    import numpy as np

    if not moves.n:
        return None
    sizes, place = np.unique(-moves.apart, return_inverse=True)
    counts = np.bincount(place, weights=moves.times).astype(np.int64)
    return float(percentile(sizes.tolist(), counts.tolist(), 50) * moves.unit)


def net_share(up: int, down: int, n: int) -> tuple[float, float, float]:
    """Return the share that went up minus the share that went down, with its 95% interval.

    Wald with one person added to each side (Bonett and Price 2012, Journal of Educational and
    Behavioral Statistics 37:479-488), kept within -1 and 1. Its coverage was worked out exactly
    for n = 4 to 40 (docs/pairs.md). `n` above 0.
    """
    ups, downs = (up + 1) / (n + 2), (down + 1) / (n + 2)
    centre = ups - downs
    half: float = _Z * ((ups + downs - centre**2) / (n + 2)) ** 0.5
    return (up - down) / n, max(centre - half, -1.0), min(centre + half, 1.0)
