"""Simulate how often intervals of agreement hold the truth: the evidence behind their defaults.

    python benchmarks/agreement_coverage.py [REPLICATIONS]

Units have a true code; coders give it, or guess (nominal), or are off by a normal error (ordinal,
interval). The truth is the coefficient of 200,000 units. Beside ours: Krippendorff's own resampling
of pairs of codes, and the normal interval of kappa. Replications without a disagreement or without
variation have no interval and are left out.
"""

from __future__ import annotations

import sys

import numpy as np

from wbp_survey.analysis.coders.chance import gwet_ac
from wbp_survey.analysis.coders.distances import distances
from wbp_survey.analysis.coders.kappa import kappa, pair_table, weights_of
from wbp_survey.analysis.coders.krippendorff import alpha, bootstrap, jackknife
from wbp_survey.analysis.coders.ratings import Ratings, patterns_of, unit_counts
from wbp_survey.model.table import Variable

EVEN, RARE, SKEWED = (0.08, 0.17, 0.3, 0.3, 0.15), (0.85, 0.10, 0.05), (0.02, 0.05, 0.13, 0.4, 0.4)
CASES = (
    ("nominal", EVEN, 0.9), ("nominal", EVEN, 0.6), ("nominal", RARE, 0.9),
    ("ordinal", EVEN, 0.6), ("ordinal", SKEWED, 0.9), ("interval", EVEN, 0.6),
)  # fmt: skip
SIZES = (10, 20, 50, 100)
WAYS = ("bootstrap", "jackknife", "krippendorff", "kappa t", "kappa normal", "gwet")
RESAMPLES = 600
Z = 1.959963984540054


def draw(random, units, coders, case):
    """Draw ratings."""
    scale, shares, skill = case
    codes = len(shares)
    truth = random.choice(codes, units, p=shares)
    if scale == "nominal":
        guess = random.choice(codes, (units, coders), p=shares)
        index = np.where(random.random((units, coders)) < skill, truth[:, None], guess)
    else:
        noise = random.normal(0, skill, (units, coders))
        index = np.clip(np.round(truth[:, None] + noise), 0, codes - 1).astype(np.int64)
    names = tuple(str(code + 1) for code in range(codes))
    variable = Variable("code", names, tuple(map(float, names)))
    return Ratings(variable, ("",) * units, tuple("ABCDE"[:coders]), index, scale)


def of_pairs(ratings, patterns, random):
    """Resample pairs of codes with expected disagreement fixed, as Krippendorff does."""
    counts, times = patterns.counts.astype(float), patterns.times
    coded = counts.sum(axis=1)
    cells = np.einsum("p,pi,pj->ij", times / (coded - 1), counts, counts)
    cells -= np.diag((times / (coded - 1)) @ counts)
    apart = distances(ratings)
    values = times @ counts
    expected = ((values @ apart) * values).sum() / (values.sum() - 1)
    pairs = int((times * coded * (coded - 1) / 2).sum())
    chosen = random.multinomial(pairs, (cells / cells.sum()).ravel(), size=RESAMPLES)
    found = 1 - chosen @ apart.ravel() / pairs * values.sum() / expected
    return np.quantile(found, (0.025, 0.975))


def intervals(ratings, random):
    """Return per way the ends of the interval; None without one."""
    patterns = patterns_of(unit_counts(ratings))
    if alpha(ratings, patterns) in {None, 1.0}:
        return None
    ends = [bootstrap(ratings, patterns, RESAMPLES, random), jackknife(ratings, patterns)]
    found = [(one.low, one.high) for one in ends]
    found.append(None if ratings.scale == "ordinal" else of_pairs(ratings, patterns, random))
    pair = of_kappa(ratings)
    known = pair is not None and pair.error > 0
    found.append((pair.low, pair.high) if known else None)
    half = Z * pair.error if known else 0
    found.append((pair.value - half, pair.value + half) if known else None)
    gwet = of_gwet(ratings)
    return [*found, (gwet.low, gwet.high) if gwet.error else None]


def of_kappa(ratings):
    """Return kappa of the first two coders, weighted where there is an order."""
    kind = "unweighted" if ratings.scale == "nominal" else "quadratic"
    codes = len(ratings.variable.codes)
    table = pair_table(ratings.index[:, 0], ratings.index[:, 1], codes)
    return kappa(table, weights_of(ratings.variable.scores, kind))


def of_gwet(ratings):
    """Return AC1."""
    return gwet_ac(unit_counts(ratings), np.eye(len(ratings.variable.codes)))


def covered(case, coders, units, replications):
    """Return the share of intervals per way that hold the truth."""
    random = np.random.default_rng([CASES.index(case), coders, units])
    whole = draw(random, 200_000, coders, case)
    value = alpha(whole, patterns_of(unit_counts(whole)))
    truth = [value] * 3 + [of_kappa(whole).value] * 2 + [of_gwet(whole).value]
    hits, times = np.zeros(len(WAYS)), np.zeros(len(WAYS))
    for _ in range(replications):
        for way, ends in enumerate(intervals(draw(random, units, coders, case), random) or ()):
            if ends is not None and ends[0] is not None:
                times[way] += 1
                hits[way] += ends[0] <= truth[way] <= ends[1]
    return hits / np.maximum(times, 1), times, value


def main():
    """Print a line per case, number of coders and number of units."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"{'coverage of 95% intervals':>40}  " + "  ".join(f"{way:>12}" for way in WAYS))
    for case in CASES:
        for coders in (2, 3):
            for units in SIZES:
                shares, times, value = covered(case, coders, units, replications)
                cells = "  ".join(
                    f"{share:12.3f}" if many else f"{'-':>12}"
                    for share, many in zip(shares, times, strict=True)
                )
                name = f"{case[0]}, rarest {min(case[1]):.2f}, alpha {value:.2f}"
                print(f"{name}, {coders} coders, {units:>3} units  {cells}", flush=True)


if __name__ == "__main__":
    main()
