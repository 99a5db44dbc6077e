"""Gather what a report is made from: the answers, what was computed of them, what is on record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from wbp_survey import __version__
from wbp_survey.analysis.rules import rulebook
from wbp_survey.dataset.round_tables import table_names
from wbp_survey.model.instrument import text_in
from wbp_survey.model.profile import Profile
from wbp_survey.model.response import Response
from wbp_survey.model.result import Comparison
from wbp_survey.model.table import Factor
from wbp_survey.report.inputs import ReportInputs, Respondents
from wbp_survey.report.table_record import TableRecord
from wbp_survey.workflow.compare import Recorded, compare_study, load_answers
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.held import Kept, kept_sessions
from wbp_survey.workflow.reporting.beside import by_case, told_beside
from wbp_survey.workflow.reporting.desk import FORM as DESK_FORM
from wbp_survey.workflow.reporting.desk import case_records
from wbp_survey.workflow.reporting.facts import told_facts
from wbp_survey.workflow.reporting.fieldwork import fieldwork
from wbp_survey.workflow.reporting.findings import findings_record
from wbp_survey.workflow.reporting.reliability import book_records, entry_records
from wbp_survey.workflow.reporting.scales import scale_records, score_variables, scored
from wbp_survey.workflow.reporting.talks import talk_records
from wbp_survey.workflow.rounds import compare_rounds
from wbp_survey.workflow.study import Place
from wbp_survey.workflow.table_records import record_id, table_records, withdrawn_from

Progress = Callable[[str, int, int], None]
GROUPINGS = ("municipality", "role")


def gather(
    place: Place, language: str, profile: Profile | None = None, progress: Progress | None = None
) -> ReportInputs:
    """Compare, and gather all that a report may tell of a study.

    `profile` None is the study's own. Raises DataError when there are no answers.
    """
    shown = progress or (lambda _step, _done, _total: None)
    kept = tuple(kept_sessions(place))
    gone = withdrawn_from(place.study, kept)
    loaded = _of_this_study(place, load_answers(place, kept=kept), gone, kept)
    comparisons = _comparisons(place, loaded, profile or place.study.profile, shown)
    gathered = _inputs(place, loaded, kept, comparisons, language)
    chosen = profile or place.study.profile
    return replace(
        gathered,
        profile=chosen,
        withdrawn=len(gone),
        rounds=_rounds(place, loaded),
        talks=talk_records(place, chosen, kept),
        fieldwork=fieldwork(place, kept),
        findings=findings_record(place, loaded, chosen, kept),
    )


def _comparisons(
    place: Place, loaded: Recorded, profile: Profile, shown: Progress
) -> tuple[Comparison, ...]:
    """Compare by each grouping, but for what a round table says of itself; describe the cases."""
    apart, found = _told_by_grouping(loaded), []
    for number, by in enumerate(GROUPINGS, start=1):
        found.append(compare_study(place, Question(by=by), apart))
        shown("compare", number, len(GROUPINGS))
    scores = scored(place, loaded, apart.table)
    return told_beside([*found, by_case(place, apart)], scores, profile)


def _inputs(
    place: Place,
    loaded: Recorded,
    kept: Sequence[Kept],
    comparisons: tuple[Comparison, ...],
    language: str,
) -> ReportInputs:
    """Gather what a report is made from, under the study's own profile."""
    records = table_records(place, table_names(loaded.table), kept)
    desks = case_records(place, kept)
    book = rulebook(place.study.thresholds)
    return ReportInputs(
        study=place.study,
        instruments=tuple(one for one in loaded.instruments.values() if one.kind != DESK_FORM),
        respondents=_respondents(loaded.responses, records),
        comparisons=comparisons,
        variables={column.variable.id: column.variable for column in loaded.table.columns},
        groups={
            by: _labels(place, loaded.table.factors[by], language) for by in (*GROUPINGS, "case")
        },
        language=language,
        written_on=_last_day(kept),
        version=__version__,
        profile=place.study.profile,
        answers=len(loaded.responses),
        unanswered=sum(bool(one.missing) for one in loaded.responses),
        tables=records,
        practices=tuple((one.id, one.source) for one in book.practices),
        thresholds={name: one.value for name, one in book.thresholds.items()},
        desks=desks,
        facts=told_facts(place.study, loaded.table, desks),
        scales=scale_records(place, loaded),
        scores=score_variables(scored(place, loaded, loaded.table), loaded.table),
        books=book_records(place, loaded, kept),
        entries=entry_records(place),
    )


def _rounds(place: Place, loaded: Recorded) -> Comparison | None:
    """Describe what was rated in rounds; None when nothing was."""
    if not any(column.variable.round for column in loaded.table.columns):
        return None
    return compare_rounds(place, loaded=loaded)


def _told_by_grouping(loaded: Recorded) -> Recorded:
    """Leave out what is told by round table already.

    Two groupings of the same persons, set beside each other, give away the few whom either hides.
    """
    by_table = {
        name
        for one in loaded.instruments.values()
        if one.round_table
        for parts in one.round_table.outcomes
        for name in (parts.vote, parts.dissent, parts.quote, parts.readback)
        if name
    }
    columns = tuple(
        one
        for one in loaded.table.columns
        if not one.variable.round and one.variable.id.partition("@")[0] not in by_table
    )
    return replace(loaded, table=replace(loaded.table, columns=columns))


def _of_this_study(
    place: Place, loaded: Recorded, gone: Collection[tuple[str, str]], kept: Sequence[Kept]
) -> Recorded:
    """Leave out whoever withdrew, and people in places the study does not know: from elsewhere."""
    towns = {town.id for town in place.study.municipalities} | {""}
    cases = {case.id for case in place.study.cases} | {""}

    def inside(one: Response) -> bool:
        there = one.municipality in towns and one.case in cases
        return there and (one.session, one.participant) not in gone

    if not gone and all(map(inside, loaded.responses)):
        return loaded
    return load_answers(place, keep=inside, kept=kept)


def _respondents(
    responses: Iterable[Response], records: Iterable[TableRecord]
) -> tuple[Respondents, ...]:
    """Count persons and sessions per role and case; those at a round table without their role."""
    tables = {one.id: one for one in records}
    persons: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for one in responses:
        if one.participant and record_id(one.session) not in tables:
            persons.setdefault((one.role, one.case), set()).add((one.session, one.participant))
    apart = [
        Respondents(role, case, len(who), len({session for session, _ in who}))
        for (role, case), who in sorted(persons.items())
    ]
    cases = sorted({case for one in tables.values() for case in one.cases})
    sat = [[one.cases[case] for one in tables.values() if case in one.cases] for case in cases]
    there = zip(cases, sat, strict=True)
    return (
        *apart,
        *(Respondents("", case, sum(each), len(each), seated=True) for case, each in there),
    )


def _labels(place: Place, factor: Factor, language: str) -> Mapping[str, str]:
    """Return what each group is called; roles in the language of the report."""
    named = {level: factor.labels.get(level, level) for level in factor.levels}
    if factor.id != "role":
        return named
    roles = {role.id: text_in(role.label, language) for role in place.study.roles}
    return {level: roles.get(level, name) for level, name in named.items()}


def _last_day(kept: Iterable[Kept]) -> date:
    last = max(one.row.last_at for one in kept if one.row.last_at and not one.row.again)
    return date.fromisoformat(last[:10])
