"""Reproduce the simulations behind the defaults of the analysis, with the code that is shipped.

    python benchmarks/simulation.py [error] [pairs] [delta] [eta] [cases] [alpha] [--replications N]

error   type I error of Kruskal-Wallis: chi-square p against permutation p
pairs   type I error of Mann-Whitney: normal against exact, and Brunner-Munzel
delta   coverage and width of Newcombe's method 5 on Cliff's delta
eta     bias of eta squared H and epsilon squared; how often the noncentral-F interval holds 0
cases   rejections when people share a case: ignoring cases against permuting whole cases
alpha   coverage of Feldt's interval of Cronbach's alpha, five ordinal items

Answers are five-point: a normal latent score cut so that codes have chances .08 .17 .30 .30 .15.
Seeds are fixed. The error of a rate of .05 is about .22 / sqrt(replications).
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.special import ndtri

from wbp_survey.analysis.clusters import permute_clusters
from wbp_survey.analysis.intervals import eta_squared_interval, newcombe5
from wbp_survey.analysis.ranks import (
    brunner_munzel,
    chi_square_p,
    cliffs_delta,
    eta_squared_h,
    kruskal_h,
    two_sided_normal_p,
)
from wbp_survey.analysis.sampling import sample_tables
from wbp_survey.analysis.scales.consistency import feldt_interval
from wbp_survey.analysis.two_groups import exact_pairs

SHARES = (0.08, 0.17, 0.30, 0.30, 0.15)
CUTS = ndtri(np.cumsum(SHARES)[:-1])
SIZES = ((3,) * 4, (4,) * 4, (3, 4, 5, 8), (6,) * 4, (10,) * 4, (15,) * 4)
PAIRS = ((4, 4), (6, 6), (10, 10), (4, 20), (20, 20))
SHIFTS = {"0": 0.0, ".26": 0.47, ".55": 1.07}


def tables(sizes, replications, rng, shifts=None, shared=None):
    """Return replications x groups x codes; `shifts` move the latent score of each group."""
    groups = np.repeat(np.arange(len(sizes)), sizes)
    latent = rng.standard_normal((replications, len(groups)))
    if shifts is not None:
        latent += np.asarray(shifts)[groups]
    if shared is not None:
        latent = latent * np.sqrt(1 - shared[1]) + shared[0] * np.sqrt(shared[1])
    codes = np.searchsorted(CUTS, latent)
    cell = (np.arange(replications)[:, None] * len(sizes) + groups) * 5 + codes
    counted = np.bincount(cell.ravel(), minlength=replications * len(sizes) * 5)
    return counted.reshape(replications, len(sizes), 5)


def error(replications):
    """Return per sizes how often the chi-square p and the permutation p reject at .05."""
    rng, found = np.random.default_rng(1), {}
    for sizes in SIZES:
        chi = chi_square_p(kruskal_h(tables(sizes, replications, rng)), len(sizes) - 1)
        few = max(200, replications // 10)
        sampled = sample_tables(list(tables(sizes, few, rng)), 999, 1, "simulation")
        found[sizes] = ((chi <= 0.05).mean(), np.mean([one.p <= 0.05 for one in sampled]))
    return found


def pairs(replications):
    """Return per sizes how often normal, exact and Brunner-Munzel p reject at .05."""
    rng, found = np.random.default_rng(2), {}
    for sizes in PAIRS:
        drawn = tables(sizes, replications, rng)
        normal = two_sided_normal_p(np.sqrt(kruskal_h(drawn)))
        exact = exact_pairs(list(drawn[: max(500, replications // 4)]), 10**6)
        apart = brunner_munzel(drawn)[2]
        found[sizes] = (
            (normal <= 0.05).mean(),
            np.mean([one.p <= 0.05 for one in exact]),
            (apart[~np.isnan(apart)] <= 0.05).mean(),
        )
    return found


def true_delta(shift):
    """Return delta of two groups whose latent scores lie `shift` apart."""
    rng = np.random.default_rng(99)
    drawn = tables((200_000, 200_000), 1, rng, (0.0, shift))
    return float(cliffs_delta(drawn)[0, 1, 0])


def delta(replications):
    """Return per sizes and true delta the coverage and mean width of Newcombe's interval."""
    rng, found = np.random.default_rng(3), {}
    for sizes in ((4, 4), (6, 6), (10, 10), (20, 20), (5, 20)):
        for name, shift in SHIFTS.items():
            truth = true_delta(shift)
            value = cliffs_delta(tables(sizes, replications, rng, (0.0, shift)))[:, 1, 0]
            low, high = newcombe5(value, *(np.full(replications, float(n)) for n in sizes[::-1]))
            inside = (low <= truth + 1e-9) & (truth <= high + 1e-9)
            found[sizes, name] = (inside.mean(), (high - low).mean())
    return found


