"""`wbp compare --by GROUPING`: groups in the study's own answers."""

from __future__ import annotations

from functools import partial

from wbp_survey.cli.compare_modes import Asked, Printed
from wbp_survey.cli.modes.asking import question_of
from wbp_survey.model.result import Comparison
from wbp_survey.workflow.compare import Recorded, compare_study, load_answers
from wbp_survey.workflow.study import open_place


def run(asked: Asked) -> tuple[Comparison, Printed]:
    """Compare groups in the study."""
    question = question_of(asked, asked.by or "")
    place = open_place(asked.folder)
    loaded = load_answers(place)
    found = compare_study(place, question, loaded)
    return found, partial(_print, loaded)


def _print(loaded: Recorded, released: Comparison) -> None:
    """Print what may be seen; rows as JSON or CSV need nothing of what prints."""
    from wbp_survey.cli.groups.page import print_comparison  # noqa: PLC0415 - see above

    print_comparison(released, variables=loaded.variables)
