"""Read answers of any version under a later one: the crosswalks between them, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.load import load_instrument, version_key, versions
from wbp_survey.instrument.resolve import DRAFT
from wbp_survey.instrument.version.changes import difference
from wbp_survey.instrument.version.crosswalk import (
    crosswalk_file,
    frozen_problems,
    item_map,
    load_crosswalk,
    renames,
)
from wbp_survey.instrument.version.implied import items_on_both_sides
from wbp_survey.instrument.version.lock import read_lock
from wbp_survey.model.crosswalk import Crosswalk, ItemMap, compose, identity, nothing, slot_map
from wbp_survey.model.instrument import Instrument, Item

Maps = Mapping[str, ItemMap]
"""For each item of a version, how its answers read under a later one."""


def chains(
    root: Path,
    instrument_id: str,
    goal: str,
    wanted: Iterable[str],
    loaded: Mapping[str, Instrument] = MappingProxyType({}),
) -> dict[str, Maps]:
    """Return, for each wanted version up to `goal`, how its answers read under `goal`.

    `loaded` are versions, by name, that need not be loaded once more.
    """
    wanted = {one for one in wanted if version_key(one) <= version_key(goal)}
    if not wanted:
        return {}
    between = [
        loaded.get(one) or load_instrument(root, instrument_id, one)
        for one in versions(root, instrument_id)
        if one != DRAFT and min(map(version_key, wanted)) <= version_key(one) <= version_key(goal)
    ]
    found: dict[str, Maps] = {}
    running: Maps = {item.id: _same(item) for item in between[-1].items}
    for later, earlier in zip(reversed(between), [*reversed(between[:-1]), None], strict=True):
        if later.version in wanted:
            found[later.version] = running
        if earlier is not None:
            crosswalk, frozen = _crosswalk(root, earlier, later)
            step = maps_between(earlier, later, crosswalk, frozen=frozen)
            running = {name: _then(one, running) for name, one in step.items()}
    return found


def maps_between(
    before: Instrument, after: Instrument, crosswalk: Crosswalk, *, frozen: bool = False
) -> Maps:
    """Return the map of every item of `before`: decided where it changed, else the same.

    What changed in a way that needs a decision and has none is not comparable. Publishing let none
    such through: a `frozen` crosswalk is taken at its word, also by a later release that would
    judge a slip of the pen otherwise.
    """
    lines = {line.item: line for line in crosswalk.lines if line.item}
    earlier, later = items_on_both_sides(before, after)
    open_changes = set() if frozen else _open_changes(before, after, crosswalk)
    found: dict[str, ItemMap] = {}
    for item in earlier.values():
        line = lines.get(item.id)
        if line is not None:
            found[item.id] = item_map(line, item, later.get(line.into))
        elif item.id in open_changes or item.id not in later:
            found[item.id] = nothing(item.id, item.id if item.id in later else "")
        else:
            found[item.id] = ItemMap(item.id, item.id, "carried", _same(item).codes)
    return found


def _open_changes(before: Instrument, after: Instrument, crosswalk: Crosswalk) -> set[str]:
    """Return the items about which something is still to be decided."""
    decided = {line.item for line in crosswalk.lines}
    return {
        change.item
        for change in difference(before, after, renames(crosswalk)).changes
        if change.decides and change.item not in decided
    }


def _then(first: ItemMap, later: Maps) -> ItemMap:
    """Go on from where a map ends; past a retired item there is nowhere to go."""
    if not first.into:
        return first
    return compose(first, slot_map(later, first.into) or identity(first.into))


def _same(item: Item) -> ItemMap:
    return identity(item.id, item.scale.codes if item.scale else None)


def _crosswalk(root: Path, before: Instrument, after: Instrument) -> tuple[Crosswalk, bool]:
    """Return the crosswalk between two versions, and whether it is the one that was published.

    Without a file nothing was decided. Raise InstrumentError when it was changed since: nothing is
    read by it then.
    """
    step = (after.id, before.version, after.version)
    if not (root / crosswalk_file(*step)).exists():
        return Crosswalk(*step), False
    frozen = False
    for line, place in read_lock(root, []):
        if (line.id, line.parent, line.version) == step and line.crosswalk:
            frozen = True
            if problems := frozen_problems(root, line, place):
                raise InstrumentError(problems)
    return load_crosswalk(root, *step), frozen
