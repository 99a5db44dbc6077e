"""How the answers an item accepts differ between two versions. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from wbp_survey.model.change import Detail
from wbp_survey.model.instrument import Item, Option, ResponseScale, Texts

Judge = Callable[[str, str], str]
"""From two texts to "" (the same), "typo" or "wording"."""

_DIRECTION = 2
"""As many labels as it takes to tell which way a scale runs."""


def scale_details(before: Item, after: Item, judge: Judge) -> Iterator[Detail]:
    """Yield what differs between two response scales; an item may have none."""
    one, other = before.scale, after.scale
    if one is None or other is None:
        if one is not other:
            yield Detail("type_changed", "scale", _ends(one), _ends(other))
        return
    found = [*_answer_details(one, other, judge), *_flag_details(one, other)]
    yield from found
    if not found and one != other:
        yield Detail("documentation", "scale", one.id, other.id)


def _answer_details(one: ResponseScale, other: ResponseScale, judge: Judge) -> Iterator[Detail]:
    if one.level != other.level:
        yield Detail("type_changed", "level", one.level, other.level)
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
    return others == {mirror[code]: label for code, label in labels.items()}


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
        for language in dict.fromkeys([*left, *right]):
            found = judge(left.get(language, ""), right.get(language, ""))
            # A label in a language that was not there before is a translation, not another label.
            if found and (language in left) == (language in right):
                change = "typo" if found == "typo" else "labels_changed"
                key = f"options.{code}.{language}"
                yield Detail(change, key, left[language], right[language])
            elif found:
                yield _unlabelled(code, language, left, right)


def _unlabelled(code: str, language: str, left: Texts, right: Texts) -> Detail:
    """Judge a label on one side only: a translation is documentation, else a label came or went."""
    change = "documentation" if left and right else "labels_changed"
    return Detail(
        change, f"options.{code}.{language}", left.get(language, ""), right.get(language, "")
    )


def _flag_details(one: ResponseScale, other: ResponseScale) -> Iterator[Detail]:
    before = {option.code: option for option in one.options}
    for option in other.options:
        earlier = before.get(option.code)
        if earlier is None:
            continue
        if (earlier.exclusive, earlier.other) != (option.exclusive, option.other):
            yield Detail("check_changed", f"options.{option.code}", _flags(earlier), _flags(option))
        if earlier.relevant != option.relevant:
            key = f"options.{option.code}"
            yield Detail("route_changed", key, earlier.relevant, option.relevant)


def _flags(option: Option) -> str:
    return ", ".join(name for name in ("exclusive", "other") if getattr(option, name)) or "–"
