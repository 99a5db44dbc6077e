"""Compare answers of the same people: columns of a file, or its rows under several conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wbp_survey.analysis.paired.compare import PairedSpec, paired_rows
from wbp_survey.analysis.paired.families import with_families
from wbp_survey.analysis.paired.matched import Matched
from wbp_survey.analysis.paired.shape import from_columns, from_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.dataset.categories import table_with_categories
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.sources import place_of
from wbp_survey.errors import DataError
from wbp_survey.model.result import Comparison
from wbp_survey.model.table import Factor, Table
from wbp_survey.workflow.comparing import Question, manifest_of

CONDITION = "condition"
"""What the columns of a wide file are levels of."""
_TWO = 2


def compare_paired(
    path: Path | str, conditions: Sequence[str], question: Question, reading: Reading
) -> Comparison:
    """Compare columns of a file: each row is a person, each column a condition or a round.

    Of the question count cluster, seed, resamples and adjust. Texts without a stated order are
    compared as categories. Raises DataError when the columns are not two, or not of one scale.
    """
    if len(set(conditions)) < max(_TWO, len(conditions)):
        raise DataError.one("DATA_PAIRED_TWO", place_of(path), columns=", ".join(conditions))
    by = [question.cluster] if question.cluster else []
    table = table_with_categories(path, by, conditions, reading)
    cluster = table.factors[question.cluster] if question.cluster else None
    matched = from_columns(table.columns, CONDITION, cluster)
    command = f"compare --paired {','.join(conditions)}"
    return _compared(table, [matched], replace(question, items=tuple(conditions)), command)


def compare_long(path: Path | str, pair: str, question: Question, reading: Reading) -> Comparison:
    """Compare the rows of a file: each row is one person (`pair`) under one condition (`by`).

    Conditions stand in the order of `reading` when it has theirs. Raises DataError when a person
    occurs twice under a condition: nobody is averaged, nobody left out unsaid.
    """
    if not question.items:
        raise DataError.one("DATA_ITEMS_NEEDED", place_of(path))
    if question.by == pair:
        raise DataError.one("DATA_PAIR_COLUMNS", place_of(path), column=pair)
    by = [question.by, pair, *([question.cluster] if question.cluster else [])]
    table = table_with_categories(path, by, question.items, reading)
    ordered = _in_order(table.factors[question.by], reading)
    table = replace(table, factors={**table.factors, question.by: ordered})
    cluster = question.cluster or ""
    matched = [from_rows(table, one, question.by, pair, cluster) for one in table.columns]
    return _compared(table, matched, question, f"compare --by {question.by} --pair {pair}")


def _compared(
    table: Table, matched: Sequence[Matched], question: Question, command: str
) -> Comparison:
    seed = question.seed or 0
    refined = int(threshold("resamples_near")) if question.refine else 0
    spec = PairedSpec(question.resamples, refined, seed, question.adjust)
    written = with_families(matched, [paired_rows(one, spec) for one in matched])
    rows = tuple(row for some in written for row in some)
    filters = {
        "items": list(question.items),
        "cluster": question.cluster or "",
        "adjust": question.adjust,
    }
    manifest = manifest_of(table, command, {}, seed)
    return Comparison(replace(manifest, filters=filters, resamples=question.resamples), rows)


def _in_order(factor: Factor, reading: Reading) -> Factor:
    """Put the conditions in a stated order that has them all."""
    import numpy as np

    order = next((one for one in reading.orders if set(factor.levels) <= set(one)), None)
    if order is None:
        return factor
    levels = tuple(level for level in order if level in factor.levels)
    moved = [levels.index(level) for level in factor.levels]
    index = np.array([*moved, -1], dtype=np.int32)[factor.index]
    return replace(factor, levels=levels, index=index)
