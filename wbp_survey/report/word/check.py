"""Hold a report against what it would say today, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from wbp_survey.report.blocks import Block, Contents
from wbp_survey.report.word.controls import Control, controls, pasted_inside
from wbp_survey.report.word.document import Manner
from wbp_survey.report.word.into import Job, content_of, prepare, title_of
from wbp_survey.report.word.marks import Made, Mark, digest_of, mark
from wbp_survey.report.word.package import Package
from wbp_survey.report.word.pairing import Prints, lost, pair
from wbp_survey.report.word.units import Unit, W, print_of, split_prints, units_of

State = Literal["same", "stale", "edited", "gone", "missing", "left", "unknown"]
"""Of a block: says what today's answers say; says something else; somebody wrote in it; somebody
took it out; is not in the report yet; is written no longer; comes from who knows where."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place that does not say what it would say today.

    `row` counts from 1, in the table or among the paragraphs; `column` is 0 for a paragraph, and
    for a whole row. `mine` tells that somebody wrote what stands there.
    """

    row: int
    column: int
    there: str
    today: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """One block held against today's answers."""

    tag: str
    title: str
    state: State
    cells: tuple[Cell, ...] = ()


def check_report(
    package: Package, base: Made, blocks: Sequence[Block], manner: Manner
) -> tuple[Checked, ...]:
    """Hold every block against what it would say today; the package is only read."""
    text = package.document
    job = prepare(package, base, blocks, manner)
    found = list(controls(text))
    checked = [_checked(job, one, text) for one in found]
    there = {one.tag for one in found}
    for tag in pasted_inside(text, found):  # read as the words of the block around it
        there.add(tag)
        inner: State = "stale" if tag in job.pieces else "left"
        checked.append(Checked(tag, title_of(job, tag) if tag in job.pieces else tag, inner))
    for tag in job.pieces:
        if tag not in there:
            state: State = "gone" if tag in base.blocks else "missing"
            checked.append(Checked(tag, title_of(job, tag), state))
    return tuple(checked)


def _checked(job: Job, one: Control, text: str) -> Checked:
    xml, today = text[one.start : one.end], job.pieces.get(one.tag)
    base = job.base.blocks.get(one.tag)
    if today is None:
        return Checked(one.tag, one.tag, "left")
    title, block = title_of(job, one.tag), job.blocks[one.tag]
    if isinstance(block, Contents):
        return Checked(one.tag, title, "same")
    if base is None:
        return Checked(one.tag, title, "unknown")
    if digest_of(xml) == base.digest and base.units == mark(block, today).units:
        return Checked(one.tag, title, "same")
    cells = tuple(_cells(job, xml, today, base))
    if any(not cell.mine for cell in cells):
        return Checked(one.tag, title, "stale", cells)
    return Checked(one.tag, title, "edited" if cells else "same", cells)


def _cells(job: Job, xml: str, today: str, base: Mark) -> Iterator[Cell]:
    """Yield what stands there and is not what it would be; rows by what they have in common."""
    mine = units_of(content_of(job, xml), job.pictures)
    theirs = units_of(content_of(job, today), job.pictures)
    old = [split_prints(unit) for unit in base.units]
    prints = [[tuple(map(print_of, unit.texts)) for unit in side] for side in (mine, theirs)]
    there, now = pair(old, prints[0], moved=True), pair(old, prints[1])
    gone = lost(old, there, now, prints[1])
    for before in sorted(there.keys() & now.keys()):
        at, then = there[before], now[before]
        place = _row(mine, at)
        yield from _differing(mine[at], theirs[then], old[before], place)
    for before in sorted(now.keys() - there.keys()):
        yield Cell(0, 0, "", "; ".join(theirs[now[before]].texts), mine=True)
    for at in sorted(set(range(len(mine))) - set(there.values())):
        yield Cell(_row(mine, at), 0, "; ".join(mine[at].texts), "", mine=not gone)
    for before in sorted(there.keys() - now.keys()):
        unit = mine[there[before]]
        own = tuple(map(print_of, unit.texts)) != old[before]
        yield Cell(_row(mine, there[before]), 0, "; ".join(unit.texts), "", mine=own)
    for then in sorted(set(range(len(theirs))) - set(now.values())):
        yield Cell(0, 0, "", "; ".join(theirs[then].texts), mine=False)


def _differing(mine: Unit, theirs: Unit, old: Prints, row: int) -> Iterator[Cell]:
    if not len(mine.texts) == len(theirs.texts) == len(old):
        own = tuple(map(print_of, mine.texts)) != old
        yield Cell(row, 0, "; ".join(mine.texts), "; ".join(theirs.texts), mine=own)
        return
    in_table = mine.element.tag == f"{W}tr"
    for column, (one, two) in enumerate(zip(mine.texts, theirs.texts, strict=True)):
        if one != two:
            own = print_of(one) != old[column]
            yield Cell(row, column + 1 if in_table else 0, one, two, mine=own)


def _row(units: Sequence[Unit], at: int) -> int:
    """Count a unit among those of its kind, from 1."""
    kind = units[at].element.tag
    return sum(one.element.tag == kind for one in units[: at + 1])
