"""What is refused and what is warned about, as data: one rule a line, each with its source.

A rule that refuses leaves the value out and says why; a rule that warns leaves the number and adds
a note. Every note code has its sentence in the catalogue (`notes.<code>`).
"""
# ruff: noqa: PLR2004 (a threshold stands in its rule, beside its source)

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from wbp_survey.analysis.facts import Facts, constant, one_group, too_many_pairs, unordered
from wbp_survey.analysis.names import (
    CLUSTER,
    COUNTS,
    DELTA,
    DESCRIPTIVE,
    DUNN,
    ETA,
    MANN_WHITNEY,
    MOMENTS,
    NAIVE,
    OMNIBUS,
    PAIR,
    PAIR_P,
    PERMUTATION,
    QUANTILES,
    SHARES,
    SMALLEST,
    SPREAD,
    TESTS,
)


def _once(_facts: Facts) -> tuple[str, ...]:
    return ("",)


@dataclass(frozen=True, slots=True)
class Rule:
    """Refuse or warn about `stats` when `when` holds; `note` says so, once per detail."""

    id: str
    what: Literal["refuse", "warn"]
    stats: tuple[str, ...]
    when: Callable[[Facts], bool]
    note: str
    source: str
    details: Callable[[Facts], tuple[str, ...]] = _once

    def notes(self, facts: Facts) -> tuple[str, ...]:
        """Return the note codes this rule gives, with their details."""
        return tuple(f"{self.note}:{one}" if one else self.note for one in self.details(facts))


def _groups_of(low: int, high: int) -> Callable[[Facts], tuple[str, ...]]:
    def details(facts: Facts) -> tuple[str, ...]:
        pairs = zip(facts.groups, facts.sizes, strict=True)
        return tuple(group for group, size in pairs if low <= size <= high)

    return details


def _near_alpha(facts: Facts) -> bool:
    if facts.method != "monte_carlo" or facts.p is None:
        return False
    error = math.sqrt(facts.p * (1 - facts.p) / facts.resamples)
    return abs(facts.p - facts.alpha) < 2 * error


def _below_alpha_unattainable(facts: Facts) -> bool:
    return facts.p_min is not None and facts.p_min > facts.alpha


_OWN = "wbp-survey, docs/statistics.md"
_SMALL = "Simulation of type I error and coverage at n = 3 to 40, docs/statistics.md"
_PERMUTING = ("permutation_p", "cluster_permutation_p", "mann_whitney_p", "mann_whitney_p_adjusted")

