"""Sections of `simulation.py`: Dunn's pairs, paired answers, two-way tables, models, findings.

Each runs the code that is shipped; see there for how answers are drawn.
"""

from __future__ import annotations

import warnings

import numpy as np
from five_points import MID, SKEW, cuts, tables
from scipy.special import chdtrc, stdtr
from scipy.stats import multivariate_normal

from wbp_survey.analysis.crosstab.ordinal import (
    gamma,
    gamma_interval,
    kendall_interval,
    kendall_p,
    kendall_tau_b,
    linear_by_linear,
    spearman,
    spearman_interval,
    spearman_p,
)
from wbp_survey.analysis.findings.alike import alike_pairs
from wbp_survey.analysis.findings.straight import Block, straight_rows, straightness
from wbp_survey.analysis.models.cumulative import fit_cumulative, influences
from wbp_survey.analysis.models.linear import fit_linear
from wbp_survey.analysis.models.sandwich import bias_reduced, first_correction, sandwich
from wbp_survey.analysis.paired.friedman import friedman_q, ranks_within
from wbp_survey.analysis.paired.homogeneity import bhapkar, stuart_maxwell
from wbp_survey.analysis.ranks import dunn_z, two_sided_normal_p
from wbp_survey.analysis.rules import threshold

LEVEL, Z = 0.05, 1.959963984540054
FIVE = np.arange(5.0)


def dunn(replications):
    """Return per answers and sizes how often Dunn's p rejects: a pair, any pair after Holm."""
    rng, found = np.random.default_rng(16), {}
    for name, shares in (("mid", MID), ("skew", SKEW)):
        for sizes in ((4,) * 4, (5,) * 4, (6,) * 4, (8,) * 4, (10,) * 4, (9, 26, 26, 26, 29)):
            first, second = np.triu_indices(len(sizes), 1)
            z = dunn_z(tables(sizes, replications, rng, shares=shares))
            p = two_sided_normal_p(z[:, first, second])
            any_pair = p.min(axis=1) * len(first) <= LEVEL
            found[name, sizes] = ((p <= LEVEL).mean(), any_pair.mean())
    return found


def moved(replications):
    """Return per people who moved and categories how often Stuart-Maxwell and Bhapkar reject.

    As many people again stay where they are; who moves is as likely to go either way.
    """
    rng, found = np.random.default_rng(10), {}
    for people in (6, 10, 20, 40, 80):
        for shares in ((0.3, 0.4, 0.3), MID):
            own = np.array(shares)
            apart = np.outer(own, own) * (1 - np.eye(len(own)))
            drawn = rng.multinomial(people, (apart / apart.sum()).ravel(), replications)
            drawn = drawn.reshape(replications, len(own), len(own))
            drawn += np.array([np.diag(one) for one in rng.multinomial(people, own, replications)])
            both = [(stuart_maxwell(one), bhapkar(one)) for one in drawn]
            found[people, len(own)] = tuple(map(_rejects, zip(*both, strict=True)))
    return found


def _rejects(tests):
    return np.mean([one is not None and one.p <= LEVEL for one in tests])


def friedman(replications):
    """Return per people and conditions how often the chi-square p of Friedman's Q rejects.

    Answers of one person correlate .30.
    """
    rng, found = np.random.default_rng(11), {}
    for conditions in (3, 4):
        for people in (3, 5, 8, 20):
            answers = _alike(rng, replications * people, conditions, 0.30)
            answers = answers.reshape(replications, people, conditions)
            q = [friedman_q(ranks_within(one)) for one in answers]
            p = chdtrc(conditions - 1, np.array([one or 0.0 for one in q]))
            found[people, conditions] = ((p <= LEVEL).mean(),)
    return found


def _alike(rng, people, items, r):
    """Return the codes of people to items whose latent scores correlate r."""
    shared = rng.standard_normal((people, 1), np.float32) * np.sqrt(r)
    own = rng.standard_normal((people, items), np.float32) * np.sqrt(1 - r)
    return np.searchsorted(cuts(MID), shared + own).astype(np.int8)


