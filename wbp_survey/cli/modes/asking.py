"""From the command line to a question and to how text is read."""

from __future__ import annotations

from pathlib import Path

from wbp_survey.cli.answers import reading_of
from wbp_survey.cli.compare_modes import Asked
from wbp_survey.cli.options import words
from wbp_survey.dataset.coding import Reading
from wbp_survey.workflow.comparing import Question


def reading_for(asked: Asked) -> Reading:
    """Return how text becomes codes."""
    return reading_of(asked.order, asked.missing, asked.minimum, asked.maximum)


def question_of(asked: Asked, by: str) -> Question:
    """Return what is to be compared, by which grouping."""
    return Question(
        by=by,
        items=words(asked.items),
        construct=asked.construct,
        role=asked.role,
        cluster=asked.cluster,
        block=asked.block,
        seed=asked.seed,
        resamples=asked.resamples,
        refine="resamples" not in asked.said,
        adjust=asked.adjust,
        sesoi=asked.sesoi,
    )


def file_of(asked: Asked) -> Path | str:
    """Return the file or address that was named; a mode that needs one is not started without."""
    return asked.file or Path()
