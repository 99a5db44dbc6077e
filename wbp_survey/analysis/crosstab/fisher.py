"""Exact tests of a two-way table with both margins fixed, and their Monte Carlo stand-ins.

scipy's fisher_exact of an r x c table is Monte Carlo without a seed; here tables are gone through
(`tables.every_table`), and sampled from a named seed only when they are too many.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from math import inf, log, prod
from typing import TYPE_CHECKING

from wbp_survey.analysis.crosstab.tables import Margins, Spread, every_table
from wbp_survey.analysis.exact import Permutation, assignments, monte_carlo
from wbp_survey.analysis.omnibus import Sampling
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.seeds import generator

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

TIE = 1e-7
"""Probabilities that differ relatively by less than this are equal (as R's fisher.test)."""

_NEAR = 1e-9
_NEVER = inf
_TINY = sys.float_info.min
_COUNTABLE = 308  # digits of the largest floating-point number
_DRAWS = 5_000_000  # random cells: some three seconds
_CHUNK = 1_000_000
_CONTENTS = 8_000_000  # 64 MB
_POPULATION = 1_000_000_000  # numpy draws from no larger one


def freeman_halton(table: Ints, sampling: Sampling) -> Permutation | None:
    """Return Fisher's exact p of an r x c table: the tables at most as probable as this one.

    Freeman and Halton (1951), Biometrika 38:141-149. Monte Carlo when all tables are too many; None
    when that would take too long as well. No row or column is empty.
    """
    from scipy.special import gammaln

    observed = -float(gammaln(table + 1.0).sum())
    spread = None
    if _listable(table):
        spread = every_table(_likelihoods(table), _likelihoods(table.T))
    if spread is not None:
        low, _ = spread.ends()
        return exact_of(
            spread.beyond(observed + TIE, _NEVER), spread.beyond(low + TIE, _NEVER), [table]
        )
    return sampled(
        [table],
        sampling,
        lambda draws: -gammaln(draws[0] + 1.0).sum(axis=(1, 2)) <= observed + TIE,
    )


def exact_linear(
    table: Ints, rows: Floats, columns: Floats, sampling: Sampling
) -> Permutation | None:
    """Return the exact two-sided p of the sum of row score x column score over all answers.

    P(|T - E T| >= |t - E T|) over all tables with these margins: the exact linear-by-linear test
    (Agresti, Mehta and Patel 1990, JASA 85:453-458) and, with midranks, that of Spearman's rank
    correlation. Monte Carlo, or None, as in `freeman_halton`. Both sets of scores vary.
    """
    import numpy as np

    rows, columns = unit_scores(rows), unit_scores(columns)
    observed, middle = linear_sum(table, rows, columns)
    away = abs(observed - middle) - _NEAR
    spread = linear_spread(table, rows, columns)
    if spread is not None:
        low, high = spread.ends()
        far = max(middle - low, high - middle) - _NEAR
        return exact_of(
            spread.beyond(middle - away, middle + away),
            spread.beyond(middle - far, middle + far),
            [table],
        )
    return sampled(
        [table],
        sampling,
        lambda draws: np.abs(np.einsum("sij,i,j->s", draws[0], rows, columns) - middle) >= away,
    )


def linear_spread(table: Ints, rows: Floats, columns: Floats) -> Spread | None:
    """Return the sums of row score x column score that tables with these margins give.

    None when that would take too long.
    """
    if not _listable(table):
        return None
    return every_table(_products(table, rows, columns), _products(table.T, columns, rows))


def linear_sum(table: Ints, rows: Floats, columns: Floats) -> tuple[float, float]:
    """Return the sum of row score x column score, and what is expected of it."""
    totals = table.sum(axis=1) @ rows, table.sum(axis=0) @ columns
    return float(rows @ table @ columns), float(totals[0] * totals[1] / table.sum())


def unit_scores(scores: Floats) -> Floats:
    """Return scores moved and stretched to run from 0 to 1; no test notices."""
    import numpy as np

    low, high = scores.min(), scores.max()
    return np.asarray((scores - low) / (high - low))


def sampled(
    tables: Sequence[Ints],
    sampling: Sampling,
    reaches: Callable[[Sequence[Ints]], NDArray[np.bool_]],
) -> Permutation | None:
    """Return the Monte Carlo p, (b + 1) / (B + 1), of random tables that reach what was observed.

    `reaches` gets, per table, draws with its margins. Refined, if so asked, when the p lies near
    what decides; None when drawing would take too long.
    """
    found = _sampled(tables, sampling.resamples, generator(sampling.seed, *sampling.name), reaches)
    if not found or not sampling.refined:
        return found
    if not threshold("near_low") <= found.p <= threshold("near_high"):
        return found
    again = generator(sampling.seed, *sampling.name, "again")
    return _sampled(tables, sampling.refined, again, reaches) or found


def _sampled(
    tables: Sequence[Ints],
    resamples: int,
    rng: np.random.Generator,
    reaches: Callable[[Sequence[Ints]], NDArray[np.bool_]],
) -> Permutation | None:
    cells = sum(table.size for table in tables)
    if cells * resamples > _DRAWS or any(table.sum() >= _POPULATION for table in tables):
        return None
    reached, step = 0, max(1, _CHUNK // cells)
    for begin in range(0, resamples, step):
        samples = min(step, resamples - begin)
        reached += int(reaches([random_tables(table, samples, rng) for table in tables]).sum())
    return monte_carlo(reached, resamples)


def random_tables(table: Ints, samples: int, rng: np.random.Generator) -> Ints:
    """Draw tables with the margins of `table`: samples x rows x columns, cell by cell.

    From the hypergeometric distribution, as Patefield (1981, Applied Statistics 30:91-97).

    The cost does not depend on how many answers there are.
    """
    import numpy as np

    rows, columns = table.sum(axis=1), table.sum(axis=0)
    drawn: Ints = np.zeros((samples, len(rows), len(columns)), dtype=np.int64)
    left = np.tile(columns.astype(np.int64), (samples, 1))
    for row, size in enumerate(rows[:-1].tolist()):
        need = np.full(samples, size)
        pool = left.sum(axis=1)
        for column in range(len(columns) - 1):
            good = left[:, column]
            pool -= good
            here = rng.hypergeometric(good, pool, need)
            need -= here
            drawn[:, row, column] = here
        drawn[:, row, -1] = need
        left -= drawn[:, row]
    drawn[:, -1] = left
    return drawn


def exact_of(p: float, smallest: float, tables: Sequence[Ints]) -> Permutation:
    """Return an exact p of these tables, never 0, and how many divisions it rests on."""
    smallest = max(_TINY, min(smallest, 1.0))
    count = prod(_divisions(table.sum(axis=1)) for table in tables)
    return Permutation(min(1.0, max(smallest, p)), smallest, count, "exact")


def _divisions(sizes: Ints) -> int:
    """Count the ways to divide the answers over the rows; past 1e308 no more than that it is so."""
    from scipy.special import gammaln

    digits = (gammaln(sizes.sum() + 1.0) - gammaln(sizes + 1.0).sum()) / log(10)
    return assignments(sizes) if digits < _COUNTABLE else 10 ** (_COUNTABLE + 1)


def _listable(table: Ints) -> bool:
    """Tell whether what each cell can hold is few enough numbers to write down."""
    most = min(int(table.sum(axis=1).max()), int(table.sum(axis=0).max())) + 1
    return table.size * most <= _CONTENTS


def _likelihoods(table: Ints) -> Margins:
    """Let a table be worth the logarithm of its probability, up to a constant."""
    import numpy as np
    from scipy.special import gammaln

    rows, columns = table.sum(axis=1), table.sum(axis=0)
    answers = np.arange(min(int(rows.max()), int(columns.max())) + 1)
    worth = np.broadcast_to(-gammaln(answers + 1.0), (*table.shape, len(answers)))
    return Margins(rows, columns, worth, np.broadcast_to(1.0, worth.shape), alike=True)


def _products(table: Ints, row_scores: Floats, column_scores: Floats) -> Margins:
    """Let a table be worth the sum of its score products; chances are Poisson, cell by cell.

    A table's probability is proportional to a product of Poisson probabilities with the expected
    counts as means, which neither overflows nor vanishes.
    """
    import numpy as np
    from scipy.special import gammaln

    rows, columns = table.sum(axis=1), table.sum(axis=0)
    answers = np.arange(min(int(rows.max()), int(columns.max())) + 1)
    mean = np.outer(rows, columns)[..., None] / rows.sum()
    chance = np.exp(answers * np.log(mean) - gammaln(answers + 1.0) - mean)
    worth = np.outer(row_scores, column_scores)[..., None] * answers
    return Margins(rows, columns, worth, chance)
