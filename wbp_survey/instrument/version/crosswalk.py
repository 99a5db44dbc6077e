"""Crosswalk files: what was decided about each item between two versions.

While a draft is being changed its crosswalk is `crosswalk-1.0.0-draft.yaml`; publishing freezes it
under the version's own number.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from wbp_survey.errors import InstrumentError, Problem
from wbp_survey.instrument.forms import CrosswalkForm, CrosswalkLineForm, LockForm
from wbp_survey.instrument.load import FOLDER, version_key
from wbp_survey.instrument.reading import Document, dump_yaml, read_yaml
from wbp_survey.instrument.resolve import DRAFT
from wbp_survey.instrument.schema import by_place, unknown, validate
from wbp_survey.instrument.version.changes import difference
from wbp_survey.instrument.version.implied import items_on_both_sides
from wbp_survey.instrument.version.scales import is_reversed, reversal
from wbp_survey.model.change import BY_ID, Change, Difference
from wbp_survey.model.crosswalk import NOWHERE, Crosswalk, CrosswalkLine, ItemMap, nothing
from wbp_survey.model.instrument import Instrument, Item
from wbp_survey.model.journal import canonical_json
from wbp_survey.texts import LANGUAGES, say


@dataclass(frozen=True, slots=True)
class Placed:
    """A crosswalk as read, with the place of each line and what is wrong with its form."""

    crosswalk: Crosswalk
    document: Document
    places: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def crosswalk_file(instrument_id: str, before: str, after: str) -> Path:
    """Return where the crosswalk between two versions stands in a study."""
    return FOLDER / instrument_id / f"crosswalk-{before}-{after}.yaml"


def find_crosswalk(root: Path, instrument_id: str, before: str, after: str) -> Path:
    """Return the file to use: the version's own when it is there, else the draft's."""
    own = crosswalk_file(instrument_id, before, after)
    there = bool(version_key(after)) and (root / own).exists()
    return own if there else crosswalk_file(instrument_id, before, DRAFT)


def read_crosswalk(root: Path, file: Path) -> Placed:
    """Read a crosswalk as far as it goes; an absent file has no lines and no problems."""
    name = file.as_posix()
    if not (root / file).exists():
        return Placed(Crosswalk("", "", ""), Document(name), ())
    document = read_yaml(root / file, name)
    problems = list(document.problems)
    whole = None
    if document.data is not None or not problems:
        whole = validate(CrosswalkForm, document.data, document, (), problems)
    lines, places = [], []
    for index, raw in enumerate(whole.items if whole else ()):
        form = validate(CrosswalkLineForm, raw, document, ("items", index), problems)
        if form is not None:
            lines.append(_line(form))
            places.append(document.place(("items", index)))
    head = whole.crosswalk if whole else None
    found = Crosswalk(
        head.id if head else "",
        head.before if head else "",
        head.after if head else "",
        tuple(lines),
    )
    return Placed(found, document, tuple(places), tuple(problems))


def load_crosswalk(root: Path, instrument_id: str, before: str, after: str) -> Crosswalk:
    """Read the crosswalk of a published version; raise InstrumentError with what is wrong."""
    placed = read_crosswalk(root, crosswalk_file(instrument_id, before, after))
    if placed.problems:
        raise InstrumentError(by_place(placed.problems))
    return placed.crosswalk


def renames(crosswalk: Crosswalk) -> dict[str, str]:
    """Return which items a person says have another id now."""
    return {
        line.item: line.into
        for line in crosswalk.lines
        if line.item and line.into and line.item != line.into
    }


def decided_difference(before: Instrument, after: Instrument, crosswalk: Crosswalk) -> Difference:
    """Compute the difference with the renames that the crosswalk states."""
    return difference(before, after, renames(crosswalk))


def refreshed(found: Difference, crosswalk: Crosswalk) -> Crosswalk:
    """Return a line for every change that needs one, keeping what was decided about it.

    A decision about a change that is another one by now is undecided again.
    """
    known = {(line.item, line.into): line for line in crosswalk.lines}
    lines = []
    for change in found.changes:
        if not change.decides:
            continue
        line = known.get((change.item, change.into))
        if line is None:
            line = CrosswalkLine(change.item, change.into, "undecided")
        decision = "undecided" if _stale(line, change) else line.decision
        lines.append(replace(line, decision=decision, changes=change.classes, seen=_seen(change)))
    return Crosswalk(found.instrument, found.before, found.after, tuple(lines))


def _stale(line: CrosswalkLine, change: Change) -> bool:
    """Tell whether a line was about other changes; what needs no decision makes none stale."""
    decided = tuple(one for one in line.changes if one not in BY_ID or BY_ID[one].decides)
    asked = tuple(one for one in change.classes if BY_ID[one].decides)
    return decided != asked or line.seen not in ("", _seen(change))


def _seen(change: Change) -> str:
    """Return a digest of what there is to decide about: the same class may hold other words."""
    words = [asdict(detail) for detail in change.details if BY_ID[detail.change].decides]
    return hashlib.sha256(canonical_json(words).encode("utf-8")).hexdigest()[:12]


def crosswalk_yaml(crosswalk: Crosswalk, found: Difference) -> str:
    """Write a crosswalk for people to decide in: what differs stands beside each line."""
    head = {"id": crosswalk.instrument, "before": crosswalk.before, "after": crosswalk.after}
    parts = [_comment(say("changes.file.head", LANGUAGES[0])), dump_yaml({"crosswalk": head})]
    parts.append("items:\n" if crosswalk.lines else "items: []\n")
    changes = {(change.item, change.into): change for change in found.changes}
    for line in crosswalk.lines:
        change = changes.get((line.item, line.into))
        parts += ["\n", _comment(_explained(change) if change else ""), dump_yaml([_plain(line)])]
    return "".join(parts)


def crosswalk_sha256(crosswalk: Crosswalk) -> str:
    """Return a digest over the decisions, whatever the file looks like."""
    text = unicodedata.normalize("NFC", canonical_json(asdict(crosswalk)))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def frozen_problems(root: Path, line: LockForm, place: str) -> list[Problem]:
    """Report that the crosswalk to a published version is gone or no longer what it was."""
    if not line.crosswalk:
        return []
    file = crosswalk_file(line.id, line.parent, line.version)
    values = {"id": line.id, "version": line.version}
    if not (root / file).exists():
        return [Problem("CROSSWALK_GONE", place, values)]
    placed = read_crosswalk(root, file)
    if placed.problems or crosswalk_sha256(placed.crosswalk) == line.crosswalk:
        return list(placed.problems)
    return [Problem("CROSSWALK_CHANGED", placed.document.place(), values)]


def item_map(line: CrosswalkLine, before: Item | None, after: Item | None) -> ItemMap:
    """Turn a decision into a map over every code; what is not decided is not comparable."""
    if before is None or after is None or line.decision in ("undecided", NOWHERE):
        return nothing(line.item, line.into)
    provenance = {"map": "mapped", "recode": "recoded"}.get(line.decision, "carried")
    codes = None
    if before.scale is not None and after.scale is not None:
        there = set(after.scale.codes)
        goals = {code: line.codes.get(code, code) for code in before.scale.codes}
        codes = {code: goal if goal in there else None for code, goal in goals.items()}
    changed = frozenset(code for code, goal in (codes or {}).items() if goal not in (None, code))
    return ItemMap(line.item, line.into, provenance, codes, changed)  # type: ignore[arg-type]


def proposed_codes(before: Item | None, after: Item | None) -> dict[str, str]:
    """Propose where codes go: mirrored when the scale was reversed, nowhere when removed."""
    if before is None or after is None or before.scale is None or after.scale is None:
        return {}
    if is_reversed(before.scale, after.scale):
        return reversal(before.scale)
    return {code: NOWHERE for code in before.scale.codes if code not in after.scale.codes}


def line_problems(
    placed: Placed, found: Difference, before: Instrument, after: Instrument
) -> Iterator[Problem]:
    """Yield what keeps a crosswalk from being used: undecided, stale or impossible lines."""
    changes = {(change.item, change.into): change for change in found.changes if change.decides}
    taken = rename_problems(placed.crosswalk.lines, placed.places, before)
    yield from taken
    if taken:
        return
    earlier, later = items_on_both_sides(before, after)
    for line, place in zip(placed.crosswalk.lines, placed.places, strict=True):
        change = changes.pop((line.item, line.into), None)
        if change is None:
            yield Problem("CROSSWALK_NO_CHANGE", place, {"item": line.item or line.into})
            continue
        yield from _decision_problems(line, change, place, found.instrument)
        if line.decision == NOWHERE and line.codes:
            yield Problem("CROSSWALK_MAP_IGNORED", place, {"item": line.item or line.into})
        if line.item and line.into and line.decision not in ("undecided", NOWHERE):
            yield from _code_problems(line, place, earlier[line.item], later[line.into])
    for change in changes.values():
        yield _undecided(change, placed.document.name, found.instrument)


def rename_problems(
    lines: Iterable[CrosswalkLine], places: Iterable[str], before: Instrument
) -> list[Problem]:
    """Report each rename to an item that is another one: two items never become one."""
    lines = tuple(lines)
    stated = {line.item: line.into for line in lines if line.item and line.into}
    becomes = {item.id: stated.get(item.id, item.id) for item in before.items}
    problems = []
    for line, place in zip(lines, places, strict=True):
        others = [one for one, goal in becomes.items() if goal == line.into and one != line.item]
        if line.item and line.item != line.into and others:
            values = {"item": line.item, "into": line.into, "other": others[0]}
            problems.append(Problem("CROSSWALK_TAKEN", place, values))
    return problems


def _decision_problems(
    line: CrosswalkLine, change: Change, place: str, instrument: str
) -> Iterator[Problem]:
    if line.decision == "undecided":
        yield _undecided(change, place, instrument)
    elif _stale(line, change):
        values = _named(change) | {"decided": _in_words(line.changes)}
        yield Problem("CROSSWALK_STALE", place, values)
    elif not line.reason.strip() or not line.by.strip():
        yield Problem("CROSSWALK_WHY", place, {"item": line.item or line.into})
    if line.decision not in ("undecided", NOWHERE) and not (line.item and line.into):
        yield Problem("CROSSWALK_ONE_SIDED", place, _named(change))


def _code_problems(line: CrosswalkLine, place: str, one: Item, other: Item) -> Iterator[Problem]:
    name = {"item": line.item}
    maps = line.decision in ("map", "recode")
    if (one.scale is None) != (other.scale is None) or _kind(one) != _kind(other):
        yield Problem("CROSSWALK_OTHER_KIND", place, name)
        return
    if maps and one.scale is None:
        yield Problem("CROSSWALK_NO_CODES", place, name)
    elif maps and not line.codes:
        yield Problem("CROSSWALK_NEEDS_MAP", place, name)
    if line.codes and not maps:
        yield Problem("CROSSWALK_MAP_IGNORED", place, name)
    if one.scale is not None and other.scale is not None:
        if not maps and is_reversed(one.scale, other.scale):
            yield Problem("CROSSWALK_REVERSED", place, name)
        yield from _goal_problems(line, place, one.scale.codes, other.scale.codes)


def _goal_problems(
    line: CrosswalkLine, place: str, codes: tuple[str, ...], there: tuple[str, ...]
) -> Iterator[Problem]:
    """Hold where codes go against the codes there are, and the decision against what is lost."""
    for code, goal in line.codes.items():
        if code not in codes:
            yield unknown(place, "CROSSWALK_UNKNOWN_CODE", code, codes)
        if goal not in (NOWHERE, *there):
            yield unknown(place, "CROSSWALK_UNKNOWN_CODE", goal, there)
    goals = [goal for goal in (line.codes.get(code, code) for code in codes) if goal in there]
    if line.decision == "map" and len(set(goals)) < len(goals):
        yield Problem("CROSSWALK_LOSSY", place, {"item": line.item})
    if line.decision == "identical" and len(goals) < len(codes):
        yield Problem("CROSSWALK_NOT_IDENTICAL", place, {"item": line.item})


def _kind(item: Item) -> str:
    """Return what kind of value an item holds; kinds that read as one another are the same."""
    same = {"integer": "number", "decimal": "number", "text": "words", "long_text": "words"}
    return same.get(item.type, "code" if item.type in ("select_one", "scale") else item.type)


def _undecided(change: Change, place: str, instrument: str) -> Problem:
    """Report that somebody must decide; where an item may go on under another id, that first."""
    named = _named(change) | {"instrument": instrument}
    if change.resembles:
        return Problem("CROSSWALK_UNDECIDED_NEAR", place, named | {"into": change.resembles})
    classes = ",".join(one for one in change.classes if BY_ID[one].decides)
    values = {"proposal": change.proposal, "accept": classes}
    return Problem("CROSSWALK_UNDECIDED", place, named | values)


def _named(change: Change) -> dict[str, object]:
    return {"item": change.item or change.into, "changes": _in_words(change.classes)}


def _in_words(classes: tuple[str, ...]) -> str:
    return ", ".join(f"{say(f'changes.{one}.name')} ({one})" for one in classes)


def _explained(change: Change) -> str:
    """Say what differs, both sides below one another, and what is proposed."""
    language = LANGUAGES[0]
    lines = []
    for detail in change.details:
        lines.append(f"{say(f'changes.{detail.change}.name', language)} ({detail.key})")
        lines += [f"  - {detail.before}"] if detail.before else []
        lines += [f"  + {detail.after}"] if detail.after else []
    if change.resembles:
        lines.append(say("changes.file.resembles", language, into=change.resembles))
    lines.append(say("changes.file.proposal", language, proposal=change.proposal))
    return "\n".join(lines)


def _comment(text: str) -> str:
    """Turn text into comments; what came from a form may hold line ends of its own."""
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())


def _plain(line: CrosswalkLine) -> dict[str, object]:
    item = line.item or line.into
    plain: dict[str, object] = {
        "item": item,
        "into": line.into if line.into != item else "",
        "changes": list(line.changes),
        "decision": line.decision,
        "map": dict(line.codes),
        "reason": line.reason,
        "by": line.by,
        "seen": line.seen,
    }
    always = ("decision", "reason", "by")
    return {key: value for key, value in plain.items() if value or key in always}


def _line(form: CrosswalkLineForm) -> CrosswalkLine:
    """Read a line: without `into` an item keeps its id, unless it was retired."""
    gone, come = "retired" in form.changes, "new" in form.changes
    item = "" if come and not form.into else form.item
    into = form.into or ("" if gone else form.item)
    return CrosswalkLine(
        item, into, form.decision, form.changes, form.map, form.reason, form.by, form.seen
    )
