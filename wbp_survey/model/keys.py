"""Keys of options and numbers of questions: the same on the screen and on paper. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from wbp_survey.model.instrument import UNASKED, Instrument, Item, Option, ResponseScale
from wbp_survey.texts import say

YES_NO = frozenset({"yes", "no"})


@dataclass(frozen=True, slots=True)
class Left(Option):
    """An option from a list of which others are not on offer; `key` is its key in the full list."""

    key: str = ""


def keyed(scale: ResponseScale) -> tuple[tuple[str, Option], ...]:
    """Return the options with the key that chooses each: its code when codes are numbers, else 1…n.

    One key, one meaning: what stands in front of an option is what one types, never another code.
    """
    labelled = {option.code: option for option in scale.options}
    options = tuple(labelled.get(code, Option(code, {})) for code in scale.codes)
    if all(re.fullmatch(r"[0-9]+", option.code) for option in options):
        return tuple((option.code, option) for option in options)
    return tuple(
        (option.key if isinstance(option, Left) else str(at), option)
        for at, option in enumerate(options, start=1)
    )


def offered(scale: ResponseScale, codes: frozenset[str]) -> ResponseScale:
    """Return the scale with only these codes on offer, each under the key it has among all.

    A scale of points with a gap is a list of the points that are left.
    """
    left = tuple(
        Left(one.code, one.label, one.exclusive, one.other, one.relevant, key)
        for key, one in keyed(scale)
        if one.code in codes
    )
    return replace(scale, options=left, minimum=None, maximum=None)


def numbered(instrument: Instrument) -> dict[tuple[str, str], int]:
    """Return the number of each question on a form, by section and item, in order.

    What is read or worked out has none.
    """
    places = [
        (section.id, item.id)
        for section in instrument.sections
        for item in section.items
        if item.type not in UNASKED
    ]
    return {place: number for number, place in enumerate(places, start=1)}


def yes_or_no(item: Item) -> bool:
    """Tell whether an item has just yes and no to choose from."""
    return item.type == "select_one" and item.scale is not None and set(item.scale.codes) == YES_NO


def shown_key(item: Item, key: str, option: Option, language: str) -> str:
    """Return what stands in front of an option: its key, or the letter of yes and no.

    One scale lists yes first and another no: a letter means the same everywhere.
    """
    return letter(option.code, language) if yes_or_no(item) else key


def letter(code: str, language: str) -> str:
    """Return the letter that chooses yes or no."""
    return say(f"wizard.typed_{code}", language).split()[0]
