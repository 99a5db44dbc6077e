"""A difference between two versions put into words, for people who do not program."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wbp_survey.instrument.expression.words import condition_in_words
from wbp_survey.instrument.version.step import least_version
from wbp_survey.model.change import CLASSES, Change, Detail, Difference
from wbp_survey.model.crosswalk import NOWHERE, Crosswalk, CrosswalkLine
from wbp_survey.model.instrument import Instrument, Item, text_in
from wbp_survey.texts import LANGUAGES, has, say

_CONDITIONS = ("relevant", "section.relevant")
_ANSWERS = frozenset(
    {
        "option_removed",
        "options_added",
        "options_added_last",
        "options_reordered",
        "direction_reversed",
        "scale_length_changed",
    }
)
_CHECK = re.compile(r"constraint\.\d+")
_LISTS = ("missing", "roles", "languages", "options", "section.order")


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing that differs: what it is, where, what it means, and both sides."""

    change: str
    name: str
    before: str
    after: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything about one item: its id, its words, what differs and what was decided.

    Items about which exactly the same is to be said share an entry: then `item` counts them and
    `items` lists them, each with its words.
    """

    item: str
    text: str
    pairs: tuple[Pair, ...]
    decision: str = ""
    note: str = ""
    items: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """One version, and the item in it that a change is about."""

    instrument: Instrument
    name: str

    @property
    def item(self) -> Item | None:
        return next((one for one in self.instrument.items if one.id == self.name), None)

    @property
    def section(self) -> str:
        """The section it is asked in first."""
        sections = self.instrument.sections
        return next((one.id for one in sections if self.item in one.items), "")


@dataclass(frozen=True, slots=True)
class Account:
    """A difference in words: title, sentences that sum it up, entries."""

    title: str
    summary: tuple[str, ...]
    entries: tuple[Entry, ...]


def account(
    before: Instrument,
    after: Instrument,
    found: Difference,
    crosswalk: Crosswalk | None,
    language: str,
) -> Account:
    """Put a difference into words."""
    alike = before.id == after.id
    names = {
        "before": _version(before, language, alike=alike),
        "after": _version(after, language, alike=alike),
    }
    title = say("changes.diff.title", language, instrument=text_in(after.title, language), **names)
    if not found.changes:
        return Account(title, (say("changes.diff.same", language, **names),), ())
    lines = {(one.item, one.into): one for one in crosswalk.lines} if crosswalk else {}
    entries = [
        _entry(change, before, after, lines.get((change.item, change.into)), language)
        for change in found.changes
    ]
    summary = (_summary(found, after, language), _bump(found, after, language))
    return Account(title, tuple(one for one in summary if one), tuple(_together(entries, language)))


def _version(instrument: Instrument, language: str, *, alike: bool) -> str:
    """Say which of the two it is: by its version, or by its id when those differ."""
    draft = instrument.version == "draft"
    if alike:
        return say("changes.diff.draft", language) if draft else instrument.version
    return instrument.id if draft else f"{instrument.id} {instrument.version}"


def _summary(found: Difference, after: Instrument, language: str) -> str:
    """Say how many items changed, and how often each class of change was found."""
    items = [change for change in found.changes if change.item or change.into]
    touched = {change.into for change in items if change.into}
    same = len([item for item in after.items if item.id not in touched])
    kinds = Counter(one for change in found.changes for one in change.classes)
    counts = ", ".join(
        f"{kinds[one.id]} × {say(f'changes.{one.id}.name', language)}"
        for one in CLASSES
        if one.id in kinds
    )
    values = {"changed": len(items), "total": len(items) + same, "same": same}
    return say("changes.diff.summary", language, **values, counts=counts)


def _bump(found: Difference, after: Instrument, language: str) -> str:
    """Say the least next version of a draft; a published one has its number."""
    if not found.before[:1].isdigit() or after.version != "draft":
        return ""
    least = least_version(found.before, found.bump)
    bump = say(f"changes.bump.{found.bump}", language)
    return say("changes.diff.bump", language, least=least, bump=bump)


def _entry(
    change: Change,
    before: Instrument,
    after: Instrument,
    decided: CrosswalkLine | None,
    language: str,
) -> Entry:
    name = change.item or change.into or say("changes.diff.whole", language)
    if change.item and change.into and change.item != change.into:
        name = f"{change.item} → {change.into}"
    sides = _Side(before, change.item), _Side(after, change.into)
    asked = sides[1].item or sides[0].item
    note = ""
    if change.resembles:
        note = say("changes.diff.resembles", language, into=change.resembles)
    return Entry(
        name,
        text_in(asked.text, language) if asked else "",
        tuple(_pair(detail, sides, language) for detail in _spoken_once(change.details)),
        _decision(decided, language),
        note,
    )


def _spoken_once(details: Sequence[Detail]) -> Iterator[Detail]:
    """Leave out the language of a text that is the same in every language it differs in."""
    found: dict[tuple[str, str, str, str], list[Detail]] = {}
    for detail in details:
        key, mark, spoken = detail.key.rpartition(".")
        same = key if mark and spoken in LANGUAGES else detail.key
        found.setdefault((detail.change, same, detail.before, detail.after), []).append(detail)
    for (_, key, _, _), several in found.items():
        yield replace(several[0], key=key) if several[1:] else several[0]


def _together(entries: Sequence[Entry], language: str) -> list[Entry]:
    """Put items of which the same is to be said in one entry, where the first of them stands."""
    alike: dict[Entry, list[Entry]] = {}
    for entry in entries:
        alike.setdefault(replace(entry, item="", text=""), []).append(entry)
    return [_shared(several, language) if several[1:] else several[0] for several in alike.values()]


def _shared(several: Sequence[Entry], language: str) -> Entry:
    items = tuple((entry.item, entry.text) for entry in several)
    heading = say("changes.diff.several", language, count=len(several))
    return replace(several[0], item=heading, text="", items=items)


def _decision(decided: CrosswalkLine | None, language: str) -> str:
    if decided is None:
        return ""
    words = say(f"changes.decision.{decided.decision}", language)
    nowhere = say("changes.decision.not_comparable", language)
    codes = ", ".join(
        f"{code} → {nowhere if goal == NOWHERE else goal}" for code, goal in decided.codes.items()
    )
    who = f"{decided.reason} ({decided.by})" if decided.reason else ""
    return " · ".join(part for part in (words, codes, who) if part)


def _pair(detail: Detail, sides: tuple[_Side, _Side], language: str) -> Pair:
    one, other = _both(detail, sides, language)
    name = say(f"changes.{detail.change}.name", language)
    meaning = say(f"changes.{detail.change}.meaning", language)
    if detail.change == "moved":
        same = sides[0].section == sides[1].section
        key = "changes.diff.within" if same or one == other else "changes.diff.order"
        meaning = say(key, language, before=one, after=other)
    if detail.change in ("new", "retired", "moved"):
        return Pair(name, "", "", "", meaning)
    key = _key_in_words(detail.key, language)
    return Pair(name, "" if key.lower() in name.lower() else key, one, other, meaning)


def _both(detail: Detail, sides: tuple[_Side, _Side], language: str) -> tuple[str, str]:
    """Say both sides; expressions that sound the same are shown as they are written."""
    texts = detail.before, detail.after
    one, other = (
        _answers(detail.key, side.item, language)
        if text and detail.change in _ANSWERS and detail.key.startswith("options")
        else _value(detail.key, text, side.instrument, language)
        for text, side in zip(texts, sides, strict=True)
    )
    return texts if one == other and detail.change != "moved" else (one, other)


def _answers(key: str, item: Item | None, language: str) -> str:
    """List the answers a key is about, with their labels: one, or all of the scale."""
    scale = item.scale if item else None
    if scale is None:
        return ""
    code = key.partition(".")[2]
    # Of the points of a scale those without a label are told only where it ends.
    told = {scale.codes[0], scale.codes[-1], *(option.code for option in scale.options)}
    codes = [code] if code else [one for one in scale.codes if one in told]
    labels = {one: scale.label(one, language) for one in codes}
    return ", ".join(one if label == one else f"{one} = {label}" for one, label in labels.items())


def _value(key: str, text: str, side: Instrument, language: str) -> str:
    """Say what a key holds: conditions, reasons and fixed words in the reader's own words."""
    if key in _CONDITIONS or _CHECK.fullmatch(key):
        if not text:
            return say("changes.always", language)
        return condition_in_words(text, side, language)
    if text in ("True", "False"):
        return say(f"changes.{text.lower()}", language)
    words = text.split(", ") if key.partition(".")[0] in _LISTS else [text]
    return ", ".join(_word(key, word, language) for word in words)


def _word(key: str, word: str, language: str) -> str:
    for place in (f"codebook.{key}.{word}", f"{key}.{word}", f"changes.value.{word}"):
        if word and has(place):
            return say(place, language)
    return word


def _key_in_words(key: str, language: str) -> str:
    """Say what a key of the file is called: `options.3.nl` is "answer 3, Dutch"."""
    first, *rest = key.split(".")
    spoken = rest.pop() if rest and rest[-1] in LANGUAGES else ""
    named_last = ("section", "scale", "constraint", "round_table")
    last = rest.pop() if first in named_last and rest else ""
    known = has(f"changes.key.{last}") if last else False
    named = say(f"changes.key.{last}", language) if known else last
    name = " ".join([say(f"changes.key.{first}", language), *rest, *([named] if named else [])])
    return ", ".join([name, *([say(f"codebook.language.{spoken}", language)] if spoken else [])])
