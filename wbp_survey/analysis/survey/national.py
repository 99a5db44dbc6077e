"""Very many groups: estimates that can be read side by side, and no tests.

With 342 municipalities every difference is "significant" and none of the 58,311 pairs is of
interest. Each group stands against all: its place in the funnel, its share without the noise, its
difference from the rest; and once, how much of the spread lies between groups at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.models.variance import (
    Shares,
    share_facts,
    share_numbers,
    spread_of,
    variance_shares,
)
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.survey.funnel import (
    distances,
    limits,
    most_by_chance,
    overdispersion,
)
from wbp_survey.analysis.survey.rest import delta_rest
from wbp_survey.analysis.survey.shrink import Shrunken, shrink
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Columns = dict[str, tuple[list[float], str]]

_LEVELS = ("95", "998")
_ROOM = 1e-9
"""So much below a whole number is that number."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """The answers to one variable, counted: groups x codes, low to high.

    Numbers of answers, or of what weighted answers are worth, which need not be whole. `n` are the
    answers really given per group.
    """

    variable: Variable
    table: NDArray[np.number[Any]]
    n: NDArray[np.int64]

    @property
    def hits(self) -> Floats:
        """Return per group how many answers agree."""
        import numpy as np

        agreeing = np.isin(self.variable.codes, self.variable.agree)
        return np.asarray(self.table[:, agreeing].sum(axis=1), dtype=np.float64)


def national_rows(by: str, levels: Sequence[str], items: Sequence[Grouped]) -> list[list[Result]]:
    """Return what can be said of very many groups: the rows of each item.

    Per group, when the variable has agreeing codes: `funnel_low_95`, `funnel_high_95`,
    `funnel_low_998`, `funnel_high_998`, `funnel_n` (what the answers are worth; they themselves
    without weights), `funnel_z`, `agree_share_shrunken` with its interval; and when its codes have
    an order `delta_rest` with its interval. Over all groups: `n_groups`, `overdispersion`,
    `agree_icc`, `n_outside_95`, `n_outside_998`, and of the codes as scores `icc1` with its
    interval and the variances behind it. A group with too few answers has no value and says why.
    """
    shares, deltas, spread = _shares(items), _deltas(items), _variances(items)
    return [
        [
            *_group_rows(by, levels, one, share, delta),
            *_total_rows(by, one, share),
            *_variance_rows(by, one, spread, place),
        ]
        for place, (one, share, delta) in enumerate(zip(items, shares, deltas, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class _Share:
    """What is known of the agreeing share of one variable, per group and over all."""

    groups: Columns
    overdispersion: float
    correlation: float
    outside: dict[str, int]
    filled: int

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the rules look at."""
        return {
            "overdispersion": self.overdispersion,
            "most_by_chance": most_by_chance(self.filled),
            "agree_icc": self.correlation,
        }


def _shares(items: Sequence[Grouped]) -> list[_Share | None]:
    """Work out funnel and shrunken shares of all items at once; None where nobody can agree."""
    import numpy as np

    if not items:
        return []
    hits = np.stack([one.hits for one in items])
    n = np.stack([one.table.sum(axis=1) for one in items]).astype(np.float64)
    total = n.sum(axis=1)
    overall = (hits.sum(axis=1) / np.where(total > 0, total, 1.0))[:, None]
    bounds = limits(np.floor(n + _ROOM).astype(np.int64), overall)
    z = distances(hits, n, overall)
    spread = overdispersion(z, n > 0)
    drawn = shrink(hits, n)
    return [
        _one_share(place, hits, n, z, bounds, drawn, float(spread[place]))
        if one.variable.agree
        else None
        for place, one in enumerate(items)
    ]


