"""`wbp compare --rounds`: what was rated before and after a discussion."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from wbp_survey.cli.compare_modes import Asked, Printed
from wbp_survey.cli.modes.asking import question_of
from wbp_survey.cli.rounds import print_rounds
from wbp_survey.dataset.round_tables import ROUND_TABLE
from wbp_survey.model.result import Comparison
from wbp_survey.workflow.compare import load_answers
from wbp_survey.workflow.rounds import compare_rounds
from wbp_survey.workflow.study import open_place


def run(asked: Asked) -> tuple[Comparison, Printed]:
    """Describe what was rated in rounds; what was asked for is ranked among all of it."""
    question = question_of(asked, asked.by or ROUND_TABLE)
    place = open_place(asked.folder)
    loaded = load_answers(place)
    comparison = compare_rounds(place, question, loaded)
    whole = replace(question, items=(), construct="")
    narrowed = whole != question and not (asked.as_json or asked.as_csv)
    ranked = compare_rounds(place, whole, loaded).rows if narrowed else ()
    shown = partial(print_rounds, study=place.study, variables=loaded.variables, ranked=ranked)
    return comparison, shown
