"""Model an outcome by terms: from coded answers to result rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.models.alike import together
from wbp_survey.analysis.models.cuts import fit_cuts
from wbp_survey.analysis.models.design import (
    Design,
    Effect,
    Quantity,
    Term,
    design_of,
    effects_of,
    split_collinear,
    varies,
)
from wbp_survey.analysis.models.fits import (
    Fit,
    fit_equations,
    fit_ordinal,
    fit_random,
    fit_squares,
)
from wbp_survey.analysis.models.observed import ModelSpec, Observed, observe
from wbp_survey.analysis.models.tell import (
    MOST_LEVELS,
    Page,
    blank_rows,
    count_rows,
    counts_of,
    fit_rows,
    spread_rows,
)
from wbp_survey.analysis.models.variance import (
    VARIANCE,
    share_facts,
    share_numbers,
    variance_shares,
)
from wbp_survey.analysis.rows import Number, Subject, allowed
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
        effects = [one for term in moving for one in effects_of(term)[:MOST_LEVELS]]
        rows += blank_rows(job.page, effects, [term.id for term in moving])
        return tuple(rows + _variance_rows(job, None))
    return tuple(rows + _fitted_rows(job))


def _fitted_rows(job: _Job) -> list[Result]:
    seen, page = job.seen, job.page
    design, dropped = split_collinear(design_of(seen.terms, len(seen.place)))
    if seen.link != "linear" and not job.spec.gee:
        seen, design = together(seen, design)
    fit = _fit(seen, design, job.spec)
    cuts = None
    if seen.link == "cumulative" and len(seen.codes) > _TWO and design.effects:
        cuts = fit_cuts(seen.place, design.matrix, seen.weights, threshold("separation_at"))
    rows = fit_rows(page, fit, design, cuts)
    if not fit.estimates:
        page = replace(page, facts={**page.facts, **fit.facts})
        rows += blank_rows(page, design.effects, ())
    beside = replace(page, facts={**page.facts, "collinear": True})
    return rows + blank_rows(beside, dropped, ()) + _variance_rows(job, fit)


def _fit(seen: Observed, design: Design, spec: ModelSpec) -> Fit:
    if spec.random is not None:
        return fit_random(seen, design)
    if spec.gee:
        return fit_equations(seen, design)
    fit = fit_squares if seen.link == "linear" else fit_ordinal
    return fit(seen, design, spec.robust)


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
    kind = "coefficient" if seen.link == "linear" else "log_odds"
    counts = counts_of(seen.terms, None if seen.surveyed else seen.weights)
    return Page(Subject(variable, None), facts | _size_facts(seen), kind, counts)


def _size_facts(seen: Observed) -> dict[str, Any]:
    """Tell how much there is per slope.

    For codes not n but what limits it: the rarer of two, else n - sum n_j^3 / n^2 (Harrell 2015,
    Regression Modeling Strategies, table 4.1); thresholds and the constant do not count.
    """
    import numpy as np

    slopes = sum(len(effects_of(term)) for term in seen.terms if varies(term))
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


def _variance_rows(job: _Job, fit: Fit | None) -> list[Result]:
    """Write how much of the variance lies between the levels of the random constant.

    What the terms leave, when there are terms; then the interval is by the profile likelihood.
    """
    if job.spec.random is None:
        return []
    if job.seen.link != "linear" or not len(job.seen.place):
        return job.page.rows({stat: Number(None) for stat in VARIANCE})
    numbers, facts = _one_way(job.seen)
    if job.page.facts.get("answers_per_slope") is not None:
        mixed = fit.mixed if fit is not None else None
        values = (
            (None,) * len(VARIANCE)
            if mixed is None
            else (mixed.between, mixed.within, mixed.icc1, mixed.low, mixed.high)
        )
        methods = ("reml",) * 3 + ("reml_profile",) * 2
        pairs = zip(VARIANCE, map(Number, values, methods), strict=True)
        numbers, facts = dict(pairs), facts | ({"at_zero": mixed.icc1 == 0} if mixed else {})
        if fit is not None:
            facts |= fit.facts
    return job.page.rows(numbers, **facts)


def _one_way(seen: Observed) -> tuple[dict[str, Number], dict[str, Any]]:
    import numpy as np

    group = np.zeros(len(seen.place), np.int64) if seen.group is None else seen.group
    n = np.bincount(group, seen.weights).astype(np.float64)
    mean = np.bincount(group, seen.weights * seen.score) / n
    squares = np.bincount(group, seen.weights * (seen.score - mean[group]) ** 2).astype(np.float64)
    shares = variance_shares(n, mean, squares)
    return share_numbers(shares, 0), share_facts(shares, 0)
