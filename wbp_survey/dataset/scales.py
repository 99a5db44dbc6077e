"""Scale scores: the items of a scale turned to one side, and one score per person from them.

Here, and nowhere else, an item is turned: `low + high - x` on its response scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wbp_survey.errors import DataError, Problem
from wbp_survey.model.crosswalk import PROVENANCES
from wbp_survey.model.missing import BY_ID, REASONS
from wbp_survey.model.scale import Scale, ScaleAnswers
from wbp_survey.model.table import OUTSIDE, Column, Table, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Reasons = NDArray[np.int8]

_MAIN_REFERENT = "case"
_NOT_COMPARABLE = BY_ID["not_comparable"].code
_DECIMALS = 12
"""Beyond these, scores that differ only differ by rounding."""


def with_scales(table: Table, scales: Iterable[Scale]) -> Table:
    """Return the table with a column of scores behind it for every scale it has the items of.

    What is asked about something else than the case (`safety@general`) or in several rounds gives
    columns of its own, as for items.
    """
    found = tuple(
        _compared(score(one), scale) for scale in scales for one in answers_to(table, scale)
    )
    return replace(table, columns=(*table.columns, *found))


def _compared(column: Column, scale: Scale) -> Column:
    """Say of scores that are going to be compared that nobody tested what they mean to whom."""
    if scale.kind == "formative":
        return column
    notes = (*column.variable.notes, "measurement_invariance_not_tested")
    return replace(column, variable=replace(column.variable, notes=notes))


def answers_to(table: Table, scale: Scale) -> list[ScaleAnswers]:
    """Return the answers to a scale, per referent and round in which all its items are there."""
    sets: dict[tuple[str, int | None], dict[str, Column]] = {}
    for column in table.columns:
        name, _, about = column.variable.id.partition("@")
        if name in scale.items and about in ("", column.variable.referent):
            where = (column.variable.referent, column.variable.round)
            sets.setdefault(where, {})[name] = column
    return [
        scale_answers([columns[name] for name in scale.items], scale)
        for columns in sets.values()
        if len(columns) == len(scale.items)
    ]


def scale_answers(
    columns: Sequence[Column], scale: Scale, ends: tuple[float, float] | None = None
) -> ScaleAnswers:
    """Return the answers to the items of a scale as numbers, turned where that is needed.

    `columns` stand in the order of `scale.items`; `ends` are those of the response scale, where the
    columns do not say them themselves. Raises DataError when the items cannot be added up: other
    scales, no order, nothing to turn an item by.
    """
    import numpy as np

    turned = _turned(columns, scale)
    ends = ends or _ends(columns)
    _check(columns, scale, turned, ends)
    values = np.full((len(columns[0].index), len(columns)), np.nan)
    for place, column in enumerate(columns):
        valid = column.index >= 0
        values[valid, place] = np.asarray(column.variable.scores)[column.index[valid]]
        if scale.items[place] in turned and ends is not None:
            values[:, place] = ends[0] + ends[1] - values[:, place]
    first = columns[0].variable
    return ScaleAnswers(scale, tuple(columns), values, turned, ends, first.round, first.referent)


def score(answers: ScaleAnswers) -> Column:
    """Score everybody: the mean of the items answered, when there are enough of them.

    On the range of the scale when it states one: low + (mean - min) x (high - low) / (max - min).
    With `rule: half` this is the person mean with at least half of the items answered (Schafer and
    Graham 2002, Psychological Methods 7:147-177). Who answered too few has the reason that most of
    the unanswered items have; at a tie, the first in the list of reasons. Whose instrument holds
    too few of the items is OUTSIDE: not asked, and counted nowhere.
    """
    import numpy as np

    scale, values = answers.scale, answers.values
    answered = np.isfinite(values).sum(axis=1)
    enough = answered >= scale.needed
    means = np.nansum(values[enough], axis=1) / answered[enough]
    scores, place = np.unique(np.round(_rescaled(means, answers), _DECIMALS), return_inverse=True)
    index = np.full(len(values), -1, dtype=np.int32)
    index[enough] = place
    reason = np.zeros(len(values), dtype=np.int8)
    reasons = np.column_stack([one.reason for one in answers.columns])
    reason[~enough] = _reasons(reasons[~enough], scale.needed)
    partly = int((answered[enough] < len(scale.items)).sum())
    variable = _variable(answers, scores, partly)
    return Column(variable, index, reason, _origin(answers, enough, reason))


def _turned(columns: Sequence[Column], scale: Scale) -> tuple[str, ...]:
    """Return the items to turn: those the scale names, or else those that say so themselves."""
    if scale.reverse is not None:
        return scale.reverse
    pairs = zip(scale.items, columns, strict=True)
    return tuple(name for name, column in pairs if "reversed" in column.variable.notes)


def _ends(columns: Sequence[Column]) -> tuple[float, float] | None:
    """Return the ends of the first response scale that somebody declared."""
    for one in columns:
        if one.variable.declared and one.variable.scores:
            return min(one.variable.scores), max(one.variable.scores)
    return None


def _check(
    columns: Sequence[Column],
    scale: Scale,
    turned: Sequence[str],
    ends: tuple[float, float] | None,
) -> None:
    problems = [
        Problem("DATA_SCALE_UNORDERED", "", {"item": column.variable.id})
        for column in columns
        if column.variable.level == "nominal"
    ]
    if ends is not None and not all(_fits(column.variable, ends) for column in columns):
        known = [column.variable for column in columns if column.variable.codes]
        lengths = ", ".join(f"{one.id}: {one.codes[0]}–{one.codes[-1]}" for one in known)
        problems.append(Problem("DATA_SCALE_LENGTHS", "", {"items": lengths}))
    if turned and ends is None:
        problems.append(Problem("DATA_REVERSE_NO_ENDS", "", {"items": ", ".join(turned)}))
    if scale.range and ends is None:
        problems.append(Problem("DATA_RANGE_NO_ENDS"))
    if problems:
        raise DataError(problems)


def _fits(variable: Variable, ends: tuple[float, float]) -> bool:
    """Tell whether the codes of an item lie on this response scale, up to its ends if declared."""
    if not variable.scores:
        return True
    own = min(variable.scores), max(variable.scores)
    return own == ends if variable.declared else ends[0] <= own[0] and own[1] <= ends[1]


def _rescaled(means: NDArray[np.float64], answers: ScaleAnswers) -> NDArray[np.float64]:
    if answers.scale.range is None or answers.ends is None:
        return means
    (low, high), (least, most) = answers.scale.range, answers.ends
    return low + (means - least) * (high - low) / (most - least)


def _reasons(reasons: Reasons, needed: int) -> Reasons:
    """Return why there is no score, from the reasons (persons x items; 0: an answer)."""
    import numpy as np

    codes = np.array([reason.code for reason in REASONS], dtype=np.int8)
    times = np.stack([(reasons == code).sum(axis=1) for code in codes], axis=1)
    found: Reasons = codes[times.argmax(axis=1)]
    found[(reasons != OUTSIDE).sum(axis=1) < needed] = OUTSIDE
    return found


def _origin(
    answers: ScaleAnswers, enough: NDArray[np.bool_], reason: Reasons
) -> NDArray[np.int8] | None:
    """Return where scores come from: the furthest of the answers behind each."""
    import numpy as np

    known = [one for one in answers.columns if one.origin is not None]
    if not known:
        return None
    furthest = np.zeros(len(enough), dtype=np.int8)
    for column in known:
        used = np.where(column.index >= 0, column.origin, 0)  # type: ignore[arg-type]
        furthest = np.maximum(furthest, used.astype(np.int8))
    furthest[~enough] = 0
    furthest[reason == _NOT_COMPARABLE] = PROVENANCES.index("not_comparable")
    return furthest


def _variable(answers: ScaleAnswers, scores: NDArray[np.float64], partly: int) -> Variable:
    scale = answers.scale
    about = answers.referent
    notes = [f"{scale.rule}_rule"]
    if partly:
        notes.append(f"scored_partly:{partly}")
    if scale.kind == "formative":
        notes.append("formative")
    return Variable(
        scale.id if about in ("", _MAIN_REFERENT) else f"{scale.id}@{about}",
        _codes(scores.tolist()),
        tuple(scores.tolist()),
        construct=scale.construct,
        referent=about,
        level="interval",
        label=scale.label,
        round=answers.round,
        declared=False,
        notes=tuple(notes),
        scale=scale.kind == "reflective",
    )


def _codes(scores: Sequence[float]) -> tuple[str, ...]:
    """Write scores short, or in full where short ones would be the same."""
    short = tuple(f"{score:.6g}" for score in scores)
    return short if len(set(short)) == len(short) else tuple(map(repr, scores))
