"""How two versions of an instrument differ: the classes of change, and one change as found.

What each class asks of a version number and of the crosswalk is judgement, so it stands in one
table with its grounds. The sentences for readers stand in the catalogue, under `changes.<id>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Bump = Literal["patch", "minor", "major"]
Decision = Literal["undecided", "identical", "comparable", "map", "recode", "not_comparable"]
BUMPS: tuple[Bump, ...] = ("patch", "minor", "major")
DECISIONS: tuple[Decision, ...] = ("identical", "comparable", "map", "recode", "not_comparable")


@dataclass(frozen=True, slots=True)
class ChangeClass:
    """One way in which an item may differ.

    `bump` is the least part of the version number that must go up; `decides` tells whether the
    crosswalk needs a decision, `proposal` what is proposed; `ground` says why, with its source.
    """

    id: str
    bump: Bump
    decides: bool
    proposal: Decision
    ground: str


CLASSES: tuple[ChangeClass, ...] = (
    ChangeClass(
        "typo",
        "patch",
        decides=False,
        proposal="identical",
        ground="spelling, punctuation and spaces carry no meaning (instrument/version/wording.py)",
    ),
    ChangeClass(
        "documentation",
        "patch",
        decides=False,
        proposal="identical",
        ground="nobody in the room hears it: source, note, construct, post-coding",
    ),
    ChangeClass(
        "frame",
        "major",
        decides=False,
        proposal="comparable",
        ground="what is read before the questions sets their context: Schuman & Presser (1981)",
    ),
    ChangeClass(
        "wording",
        "major",
        decides=True,
        proposal="comparable",
        ground="small changes of wording move answers: Schuman & Presser (1981)",
    ),
    ChangeClass(
        "guidance",
        "major",
        decides=True,
        proposal="comparable",
        ground="probes and instructions change what interviewers do: Fowler & Mangione (1990)",
    ),
    ChangeClass(
        "options_added",
        "major",
        decides=True,
        proposal="comparable",
        ground="an option between others draws answers from its neighbours",
    ),
    ChangeClass(
        "options_added_last",
        "minor",
        decides=True,
        proposal="comparable",
        ground="earlier answers keep their code and their place",
    ),
    ChangeClass(
        "option_removed",
        "major",
        decides=True,
        proposal="map",
        ground="whoever chose it must go somewhere, or nowhere",
    ),
    ChangeClass(
        "options_reordered",
        "major",
        decides=True,
        proposal="comparable",
        ground="order of options moves answers: Krosnick & Alwin (1987)",
    ),
    ChangeClass(
        "labels_changed",
        "major",
        decides=True,
        proposal="comparable",
        ground="a code with other words is another answer",
    ),
    ChangeClass(
        "direction_reversed",
        "major",
        decides=True,
        proposal="map",
        ground="the same code now says the opposite",
    ),
    ChangeClass(
        "scale_length_changed",
        "major",
        decides=True,
        proposal="not_comparable",
        ground="a 3 of 5 is no 3 of 7, and stretching invents precision: Dawes (2008)",
    ),
    ChangeClass(
        "type_changed",
        "major",
        decides=True,
        proposal="not_comparable",
        ground="another kind of answer: type, level, unit or number of choices",
    ),
    ChangeClass(
        "check_changed",
        "major",
        decides=True,
        proposal="comparable",
        ground="answers that were kept out may now come in, or the reverse",
    ),
    ChangeClass(
        "missing_changed",
        "major",
        decides=True,
        proposal="comparable",
        ground="offering 'don't know' moves answers: Schuman & Presser (1981)",
    ),
    ChangeClass(
        "route_changed",
        "major",
        decides=True,
        proposal="comparable",
        ground="other people are asked",
    ),
    ChangeClass(
        "mode_changed",
        "major",
        decides=True,
        proposal="not_comparable",
        ground="a group is no sum of its members",
    ),
    ChangeClass(
        "referent_changed",
        "major",
        decides=True,
        proposal="not_comparable",
        ground="answers about different things are never pooled",
    ),
    ChangeClass(
        "calculation_changed",
        "major",
        decides=True,
        proposal="comparable",
        ground="derived anew from the same answers by another rule",
    ),
    ChangeClass(
        "renamed",
        "minor",
        decides=True,
        proposal="identical",
        ground="nobody in the room sees an id; that it is the same item, a person must say",
    ),
    ChangeClass(
        "new",
        "minor",
        decides=True,
        proposal="not_comparable",
        ground="earlier versions did not ask it",
    ),
    ChangeClass(
        "retired",
        "major",
        decides=True,
        proposal="not_comparable",
        ground="later versions do not ask it; its answers stay under their own version",
    ),
    ChangeClass(
        "moved",
        "major",
        decides=True,
        proposal="comparable",
        ground="what was asked just before moves answers: Schuman & Presser (1981)",
    ),
)
"""From slight to grave is not the order: it is the order in which readers meet them."""

BY_ID = {one.id: one for one in CLASSES}


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that differs: the class, the key it stands under, and both sides as words."""

    change: str
    key: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that differs about one item, or (`item` and `into` empty) about the whole.

    `item` is the id in the earlier version, empty for a new item; `into` the id in the later one,
    empty for a retired item. `resembles` names the new item that a retired one may have become.
    """

    item: str
    into: str
    details: tuple[Detail, ...]
    resembles: str = ""

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the classes found, each once, in the order of the table."""
        found = {detail.change for detail in self.details}
        return tuple(one.id for one in CLASSES if one.id in found)

    @property
    def decides(self) -> bool:
        """Tell whether the crosswalk must decide about this item."""
        return bool(self.item or self.into) and any(BY_ID[one].decides for one in self.classes)

    @property
    def bump(self) -> Bump:
        """Return the least part of the version number this change needs."""
        return greatest(BY_ID[one].bump for one in self.classes)

    @property
    def proposal(self) -> Decision:
        """Return the most careful proposal among the classes."""
        proposals = {BY_ID[one].proposal for one in self.classes}
        careful = ("not_comparable", "recode", "map", "comparable", "identical")
        return next((one for one in careful if one in proposals), "identical")


@dataclass(frozen=True, slots=True)
class Difference:
    """How one version differs from an earlier one; no changes when they ask the same."""

    instrument: str
    before: str
    after: str
    changes: tuple[Change, ...]

    @property
    def bump(self) -> Bump:
        """Return the least part of the version number that must go up."""
        return greatest(change.bump for change in self.changes)


def greatest(bumps: object) -> Bump:
    """Return the gravest of several bumps; patch when there are none."""
    found = set(bumps)  # type: ignore[call-overload]
    return next((one for one in reversed(BUMPS) if one in found), "patch")
