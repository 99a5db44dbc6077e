"""Read study.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wbp_survey.errors import Problem, StudyError
from wbp_survey.instrument.forms import StudyForm
from wbp_survey.instrument.reading import Document, Route, read_yaml
from wbp_survey.instrument.schema import by_place, unknown, validate
from wbp_survey.instrument.translations import translation_problems
from wbp_survey.model.study import Case, Consent, ConsentScope, Municipality, Role, Study
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


def _rows(document: Document, block: Route) -> list[Any]:
    found = document.data
    for key in block:
        found = found.get(key) if isinstance(found, dict) else None
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
            tuple(ConsentScope(one.id, one.text, one.required) for one in form.consent.scopes),
        ),
        subtitle=form.subtitle,
        languages=form.languages,
        profile=form.policies.disclosure.profile,
        seed=form.policies.seed,
        synthetic=form.synthetic,
        store=form.store,
        constructs=form.constructs,
    )
