"""What a model is about, and the rows it can use: those on which everything is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wbp_survey.analysis.models.design import Term, known, rows_of
from wbp_survey.model.table import OUTSIDE, Column, Factor, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

Link = Literal["cumulative", "logit", "linear"]
Robust = Literal["", "CR0", "CR1", "CR2"]
_TWO = 2


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """How an outcome is modelled.

    `link` empty: by the outcome's level. `cluster`: who is not independent of whom; with `gee` by
    estimating equations. `random`: a random constant per level. `weights` per row: whole numbers
    count persons, any others are survey weights. `shared`: what people share who are taken as
    independent all the same, to be said with the errors.
    """

    link: Link | Literal[""] = ""
    cluster: Factor | None = None
    random: Factor | None = None
    weights: Floats | None = None
    robust: Robust = ""
    gee: bool = False
    shared: Factor | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """The rows used.

    `place` is the outcome among the `codes` that occur, low to high, `score` its number; `cluster`
    and `group` number those that occur from 0. `n` and `left_out` count persons.
    """

    variable: Variable
    link: Link
    codes: tuple[str, ...]
    place: Ints
    score: Floats
    terms: tuple[Term, ...]
    weights: Floats
    surveyed: bool
    cluster: Ints | None
    group: Ints | None
    n: float
    left_out: float
    shares: bool

    @property
    def clusters(self) -> int:
        """How many clusters there are."""
        return 0 if self.cluster is None or not len(self.cluster) else int(self.cluster.max()) + 1

    @property
    def groups(self) -> int:
        """How many levels the random constant has."""
        return 0 if self.group is None or not len(self.group) else int(self.group.max()) + 1


def link_for(variable: Variable, spec: ModelSpec) -> Link:
    """Return the link asked for, or the one that suits the outcome.

    A random constant, or a measured number: linear; two codes: logit; codes in an order:
    cumulative.
    """
    if spec.link:
        return spec.link
    if spec.random is not None or variable.level in {"interval", "ratio"}:
        return "linear"
    return "logit" if len(variable.codes) == _TWO else "cumulative"


def observe(outcome: Column, terms: Sequence[Term], spec: ModelSpec) -> Observed:
    """Keep the rows on which the outcome and all else is known, and count the others."""
    import numpy as np

    variable, link = outcome.variable, link_for(outcome.variable, spec)
    whole = np.ones(len(outcome.index)) if spec.weights is None else spec.weights
    grouped = [one for one in (spec.cluster, spec.random) if one is not None]
    keep = (outcome.index >= 0) & np.isfinite(whole) & (whole > 0)
    for term in (*terms, *grouped):
        keep = keep & known(term)
    index = outcome.index[keep].astype(np.int64)
    scores = np.array(variable.scores or (0.0,))
    score = scores[index] if len(index) else np.zeros(0)
    codes, place = _codes(variable, index, link)
    asked = np.asarray(outcome.reason != OUTSIDE)
    persons = whole if _counts(whole) else np.ones(len(whole))
    weights, surveyed = whole[keep], not _counts(whole)
    if surveyed and len(weights):
        weights = weights / weights.mean()
    return Observed(
        variable,
        link,
        codes,
        place,
        place.astype(np.float64) if link == "logit" else score,
        tuple(rows_of(term, keep) for term in terms),
        weights,
        surveyed,
        _numbers(spec.cluster, keep),
        _numbers(spec.random, keep),
        float(persons[keep].sum()),
        float(persons[asked & ~keep].sum()),
        _shares(spec.shared, keep),
    )


def _counts(weights: Floats) -> bool:
    """Tell whether weights count persons: all are whole numbers."""
    import numpy as np

    return bool((weights == np.round(weights)).all())


def _codes(variable: Variable, index: Ints, link: Link) -> tuple[tuple[str, ...], Ints]:
    """Return the codes that occur, low to high, and where each answer stands among them.

    For `logit` the codes that count as agreeing (of two codes: the higher one) against the others.
    """
    import numpy as np

    if link == "logit":
        high = variable.codes[1:] if len(variable.codes) == _TWO else variable.agree
        agreeing = np.array([code in high for code in variable.codes] or [False])
        agrees = agreeing[index].astype(np.int64) if len(index) else index
        return tuple(str(one) for one in np.unique(agrees)), agrees
    here, place = np.unique(index, return_inverse=True)
    return tuple(variable.codes[one] for one in here), place.astype(np.int64)


def _numbers(factor: Factor | None, keep: Bools) -> Ints | None:
    """Return per row the number of its level among those that occur, from 0."""
    import numpy as np

    if factor is None:
        return None
    return np.unique(factor.index[keep], return_inverse=True)[1].astype(np.int64)


def _shares(factor: Factor | None, keep: Bools) -> bool:
    """Tell whether two people share a level."""
    import numpy as np

    if factor is None:
        return False
    index = factor.index[keep]
    return bool((np.bincount(index[index >= 0]) > 1).any())
