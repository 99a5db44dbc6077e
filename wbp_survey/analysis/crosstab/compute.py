"""From counted pairs of answers to result rows, one statistic each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.crosstab import blocks
from wbp_survey.analysis.crosstab.cells import Cells
from wbp_survey.analysis.crosstab.strata_blocks import strata_blocks
from wbp_survey.analysis.groups import count_rows, missing_shares
from wbp_survey.analysis.omnibus import Block, Sampling
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.model.labels import two_codes
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_MOST_NAMED = 8
_TWO = 2


@dataclass(frozen=True, slots=True)
class CrosstabSpec:
    """How to look at a two-way table.

    `refined` is how often to sample once more near alpha (0: never); `cluster` is what people share
    (their case), so that what treats them as independent says so.
    """

    resamples: int = 9999
    refined: int = 0
    seed: int = 0
    cluster: str = ""


def crosstab_rows(cells: Cells, spec: CrosstabSpec) -> tuple[Result, ...]:
    """Return every statistic of a two-way table, the rows being `variable`, the columns `by`.

    Counts first, then how strongly both hang together, then tests. What cannot or may not be
    computed is a row with value None and a note that says why.
    """
    notes = tuple(dict.fromkeys((*cells.row.notes, *cells.column.notes)))
    subject = Subject(replace(cells.row, notes=notes), cells.column.id)
    used = blocks.used_part(cells.table, cells.row, cells.column)
    facts = _facts(cells, used, spec)
    rows = _counted(cells, subject, facts) + _shares(cells, subject)
    for block in (*_whole(cells, used, facts, spec), *_within(cells, used, facts, spec)):
        rows += write_rows(subject, block.numbers, block.facts)
    return tuple(rows)


def _facts(cells: Cells, used: blocks.Used, spec: CrosstabSpec) -> dict[str, Any]:
    constant = [
        one.id
        for one, size in zip((cells.row, cells.column), used.table.shape, strict=True)
        if size == 1
    ]
    unordered = [_unordered(one) for one in (cells.row, cells.column)]
    return {
        "n": cells.n,
        "table": True,
        "design": cells.weighting == "design",
        "tested": cells.weighting != "design" and min(used.table.shape) > 1,
        "frequencies": cells.weighting == "frequency",
        "clustered": bool(spec.cluster),
        "constant": " & ".join(constant) if cells.n else "",
        "unordered": any(unordered),
        "columns_unordered": unordered[1],
        "unused_rows": _named(used.unused[0]) if cells.n else "",
        "unused_columns": _named(used.unused[1]) if cells.n else "",
    }


def _unordered(variable: Variable) -> bool:
    """Tell whether the codes have no order; two of them always have one."""
    return variable.level == "nominal" and len(variable.codes) > _TWO


def _named(codes: Sequence[str]) -> str:
    return ", ".join(codes[:_MOST_NAMED]) + (" …" if codes[_MOST_NAMED:] else "")


def _counted(cells: Cells, subject: Subject, facts: dict[str, Any]) -> list[Result]:
    """Return how many gave both answers, who did not, and each variable's missing reasons."""
    asked = cells.n + cells.lost + cells.adrift
    numbers = {"n_missing": Number(float(cells.lost))}
    if cells.strata:
        numbers["n_without_stratum"] = Number(float(cells.adrift))
    rows = write_rows(subject, {"n_valid": Number(float(cells.n))}, facts)
    if cells.effective is not None:
        effective = {"n_effective": Number(cells.effective, "kish")}
        rows += write_rows(subject, effective, facts)
    rows += [replace(row, n=asked) for row in write_rows(subject, numbers, facts)]
    for variable, missing in zip((cells.row, cells.column), cells.missing, strict=True):
        n = asked - int(missing.sum())
        nonresponse, dont_know = missing_shares(n, missing)
        about = {"n": n, "nonresponse": nonresponse, "dont_know": dont_know}
        rows += count_rows(Subject(variable, None), missing, about)
    return rows


def _shares(cells: Cells, subject: Subject) -> list[Result]:
    """Return how many gave each pair of answers and, per row in use, the share of each column.

    With design weights the shares are those of the weights, and so is each cell's of the whole.
    """
    table, weights = cells.table, cells.weights
    base = table if weights is None else weights
    method = "" if weights is None else "weighted"
    counts: dict[str, Number] = {}
    rows: list[Result] = []
    whole = float(base.sum()) or 1.0
    for place, code in enumerate(cells.row.codes):
        labels = [two_codes(code, other, "|") for other in cells.column.codes]
        counts |= {
            f"count:{label}": Number(float(number))
            for label, number in zip(labels, table[place].tolist(), strict=True)
        }
        if not base[place].sum():
            continue
        own = (base[place] / base[place].sum()).tolist()
        numbers = {
            f"row_share:{label}": Number(share, method)
            for label, share in zip(labels, own, strict=True)
        }
        if weights is not None:
            numbers |= {
                f"table_share:{label}": Number(float(weight) / whole, method)
                for label, weight in zip(labels, base[place].tolist(), strict=True)
            }
        rows += write_rows(subject, numbers, {"n": int(table[place].sum()), "table": True})
    return write_rows(subject, counts, {"n": cells.n}) + rows


def _whole(
    cells: Cells, used: blocks.Used, facts: dict[str, Any], spec: CrosstabSpec
) -> Iterable[Block]:
    """Yield what the whole table shows."""
    yield blocks.association_block(used, facts)
    yield blocks.fisher_block(used, facts, _stream(cells, spec, "fisher_p"))
    yield blocks.ordinal_block(used, facts)
    trend = _stream(cells, spec, "linear_by_linear_exact_p")
    yield from blocks.exact_blocks(used, facts, trend, _stream(cells, spec, "spearman_exact_p"))
    square = blocks.squared(cells.table, cells.row, cells.column)
    if square is not None:
        yield blocks.square_block(
            square, facts, _stream(cells, spec, "stuart_maxwell_permutation_p")
        )
        if all(one.agree and one.declared for one in (cells.row, cells.column)):
            yield blocks.agree_block(cells.table, cells.row, cells.column, facts)
    yield blocks.residual_block(used, facts)


def _within(
    cells: Cells, used: blocks.Used, facts: dict[str, Any], spec: CrosstabSpec
) -> Iterable[Block]:
    """Return what holds within the strata; nothing without strata."""
    if not cells.strata:
        return []
    kept = [
        [one.codes.index(code) for code in codes]
        for one, codes in ((cells.row, used.rows), (cells.column, used.columns))
    ]
    counts = cells.counts[:, kept[0]][:, :, kept[1]]
    facts = {**facts, "clustered": bool(spec.cluster) and spec.cluster != cells.strata}
    names = ("cmh_correlation_exact_p", "blocked_permutation_p")
    return strata_blocks(
        counts, used, facts, [_stream(cells, spec, one, cells.strata) for one in names]
    )


def _stream(cells: Cells, spec: CrosstabSpec, *stat: str) -> Sampling:
    """Name the random stream of a statistic by what it is about."""
    about = [(one.id, one.round or 0) for one in (cells.row, cells.column)]
    return Sampling(spec.seed, ("crosstab", *about, *stat), spec.resamples, spec.refined)
