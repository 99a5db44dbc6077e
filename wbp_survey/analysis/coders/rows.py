"""Result rows about coders: how well they agree, all together and two by two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import wbp_survey.analysis.coders.numbers as write
from wbp_survey.analysis.coders.chance import pairs_agreeing
from wbp_survey.analysis.coders.concordance import Concordance, concordance
from wbp_survey.analysis.coders.kappa import light_kappa, pair_tables, weights_of
from wbp_survey.analysis.coders.krippendorff import Interval, alpha, bootstrap, jackknife
from wbp_survey.analysis.coders.needed import units_needed
from wbp_survey.analysis.coders.ratings import (
    PAIRED,
    Patterns,
    Ratings,
    patterns_of,
    unit_counts,
)
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.seeds import generator
from wbp_survey.model.result import Result

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

BY = "coder"
_NO_ERROR = 1e-9


@dataclass(frozen=True, slots=True)
class CodersSpec:
    """How to compare coders: resamples of the interval, seed, and the smallest alpha to accept.

    `without_unit` rows of the file could not be placed; `assumed` is a level that nobody stated.
    """

    resamples: int = 9999
    seed: int = 0
    smallest_alpha: float = 0.8
    without_unit: int = 0
    assumed: str = ""


def agreement_rows(ratings: Ratings, spec: CodersSpec) -> tuple[Result, ...]:
    """Return every statistic of how well coders agree.

    With two coders everything is about both; with more, `group` and `group2` are two of them.
    `n` is the number of units on which the statistic rests.
    """
    counts = unit_counts(ratings)
    patterns = patterns_of(counts)
    facts = _facts(ratings, counts, patterns) | {
        "without_unit": spec.without_unit,
        "assumed": spec.assumed,
    }
    subject = Subject(ratings.variable, BY)
    rows = write_rows(subject, write.counted(ratings, counts) | _agreed(patterns, facts), facts)
    rows += _krippendorff(ratings, patterns, spec, facts)
    for numbers in write.beyond_chance(ratings, counts):
        rows += _coefficient(subject, numbers, facts)
    for stat, number in write.of_codes(ratings, counts).items():
        about = {**facts, "code_constant": number.value is None}
        rows += write_rows(subject, {stat: number}, about)
    rows += _in_order(ratings, facts) + _needed(ratings, patterns, spec, facts)
    return tuple(rows + _two_by_two(ratings, facts))


def _facts(ratings: Ratings, counts: Ints, patterns: Patterns) -> dict[str, Any]:
    """Return what the rules look at; `n` counts the units that at least two coders coded."""
    many = counts.sum(axis=1)
    pairs, equal = pairs_agreeing(counts)
    sizes = set(many[many > 0].tolist())
    return {
        "n": int(patterns.times.sum()),
        "unpairable": int((many == 1).sum()),
        "pairs": pairs,
        "apart": pairs - equal,
        "used_codes": int((patterns.counts.sum(axis=0) > 0).sum()),
        "unequal": len(sizes) > 1,
        "negative_ratio": ratings.scale == "ratio" and min(ratings.variable.scores, default=0) < 0,
        "codes_seen": not ratings.variable.declared,
        "coded": True,
    }


def _agreed(patterns: Patterns, facts: Mapping[str, Any]) -> dict[str, Number]:
    """Return the share of pairs of codes of one unit that are equal, and of units coded alike.

    Pairs of one unit are not independent with more than two coders: then there is no interval.
    """
    pairs, units = facts["pairs"], facts["n"]
    numbers = write.agreed(pairs - facts["apart"], pairs, "all_pairs")
    if pairs != units:
        numbers = {"percent_agreement": numbers["percent_agreement"]}
    whole = patterns.counts.max(axis=1, initial=0) == patterns.coded
    alike = int(patterns.times[whole].sum())
    return numbers | {"percent_all_equal": Number(alike / units if units else None, "all_coders")}


def _krippendorff(
    ratings: Ratings, patterns: Patterns, spec: CodersSpec, facts: Mapping[str, Any]
) -> list[Result]:
    value = alpha(ratings, patterns)
    found = Interval(None, None, "")
    if value is not None:
        found = _interval(ratings, patterns, spec)
    numbers = {
        "krippendorff_alpha": Number(value, ratings.scale),
        "krippendorff_alpha_ci_low": Number(found.low, found.method),
        "krippendorff_alpha_ci_high": Number(found.high, found.method),
    }
    about = {
        "without_variation": found.without,
        "rests_on_one": found.low is None,
        "no_error": found.low is not None and found.low == found.high,
    }
    return write_rows(Subject(ratings.variable, BY), numbers, {**facts, **about})


def _interval(ratings: Ratings, patterns: Patterns, spec: CodersSpec) -> Interval:
    if patterns.times.sum() < threshold("agreement_bootstrap"):
        return jackknife(ratings, patterns)
    # Not from the order of coders or columns, nor from how the file is laid out: the same codes
    # have the same interval.
    coders = sorted(ratings.coders)
    random = generator(spec.seed, "krippendorff_alpha", *coders, ratings.scale)
    return bootstrap(ratings, patterns, spec.resamples, random)


def _in_order(ratings: Ratings, facts: Mapping[str, Any]) -> list[Result]:
    """Return Kendall's W of the units that every coder coded."""
    if ratings.scale not in write.ORDERED:
        return []
    found = concordance(ratings.index)
    whole = found.n if isinstance(found, Concordance) else found
    tied = not isinstance(found, Concordance)
    about = {**facts, "n": whole, "incomplete": facts["n"] - whole, "all_tied": tied}
    return write_rows(Subject(ratings.variable, BY), write.in_order(found), about)


