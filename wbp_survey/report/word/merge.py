"""Bring one block up to date in which somebody wrote: his words stay, the rest says what is new.

Three versions meet: what we wrote last time (its prints), what stands there now, what we would
write today. A cell that still says what we wrote says the new; one that does not is somebody's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from wbp_survey.report.word.marks import Mark
from wbp_survey.report.word.pairing import Prints, lost, pair
from wbp_survey.report.word.patch import has_comment, is_tracked, patch
from wbp_survey.report.word.units import Unit, W, print_of, rows_of, split_prints, units_of


@dataclass(frozen=True, slots=True)
class Kept:
    """Something of somebody's that stays.

    `row` and `column` count from 1 in the table, 0 outside it; there `row` is the paragraph.
    `new` is what we would write there today, when that is no longer what we wrote: then it asks for
    attention (`changed`).
    """

    row: int
    column: int
    mine: str
    new: str = ""
    changed: bool = False


@dataclass(slots=True)
class Merge:
    """What came of it: whether anything changed, what was kept, whether it could be done at all.

    `units` are the prints to hold the block against next time: today's, but for what could not be
    renewed, which still is what we wrote before.
    """

    touched: bool = False
    kept: list[Kept] = field(default_factory=list)
    failed: bool = False
    units: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sides:
    """The three versions of a block as units and prints."""

    mine: list[Unit]
    theirs: list[Unit]
    old: list[Prints]
    mine_prints: list[Prints]
    theirs_prints: list[Prints]

    def is_mine(self, at: int, old: Prints | None) -> bool:
        """Tell whether somebody wrote in a unit."""
        return old != self.mine_prints[at] or is_tracked(self.mine[at].element)


def merge(mine: Any, theirs: Any, base: Mark, pictures: Mapping[str, str]) -> Merge:
    """Bring the content of a control up to date; `theirs` is the content we would write today."""
    sides = _sides(mine, theirs, base, pictures)
    done = Merge(units=[list(unit) for unit in sides.theirs_prints])
    there = pair(sides.old, sides.mine_prints, moved=True)
    today = pair(sides.old, sides.theirs_prints)
    if not _same_columns(mine, theirs):
        _other_columns(mine, theirs, sides, there, done)
        return done
    for old, at in sorted(there.items()):
        if old in today:
            _unit(sides, old, at, today[old], done)
        else:
            _vanished(sides, old, at, done)
    _added(sides, there, today, done)
    _note_own(sides, there, today, done)
    return done


def written_in(content: Any, base: Mark, pictures: Mapping[str, str]) -> bool:
    """Tell whether somebody wrote in a block, or hung a comment on it."""
    units = units_of(content, pictures)
    same = tuple("".join(map(print_of, unit.texts)) for unit in units) == base.units
    return not same or is_tracked(content) or has_comment(content)


def _sides(mine: Any, theirs: Any, base: Mark, pictures: Mapping[str, str]) -> _Sides:
    units = units_of(mine, pictures), units_of(theirs, pictures)
    prints = [[tuple(map(print_of, unit.texts)) for unit in one] for one in units]
    return _Sides(*units, [split_prints(unit) for unit in base.units], *prints)


def _unit(sides: _Sides, old: int, at: int, new: int, done: Merge) -> None:
    """Merge one unit cell by cell; one whose cells are others than they were, as a whole."""
    before, now, then = sides.old[old], sides.mine_prints[at], sides.theirs_prints[new]
    mine, theirs = sides.mine[at], sides.theirs[new]
    tracked = is_tracked(mine.element)
    if not len(before) == len(now) == len(then):
        if now == before and not tracked:
            _replace(mine.element, theirs.element)
            done.touched = True
        else:
            done.kept.append(_kept(sides, at, 0, "; ".join(theirs.texts), changed=then != before))
        return
    for column, cell in enumerate(mine.cells):
        one, two = now[column], then[column]
        if one != before[column] or (tracked and is_tracked(cell)):
            if one != two:
                changed = two != before[column]
                done.kept.append(_kept(sides, at, column, theirs.texts[column], changed=changed))
        elif one != two:
            if patch(cell, theirs.cells[column]):
                done.touched = True
            else:
                done.kept.append(_kept(sides, at, column, theirs.texts[column], changed=True))
                done.units[new][column] = before[column]


def _kept(sides: _Sides, at: int, column: int, new: str = "", *, changed: bool = False) -> Kept:
    """Say where something of somebody's is, in terms of the page."""
    unit = sides.mine[at]
    text = unit.texts[column] if column < len(unit.texts) else ""
    same = [one.element.tag for one in sides.mine[: at + 1]].count(unit.element.tag)
    in_table = unit.element.tag == f"{W}tr"
    return Kept(same, column + 1 if in_table else 0, text, new if changed else "", changed)


