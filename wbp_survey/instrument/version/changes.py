"""Compute how two versions of an instrument differ, item by item. Pure; nobody types a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wbp_survey.instrument.version.details import Placed, Sides, item_details
from wbp_survey.instrument.version.frame import frame_details
from wbp_survey.instrument.version.implied import with_implied
from wbp_survey.instrument.version.sides import Judge
from wbp_survey.instrument.version.wording import InUse, alike, is_typo, words_in
from wbp_survey.model.change import Change, Detail, Difference
from wbp_survey.model.instrument import Instrument, Item, Texts, text_in

_RESEMBLES = 0.6
"""How much two texts must have in common before a rename is proposed; a person decides."""


def difference(
    before: Instrument, after: Instrument, renames: Mapping[str, str] | None = None
) -> Difference:
    """Return every difference; `renames` maps ids to the ids a person says they have now.

    An item that only vanished and one that only came are proposed as one, in `resembles`, when
    their type is the same and their words are alike; nothing is assumed. A rename to an item that
    was there before, under the same id, is none (`crosswalk.rename_problems` says so).
    """
    listed = [frozenset(item.id for item in side.items) for side in (before, after)]
    old, new = _placed(before, listed[1]), _placed(after, listed[0])
    pairs = _pairs(old, new, renames or {})
    sections = {section.id for section in before.sections} & {one.id for one in after.sections}
    moved = _moved(list(pairs.values()), list(new))
    stated = {one: other for one, other in pairs.items() if one != other}
    sides = Sides(stated, _judge(before, after), moved, frozenset(sections))
    changes = [
        Change(one, other, tuple(item_details(old[one], new[other], sides)))
        for one, other in pairs.items()
    ]
    changes += _one_sided(old, new, pairs)
    changes = [change for change in changes if change.details]
    whole = tuple(frame_details(before, after, sides.judge, stated))
    frame = [Change("", "", whole)] if whole else []
    return Difference(
        after.id, before.version, after.version, (*frame, *_in_order(changes, list(new)))
    )


def _pairs(
    old: Mapping[str, object], new: Mapping[str, object], renames: Mapping[str, str]
) -> dict[str, str]:
    """Return which item became which; two items never become one."""
    stated = {one: other for one, other in renames.items() if one in old and other in new}
    while True:
        goals = [stated.get(one, one) for one in old]
        clashes = [one for one, other in stated.items() if one != other and goals.count(other) > 1]
        if not clashes:
            return {one: other for one, other in zip(old, goals, strict=True) if other in new}
        del stated[clashes[-1]]


def _one_sided(
    old: Mapping[str, tuple[Placed, ...]],
    new: Mapping[str, tuple[Placed, ...]],
    pairs: Mapping[str, str],
) -> Iterator[Change]:
    """Yield the items that were retired and those that are new."""
    come = [new[one][0].item for one in new if one not in pairs.values()]
    for one in old:
        if one not in pairs:
            item = old[one][0].item
            gone = Detail("retired", "item", _words(item), "")
            yield Change(one, "", (gone,), _resembling(item, come))
    for item in come:
        yield Change("", item.id, (Detail("new", "item", "", _words(item)),))


def _in_order(changes: list[Change], order: list[str]) -> list[Change]:
    """Put changes in the order of the later version; what was retired comes last."""
    place = {one: number for number, one in enumerate(order)}
    return sorted(changes, key=lambda change: place.get(change.into, len(order)))


def _judge(before: Instrument, after: Instrument) -> Judge:
    """Build the judge of two texts; it knows the words of both versions."""
    used = InUse(words_in(_all_texts(before)), frozenset(words_in(_all_texts(after))))

    def judge(left: str, right: str) -> str:
        if left == right:
            return ""
        return "typo" if is_typo(left, right, used) else "wording"

    return judge


def _all_texts(instrument: Instrument) -> Iterator[str]:
    """Yield every text people hear or read, each item once."""
    texts: list[Texts | None] = [instrument.intro, instrument.closing]
    texts += [section.script for section in instrument.sections]
    for item in instrument.items:
        texts += [item.text, item.stem, item.hint, item.instruction, *item.probes]
        texts += [option.label for option in (item.scale.options if item.scale else ())]
    for one in texts:
        yield from (one or {}).values()


def _placed(instrument: Instrument, also: frozenset[str]) -> dict[str, tuple[Placed, ...]]:
    """Return where each item stands; words for "other" that only `also` lists are there too."""
    found: dict[str, tuple[Placed, ...]] = {}
    listed = frozenset(item.id for item in instrument.items)
    for section in instrument.sections:
        for item in with_implied(section.items, also - listed):
            found[item.id] = (*found.get(item.id, ()), Placed(item, section))
    return found


def _moved(earlier: Sequence[str], later: Sequence[str]) -> frozenset[str]:
    """Return the fewest items that must move to turn the earlier order into the later one.

    Of several ways to move as few, both directions take the same one: that in which items that
    stand early stay. Each item weighs more than all ties together, and no two weigh the same.
    """
    place = {one: number for number, one in enumerate(later)}
    by_place = sorted(earlier, key=lambda one: (earlier.index(one) + place[one], one))
    weight = {one: 2**number + 2 ** len(by_place) for number, one in enumerate(reversed(by_place))}
    best: dict[str, tuple[int, tuple[str, ...]]] = {}
    for one in earlier:
        before = [best[other] for other in best if place[other] < place[one]]
        sum_, kept = max(before, default=(0, ()))
        best[one] = (sum_ + weight[one], (*kept, one))
    _, stay = max(best.values(), default=(0, ()))
    return frozenset(earlier) - set(stay)


def _resembling(gone: Item, come: Sequence[Item]) -> str:
    """Return the new item a retired one may have become, or nothing."""
    scored = [(alike(_words(gone), _words(one)), one.id) for one in come if one.type == gone.type]
    score, name = max(scored, default=(0.0, ""))
    return name if score >= _RESEMBLES else ""


def _words(item: Item) -> str:
    return f"{text_in(item.stem, 'nl')} {text_in(item.text, 'nl')}".strip()
