"""Versions of an instrument: how they differ, what is decided, what publishing does to answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from wbp_survey.errors import InstrumentError, Problem
from wbp_survey.instrument.chain import chains
from wbp_survey.instrument.changes import difference
from wbp_survey.instrument.crosswalk import (
    Placed,
    crosswalk_file,
    crosswalk_yaml,
    decided_difference,
    find_crosswalk,
    item_map,
    proposed_codes,
    read_crosswalk,
    refreshed,
)
from wbp_survey.instrument.load import load_instrument, version_key, versions
from wbp_survey.instrument.lock import read_lock
from wbp_survey.instrument.publish import publish, write_atomically
from wbp_survey.instrument.resolve import DRAFT
from wbp_survey.instrument.step import crosswalk_step
from wbp_survey.model.change import BY_ID, Decision, Difference
from wbp_survey.model.crosswalk import Crosswalk, CrosswalkLine, applied, compose
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.repeats import base_id
from wbp_survey.model.response import Response
from wbp_survey.store.reading import responses
from wbp_survey.workflow.study import Place, journal


@dataclass(frozen=True, slots=True)
class Touched:
    """How many stored answers one line of a crosswalk touches, by what becomes of them."""

    item: str
    into: str
    decision: Decision
    answers: int = 0
    carried: int = 0
    mapped: int = 0
    recoded: int = 0
    not_comparable: int = 0


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a step would do to every answer stored under earlier versions.

    `lines` stand in the order of the crosswalk; `unchanged` counts the answers to items without a
    line. Missing reasons are no answers: they stay what they are.
    """

    instrument: str
    before: str
    after: str
    lines: tuple[Touched, ...]
    unchanged: int

    @property
    def lost(self) -> int:
        """Return how many answers could no longer be compared."""
        return sum(line.not_comparable for line in self.lines)


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


def compare_versions(place: Place, before: Instrument, after: Instrument) -> Compared:
    """Compare two versions, with the renames and decisions of the crosswalk where there is one.

    Two different instruments, or two files, have no crosswalk.
    """
    if before.id != after.id or before.version == DRAFT:
        return Compared(before, after, difference(before, after))
    file = find_crosswalk(place.root, after.id, before.version, after.version)
    placed = read_crosswalk(place.root, file)
    found = decided_difference(before, after, placed.crosswalk)
    there = bool(placed.crosswalk.instrument)
    return Compared(before, after, found, placed.crosswalk if there else None)


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
    and a name. `renamed` maps ids to new ids. What was decided before stays.
    """
    before = newest_published(place, instrument_id)
    if before is None:
        raise InstrumentError.one("INSTRUMENT_NOT_PUBLISHED", id=instrument_id)
    after = load_instrument(place.root, instrument_id, DRAFT)
    file = find_crosswalk(place.root, instrument_id, before.version, DRAFT)
    placed = read_crosswalk(place.root, file)
    if placed.problems:
        raise InstrumentError(placed.problems)
    _insist_on_names(placed, before, after, renamed or {})
    if (decisions or accept) and not (reason.strip() and by.strip()):
        raise InstrumentError.one("INSTRUMENT_WHY")
    stated = _with_renames(placed.crosswalk, renamed or {})
    found = decided_difference(before, after, stated)
    lines = refreshed(found, stated)
    proposals = {(change.item, change.into): change.proposal for change in found.changes}
    decided = tuple(
        _decided(line, proposals[line.item, line.into], decisions or {}, frozenset(accept))
        for line in lines.lines
    )
    sides = {item.id: item for item in before.items}, {item.id: item for item in after.items}
    decided = tuple(
        _signed(line, earlier, sides, reason, by)
        for line, earlier in zip(decided, lines.lines, strict=True)
    )
    crosswalk = replace(lines, lines=decided)
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
    sides = {item.id: item for item in before.items}, {item.id: item for item in after.items}
    steps = {
        line.item: item_map(line, sides[0].get(line.item), sides[1].get(line.into))
        for line in crosswalk.lines
        if line.item
    }
    tally: dict[str, Counter[str]] = {}
    unchanged = 0
    for one in stored:
        if one.value is None:
            continue
        first = earlier[one.version].get(base_id(one.item))
        step = steps.get(first.into) if first else None
        if first is None or step is None:
            unchanged += 1
            continue
        _, fate = applied(compose(first, step), one.value)
        tally.setdefault(first.into, Counter())[fate] += 1
    lines = tuple(_touched(line, tally.get(line.item, Counter())) for line in crosswalk.lines)
    return DryRun(after.id, before.version, after.version, lines, unchanged)


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
    if before is not None and not _own_crosswalk(place, before, version):
        prepare_crosswalk(place, instrument_id)
    rehearsed = rehearse_publishing(place, instrument_id, version)
    unsettled = _unsettled(place, instrument_id, version, before)
    if rehearsed is not None and rehearsed.lost and not unsettled and confirmed != instrument_id:
        raise InstrumentError([confirmation_needed(rehearsed)])
    done = publish(place.root, instrument_id, version, by=by, why=why, at=at)
    return Published(done, rehearsed)


def confirmation_needed(rehearsed: DryRun) -> Problem:
    """Build the problem that asks for the instrument's id, naming the items that lose answers."""
    items = [line.item for line in rehearsed.lines if line.not_comparable]
    values = {"id": rehearsed.instrument, "count": rehearsed.lost, "items": ", ".join(items)}
    return Problem("INSTRUMENT_CONFIRM", "", values)


