"""In which order the questions of a round table are put: statement by statement, or seat by seat.

Pure. The route says what is asked; here it is only put in another order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import Literal

from wbp_survey.model.instrument import Instrument, Item
from wbp_survey.model.repeats import base_id, split_instance
from wbp_survey.model.session import GROUP
from wbp_survey.wizard.walk import Step

By = Literal["grid", "form"]
"""A row of answers, one per seat, to one statement after another; or seat after seat."""

IDEAS_DRAFT = ":ideas"
"""Ends the name of the place where the line of an idea is kept while it is typed."""

_IN_A_ROW = ("scale", "select_one", "rank")
_MOST_RANKED = 9
"""A place in a rank is one key."""


def fits_a_row(step: Step) -> bool:
    """Tell whether one key says the whole answer, so that a line holds those of all seats.

    Words that an answer wants with it are asked of each apart, behind the row.
    """
    item, scale = step.item, step.item.scale
    alone = step.slot.participant == GROUP or bool(split_instance(step.slot.item)[1])
    if alone or item.type not in _IN_A_ROW or scale is None:
        return False
    return item.type != "rank" or len(scale.codes) <= _MOST_RANKED


def arranged(steps: Sequence[Step], by: By) -> tuple[Step, ...]:
    """Put the steps of a route in the order in which they are asked."""
    if by == "form":
        return tuple(steps)
    return tuple(_in_rows(steps))


def row_of(steps: Sequence[Step], step: Step | None) -> tuple[Step, ...]:
    """Return the steps that are answered in one line with this one; none when it stands alone."""
    if step is None or not fits_a_row(step):
        return ()
    row = tuple(one for one in steps if fits_a_row(one) and _line(one) == _line(step))
    # Where a seat has other options on offer, its answer means something else.
    row = tuple(one for one in row if one.item.scale == step.item.scale)
    return row if row[1:] else ()


def in_ideas(instrument: Instrument, step: Step | None) -> bool:
    """Tell whether a step belongs to the silent ideas, which are noted as they are told."""
    table = instrument.round_table
    if step is None or table is None or not table.ideas or step.section.repeat is None:
        return False
    names = {table.ideas, table.idea_kind, f"{step.section.id}:more"}
    holds = any(item.id == table.ideas for item in step.section.items)
    return holds and base_id(step.slot.item) in names


def ideas_items(instrument: Instrument) -> tuple[Item, Item | None] | None:
    """Return the item that holds an idea and the one that says its kind; None without ideas."""
    table = instrument.round_table
    if table is None or not table.ideas:
        return None
    kind = instrument.item(table.idea_kind) if table.idea_kind else None
    return instrument.item(table.ideas), kind


def counted(steps: Sequence[Step], step: Step) -> tuple[int, int]:
    """Return x and y of "question x of y"; a note counts with what follows it.

    A row is one question, and so is all that a table tells in turn.
    """
    table = len({one.slot.participant for one in steps} - {GROUP}) > 1
    places: dict[object, int] = {}
    for one in steps:
        if one.asks:
            places.setdefault(_question(one, table=table), len(places))
    own = places.get(_question(step, table=table))
    if own is None:
        before = takewhile(lambda one: one.slot != step.slot, steps)
        own = len({_question(one, table=table) for one in before if one.asks})
    return min(own + 1, len(places)), len(places)


def _question(step: Step, *, table: bool) -> object:
    if table and step.section.repeat is not None and step.slot.participant != GROUP:
        return step.section.id
    return _line(step) if fits_a_row(step) else step.slot


def _line(step: Step) -> tuple[str, str, int]:
    return step.section.id, step.slot.item, step.slot.round


def _in_rows(steps: Sequence[Step]) -> Iterator[Step]:
    """Go through each run of individual questions of a section in rows."""
    for (_, individual), run in groupby(steps, lambda one: (one.section.id, _alone(one))):
        if individual:
            yield from _run_in_rows(list(run))
        else:
            yield from run


def _run_in_rows(run: list[Step]) -> Iterator[Step]:
    """Put all seats' answers to an item together; what fits no row stays seat by seat between."""
    order = _as_printed(run)
    rows = {one.slot.item for one in run if fits_a_row(one)}
    place = {item: at for at, item in enumerate(order)}
    for in_rows, items in groupby(order, lambda item: item in rows):
        wanted = set(items)
        part = [one for one in run if one.slot.item in wanted]
        # A sort is stable: the seats keep their order.
        yield from sorted(part, key=lambda one: place[one.slot.item]) if in_rows else part


def _as_printed(run: Sequence[Step]) -> list[str]:
    """Return the items of a run as they stand in the form; words for "other" behind their own."""
    printed = {item.id: at for at, item in enumerate(run[0].section.items)}
    places: dict[str, tuple[int, bool]] = {}
    before = 0
    for step in run:
        before = printed.get(step.slot.item, before)
        places.setdefault(step.slot.item, (before, step.slot.item not in printed))
    return sorted(places, key=lambda item: places[item])


def _alone(step: Step) -> bool:
    return step.slot.participant != GROUP and not step.time and step.asks
