"""How often municipalities are said to differ that do not, by a model with errors per case.

    .venv/bin/python benchmarks/few_per_level.py [replications]

Ten five-point answers per case, latent intraclass correlation .10; the cases of four
municipalities. Per design and model: the test of all municipalities together and that of the third
against the first, first as was usual (t on G - 2, F on q and G - 1 - q; CR2 with a Moore-Penrose
inverse), then as is shipped, which refuses what a single case decides.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.special import fdtrc, stdtr

from wbp_survey.analysis.models.cumulative import fit_cumulative, influences
from wbp_survey.analysis.models.linear import fit_linear
from wbp_survey.analysis.models.reliance import reliance, steady
from wbp_survey.analysis.models.sandwich import bias_reduced, first_correction, sandwich, wald

LEVEL, SIZE, ICC, CUTS = 0.05, 10, 0.10, (-0.84, -0.25, 0.25, 0.84)
DESIGNS = ((2, 2, 1, 1), (2, 2, 2, 2), (3, 3, 3, 3), (6, 6, 6, 6))
ALL, THIRD = [0, 1, 2], 1


def drawn(rng, design):
    """Draw answers, the columns of the municipalities, and who is of which case."""
    case = np.repeat(np.arange(sum(design)), SIZE)
    municipality = np.repeat(np.arange(4), design)[case]
    shared = rng.normal(0, np.sqrt(ICC), sum(design))[case]
    latent = shared + rng.normal(0, np.sqrt(1 - ICC), len(case))
    place = np.unique(np.digitize(latent, CUTS), return_inverse=True)[1]
    return place, (municipality[:, None] == (1, 2, 3)).astype(float), case


def joint_p(joint):
    return np.nan if joint is None else fdtrc(joint.df, joint.df2, joint.f)


def ordered(place, columns, case):
    """Return four p of proportional odds with CR1."""
    ones, clusters = np.ones(len(case)), case.max() + 1
    found = fit_cumulative(place, columns, ones)
    plain = sandwich(influences(found, place, columns, ones), case)
    cuts = len(found.thresholds)
    covariance = first_correction(clusters, len(case), cuts + 3) * plain
    own, slopes = covariance[cuts:, cuts:], found.slopes
    t = -abs(slopes[THIRD]) / np.sqrt(own[THIRD, THIRD])
    between = steady(columns, ones, case)
    return (
        joint_p(wald(slopes, own, clusters - 4)),
        2 * stdtr(clusters - 2, t),
        joint_p(between.together(slopes, own, ALL)),
        2 * stdtr(between.freedom(clusters)[THIRD], t),
    )


def straight(place, columns, case):
    """Return four p of a linear model with CR2; before and after differ only in what is refused."""
    found = fit_linear(place.astype(float), columns, np.ones(len(case)))
    reduced = bias_reduced(found.columns, found.residuals, found.inverse, found.jacobian, case)
    t = -abs(found.estimate[1 + THIRD]) / np.sqrt(reduced.covariance[1 + THIRD, 1 + THIRD])
    whole = joint_p(reduced.together(found.estimate, [1 + place for place in ALL]))
    one = 2 * stdtr(reduced.freedom()[1 + THIRD], t)
    return whole, one, whole, one


def main():
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("cases    model         together  third  | shipped: together  third")
    for design in DESIGNS:
        for name, model in (("proportional odds", ordered), ("linear", straight)):
            rng = np.random.default_rng(len(name))
            p = np.array([model(*drawn(rng, design)) for _ in range(replications)])
            counted = np.isfinite(p).sum(axis=0)
            share = (p < LEVEL).sum(axis=0) / np.maximum(counted, 1)
            columns, case = drawn(rng, design)[1:]
            if np.isinf(reliance(columns, np.ones(len(case)), case)).any():
                share[2:] = np.nan
            told = "  ".join("refused" if np.isnan(one) else f"{one:.3f}" for one in share)
            print("".join(map(str, design)), f"{name:17s}", told, counted[0], flush=True)


if __name__ == "__main__":
    main()
