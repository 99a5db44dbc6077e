"""Compare groups in a weighted sample: a file with a column of weights, and how it was drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wbp_survey.analysis.survey.design import Design, Drawn, design_of, problems_of
from wbp_survey.analysis.survey.weighted import weighted_rows
from wbp_survey.dataset.coding import Reading, as_number
from wbp_survey.dataset.files import table_from_file
from wbp_survey.dataset.reading import TEXT_KINDS, portions_in, read_header
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.result import Comparison
from wbp_survey.model.table import Factor, Table
from wbp_survey.workflow.comparing import Question, manifest_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Sample:
    """The columns that say how a sample was drawn; empty for what does not apply.

    `weight` how many persons a row stands for, `strata` in which stratum it was drawn, `cluster`
    its first-stage unit, `population` the size of its stratum in such units (or, at most 1, the
    fraction drawn).
    """

    weight: str
    strata: str = ""
    cluster: str = ""
    population: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns there are."""
        named = (self.weight, self.strata, self.cluster, self.population)
        return tuple(name for name in named if name)


def compare_weighted(
    path: Path, question: Question, reading: Reading, weight: str, strata: str = "", fpc: str = ""
) -> Comparison:
    """Compare the answers in a weighted sample; the question's cluster is the first-stage unit.

    Of the question count by, items and cluster: nothing is permuted, so that there is no seed.
    Raises DataError with every line on which a weight, stratum, cluster or population size will not
    do.
    """
    if not question.items:
        raise DataError.one("DATA_ITEMS_NEEDED", str(path))
    sample = Sample(weight, strata, question.cluster or "", fpc)
    by = list(dict.fromkeys((question.by, *sample.columns)))
    table = table_from_file(path, by, question.items, reading)
    rows = weighted_rows(table, question.by, _design(path, table, sample))
    filters = {
        "items": list(question.items),
        "weight": weight,
        "strata": strata,
        "cluster": sample.cluster,
        "fpc": fpc,
    }
    manifest = manifest_of(table, f"compare --by {question.by} --weight {weight}", {}, 0)
    return Comparison(replace(manifest, filters=filters), tuple(rows))


def _design(path: Path, table: Table, sample: Sample) -> Design:
    """Return the design of a sample, or raise DataError with all that is wrong with it."""
    text = path.suffix.lower() in TEXT_KINDS
    comma = text and read_header(path).delimiter == ";"
    known = table.factors
    drawn = Drawn(
        _numbers(known[sample.weight], comma=comma),
        known.get(sample.strata),
        known.get(sample.cluster),
        _numbers(known[sample.population], comma=comma) if sample.population else None,
        (sample.weight, sample.strata, sample.cluster, sample.population),
    )
    if problems_of(drawn):
        raise DataError(_problems_by_line(path, drawn))
    return design_of(drawn)


def _problems_by_line(path: Path, drawn: Drawn) -> list[Problem]:
    """Name the lines of the file on which something is wrong; a row may take several."""
    import numpy as np

    lines = [one.lines for one in portions_in(path, [drawn.names[0]]) if one.lines is not None]
    return problems_of(drawn, str(path), np.concatenate(lines) if lines else None)


def _numbers(factor: Factor, *, comma: bool) -> NDArray[np.float64]:
    """Return the number in each row of a column, NaN where there is none."""
    import numpy as np

    values = [as_number(level, decimal_comma=comma) for level in factor.levels]
    known = [np.nan if value is None else value for value in (*values, None)]
    return np.asarray(known, dtype=np.float64)[factor.index]
