"""Groupings of the same persons beside each other: what one of them hides none may give away.

A municipality minus its cases that show is a case that does not; a role minus a case in which
everybody has that role is a few persons elsewhere. So groups are chosen for all groupings at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from wbp_survey.model.profile import Profile
from wbp_survey.report.gate.release import THRESHOLDS, hidden_groups

Atom = tuple[str, str, str]
"""Municipality, case and role of persons; empty where they have none."""
Alike = Mapping[tuple[str, str], str]
"""Per grouping and group of which all gave one answer: that answer."""

PLACE, CASE, ROLE = range(3)
GROUPINGS = ("municipality", "case", "role")
_NOWHERE = "?"
_MANY_ROLES = 12  # above this every set of roles is no longer looked at, and none is shown

Part = frozenset[Atom]


@dataclass(frozen=True, slots=True)
class Shown:
    """The groups that may be shown per grouping; of one that is not in `whole` nothing may."""

    groups: Mapping[str, frozenset[str]]
    whole: frozenset[str]

    def has(self, by: str, group: str) -> bool:
        """Tell whether a group may be shown; of a grouping nobody knows, nothing is decided."""
        return by not in GROUPINGS or group in self.groups.get(by, frozenset())


def shown_beside(persons: Mapping[Atom, int], profile: Profile, alike: Alike) -> Shown:
    """Choose the groups of one variable that may be shown in all groupings together.

    `persons` counts who answered. Municipalities come first, roles next, cases last: where a
    set of roles and a set of places differ by too few persons, the cases go, and then the roles.
    """
    towns = _shown(_margin(persons, PLACE), "municipality", profile, alike)
    roles = _shown(_margin(persons, ROLE), "role", profile, alike)
    cases = frozenset(_cases(persons, towns, profile, alike))
    none: frozenset[str] = frozenset()
    for seen, of_roles in ((cases, roles), (none, roles), (none, none)):
        if not _told(persons, (towns, seen, of_roles), THRESHOLDS[profile]):
            groups = dict(zip(GROUPINGS, (towns, seen, of_roles), strict=True))
            return Shown(groups, frozenset(GROUPINGS))
    return Shown({"municipality": towns}, frozenset({"municipality"}))


def _margin(persons: Mapping[Atom, int], at: int) -> dict[str, int]:
    """Count the persons per group; those who are in none belong to no total of that grouping."""
    found: Counter[str] = Counter()
    for atom, n in persons.items():
        if atom[at] and n:
            found[atom[at]] += n
    return dict(found)


def _shown(margin: Mapping[str, int], by: str, profile: Profile, alike: Alike) -> frozenset[str]:
    same = {group: answer for (name, group), answer in alike.items() if name == by}
    hidden = {group for _, group in hidden_groups({"": margin}, profile, same)}
    return frozenset() if "" in hidden else frozenset(margin.keys() - hidden)


def _cases(
    persons: Mapping[Atom, int], towns: Collection[str], profile: Profile, alike: Alike
) -> Iterator[str]:
    """Yield the cases that neither their number nor their municipality minus the others gives away.

    Cases of a municipality that is hidden are hidden with it.
    """
    for town in towns:
        here: Counter[str] = Counter()
        for atom, n in persons.items():
            if atom[PLACE] == town and n:
                here[atom[CASE] or _NOWHERE] += n
        same = {group: answer for (name, group), answer in alike.items() if name == "case"}
        unknown = {_NOWHERE: _NOWHERE} if _NOWHERE in here else {}
        hidden = {group for _, group in hidden_groups({"": here}, profile, same | unknown)}
        yield from here.keys() - hidden


def _told(
    persons: Mapping[Atom, int],
    shown: tuple[Collection[str], Collection[str], Collection[str]],
    least: int,
) -> bool:
    """Tell whether some roles together and some places together differ by few persons.

    Of all sets of places the largest within the roles and the smallest around them come closest:
    every part of them is itself enough persons.
    """
    towns, cases, roles = shown
    atoms = frozenset(atom for atom, n in persons.items() if n)
    places = _parts(atoms, lambda atom: _place(atom, towns, cases))
    of_roles = _parts(atoms, lambda atom: _role(atom, roles))
    if len(of_roles) > _MANY_ROLES:
        return True
    for size in range(1, len(of_roles) + 1):
        for chosen in combinations(of_roles, size):
            together = frozenset().union(*chosen)
            if _near(persons, together, places, least):
                return True
    return False


def _near(
    persons: Mapping[Atom, int], together: Part, places: Collection[Part], least: int
) -> bool:
    def count(part: Part) -> int:
        return sum(persons[atom] for atom in part)

    nobody: Part = frozenset()
    inside = nobody.union(*(part for part in places if part <= together))
    around = nobody.union(*(part for part in places if part & together))
    left = count(together - inside) if inside else least
    over = count(around - together) if together <= around else least
    return 0 < left < least or 0 < over < least


def _place(atom: Atom, towns: Collection[str], cases: Collection[str]) -> tuple[str, str] | None:
    town, case, _ = atom
    if not town:
        return None
    return (town, case if case in cases else "") if town in towns else ("", "")


def _role(atom: Atom, roles: Collection[str]) -> str | None:
    role = atom[ROLE]
    return (role if role in roles else "") if role else None


def _parts(atoms: Collection[Atom], name: Callable[[Atom], Hashable]) -> list[Part]:
    """Sort persons into what is shown of them; those without a place or role are in no part."""
    found: dict[Hashable, set[Atom]] = {}
    for atom in sorted(atoms):
        key = name(atom)
        if key is not None:
            found.setdefault(key, set()).add(atom)
    return [frozenset(part) for part in found.values()]
