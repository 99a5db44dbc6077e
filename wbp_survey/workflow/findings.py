"""Check the data of a study: what deserves a look, listed. Nothing is dropped or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from wbp_survey.analysis.findings.contradictions import contradictions
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.finding import Finding, Findings
from wbp_survey.model.repeats import base_id
from wbp_survey.model.session import SessionState
from wbp_survey.workflow.findings_answers import (
    Person,
    copies,
    facts_told,
    people_imported,
    people_of,
    place_of,
    straight_lines,
    twice,
)
from wbp_survey.workflow.findings_times import Sitting, lasted, short_sessions, sitting_of
from wbp_survey.workflow.held import Kept, kept_sessions
from wbp_survey.workflow.judging import judged_as
from wbp_survey.workflow.recorder import Now, utc_now
from wbp_survey.workflow.study import Place

KINDS = (
    "straight_line",
    "answers_too_fast",
    "session_short",
    "session_long",
    "clock_back",
    "session_in_future",
    "contradicting_fact",
    "copied_answers",
    "person_twice",
)
"""What is looked for in a study, in the order in which it is told."""


@dataclass(slots=True)
class _Read:
    """What is kept of the sessions while they are read, one by one."""

    people: list[Person] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    closed: set[tuple[str, str]] = field(default_factory=set)
    untimed: Counter[str] = field(default_factory=Counter)
    again: int = 0
    sessions: int = 0


def check_study(
    place: Place, *, now: Now = utc_now, kept: Sequence[Kept] | None = None
) -> Findings:
    """List what deserves a look in the answers and sessions of a study.

    Second entries of a session are left out: they are copies by design. Times tell something only
    of talks that were held at the keyboard: not of forms typed in, scripts, or imported files.
    `kept` are the sessions, when they have been read already. Raises StudyError when there is no
    journal.
    """
    with judged_as(place.study):
        read = _read(kept_sessions(place) if kept is None else kept, now())
        found = [
            *straight_lines(read.people),
            *read.found,
            *short_sessions(read.sittings),
            *contradictions(facts_told(read.people)),
            *copies(read.people),
            *twice(read.people),
        ]
        told, counts = listed(found, KINDS)
    findings = tuple(_settled(one, read.closed) for one in told)
    return Findings(findings, counts, _checked(place, read))


def finding_counts(place: Place) -> Mapping[str, int]:
    """Return how many findings of each kind a study has: for the method note of a report."""
    return check_study(place).counts


def listed(
    found: list[Finding], kinds: tuple[str, ...]
) -> tuple[tuple[Finding, ...], dict[str, int]]:
    """Return the findings in the order of their kinds, so many of each at most, and all counts."""
    most = int(threshold("findings_listed"))
    of_kind: dict[str, list[Finding]] = {kind: [] for kind in kinds}
    for one in found:
        of_kind[one.code].append(one)
    kept = tuple(one for some in of_kind.values() for one in some[:most])
    return kept, {kind: len(some) for kind, some in of_kind.items()}


def _read(sessions: Iterable[Kept], now: datetime) -> _Read:
    """Look at the sessions one by one, and keep what the checks across sessions need."""
    read = _Read()
    for one in sessions:
        read.sessions += 1
        if one.row.again:
            read.again += 1
        elif one.imported:
            read.people += people_imported(one.instrument, one.row.id, one.events)
            read.untimed["imported"] += 1
        else:
            _take_in(read, one, now)
    return read


def _take_in(read: _Read, one: Kept, now: datetime) -> None:
    """Keep who said what in one session, and how long it took."""
    form, state, steps = one.instrument, one.state, one.steps
    sitting = sitting_of(form, state, steps, one.events)
    read.people += people_of(form, state, steps)
    read.closed |= set(_closed_queries(state))
    read.sittings.append(sitting)
    read.found += lasted(sitting, now)
    if sitting.untimed:
        read.untimed[sitting.untimed] += 1


def _closed_queries(state: SessionState) -> Iterator[tuple[str, str]]:
    for query in state.queries.values():
        if query.status == "closed":
            yield place_of(state.id, query.slot.participant), base_id(query.slot.item)


def _settled(finding: Finding, closed: set[tuple[str, str]]) -> Finding:
    """Call a finding resolved when a query about one of its answers was closed."""
    about = {(place, item) for place in finding.places for item in finding.items}
    return replace(finding, status="resolved") if about & closed else finding


def _checked(place: Place, read: _Read) -> dict[str, object]:
    return {
        "source": str(place.root),
        "synthetic": place.study.synthetic,
        "sessions": read.sessions,
        "second_entries": read.again,
        "people": sum(bool(one.seat) for one in read.people),
        "answers": sum(len(one.answers) for one in read.people),
        "not_timed": dict(read.untimed),
        "kinds": list(KINDS),
    }
