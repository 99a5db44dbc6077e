"""How much of an outcome lies between the groups of a random constant, as result rows."""

from __future__ import annotations

from math import isfinite, nan, pi
from typing import Any

from wbp_survey.analysis.models.fits import Fit
from wbp_survey.analysis.models.mixed_codes import MixedCodes
from wbp_survey.analysis.models.observed import Observed
from wbp_survey.analysis.models.tell import Page
from wbp_survey.analysis.models.variance import (
    VARIANCE,
    share_facts,
    share_numbers,
    variance_shares,
)
from wbp_survey.analysis.rows import Number
from wbp_survey.model.result import Result

_LATENT = {
    "variance_between": "quadrature",
    "variance_between_ci_low": "profile",
    "variance_between_ci_high": "profile",
    "variance_between_chi2": "likelihood_ratio",
    "variance_between_p": "half_chi2",
    "icc_latent": "quadrature",
    "icc_latent_ci_low": "profile",
    "icc_latent_ci_high": "profile",
}
_LOGISTIC = pi**2 / 3
"""The variance of the standard logistic law: that of one answer within a group."""


def variance_rows(page: Page, seen: Observed, fit: Fit | None) -> list[Result]:
    """Write how much of the variance lies between groups.

    What the terms leave, when there are terms; then the interval is by the profile likelihood.
    Without `fit` nothing was fitted, and the facts say why.
    """
    if seen.link != "linear":
        numbers = dict(zip(_LATENT, _latent(fit.mixed_codes if fit else None), strict=True))
        return page.rows(numbers, **(fit.facts if fit else {}))
    if not len(seen.place):
        return page.rows({stat: Number(None) for stat in VARIANCE})
    numbers, facts = _one_way(seen)
    if page.facts.get("answers_per_slope") is not None:
        numbers, facts = _left_by_terms(fit), facts | _facts_of(fit)
    return page.rows(numbers, **facts)


def _latent(found: MixedCodes | None) -> list[Number]:
    """Return the variance on the scale of the log odds, its test, and its share.

    At 0 the variance lies at the edge of what it can be, so that twice the gain in log-likelihood
    is 0 half of the time and else chi-square on 1 degree of freedom (Self and Liang 1987, JASA
    82:605-610). The share is that of a logistic answer that lies behind the codes: v / (v + pi^2/3)
    (Snijders and Bosker 2012, Multilevel Analysis, section 17.3.2).
    """
    from scipy.special import chdtrc

    if found is None:
        return [Number(None) for _ in _LATENT]
    variances = (found.between, found.low, found.high)
    p = float(chdtrc(1, found.ratio)) / 2 if found.ratio > 0 else 1.0
    shares = [one / (one + _LOGISTIC) if isfinite(one) else nan for one in variances]
    values = (*variances, found.ratio, p, *shares)
    return [
        Number(value if isfinite(value) else None, method)
        for value, method in zip(values, _LATENT.values(), strict=True)
    ]


def _left_by_terms(fit: Fit | None) -> dict[str, Number]:
    mixed = fit.mixed if fit is not None else None
    values = (
        (None,) * len(VARIANCE)
        if mixed is None
        else (mixed.between, mixed.within, mixed.icc1, mixed.low, mixed.high)
    )
    methods = ("reml",) * 3 + ("reml_profile",) * 2
    return dict(zip(VARIANCE, map(Number, values, methods), strict=True))


def _facts_of(fit: Fit | None) -> dict[str, Any]:
    if fit is None:
        return {}
    return fit.facts | ({"at_zero": fit.mixed.icc1 == 0} if fit.mixed else {})


def _one_way(seen: Observed) -> tuple[dict[str, Number], dict[str, Any]]:
    import numpy as np

    group = np.zeros(len(seen.place), np.int64) if seen.group is None else seen.group
    n = np.bincount(group, seen.weights).astype(np.float64)
    mean = np.bincount(group, seen.weights * seen.score) / n
    squares = np.bincount(group, seen.weights * (seen.score - mean[group]) ** 2).astype(np.float64)
    shares = variance_shares(n, mean, squares)
    return share_numbers(shares, 0), share_facts(shares, 0)
