"""Compare groups: in the study's own answers, or in any file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from wbp_survey import __version__
from wbp_survey.analysis.compare import CompareSpec
from wbp_survey.analysis.compare import compare as compute
from wbp_survey.analysis.names import NAIVE
from wbp_survey.analysis.packages import package_versions
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import table_from_file
from wbp_survey.dataset.origins import with_origins
from wbp_survey.dataset.reading import nearest
from wbp_survey.dataset.responses import Coded, VersionKey, table_from_responses
from wbp_survey.errors import DataError, Problem
from wbp_survey.instrument.expression.evaluate import references
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.response import Response
from wbp_survey.model.result import Comparison, Manifest
from wbp_survey.model.session import Answer, SessionState, Slot
from wbp_survey.model.table import OUTSIDE, Factor, Table
from wbp_survey.store.reading import responses
from wbp_survey.wizard.walk import Step, takes_part
from wbp_survey.workflow.held import instruments_used, walked_sessions
from wbp_survey.workflow.newest import maps_to_newest
from wbp_survey.workflow.study import Place, journal

RESAMPLES = 9999


@dataclass(frozen=True, slots=True)
class Question:
    """What to compare: groups, items (all when empty), and how."""

    by: str
    items: tuple[str, ...] = ()
    construct: str = ""
    role: str = ""
    cluster: str | None = None
    seed: int | None = None
    resamples: int = RESAMPLES
    adjust: str = "holm"


@dataclass(frozen=True, slots=True)
class Recorded:
    """Everything the study's journal says, coded: the table and the instruments behind it."""

    table: Table
    instruments: Mapping[VersionKey, Instrument]
    responses: tuple[Response, ...]


def compare_study(place: Place, question: Question, loaded: Recorded | None = None) -> Comparison:
    """Compare the study's own answers.

    Municipalities are compared with whole cases as the units, unless another cluster is named or
    nobody's case is known: six cases are six clusters.
    """
    loaded = loaded or load_answers(place)
    table = _narrowed(loaded.table, question)
    cluster = question.cluster
    if cluster is None:
        cluster = "case" if question.by == "municipality" and _in_cases(table) else ""
    asked = replace(question, cluster=cluster)
    seed = place.study.seed if question.seed is None else question.seed
    found = _computed(table, asked, seed, loaded.instruments)
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


def compare_file(path: Path, question: Question, reading: Reading) -> Comparison:
    """Compare the answers in a file; every column is named by the caller."""
    if not question.items:
        raise DataError.one("DATA_ITEMS_NEEDED", str(path))
    by = [question.by, *([question.cluster] if question.cluster else [])]
    table = table_from_file(path, by, question.items, reading)
    return _computed(
        table, replace(question, cluster=question.cluster or ""), question.seed or 0, {}
    )


def load_answers(place: Place, keep: Callable[[Response], bool] | None = None) -> Recorded:
    """Read and code the answers of the study, leaving out what lies off a session's route.

    `keep` chooses among the responses; all of them when it is not given.
    """
    with journal(place) as store:
        given = tuple(one for one in responses(store) if keep is None or keep(one))
        used = {(one.instrument, one.version) for one in given}
        instruments = instruments_used(place, store, used)
        held = walked_sessions(store, instruments)
    if not given:
        code = "DATA_NO_ANSWERS" if keep is None else "DATA_ONLY_OUTSIDE"
        raise DataError.one(code, place.store_url)
    coded = Coded(
        {name: _aside(one.instrument, one.state, one.steps) for name, one in held.items()},
        instruments,
        maps_to_newest(place, instruments),
        {name: _derived(one.steps, one.state) for name, one in held.items()},
        {name: one.aside for name, one in held.items()},
    )
    table = table_from_responses(given, place.study, coded)
    return Recorded(table, instruments, given)


def _derived(steps: Sequence[Step], state: SessionState) -> dict[Slot, Answer]:
    """Return what the calculations on the route came to, or the first reason why to nothing."""
    return {
        step.slot: Answer(step.worked_out)
        if step.worked_out is not None
        else Answer(missing=_why_nothing(step, state))
        for step in steps
        if step.item.type == "calculate"
    }


def _why_nothing(step: Step, state: SessionState) -> str:
    """Return the missing reason of the first answer that a calculation lacked."""
    for name in references(step.item.calculation):
        for slot in (Slot(name, step.slot.participant), Slot(name)):
            if slot in state.answers and state.answers[slot].missing:
                return state.answers[slot].missing
    return "not_asked"


def _aside(instrument: Instrument, state: SessionState, steps: Sequence[Step]) -> frozenset[Slot]:
    """Return what was answered off the route and, once a session is closed, all else off it.

    While it is open, a question off the route may still come on it.
    """
    on_route = {step.slot for step in steps}
    answered = frozenset(state.answers)
    if not state.closed:
        return answered - on_route
    seats = [one.id for one in state.participants if takes_part(state, one.id)]
    slots = {
        Slot(item.id, seat, number or 0)
        for item in instrument.items
        for number in item.rounds
        for seat in seats
    }
    return (answered | slots) - on_route


def _narrowed(table: Table, question: Question) -> Table:
    """Keep the items asked for; refuse names that are no item, construct, role or grouping."""
    problems = [
        Problem("DATA_UNKNOWN_COLUMN", "", _named(name, list(table.factors)))
        for name in (question.by, question.cluster)
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
    return _rows_of_role(_columns_asked(table, question), question.role)


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
    keep = roles.index == roles.levels.index(role)
    columns = tuple(
        replace(
            column,
            index=column.index[keep],
            reason=column.reason[keep],
            origin=None if column.origin is None else column.origin[keep],
        )
        for column in table.columns
    )
    factors = {name: _kept(factor, keep.nonzero()[0]) for name, factor in table.factors.items()}
    return replace(table, n=int(keep.sum()), columns=columns, factors=factors)


def _kept(factor: Factor, rows: Sequence[int]) -> Factor:
    return replace(factor, index=factor.index[rows])


def _computed(
    table: Table, question: Question, seed: int, instruments: Mapping[VersionKey, Instrument]
) -> Comparison:
    spec = CompareSpec(
        by=question.by,
        cluster=question.cluster or "",
        resamples=question.resamples,
        seed=seed,
        adjust=question.adjust,
    )
    rows = compute(with_origins(table, question.by), spec)
    filters = {
        "items": list(question.items),
        "construct": question.construct,
        "role": question.role,
        "cluster": question.cluster or "",
        "adjust": question.adjust,
    }
    manifest = Manifest(
        command=f"compare --by {question.by}",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        data_sha256=table.sha256,
        n_rows=table.n,
        seed=seed,
        resamples=question.resamples,
        instruments=tuple(
            {"id": one.id, "version": one.version, "sha256": one.sha256}
            for one in instruments.values()
        ),
        filters=filters,
        packages={"wbp-survey": __version__, **package_versions()},
        synthetic=table.synthetic,
    )
    return Comparison(manifest, rows)
