"""Gather the scales of a study: their items, how they are scored, and what was computed of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import get_args

from wbp_survey.dataset.scales import with_scales
from wbp_survey.model.instrument import Instrument, Item, Referent
from wbp_survey.model.result import Result
from wbp_survey.model.scale import ScaleAnswers
from wbp_survey.model.table import Table, Variable
from wbp_survey.report.scale_record import ScaleItem, ScaleRecord
from wbp_survey.workflow.compare import Recorded
from wbp_survey.workflow.reliability import scale_results
from wbp_survey.workflow.scales import study_scales
from wbp_survey.workflow.study import Place

_COUNTED = "count:"
_TOGETHER = (1, 2, 5)
"""How many of the ten classes of scores are taken together, so that few remain alone in one."""


def scale_records(place: Place, loaded: Recorded) -> tuple[ScaleRecord, ...]:
    """Gather every scale, and sets of items that nobody declared to be one.

    Raises StudyError when a scale does not suit the items.
    """
    items = _items(loaded.instruments.values())
    found = scale_results(place, loaded, loaded.table)
    return tuple(_record(answers, rows, items) for answers, rows in found)


def scored(place: Place, loaded: Recorded, table: Table) -> Table:
    """Return the table with the scores behind it, as they are compared."""
    return with_scales(table, study_scales(place, loaded.instruments.values()))


def score_variables(table: Table, plain: Table) -> Mapping[str, Variable]:
    """Return the variables that hold scores: those the plain table lacks."""
    known = {column.variable.id for column in plain.columns}
    scores = (column.variable for column in table.columns)
    return {one.id: one for one in scores if one.id not in known}


def _items(instruments: Iterable[Instrument]) -> dict[tuple[str, str], Item]:
    """Return the items by id and by what they are about; of several versions the last."""
    return {(item.id, item.referent): item for one in instruments for item in one.items}


def _record(
    answers: ScaleAnswers, rows: Iterable[Result], items: Mapping[tuple[str, str], Item]
) -> ScaleRecord:
    kept = tuple(rows)
    score = kept[0].variable
    return ScaleRecord(
        scale=answers.scale,
        items=tuple(_scale_items(answers, items)),
        rows=kept,
        about=_about(answers),
        round=answers.round,
        ends=answers.ends,
        classes=tuple(_classes(_ten(kept, score))),
    )


def _about(answers: ScaleAnswers) -> Referent:
    """Return what a scale is about: the case, unless its items say otherwise."""
    known = get_args(Referent)
    return next((one for one in known if one == answers.referent), known[0])


def _scale_items(
    answers: ScaleAnswers, items: Mapping[tuple[str, str], Item]
) -> Iterator[ScaleItem]:
    for name, column in zip(answers.scale.items, answers.columns, strict=True):
        item = items.get((name, answers.referent))
        source = item.source if item else ""
        yield ScaleItem(column.variable.id, column.variable.label, source, name in answers.turned)


def _ten(rows: Iterable[Result], score: str) -> dict[tuple[float, float], int]:
    """Return how many have a score in each of the ten classes, by the ends of the class."""
    found = {}
    for row in rows:
        if row.variable == score and row.stat.startswith(_COUNTED) and row.value is not None:
            low, _, high = row.stat.removeprefix(_COUNTED).rpartition("-")
            found[float(low), float(high)] = int(row.value)
    return found


def _classes(ten: Mapping[tuple[float, float], int]) -> Iterator[dict[tuple[float, float], int]]:
    """Yield the same scores in ten classes, in five, and in two."""
    edges = [low for low, _ in ten] + [high for _, high in ten][-1:]
    counts = list(ten.values())
    for size in _TOGETHER if ten else ():
        ends = list(pairwise(edges[::size]))
        sums = [sum(counts[at : at + size]) for at in range(0, len(counts), size)]
        yield dict(zip(ends, sums, strict=True))
