"""`wbp compare FILE --by COLUMN --weight COLUMN`: groups in a weighted sample."""

from __future__ import annotations

from wbp_survey.cli.compare_modes import Asked, Printed
from wbp_survey.cli.modes.asking import file_of, question_of, reading_for
from wbp_survey.cli.national import print_weighted
from wbp_survey.model.result import Comparison
from wbp_survey.workflow.national import compare_weighted


def run(asked: Asked) -> tuple[Comparison, Printed]:
    """Estimate the groups of a file by the design of its sample."""
    question, reading = question_of(asked, asked.by or ""), reading_for(asked)
    found = compare_weighted(
        file_of(asked), question, reading, asked.weight, asked.strata, asked.fpc
    )
    return found, print_weighted
