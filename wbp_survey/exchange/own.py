"""What a foreign form has no word for, as one cell of JSON beside it that only we read back.

Other tools skip the column. Without the cell a form is read as anybody's; a cell that does not hold
what we wrote is left to be told like any unknown column.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, fields, replace
from typing import Any, TypeVar, get_args

from wbp_survey.model.instrument import (
    Constraint,
    Instrument,
    Item,
    ItemType,
    Kind,
    Mode,
    Option,
    OutcomeItems,
    Referent,
    Repeat,
    ResponseScale,
    RoundTableItems,
    Section,
    Texts,
)

Noun = TypeVar("Noun", Item, Section, Instrument)

COLUMN = "wbp"
MADE = '{"made": true}'
"""Stands in a row that is only there for the form: what it shows is kept with something else."""


class NotOurs(ValueError):  # noqa: N818 - an answer to "is this ours?", not an error
    """The cell is not one that we wrote."""


def own_item(item: Item, seen: Collection[str], check: str = "") -> dict[str, Any]:
    """Return what an item has beyond the fields in `seen`, which the form shows itself.

    `check` is what the form shows as the check: when that has changed on coming back, ours is void.
    """
    found = _beyond(item, [name for name in _ITEM if name not in seen])
    if not found.keys() & _CHECKED:
        return found
    plain = asdict(item)
    return found | {name: plain[name] for name in _CHECKED} | {"check": check}


def own_section(section: Section, seen: Collection[str] = ()) -> dict[str, Any]:
    """Return what a section has beyond title, condition and items."""
    return _beyond(section, [name for name in _SECTION if name not in seen])


def own_head(instrument: Instrument) -> dict[str, Any]:
    """Return what an instrument has beyond its sections."""
    return _beyond(instrument, [name for name in _HEAD if name != "id"])


def as_cell(own: Mapping[str, Any]) -> str:
    """Write what is our own as one cell; nothing when there is nothing."""
    return json.dumps(own, ensure_ascii=False, sort_keys=True) if own else ""


def restore_item(item: Item, words: str) -> Item:
    """Give an item back what `own_item` wrote; options keep the labels the form has."""
    return _restored(item, words, _ITEM)


def restore_section(section: Section, words: str) -> Section:
    """Give a section back what `own_section` wrote."""
    return _restored(section, words, _SECTION)


def restore_head(instrument: Instrument, words: str) -> Instrument:
    """Give an instrument back what `own_head` wrote."""
    return _restored(instrument, words, _HEAD)


def _beyond(noun: Item | Section | Instrument, names: Collection[str]) -> dict[str, Any]:
    usual = {one.name: one.default for one in fields(noun)}
    plain = asdict(noun)
    return {name: plain[name] for name in names if getattr(noun, name) != usual.get(name)}


def _restored(noun: Noun, words: str, known: Mapping[str, Callable[[Any], Any]]) -> Noun:
    if not words:
        return noun
    try:
        raw = json.loads(words)
        check = raw.pop("check", None)
        given: dict[str, Any] = {name: known[name](value) for name, value in raw.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotOurs(words) from error
    if isinstance(noun, Item):
        given = _still_true(noun, given, check)
    return replace(noun, **given)


def _still_true(item: Item, given: dict[str, Any], check: object) -> dict[str, Any]:
    """Let go of what somebody changed in the form since we wrote it."""
    shown = " and ".join(f"({one.check})" for one in item.constraints)
    if check is not None and check not in {shown, shown[1:-1]}:
        given = {name: value for name, value in given.items() if name not in _CHECKED}
    scale, visible = given.get("scale"), item.scale
    if scale is not None and visible is not None:
        if set(scale.codes) != set(visible.codes):
            del given["scale"]
        else:
            given["scale"] = _labelled(scale, visible)
    return given


def _labelled(scale: ResponseScale, shown: ResponseScale) -> ResponseScale:
    """Take labels from the form, where somebody may have mended them; ours where it has none."""
    labels = {option.code: option.label for option in shown.options}
    options = tuple(replace(one, label=labels.get(one.code, one.label)) for one in scale.options)
    return replace(scale, options=options)


def _is(*kinds: type) -> Callable[[Any], Any]:
    def judge(value: Any) -> Any:
        if type(value) not in kinds:
            raise TypeError(value)
        return value

    return judge


def _one_of(words: Any) -> Callable[[Any], Any]:
    def judge(value: Any) -> Any:
        if value not in get_args(words):
            raise ValueError(value)
        return value

    return judge


def _texts(value: Any) -> Texts:
    return {_is(str)(language): _is(str)(words) for language, words in value.items()}


def _optional(judge: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else judge(value)


def _list(judge: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: tuple(judge(one) for one in _is(list)(value))


def _constraint(raw: Any) -> Constraint:
    return Constraint(_is(str)(raw["check"]), _texts(raw["message"]), _is(bool)(raw["soft"]))


def _option(raw: Any) -> Option:
    given = (_is(bool)(raw["exclusive"]), _is(bool)(raw["other"]), _is(str)(raw["relevant"]))
    return Option(_is(str)(raw["code"]), _texts(raw["label"]), *given)


def _scale(raw: Any) -> ResponseScale:
    whole = _optional(_is(int))
    return ResponseScale(
        _is(str)(raw["id"]),
        _is(str)(raw["level"]),
        _list(_option)(raw["options"]),
        whole(raw["minimum"]),
        whole(raw["maximum"]),
        _list(_is(str))(raw["agree"]),
        _is(str)(raw["source"]),
    )


def _repeat(raw: Any) -> Repeat:
    whole = _is(int)
    label = _optional(_texts)(raw["label"])
    return Repeat(_is(str)(raw["count"]), label, whole(raw["minimum"]), whole(raw["maximum"]))


def _outcome(raw: Any) -> OutcomeItems:
    parts = {name: _is(str)(value) for name, value in raw.items() if name != "of"}
    return OutcomeItems(of=_list(_is(str))(raw["of"]), **parts)


def _round_table(raw: Any) -> RoundTableItems:
    names = {name: _is(str)(raw[name]) for name in ("feedback", "ideas", "idea_kind")}
    return RoundTableItems(_list(_outcome)(raw["outcomes"]), turns=_texts(raw["turns"]), **names)


_CHECKED = frozenset({"constraints", "minimum", "maximum"})
_WORDS, _YES, _NUMBER = _is(str), _is(bool), _optional(_is(int, float))
_ITEM: Mapping[str, Callable[[Any], Any]] = {
    "id": _WORDS,
    "type": _one_of(ItemType),
    "construct": _WORDS,
    "referent": _one_of(Referent),
    "scale": _optional(_scale),
    "minimum": _NUMBER,
    "maximum": _NUMBER,
    "unit": _WORDS,
    "stem": _optional(_texts),
    "instruction": _optional(_texts),
    "probes": _list(_texts),
    "constraints": _list(_constraint),
    "missing": _list(_WORDS),
    "mode": _one_of(Mode),
    "reverse": _YES,
    "sensitive": _YES,
    "source": _WORDS,
    "note": _WORDS,
    "required": _YES,
    "calculation": _WORDS,
    "top": _is(int),
    "matrix": _WORDS,
    "post_coding": _optional(_scale),
}
_SECTION: Mapping[str, Callable[[Any], Any]] = {
    "id": _WORDS,
    "minutes": _is(int),
    "script": _optional(_texts),
    "round": _optional(_is(int)),
    "repeat": _optional(_repeat),
}
_HEAD: Mapping[str, Callable[[Any], Any]] = {
    "id": _WORDS,
    "title": _texts,
    "kind": _one_of(Kind),
    "roles": _list(_WORDS),
    "referent": _one_of(Referent),
    "languages": _list(_WORDS),
    "minutes": _is(int),
    "intro": _optional(_texts),
    "closing": _optional(_texts),
    "source": _WORDS,
    "round_table": _optional(_round_table),
}
