"""What study.yaml says for the report: read, and held against the study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wbp_survey.errors import Problem
from wbp_survey.instrument.reading import Document, Route
from wbp_survey.instrument.schema import unknown
from wbp_survey.instrument.study_forms import ReportForm
from wbp_survey.instrument.study_published import published_of, published_problems
from wbp_survey.model.study import COREQ_ITEMS, Approached, Committee, Member, ReportFacts

_APPROACHED: Route = ("report", "approached")
_MEMBERS: Route = ("report", "committee", "members")


def report_of(form: ReportForm) -> ReportFacts:
    """Return what the report tells, in the order in which it is written."""
    return ReportFacts(
        selection=form.selection,
        limits=form.limits,
        deviations=form.deviations,
        letter=form.letter,
        approached=tuple(
            Approached(one.role, one.case, one.approached, one.refused, one.why)
            for one in form.approached
        ),
        committee=Committee(
            form.committee.kind,
            tuple(Member(one.name, one.function, one.chair) for one in form.committee.members),
        ),
        coreq=form.coreq,
        published=published_of(form.published),
    )


def report_problems(document: Document) -> Iterator[Problem]:
    """Judge the section by what study.yaml itself says, from the bare data."""
    yield from _approached(document)
    yield from _members(document)
    yield from published_problems(document)
    answered = _under(document.data, ("report", "coreq"))
    for number in answered if isinstance(answered, dict) else ():
        if str(number) not in COREQ_ITEMS:
            route: Route = ("report", "coreq", str(number))
            yield document.problem("STUDY_COREQ", route, number=number, last=COREQ_ITEMS[-1])


def _approached(document: Document) -> Iterator[Problem]:
    seen: set[tuple[object, object]] = set()
    for route, row in _rows(document, _APPROACHED):
        yield from _named(document, route, row)
        pair = (row.get("role"), row.get("case") or "")
        if pair in seen:
            value = " ".join(str(part) for part in pair if part)
            yield document.problem("STUDY_REPEATED", (*route, "role"), key="role", value=value)
        seen.add(pair)
        asked, refused = row.get("approached", 0), row.get("refused", 0)
        if isinstance(asked, int) and isinstance(refused, int) and not 0 <= refused <= asked:
            yield document.problem("STUDY_REFUSED", route, asked=asked, refused=refused)


def _named(document: Document, route: Route, row: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a role or a case that the study does not have."""
    role, case = row.get("role"), row.get("case")
    roles, cases = (_ids(document, block) for block in ("roles", "cases"))
    if isinstance(role, str) and role and role not in roles:
        yield unknown(document.place((*route, "role")), "STUDY_UNKNOWN_ROLE", role, roles)
    if isinstance(case, str) and case and case not in cases:
        yield unknown(document.place((*route, "case")), "STUDY_UNKNOWN_CASE", case, cases)


def _ids(document: Document, block: str) -> list[str]:
    known = (one.get("id") for _, one in _rows(document, (block,)))
    return [one for one in known if isinstance(one, str)]


def _members(document: Document) -> Iterator[Problem]:
    chairs = 0
    for route, row in _rows(document, _MEMBERS):
        name = row.get("name")
        if isinstance(name, str) and not name.strip():
            yield document.problem("INSTRUMENT_EMPTY", (*route, "name"), key="name")
        chairs += row.get("chair") is True
        if row.get("chair") is True and chairs > 1:
            yield document.problem("STUDY_CHAIRS", (*route, "chair"))


def _under(found: Any, block: Route) -> Any:
    for key in block:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _rows(document: Document, block: Route) -> Iterator[tuple[Route, dict[str, Any]]]:
    """Return the mappings in a list, each with its route."""
    found = _under(document.data, block)
    for index, row in enumerate(found if isinstance(found, list) else ()):
        if isinstance(row, dict):
            yield (*block, index), row
