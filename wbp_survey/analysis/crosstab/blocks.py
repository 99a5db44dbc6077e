"""The numbers of a two-way table, in blocks that share the facts the rules look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.crosstab import association, ordinal
from wbp_survey.analysis.crosstab.fisher import exact_linear, freeman_halton
from wbp_survey.analysis.crosstab.odds import exact_odds_ratio
from wbp_survey.analysis.exact import Permutation
from wbp_survey.analysis.movement import sign_test
from wbp_survey.analysis.omnibus import Block, Sampling, permutation_facts, permutation_numbers
from wbp_survey.analysis.paired.homogeneity import (
    bhapkar,
    stuart_maxwell,
    stuart_maxwell_permutation,
    upper_tail,
)
from wbp_survey.analysis.rows import Number
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.seeds import generator
from wbp_survey.model.labels import two_codes
from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

CHI2 = ("chi2", "chi2_df", "chi2_p", "expected_min", "expected_below_5_share")
FISHER = ("fisher_p", "fisher_p_min", "fisher_count")
SIZE = ("cramers_v", "cramers_v_corrected")
ODDS = ("odds_ratio", "odds_ratio_ci_low", "odds_ratio_ci_high")
TREND = ("linear_by_linear_z", "linear_by_linear_p")
TREND_EXACT = ("linear_by_linear_exact_p", "linear_by_linear_exact_p_min")
RANKS_EXACT = ("spearman_exact_p", "spearman_exact_p_min")
SPEARMAN = ("spearman", "spearman_ci_low", "spearman_ci_high", "spearman_p")
KENDALL = ("kendall_tau_b", "kendall_tau_b_ci_low", "kendall_tau_b_ci_high", "kendall_tau_b_p")
GAMMA = ("gamma", "gamma_se", "gamma_ci_low", "gamma_ci_high")
MCNEMAR = ("mcnemar_p", "mcnemar_p_min")
MARGINS = (
    "stuart_maxwell_chi2",
    "stuart_maxwell_df",
    "stuart_maxwell_p",
    "stuart_maxwell_permutation_p",
    "stuart_maxwell_permutation_p_min",
    "bhapkar_chi2",
    "bhapkar_p",
)
AGREE = ("agree_both", "agree_first_only", "agree_second_only", "agree_neither")

_SPARSE = 5  # Cochran (1954): expected counts below which chi-square is doubtful
_TWO = 2


@dataclass(frozen=True, slots=True)
class Used:
    """A table without the categories nobody chose; `scores` are the numbers behind the others."""

    table: Ints
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    row_scores: Floats
    column_scores: Floats
    unused: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def small(self) -> bool:
        """Tell whether there is nothing to compare: fewer than two rows or columns."""
        return bool(min(self.table.shape) < _TWO)

    @property
    def two_by_two(self) -> bool:
        """Tell whether two of each are left."""
        return bool(self.table.shape == (2, 2))


def used_part(table: Ints, row: Variable, column: Variable) -> Used:
    """Leave out the rows and columns without answers."""
    import numpy as np

    kept = [np.flatnonzero(table.sum(axis=way)) for way in (1, 0)]
    codes = [
        tuple(one.codes[place] for place in places)
        for one, places in zip((row, column), kept, strict=True)
    ]
    left = [
        tuple(code for code in one.codes if code not in here)
        for one, here in zip((row, column), codes, strict=True)
    ]
    scores = [
        np.array(one.scores, dtype=np.float64)[places]
        for one, places in zip((row, column), kept, strict=True)
    ]
    return Used(table[np.ix_(*kept)], codes[0], codes[1], scores[0], scores[1], (left[0], left[1]))


def association_block(used: Used, facts: Mapping[str, Any]) -> Block:
    """Return chi-square and what it rests on, Cramer's V and, of a 2 x 2 table, phi and odds."""
    if used.small or facts["design"]:
        return Block(dict.fromkeys((*CHI2, *SIZE), Number(None)), facts)
    table, expected = used.table, association.expected_counts(used.table)
    chi2, df = association.pearson_chi2(table), association.degrees(table)
    few = float((expected < _SPARSE).mean())
    numbers = {
        "chi2": Number(chi2, "pearson"),
        "chi2_df": Number(float(df)),
        "chi2_p": Number(upper_tail(chi2, df), "chi_square"),
        "expected_min": Number(float(expected.min())),
        "expected_below_5_share": Number(few),
        "cramers_v": Number(association.cramers_v(table)),
        "cramers_v_corrected": Number(association.cramers_v_corrected(table), "bergsma"),
    }
    zero = not table.all()
    if used.two_by_two:
        numbers |= {"phi": Number(association.phi(table))}
        ratio = association.odds_ratio(table) or (None,) * 3
        numbers |= interval_numbers("odds_ratio", ratio, "cross_product", "woolf")
        exact = exact_odds_ratio(table)
        numbers |= interval_numbers(
            "odds_ratio_exact", exact or (None,) * 3, "conditional", "exact"
        )
        facts = {
            **facts,
            "odds_skipped": exact is None,
            "odds_infinite": exact is not None and exact[0] is None,
        }
    uncorrected = numbers["cramers_v_corrected"].value is None
    return Block(numbers, {**facts, "sparse": few, "zero_cell": zero, "uncorrected": uncorrected})


