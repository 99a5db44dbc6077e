"""Compare and write the appendices: Word, figures, and the result rows they rest on."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from wbp_survey import __version__
from wbp_survey.analysis.rules import rulebook
from wbp_survey.dataset.round_tables import table_names
from wbp_survey.errors import ReportError
from wbp_survey.model.instrument import text_in
from wbp_survey.model.response import Response
from wbp_survey.model.result import Comparison, Manifest
from wbp_survey.model.study import Profile
from wbp_survey.model.table import Factor
from wbp_survey.report.blocks import Figure, Quotes, Table
from wbp_survey.report.compose import ReportInputs, Respondents, compose
from wbp_survey.report.release import release_points
from wbp_survey.report.release_rows import release_rows
from wbp_survey.report.table_record import TableRecord
from wbp_survey.report.word import write_docx
from wbp_survey.store.reading import sessions
from wbp_survey.workflow.compare import Recorded, compare_study, load_answers
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.published import RESULTS, Larger, Population, larger_beside
from wbp_survey.workflow.rounds import compare_rounds
from wbp_survey.workflow.study import Place, journal
from wbp_survey.workflow.table_records import record_id, table_records, withdrawn_from

Progress = Callable[[str, int, int], None]
GROUPINGS = ("municipality", "role")


@dataclass(frozen=True, slots=True)
class Written:
    """What a report left behind.

    `quotes` counts the words of participants in it, `points` those of nobody knows whom. `larger`
    are the reports beside it that rest on more persons.
    """

    path: Path
    figures: Path
    results: Path
    tables: int
    drawn: int
    quotes: int = 0
    points: int = 0
    larger: tuple[Larger, ...] = ()


def write_report(
    place: Place,
    path: Path,
    *,
    profile: Profile | None = None,
    template: Path | None = None,
    language: str = "nl",
    progress: Progress | None = None,
) -> Written:
    """Write the appendices to `path`; figures and result rows go beside it.

    The document carries the date of the last answer, not of the clock: the same answers give the
    same bytes. Raises ReportError when it cannot be written, DataError when there is nothing.
    """
    shown = progress or (lambda _step, _done, _total: None)
    gone = withdrawn_from(place)
    loaded = _of_this_study(place, load_answers(place), gone)
    comparisons = _comparisons(place, loaded, shown)
    rounds = _rounds(place, loaded)
    figures = path.parent / "figuren"
    _make(figures)
    gathered = _inputs(place, loaded, comparisons, rounds, language)
    inputs = replace(gathered, profile=profile or place.study.profile, withdrawn=len(gone))
    blocks = compose(inputs, figures)
    title = text_in(place.study.title, language)
    write_docx(
        blocks, path, title=title, language=language, created=inputs.written_on, template=template
    )
    now = Population(sum(one.persons for one in inputs.respondents), len(gone))
    larger = larger_beside(path, now)
    kept = [*comparisons, *([rounds] if rounds else [])]
    results = _keep_results(path, kept, inputs.profile, now)
    shown("report", 1, 1)
    points = (release_points(one.points, inputs.profile, language) for one in inputs.tables)
    return Written(
        path,
        figures,
        results,
        tables=sum(isinstance(block, Table) for block in blocks),
        drawn=sum(isinstance(block, Figure) for block in blocks),
        quotes=sum(len(block.quotes) for block in blocks if isinstance(block, Quotes)),
        points=sum(map(len, points)),
        larger=larger,
    )


def _comparisons(place: Place, loaded: Recorded, shown: Progress) -> tuple[Comparison, ...]:
    """Compare by each grouping, but for what a round table says of itself."""
    apart, found = _told_by_grouping(loaded), []
    for number, by in enumerate(GROUPINGS, start=1):
        found.append(compare_study(place, Question(by=by), apart))
        shown("compare", number, len(GROUPINGS))
    return tuple(found)


def _inputs(
    place: Place,
    loaded: Recorded,
    comparisons: tuple[Comparison, ...],
    rounds: Comparison | None,
    language: str,
) -> ReportInputs:
    """Gather what a report is made from, under the study's own profile."""
    records = table_records(place, table_names(loaded.table))
    book = rulebook(place.study.thresholds)
    return ReportInputs(
        study=place.study,
        instruments=tuple(loaded.instruments.values()),
        respondents=_respondents(loaded.responses, records),
        comparisons=comparisons,
        variables={column.variable.id: column.variable for column in loaded.table.columns},
        groups={by: _labels(place, loaded.table.factors[by], language) for by in GROUPINGS},
        language=language,
        written_on=_last_day(place),
        version=__version__,
        profile=place.study.profile,
        answers=len(loaded.responses),
        unanswered=sum(bool(one.missing) for one in loaded.responses),
        tables=records,
        rounds=rounds,
        practices=tuple((one.id, one.source) for one in book.practices),
        thresholds={name: one.value for name, one in book.thresholds.items()},
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


def _of_this_study(place: Place, loaded: Recorded, gone: Collection[tuple[str, str]]) -> Recorded:
    """Leave out whoever withdrew, and people in places the study does not know: from elsewhere."""
    towns = {town.id for town in place.study.municipalities} | {""}
    cases = {case.id for case in place.study.cases} | {""}

    def inside(one: Response) -> bool:
        there = one.municipality in towns and one.case in cases
        return there and (one.session, one.participant) not in gone

    if not gone and all(map(inside, loaded.responses)):
        return loaded
    return load_answers(place, keep=inside)


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


def _last_day(place: Place) -> date:
    with journal(place) as store:
        last = max(row.last_at for row in sessions(store) if row.last_at and not row.again)
    return date.fromisoformat(last[:10])


def _keep_results(
    path: Path, comparisons: Iterable[Comparison], profile: Profile, now: Population
) -> Path:
    """Write the released rows with their manifests beside the document, whole or not at all."""
    target = path.with_suffix(RESULTS)
    data = [
        Comparison(_manifest(one.manifest, now), release_rows(one.rows, profile)).as_json()
        for one in comparisons
    ]
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    waiting = target.with_suffix(".tmp")
    try:
        waiting.write_text(text + "\n", encoding="utf-8")
        waiting.replace(target)
    except OSError as error:
        raise ReportError.one("REPORT_UNWRITABLE", str(target), reason=error.strerror) from error
    return target


def _manifest(manifest: Manifest, now: Population) -> Manifest:
    """Leave out when it was computed, and say on how many persons the whole report rests."""
    return replace(manifest, created="", filters={**manifest.filters, **asdict(now)})


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError.one("REPORT_UNWRITABLE", str(folder), reason=error.strerror) from error
