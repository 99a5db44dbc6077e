"""How often a term is found that is none, beside a random constant of ordered answers.

    .venv/bin/python benchmarks/random_constants.py [replications]

Eight five-point answers per group. An arm that differs between groups: by the normal law, by t on
the groups less two (what is shipped), and by the likelihood ratio; and a role that differs within
groups, by the normal law (what is shipped).
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.special import ndtr, stdtr

from wbp_survey.analysis.models.mixed_codes import fit_mixed_codes

LEVEL, SIZE, CUTS = 0.05, 8, (-2.0, -0.7, 0.7, 2.0)
CHI2_95 = 3.841458820694124


def rejected(rng, groups, icc):
    """Draw one sample without effects; tell which of the four tests find one."""
    group = np.repeat(np.arange(groups), SIZE)
    arm, role = (group % 2).astype(float), rng.permutation(len(group)) % 2.0
    spread = np.sqrt(icc / (1 - icc) * np.pi**2 / 3)
    latent = rng.normal(0, spread, groups)[group] + rng.logistic(size=len(group))
    place = np.unique(np.digitize(latent, CUTS), return_inverse=True)[1]
    ones, terms = np.ones(len(group)), np.column_stack([arm, role])
    found = fit_mixed_codes(place, terms, ones, group, interval=False)
    less = fit_mixed_codes(place, terms[:, 1:], ones, group, interval=False)
    errors = np.sqrt(np.diag(found.covariance))[-2:]
    z = np.abs(found.slopes / errors)
    gain = 2 * (found.log_likelihood - less.log_likelihood)
    return (
        2 * ndtr(-z[0]) < LEVEL,
        2 * stdtr(groups - 2, -z[0]) < LEVEL,
        gain > CHI2_95,
        2 * ndtr(-z[1]) < LEVEL,
    )


def main():
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("icc  groups  arm: normal  t(G - 2)  likelihood  role: normal")
    for icc in (0.10, 0.25):
        for groups in (6, 8, 12, 20, 40):
            rng = np.random.default_rng(groups)
            share = np.mean([rejected(rng, groups, icc) for _ in range(replications)], axis=0)
            print(
                f"{icc:.2f}  {groups:6d}  " + "  ".join(f"{one:.3f}" for one in share), flush=True
            )


if __name__ == "__main__":
    main()
