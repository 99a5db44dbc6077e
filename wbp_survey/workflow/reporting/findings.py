"""Gather what the checks of the data found, and what published figures come to."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from wbp_survey.analysis.findings.contradictions import FACTS
from wbp_survey.model.finding import Finding, Findings
from wbp_survey.model.profile import Profile
from wbp_survey.model.published import Unit, check_published
from wbp_survey.model.repeats import base_id
from wbp_survey.model.study import Study
from wbp_survey.report.finding_record import (
    CheckRecord,
    FindingRecord,
    FindingsRecord,
    ToldApart,
)
from wbp_survey.workflow.compare import Recorded
from wbp_survey.workflow.findings import KINDS, check_study
from wbp_survey.workflow.findings_answers import place_of
from wbp_survey.workflow.held import Kept, kept_sessions
from wbp_survey.workflow.queries import queries_of
from wbp_survey.workflow.study import Place

_CONTRADICTION = "contradicting_fact"
_BY_THE_CLOCK = "session_in_future"
"""Not looked for in a report: the same answers are to give the same document on any day."""
_CASE = "case"
_DESK = "case_form"
_SIGNS = 4
_SEVERAL = 2

_Reasons = Mapping[tuple[str, str], str]
"""By place and item, the last words of the query that was closed about it."""


def findings_record(
    place: Place, loaded: Recorded, profile: Profile, kept: Sequence[Kept] | None = None
) -> FindingsRecord:
    """Gather what was looked for and what was found, published figures among it.

    Who or what it is about is left out; a session gets a code that is used for nothing else. Raises
    StudyError when there is no journal.
    """
    read = tuple(kept_sessions(place)) if kept is None else kept
    found = check_study(place, now=lambda: _last(read), kept=read)
    study = place.study
    checked = found.checked
    return FindingsRecord(
        sessions=checked["sessions"] - checked["second_entries"],
        persons=checked["people"],
        again=checked["second_entries"],
        untimed=dict(checked["not_timed"]),
        checks=tuple(_checks(found)),
        found=tuple(_told(found.findings, _reasons(read), study, profile)),
        apart=tuple(_apart(study, loaded, found.findings)),
        published=tuple(
            (one, check_published(one, _units(study))) for one in study.report.published
        ),
    )


def _last(kept: Iterable[Kept]) -> datetime:
    moments = [one.row.last_at for one in kept if one.row.last_at]
    return datetime.fromisoformat(max(moments)) if moments else datetime.now(UTC)


def _checks(found: Findings) -> Iterator[CheckRecord]:
    settled = Counter(one.code for one in found.findings if one.status == "resolved")
    for kind in KINDS:
        if kind != _BY_THE_CLOCK:
            yield CheckRecord(kind, found.counts.get(kind, 0), settled[kind])


def _reasons(kept: Iterable[Kept]) -> _Reasons:
    return {
        (place_of(one.session, one.query.slot.participant), base_id(one.query.slot.item)): (
            one.query.said[-1][1]
        )
        for one in queries_of((one.state for one in kept), "closed")
    }


def _told(
    findings: Iterable[Finding], reasons: _Reasons, study: Study, profile: Profile
) -> Iterator[FindingRecord]:
    """Yield the findings about single sessions, in an order that says nothing of them."""
    found = [
        FindingRecord(
            _code(study, profile, place.partition("/")[0]),
            one.code,
            one.status == "resolved",
            _why(one, reasons),
        )
        for one in findings
        if one.code not in (_CONTRADICTION, _BY_THE_CLOCK)
        for place in one.places
    ]
    yield from sorted(set(found), key=lambda one: (one.code, KINDS.index(one.kind), one.why))


def _why(finding: Finding, reasons: _Reasons) -> str:
    about = ((place, item) for place in finding.places for item in finding.items)
    return next((reasons[one] for one in about if reasons.get(one)), "")


def _code(study: Study, profile: Profile, session: str) -> str:
    """Make a code for a session that is not the one it has in the list of conversations."""
    told = f"{study.seed}/{profile}/findings/{session}"
    digest = hashlib.sha256(told.encode()).digest()
    return base64.b32encode(digest).decode("ascii")[:_SIGNS]


def _apart(study: Study, loaded: Recorded, findings: Iterable[Finding]) -> Iterator[ToldApart]:
    """Yield the facts that several people told of a case, with the cases in which they differ."""
    differ: dict[str, set[str]] = {}
    for one in findings:
        if one.code == _CONTRADICTION:
            differ.setdefault(one.values["construct"], set()).add(one.values[_CASE])
    known = [case.id for case in study.cases]
    told = _persons(loaded)
    order = {construct: at for at, construct in enumerate(study.constructs)}
    for construct, cases in sorted(told.items(), key=lambda one: order.get(one[0], len(order))):
        persons = {case: cases[case] for case in known if cases.get(case, 0) >= _SEVERAL}
        if persons:
            name = study.constructs.get(construct, {"nl": construct})
            here = frozenset(differ.get(construct, set()) & persons.keys())
            yield ToldApart(construct, name, persons, here)


def _persons(loaded: Recorded) -> dict[str, Counter[str]]:
    """Count per fact and case the persons who told it."""
    facts = {
        (form.id, form.version, item.id): item.construct
        for form in loaded.instruments.values()
        for item in form.items
        if form.kind != _DESK and item.construct.startswith(FACTS) and item.referent == _CASE
    }
    told = {
        (construct, one.case, one.session, one.participant)
        for one in loaded.responses
        if one.participant and one.case and not one.missing
        for construct in [facts.get((one.instrument, one.version, one.item), "")]
        if construct
    }
    found: dict[str, Counter[str]] = {}
    for construct, case, _, _ in sorted(told):
        found.setdefault(construct, Counter())[case] += 1
    return found


def _units(study: Study) -> Mapping[Unit, int]:
    return {"case": len(study.cases), "municipality": len(study.municipalities)}