def _one_share(
    place: int,
    hits: Floats,
    n: Floats,
    z: Floats,
    bounds: dict[str, Floats],
    drawn: Shrunken,
    spread: float,
) -> _Share:
    groups: Columns = {
        f"funnel_{end}": (found[place].tolist(), "binomial") for end, found in bounds.items()
    }
    groups["funnel_n"] = (n[place].tolist(), "")
    groups["funnel_z"] = (z[place].tolist(), "")
    for stat, found in (
        ("agree_share_shrunken", drawn.share),
        ("agree_share_shrunken_ci_low", drawn.low),
        ("agree_share_shrunken_ci_high", drawn.high),
    ):
        groups[stat] = (found[place].tolist(), "beta_binomial")
    there = n[place] > 0
    share = hits[place][there] / n[place][there]
    outside = {
        level: int(
            (
                (share < bounds[f"low_{level}"][place][there])
                | (share > bounds[f"high_{level}"][place][there])
            ).sum()
        )
        for level in _LEVELS
    }
    correlation = float(drawn.correlation[place])
    return _Share(groups, spread, correlation, outside, int(there.sum()))


def _deltas(items: Sequence[Grouped]) -> list[Columns]:
    """Work out Cliff's delta of each group against the rest, for all items at once."""
    import numpy as np

    if not items:
        return []
    codes = max(one.table.shape[1] for one in items)
    padded = np.zeros((len(items), len(items[0].table), codes))
    for place, one in enumerate(items):
        padded[place, :, : one.table.shape[1]] = one.table  # codes that nobody gave change nothing
    delta, low, high = (one.tolist() for one in delta_rest(padded))
    return [
        {
            "delta_rest": (delta[place], ""),
            "delta_rest_ci_low": (low[place], "newcombe_5"),
            "delta_rest_ci_high": (high[place], "newcombe_5"),
        }
        for place, _ in enumerate(items)
    ]


def _group_rows(
    by: str,
    levels: Sequence[str],
    item: Grouped,
    share: _Share | None,
    delta: Columns,
) -> Iterator[Result]:
    variable = item.variable
    columns = (share.groups if share else {}) | delta
    known: dict[str, Any] = {"part": True, "level": variable.level, "codes": len(variable.codes)}
    if share:
        known |= share.facts
    for place, (group, n) in enumerate(zip(levels, item.n.tolist(), strict=True)):
        numbers = {
            stat: Number(values[place], method) for stat, (values, method) in columns.items()
        }
        facts = {**known, "n": n, "groups": (group,), "sizes": (n,)}
        yield from write_rows(Subject(variable, by, group), numbers, facts)


def _total_rows(by: str, item: Grouped, share: _Share | None) -> list[Result]:
    """Return how the groups lie about the overall share, all together."""
    if share is None:
        return []
    n = int(item.n.sum())
    facts = {"total": True, "n": n, "filled": share.filled, **share.facts}
    numbers = {
        "n_groups": Number(float(share.filled)),
        "overdispersion": Number(share.overdispersion, "winsorised_10"),
        "agree_icc": Number(share.correlation, "beta_binomial"),
    } | {f"n_outside_{level}": Number(float(n), "binomial") for level, n in share.outside.items()}
    return write_rows(Subject(item.variable, by), numbers, facts)


def _variances(items: Sequence[Grouped]) -> Shares | None:
    """Work out how much of the variance of the scores lies between groups, item by item."""
    import numpy as np

    if not items:
        return None
    tables: Any = [one.table for one in items]  # counts, or what answers are worth
    scores = [np.asarray(one.variable.scores, np.float64) for one in items]
    found = [spread_of(*pair) for pair in zip(tables, scores, strict=True)]
    n, mean, squares = (np.stack(one) for one in zip(*found, strict=True))
    return variance_shares(n, mean, squares)


def _variance_rows(by: str, item: Grouped, spread: Shares | None, place: int) -> list[Result]:
    if spread is None or item.variable.level == "nominal":
        return []
    facts = share_facts(spread, place) | {"n": int(item.n.sum())}
    return write_rows(Subject(item.variable, by), share_numbers(spread, place), facts)
