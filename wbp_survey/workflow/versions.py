"""Versions of an instrument: how they differ, what is decided, what publishing does to answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from wbp_survey.errors import InstrumentError, Problem
from wbp_survey.instrument.load import load_instrument, version_key, versions
from wbp_survey.instrument.resolve import DRAFT
from wbp_survey.instrument.schema import unknown
from wbp_survey.instrument.version.chain import chains
from wbp_survey.instrument.version.changes import difference
from wbp_survey.instrument.version.crosswalk import (
    crosswalk_file,
    crosswalk_yaml,
    decided_difference,
    find_crosswalk,
    item_map,
    proposed_codes,
    read_crosswalk,
    refreshed,
    rename_problems,
)
from wbp_survey.instrument.version.implied import items_on_both_sides
from wbp_survey.instrument.version.lock import read_lock
from wbp_survey.instrument.version.publish import publish, write_atomically
from wbp_survey.instrument.version.step import crosswalk_step
from wbp_survey.model.change import BY_ID, Decision, Difference
from wbp_survey.model.crosswalk import (
    PROVENANCES,
    Crosswalk,
    CrosswalkLine,
    ItemMap,
    applied,
    compose,
    slot_map,
)
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.repeats import base_id
from wbp_survey.model.response import Response
from wbp_survey.store.reading import responses
from wbp_survey.workflow.study import Place, journal


@dataclass(frozen=True, slots=True)
class Touched:
    """How many stored answers one line of a crosswalk touches, by what becomes of them.

    `lost` counts those that are not comparable because of this line, and were so far.
    """

    item: str
    into: str
    decision: Decision
    answers: int = 0
    carried: int = 0
    mapped: int = 0
    recoded: int = 0
    not_comparable: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a step would do to every answer stored under earlier versions.

    `lines` stand in the order of the crosswalk; `unchanged` counts the answers that no line touches
    and that are comparable so far. Missing reasons are no answers: they stay what they are.
    """

    instrument: str
    before: str
    after: str
    lines: tuple[Touched, ...]
    unchanged: int

    @property
    def lost(self) -> int:
        """Return how many answers could be compared so far and no longer after this step."""
        return sum(line.lost for line in self.lines)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions, what differs, and what was decided about it (None: nobody was asked yet)."""

    before: Instrument
    after: Instrument
    difference: Difference
    crosswalk: Crosswalk | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A version just published, with what it did to earlier answers (None: a first version)."""

    instrument: Instrument
    dry_run: DryRun | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody decides: per item, or by accepting the proposal for classes of change."""

    decisions: Mapping[str, Decision]
    accept: frozenset[str]
    reason: str
    by: str


def compare_versions(place: Place, before: Instrument, after: Instrument) -> Compared:
    """Compare two versions, with the renames and decisions of the crosswalk where there is one.

    Two different instruments, or two files, have no crosswalk. Between versions that do not follow
    one another nothing was decided, but what was renamed on the way is known.
    """
    if before.id != after.id or before.version == DRAFT:
        return Compared(before, after, difference(before, after))
    file = crosswalk_file(after.id, before.version, after.version)
    placed = read_crosswalk(place.root, file)
    if not placed.crosswalk.instrument:
        return Compared(before, after, difference(before, after, _renamed(place, before, after)))
    found = decided_difference(before, after, placed.crosswalk)
    return Compared(before, after, found, placed.crosswalk)


def _renamed(place: Place, before: Instrument, after: Instrument) -> dict[str, str]:
    """Return what the items of a version are called in a later one, by the crosswalks between."""
    if after.version not in versions(place.root, after.id) or after.version == DRAFT:
        return {}
    maps = chains(place.root, after.id, after.version, [before.version]).get(before.version, {})
    return {one.item: one.into for one in maps.values() if one.into and one.into != one.item}


def newest_published(place: Place, instrument_id: str) -> Instrument | None:
    """Return the newest version ever published, retired or not; None when there is none."""
    there = [one for one in versions(place.root, instrument_id) if one != DRAFT]
    return load_instrument(place.root, instrument_id, there[-1]) if there else None


def published_on(place: Place, instrument: Instrument) -> date:
    """Return the day a version was published; the first day of 2000 when it never was.

    A document about versions carries this date, so that the same versions give the same bytes.
    """
    for line, _ in read_lock(place.root, []):
        if (line.id, line.version) == (instrument.id, instrument.version):
            return datetime.fromisoformat(line.at).date()
    return date(2000, 1, 1)


def prepare_crosswalk(
    place: Place,
    instrument_id: str,
    *,
    decisions: Mapping[str, Decision] | None = None,
    accept: Iterable[str] = (),
    renamed: Mapping[str, str] | None = None,
    reason: str = "",
    by: str = "",
) -> tuple[Path, Compared]:
    """Write or refresh the crosswalk from the newest version to the draft, and decide lines in it.

    `decisions` names items, `accept` classes of change whose proposal is taken; both need a reason
    and a name. `renamed` maps ids to new ids. What was decided before stays. Accepting a map of
    which nobody knows what codes go where decides nothing.
    """
    before = newest_published(place, instrument_id)
    if before is None:
        raise InstrumentError.one("INSTRUMENT_NOT_PUBLISHED", id=instrument_id)
    after = load_instrument(place.root, instrument_id, DRAFT)
    file = find_crosswalk(place.root, instrument_id, before.version, DRAFT)
    placed = read_crosswalk(place.root, file)
    if placed.problems:
        raise InstrumentError(placed.problems)
    _insist_on_items(file, before, after, renamed or {})
    asked = _Asked(decisions or {}, frozenset(accept), reason.strip(), by.strip())
    if (asked.decisions or asked.accept) and not (asked.reason and asked.by):
        raise InstrumentError.one("INSTRUMENT_WHY")
    stated = _with_renames(placed.crosswalk, renamed or {})
    taken = rename_problems(stated.lines, [file.as_posix()] * len(stated.lines), before)
    if taken:
        raise InstrumentError(taken)
    found = decided_difference(before, after, stated)
    crosswalk = _decided(refreshed(found, stated), found, asked, (before, after), file)
    if crosswalk.lines or placed.crosswalk.instrument:
        write_atomically(place.root / file, crosswalk_yaml(crosswalk, found))
    return file, Compared(before, after, found, crosswalk)


def dry_run(place: Place, before: Instrument, after: Instrument, crosswalk: Crosswalk) -> DryRun:
    """Count, over all stored sessions, what each line of a crosswalk does to earlier answers."""
    stored = [
        one
        for one in _stored(place, after.id)
        if version_key(one.version) and version_key(one.version) <= version_key(before.version)
    ]
    earlier = chains(place.root, before.id, before.version, {one.version for one in stored})
    steps = _steps(before, after, crosswalk)
    tally: dict[str, Counter[str]] = {}
    unchanged = 0
    for one in stored:
        maps = earlier.get(one.version, {})
        first = slot_map(maps, one.item)
        # The words for another option go with the answer they explain, and are not counted again.
        if one.value is None or first is None or base_id(one.item) not in maps:
            continue
        step = slot_map(steps, first.into)
        read, _ = applied(first, one.value)
        if step is None:
            unchanged += read is not None
            continue
        _, fate = applied(compose(first, step), one.value)
        counted = tally.setdefault(base_id(step.item), Counter())
        counted[fate] += 1
        counted["lost"] += fate == "not_comparable" and read is not None
    lines = tuple(_touched(line, tally.get(line.item, Counter())) for line in crosswalk.lines)
    return DryRun(after.id, before.version, after.version, lines, unchanged)


def _steps(before: Instrument, after: Instrument, crosswalk: Crosswalk) -> dict[str, ItemMap]:
    earlier, later = items_on_both_sides(before, after)
    return {
        line.item: item_map(line, earlier.get(line.item), later.get(line.into))
        for line in crosswalk.lines
        if line.item
    }


def rehearse_publishing(place: Place, instrument_id: str, version: str) -> DryRun | None:
    """Return what publishing the draft would do to earlier answers; None for a first version."""
    before = newest_published(place, instrument_id)
    if before is None:
        return None
    after = load_instrument(place.root, instrument_id, DRAFT)
    step = crosswalk_step(place.root, before, after, version)
    crosswalk = step.crosswalk or Crosswalk(instrument_id, before.version, version)
    return dry_run(place, before, after, refreshed(step.difference, crosswalk))


def publish_version(
    place: Place,
    instrument_id: str,
    version: str,
    *,
    by: str,
    why: str,
    at: str,
    confirmed: str = "",
) -> Published:
    """Publish the draft; raise InstrumentError with everything that stands in the way.

    Answers that could no longer be compared must be confirmed by typing the instrument's id. When
    decisions are missing, the crosswalk to decide in is written first.
    """
    before = newest_published(place, instrument_id)
    if before is not None and version_key(version) and not _own_crosswalk(place, before, version):
        prepare_crosswalk(place, instrument_id)
    rehearsed = rehearse_publishing(place, instrument_id, version)
    unsettled = not (why.strip() and by.strip()) or _unsettled(
        place, instrument_id, version, before
    )
    if rehearsed is not None and rehearsed.lost and not unsettled and confirmed != instrument_id:
        raise InstrumentError([confirmation_needed(rehearsed)])
    done = publish(place.root, instrument_id, version, by=by, why=why, at=at)
    return Published(done, rehearsed)


def confirmation_needed(rehearsed: DryRun) -> Problem:
    """Build the problem that asks for the instrument's id, naming the items that lose answers."""
    items = [line.item for line in rehearsed.lines if line.lost]
    values = {"id": rehearsed.instrument, "count": rehearsed.lost, "items": ", ".join(items)}
    return Problem("INSTRUMENT_CONFIRM", "", values)


