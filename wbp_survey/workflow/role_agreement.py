"""Whether people of different roles say the same about the same case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wbp_survey.analysis.coders.roles import role_rows, standing_beside
from wbp_survey.dataset.reading import nearest
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.result import Comparison, Result
from wbp_survey.model.table import Column, Table
from wbp_survey.workflow.compare import Recorded, load_answers, narrowed
from wbp_survey.workflow.comparing import Question, manifest_of
from wbp_survey.workflow.judging import judged_as
from wbp_survey.workflow.study import Place

_GENERAL = "@general"
_TWO = 2


@dataclass(frozen=True, slots=True)
class RolesQuestion:
    """Which roles to put side by side, and on which items (all that two of them answered)."""

    roles: tuple[str, ...]
    items: tuple[str, ...] = ()
    construct: str = ""


def compare_roles(
    place: Place, question: RolesQuestion, loaded: Recorded | None = None
) -> Comparison:
    """List per case what each role says, item by item.

    What experts say about groups in general stands beside, in rows of its own. Raises DataError
    for an unknown role or item, and when no two of the roles answered an item about the same case.
    """
    loaded = loaded or load_answers(place)
    table = loaded.table
    _refuse_roles(table, question.roles)
    asked = Question(by="case", items=question.items, construct=question.construct)
    columns = [
        column
        for column in narrowed(table, asked).columns
        if not column.variable.id.endswith(_GENERAL)
    ]
    with judged_as(place.study):
        rows = [row for column in columns for row in _of_item(table, column, question.roles)]
    if not rows:
        raise DataError.one("DATA_NO_SHARED_CASE", roles=", ".join(question.roles))
    manifest = manifest_of(table, "agreement", loaded.instruments, place.study.seed)
    filters = {
        "roles": list(question.roles),
        "items": list(question.items),
        "construct": question.construct,
    }
    return Comparison(replace(manifest, filters=filters), tuple(rows))


def _refuse_roles(table: Table, roles: Sequence[str]) -> None:
    known = table.factors["role"].levels
    listed = ", ".join(known)
    problems = [_unknown(role, listed, known) for role in roles if role not in known]
    if len(set(roles)) < max(len(roles), _TWO):
        problems.append(Problem("DATA_ROLES_TWO", "", {"roles": listed}))
    if problems:
        raise DataError(problems)


def _unknown(role: str, listed: str, known: Sequence[str]) -> Problem:
    values = {"column": role, "columns": listed, "nearest": nearest(role, known) or "-"}
    return Problem("DATA_UNKNOWN_ROLE", "", values)


def _of_item(table: Table, column: Column, roles: Sequence[str]) -> list[Result]:
    """Return the rows of one item; none when no two roles spoke about the same case."""
    rows = role_rows(table, column, roles)
    if not any(row.stat == "n_pairs" and row.value for row in rows):
        return []
    return rows + _beside(table, column)


def _beside(table: Table, column: Column) -> list[Result]:
    """Return what was said of the same item in general."""
    name = f"{column.variable.id}{_GENERAL}"
    return [
        row
        for other in table.columns
        if other.variable.id == name and other.variable.round == column.variable.round
        for row in standing_beside(table, other)
    ]
