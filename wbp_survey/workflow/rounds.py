"""Describe what was rated in rounds at round tables, before and after the discussion."""

from __future__ import annotations

from dataclasses import asdict, replace

from wbp_survey.analysis.rounds import RoundsSpec
from wbp_survey.analysis.rounds import compare_rounds as compute
from wbp_survey.dataset.origins import with_origins
from wbp_survey.dataset.round_tables import ROUND_TABLE, in_rounds
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.result import Comparison
from wbp_survey.model.table import Table
from wbp_survey.workflow.compare import Recorded, load_answers, narrowed
from wbp_survey.workflow.comparing import Question, manifest_of
from wbp_survey.workflow.study import Place

BY_TABLE = Question(by=ROUND_TABLE)
"""Each round table apart."""


def compare_rounds(
    place: Place, question: Question = BY_TABLE, loaded: Recorded | None = None
) -> Comparison:
    """Describe every statement rated in rounds: each group, all together, and the roles.

    Groups are round tables unless `by` says otherwise. Raises DataError when nothing was rated in
    rounds, or the question names what is not there.
    """
    loaded = loaded or load_answers(place)
    table = _rated(loaded.table, question)
    policy = place.study.round_tables
    rows = compute(with_origins(table, question.by), RoundsSpec(question.by, policy=policy))
    seed = place.study.seed if question.seed is None else question.seed
    manifest = manifest_of(table, _command(question), loaded.instruments, seed)
    filters = {
        "items": list(question.items),
        "construct": question.construct,
        "role": question.role,
        "round_tables": asdict(policy),
    }
    return Comparison(replace(manifest, filters=filters), rows)


def _rated(table: Table, question: Question) -> Table:
    """Keep what was rated in rounds and asked for; refuse an item that was rated once."""
    rated = in_rounds(table)
    if not rated.columns:
        raise DataError.one("DATA_NO_ROUNDS")
    ids = list(dict.fromkeys(column.variable.id for column in rated.columns))
    once = {column.variable.id for column in table.columns} - set(ids)
    problems = [
        Problem("DATA_NOT_IN_ROUNDS", "", {"column": name, "columns": ", ".join(ids)})
        for name in question.items
        if name in once
    ]
    if problems:
        raise DataError(problems)
    return narrowed(rated, question)


def _command(question: Question) -> str:
    by = "" if question.by == ROUND_TABLE else f" --by {question.by}"
    return f"compare --rounds{by}"