def _own_crosswalk(place: Place, before: Instrument, version: str) -> bool:
    return (place.root / crosswalk_file(before.id, before.version, version)).exists()


def _unsettled(place: Place, instrument_id: str, version: str, before: Instrument | None) -> bool:
    """Tell whether publishing will be refused anyhow: then nobody need confirm anything yet."""
    if before is None or not version_key(version) or version in versions(place.root, instrument_id):
        return True
    after = load_instrument(place.root, instrument_id, DRAFT)
    return bool(crosswalk_step(place.root, before, after, version).problems)


def _stored(place: Place, instrument_id: str) -> list[Response]:
    if not place.study.store and not Path(place.store_url).exists():
        return []
    with journal(place) as store:
        return responses(store, instruments=[instrument_id])


def _insist_on_items(
    file: Path, before: Instrument, after: Instrument, renamed: Mapping[str, str]
) -> None:
    """Refuse a rename of an item that is not there, on either side."""
    earlier, later = items_on_both_sides(before, after)
    problems = [
        _no_such_item(file, name, known)
        for names, known in ((renamed.keys(), earlier), (renamed.values(), later))
        for name in names
        if name not in known
    ]
    if problems:
        raise InstrumentError(problems)


def _no_such_item(file: Path, name: str, known: Iterable[str]) -> Problem:
    return unknown(file.as_posix(), "CROSSWALK_UNKNOWN_ITEM", name, list(known) or ["–"])


