"""Permutation inside blocks: roles change places within a municipality, never between two.

Ranks are those among all answers together (joint ranks). The statistic is the quadratic form of
the groups' rank sums about what is expected within the blocks, with their covariance under
permutation (Strasser and Weber 1999); with a single block it is Kruskal-Wallis H.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from wbp_survey.analysis.exact import (
    TIE,
    TINY,
    Permutation,
    assignments,
    every_table,
    monte_carlo,
)
from wbp_survey.analysis.ranks import doubled_midranks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_STATES = 1_000_000
_CHUNK = 2_000_000
_KEYS = 2**62


@dataclass(frozen=True, slots=True)
class _Form:
    """What is expected of the groups' rank sums, and the inverse of their covariance."""

    expected: Floats
    inverse: Floats

    def of(self, sums: Floats) -> Floats:
        """Return the quadratic form of every row of rank sums."""
        import numpy as np

        away = sums - self.expected
        return np.asarray(np.einsum("ig,gh,ih->i", away, self.inverse, away))


def movable(table: Ints) -> int:
    """Count the blocks (blocks x groups x codes) in which something can change places."""
    groups = (table.sum(axis=2) > 0).sum(axis=1) > 1
    codes = (table.sum(axis=1) > 0).sum(axis=1) > 1
    return int((groups & codes).sum())


def permute_within(table: Ints, resamples: int, rng: np.random.Generator) -> Permutation:
    """Return the p of the quadratic form over all divisions within the blocks, or over a sample.

    `table` is blocks x groups x codes; at least one block is `movable`.
    """
    import numpy as np

    ranks = doubled_midranks(table.sum(axis=(0, 1)))
    form = _form(table, ranks)
    observed = form.of((table @ ranks).sum(axis=0, keepdims=True).astype(np.float64))[0] * (1 - TIE)
    every = _every_division(table, ranks)
    if every is None:
        reached = _sample(table, ranks, form, observed, resamples, rng)
        return monte_carlo(reached, resamples)
    sums, weight = every
    statistic = form.of(sums.astype(np.float64))
    highest = statistic.max() * (1 - TIE)
    total = weight.sum()
    return Permutation(
        p=float(np.clip(weight[statistic >= observed].sum() / total, TINY, 1.0)),
        p_min=float(np.clip(weight[statistic >= highest].sum() / total, TINY, 1.0)),
        count=prod(assignments(block.sum(axis=1)) for block in table),
        method="exact",
    )


def _form(table: Ints, ranks: Ints) -> _Form:
    """Return expectation and inverse covariance of the rank sums (Strasser and Weber 1999)."""
    import numpy as np

    sizes = table.sum(axis=2).astype(np.float64)
    totals = table.sum(axis=1).astype(np.float64)
    n = np.maximum(sizes.sum(axis=1), 1)
    mean = totals @ ranks / n
    variance = (totals * (ranks[None, :] - mean[:, None]) ** 2).sum(axis=1) / n
    covariance = np.zeros((sizes.shape[1],) * 2)
    for size, number, spread in zip(sizes, n.tolist(), variance.tolist(), strict=True):
        if number > 1:
            shared = np.diag(size) * number - np.outer(size, size)
            covariance += spread / (number - 1) * shared
    return _Form((sizes * mean[:, None]).sum(axis=0), np.linalg.pinv(covariance, rcond=1e-10))


def _every_division(table: Ints, ranks: Ints) -> tuple[Ints, Floats] | None:
    """Return every vector of rank sums that divisions within the blocks give, with its weight."""
    import numpy as np

    sums: Ints = np.zeros((1, table.shape[1]), dtype=np.int64)
    weight: Floats = np.ones(1)
    for block in table:
        here, used = block.sum(axis=1) > 0, block.sum(axis=0) > 0
        if not here.any():
            continue
        found = every_table(
            block.sum(axis=1)[here], block.sum(axis=0)[used], ranks[used], swap=False
        )
        if found is None or len(found.weight) * len(weight) > _STATES:
            return None
        added = np.zeros((len(found.weight), table.shape[1]), dtype=np.int64)
        added[:, here] = found.codes
        both = (sums[:, None, :] + added[None, :, :]).reshape(-1, table.shape[1])
        chance = np.outer(weight, found.weight / found.weight.sum()).ravel()
        sums, position = _distinct(both)
        weight = np.bincount(position, weights=chance).astype(np.float64)
    return sums, weight


def _distinct(sums: Ints) -> tuple[Ints, Ints]:
    """Return the rows that differ, from low to high, and for every row which of them it is.

    Rank sums add up to the same in every row: the last follows from the others, and those fit into
    one number each, which sorts many times faster than a row.
    """
    import numpy as np

    base = int(sums.max()) + 1
    others = sums.shape[1] - 1
    if base**others >= _KEYS:
        found, position = np.unique(sums, axis=0, return_inverse=True)
        return found, position.ravel()
    key = sums[:, :-1] @ base ** np.arange(others)[::-1]
    _, first, position = np.unique(key, return_index=True, return_inverse=True)
    return sums[first], position


def _sample(
    table: Ints, ranks: Ints, form: _Form, observed: float, resamples: int, rng: np.random.Generator
) -> int:
    """Count the random divisions within the blocks whose statistic reaches the observed one."""
    import numpy as np

    reached = 0
    chunk = max(1, _CHUNK // int(table.sum()))
    for begin in range(0, resamples, chunk):
        rows = min(chunk, resamples - begin)
        sums = np.zeros((rows, table.shape[1]))
        for block in table:
            sizes = block.sum(axis=1)
            here = np.flatnonzero(sizes)
            if not len(here):
                continue
            answers = np.repeat(ranks, block.sum(axis=0)).astype(np.float64)
            shuffled = rng.permuted(np.tile(answers, (rows, 1)), axis=1)
            starts = np.cumsum(sizes[here]) - sizes[here]
            sums[:, here] += np.add.reduceat(shuffled, starts, axis=1)
        reached += int((form.of(sums) >= observed).sum())
    return reached
