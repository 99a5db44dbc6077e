"""Groups in a sample with weights: estimates with the design's own uncertainty, as result rows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.facts import of_sizes
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.survey.association import (
    FTest,
    rank_means,
    rank_test,
    rao_scott,
    wald_rank_test,
)
from wbp_survey.analysis.survey.described import (
    MAX_SHARE_CODES,
    Columns,
    described,
    worth_table,
)
from wbp_survey.analysis.survey.design import Design
from wbp_survey.analysis.survey.linear import degrees_of_freedom, lonely_strata
from wbp_survey.analysis.survey.national import Grouped, national_rows
from wbp_survey.analysis.survey.pairs import weighted_pair_rows
from wbp_survey.model.missing import BY_CODE
from wbp_survey.model.result import Result
from wbp_survey.model.table import OUTSIDE, Column, Factor, Table, Variable
from wbp_survey.model.tally import REASON_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

IGNORES_WEIGHTS = ("kruskal_h", "kruskal_df", "kruskal_p", "permutation_p")
"""What knows no weights: refused, with the note that says so."""
CATEGORIES = ("nominal", "ordinal")
"""The levels at which a table of groups and answers is tested."""
_OF_A_TEST = ("f", "df1", "df2", "p")


@dataclass(frozen=True, slots=True)
class _Division:
    """The rows of one item, divided: per row the place of its group, -1 for one that has no part.

    `names` are the groups; one name None stands for all of them together. `code` is per row the
    place of its answer, `n` per group the answers and `missing` the missing ones per reason.
    """

    variable: Variable
    names: tuple[str | None, ...]
    code: Ints
    domain: Ints
    n: Ints
    missing: Ints
    without_group: int


def weighted_rows(table: Table, by: str, design: Design) -> list[Result]:
    """Return per variable the weighted estimates of every group, of all together, and the tests.

    Groups are domains: rows outside a group, or without an answer, weigh 0 but stay in the design.
    Per group and for all: `n_valid`, `n_missing`, `weight_sum`, `n_effective` (Kish),
    `share:<code>`, `median`, `mean`, `mean_se`, `mean_ci_low/high` (t with the design's degrees of
    freedom), `design_effect`, `agree_share`, `agree_se`, `agree_ci_low/high` (Wilson with what the
    answers are worth), `agree_design_effect`. Over the groups, each with f, df1, df2 and p:
    `rank_test`, `rank_test_wald` (as in R) and `rao_scott`. Per pair of groups `cliffs_delta`, its
    `_se`, `_ci_low/high` and `_design_effect`. With very many groups no pairs, but what
    `national_rows` gives.
    """
    factor = table.factors[by]
    divided = [_divide(column, factor) for column in table.columns]
    many: list[list[Result]] = [[] for _ in divided]
    if len(factor.levels) > threshold("pair_groups"):
        many = national_rows(by, factor.levels, [_grouped(one, design) for one in divided])
    rows: list[Result] = []
    for one, national in zip(divided, many, strict=True):
        rows += [*_rows(one, by, design), *_rows(_together(one), by, design), *national]
        rows += _test_rows(one, by, design)
        subject = Subject(one.variable, by)
        rows += weighted_pair_rows(subject, factor.levels, one.code, one.domain, design)
    return rows


def _divide(column: Column, factor: Factor) -> _Division:
    """Divide the answers of a column; who was not asked, or is in no group, has no part."""
    import numpy as np

    asked = column.reason != OUTSIDE
    group, code = factor.index.astype(np.int64), column.index.astype(np.int64)
    valid = asked & (code >= 0)
    gone = asked & (code < 0) & (group >= 0)
    groups = len(factor.levels)
    cell = group[gone] * REASON_COLUMNS - column.reason[gone]
    return _Division(
        column.variable,
        factor.levels,
        code,
        np.where(valid, group, -1),
        np.bincount(group[valid & (group >= 0)], minlength=groups),
        np.bincount(cell, minlength=groups * REASON_COLUMNS).reshape(groups, REASON_COLUMNS),
        int((asked & (group < 0)).sum()),
    )


def _together(one: _Division) -> _Division:
    """Put all groups together."""
    import numpy as np

    return _Division(
        one.variable,
        (None,),
        one.code,
        np.where(one.domain >= 0, 0, -1),
        one.n.sum(keepdims=True),
        one.missing.sum(axis=0, keepdims=True),
        one.without_group,
    )


def _grouped(one: _Division, design: Design) -> Grouped:
    table = worth_table(design, one.variable, one.code, one.domain, len(one.names))
    return Grouped(one.variable, table, one.n)


def _rows(one: _Division, by: str, design: Design) -> Iterator[Result]:
    """Yield the rows of every group of a division."""
    columns = described(design, one.variable, one.code, one.domain, len(one.names))
    for place, facts in enumerate(_facts(one, design)):
        subject = Subject(one.variable, by, one.names[place])
        facts |= {
            "n_effective": float(columns["n_effective"][0][place]),
            "constant": _is_nan(columns, "design_effect", place),
            "agree_constant": _is_nan(columns, "agree_design_effect", place),
        }
        gone = one.missing[place]
        valid = {"n_valid": Number(float(one.n[place]))}
        counts = {"n_missing": Number(float(gone.sum()))} | {
            f"missing:{BY_CODE[-reason].id}": Number(float(times))
            for reason, times in enumerate(gone.tolist())
            if times and -reason in BY_CODE
        }
        yield from write_rows(subject, valid, facts)
        asked = facts["n"] + int(gone.sum())
        yield from (replace(row, n=asked) for row in write_rows(subject, counts, facts))
        numbers = {
            stat: _number(values[place], method) for stat, (values, method) in columns.items()
        }
        yield from write_rows(subject, numbers, facts)


def _is_nan(columns: Columns, stat: str, place: int) -> bool:
    return stat in columns and math.isnan(columns[stat][0][place])


def _number(value: float, method: str) -> Number:
    """Return a number, without a value when it could not be computed."""
    return Number(float(value) if math.isfinite(value) else None, method)


def _facts(one: _Division, design: Design) -> Iterator[dict[str, Any]]:
    """Yield per group of a division what the rules look at."""
    df = degrees_of_freedom(design, one.domain, len(one.names)).tolist()
    lonely = lonely_strata(design, one.domain, len(one.names))
    for place, (name, n) in enumerate(zip(one.names, one.n.tolist(), strict=True)):
        yield {
            "total" if name is None else "part": True,
            **of_sizes((name or "",), (n,)),
            "n": n,
            "level": one.variable.level,
            "codes": len(one.variable.codes),
            "design_df": df[place],
            "lonely": bool(lonely[place]),
            "lonely_strata": lonely[place],
            "nested": design.nested,
            "without_group": one.without_group,
        }


def _test_rows(one: _Division, by: str, design: Design) -> list[Result]:
    """Return the tests that know the design, and a refusal of those that do not."""
    import numpy as np

    whole = _together(one)
    facts = next(_facts(whole, design))
    names = tuple(name or "" for name in one.names)
    facts |= of_sizes(names, one.n.tolist())
    facts |= {
        "compared": facts["filled"],
        "used_codes": len(np.unique(one.code[one.domain >= 0])),
    }
    tries = 1 < facts["filled"] <= threshold("pair_groups") and not facts["lonely"]
    varied = tries and facts["used_codes"] > 1
    df, ranks = facts["design_df"], None
    if varied:
        ranks = rank_means(design, one.code, one.domain, len(names))
    rank, wald = (rank_test(ranks, df), wald_rank_test(ranks, df)) if ranks else (None, None)
    numbers = _test("rank_test", rank, "second_order") | _test("rank_test_wald", wald, "wald")
    facts |= {
        "rank_untestable": varied and rank is None,
        "wald_untestable": varied and wald is None,
    }
    if one.variable.level in CATEGORIES and len(one.variable.codes) <= MAX_SHARE_CODES:
        shape = (len(names), len(one.variable.codes))
        pearson = rao_scott(design, one.domain, one.code, shape, df) if varied else None
        numbers |= _test("rao_scott", pearson, "second_order")
        facts |= {"table_untestable": varied and pearson is None}
    subject = Subject(one.variable, by)
    blind = dict.fromkeys(IGNORES_WEIGHTS, Number(None))
    refused = write_rows(subject, blind, {"n": facts["n"], "weighted": True})
    return write_rows(subject, numbers, facts) + refused


def _test(name: str, found: FTest | None, method: str) -> dict[str, Number]:
    if found is None:
        return {f"{name}_{part}": Number(None, method) for part in _OF_A_TEST}
    parts = (found.f, found.df1, found.df2, found.p)
    return {
        f"{name}_{part}": Number(value, method)
        for part, value in zip(_OF_A_TEST, parts, strict=True)
    }
