"""The rules a study is judged by: those of the tool, with the thresholds that study.yaml sets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wbp_survey.analysis.rules import judging_by, rulebook, threshold_names
from wbp_survey.dataset.reading import nearest
from wbp_survey.errors import Problem, StudyError
from wbp_survey.model.study import Study


@contextmanager
def judged_as(study: Study) -> Iterator[None]:
    """Judge by the study's thresholds for a while. Raises StudyError for names that are none."""
    known = threshold_names()
    unknown = [name for name in study.thresholds if name not in known]
    if unknown:
        raise StudyError(
            Problem(
                "STUDY_UNKNOWN_THRESHOLD",
                "study.yaml",
                {"name": name, "nearest": nearest(name, known) or "-"},
            )
            for name in unknown
        )
    with judging_by(rulebook(study.thresholds)):
        yield
