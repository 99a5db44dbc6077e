"""`wbp compare --table ROW,COLUMN`: two answers of the same people in one table."""

from __future__ import annotations

from wbp_survey.cli.compare_modes import Asked, Printed
from wbp_survey.cli.crosstab import print_crosstab
from wbp_survey.cli.modes.asking import reading_for
from wbp_survey.cli.options import words
from wbp_survey.model.result import Comparison
from wbp_survey.workflow.crosstab import crossing, crosstab_file, crosstab_study
from wbp_survey.workflow.study import open_place


def run(asked: Asked) -> tuple[Comparison, Printed]:
    """Make the table of two columns of a file, or of two items of the study."""
    table = crossing(
        words(asked.crossed),
        strata=asked.strata,
        weight=asked.weight,
        role=asked.role,
        seed=asked.seed,
        resamples=asked.resamples,
        refine="resamples" not in asked.said,
    )
    if asked.file is None:
        return crosstab_study(open_place(asked.folder), table), print_crosstab
    return crosstab_file(asked.file, table, reading_for(asked)), print_crosstab
