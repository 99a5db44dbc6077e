"""A fitted model becomes result rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from wbp_survey.analysis.intervals import Z
from wbp_survey.analysis.models.cells import (
    Least,
    only_answers,
    smallest_cell,
    some_alike,
    varying_in,
)
from wbp_survey.analysis.models.cuts import Cuts
from wbp_survey.analysis.models.design import (
    Crossed,
    Design,
    Effect,
    Quantity,
    Term,
    columns_of,
    effects_of,
    width_of,
)
from wbp_survey.analysis.models.fits import CONSTANT, Estimate, Fit, Together
from wbp_survey.analysis.models.observed import Observed
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.model.result import Result
from wbp_survey.model.table import Factor

Facts = Mapping[str, Any]
MOST_LEVELS = 50
"""A category with more levels than this has no row per level when nothing is fitted."""

_TWO = 2
_TOGETHER = {
    "lr": ("lr_chi2", "lr_df", "", "lr_p", "likelihood_ratio"),
    "f": ("f", "f_df", "f_df2", "f_p", "f"),
    "wald": ("wald_f", "wald_df", "wald_df2", "wald_p", ""),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Where rows are written: about what, on what facts, and how an effect is called."""

    subject: Subject
    facts: Facts
    kind: str
    counts: Mapping[str, Sequence[tuple[str, float]]]
    """Per category its levels and how many persons each has; the first is compared with."""

    least: Mapping[str, Least] = field(default_factory=dict)
    """Per effect of categories the smallest cell it compares."""

    inside: frozenset[str] = frozenset()
    """The terms that are part of a product."""

    alike: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The one answer of each (category, level) in which all gave the same."""

    alone: frozenset[str] = frozenset()
    """The effects, and perhaps the constant, that a single cluster decides."""

    def rows(self, numbers: Mapping[str, Number], **facts: Any) -> list[Result]:
        """Write numbers; a null nobody gave a reason for says that it cannot be computed."""
        found = write_rows(self.subject, numbers, {**self.facts, **facts})
        return [
            replace(row, note=("not_computable",)) if row.value is None and not row.note else row
            for row in found
        ]


def counts_of(terms: Iterable[Term], weights: Any) -> dict[str, list[tuple[str, float]]]:
    """Return per category its levels and how many persons (or, of a survey, how much weight)."""
    import numpy as np

    found = {}
    for term in terms:
        if isinstance(term, Factor):
            counts = np.bincount(term.index, weights, len(term.levels))
            found[term.id] = list(zip(term.levels, map(float, counts), strict=True))
    return found


def alike_of(seen: Observed) -> dict[tuple[str, str], str]:
    """Return the (category, level) pairs in which all gave one answer, as `level = answer`.

    Nothing when everybody together did.
    """
    import numpy as np

    if not len(seen.place) or seen.place.min() == seen.place.max():
        return {}
    names, found = _answers(seen), {}
    for term in seen.terms:
        if isinstance(term, Factor):
            only = only_answers(term.index.astype(np.int64), seen.place)
            for at in (only >= 0).nonzero()[0].tolist():
                found[term.id, term.levels[at]] = f"{term.levels[at]} = {names[only[at]]}"
    return found


def count_rows(page: Page, n: float, left_out: float, clusters: int | None) -> list[Result]:
    """Write how many persons the model rests on, how many not, and how many per level."""
    numbers = {"n_valid": Number(n), "n_missing": Number(left_out)}
    if clusters is not None:
        numbers["n_clusters"] = Number(float(clusters))
    rows = page.rows(numbers)
    for term, levels in page.counts.items():
        for level, count in levels if len(levels) <= MOST_LEVELS else ():
            subject = Subject(page.subject.variable, term, level)
            facts = {"n": round(count), "alike": page.alike.get((term, level))}
            rows += write_rows(subject, {"n_valid": Number(count)}, facts)
    return rows


def spread_rows(page: Page, seen: Observed) -> list[Result]:
    """Write how many persons gave each answer, and how many vary in each number.

    `count:<code>` of an outcome in codes: of two, for `logit`, those that agree and the rest.
    `n_varying:<term>` counts who has another value of it than most: of an indicator, the smaller
    side; of a product it counts so per effect, and `n_cell_min:<term>` is its smallest cell. On
    those persons the numbers of the model rest.
    """
    import numpy as np

    weights = None if seen.surveyed else seen.weights
    rows = []
    if seen.link != "linear" or len(seen.codes) == _TWO:
        names = _answers(seen)
        counts = np.bincount(seen.place, weights, len(names)).tolist()
        rows += page.rows(
            {f"count:{name}": Number(n) for name, n in zip(names, counts, strict=True)}
        )
    for term in seen.terms:
        numbers = {}
        if isinstance(term, Quantity) and len(term.values):
            numbers = {f"n_varying:{term.id}": Number(varying_in(term.values, weights))}
        elif isinstance(term, Crossed):
            numbers = _product_numbers(term, weights)
        if numbers:
            rows += page.rows(numbers, some_alike=some_alike(term, seen.place))
    return rows


def _product_numbers(term: Crossed, weights: Any) -> dict[str, Number]:
    numbers = {f"n_cell_min:{term.id}": Number(smallest_cell(term, weights))}
    if width_of(term) <= MOST_LEVELS:
        for effect, column in zip(effects_of(term), columns_of(term), strict=True):
            numbers[f"n_varying:{effect.name}"] = Number(varying_in(column, weights))
    return numbers


def _answers(seen: Observed) -> tuple[str, ...]:
    """Name the answers by their place: the codes that occur, or of `logit` always both."""
    if seen.link != "logit":
        return seen.codes
    codes = seen.variable.codes
    return codes if len(codes) == _TWO else ("rest", "agree")


def blank_rows(page: Page, effects: Iterable[Effect], terms: Iterable[str]) -> list[Result]:
    """Write a row without value for all that is not fitted; the facts say why."""
    rows = []
    for effect in effects:
        rows += page.rows(_effect_numbers(page.kind, effect.name, None, "", ""))
    for term in terms:
        rows += page.rows({f"{_whole_term(page)}:{term}": Number(None)})
    return rows


def _whole_term(page: Page) -> str:
    """Name the p of a test of a whole term."""
    if page.facts.get("clusters") is not None or page.facts.get("surveyed"):
        return "wald_p"
    return "f_p" if page.kind == "coefficient" else "lr_p"


def fit_rows(page: Page, fit: Fit, design: Design, cuts: Cuts | None) -> list[Result]:
    """Write the parameters, the tests of whole terms, the likelihoods and the check per cut."""
    page = replace(page, facts={**page.facts, **fit.facts})
    effects = {effect.name: (place, effect) for place, effect in enumerate(design.effects)}
    rows = []
    for one in fit.estimates:
        numbers = _effect_numbers(page.kind, one.name, one, fit.method, fit.errors)
        place, effect = effects.get(one.name, (-1, None))
        alone = one.name in page.alone
        facts = _cell_facts(page, effect) | ({"alone": True} if alone else _freedom_facts(one))
        if cuts is not None and effect is not None:
            facts["po_against"] = cuts.against(place)
        rows += page.rows(numbers, **facts)
    for one in fit.thresholds:
        numbers = {
            f"threshold:{one.name}": _number(one.value, fit.method),
            f"se:{one.name}": _number(one.error, fit.errors),
        }
        rows += page.rows(numbers, alone=CONSTANT in page.alone)
    for test in fit.together:
        facts = {
            "inside": test.term in page.inside,
            "alone": any(one.name in page.alone for one in design.effects if one.term == test.term),
        }
        rows += page.rows(_together_numbers(test, fit.errors), **facts)
    rows += page.rows(_likelihoods(fit))
    return rows + ([] if cuts is None else _cut_rows(page, fit, design, cuts))


def _likelihoods(fit: Fit) -> dict[str, Number]:
    numbers = {
        "log_likelihood": (fit.log_likelihood, fit.method),
        "log_likelihood_null": (fit.log_likelihood_null, fit.method),
        "working_correlation": (fit.correlation, "exchangeable"),
    }
    return {
        stat: _number(value, method)
        for stat, (value, method) in numbers.items()
        if value is not None
    }


def _cut_rows(page: Page, fit: Fit, design: Design, cuts: Cuts) -> list[Result]:
    """Write the slope at each threshold apart, which under the model are all the same."""
    rows = []
    for at, threshold in enumerate(fit.thresholds):
        for place, effect in enumerate(design.effects):
            name = f"{effect.name}@{threshold.name}"
            slope, error = float(cuts.slopes[at, place]), float(cuts.errors[at, place])
            numbers = {
                f"cut_log_odds:{name}": _number(slope, "logit"),
                f"cut_se:{name}": _number(error, "information"),
            }
            rows += page.rows(numbers, cut_separated=not isfinite(slope))
    return rows


def _cell_facts(page: Page, effect: Effect | None) -> dict[str, Any]:
    """Tell how few persons the smallest cell has that is compared, and which it is."""
    if effect is None:
        return {}
    facts: dict[str, Any] = {"inside": effect.term in page.inside}
    least = page.least.get(effect.name)
    return facts if least is None else facts | {"level_n": least[1], "small_level": least[0]}


def _freedom_facts(one: Estimate) -> dict[str, Any]:
    return {} if one.freedom is None else {"freedom": one.freedom}


def _effect_numbers(
    kind: str, name: str, one: Estimate | None, method: str, errors: str
) -> dict[str, Number]:
    """Return an effect with its error, its 95% interval and its two-sided p."""
    if one is None:
        return {f"{stat}:{name}": Number(None) for stat in (kind, "se", "ci_low", "ci_high", "p")}
    point, p = _law(one)
    low, high = one.value - point * one.error, one.value + point * one.error
    numbers = {
        f"{kind}:{name}": _number(one.value, method),
        f"se:{name}": _number(one.error, errors),
        f"ci_low:{name}": _number(low, errors),
        f"ci_high:{name}": _number(high, errors),
    }
    if one.freedom is not None:
        numbers[f"df:{name}"] = _number(one.freedom, errors)
    return numbers | {f"p:{name}": _number(p, errors)}


def _law(one: Estimate) -> tuple[float, float]:
    """Return the 97.5% point and the two-sided p: by Student's t, or the normal law without df."""
    from scipy.special import ndtr, stdtr, stdtrit

    nothing = float("nan")
    ratio = abs(one.value) / one.error if one.error > 0 else nothing
    if one.freedom is None:
        return Z, float(2 * ndtr(-ratio))
    if not one.freedom > 0:
        return nothing, nothing
    return float(stdtrit(one.freedom, 0.975)), float(2 * stdtr(one.freedom, -ratio))


def _together_numbers(test: Together, errors: str) -> dict[str, Number]:
    from scipy.special import chdtrc, fdtrc

    statistic, df, df2, p, method = _TOGETHER[test.kind]
    if test.df2 is None:
        tail = float(chdtrc(test.df, test.statistic))
    else:
        tail = float(fdtrc(test.df, test.df2, test.statistic))
    values = {statistic: test.statistic, df: test.df, df2: test.df2, p: tail}
    return {
        f"{stat}:{test.term}": _number(value, method or errors)
        for stat, value in values.items()
        if stat and value is not None
    }


def _number(value: float | None, method: str) -> Number:
    """Return a number with its method; infinity and NaN never leave the analysis."""
    return Number(value if value is not None and isfinite(value) else None, method)