def _needed(
    ratings: Ratings, patterns: Patterns, spec: CodersSpec, facts: Mapping[str, Any]
) -> list[Result]:
    """Return how many units would show that alpha is not below the smallest acceptable."""
    given = patterns.times @ patterns.counts
    used = given[given > 0]
    rarest = float(used.min() / used.sum()) if len(used) else 0.0
    needed = units_needed(spec.smallest_alpha, rarest)
    number = Number(None if needed is None else float(needed), f"alpha_{spec.smallest_alpha:g}")
    return write_rows(Subject(ratings.variable, BY), {"units_needed": number}, facts)


def _two_by_two(ratings: Ratings, facts: dict[str, Any]) -> list[Result]:
    """Return Cohen's kappa of every two coders and, of more than two, its mean (Light)."""
    tables = list(pair_tables(ratings))
    rows: list[Result] = []
    if len(ratings.coders) > PAIRED:
        same = weights_of(ratings.variable.scores, "unweighted")
        mean = light_kappa([table for _, _, table in tables], same)
        about = {**facts, "some_pair_missing": mean is None}
        number = Number(mean, "mean_of_pairs")
        rows += write_rows(Subject(ratings.variable, BY), {"light_kappa": number}, about)
    for one, other, table in tables:
        rows += _pair(ratings, table, (one, other), facts)
    return rows


def _pair(
    ratings: Ratings, table: Ints, names: tuple[str, str], facts: dict[str, Any]
) -> list[Result]:
    n, equal = int(table.sum()), int(table.trace())
    margins = table.sum(axis=0), table.sum(axis=1)
    about = facts | {
        "n": n,
        "apart": n - equal,
        "used_codes": int(((margins[0] + margins[1]) > 0).sum()),
        "coder_constant": any((margin > 0).sum() == 1 for margin in margins),
    }
    subject = Subject(ratings.variable, BY)
    rows: list[Result] = []
    if len(ratings.coders) > PAIRED:
        subject = Subject(ratings.variable, BY, *names)
        rows += write_rows(subject, write.agreed(equal, n, "all_pairs"), about)
    for numbers in write.of_two(ratings, table):
        rows += _coefficient(subject, numbers, about)
    return rows


def _coefficient(
    subject: Subject, numbers: Mapping[str, Number], facts: Mapping[str, Any]
) -> list[Result]:
    """Write a coefficient with its error, saying whether that came to nothing."""
    errors = [number.value for stat, number in numbers.items() if stat.endswith("_se")]
    nothing = any(value is not None and value < _NO_ERROR for value in errors)
    return write_rows(subject, numbers, {**facts, "no_error": nothing})
