"""Options as people choose them: by code, by the number in front, by name, by yes or no."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from wbp_survey.model.instrument import Item, Option, ResponseScale
from wbp_survey.model.keys import YES_NO, keyed, letter, shown_key, yes_or_no
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.typed.clean import folded
from wbp_survey.wizard.typed.refusal import Refused

__all__ = [
    "has_short_keys",
    "in_order",
    "in_places",
    "key_of",
    "letters",
    "listed",
    "most_places",
    "read_one",
    "read_rank",
    "read_several",
    "scale_of",
    "shown_key",
    "yes_or_no",
]


def listed(item: Item) -> tuple[tuple[str, Option], ...]:
    """Return the options with the key that chooses each; see `model.keys`."""
    return keyed(scale_of(item))


def letters(language: str) -> dict[str, str]:
    """Return the letters of yes and no."""
    return {code: letter(code, language) for code in YES_NO}


def has_short_keys(item: Item) -> bool:
    """Tell whether one digit chooses any option."""
    return all(len(key) == 1 for key, _ in listed(item))


def scale_of(item: Item) -> ResponseScale:
    """Return the response scale of an item that must have one."""
    if item.scale is None:
        raise KeyError(item.id)
    return item.scale


def read_one(item: Item, typed: str) -> str:
    """Return the code that `typed` chooses."""
    names = _names(item)
    text = folded(typed)
    if text not in names:
        raise Refused("no_such_option", typed=text[:40])
    return names[text]


def read_several(item: Item, typed: str | Sequence[str]) -> list[str]:
    """Return the chosen codes in the order of the list; see `in_order`."""
    chosen = {read_one(item, part) for part in _split(item, typed)}
    return in_order(item, chosen)


def read_rank(item: Item, typed: str | Sequence[str]) -> list[str]:
    """Return the chosen codes, best first; see `in_places`."""
    return in_places(item, [read_one(item, part) for part in _split(item, typed)])


def in_order(item: Item, chosen: Collection[str]) -> list[str]:
    """Put codes in the order of the list; Refused when none, or an exclusive one with others."""
    if not chosen:
        raise Refused("nothing_chosen")
    options = [option for _, option in listed(item) if option.code in chosen]
    for option in options:
        if option.exclusive and len(options) > 1:
            raise Refused("exclusive", option=option.label)
    return [option.code for option in options]


def in_places(item: Item, chosen: Sequence[str]) -> list[str]:
    """Leave codes in their places; Refused when one stands there twice or there are too many."""
    in_order(item, chosen)
    for place, code in enumerate(chosen):
        if code in chosen[:place]:
            label = next(option.label for _, option in listed(item) if option.code == code)
            raise Refused("twice", option=label or code)
    if len(chosen) > most_places(item):
        raise Refused("too_many_places", most=most_places(item))
    return list(chosen)


def most_places(item: Item) -> int:
    """Return how many options a rank takes at most."""
    offered = len(scale_of(item).codes)
    return min(item.top or offered, offered)


def key_of(item: Item, code: str) -> str:
    """Return the key that chooses `code`."""
    return next((key for key, option in listed(item) if option.code == code), code)


def _split(item: Item, typed: str | Sequence[str]) -> Sequence[str]:
    if not isinstance(typed, str):
        return typed
    if folded(typed) in _names(item):
        return [typed]
    return [part for part in re.split(r"[\s,;+]+", typed) if part]


def _names(item: Item) -> dict[str, str]:
    """Return everything one may type with the code it means; keys win over codes over labels."""
    pairs = listed(item)
    said = [(key, option.code) for key, option in pairs]
    said += [(option.code, option.code) for _, option in pairs]
    said += [(label, option.code) for _, option in pairs for label in option.label.values()]
    if {option.code for _, option in pairs} >= YES_NO:
        said += _words_for_yes_and_no()
    names: dict[str, str] = {}
    for name, code in said:
        names.setdefault(folded(name), code)
    return names


def _words_for_yes_and_no() -> list[tuple[str, str]]:
    return [
        (word, code)
        for code in sorted(YES_NO)
        for language in LANGUAGES
        for word in say(f"wizard.typed_{code}", language).split()
    ]
