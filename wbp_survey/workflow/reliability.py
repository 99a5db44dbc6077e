"""How well the items of a scale go together: the study's scales, or items of any file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wbp_survey.analysis.scales.reliability import Placed, reliability_rows
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import table_from_file
from wbp_survey.dataset.reading import nearest
from wbp_survey.dataset.scales import answers_to, scale_answers, score
from wbp_survey.dataset.sources import place_of
from wbp_survey.errors import DataError, Problem
from wbp_survey.model.result import Comparison, Result
from wbp_survey.model.scale import Scale, ScaleAnswers, ScoringRule
from wbp_survey.model.table import Table
from wbp_survey.workflow.compare import Recorded, load_answers, narrowed
from wbp_survey.workflow.comparing import Question, manifest_of
from wbp_survey.workflow.judging import judged_as
from wbp_survey.workflow.scales import study_scales, undeclared
from wbp_survey.workflow.study import Place


@dataclass(frozen=True, slots=True)
class ItemsAsked:
    """Which columns of a file to take together, and how to score them."""

    items: tuple[str, ...]
    reverse: tuple[str, ...] = ()
    rule: ScoringRule = "half"
    range: tuple[float, float] | None = None


def reliability_of_file(path: Path | str, asked: ItemsAsked, reading: Reading) -> Comparison:
    """Take columns of a file as the items of one scale.

    Raises DataError with everything that is wrong with the items or the file.
    """
    _check(asked, path)
    table = table_from_file(path, (), asked.items, reading)
    named = {column.variable.id: column for column in table.columns}
    name = "+".join(asked.items)
    scale = Scale(name, asked.items, asked.reverse, rule=asked.rule, range=asked.range)
    low, high = reading.minimum, reading.maximum
    ends = None if low is None or high is None else (low, high)
    answers = scale_answers([named[item] for item in asked.items], scale, ends)
    rows = reliability_rows(Placed(answers, score(answers)))
    manifest = manifest_of(table, "reliability", {}, 0)
    filters = {"scales": [_described(answers)]}
    return Comparison(replace(manifest, filters=filters), tuple(rows))


def reliability_of_study(
    place: Place, scale: str = "", role: str = "", loaded: Recorded | None = None
) -> Comparison:
    """Report the scales of study.yaml, and items of one construct that nobody declared a scale.

    One of them when `scale` names it; of one role when `role` does. Raises StudyError when a scale
    does not suit the items, DataError when there is nothing to report.
    """
    loaded = loaded or load_answers(place)
    table = narrowed(loaded.table, Question(by="role", role=role)) if role else loaded.table
    results = scale_results(place, loaded, table, scale)
    if not results:
        raise DataError.one("DATA_NO_SCALES", place.store_url)
    found = [answers for answers, _ in results]
    rows = [row for _, rows in results for row in rows]
    seed = place.study.seed
    manifest = manifest_of(table, "reliability", loaded.instruments, seed)
    filters = {"scale": scale, "role": role, "scales": [_described(one) for one in found]}
    return Comparison(replace(manifest, filters=filters), tuple(rows))


def scale_results(
    place: Place, loaded: Recorded, table: Table, name: str = ""
) -> list[tuple[ScaleAnswers, list[Result]]]:
    """Return the answers to every scale in a table, or to the one with this name, and its rows.

    Raises StudyError when a scale does not suit the items, DataError when none has the name.
    """
    scales = study_scales(place, loaded.instruments.values())
    scales = _wanted((*scales, *undeclared(table, scales)), name)
    found = [answers for one in scales for answers in answers_to(table, one)]
    with judged_as(place.study):
        return [(one, _rows_of(table, one)) for one in found]


def _rows_of(table: Table, answers: ScaleAnswers) -> list[Result]:
    placed = Placed(answers, score(answers), "scale", answers.scale.id, _roles(table, answers))
    return reliability_rows(placed)


def _wanted(scales: tuple[Scale, ...], name: str) -> tuple[Scale, ...]:
    if not name:
        return scales
    found = tuple(scale for scale in scales if scale.id == name)
    if not found:
        known = [scale.id for scale in scales]
        values = {"scale": name, "known": ", ".join(known) or "-"}
        raise DataError.one("DATA_UNKNOWN_SCALE", **values, nearest=nearest(name, known) or "-")
    return found


def _roles(table: Table, answers: ScaleAnswers) -> int:
    """Return how many roles have anybody who answered an item of the scale."""
    import numpy as np

    answered = np.isfinite(answers.values).any(axis=1)
    index = table.factors["role"].index[answered]
    return len(set(index.tolist()) - {-1})


def _check(asked: ItemsAsked, path: Path | str) -> None:
    if not asked.items:
        raise DataError.one("DATA_ITEMS_NEEDED", place_of(path))
    listed = ", ".join(asked.items)
    problems = [
        Problem("DATA_ITEM_TWICE", place_of(path), {"item": name})
        for place, name in enumerate(asked.items)
        if name in asked.items[:place]
    ]
    problems += [
        Problem(
            "DATA_REVERSE_UNKNOWN",
            place_of(path),
            {"item": name, "items": listed, "nearest": nearest(name, asked.items) or "-"},
        )
        for name in asked.reverse
        if name not in asked.items
    ]
    if problems:
        raise DataError(problems)


def _described(answers: ScaleAnswers) -> Mapping[str, Any]:
    """Write down how a scale was scored, for the manifest."""
    scale = answers.scale
    return {
        "id": scale.id,
        "label": dict(scale.label),
        "construct": scale.construct,
        "referent": answers.referent,
        "round": answers.round,
        "items": list(scale.items),
        "turned": list(answers.turned),
        "rule": scale.rule,
        "needed": scale.needed,
        "ends": list(answers.ends) if answers.ends else None,
        "range": list(scale.range) if scale.range else None,
        "kind": scale.kind,
        "declared": scale.declared,
    }
