"""The rules a study is judged by: those of the tool, with the thresholds that study.yaml sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from wbp_survey.analysis.rules import judging_by, rulebook, threshold_names
from wbp_survey.dataset.reading import nearest
from wbp_survey.errors import Problem, StudyError
from wbp_survey.model.study import Study


@contextmanager
def judged_as(study: Study) -> Iterator[None]:
    """Judge by the study's thresholds for a while.

    Raises StudyError for every name that is none and every value that cannot be meant: alpha lies
    between 0 and 1, and nothing is below 0.
    """
    problems = list(_problems(study.thresholds))
    if problems:
        raise StudyError(problems)
    with judging_by(rulebook(study.thresholds)):
        yield


def _problems(thresholds: Mapping[str, float]) -> Iterator[Problem]:
    known = threshold_names()
    for name, value in thresholds.items():
        if name not in known:
            values = {"name": name, "nearest": nearest(name, known) or "-"}
            yield Problem("STUDY_UNKNOWN_THRESHOLD", "study.yaml", values)
        elif value < 0 or (name == "alpha" and not 0 < value < 1):
            values = {"name": name, "value": f"{value:g}"}
            yield Problem("STUDY_THRESHOLD_VALUE", "study.yaml", values)