def fisher_block(used: Used, facts: Mapping[str, Any], sampling: Sampling) -> Block:
    """Return Fisher's exact p of the whole table."""
    if used.small or facts["design"]:
        return Block(dict.fromkeys(FISHER, Number(None)), facts)
    return permuted(FISHER, freeman_halton(used.table, sampling), facts)


def residual_block(used: Used, facts: Mapping[str, Any]) -> Block:
    """Return per cell how many standard errors its count lies from what is expected."""
    if used.small or facts["design"]:
        return Block({}, facts)
    numbers = {}
    found = association.adjusted_residuals(used.table).tolist()
    for row, values in zip(used.rows, found, strict=True):
        for column, value in zip(used.columns, values, strict=True):
            label = two_codes(row, column, "|")
            numbers[f"residual:{label}"] = Number(value, "adjusted")
    return Block(numbers, facts)


def ordinal_block(used: Used, facts: Mapping[str, Any]) -> Block:
    """Return the trend, the rank correlations and gamma, with normal p-values and intervals."""
    if _hopeless(used, facts):
        return Block(dict.fromkeys((*TREND, *SPEARMAN, *KENDALL, *GAMMA), Number(None)), facts)
    table, n = used.table, int(used.table.sum())
    z, p = ordinal.linear_by_linear(table, used.row_scores, used.column_scores)
    rho, tau, gamma = ordinal.spearman(table), ordinal.kendall_tau_b(table), ordinal.gamma(table)
    numbers = {"linear_by_linear_z": Number(z, "scores"), "linear_by_linear_p": Number(p, "normal")}
    numbers |= interval_numbers(
        "spearman",
        (rho, *(ordinal.spearman_interval(rho, n) or _NONE)),
        "midranks",
        "bonett_wright",
    )
    numbers["spearman_p"] = Number(ordinal.spearman_p(rho, n), "t")
    numbers |= interval_numbers(
        "kendall_tau_b",
        (tau, *(ordinal.kendall_interval(table) or _NONE)),
        "tie_corrected",
        "fisher_z",
    )
    numbers["kendall_tau_b_p"] = Number(ordinal.kendall_p(table), "normal")
    value, error, ends = None, None, _NONE
    if gamma is not None:
        value, error, ends = gamma.value, gamma.error, ordinal.gamma_interval(gamma) or _NONE
    numbers |= interval_numbers("gamma", (value, *ends), "", "fisher_z")
    numbers["gamma_se"] = Number(error, "asymptotic")
    known = {
        "perfect": abs(rho) >= 1 or abs(tau) >= 1,
        "one_sided": not error,
        "all_tied": gamma is None,
    }
    return Block(numbers, {**facts, **known})


