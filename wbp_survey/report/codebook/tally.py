"""How often each answer to an item was given, let through the gate code by code.

A code that few persons chose is as few a group as any, and so is a missing reason. Codes of which
a person gives one are groups that add up to the valid answers; codes of which a person may give
several are each a group of their own, against those who did not give them. That nobody gave a code
is a fact about all who answered. The reasons add up to nothing that is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from wbp_survey.model.instrument import Item
from wbp_survey.model.profile import Profile
from wbp_survey.report.gate.release import (
    Column,
    DraftRow,
    DraftTable,
    Fact,
    ReleasedTable,
    release,
)

SEVERAL = ("select_multiple", "rank")
"""Types whose answer holds several codes."""

_VALID, _RECORDED, _CODES, _REASONS = "valid", "recorded", "code:", "missing:"


@dataclass(frozen=True, slots=True)
class Panel:
    """One way in which an item is answered: in a round (0: it has none), by the group as one."""

    round: int = 0
    group: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many answers, by how many distinct persons."""

    answers: int = 0
    persons: int = 0


NONE = Count()


@dataclass(frozen=True, slots=True)
class Tally:
    """What was answered in one panel: with a value, per code, per missing reason, and at all."""

    valid: Count = NONE
    recorded: Count = NONE
    codes: Mapping[str, Count] = field(default_factory=dict)
    reasons: Mapping[str, Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """A row to count: a code of the item, a missing reason, or all valid answers together.

    `cells` are what stands before the counts.
    """

    kind: str
    code: str
    cells: tuple[str, ...]


def panels(item: Item) -> tuple[Panel, ...]:
    """Return the ways in which an item is answered, over all sections."""
    if item.mode == "individual_twice":
        return Panel(1), Panel(2)
    if item.mode == "individual_then_group":
        return Panel(), Panel(group=True)
    return (Panel(),)


def release_counts(
    item: Item,
    rows: Sequence[Counted],
    columns: Sequence[Column],
    tallies: Sequence[Tally],
    profile: Profile,
    *,
    title: str = "",
    write: Callable[[int], str] = str,
) -> ReleasedTable:
    """Put the counts of each panel behind the rows, as far as the gate lets them through."""
    several = item.type in SEVERAL
    drafts = tuple(
        DraftRow(
            (
                *(Fact(cell) for cell in row.cells),
                *(
                    _fact(row, tally, f"{at}", write, several=several)
                    for at, tally in enumerate(tallies)
                ),
            )
        )
        for row in rows
    )
    bases: dict[str, Mapping[str, int]] = {}
    for at, tally in enumerate(tallies):
        bases |= {f"{at}:{name}": one for name, one in _bases(tally, several=several).items()}
    return release(DraftTable(title, tuple(columns), drafts, "", bases=bases), profile)


def _fact(
    row: Counted, tally: Tally, panel: str, write: Callable[[int], str], *, several: bool
) -> Fact:
    """Say on whom a count rests; a count of nobody rests on all who could have been counted."""
    counts = {"code": tally.codes, "missing": tally.reasons}.get(row.kind, {"": tally.valid})
    count = counts.get(row.code, NONE)
    text = write(count.answers)
    if not tally.recorded.persons:
        return Fact(text)
    if not count.persons:
        all_of_them = _VALID if row.kind == "code" and tally.valid.persons else _RECORDED
        return Fact(text, f"{panel}:{all_of_them}")
    if row.kind == "code":
        return Fact(text, f"{panel}:{_CODES}{row.code if several else ''}", (row.code,))
    if row.kind == "missing":
        return Fact(text, f"{panel}:{_REASONS}", (row.code,))
    return Fact(text, f"{panel}:{_VALID}")


def _bases(tally: Tally, *, several: bool) -> dict[str, dict[str, int]]:
    """Return the persons behind every group, those without any left out."""
    codes = _persons(tally.codes)
    found = {
        _VALID: {"": tally.valid.persons},
        _RECORDED: {"": tally.recorded.persons},
        _REASONS: _persons(tally.reasons),
    }
    if not several:
        return found | {_CODES: codes}
    for code, persons in codes.items():
        others = tally.valid.persons - persons
        found[f"{_CODES}{code}"] = {code: persons} | ({f"not {code}": others} if others else {})
    return found


def _persons(counts: Mapping[str, Count]) -> dict[str, int]:
    return {name: count.persons for name, count in counts.items() if count.persons}
