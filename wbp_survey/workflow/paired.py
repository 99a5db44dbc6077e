"""Compare answers of the same people: columns of a file, or its rows under several conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wbp_survey.analysis.paired.compare import PairedSpec, paired_rows
from wbp_survey.analysis.paired.matched import Matched
from wbp_survey.analysis.paired.shape import from_columns, from_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.dataset.coding import Reading, as_number
from wbp_survey.dataset.files import table_from_file
from wbp_survey.errors import DataError
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.result import Comparison
from wbp_survey.model.table import Column, Factor, Table, Variable
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
        raise DataError.one("DATA_PAIRED_TWO", str(path), columns=", ".join(conditions))
    by = [question.cluster] if question.cluster else []
    table = _read(path, by, conditions, reading)
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
        raise DataError.one("DATA_ITEMS_NEEDED", str(path))
    if question.by == pair:
        raise DataError.one("DATA_PAIR_COLUMNS", str(path), column=pair)
    by = [question.by, pair, *([question.cluster] if question.cluster else [])]
    table = _read(path, by, question.items, reading)
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
    rows = tuple(row for one in matched for row in paired_rows(one, spec))
    filters = {
        "items": list(question.items),
        "cluster": question.cluster or "",
        "adjust": question.adjust,
    }
    manifest = manifest_of(table, command, {}, seed)
    return Comparison(replace(manifest, filters=filters, resamples=question.resamples), rows)


def _read(path: Path | str, by: Sequence[str], items: Sequence[str], reading: Reading) -> Table:
    """Read a file; when nothing is wrong but that words have no stated order, as categories."""
    try:
        return table_from_file(path, by, items, reading)
    except DataError as error:
        if {problem.code for problem in error.problems} != {"DATA_NO_ORDER"}:
            raise
        table = table_from_file(path, [*by, *items], (), reading)
        columns = [_categories(table.factors[name], reading) for name in dict.fromkeys(items)]
        codes = [code for column in columns for code in column.variable.codes]
        if any(as_number(code) is not None for code in codes):
            raise  # a word among numbers is a mistake, not a category
    return replace(table, columns=tuple(columns))


def _categories(factor: Factor, reading: Reading) -> Column:
    """Turn a grouping into answers without an order."""
    import numpy as np

    reasons = [
        BY_ID[reading.missing[one]].code if one in reading.missing else 0 for one in factor.levels
    ]
    codes = tuple(level for level, gone in zip(factor.levels, reasons, strict=True) if not gone)
    place = {code: number for number, code in enumerate(codes)}
    blank = BY_ID[reading.missing.get("blank", "not_asked")].code
    index = np.array([*(place.get(level, -1) for level in factor.levels), -1], dtype=np.int32)
    reason = np.array([*reasons, blank], dtype=np.int8)
    unsaid = "blank" not in reading.missing and bool((factor.index < 0).any())
    variable = Variable(
        factor.id,
        codes,
        tuple(float(number + 1) for number in range(len(codes))),
        level="nominal",
        label={"nl": factor.id, "en": factor.id},
        declared=False,
        notes=("no_order", *(("blank_as_not_asked",) if unsaid else ())),
    )
    return Column(variable, index[factor.index], reason[factor.index])


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
