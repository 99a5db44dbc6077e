"""What the defaults for weighted samples rest on: coverage of intervals and level of tests.

    .venv/bin/python benchmarks/survey_simulation.py [replications]

Intervals of a share in a domain, against the logit interval of R's svyciprop and Korn and
Graubard's; tests of groups with people in clusters, against Kruskal-Wallis without the design.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy import stats
from scipy.special import betaincinv, stdtrit

from wbp_survey.analysis.survey.association import (
    rank_means,
    rank_test,
    rao_scott,
    wald_rank_test,
)
from wbp_survey.analysis.survey.design import Drawn, design_of
from wbp_survey.analysis.survey.estimates import (
    drawn_share,
    effective_size,
    estimate,
    wilson_of_share,
    worth,
)
from wbp_survey.analysis.survey.linear import degrees_of_freedom
from wbp_survey.model.table import Factor

DOMAINS = 4
CUTS = stats.norm.ppf([0.08, 0.25, 0.55, 0.85])


def named(index):
    return Factor("f", tuple(map(str, range(int(index.max()) + 1))), index.astype(np.int32))


def sampled(rng, kind, n, p):
    """Return answers, domain and design of one sample, and the share that is true."""
    domain = rng.integers(0, DOMAINS, n)
    if kind == "strata":
        stratum = rng.integers(0, 4, n)
        weight = np.array([1.0, 2.0, 4.0, 8.0])
        shares = 1 / (1 + np.exp(-np.log(p / (1 - p)) - np.array([-0.6, -0.2, 0.2, 0.6])))
        y = rng.random(n) < shares[stratum]
        design = design_of(Drawn(weight[stratum], named(stratum)))
        return y, domain, design, (weight * shares).sum() / weight.sum()
    if kind == "weights":
        design = design_of(Drawn(np.exp(rng.normal(0, 0.7, n))))
        return rng.random(n) < p, domain, design, p
    clusters = max(n // 10, 8)
    cluster = np.arange(n) % clusters
    size = 1 / 0.08 - 1
    shares = rng.beta(p * size, (1 - p) * size, clusters)
    design = design_of(Drawn(np.exp(rng.normal(0, 0.4, n)), None, named(cluster)))
    return rng.random(n) < shares[cluster], domain, design, p


def logit(found, df):
    """Return the interval of svyciprop's default method; a point where all or none agree."""
    p, t = found.value, stdtrit(df, 0.975)
    with np.errstate(all="ignore"):
        half = t * found.se / (p * (1 - p))
        middle = np.log(p / (1 - p))
        ends = 1 / (1 + np.exp(half - middle)), 1 / (1 + np.exp(-half - middle))
    return tuple(np.where((p > 0) & (p < 1), end, p) for end in ends)


def beta(found, n, df):
    """Return Korn and Graubard's interval, its n never above the number of answers."""
    effect = np.where(found.effect > 0, found.effect, 1.0)
    size = np.minimum(n / effect * (stdtrit(n - 1, 0.975) / stdtrit(df, 0.975)) ** 2, n)
    hits, misses = found.value * size, (1 - found.value) * size
    low = betaincinv(np.maximum(hits, 1e-9), misses + 1, 0.025)
    high = betaincinv(hits + 1, np.maximum(misses, 1e-9), 0.975)
    return np.where(hits > 0, low, 0.0), np.where(misses > 0, high, 1.0)


def coverage(rng, replications):
    print("coverage / width            n     p   ours        logit       Korn-Graubard")
    for kind in ("strata", "weights", "clusters"):
        for size in (10, 20, 40, 100):
            for p in (0.05, 0.2, 0.5, 0.9):
                held = np.zeros((3, 2))
                times = 0
                for _ in range(replications):
                    y, domain, design, truth = sampled(rng, kind, size * DOMAINS, p)
                    found = estimate(design, y.astype(float), domain, DOMAINS)
                    n = np.bincount(domain, minlength=DOMAINS)
                    df = np.maximum(degrees_of_freedom(design, domain, DOMAINS), 1)
                    kish = np.maximum(effective_size(design, domain, DOMAINS), 1)
                    drawn = drawn_share(design, domain, DOMAINS)
                    ours = wilson_of_share(found.value, worth(found, n, kish, df, drawn))
                    enough = n > 2
                    times += enough.sum()
                    for at, ends in enumerate((ours, logit(found, df), beta(found, n, df))):
                        low, high = (end[enough] for end in ends)
                        held[at] += ((low <= truth) & (truth <= high)).sum(), (high - low).sum()
                shown = "   ".join(f"{one:.3f} / {two:.2f}" for one, two in held / times)
                print(f"{kind:22}{size:6}{p:6}   {shown}", flush=True)


def level(rng, replications):
    print("rejected at .05   clusters  each  rho  groups   ranks   Wald   table   no design")
    for clusters, each, rho, groups in (
        (12, 8, 0.1, 3),
        (30, 8, 0.1, 3),
        (60, 8, 0.1, 3),
        (60, 8, 0.1, 8),
        (200, 8, 0.05, 8),
        (100, 4, 0.1, 15),
    ):
        cluster = np.repeat(np.arange(clusters), each)
        group = cluster % groups
        rejected = np.zeros(4)
        for _ in range(replications):
            weight = np.exp(rng.normal(0, 0.5, len(cluster)))
            between = rng.normal(0, rho**0.5, clusters)[cluster]
            y = np.searchsorted(CUTS, between + rng.normal(0, (1 - rho) ** 0.5, len(cluster)))
            design = design_of(Drawn(weight, None, named(cluster)))
            df, found = clusters - 1, rank_means(design, y, group, groups)
            tests = (
                rank_test(found, df),
                wald_rank_test(found, df),
                rao_scott(design, group, y, (groups, 5), df),
                stats.kruskal(*[y[group == one] for one in range(groups)]),
            )
            p = [getattr(one, "p", None) or one.pvalue for one in tests]
            rejected += np.array(p) < 0.05
        shown = "   ".join(f"{one:.3f}" for one in rejected / replications)
        print(f"{clusters:26}{each:6}{rho:6}{groups:7}   {shown}", flush=True)


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    stream = np.random.default_rng(20260101)
    coverage(stream, times)
    level(stream, times)
