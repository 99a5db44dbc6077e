"""Reproduce the simulations behind the defaults of the analysis, with the code that is shipped.

    python benchmarks/simulation.py [SECTION ...] [--replications N] [--quick]

error        type I error of Kruskal-Wallis: chi-square p against permutation p
pairs        type I error of Mann-Whitney: normal, with continuity correction, exact; Brunner-Munzel
delta        intervals of Cliff's delta: coverage and mean width of Newcombe's method 5 and others
eta          means of epsilon squared and eta squared H, coverage of two intervals
cases        rejections when people share a case: ignoring cases against permuting whole cases
robust       rejections of cluster-robust t of two arms: normal, t(G - 1), t(G - 2), CR2
alpha        coverage of Feldt's interval of Cronbach's alpha, five ordinal items
detectable   power at the effect that `detectable_...` calls detectable with 80%
equivalence  coverage of the 90% interval of delta when people share a case, as is and widened
dunn         type I error of Dunn's p: per pair, and of any pair after Holm
moved        type I error of Stuart-Maxwell and Bhapkar by how many people moved
friedman     type I error of Friedman's chi-square p
correlation  coverage of intervals of Spearman's rho, tau-b and gamma
trend        type I error of normal and chi-square p of a two-way table
models       rejections of a difference between arms of whole cases: proportional odds, linear
straight     honest people in 10,000 who are listed as straight-lining
copied       honest pairs in a million that are listed as copied

Answers are five-point: a normal latent score cut so that codes have chances .08 .17 .30 .30 .15
("mid"), or .02 .05 .13 .40 .40 ("skew"). Seeds are fixed. The standard error of a rate of .05 is
about .22 / sqrt(replications); what takes longer is repeated less often, as the last column says.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from scipy.special import ndtri, stdtr

sys.path.insert(0, str(Path(__file__).parent))

from beside_newcombe import brunner_munzel_logit, brunner_munzel_t, cliff_feng, newcombe, percentile
from five_points import (
    MID,
    SKEW,
    case_tables,
    cuts,
    delta_at,
    eta_at,
    of_towns,
    shares_at,
    shift_for,
    tables,
)
from ordinal_sections import SECTIONS as OTHERS

from wbp_survey.analysis.clusters import permute_clusters
from wbp_survey.analysis.intervals import eta_squared_interval, newcombe5
from wbp_survey.analysis.models.linear import fit_linear, influences_linear
from wbp_survey.analysis.models.sandwich import bias_reduced, first_correction, sandwich
from wbp_survey.analysis.power.detectable import (
    detectable_delta,
    detectable_eta_squared,
    tie_factor,
)
from wbp_survey.analysis.power.floors import attainable, smallest_case_p
from wbp_survey.analysis.power.pairing import design_effect
from wbp_survey.analysis.ranks import (
    brunner_munzel,
    chi_square_p,
    cliffs_delta,
    eta_squared_h,
    kruskal_h,
    mann_whitney_normal_p,
    mann_whitney_u,
    two_sided_normal_p,
)
from wbp_survey.analysis.sampling import sample_tables
from wbp_survey.analysis.scales.consistency import feldt_interval
from wbp_survey.analysis.two_groups import exact_pairs

LEVEL, POWER = 0.05, 0.80


def error(replications):
    """Return per answers and sizes how often the chi-square and the permutation p reject at .05."""
    rng, found = np.random.default_rng(1), {}
    few = max(200, replications // 10)
    for name, shares in (("mid", MID), ("skew", SKEW)):
        for sizes in ((3,) * 4, (4,) * 4, (3, 4, 5, 8), (6,) * 4, (10,) * 4, (15,) * 4):
            drawn = tables(sizes, replications, rng, shares=shares)
            chi = chi_square_p(kruskal_h(drawn), len(sizes) - 1)
            sampled = sample_tables(list(drawn[:few]), 999, 1, "simulation")
            exact = np.mean([one.p <= LEVEL for one in sampled])
            found[name, sizes] = ((chi <= LEVEL).mean(), exact, few)
    return found


def pairs(replications):
    """Return per sizes how often each p of two groups rejects, and how often there is none."""
    rng, found = np.random.default_rng(2), {}
    for sizes in ((4, 4), (5, 5), (6, 6), (8, 8), (10, 10), (4, 20), (20, 20)):
        drawn = tables(sizes, replications, rng)
        few = max(200, replications // 20) if sum(sizes) > 30 else max(500, replications // 4)
        exact = exact_pairs(list(drawn[:few]), 10**6)
        with np.errstate(divide="ignore", invalid="ignore"):
            apart = brunner_munzel(drawn)[2]
        found[sizes] = (
            (mann_whitney_normal_p(drawn) <= LEVEL).mean(),
            (_corrected(drawn) <= LEVEL).mean(),
            np.mean([one.p <= LEVEL for one in exact]),
            (apart[~np.isnan(apart)] <= LEVEL).mean(),
            np.isnan(apart).mean(),
            few,
        )
    return found


def _corrected(drawn):
    """Return the normal p of U with a continuity correction of one half."""
    m, n = drawn.sum(axis=2)[0]
    error_of_u = np.sqrt(tie_factor(drawn.sum(axis=1)) * m * n * (m + n + 1) / 12)
    apart = np.maximum(np.abs(mann_whitney_u(drawn)[:, 0, 1] - m * n / 2) - 0.5, 0)
    return two_sided_normal_p(apart / np.maximum(error_of_u, 1e-9))


def delta(replications):
    """Return per sizes and true delta coverage and width of each interval, those there are."""
    rng, found = np.random.default_rng(3), {}
    few = max(200, replications // 10)
    ways = (newcombe, cliff_feng, brunner_munzel_t, brunner_munzel_logit)
    for sizes in ((4, 4), (6, 6), (10, 10), (20, 20), (40, 40), (5, 20)):
        for truth in (0.0, 0.26, 0.55):
            shift = shift_for(delta_at, truth) if truth else 0.0
            drawn = tables(sizes, replications, rng, (-shift / 2, shift / 2))
            ends = [way(drawn) for way in ways] + [percentile(drawn[:few], rng)]
            covered = [_coverage(*both, delta_at(shift)) for both in ends]
            widths = [float(np.nanmean(high - low)) for low, high in ends]
            found[sizes, truth] = (*covered, widths[0], np.isnan(ends[1][0]).mean(), few)
    return found


def _coverage(low, high, truth):
    """Return how often an interval holds the truth, of those there are."""
    there = ~np.isnan(low)
    return float(((low <= truth + 1e-9) & (truth <= high + 1e-9))[there].mean())


def eta(replications):
    """Return per n and true eta squared both means, and the coverage of two intervals."""
    rng, found = np.random.default_rng(4), {}
    few, spread = max(200, replications // 20), np.linspace(-1, 1, 4)
    for size in (4, 6, 10, 15, 25, 40):
        sizes, n = (size,) * 4, np.full(replications, 4 * size)
        for truth in (0.0, 0.042, 0.153, 0.34):
            shift = shift_for(lambda one: eta_at(one * spread, (1,) * 4), truth) if truth else 0.0
            h = kruskal_h(drawn := tables(sizes, replications, rng, shift * spread))
            low, high = eta_squared_interval(h, np.full(replications, 4), n)
            found[size, truth] = (
                (h / (n - 1)).mean(),
                eta_squared_h(h, np.full(replications, 4), n).mean(),
                _coverage(low, high, truth),
                _coverage(*_resampled(drawn[:few], rng), truth),
                few,
            )
    return found


def _resampled(drawn, rng, resamples=500):
    """Return percentile intervals of epsilon squared by a bootstrap within groups."""
    sizes = drawn.sum(axis=2)[0]
    ends = []
    for own in drawn / sizes[:, None]:
        again = rng.multinomial(np.broadcast_to(sizes, (resamples, 4)), own)
        ends.append(np.quantile(kruskal_h(again) / (sizes.sum() - 1), (0.025, 0.975)))
    return np.array(ends).T


def cases(replications):
    """Return per cases and correlation how often each test rejects; eight people a case."""
    rng, found, few = np.random.default_rng(5), {}, max(300, replications // 5)
    for held in ((2, 2, 1, 1), (2, 2, 2, 2), (3, 3, 3)):
        for icc in (0.0, 0.02, 0.05, 0.10, 0.20, 0.30):
            drawn, towns = case_tables(held, 8, icc, replications, rng)
            naive = chi_square_p(kruskal_h(of_towns(drawn, towns)), len(held) - 1) <= LEVEL
            found[held, icc] = (naive.mean(), _whole_cases(drawn[:few], towns, rng), few)
    return found


def _whole_cases(drawn, towns, rng):
    """Return how often the permutation of whole cases rejects."""
    return np.mean([permute_clusters(one, towns, 999, rng).p <= LEVEL for one in drawn])


def robust(replications):
    """Return per number of cases how often the t of two arms rejects by each reckoning.

    Eight answers a case, intraclass correlation .10; every case lies in one arm.
    """
    rng, found = np.random.default_rng(6), {}
    few = max(400, replications // 4)
    for clusters in (4, 6, 8, 12, 20, 40):
        case = np.repeat(np.arange(clusters), 8)
        arm = (case % 2).astype(float)[:, None]
        p = np.array([_robust_p(_scores(case, rng), arm, case) for _ in range(few)])
        found[clusters] = (*(p <= LEVEL).mean(axis=0), few)
    return found


def _scores(case, rng, icc=0.10):
    shared = rng.standard_normal(int(case.max()) + 1)[case] * np.sqrt(icc)
    own = rng.standard_normal(len(case)) * np.sqrt(1 - icc)
    return np.searchsorted(cuts(MID), shared + own).astype(float)


def _robust_p(scores, arm, case):
    """Return p by the normal law, t(G - 1), t(G - 2) on CR1, and CR2 with Satterthwaite."""
    fit = fit_linear(scores, arm, np.ones(len(scores)))
    clusters = int(case.max()) + 1
    factor = first_correction(clusters, len(scores), 2)
    first = factor * sandwich(influences_linear(fit), case)
    reduced = bias_reduced(fit.columns, fit.residuals, fit.inverse, fit.jacobian, case)
    with np.errstate(divide="ignore", invalid="ignore"):
        t, t2 = (fit.estimate[1] / np.sqrt(one[1, 1]) for one in (first, reduced.covariance))
    return (
        float(two_sided_normal_p(t)),
        2 * stdtr(clusters - 1, -abs(t)),
        2 * stdtr(clusters - 2, -abs(t)),
        2 * stdtr(reduced.freedom()[1], -abs(t2)),
    )


def alpha(replications):
    """Return per n the coverage of Feldt's interval, its width and the mean of alpha."""
    rng, found = np.random.default_rng(7), {}
    truth = _alphas(_items(200_000, 1, rng))[0]
    for size in (8, 12, 20, 40):
        values = _alphas(_items(size, replications, rng))
        low, high = np.array([feldt_interval(float(one), size, 5) for one in values]).T
        found[size] = (_coverage(low, high, truth), (high - low).mean(), values.mean(), truth)
    return found


