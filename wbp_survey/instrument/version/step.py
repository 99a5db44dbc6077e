"""The step from a published version to the next: what it needs before it may be taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wbp_survey.errors import Problem
from wbp_survey.instrument.load import FOLDER, load_instrument, version_key, versions
from wbp_survey.instrument.resolve import DRAFT
from wbp_survey.instrument.schema import by_place
from wbp_survey.instrument.version.crosswalk import (
    Placed,
    decided_difference,
    find_crosswalk,
    line_problems,
    read_crosswalk,
)
from wbp_survey.instrument.version.wording import is_typo
from wbp_survey.model.change import BUMPS, BY_ID, Bump, Difference
from wbp_survey.model.crosswalk import Crosswalk
from wbp_survey.model.instrument import Instrument, Item, text_in
from wbp_survey.texts import say


@dataclass(frozen=True, slots=True)
class Step:
    """What differs, what was decided about it, and what stands in the way.

    `crosswalk` is None for a first version; with problems it is as far as it goes.
    """

    difference: Difference = field(default_factory=lambda: Difference("", "", "", ()))
    crosswalk: Crosswalk | None = None
    problems: tuple[Problem, ...] = ()


def crosswalk_step(root: Path, before: Instrument, after: Instrument, version: str) -> Step:
    """Judge the step from one version to a draft that is to be called `version`."""
    placed = read_crosswalk(root, find_crosswalk(root, after.id, before.version, version))
    found = decided_difference(before, after, placed.crosswalk)
    problems = [*placed.problems, *_head_problems(placed, before, version)]
    problems += line_problems(placed, found, before, after)
    problems += _number_problems(found, before.version, version)
    crosswalk = Crosswalk(after.id, before.version, version, placed.crosswalk.lines)
    return Step(found, crosswalk, tuple(by_place(problems)))


def least_version(parent: str, bump: Bump) -> str:
    """Return the lowest version number that a change of this weight may have."""
    parts = list(version_key(parent))
    place = len(BUMPS) - 1 - BUMPS.index(bump)
    return ".".join(str(part) for part in [*parts[:place], parts[place] + 1, 0, 0][: len(parts)])


def history_problems(root: Path, instrument_id: str, draft: Instrument) -> list[Problem]:
    """Report codes and items that come back with another meaning than they ever had.

    A code once used never returns with another label: earlier answers would change their meaning.
    """
    published = [one for one in versions(root, instrument_id) if one != DRAFT]
    earlier = [load_instrument(root, instrument_id, one) for one in published]
    place = (FOLDER / draft.id / f"{DRAFT}.yaml").as_posix()
    return [problem for item in draft.items for problem in _returning(item, earlier, place)]


def _returning(item: Item, earlier: list[Instrument], place: str) -> Iterator[Problem]:
    newest = _find(earlier[-1], item.id) if earlier else None
    for version in reversed(earlier[:-1]):
        before = _find(version, item.id)
        if before is None:
            continue
        if newest is None and not _same_question(before, item):
            values = {
                "item": item.id,
                "version": version.version,
                "text": text_in(before.text, "nl"),
            }
            yield Problem("INSTRUMENT_ITEM_RETURNS", place, values)
            return
        there = set(newest.scale.codes) if newest and newest.scale else set()
        for code, label in _labels(before).items():
            now = _labels(item).get(code)
            if now is not None and code not in there and not is_typo(label, now):
                values = {"item": item.id, "code": code, "version": version.version}
                yield Problem("INSTRUMENT_CODE_RETURNS", place, values | {"label": label})


def _find(instrument: Instrument, item_id: str) -> Item | None:
    return next((item for item in instrument.items if item.id == item_id), None)


def _same_question(before: Item, after: Item) -> bool:
    return before.type == after.type and is_typo(
        text_in(before.text, "nl"), text_in(after.text, "nl")
    )


def _labels(item: Item) -> dict[str, str]:
    options = item.scale.options if item.scale else ()
    return {option.code: text_in(option.label, "nl") for option in options}


def _head_problems(placed: Placed, before: Instrument, version: str) -> Iterator[Problem]:
    """Hold what a crosswalk says it is about against where it is used."""
    head = placed.crosswalk
    if not head.instrument:
        return
    named = (head.instrument, head.before)
    if named != (before.id, before.version) or head.after not in (version, DRAFT):
        values = {"id": before.id, "before": before.version, "after": version}
        yield placed.document.problem("CROSSWALK_HEAD", ("crosswalk",), **values)


def _number_problems(found: Difference, parent: str, version: str) -> Iterator[Problem]:
    """Hold the version number against the gravest change."""
    least = least_version(parent, found.bump)
    if found.changes and version_key(version) < version_key(least):
        gravest = next(change for change in found.changes if change.bump == found.bump)
        name = next(one for one in gravest.classes if BY_ID[one].bump == found.bump)
        yield Problem(
            "INSTRUMENT_VERSION_RULE",
            (FOLDER / found.instrument / f"{DRAFT}.yaml").as_posix(),
            {
                "version": version,
                "least": least,
                "item": gravest.item or gravest.into or say("changes.diff.whole"),
                "change": f"{say(f'changes.{name}.name')} ({name})",
            },
        )
