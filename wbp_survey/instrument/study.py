"""Read study.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wbp_survey.errors import Problem, StudyError
from wbp_survey.instrument.reading import Document, Route, read_yaml
from wbp_survey.instrument.schema import by_place, unknown, validate
from wbp_survey.instrument.study_forms import StudyForm
from wbp_survey.instrument.study_report import report_of, report_problems
from wbp_survey.instrument.study_scales import scale_form_problems, scales_of
from wbp_survey.instrument.translations import translation_problems
from wbp_survey.model.study import (
    Case,
    Consent,
    ConsentScope,
    Municipality,
    Role,
    RoundTablePolicy,
    Study,
)
from wbp_survey.texts import LANGUAGES

STUDY_FILE = "study.yaml"


def load_study(root: Path) -> Study:
    """Read the study in folder `root`; raise StudyError with everything that is wrong with it."""
    if not (root / STUDY_FILE).exists():
        raise StudyError.one("STUDY_MISSING", folder=root.name or str(root))
    document = read_yaml(root / STUDY_FILE)
    problems = list(document.problems)
    form = None
    if document.data is not None or not problems:
        form = validate(StudyForm, document.data, document, (), problems)
        problems += translation_problems(document, form.languages if form else ())
        problems += _cross_references(document)
    if form is None or problems:
        raise StudyError(by_place(problems))
    return _study(form)


def _cross_references(document: Document) -> Iterator[Problem]:
    """Judge what refers to what, from the bare data, so that bad form does not hide it."""
    yield from _repeated(document, ("municipalities",), "id")
    yield from _repeated(document, ("cases",), "id")
    yield from _repeated(document, ("roles",), "id")
    yield from _repeated(document, ("roles",), "letter")
    yield from _repeated(document, ("consent", "scopes"), "id")
    towns = [town for _, town in _column(document, ("municipalities",), "id")]
    for route, town in _column(document, ("cases",), "municipality"):
        if town not in towns:
            yield unknown(document.place(route), "STUDY_UNKNOWN_MUNICIPALITY", town, towns)
    for route, letter in _column(document, ("roles",), "letter"):
        if not (len(letter) == 1 and letter.isalpha()):
            yield document.problem("STUDY_LETTER", route, letter=letter)
    for index, language in enumerate(_rows(document, ("languages",))):
        if isinstance(language, str) and language not in LANGUAGES:
            place = document.place(("languages", index))
            yield unknown(place, "STUDY_UNKNOWN_LANGUAGE", language, LANGUAGES)
    scopes = _rows(document, ("consent", "scopes"))
    if scopes and not any(isinstance(one, dict) and one.get("required") for one in scopes):
        yield document.problem("STUDY_NO_REQUIRED_SCOPE", ("consent", "scopes"))
    yield from _needs(document)
    yield from _judging(document)
    yield from scale_form_problems(document)
    yield from report_problems(document)


def _needs(document: Document) -> Iterator[Problem]:
    """Hold what a scope needs against what was asked before it."""
    asked: list[object] = []
    scopes = _rows(document, ("consent", "scopes"))
    names = [scope for _, scope in _column(document, ("consent", "scopes"), "id")]
    for index, scope in enumerate(scopes):
        needed = scope.get("needs") if isinstance(scope, dict) else None
        route: Route = ("consent", "scopes", index, "needs")
        if isinstance(needed, str) and needed and needed not in names:
            yield unknown(document.place(route), "STUDY_UNKNOWN_SCOPE", needed, names)
        elif isinstance(needed, str) and needed and needed not in asked:
            yield document.problem("STUDY_SCOPE_ORDER", route, scope=needed)
        asked.append(scope.get("id") if isinstance(scope, dict) else None)


def _judging(document: Document) -> Iterator[Problem]:
    """Report a number of ratings that no table can be below."""
    route: Route = ("policies", "round_tables", "indicative_below")
    found = _under(document, route)
    if isinstance(found, int) and found < 1:
        yield document.problem("STUDY_INDICATIVE", route)


def _under(document: Document, block: Route) -> Any:
    found = document.data
    for key in block:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _rows(document: Document, block: Route) -> list[Any]:
    found = _under(document, block)
    return found if isinstance(found, list) else []


def _column(document: Document, block: Route, key: str) -> list[tuple[Route, str]]:
    """Return the texts under `key` in a list of mappings, each with its route."""
    return [
        ((*block, index, key), row[key])
        for index, row in enumerate(_rows(document, block))
        if isinstance(row, dict) and isinstance(row.get(key), str)
    ]


def _repeated(document: Document, block: Route, key: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for route, value in _column(document, block, key):
        if value in seen:
            yield document.problem("STUDY_REPEATED", route, key=key, value=value)
        seen.add(value)


def _study(form: StudyForm) -> Study:
    tables = form.policies.round_tables
    return Study(
        title=form.title,
        municipalities=tuple(Municipality(town.id, town.label) for town in form.municipalities),
        cases=tuple(
            Case(case.id, case.label, case.municipality, case.invented) for case in form.cases
        ),
        roles=tuple(Role(role.id, role.label, role.letter) for role in form.roles),
        consent=Consent(
            form.consent.version,
            form.consent.intro,
            tuple(
                ConsentScope(one.id, one.text, one.required, one.needs)
                for one in form.consent.scopes
            ),
        ),
        subtitle=form.subtitle,
        languages=form.languages,
        profile=form.policies.disclosure.profile,
        seed=form.policies.seed,
        synthetic=form.synthetic,
        store=form.store,
        constructs=form.constructs,
        thresholds=form.policies.statistics,
        round_tables=RoundTablePolicy(tables.median_between, tables.indicative_below),
        scales=scales_of(form.scales),
        report=report_of(form.report),
    )
