"""How a sample was drawn: weights, strata, first-stage units, and how much of them was drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wbp_survey.errors import Problem
from wbp_survey.model.table import Factor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a file says of how its rows were drawn, before it is checked.

    `weights` and `population` are a number per row, NaN where there is none. `population` is the
    size of the row's stratum in first-stage units (or, at most 1, the fraction of it that was
    drawn). `names` are the columns, for messages: weight, strata, cluster, population.
    """

    weights: Floats
    strata: Factor | None = None
    clusters: Factor | None = None
    population: Floats | None = None
    names: tuple[str, str, str, str] = ("weight", "strata", "cluster", "fpc")


@dataclass(frozen=True, slots=True)
class Design:
    """How a sample was drawn, per row: its weight, stratum and first-stage unit.

    `unit_stratum` gives per first-stage unit its stratum, `units` per stratum how many there are,
    `rate` per stratum the fraction of them that was drawn (0: with replacement, or not said).
    `clustered` is False when every row is a unit of its own; `nested` counts the clusters whose
    name occurs in several strata and that are therefore taken as several.
    """

    weight: Floats
    stratum: Ints
    unit: Ints
    unit_stratum: Ints
    units: Ints
    rate: Floats
    strata: tuple[str, ...] = ("",)
    clustered: bool = False
    nested: int = 0

    @property
    def lonely(self) -> Flags:
        """Tell per stratum whether its variance cannot be estimated: one unit, of several."""
        alone: Flags = (self.units == 1) & (self.rate < 1)
        return alone

    @property
    def factor(self) -> Floats:
        """Return per stratum (1 - f) m / (m - 1), by which squares between m units count."""
        import numpy as np

        several = np.maximum(self.units, 2)
        return np.asarray((1 - self.rate) * several / (several - 1))


def problems_of(drawn: Drawn, place: str = "", lines: Ints | None = None) -> list[Problem]:
    """Return everything that is wrong with weights, strata, clusters and population sizes.

    `lines` are those on which the rows begin; by default the second and further.
    """
    import numpy as np

    weight, strata, cluster, population = drawn.names
    found = [("SURVEY_WEIGHT", weight, ~(np.isfinite(drawn.weights) & (drawn.weights > 0)))]
    for name, factor in ((strata, drawn.strata), (cluster, drawn.clusters)):
        if factor is not None:
            found.append(("SURVEY_BLANK", name, factor.index < 0))
    size = drawn.population
    if size is not None:
        found.append(("SURVEY_FPC", population, ~(np.isfinite(size) & (size > 0))))
    if size is not None and not any(wrong.any() for _, _, wrong in found):
        code, wrong = _wrong_population(drawn, size)
        found.append((code, population, wrong))
    if lines is None:
        lines = np.arange(len(drawn.weights)) + 2
    return [
        _listed(code, column, lines[wrong].tolist(), place)
        for code, column, wrong in found
        if wrong.any()
    ]


def design_of(drawn: Drawn) -> Design:
    """Return the design of a sample in which `problems_of` finds nothing.

    Clusters are units within their stratum. Without strata all rows lie in one; without clusters
    every row is a unit.
    """
    import numpy as np

    n = len(drawn.weights)
    stratum = _index(drawn.strata, n)
    names = drawn.strata.levels if drawn.strata is not None else ("",)
    if drawn.clusters is None:
        unit, unit_stratum, nested = np.arange(n, dtype=np.int64), stratum, 0
    else:
        pair = stratum * len(drawn.clusters.levels) + drawn.clusters.index
        found, unit = np.unique(pair, return_inverse=True)
        unit_stratum = found // len(drawn.clusters.levels)
        times = np.bincount(found % len(drawn.clusters.levels))
        nested = int((times > 1).sum())
    units = np.bincount(unit_stratum, minlength=len(names))
    rate = np.zeros(len(names))
    if drawn.population is not None:
        size = np.zeros(len(names))
        size[stratum] = drawn.population
        rate = size if _fractions(drawn.population) else units / np.maximum(size, 1)
    clustered = drawn.clusters is not None
    return Design(drawn.weights, stratum, unit, unit_stratum, units, rate, names, clustered, nested)


def unweighted(n: int) -> Design:
    """Return the design of a simple random sample with replacement: every row weighs 1."""
    import numpy as np

    return design_of(Drawn(np.ones(n)))


def _index(factor: Factor | None, n: int) -> Ints:
    import numpy as np

    return np.zeros(n, np.int64) if factor is None else factor.index.astype(np.int64)


def _fractions(population: Floats) -> bool:
    return bool((population <= 1).all())


def _wrong_population(drawn: Drawn, size: Floats) -> tuple[str, Flags]:
    """Tell of which rows the population size differs within a stratum, or else is too small.

    All at most 1 are fractions, as in R's survey package; there is no mixing of the two.
    """
    import numpy as np

    stratum = _index(drawn.strata, len(size))
    first = np.zeros(stratum.max(initial=0) + 1)
    first[stratum[::-1]] = size[::-1]
    uneven = size != first[stratum]
    if uneven.any() or _fractions(size):
        return "SURVEY_FPC_UNEVEN", uneven
    units = design_of(replace(drawn, population=None)).units
    few: Flags = (first < units[: len(first)])[stratum]
    return "SURVEY_FPC_SMALL", few


def _listed(code: str, column: str, lines: list[int], place: str) -> Problem:
    """Return a problem that lists the lines on which a column is wrong."""
    listed = ", ".join(map(str, lines[:_MOST_LINES])) + (" …" if lines[_MOST_LINES:] else "")
    return Problem(code, place, {"column": column, "lines": listed, "count": len(lines)})
