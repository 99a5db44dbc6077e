"""Items that no file lists: the words asked for behind an option that wants them."""

from __future__ import annotations

from collections.abc import Iterator

from wbp_survey.model.crosswalk import OTHER
from wbp_survey.model.instrument import Instrument, Item, Texts
from wbp_survey.texts import LANGUAGES, say

_ONE, _SEVERAL = "${{{id}}} = '{code}'", "selected(${{{id}}}, '{code}')"


def other_words(item: Item) -> Item | None:
    """Build the text item that is asked when an option that wants words is chosen, or None.

    An instrument may list an item of this name itself; then that one is asked.
    """
    options = item.scale.options if item.scale else ()
    wanting = [option.code for option in options if option.other]
    if not wanting:
        return None
    words: Texts = {language: say("wizard.other", language) for language in LANGUAGES}
    chosen = _SEVERAL if item.type in ("select_multiple", "rank") else _ONE
    relevant = " or ".join(chosen.format(id=item.id, code=code) for code in wanting)
    return Item(
        f"{item.id}{OTHER}", "text", words, relevant=relevant, mode=item.mode, stem=item.text
    )


def items_on_both_sides(
    before: Instrument, after: Instrument
) -> tuple[dict[str, Item], dict[str, Item]]:
    """Return the items of two versions by id; what one lists and the other implies is in both."""
    listed = [frozenset(item.id for item in side.items) for side in (before, after)]
    sides = ((before, listed[1] - listed[0]), (after, listed[0] - listed[1]))
    earlier, later = (
        {item.id: item for item in with_implied(side.items, also)} for side, also in sides
    )
    return earlier, later


def with_implied(items: tuple[Item, ...], wanted: frozenset[str]) -> Iterator[Item]:
    """Yield items, each followed by the words it implies where `wanted` names these."""
    for item in items:
        yield item
        other = other_words(item)
        if other is not None and other.id in wanted:
            yield other