def correlation(replications):
    """Return per n and latent correlation the coverage of intervals of rank correlations.

    Spearman; tau-b as here, with the variance 0.437 / (n - 4), Wald; gamma as here, Wald. Tables
    without an interval are left out.
    """
    rng, found, few = np.random.default_rng(12), {}, max(200, replications // 3)
    for r in (0.0, 0.3, 0.6, 0.8):
        chances = _joint(r)
        whole = np.rint(chances * 1e7).astype(np.int64)
        truth = (spearman(whole), kendall_tau_b(whole), gamma(whole).value)
        for n in (6, 10, 20, 50):
            drawn = rng.multinomial(n, chances.ravel(), few).reshape(few, 5, 5)
            held = np.array([_held(table, n, truth) for table in map(_used, drawn)])
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                found[n, r] = (*np.nanmean(held, axis=0), few)
    return found


def _joint(r):
    """Return the chance of each pair of codes when latent scores correlate r."""
    ends = np.concatenate([[-9.0], cuts(MID), [9.0]])
    law = multivariate_normal([0, 0], [[1, r], [r, 1]])
    below = np.array([[law.cdf((a, b)) for b in ends] for a in ends])
    return np.maximum(np.diff(np.diff(below, axis=0), axis=1), 0)


def _used(table):
    return table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]


def _held(table, n, truth):
    """Return per interval whether it holds the truth; NaN where there is none."""
    if min(table.shape) < 2:
        return [np.nan] * 6
    rho, tau, own = spearman(table), kendall_tau_b(table), gamma(table)
    concordant = _wald_tau(table, tau)
    ends = [
        spearman_interval(rho, n),
        kendall_interval(table),
        _on_z(tau, 0.437 / (n - 4)),
        (tau - Z * concordant, tau + Z * concordant),
        gamma_interval(own) if own else None,
        (own.value - Z * own.error, own.value + Z * own.error) if own and own.error else None,
    ]
    about = (truth[0], *[truth[1]] * 3, *[truth[2]] * 2)
    pairs = zip(ends, about, strict=True)
    return [np.nan if end is None else float(end[0] <= one <= end[1]) for end, one in pairs]


def _on_z(value, variance):
    if abs(value) >= 1:
        return None
    away = Z * np.sqrt(variance)
    return np.tanh(np.arctanh(value) - away), np.tanh(np.arctanh(value) + away)


def _wald_tau(table, tau):
    """Return the asymptotic error of tau-b (Agresti 2010, Analysis of Ordinal Data, 7.1)."""
    n = table.sum()
    p, rows, columns = table / n, table.sum(axis=1) / n, table.sum(axis=0) / n
    near = np.array([[_beside(p, i, j) for j in range(p.shape[1])] for i in range(p.shape[0])])
    x, y = 1 - (rows**2).sum(), 1 - (columns**2).sum()
    phi = 2 * near * np.sqrt(x * y) + tau * (rows[:, None] * y + columns[None, :] * x)
    mean = (p * phi).sum()
    variance = ((p * phi**2).sum() - mean**2) / (x * y) ** 2
    return np.sqrt(max(variance, 0) / n)


def _beside(p, i, j):
    """Return the share that lies in the same direction less that in opposite ones."""
    same = p[:i, :j].sum() + p[i + 1 :, j + 1 :].sum()
    return same - p[:i, j + 1 :].sum() - p[i + 1 :, :j].sum()


def trend(replications):
    """Return per n how often normal p of a table reject when nothing hangs together."""
    rng, found, chances = np.random.default_rng(13), {}, np.outer(MID, MID).ravel()
    for n in (6, 8, 10, 20, 50):
        drawn = rng.multinomial(n, chances, replications).reshape(replications, 5, 5)
        p = np.array([_ps(table, n) for table in map(_used, drawn)])
        found[n,] = tuple((p <= LEVEL).mean(axis=0))
    return found


