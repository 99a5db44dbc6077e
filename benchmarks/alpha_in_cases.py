"""Simulate how often Feldt's interval of alpha holds the truth when people share a case.

    python benchmarks/alpha_in_cases.py [REPLICATIONS]

Five five-point items show one trait. Of the trait a share `rho` lies between cases, and of what
each item adds by itself a share `own`. The truth is the mean alpha of 200 samples of 4,000 people
who share no case. Printed: cases, people per case, rho, own, the truth, the mean alpha, coverage.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.special import fdtri

ITEMS, LOADING = 5, 0.75
CUTS = (-1.3, -0.5, 0.3, 1.1)
SHARES = ((0.0, 0.0), (0.1, 0.0), (0.2, 0.0), (0.3, 0.0), (0.3, 0.1), (0.2, 0.2))


def draw(random, samples, cases, people, rho, own):
    """Draw answers: samples x people x items."""

    def shared(share, wide):
        between = random.normal(size=(samples, cases, 1, wide))
        within = random.normal(size=(samples, cases, people, wide))
        return share**0.5 * between + (1 - share) ** 0.5 * within

    seen = LOADING * shared(rho, 1) + (1 - LOADING**2) ** 0.5 * shared(own, ITEMS)
    return np.digitize(seen, CUTS).reshape(samples, cases * people, ITEMS).astype(float)


def alpha(answers):
    """Return Cronbach's alpha of each sample."""
    apart, together = (
        answers.var(axis=1, ddof=1).sum(axis=1),
        answers.sum(axis=2).var(axis=1, ddof=1),
    )
    return ITEMS / (ITEMS - 1) * (1 - apart / together)


def main(replications: int = 4000) -> None:
    """Print the coverage per design."""
    random = np.random.default_rng(3)
    truth = float(alpha(draw(random, 200, 4000, 1, 0, 0)).mean())
    for cases, people in ((6, 4), (6, 8), (12, 8)):
        df = cases * people - 1, (cases * people - 1) * (ITEMS - 1)
        for rho, own in SHARES:
            found = alpha(draw(random, replications, cases, people, rho, own))
            low, high = (1 - (1 - found) * fdtri(*df, tail) for tail in (0.975, 0.025))
            covered = ((low <= truth) & (truth <= high)).mean()
            print(cases, people, rho, own, f"{truth:.3f} {found.mean():.3f} {covered:.3f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
