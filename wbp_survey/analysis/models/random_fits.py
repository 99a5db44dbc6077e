"""Models with a random constant per group, fitted and put in the form of the others."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING

from wbp_survey.analysis.models.design import Design
from wbp_survey.analysis.models.fits import CONSTANT, Estimate, Fit, Together, named, terms_of
from wbp_survey.analysis.models.mixed import fit_mixed
from wbp_survey.analysis.models.mixed_codes import MixedCodes, fit_mixed_codes
from wbp_survey.analysis.models.observed import Observed
from wbp_survey.analysis.models.sandwich import Joint, wald
from wbp_survey.analysis.rules import threshold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


def fit_random(seen: Observed, design: Design) -> Fit:
    """Fit a linear model with a random constant per group."""
    import numpy as np

    found = fit_mixed(seen.score, design.matrix, seen.weights, _group(seen))
    if found is None:
        return Fit("random_constant", "reml", (), facts={"flat_within": True})
    names = [CONSTANT, *(effect.name for effect in design.effects)]
    errors = np.sqrt(np.maximum(np.diag(found.covariance), 0))
    values = zip(names, found.estimate, errors, found.freedom, strict=True)
    return Fit(
        "random_constant",
        "reml",
        tuple(Estimate(one, float(value), float(se), float(df)) for one, value, se, df in values),
        log_likelihood=found.log_likelihood,
        mixed=found,
    )


def fit_random_codes(seen: Observed, design: Design) -> Fit:
    """Fit proportional odds or logistic regression with a random constant per group."""
    import numpy as np

    logit = seen.link == "logit"
    method = "random_logit" if logit else "random_proportional_odds"
    found = fit_mixed_codes(seen.place, design.matrix, seen.weights, _group(seen))
    if found is None:
        return Fit(method, "quadrature", (), facts={"flat_within": True})
    values = np.concatenate([found.thresholds, found.slopes])
    errors = np.sqrt(np.maximum(np.diag(found.covariance), 0))
    freedom = [*([None] * len(found.thresholds)), *found.freedom]
    estimates, thresholds = named(seen, design, values, errors, freedom)
    far = threshold("separation_at")
    facts = {
        "not_converged": not found.converged and found.between <= far**2,
        "furthest": found.furthest,
        "sigma_between": sqrt(found.between),
        "at_zero": found.between == 0,
    }
    null = _less(found, seen, design, design.only(()))
    return Fit(
        method,
        "quadrature",
        estimates,
        thresholds,
        tuple(_tests(found, seen, design)),
        found.log_likelihood,
        null,
        mixed_codes=found,
        facts=facts,
    )


def _group(seen: Observed) -> Ints:
    import numpy as np

    return np.zeros(0, np.int64) if seen.group is None else seen.group


def _less(found: MixedCodes, seen: Observed, design: Design, less: Design) -> float:
    """Return the log-likelihood of the model with fewer columns; NaN where there is none."""
    import numpy as np

    if less.effects == design.effects or not found.converged:
        return found.log_likelihood
    codes = len(found.thresholds)
    kept = [codes + place for place, one in enumerate(design.effects) if one in less.effects]
    near = found.scaled[[*range(codes), *kept, -1]] if found.between > 0 else None
    other = fit_mixed_codes(
        seen.place, less.matrix, seen.weights, _group(seen), near=near, interval=False
    )
    return float(np.nan) if other is None else other.log_likelihood


def _tests(found: MixedCodes, seen: Observed, design: Design) -> Iterator[Together]:
    """Test each term by the likelihood with and without it.

    A term that is the same throughout each group is tested by Wald's F, with what the groups leave
    as its second degrees of freedom: with few groups the likelihood ratio rejects too often.
    """
    import numpy as np

    codes = len(found.thresholds)
    for term in terms_of(design):
        at = design.columns_of(term)
        free = [found.freedom[place] for place in at]
        steady = [df for df in free if df is not None]
        if len(steady) == len(at):
            inner = [codes + place for place in at]
            covariance = found.covariance[np.ix_(inner, inner)]
            joint = wald(found.slopes[at], covariance, steady[0] + 1 - len(at))
            joint = joint or Joint(float("nan"), len(at), float("nan"))
            yield Together(term, "wald", joint.f, joint.df, joint.df2)
            continue
        lower = _less(found, seen, design, design.without(term))
        gain = max(0.0, 2 * (found.log_likelihood - lower))
        yield Together(term, "lr", gain, len(at))