def _own_crosswalk(place: Place, before: Instrument, version: str) -> bool:
    return (place.root / crosswalk_file(before.id, before.version, version)).exists()


def _unsettled(
    place: Place, instrument_id: str, version: str, before: Instrument | None
) -> tuple[Problem, ...]:
    """Return what publishing will refuse anyhow: then nobody need confirm anything yet."""
    if before is None or not version_key(version):
        return ()
    after = load_instrument(place.root, instrument_id, DRAFT)
    return crosswalk_step(place.root, before, after, version).problems


def _stored(place: Place, instrument_id: str) -> list[Response]:
    if not place.study.store and not Path(place.store_url).exists():
        return []
    with journal(place) as store:
        return responses(store, instruments=[instrument_id])


def _insist_on_names(
    placed: Placed, before: Instrument, after: Instrument, renamed: Mapping[str, str]
) -> None:
    """Refuse a rename of an item that is not there, on either side."""
    there = {item.id for item in before.items}, {item.id for item in after.items}
    problems = [
        Problem("CROSSWALK_NO_CHANGE", placed.document.name, {"item": name})
        for one, other in renamed.items()
        for name, known in ((one, there[0]), (other, there[1]))
        if name not in known
    ]
    if problems:
        raise InstrumentError(problems)


def _with_renames(crosswalk: Crosswalk, renamed: Mapping[str, str]) -> Crosswalk:
    """State that items have another id now; the lines that saw them come and go are superseded."""
    if not renamed:
        return crosswalk
    gone = {*renamed, *renamed.values()}
    kept = [line for line in crosswalk.lines if not {line.item, line.into} - {""} <= gone]
    stated = [CrosswalkLine(one, other, "undecided") for one, other in renamed.items()]
    return replace(crosswalk, lines=(*kept, *stated))


def _decided(
    line: CrosswalkLine,
    proposal: Decision,
    decisions: Mapping[str, Decision],
    accept: frozenset[str],
) -> CrosswalkLine:
    """Take the decision named for the item, or the proposal when all its classes are accepted."""
    named = decisions.get(line.item or line.into)
    if named is not None:
        return replace(line, decision=named)
    classes = {one for one in line.changes if BY_ID[one].decides}
    if line.decision == "undecided" and classes <= accept:
        return replace(line, decision=proposal)
    return line


def _signed(
    line: CrosswalkLine,
    before: CrosswalkLine,
    sides: tuple[Mapping[str, object], Mapping[str, object]],
    reason: str,
    by: str,
) -> CrosswalkLine:
    """Put reason and name under a decision just taken, and codes where codes must go somewhere."""
    if line.decision == before.decision:
        return line
    signed = replace(line, reason=reason, by=by)
    one, other = sides[0].get(line.item), sides[1].get(line.into)
    if line.decision in ("map", "recode") and not line.codes and one and other:
        return replace(signed, codes=proposed_codes(one, other))  # type: ignore[arg-type]
    return signed


def _touched(line: CrosswalkLine, fates: Counter[str]) -> Touched:
    carried = fates["carried"] + fates["given"]
    return Touched(
        line.item or line.into,
        line.into,
        line.decision,
        sum(fates.values()),
        carried,
        fates["mapped"],
        fates["recoded"],
        fates["not_comparable"],
    )
