"""Permutation p-values of Kruskal-Wallis H from a sample, for many items at once.

Items with the same numbers of answers per group share their random labels: what a label falls on
differs by item, how labels fall does not. So the stream is named by the sizes, never by which other
items there are. For large n tables are drawn cell by cell; that does not depend on n.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wbp_survey.analysis.exact import TIE, Permutation, monte_carlo, statistic_of
from wbp_survey.analysis.ranks import centred_ranks, rank_sums
from wbp_survey.analysis.seeds import generator

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Random = np.random.Generator

SHUFFLED_UP_TO = 2000
"""Answers per item; up to here sums of ranks are exact in single precision (n^2 < 2^24 / 4)."""

_CELL_COST = 7
"""To draw a cell costs about as much as to shuffle so many answers (benchmarks/analysis.py)."""

_DRAWS = 5_000_000
_SHUFFLES = 200_000_000
_FEWEST_ROWS, _MOST_ROWS = 64, 256
_PRODUCTS = 500_000
"""Multiplications at a time: what they need stays in the cache, and no threads are set to work."""


def sample_tables(
    tables: Sequence[Ints], resamples: int, seed: int, *name: object
) -> list[Permutation | None]:
    """Return the Monte Carlo p of H per table, (b + 1) / (B + 1); None when it would take too long.

    `name` says what is analysed, apart from the items. Groups are taken in order of size and the
    scale from its shorter end, so that the names of the groups and the direction of the scale do
    not move the result.
    """
    found: list[Permutation | None] = [None] * len(tables)
    together: dict[tuple[int, ...], list[int]] = {}
    for place, table in enumerate(tables):
        sizes = tuple(sorted(size for size in table.sum(axis=1).tolist() if size))
        together.setdefault(sizes, []).append(place)
    for sizes, places in together.items():
        short = [place for place in places if not _by_cell(tables[place], sizes)]
        rng = generator(seed, *name, "labels", sizes)
        reached = dict(
            zip(short, _shuffled(sizes, [tables[i] for i in short], resamples, rng), strict=True)
        )
        for place in places:
            if place not in reached:
                reached[place] = _drawn(sizes, tables[place], resamples, seed, name)
        for place, times in reached.items():
            found[place] = None if times is None else monte_carlo(times, resamples)
    return found


def _by_cell(table: Ints, sizes: tuple[int, ...]) -> bool:
    """Tell whether drawing cells is quicker than shuffling answers; other items play no part."""
    n, codes = sum(sizes), int((table.sum(axis=0) > 0).sum())
    return n > SHUFFLED_UP_TO or (len(sizes) - 1) * (codes - 1) * _CELL_COST <= n


def _shuffled(
    sizes: tuple[int, ...], tables: Sequence[Ints], resamples: int, rng: Random
) -> list[int | None]:
    """Count per item the random divisions whose statistic reaches the observed one."""
    import numpy as np

    n = sum(sizes)
    if not tables or n * resamples > _SHUFFLES:
        return [None] * len(tables)
    answers = np.stack([_answers(table) for table in tables], axis=1)
    observed = np.array([_observed(table) for table in tables])
    rows = min(max(_PRODUCTS // answers.size, _FEWEST_ROWS), _MOST_ROWS)
    # Eight bytes a label: numpy swaps those fastest. How many rows go at a time moves no draw.
    labels = np.tile(np.repeat(np.arange(len(sizes), dtype=np.int64), sizes), (rows, 1))
    reached = np.zeros(len(tables), dtype=np.int64)
    for begin in range(0, resamples, rows):
        shuffled = labels[: resamples - begin].copy()
        rng.permuted(shuffled, axis=1, out=shuffled)
        reached += (_statistics(shuffled, sizes, answers) >= observed).sum(axis=0)
    return [int(times) for times in reached]


def _answers(table: Ints) -> Floats:
    """Return the centred rank of every answer, in order, from the shorter end of the scale."""
    import numpy as np

    totals = table.sum(axis=0)
    totals = totals[totals > 0]
    if totals.tolist() > totals.tolist()[::-1]:
        totals = totals[::-1]
    return np.repeat(centred_ranks(totals), totals).astype(np.float32)


def _observed(table: Ints) -> float:
    """Return sum S^2 / n as observed, a touch lower so that ties count as equal."""
    filled = table[table.sum(axis=1) > 0]
    return float(statistic_of(rank_sums(filled), filled.sum(axis=1))) * (1 - TIE)


def _statistics(labels: Ints, sizes: tuple[int, ...], answers: Floats) -> Floats:
    """Return sum S^2 / n for every row of labels (rows) and every item (columns).

    Centred ranks sum to zero: the last group has what the others have not.
    """
    import numpy as np

    statistic: Floats = np.zeros((len(labels), answers.shape[1]))
    rest: Floats = np.zeros_like(statistic)
    for group, size in enumerate(sizes[:-1]):
        sums = ((labels == group).astype(np.float32) @ answers).astype(np.float64)
        rest += sums
        sums *= sums
        sums /= size
        statistic += sums
    rest *= rest
    rest /= sizes[-1]
    statistic += rest
    return statistic


def _drawn(
    sizes: tuple[int, ...], table: Ints, resamples: int, seed: int, name: tuple[object, ...]
) -> int | None:
    """Count the random tables with these margins whose statistic reaches the observed one.

    Cell by cell from the hypergeometric distribution: the cost does not depend on n.
    """
    import numpy as np

    totals = table.sum(axis=0)
    totals = totals[totals > 0]
    if totals.tolist() > totals.tolist()[::-1]:
        totals = totals[::-1]
    if (len(sizes) - 1) * (len(totals) - 1) * resamples > _DRAWS:
        return None
    rng = generator(seed, *name, "tables", sizes, totals.tolist())
    ranks = centred_ranks(totals)
    remaining = np.tile(totals, (resamples, 1))
    statistic, grand = np.zeros(resamples), np.zeros(resamples)
    for size in sizes[:-1]:
        sums = _deal(remaining, size, ranks, rng.hypergeometric)
        grand += sums
        statistic += sums**2 / size
    statistic += grand**2 / sizes[-1]
    return int((statistic >= _observed(table)).sum())


def _deal(remaining: Ints, size: int, ranks: Ints, draw: Callable[..., Ints]) -> Floats:
    """Draw one group out of what remains, in every sample; return the sum of its ranks."""
    import numpy as np

    need = np.full(len(remaining), size)
    pool = remaining.sum(axis=1)
    sums = np.zeros(len(remaining))
    for code in range(len(ranks) - 1):
        good = remaining[:, code].copy()
        pool -= good
        drawn = draw(good, pool, need)
        need -= drawn
        remaining[:, code] -= drawn
        sums += drawn * float(ranks[code])
    remaining[:, -1] -= need
    return sums + need * float(ranks[-1])
