"""Five-point answers that `simulation.py` draws, and what is true of them.

A normal latent score is cut so that without a shift codes have the chances of `MID` or `SKEW`; a
shift moves the latent score of a group, and cases that are alike share a part of it.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from wbp_survey.analysis.ranks import cliffs_delta

MID, SKEW = (0.08, 0.17, 0.30, 0.30, 0.15), (0.02, 0.05, 0.13, 0.40, 0.40)


def cuts(shares):
    """Return where the latent score is cut."""
    return ndtri(np.cumsum(shares)[:-1])


def shares_at(shifts, shares=MID):
    """Return groups x codes: the chance of each code when the latent score is shifted."""
    below = ndtr(cuts(shares) - np.asarray(shifts, float)[:, None])
    edges = np.ones((len(below), 1))
    return np.diff(np.hstack([0 * edges, below, edges]), axis=1)


def tables(sizes, replications, rng, shifts=None, shares=MID):
    """Return replications x groups x codes; `shifts` move the latent score of each group."""
    chances = shares_at(np.zeros(len(sizes)) if shifts is None else shifts, shares)
    return rng.multinomial(np.broadcast_to(sizes, (replications, len(sizes))), chances)


def case_tables(held, people, icc, replications, rng, shifts=None):
    """Return replications x cases x codes, and the group of each case; cases differ by `icc`."""
    towns = np.repeat(np.arange(len(held)), held)
    shared = rng.standard_normal((replications, len(towns))) * np.sqrt(icc)
    if shifts is not None:
        shared = shared + np.asarray(shifts, float)[towns]
    below = ndtr((cuts(MID) - shared[..., None]) / np.sqrt(1 - icc))
    edges = np.ones((*shared.shape, 1))
    chances = np.diff(np.concatenate([0 * edges, below, edges], axis=2), axis=2)
    return rng.multinomial(np.full(shared.shape, people), chances), towns


def of_towns(drawn, towns):
    """Add the cases of each group together."""
    return np.stack([drawn[:, towns == one].sum(axis=1) for one in range(towns.max() + 1)], axis=1)


def delta_at(shift):
    """Return the true delta of two groups whose latent scores lie `shift` apart."""
    return float(cliffs_delta(shares_at((-shift / 2, shift / 2)))[1, 0])


def eta_at(shifts, sizes):
    """Return the true share of the variance of midranks that lies between the groups."""
    weight = np.asarray(sizes) / np.sum(sizes)
    chances = shares_at(shifts)
    pool = weight @ chances
    rank = np.cumsum(pool) - pool / 2 - 0.5
    return float(weight @ (chances @ rank) ** 2 / (pool @ rank**2))


def shift_for(effect, wanted, most=20.0):
    """Return the shift at which a rising `effect` is what is wanted."""
    low, high = 0.0, most
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if effect(middle) < wanted else (low, middle)
    return high