RULES: tuple[Rule, ...] = (
    # Nothing to compute from.
    Rule(
        "all_missing",
        "refuse",
        (*DESCRIPTIVE, *TESTS),
        lambda facts: facts.total and facts.n == 0,
        "all_missing",
        "No valid answer: there is nothing to describe or test",
    ),
    Rule(
        "group_without_answers",
        "refuse",
        DESCRIPTIVE,
        lambda facts: not facts.total and facts.n == 0,
        "group_empty",
        "No valid answer in the group",
        _groups_of(0, 0),
    ),
    Rule(
        "one_group",
        "refuse",
        TESTS,
        one_group,
        "one_group",
        "A comparison needs two groups with answers",
    ),
    Rule(
        "constant",
        "refuse",
        tuple(stat for stat in TESTS if stat not in DELTA),
        constant,
        "constant",
        "H is 0/0 when all answers are equal (R: NaN)",
    ),
    Rule(
        "nominal_quantiles",
        "refuse",
        (*QUANTILES, *SPREAD, *MOMENTS),
        lambda facts: facts.level == "nominal",
        "nominal",
        "Stevens (1946), Science 103:677-680: categories without order have no quantiles",
    ),
    Rule(
        "nominal_tests",
        "refuse",
        TESTS,
        unordered,
        "nominal",
        "Stevens (1946): no ranks without order; two categories are always ordered",
    ),
    # Too few answers.
    Rule(
        "one_answer",
        "refuse",
        DESCRIPTIVE,
        lambda facts: facts.n == 1,
        "group_of_one",
        "One person is a story, not a distribution; " + _OWN,
        _groups_of(1, 1),
    ),
    Rule(
        "two_answers",
        "refuse",
        DESCRIPTIVE,
        lambda facts: facts.n == 2,
        "n_below_3",
        "At n <= 2 only a list; " + _OWN,
        _groups_of(1, 2),
    ),
    Rule(
        "test_with_one_answer",
        "refuse",
        tuple(stat for stat in TESTS if stat not in SMALLEST),
        lambda facts: 1 in facts.sizes,
        "group_of_one",
        "A group of one takes no part in a test; the smallest attainable p is given; " + _OWN,
        _groups_of(1, 1),
    ),
    Rule(
        "test_with_two_answers",
        "refuse",
        tuple(stat for stat in TESTS if stat not in SMALLEST),
        lambda facts: 2 in facts.sizes,
        "n_below_3",
        "A group of two takes no part in a test; the smallest attainable p is given; " + _OWN,
        _groups_of(2, 2),
    ),
    Rule(
        "mean_of_few",
        "refuse",
        MOMENTS,
        lambda facts: facts.n < 5,
        "n_below_5",
        _SMALL,
    ),
    Rule(
        "pairs_of_few",
        "refuse",
        ("mann_whitney_p", "mann_whitney_p_adjusted"),
        lambda facts: facts.compared > 2 and 0 < facts.smallest < 5,
        "n_below_5",
        "No pairwise tests at 3 or 4 per group: 4 v. 4 cannot pass Holm over three pairs; " + _OWN,
    ),
    Rule(
        "dunn_of_few",
        "refuse",
        DUNN,
        lambda facts: 0 < facts.smallest < 10,
        "n_below_10",
        "Dunn's normal approximation is for groups of 10 or more; exact Mann-Whitney below; "
        + _SMALL,
    ),
    Rule(
        "min_p_above_alpha",
        "refuse",
        _PERMUTING,
        _below_alpha_unattainable,
        "min_p_above_alpha",
        "No outcome could pass: the smallest attainable p says it all; " + _OWN,
    ),
    # No interval, no test of this kind.
    Rule(
        "separated",
        "refuse",
        ETA[1:],
        lambda facts: facts.separated,
        "no_variation_within",
        "F on ranks is infinite when nothing varies within the groups",
    ),
    Rule(
        "too_many_pairs",
        "refuse",
        PAIR,
        too_many_pairs,
        "too_many_groups",
        "342 municipalities make 58,311 pairs: estimate, do not test; " + _OWN,
        lambda facts: (str(facts.compared),),
    ),
    Rule(
        "permutation_too_long",
        "refuse",
        PERMUTATION,
        lambda facts: facts.method == "skipped",
        "permutation_skipped",
        "Above 40 per group the chi-square p holds its level; " + _SMALL,
    ),
    Rule(
        "normal_p_has_no_minimum",
        "refuse",
        ("mann_whitney_p_min",),
        lambda facts: facts.method == "normal",
        "normal_approximation",
        "The smallest attainable p is known when all tables are gone through",
    ),
    Rule(
        "count_too_large",
        "refuse",
        ("permutation_count", "cluster_permutation_count"),
        lambda facts: not facts.countable,
        "count_too_large",
        "More assignments than a floating-point number can hold (1e308)",
    ),
    Rule(
        "cluster_not_nested",
        "refuse",
        CLUSTER,
        lambda facts: facts.split > 0,
        "cluster_not_nested",
        "Whole clusters can only move when each lies in one group; " + _OWN,
        lambda facts: (str(facts.split),),
    ),
    Rule(
        "cluster_missing",
        "refuse",
        CLUSTER,
        lambda facts: facts.unclustered > 0,
        "cluster_missing",
        "Every answer must belong to a cluster; " + _OWN,
        lambda facts: (str(facts.unclustered),),
    ),
    # Numbers that need a word beside them.
    Rule(
        "group_empty",
        "warn",
        (*COUNTS, *TESTS),
        lambda facts: 0 in facts.sizes,
        "group_empty",
        "An empty group is left out of the test and named; " + _OWN,
        _groups_of(0, 0),
    ),
    Rule(
        "without_group",
        "warn",
        COUNTS,
        lambda facts: facts.without_group > 0,
        "without_group",
        "Rows without a group are counted, not silently dropped; " + _OWN,
        lambda facts: (str(facts.without_group),),
    ),
    Rule(
        "share_of_few",
        "warn",
        SHARES,
        lambda facts: 2 < facts.n < 20,
        "n_below_20",
        "Below 20 write x of n, no percentage; " + _OWN,
    ),
    Rule(
        "test_of_few",
        "warn",
        (*OMNIBUS, *DELTA, *MANN_WHITNEY),
        lambda facts: 0 < facts.smallest < 10,
        "n_below_10",
        _SMALL,
    ),
    Rule(
        "ties_over_half",
        "warn",
        TESTS,
        lambda facts: 0.5 < facts.largest < 1,
        "ties_over_half",
        "More than half of the answers are the same one; " + _OWN,
    ),
    Rule(
        "missing_over_20",
        "warn",
        (*COUNTS, *OMNIBUS, *CLUSTER),
        lambda facts: facts.nonresponse > 0.20,
        "missing_over_20",
        "More than 20% of those asked gave no answer; not asked and not routed do not count; "
        + _OWN,
    ),
    Rule(
        "dont_know_over_15",
        "warn",
        COUNTS,
        lambda facts: facts.dont_know > 0.15,
        "dont_know_over_15",
        "More than 15% did not know: show it as an answer of its own; " + _OWN,
    ),
    Rule(
        "unbalanced",
        "warn",
        OMNIBUS,
        lambda facts: len(facts.filled) > 1 and max(facts.filled) > 4 * facts.smallest,
        "unbalanced",
        "Largest group more than four times the smallest; " + _OWN,
    ),
    Rule(
        "negative_eta",
        "warn",
        ("eta_squared_h",),
        lambda facts: facts.eta is not None and facts.eta < 0,
        "negative_eta",
        "Unbiased, hence below 0 at times: print 0.00 (kassambara/rstatix issue 217)",
    ),
    Rule(
        "as_if_independent",
        "warn",
        NAIVE,
        lambda facts: facts.clustered,
        "as_if_independent",
        "With intraclass correlation .10 this p rejects 18% of true null hypotheses; " + _OWN,
    ),
    Rule(
        "few_clusters",
        "warn",
        CLUSTER,
        lambda facts: 0 < facts.clusters < 20,
        "few_clusters",
        "Fewer than 20 clusters; " + _OWN,
        lambda facts: (str(facts.clusters),),
    ),
    Rule(
        "monte_carlo_floor",
        "warn",
        ("permutation_p_min", "cluster_permutation_p_min"),
        lambda facts: facts.method == "monte_carlo",
        "monte_carlo_floor",
        "A sampled p cannot be below 1 / (B + 1); the true minimum is not known",
    ),
    Rule(
        "near_alpha",
        "warn",
        ("permutation_p", "cluster_permutation_p"),
        _near_alpha,
        "near_alpha",
        "Monte Carlo p within two standard errors of alpha: raise the number of resamples",
    ),
    Rule(
        "omnibus_above_alpha",
        "warn",
        PAIR_P,
        lambda facts: facts.omnibus_p is not None and facts.omnibus_p > facts.alpha,
        "omnibus_above_alpha",
        "Pairs are tested behind the omnibus test; without it, effect sizes only; " + _OWN,
    ),
)
