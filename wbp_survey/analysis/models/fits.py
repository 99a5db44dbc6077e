"""Each kind of model, fitted and put in one form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.models.cumulative import (
    Cumulative,
    fit_cumulative,
    influences,
    null_log_likelihood,
)
from wbp_survey.analysis.models.design import Design, scaling_of
from wbp_survey.analysis.models.gee import fit_gee
from wbp_survey.analysis.models.linear import (
    Linear,
    fit_linear,
    influences_linear,
    log_likelihood_linear,
)
from wbp_survey.analysis.models.mixed import Mixed
from wbp_survey.analysis.models.mixed_codes import MixedCodes
from wbp_survey.analysis.models.observed import Observed, Robust
from wbp_survey.analysis.models.reliance import Steady, steady
from wbp_survey.analysis.models.sandwich import (
    BiasReduced,
    Joint,
    bias_reduced,
    bias_reduced_unequal,
    first_correction,
    sandwich,
    wald,
)
from wbp_survey.analysis.rules import threshold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CONSTANT = "(Intercept)"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One parameter: its error and, when t is the law and not the normal one, its freedom."""

    name: str
    value: float
    error: float
    freedom: float | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """A test that all columns of a term are 0: `lr` (chi-square), `f`, or a robust `wald`."""

    term: str
    kind: str
    statistic: float
    df: float
    df2: float | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model: parameters, tests of whole terms, likelihoods, and what the rules look at."""

    method: str
    errors: str
    estimates: tuple[Estimate, ...]
    thresholds: tuple[Estimate, ...] = ()
    together: tuple[Together, ...] = ()
    log_likelihood: float | None = None
    log_likelihood_null: float | None = None
    correlation: float | None = None
    mixed: Mixed | None = None
    mixed_codes: MixedCodes | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Covariance:
    """The covariance of the parameters, the law of each, and how terms are tested (None: not).

    `between` are several effects that are the same throughout the clusters.
    """

    name: str
    matrix: Floats
    freedom: Sequence[float | None]
    reduced: BiasReduced | None = None
    robust: bool = True
    between: Steady | None = None


def fit_ordinal(seen: Observed, design: Design, robust: Robust) -> Fit:
    """Fit proportional odds, or logistic regression when the link is `logit`."""
    import numpy as np

    found = fit_cumulative(seen.place, design.matrix, seen.weights)
    covariance = _of_ordinal(found, seen, design, robust)
    values = np.concatenate([found.thresholds, found.slopes])
    errors = np.sqrt(np.maximum(np.diag(covariance.matrix), 0))
    estimates, thresholds = named(seen, design, values, errors, covariance.freedom)
    tests = (
        _wald_tests(values, covariance, design)
        if covariance.robust
        else _ratio_tests(found, seen, design)
    )
    return Fit(
        "logit" if seen.link == "logit" else "proportional_odds",
        covariance.name,
        estimates,
        thresholds,
        tuple(tests),
        None if seen.surveyed else found.log_likelihood,
        None if seen.surveyed else null_log_likelihood(seen.place, seen.weights),
        facts={"not_converged": not found.converged, "furthest": found.furthest},
    )


def named(
    seen: Observed,
    design: Design,
    values: Iterable[float],
    errors: Iterable[float],
    freedom: Iterable[float | None],
) -> tuple[tuple[Estimate, ...], tuple[Estimate, ...]]:
    """Name parameters, thresholds first: return those with an effect, and the thresholds.

    With the link `logit` the one threshold is a constant of the other sign.
    """
    cuts = [f"{one}|{two}" for one, two in zip(seen.codes, seen.codes[1:], strict=False)]
    names = [*cuts, *(effect.name for effect in design.effects)]
    all_of = tuple(
        Estimate(name, float(value), float(error), df)
        for name, value, error, df in zip(names, values, errors, freedom, strict=True)
    )
    if seen.link == "logit":
        return (replace(all_of[0], name=CONSTANT, value=-all_of[0].value), *all_of[1:]), ()
    return all_of[len(cuts) :], all_of[: len(cuts)]


def fit_squares(seen: Observed, design: Design, robust: Robust) -> Fit:
    """Fit a linear model by least squares."""
    import numpy as np

    found = fit_linear(seen.score, design.matrix, seen.weights)
    covariance = _of_linear(found, seen, design, robust)
    errors = np.sqrt(np.maximum(np.diag(covariance.matrix), 0))
    names = [CONSTANT, *(effect.name for effect in design.effects)]
    tests = (
        _wald_tests(found.estimate, covariance, design)
        if covariance.robust
        else _f_tests(found, seen, design)
    )
    n = float(seen.weights.sum())
    return Fit(
        "least_squares",
        covariance.name,
        tuple(
            Estimate(name, float(value), float(error), freedom)
            for name, value, error, freedom in zip(
                names, found.estimate, errors, covariance.freedom, strict=True
            )
        ),
        (),
        tuple(tests),
        None if seen.surveyed else log_likelihood_linear(found.residual, n),
        None if seen.surveyed else log_likelihood_linear(found.total, n),
        facts={"perfect": found.perfect},
    )


def fit_equations(seen: Observed, design: Design) -> Fit:
    """Fit by generalised estimating equations with an exchangeable correlation."""
    import numpy as np

    again = np.repeat(np.arange(len(seen.score)), seen.weights.astype(np.int64))
    cluster = np.zeros(0, np.int64) if seen.cluster is None else seen.cluster
    found = fit_gee(
        seen.score[again],
        design.matrix[again],
        cluster[again],
        binary=seen.link == "logit",
    )
    if found is None:
        return Fit("gee_exchangeable", "cr0", (), facts={"not_converged": True})
    names = [CONSTANT, *(effect.name for effect in design.effects)]
    errors = np.sqrt(np.maximum(np.diag(found.covariance), 0))
    estimates = zip(names, found.estimate, errors, strict=True)
    facts: dict[str, Any] = {"not_converged": not found.converged}
    return Fit(
        "gee_exchangeable",
        "cr0",
        tuple(Estimate(name, float(value), float(error)) for name, value, error in estimates),
        correlation=found.correlation,
        facts=facts | ({"furthest": found.furthest} if seen.link == "logit" else {}),
    )


def terms_of(design: Design) -> tuple[str, ...]:
    """Return the terms that have columns, each once."""
    return tuple(dict.fromkeys(effect.term for effect in design.effects))


def _of_ordinal(found: Cumulative, seen: Observed, design: Design, robust: Robust) -> _Covariance:
    parameters = len(found.covariance)
    if seen.cluster is None and not seen.surveyed:
        none = [None] * parameters
        return _Covariance("information", found.covariance, none, robust=False)
    if robust == "CR2" and found.furthest <= threshold("separation_at"):
        reduced = _reduced_logit(found, seen, design)
        return _Covariance("cr2_satterthwaite", reduced.covariance, reduced.freedom(), reduced)
    influence = influences(found, seen.place, design.matrix, seen.weights)
    return _robust(influence, seen, design, robust)


def _reduced_logit(found: Cumulative, seen: Observed, design: Design) -> BiasReduced:
    """Return CR2 of a logistic regression: that of its last step, which is weighted least squares.

    The working model is the binomial one, with each answer's own variance, as in clubSandwich.
    """
    import numpy as np
    from scipy.special import expit

    cluster = np.zeros(0, np.int64) if seen.cluster is None else seen.cluster
    scaled = scaling_of(design.matrix, seen.weights).apply(design.matrix)
    columns = np.column_stack([-np.ones(len(scaled)), scaled])  # the threshold counts downwards
    chance = expit(columns @ found.scaled)
    variance = chance * (1 - chance)
    return bias_reduced_unequal(
        columns, seen.place - chance, variance, seen.weights, found.jacobian, cluster
    )


def _of_linear(found: Linear, seen: Observed, design: Design, robust: Robust) -> _Covariance:
    parameters = len(found.covariance)
    if seen.cluster is None and not seen.surveyed:
        free = [found.freedom] * parameters
        return _Covariance("one_variance", found.covariance, free, robust=False)
    if seen.cluster is not None and robust in {"", "CR2"} and not seen.surveyed:
        reduced = bias_reduced(
            found.columns, found.residuals, found.inverse, found.jacobian, seen.cluster
        )
        freedom = reduced.freedom()
        return _Covariance("cr2_satterthwaite", reduced.covariance, freedom, reduced)
    return _robust(influences_linear(found), seen, design, robust)


def _robust(influence: Floats, seen: Observed, design: Design, robust: Robust) -> _Covariance:
    """Return CR0 or CR1 with t on G - 2; for survey weights the linearised one with t on G - k.

    Of CR0 and CR1 several effects that are the same throughout the clusters have fewer degrees of
    freedom: `reliance.Steady`.

    Of survey weights G counts the clusters or, without any, the rows (Binder 1983, International
    Statistical Review 51:279-292).
    """
    import numpy as np

    rows, parameters = influence.shape
    cluster = np.arange(rows) if seen.cluster is None else seen.cluster
    clusters = rows if seen.cluster is None else seen.clusters
    plain = sandwich(influence, cluster)
    if clusters <= 1:
        return _Covariance("cr1", plain, [0.0] * parameters)
    if seen.surveyed:
        factor, left = clusters / (clusters - 1), float(clusters - parameters)
        return _Covariance("linearised", factor * plain, [left] * parameters)
    between = steady(design.matrix, seen.weights, cluster)
    freedom: list[float] = [clusters - 2.0] * parameters
    for place, df in (between.freedom(clusters) if between else {}).items():
        freedom[parameters - len(design.effects) + place] = df
    if robust == "CR0" or seen.n <= parameters:
        return _Covariance("cr0", plain, freedom, between=between)
    factor = first_correction(clusters, seen.n, parameters)
    return _Covariance("cr1", factor * plain, freedom, between=between)


def _wald_tests(values: Floats, covariance: _Covariance, design: Design) -> Iterator[Together]:
    """Test each term by its robust covariance; one that cannot be tested gives NaN."""
    for term in terms_of(design):
        columns = design.columns_of(term)
        joint = _wald_test(values, covariance, columns, len(values) - len(design.effects))
        found = joint or Joint(float("nan"), len(columns), float("nan"))
        yield Together(term, "wald", found.f, found.df, found.df2)


def _wald_test(
    values: Floats, covariance: _Covariance, columns: list[int], before: int
) -> Joint | None:
    """Test some effects together; `before` parameters stand before the first effect.

    The second degrees of freedom of CR0 and CR1 lose one for each further column.
    """
    at = [before + column for column in columns]
    if covariance.reduced is not None:
        return covariance.reduced.together(values, at)
    estimate, own = values[at], covariance.matrix[at][:, at]
    between = covariance.between
    if between is not None and set(columns) <= set(between.places):
        return between.together(estimate, own, columns)
    return wald(estimate, own, (covariance.freedom[0] or 0) + 1 - len(at))


def _ratio_tests(found: Cumulative, seen: Observed, design: Design) -> Iterator[Together]:
    """Test each term by the likelihood with and without it."""
    for term in terms_of(design):
        less = design.without(term)
        other = fit_cumulative(seen.place, less.matrix, seen.weights)
        gain = max(0.0, 2 * (found.log_likelihood - other.log_likelihood))
        yield Together(term, "lr", gain, len(design.effects) - len(less.effects))


def _f_tests(found: Linear, seen: Observed, design: Design) -> Iterator[Together]:
    """Test each term by the sums of squares with and without it."""
    for term in terms_of(design):
        less = design.without(term)
        other = fit_linear(seen.score, less.matrix, seen.weights)
        df = len(design.effects) - len(less.effects)
        free = found.freedom > 0 and not found.perfect
        above = max(0.0, other.residual - found.residual) / df
        f = above / (found.residual / found.freedom) if free else float("nan")
        yield Together(term, "f", f, df, found.freedom)
