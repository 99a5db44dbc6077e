"""Compute how two versions of an instrument differ, item by item. Pure; nobody types a change."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wbp_survey.instrument.scales import Judge, scale_details
from wbp_survey.instrument.wording import alike, is_typo, same_words, words_in
from wbp_survey.model.change import Change, Detail, Difference
from wbp_survey.model.instrument import Constraint, Instrument, Item, Section, Texts, text_in

_RESEMBLES = 0.6
"""How much two texts must have in common before a rename is proposed; a person decides."""
_REFERENCE = re.compile(r"\$\{\s*([A-Za-z_][A-Za-z0-9_-]*)\s*\}")

_KINDS: tuple[tuple[str, str], ...] = (
    ("type", "type_changed"),
    ("unit", "type_changed"),
    ("top", "type_changed"),
    ("reverse", "direction_reversed"),
    ("mode", "mode_changed"),
    ("referent", "referent_changed"),
    ("minimum", "check_changed"),
    ("maximum", "check_changed"),
    ("required", "check_changed"),
    ("construct", "documentation"),
    ("source", "documentation"),
    ("note", "documentation"),
    ("sensitive", "documentation"),
    ("matrix", "documentation"),
)
"""Keys that are held against each other as they stand, with the class a difference has."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item with the section it is first asked in."""

    item: Item
    section: Section


def difference(
    before: Instrument, after: Instrument, renames: Mapping[str, str] | None = None
) -> Difference:
    """Return every difference; `renames` maps ids to the ids a person says they have now.

    An item that only vanished and one that only came are proposed as one, in `resembles`, when
    their type is the same and their words are alike; nothing is assumed.
    """
    renames = dict(renames or {})
    judge = _judge(before, after)
    old, new = _placed(before), _placed(after)
    pairs = {one: renames.get(one, one) for one in old if renames.get(one, one) in new}
    moved = _moved([pairs[one] for one in old if one in pairs], list(new))
    changes = [
        Change(one, other, tuple(_pair_details(old[one], new[other], renames, judge, moved)))
        for one, other in pairs.items()
    ]
    gone = [one for one in old if one not in pairs]
    come = [one for one in new if one not in pairs.values()]
    changes += [
        Change(
            one,
            "",
            (Detail("retired", "item", _words(old[one].item), ""),),
            _resembling(old[one].item, [new[other].item for other in come]),
        )
        for one in gone
    ]
    changes += [
        Change("", one, (Detail("new", "item", "", _words(new[one].item)),)) for one in come
    ]
    changes = [change for change in changes if change.details]
    whole = tuple(_whole_details(before, after, judge))
    frame = [Change("", "", whole)] if whole else []
    return Difference(
        after.id, before.version, after.version, (*frame, *_in_order(changes, list(new)))
    )


def _in_order(changes: list[Change], order: list[str]) -> list[Change]:
    """Put changes in the order of the later version; what was retired comes last."""
    place = {one: number for number, one in enumerate(order)}
    return sorted(changes, key=lambda change: place.get(change.into, len(order)))


def _judge(before: Instrument, after: Instrument) -> Judge:
    """Build the judge of two texts; a word in use elsewhere is no slip of the pen."""
    earlier, later = words_in(_all_texts(before)), words_in(_all_texts(after))
    in_use = frozenset(word for word, count in earlier.items() if count > 1) | frozenset(later)

    def judge(left: str, right: str) -> str:
        if left == right:
            return ""
        if same_words(left, right) or is_typo(left, right, in_use):
            return "typo"
        return "wording"

    return judge


def _all_texts(instrument: Instrument) -> Iterator[str]:
    for item in instrument.items:
        for texts in (item.text, item.hint, item.instruction):
            yield from (texts or {}).values()


def _placed(instrument: Instrument) -> dict[str, _Placed]:
    found: dict[str, _Placed] = {}
    for section in instrument.sections:
        for item in section.items:
            found.setdefault(item.id, _Placed(item, section))
    return found


def _moved(earlier: Sequence[str], later: Sequence[str]) -> frozenset[str]:
    """Return the fewest items that must move to turn the earlier order into the later one."""
    place = {one: number for number, one in enumerate(later)}
    numbers = [place[one] for one in earlier]
    tails: list[int] = []
    lengths = []
    for number in numbers:
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
        lengths.append(at)
    kept: set[int] = set()
    wanted = len(tails) - 1
    for number, length in zip(reversed(numbers), reversed(lengths), strict=True):
        if length == wanted and (not kept or number < min(kept)):
            kept.add(number)
            wanted -= 1
    return frozenset(one for one in earlier if place[one] not in kept)


def _pair_details(
    before: _Placed,
    after: _Placed,
    renames: Mapping[str, str],
    judge: Judge,
    moved: frozenset[str],
) -> Iterator[Detail]:
    one, other = before.item, after.item
    if one.id != other.id:
        yield Detail("renamed", "id", one.id, other.id)
    yield from _text_details(one, other, judge)
    yield from _kind_details(one, other)
    yield from scale_details(one, other, judge)
    yield from _check_details(one, other, renames, judge)
    yield from _route_details(before, after, renames)
    if other.id in moved:
        yield Detail(
            "moved",
            "order",
            text_in(before.section.title, "nl"),
            text_in(after.section.title, "nl"),
        )


def _text_details(one: Item, other: Item, judge: Judge) -> Iterator[Detail]:
    for key in ("text", "stem", "hint"):
        yield from texts_differ(getattr(one, key), getattr(other, key), key, "wording", judge)
    yield from texts_differ(one.instruction, other.instruction, "instruction", "guidance", judge)
    if len(one.probes) != len(other.probes):
        yield Detail("guidance", "probes", str(len(one.probes)), str(len(other.probes)))
        return
    for number, (left, right) in enumerate(zip(one.probes, other.probes, strict=True), start=1):
        yield from texts_differ(left, right, f"probes.{number}", "guidance", judge)


