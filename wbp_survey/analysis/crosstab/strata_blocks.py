"""The numbers of a two-way table within strata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.blocks import movable, permute_within
from wbp_survey.analysis.crosstab import strata as within
from wbp_survey.analysis.crosstab.blocks import Used, interval_numbers, permuted
from wbp_survey.analysis.omnibus import Block, Sampling
from wbp_survey.analysis.paired.homogeneity import ChiSquare
from wbp_survey.analysis.rows import Number
from wbp_survey.analysis.seeds import generator

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

GENERAL = ("cmh_general_chi2", "cmh_general_df", "cmh_general_p")
ROW_MEAN = ("cmh_row_mean_chi2", "cmh_row_mean_df", "cmh_row_mean_p")
CORRELATION = ("cmh_correlation_chi2", "cmh_correlation_df", "cmh_correlation_p")
VAN_ELTEREN = ("van_elteren_chi2", "van_elteren_df", "van_elteren_p")
CORRELATION_EXACT = ("cmh_correlation_exact_p", "cmh_correlation_exact_p_min")
BLOCKED = ("blocked_permutation_p", "blocked_permutation_p_min", "blocked_permutation_count")
COMMON_ODDS = (
    "mantel_haenszel_odds_ratio",
    "mantel_haenszel_odds_ratio_ci_low",
    "mantel_haenszel_odds_ratio_ci_high",
)
EQUAL_ODDS = ("breslow_day_chi2", "breslow_day_df", "breslow_day_p")
_SHUFFLES = 200_000_000  # answers moved, above which a permutation takes too long


def strata_blocks(
    counts: Ints, used: Used, facts: Mapping[str, Any], streams: Sequence[Sampling]
) -> list[Block]:
    """Return what holds within the strata: of general association, of means, of correlation.

    `counts` is strata x the rows and columns of `used`; `streams` are those of the exact p of the
    correlation and of the permutation within strata.
    """
    facts = {**facts, "movable": movable(counts) if counts.size else 0, "unblocked": 0}
    if used.small or facts["design"] or not facts["movable"]:
        odds = (*COMMON_ODDS, *EQUAL_ODDS) if used.two_by_two else ()
        names = (*GENERAL, *ROW_MEAN, *CORRELATION, *VAN_ELTEREN, *CORRELATION_EXACT, *odds)
        return [Block(dict.fromkeys(names, Number(None)), facts), _unpermuted(facts)]
    found = [_approximate(counts, used, facts), *_permuted(counts, used, facts, streams)]
    return [*found, _odds(counts, facts)] if used.two_by_two else found


def _approximate(counts: Ints, used: Used, facts: Mapping[str, Any]) -> Block:
    """Return the generalised Cochran-Mantel-Haenszel statistics and van Elteren's."""
    numbers = _chi2(GENERAL, within.cmh(counts))
    by_column = None if facts["columns_unordered"] else within.cmh(counts, None, used.column_scores)
    both = None
    if not facts["unordered"]:
        both = within.cmh(counts, used.row_scores, used.column_scores)
    numbers |= _chi2(ROW_MEAN, by_column) | _chi2(CORRELATION, both)
    ranked = None if facts["columns_unordered"] else within.van_elteren(counts)
    return Block(numbers | _chi2(VAN_ELTEREN, ranked), facts)


def _permuted(
    counts: Ints, used: Used, facts: Mapping[str, Any], streams: Sequence[Sampling]
) -> list[Block]:
    """Return the exact p of the correlation, and that of rank sums, by moving within strata."""
    exact = Block(dict.fromkeys(CORRELATION_EXACT, Number(None)), facts)
    if not facts["unordered"]:
        found = within.exact_correlation(counts, used.row_scores, used.column_scores, streams[0])
        exact = permuted(CORRELATION_EXACT, found, facts)
    if facts["columns_unordered"]:
        return [exact, _unpermuted(facts)]
    stream = streams[1]
    ranks = None
    if counts.sum() * stream.resamples <= _SHUFFLES:
        rng = generator(stream.seed, *stream.name)
        ranks = permute_within(counts, stream.resamples, rng)
    return [exact, permuted(BLOCKED, ranks, facts)]


def _unpermuted(facts: Mapping[str, Any]) -> Block:
    return Block(dict.fromkeys(BLOCKED, Number(None)), facts)


def _odds(counts: Ints, facts: Mapping[str, Any]) -> Block:
    """Return the common odds ratio of 2 x 2 tables, and whether one ratio will do."""
    common = within.common_odds_ratio(counts)
    numbers = interval_numbers(
        "mantel_haenszel_odds_ratio",
        common or (None, None, None),
        "mantel_haenszel",
        "robins_breslow_greenland",
    )
    equal = within.equal_odds(counts, common[0]) if common else None
    more = {"no_common_odds": common is None, "one_table": common is not None and equal is None}
    return Block(numbers | _chi2(EQUAL_ODDS, equal), {**facts, **more})


def _chi2(names: Sequence[str], found: ChiSquare | None) -> dict[str, Number]:
    values = (None,) * 3 if found is None else (found.chi2, float(found.df), found.p)
    methods = ("", "", "chi_square")
    return {
        name: Number(value, method)
        for name, value, method in zip(names, values, methods, strict=True)
    }
