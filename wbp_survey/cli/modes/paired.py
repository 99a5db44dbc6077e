"""`wbp compare FILE --paired A,B`, or `--by ROUND --pair PERSON`: the same people again."""

from __future__ import annotations

from wbp_survey.cli.compare_modes import Asked, Printed
from wbp_survey.cli.modes.asking import file_of, question_of, reading_for
from wbp_survey.cli.options import words
from wbp_survey.cli.paired import print_paired
from wbp_survey.model.result import Comparison
from wbp_survey.workflow.paired import compare_long, compare_paired


def run(asked: Asked) -> tuple[Comparison, Printed]:
    """Compare columns of one row a person, or rows of one person and round each."""
    if asked.pair:
        question = question_of(asked, asked.by or "")
        return compare_long(file_of(asked), asked.pair, question, reading_for(asked)), print_paired
    question = question_of(asked, "condition")
    conditions = words(asked.paired)
    return compare_paired(file_of(asked), conditions, question, reading_for(asked)), print_paired