def _items(size, replications, rng):
    trait = rng.standard_normal((replications, size, 1)) * np.sqrt(0.35)
    own = rng.standard_normal((replications, size, 5)) * np.sqrt(0.65)
    return np.searchsorted(cuts(MID), trait + own).astype(float)


def _alphas(items):
    each = items.var(axis=1, ddof=1).sum(axis=1)
    total = items.sum(axis=2).var(axis=1, ddof=1)
    return 5 / 4 * (1 - each / np.where(total > 0, total, 1))


def detectable(replications):
    """Return what is called detectable, and how often the test finds it: 80% where it is right."""
    rng, found = np.random.default_rng(8), {}
    for sizes in ((4, 4), (5, 5), (6, 6), (8, 8), (10, 10), (5, 20), (4, 40), (20, 20)):
        few = max(300, replications // (20 if min(sizes) > 10 else 5))
        smallest = _detectable_pair(sizes)
        shift = shift_for(delta_at, smallest)
        drawn = list(tables(sizes, few, rng, (-shift / 2, shift / 2)))
        p = np.array([one.p if one else 1.0 for one in exact_pairs(drawn, 10**6)])
        found["delta", sizes] = (smallest, (p <= LEVEL).mean(), few)
    spread = np.linspace(-1, 1, 4)
    for sizes in ((3,) * 4, (4,) * 4, (6,) * 4, (10,) * 4, (15,) * 4):
        few, n = max(300, replications // 10), sum(sizes)
        smallest = float(detectable_eta_squared(4, [n], LEVEL, POWER, 1.0, n - 4)[0])
        shift = shift_for(lambda one, own=sizes: eta_at(one * spread, own), smallest)
        drawn = list(tables(sizes, few, rng, shift * spread))
        p = np.array([one.p for one in sample_tables(drawn, 999, 1, "detectable")])
        found["eta squared", sizes] = (smallest, (p <= LEVEL).mean(), few)
    several = ((2, 2, 2, 2), 8), ((3, 3, 3), 8), ((2, 2, 2, 1), 4), ((2, 2, 1, 1), 8)
    for held, people in (*several, ((2, 2, 1, 1), 4)):
        for icc in (0.05, 0.10):
            key = f"cases of {people}, {icc}"
            found[key, held] = _detectable_cases(held, people, icc, replications, rng)
    return found


def _detectable_pair(sizes):
    """Return the smallest delta, with the ties there are when that is the delta."""
    ties, wanted = 1.0, 0.0
    for _ in range(20):
        first, second = (np.array([float(size)]) for size in sizes)
        wanted = float(detectable_delta(first, second, ties, LEVEL, POWER)[0])
        shift = shift_for(delta_at, wanted)
        weight = np.array(sizes) / sum(sizes)
        ties = 1 - float(((weight @ shares_at((-shift / 2, shift / 2))) ** 3).sum())
    return wanted


def _detectable_cases(held, people, icc, replications, rng):
    """Return the same for the permutation of whole cases of so many people."""
    few, spread = max(300, replications // 5), np.linspace(-1, 1, len(held))
    count, level = sum(held), attainable(LEVEL, smallest_case_p(held))
    effect, n = float(design_effect(people, icc)), float(people * count)
    found = detectable_eta_squared(len(held), [n], level, POWER, effect, count - len(held))
    shift = shift_for(lambda one: eta_at(one * spread, held), float(found[0]))
    drawn, towns = case_tables(held, people, icc, few, rng, shift * spread)
    return float(found[0]), _whole_cases(drawn, towns, rng), few


def equivalence(replications):
    """Return the coverage of the 90% interval of delta when cases are ignored, and as widened."""
    rng, found, z = np.random.default_rng(9), {}, float(ndtri(0.95))
    for held in ((1, 1), (2, 2), (5, 5), (20, 20)):
        for icc in (0.0, 0.10):
            for truth in (0.0, 0.26):
                shift = shift_for(delta_at, truth) if truth else 0.0
                apart = (-shift / 2, shift / 2)
                drawn, towns = case_tables(held, 8, icc, replications, rng, apart)
                value = cliffs_delta(of_towns(drawn, towns))[:, 1, 0]
                n = np.full(replications, 8.0 * held[0])
                covered = [
                    _coverage(*newcombe5(value, own, own, z=z), delta_at(shift))
                    for own in (n, n / design_effect(8, 0.10))
                ]
                found[held, icc, truth] = tuple(covered)
    return found


SECTIONS = {
    "error": (error, ("chi-square", "permuted", "repeated")),
    "pairs": (pairs, ("normal", "corrected", "exact", "B-M", "no B-M", "repeated")),
    "delta": (
        delta,
        (
            "Newcombe",
            "Cliff-F.",
            "B-M t",
            "B-M logit",
            "bootstrap",
            "width N.",
            "no C-F.",
            "repeated",
        ),
    ),
    "eta": (eta, ("mean eps2", "mean eta2", "F covers", "bootstrap", "repeated")),
    "cases": (cases, ("ignoring", "permuting", "repeated")),
    "robust": (robust, ("normal", "t(G - 1)", "t(G - 2)", "CR2", "repeated")),
    "alpha": (alpha, ("coverage", "width", "mean", "truth")),
    "detectable": (detectable, ("smallest", "power", "repeated")),
    "equivalence": (equivalence, ("ignoring", "widened")),
    **OTHERS,
}


def main():
    """Print the sections that were asked for, all of them without."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    reader.add_argument("--replications", type=int, default=4000)
    reader.add_argument("--quick", action="store_true", help="400 replications: under a minute")
    asked = reader.parse_args()
    unknown = sorted(set(asked.sections) - set(SECTIONS))
    if unknown or asked.replications < 100:
        reader.error(f"sections are {', '.join(SECTIONS)}; at least 100 replications")
    replications = 400 if asked.quick else asked.replications
    for name in asked.sections or SECTIONS:
        section, head = SECTIONS[name]
        began = time.perf_counter()
        rows = section(replications)
        print(f"{name}, {replications} replications, {time.perf_counter() - began:.0f} s")
        print(" " * 32 + "".join(f"{one:>11}" for one in head))
        for key, values in rows.items():
            cells = (f"{one:11.0f}" if one >= 100 else f"{one:11.3f}" for one in values)
            print(f"   {key!s:29}" + "".join(cells))


if __name__ == "__main__":
    main()
