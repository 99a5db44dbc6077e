"""What the permutation tests of pairs share: sampling more near alpha, numbers, facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.exact import Permutation
from wbp_survey.analysis.omnibus import Sampling
from wbp_survey.analysis.paired.matched import TORN
from wbp_survey.analysis.rows import Number
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.seeds import generator

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Run = Callable[[int, np.random.Generator], Permutation | None]

_STANDARD_ERRORS = 2


def permute(run: Run, sampling: Sampling, *about: str) -> Permutation | None:
    """Return the p of a permutation test; a sampled one near alpha from more samples.

    `run` takes how often to sample and the stream, which is named by `about`.
    """
    name = (*sampling.name, *about)
    found = run(sampling.resamples, generator(sampling.seed, *name))
    if found is None or found.method == "exact" or not sampling.refined:
        return found
    if not threshold("near_low") <= found.p <= threshold("near_high"):
        return found
    return run(sampling.refined, generator(sampling.seed, *name, "again")) or found


def under(sampling: Sampling, *name: object) -> Sampling:
    """Return the sampling of a part of an analysis: in streams of its own."""
    return replace(sampling, name=(*sampling.name, *name))


def permuted(name: str, found: Permutation | None) -> dict[str, Number]:
    """Return the p and the smallest p of a permutation test; None when there is none."""
    if found is None:
        return {f"{name}_p": Number(None), f"{name}_p_min": Number(None)}
    return {
        f"{name}_p": Number(found.p, found.method),
        f"{name}_p_min": Number(found.p_min, found.method),
    }


def permutation_facts(found: Permutation | None) -> dict[str, Any]:
    """Return what the rules ask about a permutation p."""
    if found is None:
        return {"method": "skipped"}
    sampled = found.method == "monte_carlo"
    error: float = (found.p * (1 - found.p) / found.count) ** 0.5 if sampled else 0.0
    return {
        "method": found.method,
        "p": found.p,
        "p_min": found.p_min,
        "paired_p_min": found.p_min,
        "near_alpha": sampled and abs(found.p - threshold("alpha")) < _STANDARD_ERRORS * error,
    }


def cluster_facts(cluster: NDArray[np.int64]) -> dict[str, Any]:
    """Return what the rules ask about the clusters of the people who are compared."""
    import numpy as np

    return {
        "clustered": False,
        "clusters": len(np.unique(cluster[cluster >= 0])),
        "unclustered": int((cluster == -1).sum()),
        "torn": int((cluster == TORN).sum()),
    }
