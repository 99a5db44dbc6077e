"""Compare groups in the study's own answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from wbp_survey.analysis.counts import tally_table
from wbp_survey.analysis.names import NAIVE
from wbp_survey.dataset.narrow import keep_rows
from wbp_survey.dataset.origins import with_origins
from wbp_survey.dataset.reading import nearest
from wbp_survey.dataset.responses import Coded, table_from_responses
from wbp_survey.dataset.scales import with_scales
from wbp_survey.errors import DataError, Problem
from wbp_survey.instrument.expression.evaluate import references
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.response import Response
from wbp_survey.model.result import Comparison
from wbp_survey.model.session import Answer, SessionState, Slot
from wbp_survey.model.table import OUTSIDE, Table, Variable
from wbp_survey.store.reading import responses
from wbp_survey.wizard.derived import WITHDRAWN
from wbp_survey.wizard.walk import Step, takes_part
from wbp_survey.workflow.comparing import Question, VersionKey, computed
from wbp_survey.workflow.gaps import gap_responses, gaps_of, seats
from wbp_survey.workflow.held import Kept, Walked, as_held
from wbp_survey.workflow.judging import judged_as
from wbp_survey.workflow.newest import maps_to_newest
from wbp_survey.workflow.scales import study_scales
from wbp_survey.workflow.study import Place, journal


@dataclass(frozen=True, slots=True)
class Recorded:
    """Everything the study's journal says, coded: the table and the instruments behind it."""

    table: Table
    instruments: Mapping[VersionKey, Instrument]
    responses: tuple[Response, ...]

    @property
    def variables(self) -> Mapping[str, Variable]:
        """What was measured, by id: wording, codes and labels."""
        return {column.variable.id: column.variable for column in self.table.columns}


def compare_study(place: Place, question: Question, loaded: Recorded | None = None) -> Comparison:
    """Compare the study's own answers, and the scores on its scales.

    Municipalities are compared with whole cases as the units, unless another cluster is named or
    nobody's case is known: six cases are six clusters. Roles meet in every case: they are compared
    inside cases, unless another block or cluster is named or somebody's case is not known.
    """
    loaded = loaded or load_answers(place)
    scales = study_scales(place, loaded.instruments.values())
    table = narrowed(with_scales(loaded.table, scales), question)
    cluster = question.cluster
    if cluster is None:
        cluster = "case" if question.by == "municipality" and _in_cases(table) else ""
    block = question.block
    if not block and not cluster and question.by == "role" and _all_in_cases(table):
        block = "case"
    asked = replace(question, cluster=cluster, block=block)
    seed = place.study.seed if question.seed is None else question.seed
    with judged_as(place.study):
        tally = tally_table(with_origins(table, asked.by), asked.by, cluster, asked.block)
        found = computed(tally, asked, seed, loaded.instruments)
    return found if cluster or not _in_cases(table) else _as_if_independent(found)


def _as_if_independent(found: Comparison) -> Comparison:
    """Say with every test that people who share a case were treated as independent."""
    rows = tuple(
        replace(row, note=tuple(dict.fromkeys((*row.note, "as_if_independent"))))
        if row.stat in NAIVE and row.value is not None
        else row
        for row in found.rows
    )
    return replace(found, rows=rows)


def _in_cases(table: Table) -> bool:
    """Tell whether anybody who was asked lies in a known case; people of an import may not."""
    case = table.factors["case"].index
    return any((case[column.reason != OUTSIDE] >= 0).any() for column in table.columns)


def _all_in_cases(table: Table) -> bool:
    """Tell whether the case is known of everybody who answers what several roles answered."""
    case, role = table.factors["case"].index, table.factors["role"].index
    told = [column.index >= 0 for column in table.columns]
    shared = [rows for rows in told if len(set(role[rows].tolist()) - {-1}) > 1]
    return bool(shared) and all((case[rows] >= 0).all() for rows in shared)


def load_answers(
    place: Place,
    keep: Callable[[Response], bool] | None = None,
    kept: Sequence[Kept] | None = None,
) -> Recorded:
    """Read and code the answers of the study, leaving out what lies off a session's route.

    `keep` chooses among the responses; all of them when it is not given. `kept` are the sessions,
    when they have been read already. In the table, not among the responses, is also whoever left
    nothing behind: at a round table, or by withdrawing.
    """
    wanted = keep or (lambda _one: True)
    with journal(place) as store:
        given = tuple(filter(wanted, responses(store)))
        rows, known, held = as_held(place, store, kept)
    given = tuple(one for one in given if not _removed(one, held))
    if not given:
        code = "DATA_NO_ANSWERS" if keep is None else "DATA_ONLY_OUTSIDE"
        raise DataError.one(code, place.store_url)
    gaps = {name: gaps_of(one) for name, one in held.items()}
    empty = tuple(
        gap for name, one in held.items() for gap in gap_responses(one, gaps[name]) if wanted(gap)
    )
    seated = tuple(filter(wanted, (seat for one in held.values() for seat in seats(one))))
    used = {(one.instrument, one.version) for one in (*given, *empty, *seated)}
    instruments = {key: one for key, one in known.items() if key in used}
    coded = Coded(
        {name: _aside(one) - gaps[name].keys() for name, one in held.items()},
        instruments,
        maps_to_newest(place, instruments, tuple(one.instrument for one in held.values())),
        {name: _derived(one, gaps[name]) for name, one in held.items()},
        {name: one.aside - gaps[name].keys() for name, one in held.items()},
        seated,
        rows,
    )
    table = table_from_responses((*given, *empty), place.study, coded)
    return Recorded(table, instruments, given)


