"""What the interval of a weighted Cliff's delta rests on: coverage, beside two others.

    .venv/bin/python benchmarks/weighted_delta.py [replications]

Two groups of five-point answers with strata and unequal weights, with weights alone, and with
clusters that lie in one group or in both. Against the Wald interval of the linearised error and
the same on Fisher's z, both by Student's t with the design's degrees of freedom.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy import stats
from scipy.special import stdtrit

from wbp_survey.analysis.survey.delta import weighted_delta
from wbp_survey.analysis.survey.design import Drawn, design_of
from wbp_survey.model.table import Factor

CUTS = stats.norm.ppf([0.08, 0.25, 0.55, 0.85])
LEANING = np.array([-0.6, -0.2, 0.2, 0.6])
"""How far the answers in each stratum lie from the middle."""
STRATUM_WEIGHT = np.array([1.0, 2.0, 4.0, 8.0])
ICC = 0.08
SHIFTS = (0.0, 0.5, 1.1)
SIZES = ((6, 6), (10, 10), (20, 20), (10, 40), (40, 40), (100, 100))


def named(index):
    return Factor("f", tuple(map(str, range(int(index.max()) + 1))), index.astype(np.int32))


def sampled(rng, kind, sizes, shift):
    """Return answers, groups and design of one sample; group 0 lies `shift` higher.

    A stratum with one row is drawn again: the command gives no interval then.
    """
    group = np.repeat([0, 1], sizes)
    n = len(group)
    latent = np.where(group == 0, shift, 0.0) + rng.normal(size=n)
    if kind == "strata":
        stratum = rng.integers(0, 4, n)
        while np.bincount(stratum, minlength=4).min() < 2:
            stratum = rng.integers(0, 4, n)
        latent += LEANING[stratum]
        design = design_of(Drawn(STRATUM_WEIGHT[stratum], named(stratum)))
    elif kind == "weights":
        design = design_of(Drawn(np.exp(rng.normal(0, 0.7, n))))
    else:
        each = 5
        cluster = (np.arange(n) // each) if kind == "clusters apart" else np.arange(n) % (n // each)
        spread = (ICC / (1 - ICC)) ** 0.5
        latent += rng.normal(0, spread, n)[cluster]
        design = design_of(Drawn(np.exp(rng.normal(0, 0.4, n)), None, named(cluster)))
    return np.searchsorted(CUTS, latent), group, design


def truth(kind, shift):
    """Return delta in the population."""
    spread = np.ones(4) * (1 if not kind.startswith("clusters") else (1 / (1 - ICC)) ** 0.5)
    lean, weight = (LEANING, STRATUM_WEIGHT) if kind == "strata" else (np.zeros(4), np.ones(4))
    share = []
    for moved in (shift, 0.0):
        edges = stats.norm.cdf((CUTS[None, :] - lean[:, None] - moved) / spread[:, None])
        steps = np.diff(edges, prepend=0.0, append=1.0, axis=1)
        share.append(weight @ steps / weight.sum())
    above = np.tril(np.outer(*share), -1).sum()
    return above - np.triu(np.outer(*share), 1).sum()


def others(found):
    """Return the Wald interval and that on Fisher's z; a point where there is no error."""
    half = stdtrit(max(found.df, 1), 0.975) * found.se
    yield found.value - half, found.value + half
    if abs(found.value) >= 1:
        yield found.value, found.value
        return
    middle, away = np.arctanh(found.value), half / (1 - found.value**2)
    yield np.tanh(middle - away), np.tanh(middle + away)


def coverage(rng, replications):
    print("coverage / width      n       delta   ours           Wald           Fisher's z")
    for kind in ("strata", "weights", "clusters apart", "clusters across"):
        for sizes in SIZES:
            if kind.startswith("clusters") and min(sizes) < 10:
                continue
            for shift in SHIFTS:
                delta, held = truth(kind, shift), np.zeros((3, 2))
                for _ in range(replications):
                    code, group, design = sampled(rng, kind, sizes, shift)
                    found = weighted_delta(design, code, group)
                    for at, (low, high) in enumerate(((found.low, found.high), *others(found))):
                        held[at] += low <= delta <= high, high - low
                shown = "   ".join(f"{one:.3f} / {two:.2f}" for one, two in held / replications)
                print(f"{kind:18}{sizes[0]:4} v.{sizes[1]:4}  {delta:5.2f}   {shown}", flush=True)


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    coverage(np.random.default_rng(20261128), times)
