"""How well two entries of the same answers agree, item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, get_args

from wbp_survey.analysis.coders.kappa import Weights, kappa, weights_of
from wbp_survey.model.result import Result

Ending = Literal["first", "second", "other", "open", "off_route"]
"""What became of a difference: settled on the first entry, the second or another answer, not
settled yet, or gone because the question proved not to be on the route."""
ENDINGS: tuple[Ending, ...] = get_args(Ending)

_PERCENTAGES_FROM = 20
_METHOD = "unweighted"
_WEIGHTED = "quadratic"


@dataclass(frozen=True, slots=True)
class Twice:
    """One question that was entered twice: what each entry says, and what became of a difference.

    Entries that are written the same are the same; an empty one has no answer. `choice` says that
    one option is chosen from a list, so that agreement by chance can be worked out; `codes` holds
    the points of an ordered scale, low to high, as entries write them, so that one can tell how far
    apart two entries are. `round` is 0 where the item has none.
    """

    instrument: str
    item: str
    first: str
    second: str
    choice: bool = False
    ending: Ending = "open"
    round: int = 0
    codes: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Tell whether both entries say the same."""
        return self.first == self.second


def agreement(pairs: Iterable[Twice]) -> tuple[Result, ...]:
    """Return the rows of each item and round, in order of instrument and of first appearance.

    Entries are compared as they are, a missing reason or no answer being one of the things that
    can be entered. `percent_agreement` is a share; kappa (Cohen 1960) is unweighted, since a slip
    of the finger is no near miss. On an ordered scale, over the entries that both hold a point of
    it, also the share that lies at most one point apart and weighted kappa.
    """
    found: dict[tuple[str, str, int], list[Twice]] = {}
    for pair in pairs:
        found.setdefault((pair.instrument, pair.item, pair.round), []).append(pair)
    by_instrument = sorted(found, key=lambda key: key[0])
    return tuple(
        row
        for _, keys in groupby(by_instrument, key=lambda key: key[0])
        for key in keys
        for row in _rows(found[key])
    )


def cohen_kappa(pairs: Sequence[Twice]) -> float | None:
    """Return agreement beyond chance; None when everything entered is one and the same."""
    codes = sorted({code for pair in pairs for code in (pair.first, pair.second)})
    return _kappa(pairs, codes, "unweighted")


def weighted_kappa(pairs: Sequence[Twice]) -> float | None:
    """Return agreement beyond chance in which being further apart counts for more.

    Weights are quadratic: 1 - ((i - j) / (k - 1))^2 for points i and j of k (Cohen 1968; Fleiss and
    Cohen 1973). None when every entry is the same point.
    """
    return _kappa(pairs, pairs[0].codes, "quadratic")


def _kappa(pairs: Sequence[Twice], codes: Sequence[str], kind: Weights) -> float | None:
    import numpy as np

    table = np.zeros((len(codes), len(codes)), dtype=np.int64)
    for pair in pairs:
        table[codes.index(pair.first), codes.index(pair.second)] += 1
    found = kappa(table, weights_of(tuple(map(float, range(len(codes)))), kind))
    return None if found is None else found.value


def _rows(pairs: Sequence[Twice]) -> list[Result]:
    n = len(pairs)
    equal = sum(pair.equal for pair in pairs)
    few = ("n_below_20",) if n < _PERCENTAGES_FROM else ()
    rows = [
        _row(pairs, "n_pairs", n),
        _row(pairs, "n_equal", equal),
        _row(pairs, "percent_agreement", equal / n, note=few),
    ]
    if all(pair.choice for pair in pairs):
        kappa = cohen_kappa(pairs)
        note = ("constant",) if kappa is None else few
        rows.append(_row(pairs, "cohen_kappa", kappa, method=_METHOD, note=note))
    if pairs[0].codes:
        rows += _near(pairs)
    endings = Counter(pair.ending for pair in pairs if not pair.equal)
    return rows + [_row(pairs, f"settled:{one}", endings[one]) for one in ENDINGS]


def _near(pairs: Sequence[Twice]) -> list[Result]:
    """Return how near two entries lie on an ordered scale, where both hold a point of it."""
    codes = pairs[0].codes
    both = [pair for pair in pairs if pair.first in codes and pair.second in codes]
    if not both:
        return []
    near = sum(abs(codes.index(pair.first) - codes.index(pair.second)) <= 1 for pair in both)
    few = ("n_below_20",) if len(both) < _PERCENTAGES_FROM else ()
    kappa = weighted_kappa(both)
    note = ("constant",) if kappa is None else few
    return [
        _row(both, "n_within_one", near),
        _row(both, "percent_within_one", near / len(both), note=few),
        _row(both, "weighted_kappa", kappa, method=_WEIGHTED, note=note),
    ]


def _row(
    pairs: Sequence[Twice],
    stat: str,
    value: float | None,
    *,
    method: str = "",
    note: tuple[str, ...] = (),
) -> Result:
    return Result(
        variable=pairs[0].item,
        stat=stat,
        value=value,
        n=len(pairs),
        by="instrument",
        group=pairs[0].instrument,
        round=pairs[0].round or None,
        method=method,
        note=note,
    )