def _removed(one: Response, held: Mapping[str, Walked]) -> bool:
    """Tell whether the seat was removed: whoever answered there was never at the table."""
    where = held.get(one.session)
    return where is not None and one.participant in where.state.round_table.removed


def _derived(held: Walked, gaps: Mapping[Slot, str]) -> dict[Slot, Answer]:
    """Return what the calculations on the route came to, or the first reason why to nothing."""
    found = {
        step.slot: Answer(step.worked_out)
        if step.worked_out is not None
        else Answer(missing=_why_nothing(step, held.state, gaps))
        for step in held.steps
        if step.item.type == "calculate"
    }
    for item in held.instrument.items:
        if item.type == "calculate":
            gone = (Slot(item.id, seat) for seat in held.state.withdrawn)
            found |= dict.fromkeys(gone, Answer(missing=WITHDRAWN))
    return found


def _why_nothing(step: Step, state: SessionState, gaps: Mapping[Slot, str]) -> str:
    """Return the missing reason of the first answer that a calculation lacked."""
    for name in references(step.item.calculation):
        for slot in (Slot(name, step.slot.participant), Slot(name)):
            if slot in state.answers and state.answers[slot].missing:
                return state.answers[slot].missing
            if slot in gaps:
                return gaps[slot]
    return "not_asked"


def _aside(held: Walked) -> frozenset[Slot]:
    """Return what was answered off the route and, once a session is closed, all else off it.

    While it is open, a question off the route may still come on it.
    """
    instrument, state = held.instrument, held.state
    on_route = {step.slot for step in held.steps}
    answered = frozenset(state.answers)
    if not state.closed:
        return answered - on_route
    asked = [one.id for one in state.participants if takes_part(state, one.id)]
    slots = {
        Slot(item.id, seat, number or 0)
        for item in instrument.items
        for number in item.rounds
        for seat in asked
    }
    return (answered | slots) - on_route


def narrowed(table: Table, question: Question) -> Table:
    """Keep the items asked for; refuse names that are no item, construct, role or grouping.

    Nor is there anything to keep when no item asked for measures the construct asked for.
    """
    problems = [
        Problem("DATA_UNKNOWN_COLUMN", "", _named(name, list(table.factors)))
        for name in (question.by, question.cluster, question.block)
        if name and name not in table.factors
    ]
    ids = list(dict.fromkeys(column.variable.id for column in table.columns))
    problems += [
        Problem("DATA_UNKNOWN_ITEM", "", _named(name, ids))
        for name in question.items
        if name not in ids
    ]
    constructs = sorted({column.variable.construct for column in table.columns})
    if question.construct and not _of(question.construct, constructs):
        problems.append(
            Problem("DATA_UNKNOWN_CONSTRUCT", "", _named(question.construct, constructs))
        )
    if question.role and question.role not in table.factors["role"].levels:
        levels = list(table.factors["role"].levels)
        problems.append(Problem("DATA_UNKNOWN_ROLE", "", _named(question.role, levels)))
    if problems:
        raise DataError(problems)
    asked = _columns_asked(table, question)
    if question.items and not asked.columns:
        construct, items = question.construct, ", ".join(question.items)
        raise DataError.one("DATA_NOT_OF_CONSTRUCT", items=items, construct=construct)
    return _rows_of_role(asked, question.role)


def _named(name: str, known: Sequence[str]) -> dict[str, object]:
    listed = ", ".join(known[:12]) + (" …" if known[12:] else "")
    return {"column": name, "columns": listed, "nearest": nearest(name, known) or "-"}


def _of(construct: str, known: Sequence[str]) -> bool:
    return any(one == construct or one.startswith(f"{construct}.") for one in known)


def _columns_asked(table: Table, question: Question) -> Table:
    wanted = tuple(
        column
        for column in table.columns
        if (not question.items or column.variable.id in question.items)
        and (not question.construct or _of(question.construct, [column.variable.construct]))
    )
    return replace(table, columns=wanted)


def _rows_of_role(table: Table, role: str) -> Table:
    if not role:
        return table
    roles = table.factors["role"]
    return keep_rows(table, roles.index == roles.levels.index(role))
