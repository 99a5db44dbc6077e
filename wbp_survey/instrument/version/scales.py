"""How the answers an item accepts differ between two versions. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from wbp_survey.instrument.version.sides import (
    Judge,
    Renames,
    expressions_differ,
    texts_differ,
    values_differ,
)
from wbp_survey.model.change import Detail
from wbp_survey.model.instrument import Item, Option, ResponseScale, Texts

_UNHEARD = (
    ("agree", "documentation"),
    ("source", "documentation"),
    ("minimum", "documentation"),
    ("maximum", "documentation"),
)
_DIRECTION = 2
"""As many labels as it takes to tell which way a scale runs."""


class _Sides(Protocol):
    """What it takes to hold two scales against each other."""

    @property
    def renames(self) -> Renames: ...
    @property
    def judge(self) -> Judge: ...


def scale_details(before: Item, after: Item, sides: _Sides) -> Iterator[Detail]:
    """Yield what differs between two response scales; an item may have none."""
    one, other = before.scale, after.scale
    if one is None or other is None:
        if one is not other:
            yield Detail("type_changed", "scale", _ends(one), _ends(other))
        return
    found = [
        *_answer_details(one, other, sides.judge),
        *_flag_details(one, other, sides.renames),
    ]
    yield from found
    if one.codes == other.codes:
        yield from values_differ(one, other, _UNHEARD, "scale.")
        # The points of a scale stand from low to high, in whatever order the file labels them.
        listed = [", ".join(option.code for option in side.options) for side in (one, other)]
        if not found and listed[0] != listed[1]:
            yield Detail("documentation", "scale.order", *listed)
    own = (one.id, other.id) == (before.id, after.id)
    if one.id != other.id and not found and not own:
        yield Detail("documentation", "scale", one.id, other.id)


def coding_details(one: ResponseScale | None, other: ResponseScale | None) -> Iterator[Detail]:
    """Yield that open answers get other codes afterwards; nobody in the room hears these."""
    if one == other:
        return
    names = [scale.id if scale else "" for scale in (one, other)]
    if names[0] == names[1]:
        names = [_listed(one), _listed(other)]
    yield Detail("documentation", "post_coding", *names)


def _listed(scale: ResponseScale | None) -> str:
    options = scale.options if scale else ()
    return ", ".join(f"{option.code} = {_text(option.label)}" for option in options)


def _answer_details(one: ResponseScale, other: ResponseScale, judge: Judge) -> Iterator[Detail]:
    yield from values_differ(one, other, (("level", "type_changed"),))
    if is_reversed(one, other):
        yield Detail("direction_reversed", "options", _ends(one), _ends(other))
    elif _ordered(one) and _ordered(other) and len(one.codes) != len(other.codes):
        yield Detail("scale_length_changed", "options", _ends(one), _ends(other))
    else:
        yield from _code_details(one, other)
        yield from _label_details(one, other, judge)


def is_reversed(one: ResponseScale, other: ResponseScale) -> bool:
    """Tell whether an ordered scale runs the other way: each label now stands at the mirrored code.

    A scale with fewer than two labels has no direction to tell.
    """
    labels, others = _labels(one), _labels(other)
    if not (_ordered(one) and _ordered(other) and set(one.codes) == set(other.codes)):
        return False
    if len(labels) < _DIRECTION or labels == others:
        return False
    mirror = reversal(one)
    return others == {mirror.get(code, code): label for code, label in labels.items()}


def reversal(scale: ResponseScale) -> dict[str, str]:
    """Return for each code the one that says the same on a scale that runs the other way."""
    return dict(zip(scale.codes, reversed(scale.codes), strict=True))


def _ordered(scale: ResponseScale) -> bool:
    return scale.level != "nominal"


def _labels(scale: ResponseScale) -> dict[str, str]:
    return {
        option.code: text.casefold() for option in scale.options if (text := _text(option.label))
    }


def _text(texts: Texts) -> str:
    return texts.get("nl") or next(iter(texts.values()), "")


def _ends(scale: ResponseScale | None) -> str:
    """Say a scale in a few signs: its first and last code, or nothing."""
    if scale is None or not scale.codes:
        return ""
    return f"{scale.codes[0]}…{scale.codes[-1]} ({len(scale.codes)})"


def _code_details(one: ResponseScale, other: ResponseScale) -> Iterator[Detail]:
    gone = [code for code in one.codes if code not in other.codes]
    come = [code for code in other.codes if code not in one.codes]
    for code in gone:
        yield Detail("option_removed", f"options.{code}", _named(one, code), "")
    last = _come_last(other, come)
    for code in come:
        change = "options_added_last" if last else "options_added"
        yield Detail(change, f"options.{code}", "", _named(other, code))
    kept = [code for code in one.codes if code in other.codes]
    again = [code for code in other.codes if code in one.codes]
    if kept != again:
        yield Detail("options_reordered", "options", ", ".join(kept), ", ".join(again))


def _come_last(scale: ResponseScale, come: list[str]) -> bool:
    """Tell whether new codes stand behind all others; "other" and "none" may stay at the end."""
    options: Mapping[str, Option] = {option.code: option for option in scale.options}
    order = list(scale.codes)
    while order and order[-1] not in come and _trails(options.get(order[-1])):
        order.pop()
    return order[len(order) - len(come) :] == come


def _trails(option: Option | None) -> bool:
    return option is not None and (option.other or option.exclusive)


def _named(scale: ResponseScale, code: str) -> str:
    return f"{code} = {scale.label(code, 'nl')}"


def _label_details(one: ResponseScale, other: ResponseScale, judge: Judge) -> Iterator[Detail]:
    before = {option.code: option.label for option in one.options}
    after = {option.code: option.label for option in other.options}
    for code in one.codes:
        if code not in other.codes:
            continue
        left, right = before.get(code, {}), after.get(code, {})
        yield from texts_differ(left, right, f"options.{code}", "labels_changed", judge)


def _flag_details(one: ResponseScale, other: ResponseScale, renames: Renames) -> Iterator[Detail]:
    before = {option.code: option for option in one.options}
    after = {option.code: option for option in other.options}
    for code in one.codes:
        if code not in other.codes:
            continue
        blank = Option(code, {})
        left, right = before.get(code, blank), after.get(code, blank)
        key = f"options.{code}"
        if (left.exclusive, left.other) != (right.exclusive, right.other):
            yield Detail("check_changed", key, _flags(left), _flags(right))
        yield from expressions_differ(left.relevant, right.relevant, key, "route_changed", renames)


def _flags(option: Option) -> str:
    return ", ".join(name for name in ("exclusive", "other") if getattr(option, name)) or "–"
