"""Model an outcome by terms: from coded answers to result rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isinf
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.models.alike import together
from wbp_survey.analysis.models.cells import least_of
from wbp_survey.analysis.models.cuts import fit_cuts
from wbp_survey.analysis.models.design import (
    Design,
    Effect,
    Quantity,
    Term,
    design_of,
    effects_of,
    inside_others,
    split_collinear,
    varies,
    width_of,
)
from wbp_survey.analysis.models.fits import CONSTANT, Fit, fit_equations, fit_ordinal, fit_squares
from wbp_survey.analysis.models.observed import ModelSpec, Observed, observe
from wbp_survey.analysis.models.random_fits import fit_random, fit_random_codes
from wbp_survey.analysis.models.reliance import reliance
from wbp_survey.analysis.models.shares import variance_rows
from wbp_survey.analysis.models.tell import (
    MOST_LEVELS,
    Page,
    alike_of,
    blank_rows,
    count_rows,
    counts_of,
    fit_rows,
    spread_rows,
)
from wbp_survey.analysis.rows import Subject, allowed
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.result import Result
from wbp_survey.model.table import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TWO = 2


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be fitted, and where it is written."""

    seen: Observed
    spec: ModelSpec
    page: Page


def model(outcome: Column, terms: Sequence[Term], spec: ModelSpec) -> tuple[Result, ...]:
    """Return every statistic of one model of `outcome` by `terms`.

    Rows are used on which everything is known; the others are counted. A statistic that cannot or
    may not be computed is a row with value None and a note that says why.
    """
    seen = observe(outcome, terms, spec)
    job = _Job(seen, spec, _page(seen, spec))
    groups = seen.groups if spec.random is not None else seen.clusters
    grouped = spec.random is not None or spec.cluster is not None
    rows = count_rows(job.page, seen.n, seen.left_out, groups if grouped else None)
    rows += spread_rows(job.page, seen)
    still = [term for term in seen.terms if not varies(term)]
    for term in still:
        rows += _still_rows(job.page, term)
    if not allowed(job.page.kind, job.page.facts):
        moving = [term for term in seen.terms if varies(term)]
        effects = [one for term in moving for one in effects_of(term, MOST_LEVELS)]
        rows += blank_rows(job.page, effects, [term.id for term in moving])
        return tuple(rows + _variance_rows(job, None))
    return tuple(rows + _fitted_rows(job))


def _variance_rows(job: _Job, fit: Fit | None) -> list[Result]:
    return [] if job.spec.random is None else variance_rows(job.page, job.seen, fit)


def _fitted_rows(job: _Job) -> list[Result]:
    seen = job.seen
    weights = None if seen.surveyed else seen.weights
    page = replace(job.page, least=least_of([one for one in seen.terms if varies(one)], weights))
    design, dropped = split_collinear(design_of(seen.terms, len(seen.place)))
    if seen.link != "linear" and not job.spec.gee:
        seen, design = together(seen, design)
    fit = _fit(seen, design, job.spec)
    page = replace(page, alone=_alone(seen, design))
    cuts = None
    if _in_cuts(job, design):
        cuts = fit_cuts(seen.place, design.matrix, seen.weights, threshold("separation_at"))
    rows = fit_rows(page, fit, design, cuts)
    if not fit.estimates:
        page = replace(page, facts={**page.facts, **fit.facts})
        rows += blank_rows(page, design.effects, ())
    beside = replace(page, facts={**page.facts, "collinear": True})
    return rows + blank_rows(beside, dropped, ()) + _variance_rows(job, fit)


def _alone(seen: Observed, design: Design) -> frozenset[str]:
    """Name the effects, and the constant, that one cluster decides."""
    if seen.cluster is None or not len(seen.cluster):
        return frozenset()
    names = (CONSTANT, *(effect.name for effect in design.effects))
    grown = reliance(design.matrix, seen.weights, seen.cluster)
    return frozenset(name for name, one in zip(names, grown, strict=True) if isinf(one))


def _in_cuts(job: _Job, design: Design) -> bool:
    """Tell whether the slope at each threshold can be looked at: not beside a random constant."""
    codes = job.seen.link == "cumulative" and len(job.seen.codes) > _TWO
    return codes and bool(design.effects) and job.spec.random is None


def _fit(seen: Observed, design: Design, spec: ModelSpec) -> Fit:
    if spec.random is not None:
        fit = fit_random if seen.link == "linear" else fit_random_codes
        return fit(seen, design)
    if spec.gee:
        return fit_equations(seen, design)
    one_level = fit_squares if seen.link == "linear" else fit_ordinal
    return one_level(seen, design, spec.robust)


def _still_rows(page: Page, term: Term) -> list[Result]:
    """Write that a term with one value says nothing."""
    page = replace(page, facts={**page.facts, "one_value": True, "still": term.id})
    effects = [Effect(term.id, term.id)] if isinstance(term, Quantity) else []
    return blank_rows(page, effects, [term.id])


def _page(seen: Observed, spec: ModelSpec) -> Page:
    variable = seen.variable
    chosen = seen.link == "logit" and len(variable.codes) > _TWO
    if chosen and variable.agree:
        notes = (*variable.notes, "dichotomised:" + ",".join(variable.agree))
        variable = replace(variable, notes=notes)
    facts: dict[str, Any] = {
        "n": round(seen.n),
        "level": variable.level,
        "codes": len(variable.codes),
        "used_codes": len(seen.codes),
        "link": seen.link,
        "nothing_to_agree": chosen and not variable.agree,
        "random": spec.random is not None,
        "gee": spec.gee,
        "surveyed": seen.surveyed,
        "shared": seen.shares and spec.cluster is None and spec.random is None,
    }
    if spec.cluster is not None:
        facts["clusters"] = seen.clusters
    if spec.random is not None:
        facts["random_groups"] = seen.groups
        facts["singletons"] = 0 < seen.n <= seen.groups
    kind = "coefficient" if seen.link == "linear" else "log_odds"
    counts = counts_of(seen.terms, None if seen.surveyed else seen.weights)
    inside = inside_others([term for term in seen.terms if varies(term)])
    return Page(
        Subject(variable, None),
        facts | _size_facts(seen),
        kind,
        counts,
        inside=inside,
        alike=alike_of(seen),
    )


def _size_facts(seen: Observed) -> dict[str, Any]:
    """Tell how much there is per slope.

    For codes not n but what limits it: the rarer of two, else n - sum n_j^3 / n^2 (Harrell 2015,
    Regression Modeling Strategies, table 4.1); thresholds and the constant do not count.
    """
    import numpy as np

    slopes = sum(width_of(term) for term in seen.terms if varies(term))
    facts: dict[str, Any] = {"cells": len(seen.place) * slopes}
    if not slopes or not len(seen.place):
        return facts
    weights = None if seen.surveyed else seen.weights
    counts = np.bincount(seen.place, weights).astype(np.float64)
    limit = seen.n if seen.link == "linear" else _limiting(counts)
    return facts | {"answers_per_slope": limit / slopes}


def _limiting(counts: NDArray[np.float64]) -> float:
    n = float(counts.sum())
    if len(counts) <= _TWO:
        return float(counts.min())
    return n - float((counts**3).sum()) / n**2
