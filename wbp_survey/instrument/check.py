"""Check everything under instruments/: bank, drafts, published versions and the lock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wbp_survey.errors import Problem, StudyError
from wbp_survey.instrument.canonical import fingerprint
from wbp_survey.instrument.expression.judge import judge, route_problems
from wbp_survey.instrument.load import instrument_ids, read_instrument, versions
from wbp_survey.instrument.parts import part_problems
from wbp_survey.instrument.resolve import DRAFT, Bank, Resolved, read_bank
from wbp_survey.instrument.rules import (
    Around,
    head_problems,
    item_problems,
    scale_problems,
    section_problems,
)
from wbp_survey.instrument.schema import by_place, unknown
from wbp_survey.instrument.study import load_study
from wbp_survey.instrument.study_scales import scale_item_problems
from wbp_survey.instrument.translations import translation_problems
from wbp_survey.instrument.version.crosswalk import frozen_problems
from wbp_survey.instrument.version.lock import lock_problems, read_lock
from wbp_survey.model.instrument import Instrument, Item
from wbp_survey.model.study import Study


def check_instruments(root: Path) -> list[Problem]:
    """Return every problem of the instruments in the study, each once, in order of file."""
    study = _study(root)
    bank = read_bank(root)
    problems = _bank_problems(bank, study)
    items: list[Item] = []
    for instrument_id in instrument_ids(root):
        for version in versions(root, instrument_id):
            resolved = read_instrument(root, instrument_id, version, bank)
            problems += _file_problems(resolved, instrument_id, study)
            problems += _against_lock(root, resolved)
            items += [item for section in resolved.sections for item in section.items]
    problems += scale_item_problems(root, study.scales if study else (), reversed(items))
    problems += _lock_without_file(root)
    problems += _crosswalk_problems(root)
    return _once(problems)


def check_draft(root: Path, instrument_id: str) -> list[Problem]:
    """Return what stands in the way of publishing one draft: its own problems and the bank's."""
    study = _study(root)
    bank = read_bank(root)
    resolved = read_instrument(root, instrument_id, DRAFT, bank)
    return _once(_bank_problems(bank, study) + _file_problems(resolved, instrument_id, study))


def _study(root: Path) -> Study | None:
    """Return the study, or None when it cannot be read: then what depends on it goes unchecked."""
    try:
        return load_study(root)
    except StudyError:
        return None


def _once(problems: list[Problem]) -> list[Problem]:
    found: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        found.setdefault((problem.code, problem.place, problem.cause()), problem)
    return list(found.values())


def _bank_problems(bank: Bank, study: Study | None) -> list[Problem]:
    problems = list(bank.problems)
    for document in bank.documents:
        problems += translation_problems(document, study.languages if study else ())
    for scale in bank.scales.values():
        problems += scale_problems(scale, bank.documents[0], bank.routes[scale.id])
    return by_place(problems)


def _file_problems(resolved: Resolved, folder: str, study: Study | None) -> list[Problem]:
    problems = list(resolved.problems)
    instrument, document = resolved.instrument, resolved.document
    problems += translation_problems(document, instrument.languages if instrument else ())
    for scale, route in resolved.scales:
        problems += scale_problems(scale, document, route)
    if instrument is not None:
        problems += head_problems(instrument, document, folder)
        problems += _role_problems(resolved, instrument, study)
    problems += _section_problems(resolved)
    problems += [*_items(resolved, study), *part_problems(resolved), *judge(resolved)]
    # What was published was proved then; a draft is proved once it can be read in full.
    if not problems and document.name.endswith(f"{DRAFT}.yaml"):
        problems += route_problems(resolved)
    return by_place(problems)


def _role_problems(
    resolved: Resolved, instrument: Instrument, study: Study | None
) -> Iterator[Problem]:
    known = [role.id for role in study.roles] if study else []
    for index, role in enumerate(instrument.roles):
        if known and role not in known:
            place = resolved.document.place(("instrument", "roles", index))
            yield unknown(place, "INSTRUMENT_UNKNOWN_ROLE", role, known)
    languages = study.languages if study else instrument.languages
    for index, language in enumerate(instrument.languages):
        if language not in languages:
            place = resolved.document.place(("instrument", "languages", index))
            yield unknown(place, "STUDY_UNKNOWN_LANGUAGE", language, languages)


def _section_problems(resolved: Resolved) -> Iterator[Problem]:
    document = resolved.document
    seen: dict[str, int] = {}
    for index, section in enumerate(resolved.sections):
        route = ("sections", index)
        if section.id in seen:
            line = document.marks["sections", seen[section.id]][0]
            yield document.problem(
                "INSTRUMENT_DUPLICATE_ID", (*route, "id"), id=section.id, line=line
            )
        seen.setdefault(section.id, index)
        yield from section_problems(section, document, route)


def _items(resolved: Resolved, study: Study | None) -> Iterator[Problem]:
    """Judge every item on its own and against the one with the same id before it."""
    seen: dict[str, tuple[Item, int | None, int]] = {}
    for section, routes in zip(resolved.sections, resolved.routes, strict=True):
        for item, route in zip(section.items, routes, strict=True):
            around = Around(
                resolved.document,
                route,
                resolved.instrument.kind if resolved.instrument else "",
                study.constructs if study else {},
            )
            yield from item_problems(item, around)
            if item.scale is not None and item.scale.id == item.id:
                yield from scale_problems(item.scale, resolved.document, route)
            if item.id in seen:
                yield from _repeated(seen[item.id], item, section.round, around)
            line = resolved.document.marks[route][0]
            seen.setdefault(item.id, (item, section.round, line))


def _repeated(
    first: tuple[Item, int | None, int], item: Item, asked_in: int | None, around: Around
) -> Iterator[Problem]:
    """Allow an item twice only when it is asked in two rounds, in the same words."""
    before, earlier_round, line = first
    twice = item.mode == before.mode == "individual_twice"
    if not (twice and {earlier_round, asked_in} == {1, 2}):
        yield around.problem("INSTRUMENT_DUPLICATE_ID", "id", id=item.id, line=line)
    elif replace(before, relevant="") != replace(item, relevant=""):
        yield around.problem("INSTRUMENT_ROUNDS_DIFFER", "id", id=item.id, line=line)


def _against_lock(root: Path, resolved: Resolved) -> list[Problem]:
    if resolved.instrument is None or resolved.problems:
        return []
    sha256 = fingerprint(resolved.instrument)
    return lock_problems(root, replace(resolved.instrument, sha256=sha256))


def _lock_without_file(root: Path) -> list[Problem]:
    problems: list[Problem] = []
    for line, place in read_lock(root, problems):
        if line.version not in versions(root, line.id):
            values = {"id": line.id, "version": line.version}
            problems.append(Problem("INSTRUMENT_FILE_GONE", place, values))
    return problems


def _crosswalk_problems(root: Path) -> list[Problem]:
    """Report a crosswalk that is gone or changed since its version was published."""
    problems: list[Problem] = []
    for line, place in read_lock(root, []):
        problems += frozen_problems(root, line, place)
    return problems