def eta(replications):
    """Return per n and group, at no difference, the means of both effects and the coverage of 0."""
    rng, found = np.random.default_rng(4), {}
    for size in (4, 6, 10, 15):
        h, n = kruskal_h(tables((size,) * 4, replications, rng)), np.full(replications, 4 * size)
        low, _ = eta_squared_interval(h, np.full(replications, 4), n)
        found[size] = (
            (h / (n - 1)).mean(),
            eta_squared_h(h, np.full(replications, 4), n).mean(),
            (np.isnan(low) | (low <= 0)).mean(),
        )
    return found


def cases(replications):
    """Return per intraclass correlation how often either test of 8 cases of 8 rejects at .05."""
    rng, found = np.random.default_rng(5), {}
    towns = np.repeat(np.arange(4), 2)
    for icc in (0.0, 0.05, 0.10, 0.20):
        few = max(300, replications // 5)
        by_case = np.repeat(rng.standard_normal((few, 8)), 8, axis=1)
        drawn = tables((8,) * 8, few, rng, shared=(by_case, icc))
        naive = chi_square_p(kruskal_h(drawn.reshape(few, 4, 2, 5).sum(axis=2)), 3) <= 0.05
        whole = [permute_clusters(one, towns, 999, rng).p <= 0.05 for one in drawn]
        found[icc] = (naive.mean(), np.mean(whole))
    return found


def alpha(replications):
    """Return per n the coverage of Feldt's interval, its width and the mean of alpha."""
    rng, found = np.random.default_rng(6), {}
    truth = _alphas(_items(200_000, 1, rng))[0]
    for size in (8, 12, 20, 40):
        values = _alphas(_items(size, replications, rng))
        ends = np.array([feldt_interval(float(one), size, 5) for one in values])
        inside = (ends[:, 0] <= truth) & (truth <= ends[:, 1])
        found[size] = (inside.mean(), (ends[:, 1] - ends[:, 0]).mean(), values.mean())
    return found


def _items(size, replications, rng):
    trait = rng.standard_normal((replications, size, 1)) * np.sqrt(0.35)
    own = rng.standard_normal((replications, size, 5)) * np.sqrt(0.65)
    return np.searchsorted(CUTS, trait + own).astype(float)


def _alphas(items):
    each = items.var(axis=1, ddof=1).sum(axis=1)
    total = items.sum(axis=2).var(axis=1, ddof=1)
    return 5 / 4 * (1 - each / np.where(total > 0, total, 1))


SECTIONS = {
    "error": (error, "chi-square p, permutation p"),
    "pairs": (pairs, "normal, exact, Brunner-Munzel"),
    "delta": (delta, "coverage, width"),
    "eta": (eta, "mean epsilon squared, mean eta squared H, coverage of 0"),
    "cases": (cases, "ignoring cases, permuting cases"),
    "alpha": (alpha, "coverage, width, mean alpha"),
}


def main():
    """Print the sections that were asked for, all of them without."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("sections", nargs="*", choices=[[], *SECTIONS], default=[])
    reader.add_argument("--replications", type=int, default=10_000)
    asked = reader.parse_args()
    for name in asked.sections or SECTIONS:
        section, head = SECTIONS[name]
        print(f"{name}: {head}")
        for key, values in section(asked.replications).items():
            print(f"   {key!s:24}" + "".join(f"{value:8.3f}" for value in values))


if __name__ == "__main__":
    main()
