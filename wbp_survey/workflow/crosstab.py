"""Two answers of the same people in one table: columns of a file, or items of the study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.analysis.crosstab.cells import Weights, count_cells
from wbp_survey.analysis.crosstab.compute import CrosstabSpec, crosstab_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.dataset.amounts import are_counts, weights_of
from wbp_survey.dataset.categories import category_column, table_with_categories
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.narrow import occurring
from wbp_survey.dataset.origins import with_origins
from wbp_survey.errors import DataError, Problem, UsageError
from wbp_survey.model.result import Comparison
from wbp_survey.model.table import OUTSIDE, Column, Factor, Table
from wbp_survey.workflow.compare import Recorded, load_answers, narrowed
from wbp_survey.workflow.comparing import RESAMPLES, Question, manifest_of
from wbp_survey.workflow.judging import judged_as
from wbp_survey.workflow.study import Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CASE = "case"
_BOTH = "\0both"
_TWO = 2


@dataclass(frozen=True, slots=True)
class Crossing:
    """Which table to make: rows, columns, and within which strata (empty for none).

    `weight` is the column of weights of a file, `role` the only role of a study to look at;
    `refine`: sample more often where a sampled p lies near alpha.
    """

    row: str
    column: str
    strata: str = ""
    weight: str = ""
    role: str = ""
    seed: int | None = None
    resamples: int = RESAMPLES
    refine: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Every column there is."""
        return tuple(filter(None, (self.row, self.column, self.strata, self.weight)))


def crossing(names: Sequence[str], **known: object) -> Crossing:
    """Return the table of two named columns. Raises UsageError unless all are named once."""
    if len(names) != _TWO:
        raise UsageError.one("USAGE_CROSSTAB_TWO", columns=", ".join(names))
    asked = Crossing(*names, **known)  # type: ignore[arg-type]
    twice = sorted({name for name in asked.names if asked.names.count(name) > 1})
    if twice:
        raise UsageError.one("USAGE_CROSSTAB_TWICE", columns=", ".join(twice))
    return asked


def crosstab_file(path: Path | str, asked: Crossing, reading: Reading) -> Comparison:
    """Make the table of two columns of a file.

    Words without a stated order are categories. Whole weights are numbers of people, other weights
    design weights. Raises DataError for what cannot be read and for weights that are none.
    """
    by = [name for name in (asked.strata, asked.weight) if name]
    table = table_with_categories(path, by, (asked.row, asked.column), reading)
    weights = None
    if asked.weight:
        weights = _weights(path, table.factors[asked.weight])
    return _computed(table, asked, CrosstabSpec(seed=asked.seed or 0), weights)


def crosstab_study(place: Place, asked: Crossing, loaded: Recorded | None = None) -> Comparison:
    """Make the table of two items of the study, or of an item and a grouping.

    People who share a case are not independent, which every test says. Raises DataError for a name
    that is neither item nor grouping, and for an item in several rounds without one (`item@2`).
    """
    loaded = loaded or load_answers(place)
    table = loaded.table
    names = (asked.row, asked.column)
    items = tuple(name.partition("@")[0] for name in names if name not in table.factors)
    question = Question(by=asked.strata or "role", items=items, role=asked.role)
    if items:
        table = narrowed(table, question)
    columns = _columns_of(table, names)
    both = (columns[0].index >= 0) & (columns[1].index >= 0)
    factors = {**table.factors, _BOTH: Factor(_BOTH, ("",), both.astype("int32") - 1)}
    table = with_origins(replace(table, columns=tuple(columns), factors=factors), _BOTH)
    seed = place.study.seed if asked.seed is None else asked.seed
    cluster = _CASE if _shared(table.factors[_CASE], both) else ""
    with judged_as(place.study):
        found = _computed(table, asked, CrosstabSpec(seed=seed, cluster=cluster), None)
    instruments = tuple(
        {"id": one.id, "version": one.version, "sha256": one.sha256}
        for one in loaded.instruments.values()
    )
    return replace(found, manifest=replace(found.manifest, instruments=instruments))


def _shared(case: Factor, both: NDArray[np.bool_]) -> bool:
    """Tell whether two of these people share a case."""
    import numpy as np

    inside = case.index[both & (case.index >= 0)]
    return bool(len(inside)) and int(np.bincount(inside).max()) > 1


def _computed(
    table: Table, asked: Crossing, spec: CrosstabSpec, weights: Weights | None
) -> Comparison:
    row, column = table.columns
    strata = table.factors[asked.strata] if asked.strata else None
    _refuse_many(row, column, strata)
    spec = replace(
        spec,
        resamples=asked.resamples,
        refined=int(threshold("resamples_near")) if asked.refine else 0,
    )
    rows = crosstab_rows(count_cells(row, column, strata, weights), spec)
    filters = {"strata": asked.strata, "weight": asked.weight, "role": asked.role}
    command = f"compare --table {asked.row},{asked.column}"
    manifest = manifest_of(table, command, {}, spec.seed)
    return Comparison(replace(manifest, filters=filters, resamples=spec.resamples), rows)


def _refuse_many(row: Column, column: Column, strata: Factor | None) -> None:
    """Refuse a table that nobody can read, whatever the time it takes."""
    sizes = [len(one.variable.codes) for one in (row, column)]
    layers = len(strata.levels) if strata is not None else 1
    if max(sizes[0] * sizes[1], 1) * max(layers, 1) <= threshold("table_cells"):
        return
    names = [f"{one.variable.id} ({len(one.variable.codes)})" for one in (row, column)]
    names += [f"{strata.id} ({layers})"] if strata is not None else []
    most = int(threshold("table_cells"))
    raise DataError.one("DATA_CROSSTAB_LARGE", columns=", ".join(names), most=most)


def _weights(path: Path | str, factor: Factor) -> Weights:
    """Return the weights of a file: numbers of people when all are whole, else design weights.

    Raises DataError with the lines on which there is no weight.
    """
    found = weights_of(path, factor)
    if isinstance(found, Problem):
        raise DataError([found])
    return Weights("frequency" if are_counts(found) else "design", found)


def _columns_of(table: Table, names: Sequence[str]) -> list[Column]:
    """Return the columns of items and groupings.

    Of a grouping only the levels of people who could be asked the other question.
    """
    import numpy as np

    items = {name: _item_column(table, name) for name in names if name not in table.factors}
    asked = np.ones(table.n, dtype=bool)
    for column in items.values():
        asked &= column.reason != OUTSIDE
    groups = {
        name: category_column(occurring(replace(one, index=np.where(asked, one.index, -1))))
        for name, one in table.factors.items()
        if name in names
    }
    return [(items | groups)[name] for name in names]


def _item_column(table: Table, name: str) -> Column:
    """Return an item's column. Raises DataError when it has several rounds and none is named."""
    item, _, number = name.partition("@")
    found = [one for one in table.columns if one.variable.id == item]
    chosen = [one for one in found if not number or str(one.variable.round) == number]
    if len(chosen) != 1:
        rounds = ", ".join(f"{item}@{one.variable.round}" for one in found)
        raise DataError.one("DATA_CROSSTAB_ROUND", item=name, rounds=rounds)
    return chosen[0]