def _ps(table, n):
    """Return the p of the trend, Spearman, tau-b and chi-square; 1 where there is none."""
    if min(table.shape) < 2:
        return [1.0] * 4
    rows, columns = (np.arange(size, dtype=float) for size in table.shape)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    chi2 = ((table - expected) ** 2 / expected).sum()
    rho = spearman(table)
    sure = 0.0 if abs(rho) >= 1 else spearman_p(rho, n)
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    return [
        linear_by_linear(table, rows, columns)[1],
        sure,
        kendall_p(table),
        chdtrc(freedom, chi2),
    ]


def models(replications):
    """Return per number of cases how often two arms differ that do not: eight people a case.

    Proportional odds as if independent and by CR1 with t(G - 2); linear by CR2.
    """
    rng, found, few = np.random.default_rng(14), {}, max(200, replications // 3)
    for clusters in (6, 8, 12, 20, 40):
        case = np.repeat(np.arange(clusters), 8)
        arm = (case % 2).astype(float)[:, None]
        p = np.array([_arm_p(rng, arm, case, clusters) for _ in range(few)])
        found[clusters,] = (*(p <= LEVEL).mean(axis=0), few)
    return found


def _arm_p(rng, arm, case, clusters):
    shared = rng.standard_normal(clusters)[case] * np.sqrt(0.10)
    place = np.searchsorted(cuts(MID), shared + rng.standard_normal(len(case)) * np.sqrt(0.90))
    place = np.unique(place, return_inverse=True)[1]
    ones = np.ones(len(place))
    fit = fit_cumulative(place, arm, ones)
    plain = fit.slopes[0] / np.sqrt(fit.covariance[-1, -1])
    factor = first_correction(clusters, len(place), len(fit.covariance))
    robust = factor * sandwich(influences(fit, place, arm, ones), case)
    line = fit_linear(place.astype(float), arm, ones)
    reduced = bias_reduced(line.columns, line.residuals, line.inverse, line.jacobian, case)
    t = fit.slopes[0] / np.sqrt(robust[-1, -1])
    second = line.estimate[1] / np.sqrt(reduced.covariance[1, 1])
    return (
        float(two_sided_normal_p(plain)),
        2 * stdtr(clusters - 2, -abs(t)),
        2 * stdtr(reduced.freedom()[1], -abs(second)),
    )


def straight(replications):
    """Return per items and their correlation r how many honest people in 10,000 are listed."""
    rng, found, people = np.random.default_rng(15), {}, 50 * replications
    for items in (8, 10, 20, 40):
        listed = []
        for r in (0.0, 0.2, 0.3, 0.5, 0.7):
            columns = list(_alike(rng, people, items, r).T)
            names = tuple(map(str, range(items)))
            block = Block(names, columns, tuple("12345"), str, tuple(FIVE))
            listed.append(1e4 * len(straight_rows(block, straightness(columns))) / people)
        found[items,] = tuple(listed)
    return found


def copied(replications):
    """Return per items and their correlation r how many honest pairs in a million are listed."""
    rng, found, people, share = np.random.default_rng(16), {}, 1000, threshold("duplicate_share")
    for items in (20, 30, 45):
        listed = []
        for r in (0.3, 0.5, 0.7):
            parts = max(1, replications // 450)
            pairs = [
                len(alike_pairs(_alike(rng, people, items, r), share, 20)) for _ in range(parts)
            ]
            listed.append(1e6 * sum(pairs) / (parts * people * (people - 1) / 2))
        found[items,] = tuple(listed)
    return found


SECTIONS = {
    "dunn": (dunn, ("per pair", "any, Holm")),
    "moved": (moved, ("S-Maxwell", "Bhapkar")),
    "friedman": (friedman, ("chi-square",)),
    "correlation": (
        correlation,
        ("Spearman", "tau-b", "tau .437", "tau Wald", "gamma", "gamma Wald", "repeated"),
    ),
    "trend": (trend, ("trend", "Spearman", "tau-b", "chi-square")),
    "models": (models, ("p. odds", "CR1", "CR2", "repeated")),
    "straight": (straight, ("r = 0", ".2", ".3", ".5", ".7")),
    "copied": (copied, ("r = .3", ".5", ".7")),
}