def _vanished(sides: _Sides, old: int, at: int, done: Merge) -> None:
    """Take out a unit that is not written any more, unless somebody wrote in it."""
    unit = sides.mine[at]
    if sides.is_mine(at, sides.old[old]) or has_comment(unit.element):
        done.kept.append(_kept(sides, at, 0, changed=True))
        return
    parent = unit.element.getparent()
    parent.remove(unit.element)
    done.touched = True


def _added(sides: _Sides, there: Mapping[int, int], today: Mapping[int, int], done: Merge) -> None:
    """Put new units behind the ones they follow; of one somebody took out nothing comes back."""
    origin = {new: old for old, new in today.items()}
    placed: dict[int, Any] = {
        new: sides.mine[there[old]].element for new, old in origin.items() if old in there
    }
    for new, unit in enumerate(sides.theirs):
        if new in origin:
            continue
        copy = deepcopy(unit.element)
        before = _neighbour(placed, range(new - 1, -1, -1), unit)
        after = (
            None
            if before is not None
            else _neighbour(placed, range(new + 1, len(sides.theirs)), unit)
        )
        if before is not None:
            before.addnext(copy)
        elif after is not None:
            after.addprevious(copy)
        else:
            done.failed = True
            return
        placed[new] = copy
        done.touched = True


def _neighbour(placed: Mapping[int, Any], order: Sequence[int], unit: Unit) -> Any:
    """Return what the new unit stands next to: a row for a row, else a paragraph or table."""
    row = unit.element.tag == f"{W}tr"
    for at in order:
        if at not in placed or placed[at].getparent() is None:
            continue
        found = placed[at]
        is_row = found.tag == f"{W}tr"
        if is_row and not row:
            return _table_of(found)
        if is_row == row:
            return found
    return None


def _note_own(
    sides: _Sides, there: Mapping[int, int], today: Mapping[int, int], done: Merge
) -> None:
    """Count what somebody added as kept.

    Where something of ours is nowhere any more and would say something else today, its words may
    stand in what he added, of two paragraphs made one: that asks for attention, also next time.
    """
    known = set(there.values())
    own = [at for at in range(len(sides.mine)) if at not in known]
    gone = lost(sides.old, there, today, sides.theirs_prints) if own else []
    new = "; ".join(text for at in gone if at in today for text in sides.theirs[today[at]].texts)
    done.kept += [_kept(sides, at, 0, new, changed=bool(gone)) for at in own]
    for at in gone:
        if at in today:
            done.units[today[at]] = list(sides.old[at])
        else:
            done.units.append(list(sides.old[at]))


def _same_columns(mine: Any, theirs: Any) -> bool:
    counts = [
        [len(table.findall(f"{W}tblGrid/{W}gridCol")) for table in side.iter(f"{W}tbl")]
        for side in (mine, theirs)
    ]
    return counts[0] == counts[1]


def _other_columns(
    mine: Any, theirs: Any, sides: _Sides, there: Mapping[int, int], done: Merge
) -> None:
    """Take the new table whole when nobody wrote in the old one; else it has to stay as it is."""
    tables = list(mine.iter(f"{W}tbl")), list(theirs.iter(f"{W}tbl"))
    origin = {at: old for old, at in there.items()}
    rows = {row for table in tables[0] for row in rows_of(table)}
    written = [
        at
        for at, unit in enumerate(sides.mine)
        if unit.element in rows
        and (sides.is_mine(at, sides.old[origin[at]] if at in origin else None)
             or has_comment(unit.element))
    ]  # fmt: skip
    if written or len(tables[0]) != len(tables[1]):
        done.failed = True
        done.kept += [_kept(sides, at, 0, changed=True) for at in written]
        return
    for one, two in zip(*tables, strict=True):
        _replace(one, two)
    done.touched = True
    _paragraphs(sides, there, done)


def _paragraphs(sides: _Sides, there: Mapping[int, int], done: Merge) -> None:
    """Merge what stands around a table that was replaced."""
    today = pair(sides.old, sides.theirs_prints)
    for old, at in sorted(there.items()):
        if sides.mine[at].element.tag != f"{W}p":
            continue
        if old in today:
            _unit(sides, old, at, today[old], done)
        else:
            _vanished(sides, old, at, done)
    known = set(there.values())
    paragraphs = [at for at, unit in enumerate(sides.mine) if unit.element.tag == f"{W}p"]
    done.kept += [_kept(sides, at, 0, changed=True) for at in paragraphs if at not in known]


def _replace(element: Any, new: Any) -> None:
    element.getparent().replace(element, deepcopy(new))


def _table_of(row: Any) -> Any:
    return next(row.iterancestors(f"{W}tbl"))