def texts_differ(
    left: Texts | None, right: Texts | None, key: str, change: str, judge: Judge
) -> Iterator[Detail]:
    """Yield what differs per language; a language on one side only is a translation."""
    left, right = left or {}, right or {}
    for language in dict.fromkeys([*left, *right]):
        found = judge(left.get(language, ""), right.get(language, ""))
        if not found:
            continue
        one_sided = bool(left) and bool(right) and (language in left) != (language in right)
        kind = "documentation" if one_sided else "typo" if found == "typo" else change
        name = f"{key}.{language}"
        yield Detail(kind, name, left.get(language, ""), right.get(language, ""))


def _kind_details(one: Item, other: Item) -> Iterator[Detail]:
    for key, change in _KINDS:
        left, right = getattr(one, key), getattr(other, key)
        if left != right:
            yield Detail(change, key, _shown(left), _shown(right))
    if one.post_coding != other.post_coding:
        names = [scale.id if scale else "" for scale in (one.post_coding, other.post_coding)]
        yield Detail("documentation", "post_coding", *names)
    if one.missing != other.missing:
        yield Detail("missing_changed", "missing", ", ".join(one.missing), ", ".join(other.missing))


def _check_details(
    one: Item, other: Item, renames: Mapping[str, str], judge: Judge
) -> Iterator[Detail]:
    left = [_check_key(check, renames) for check in one.constraints]
    right = [_check_key(check, {}) for check in other.constraints]
    if left != right:
        yield Detail("check_changed", "constraint", "; ".join(map(str, left)), "; ".join(right))
    else:
        for number, pair in enumerate(zip(one.constraints, other.constraints, strict=True), 1):
            messages = pair[0].message, pair[1].message
            yield from texts_differ(*messages, f"constraint.{number}", "guidance", judge)
    calculations = _tidy(one.calculation, renames), _tidy(other.calculation)
    if calculations[0] != calculations[1]:
        yield Detail("calculation_changed", "calculation", *calculations)


def _check_key(check: Constraint, renames: Mapping[str, str]) -> str:
    return _tidy(check.check, renames) + (" (soft)" if check.soft else "")


def _route_details(before: _Placed, after: _Placed, renames: Mapping[str, str]) -> Iterator[Detail]:
    left, right = _tidy(before.item.relevant, renames), _tidy(after.item.relevant)
    if left != right:
        yield Detail("route_changed", "relevant", left, right)
    left, right = _tidy(before.section.relevant, renames), _tidy(after.section.relevant)
    if left != right:
        yield Detail("route_changed", "section.relevant", left, right)
    if before.section.repeat != after.section.repeat:
        shown = [_shown(one.section.repeat is not None) for one in (before, after)]
        yield Detail("route_changed", "section.repeat", *shown)


def _tidy(expression: str, renames: Mapping[str, str] | None = None) -> str:
    """Write an expression with single spaces and, where an item was renamed, its present id."""
    names = renames or {}
    renamed = _REFERENCE.sub(
        lambda match: f"${{{names.get(match.group(1), match.group(1))}}}", expression
    )
    return " ".join(renamed.split())


def _whole_details(before: Instrument, after: Instrument, judge: Judge) -> Iterator[Detail]:
    for key in ("kind", "referent", "roles"):
        left, right = getattr(before, key), getattr(after, key)
        if left != right:
            yield Detail("frame", key, _shown(left), _shown(right))
    yield from texts_differ(before.intro, after.intro, "intro", "frame", judge)
    yield from texts_differ(before.title, after.title, "title", "documentation", judge)
    yield from texts_differ(before.closing, after.closing, "closing", "documentation", judge)
    for key in ("languages", "minutes", "source"):
        left, right = getattr(before, key), getattr(after, key)
        if left != right:
            yield Detail("documentation", key, _shown(left), _shown(right))
    yield from _section_details(before, after, judge)


def _section_details(before: Instrument, after: Instrument, judge: Judge) -> Iterator[Detail]:
    earlier = {section.id: section for section in before.sections}
    later = {section.id: section for section in after.sections}
    for name in dict.fromkeys([*earlier, *later]):
        key = f"section.{name}"
        one, other = earlier.get(name), later.get(name)
        scripts = (one.script if one else None), (other.script if other else None)
        yield from texts_differ(*scripts, f"{key}.script", "frame", judge)
        if one is None or other is None:
            titles = [text_in(side.title, "nl") if side else "" for side in (one, other)]
            yield Detail("documentation", key, *titles)
            continue
        yield from texts_differ(one.title, other.title, f"{key}.title", "documentation", judge)
        if one.minutes != other.minutes:
            yield Detail("documentation", f"{key}.minutes", str(one.minutes), str(other.minutes))
        if one.round != other.round:
            yield Detail("frame", f"{key}.round", _shown(one.round), _shown(other.round))


def _resembling(gone: Item, come: Sequence[Item]) -> str:
    """Return the new item a retired one may have become, or nothing."""
    scored = [(alike(_words(gone), _words(one)), one.id) for one in come if one.type == gone.type]
    score, name = max(scored, default=(0.0, ""))
    return name if score >= _RESEMBLES else ""


def _words(item: Item) -> str:
    return f"{text_in(item.stem, 'nl')} {text_in(item.text, 'nl')}".strip()


def _shown(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
