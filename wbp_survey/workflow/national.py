"""Compare groups in a weighted sample: a file with a column of weights, and how it was drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from wbp_survey.analysis.survey.design import Design, Drawn, design_of, problems_of
from wbp_survey.analysis.survey.weighted import weighted_rows
from wbp_survey.dataset.amounts import amounts, row_lines
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import table_from_file
from wbp_survey.dataset.sources import place_of
from wbp_survey.dataset.tallying import refuse_many_groups
from wbp_survey.errors import DataError
from wbp_survey.model.result import Comparison
from wbp_survey.model.table import Table
from wbp_survey.workflow.comparing import Question, manifest_of


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
    path: Path | str,
    question: Question,
    reading: Reading,
    weight: str,
    strata: str = "",
    fpc: str = "",
) -> Comparison:
    """Compare the answers in a weighted sample; the question's cluster is the first-stage unit.

    Of the question count by, items and cluster: nothing is permuted, so that there is no seed.
    Raises DataError with every line on which a weight, stratum, cluster or population size will not
    do.
    """
    if not question.items:
        raise DataError.one("DATA_ITEMS_NEEDED", place_of(path))
    sample = Sample(weight, strata, question.cluster or "", fpc)
    by = list(dict.fromkeys((question.by, *sample.columns)))
    table = table_from_file(path, by, question.items, reading)
    groups = len(table.factors[question.by].levels)
    refuse_many_groups(question.by, groups, len(question.items), place_of(path))
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


def _design(path: Path | str, table: Table, sample: Sample) -> Design:
    """Return the design of a sample, or raise DataError with all that is wrong with it."""
    known = table.factors
    drawn = Drawn(
        amounts(path, known[sample.weight]),
        known.get(sample.strata),
        known.get(sample.cluster),
        amounts(path, known[sample.population]) if sample.population else None,
        (sample.weight, sample.strata, sample.cluster, sample.population),
    )
    if problems_of(drawn):
        lines = row_lines(path, sample.weight, table.n)
        raise DataError(problems_of(drawn, place_of(path), lines))
    return design_of(drawn)
