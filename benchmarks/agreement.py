"""Time the interval of Krippendorff's alpha against the krippendorff package in a loop.

    python benchmarks/agreement.py [RESAMPLES]

Both resample 500 units that three coders coded on five points, in the same run. Theirs counts codes
once and calls the package per resample, which is as fast as it goes with the package. Prints CPU
seconds, their ratio (the goal is 40) and how far both intervals are apart; then how the cost grows.
"""

from __future__ import annotations

import sys
import time

import krippendorff
import numpy as np

from wbp_survey.analysis.coders.krippendorff import alpha, bootstrap
from wbp_survey.analysis.coders.ratings import Ratings, patterns_of, unit_counts
from wbp_survey.model.table import Variable

UNITS, CODERS, CODES, REPEATS = 500, 3, 5, 7


def coded(units, coders, codes, scale, seed=1):
    """Make ratings: a true code per unit, and coders who are at most one off."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, codes, units)
    index = np.clip(truth[:, None] + random.integers(-1, 2, (units, coders)), 0, codes - 1)
    names = tuple(str(code + 1) for code in range(codes))
    variable = Variable("code", names, tuple(float(name) for name in names))
    labels = tuple(map(str, range(units)))
    return Ratings(variable, labels, tuple("ABCDEFGH"[:coders]), index, scale)


def ours(ratings, resamples):
    """Count, gather and resample, as the command does."""
    patterns = patterns_of(unit_counts(ratings))
    return bootstrap(ratings, patterns, resamples, np.random.default_rng(2))


def theirs(ratings, resamples):
    """Call the package for every resample of the units."""
    random, counts = np.random.default_rng(3), unit_counts(ratings)
    units, domain = len(counts), list(ratings.variable.scores)
    found = [
        krippendorff.alpha(
            value_counts=counts[random.integers(0, units, units)],
            value_domain=domain,
            level_of_measurement=ratings.scale,
        )
        for _ in range(resamples)
    ]
    return np.quantile(found, (0.025, 0.975))


def cpu(function, *arguments):
    """Return the CPU seconds of one call and what it returned."""
    start = time.process_time()
    found = function(*arguments)
    return time.process_time() - start, found


def main():
    """Print the race per level, and the growth."""
    resamples = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{resamples:,} resamples of {UNITS} units, {CODERS} coders, {CODES} codes: CPU seconds")
    for scale in ("nominal", "ordinal", "interval", "ratio"):
        ratings = coded(UNITS, CODERS, CODES, scale)
        fast = min((cpu(ours, ratings, resamples) for _ in range(REPEATS)), key=lambda one: one[0])
        slow = min((cpu(theirs, ratings, resamples) for _ in range(2)), key=lambda one: one[0])
        off = max(abs(fast[1].low - slow[1][0]), abs(fast[1].high - slow[1][1]))
        seconds = f"ours {fast[0]:.4f}, theirs {slow[0]:.3f}"
        print(f"{scale:>9}: {seconds}, ratio {slow[0] / fast[0]:4.0f}; {off:.4f} apart")
    for units, coders, codes in ((500, 3, 100), (10_000, 3, 5), (100_000, 5, 5), (1_000_000, 3, 5)):
        ratings = coded(units, coders, codes, "ordinal")
        seconds, _ = cpu(ours, ratings, resamples)
        value = alpha(ratings, patterns_of(unit_counts(ratings)))
        size = f"{units:>9,} units, {coders} coders, {codes:>3} codes"
        print(f"{size}: {seconds:7.3f} s; alpha {value:.3f}")


if __name__ == "__main__":
    main()
