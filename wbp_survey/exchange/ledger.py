"""What became of each part of a form on its way in or out: kept, approximated or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wbp_survey.model.instrument import Instrument

Fate = Literal["kept", "approximated", "dropped"]


@dataclass(frozen=True, slots=True)
class Loss:
    """How many parts of one construct met one fate, and where those stand that were not kept.

    `why` names a sentence in the catalogue (`exchange.why.<why>`); it is empty when kept.
    """

    construct: str
    fate: Fate
    count: int
    why: str = ""
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foreign:
    """A form as read: an instrument in the form's own names and words, expressions as XLSForm.

    `name` is what the file is called; `places` tells where in the form each item and section
    stands. A text without a language stands under ""; `language` is what the form says about those.
    `languages` are all it has, when it lists them.
    """

    name: str
    instrument: Instrument
    places: Mapping[str, str]
    language: str = ""
    languages: tuple[str, ...] = ()


@dataclass(slots=True)
class Ledger:
    """Counts as a form is read; `losses` says it all at the end."""

    kept: dict[str, int] = field(default_factory=dict)
    lost: dict[tuple[str, Fate, str], list[str]] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)

    def keep(self, construct: str, item_id: str = "") -> None:
        """Count a part that came over whole; `item_id` is the item it became, if it did."""
        if item_id:
            self.items[item_id] = construct
        self.kept[construct] = self.kept.get(construct, 0) + 1

    def approximate(self, construct: str, why: str, place: str) -> None:
        """Count a part that came over as something near."""
        self.lost.setdefault((construct, "approximated", why), []).append(place)

    def drop(self, construct: str, why: str, place: str) -> None:
        """Count a part that did not come over."""
        self.lost.setdefault((construct, "dropped", why), []).append(place)

    def unkeep(self, construct: str) -> None:
        """Take back one `keep`: the part was given up later."""
        self.kept[construct] = self.kept.get(construct, 0) - 1

    def give_up(self, item_id: str, kind: str, why: str, place: str) -> None:
        """Count an item as dropped that was kept before, under the form's own name of its kind."""
        construct = self.items.get(item_id, kind)
        self.unkeep(construct)
        self.drop(construct, why, place)

    def losses(self) -> tuple[Loss, ...]:
        """Return one line per construct, fate and reason, by construct, the kept first."""
        rows = [Loss(name, "kept", count) for name, count in self.kept.items() if count > 0]
        rows += [
            Loss(name, fate, len(places), why, tuple(places))
            for (name, fate, why), places in self.lost.items()
        ]
        order = ("kept", "approximated", "dropped")
        return tuple(sorted(rows, key=lambda row: (row.construct, order.index(row.fate), row.why)))