def exact_blocks(
    used: Used, facts: Mapping[str, Any], trend: Sampling, ranks: Sampling
) -> list[Block]:
    """Return the exact p of the trend and of Spearman's correlation."""
    if _hopeless(used, facts):
        return [Block(dict.fromkeys((*TREND_EXACT, *RANKS_EXACT), Number(None)), facts)]
    table = used.table
    middle = [ordinal.midranks(table.sum(axis=way)) for way in (1, 0)]
    return [
        permuted(
            TREND_EXACT, exact_linear(table, used.row_scores, used.column_scores, trend), facts
        ),
        permuted(RANKS_EXACT, exact_linear(table, middle[0], middle[1], ranks), facts),
    ]


def square_block(table: Ints, facts: Mapping[str, Any], sampling: Sampling) -> Block:
    """Return whether both answers are spread alike over the same categories."""
    import numpy as np

    two = MCNEMAR if len(table) == _TWO else ()
    if facts["design"] or not table.sum():
        return Block(dict.fromkeys((*two, *MARGINS), Number(None)), facts)
    facts = {
        **facts,
        "twice": True,
        "moved": int(table.sum() - table.trace()),
        "categories": int(np.count_nonzero(table.sum(axis=0) + table.sum(axis=1))),
    }
    found, other = stuart_maxwell(table), bhapkar(table)
    rng = generator(sampling.seed, *sampling.name)
    permuted_p = None
    if facts["categories"] <= threshold("margin_codes"):
        permuted_p = stuart_maxwell_permutation(table, sampling.resamples, rng)
    if found is None or permuted_p is None:
        return Block(dict.fromkeys((*two, *MARGINS), Number(None)), facts)
    numbers = {
        "stuart_maxwell_chi2": Number(found.chi2),
        "stuart_maxwell_df": Number(float(found.df)),
        "stuart_maxwell_p": Number(found.p, "chi_square"),
        "stuart_maxwell_permutation_p": Number(permuted_p.p, permuted_p.method),
        "stuart_maxwell_permutation_p_min": Number(permuted_p.p_min, permuted_p.method),
        "bhapkar_chi2": Number(None if other is None else other.chi2),
        "bhapkar_p": Number(None if other is None else other.p, "chi_square"),
    }
    if two:
        both = sign_test(int(table[0, 1]), int(table[1, 0]))
        numbers = dict(zip(two, (Number(p, "exact") for p in both), strict=True)) | numbers
    more = permutation_facts(permuted_p, facts)
    return Block(
        numbers,
        {**facts, **more, "unbounded": other is None, "paired_p_min": permuted_p.p_min},
    )


def agree_block(table: Ints, row: Variable, column: Variable, facts: Mapping[str, Any]) -> Block:
    """Return how many agree with both statements, with one of them, with neither."""
    import numpy as np

    first, second = (np.isin(one.codes, one.agree) for one in (row, column))
    parts = ((first, second), (first, ~second), (~first, second), (~first, ~second))
    return Block(
        {
            stat: Number(float(table[np.ix_(*part)].sum()))
            for stat, part in zip(AGREE, parts, strict=True)
        },
        facts,
    )


def squared(table: Ints, row: Variable, column: Variable) -> Ints | None:
    """Return the table with its columns in the order of its rows; None unless codes are equal."""
    if len(row.codes) < _TWO or sorted(row.codes) != sorted(column.codes):
        return None
    return table[:, [column.codes.index(code) for code in row.codes]]


def permuted(names: Sequence[str], found: Permutation | None, facts: Mapping[str, Any]) -> Block:
    """Return p, smallest p and, if it has a name, count of a permutation, with its facts."""
    numbers = permutation_numbers("", found)
    kept = zip(names, numbers.values(), strict=False)
    return Block(dict(kept), {**facts, **permutation_facts(found, facts)})


def _hopeless(used: Used, facts: Mapping[str, Any]) -> bool:
    return used.small or facts["design"] or facts["unordered"]


_NONE: tuple[float | None, float | None] = (None, None)


def interval_numbers(
    stat: str, values: Sequence[float | None], method: str, how: str
) -> dict[str, Number]:
    """Return an estimate and the ends of its interval."""
    ends = ("", "_ci_low", "_ci_high")
    return {
        f"{stat}{end}": Number(value, how if end else method)
        for end, value in zip(ends, values, strict=True)
    }
