"""The scores of a scale: who has one, how they are spread, how many lie at an end."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from wbp_survey.analysis.describe import mean_and_sd, mean_interval, quantile
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.scales.responses import item_count_rows
from wbp_survey.model.result import Result
from wbp_survey.model.scale import ScaleAnswers
from wbp_survey.model.table import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SPREAD = (
    *("mean", "sd", "mean_ci_low", "mean_ci_high"),
    *("median", "q1", "q3", "score_min", "score_max"),
)
_BANDS = 10
_ALIKE = 1e-9


def score_rows(about: Subject, answers: ScaleAnswers, scores: Column) -> list[Result]:
    """Return who has a score, mean, sd, quartiles, range, the ends and the distribution.

    `floor_share` and `ceiling_share` are the shares with the lowest and the highest score there
    can be. `count:<low>-<high>` counts scores in ten bands of equal width between those; the last
    band holds its upper end too.
    """
    import numpy as np

    counts = np.bincount(scores.index[scores.index >= 0], minlength=len(scores.variable.scores))
    values = np.asarray(scores.variable.scores, dtype=np.float64)
    ends = score_ends(answers)
    n = int(counts.sum())
    numbers = _spread(counts, values)
    facts = {
        "n": n,
        "total": True,
        "level": "interval",
        "groups": (about.variable.id,),
        "sizes": (n,),
        "no_ends": ends is None,
    }
    at = [None, None] if ends is None else [int(counts[_same(values, end)].sum()) for end in ends]
    for stat, hits in zip(("floor_share", "ceiling_share"), at, strict=True):
        share = None if hits is None else hits / max(n, 1)
        numbers[stat] = Number(share)
        facts[stat.removesuffix("_share")] = share
    numbers |= {name: Number(float(times)) for name, times in _bands(counts, values, ends).items()}
    return item_count_rows(about, scores) + write_rows(about, numbers, facts)


def score_ends(answers: ScaleAnswers) -> tuple[float, float] | None:
    """Return the lowest and highest score there can be, when the response scale is known."""
    if answers.ends is None:
        return None
    return answers.scale.range or answers.ends


def _spread(counts: NDArray[np.int64], values: NDArray[np.float64]) -> dict[str, Number]:
    if not counts.sum():
        return {name: Number(None) for name in _SPREAD}
    n = counts.sum(keepdims=True)
    mean, sd = mean_and_sd(counts[None, :], values)
    low, high = mean_interval(mean, sd, n)
    quarters = (("median", 0.5), ("q1", 0.25), ("q3", 0.75))
    return {
        "mean": Number(float(mean.item())),
        "sd": Number(float(sd.item())),
        "mean_ci_low": Number(float(low.item()), "student_t"),
        "mean_ci_high": Number(float(high.item()), "student_t"),
        **{name: Number(float(quantile(counts, values, p)), "type_7") for name, p in quarters},
        "score_min": Number(float(values.min())),
        "score_max": Number(float(values.max())),
    }


def _same(values: NDArray[np.float64], end: float) -> NDArray[np.bool_]:
    import numpy as np

    return np.asarray(np.abs(values - end) < _ALIKE)


def _bands(
    counts: NDArray[np.int64], values: NDArray[np.float64], ends: tuple[float, float] | None
) -> dict[str, int]:
    """Count the scores per band; none when nobody knows the ends."""
    import numpy as np

    if ends is None:
        return {}
    edges = np.linspace(*ends, _BANDS + 1)
    place = np.searchsorted(edges, values + _ALIKE, side="right") - 1
    place = np.clip(place, 0, _BANDS - 1)
    times = np.bincount(place, weights=counts, minlength=_BANDS)
    names = [f"count:{low:.10g}-{high:.10g}" for low, high in pairwise(edges.tolist())]
    return dict(zip(names, map(int, times), strict=True))