def _with_renames(crosswalk: Crosswalk, renamed: Mapping[str, str]) -> Crosswalk:
    """State that items have another id now; the lines that saw them come and go are superseded."""
    if not renamed:
        return crosswalk
    gone = {*renamed, *renamed.values()}
    kept = [line for line in crosswalk.lines if not {line.item, line.into} - {""} <= gone]
    stated = [CrosswalkLine(one, other, "undecided") for one, other in renamed.items()]
    return replace(crosswalk, lines=(*kept, *stated))


def _decided(
    crosswalk: Crosswalk,
    found: Difference,
    asked: _Asked,
    sides: tuple[Instrument, Instrument],
    file: Path,
) -> Crosswalk:
    """Take the decisions that were asked for; refuse one about an item that has no line."""
    known = {name for line in crosswalk.lines for name in (line.item, line.into) if name}
    strange = [_no_such_item(file, name, known) for name in asked.decisions if name not in known]
    if strange:
        raise InstrumentError(strange)
    proposals = {(change.item, change.into): change.proposal for change in found.changes}
    earlier, later = items_on_both_sides(*sides)
    lines = (
        _settled(
            line,
            proposals[line.item, line.into],
            asked,
            proposed_codes(earlier.get(line.item), later.get(line.into)),
        )
        for line in crosswalk.lines
    )
    return replace(crosswalk, lines=tuple(lines))


def _settled(
    line: CrosswalkLine, proposal: Decision, asked: _Asked, codes: Mapping[str, str]
) -> CrosswalkLine:
    """Take the decision named for the item, or the proposal when all its classes are accepted."""
    named = asked.decisions.get(line.item) or asked.decisions.get(line.into)
    classes = {one for one in line.changes if BY_ID[one].decides}
    accepted = line.decision == "undecided" and classes <= asked.accept
    decision = named or (proposal if accepted else None)
    if decision is None:
        return line
    maps = decision in ("map", "recode")
    goals = (line.codes or codes) if maps else {}
    if maps and not goals and named is None:
        return line
    return replace(line, decision=decision, codes=goals, reason=asked.reason, by=asked.by)


def _touched(line: CrosswalkLine, fates: Counter[str]) -> Touched:
    carried = fates["carried"] + fates["given"]
    return Touched(
        line.item or line.into,
        line.into,
        line.decision,
        sum(fates[one] for one in PROVENANCES),
        carried,
        fates["mapped"],
        fates["recoded"],
        fates["not_comparable"],
        fates["lost"],
    )
