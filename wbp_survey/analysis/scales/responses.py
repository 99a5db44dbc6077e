"""The missing table of a scale: who answered which item, and how many of the items."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.model.missing import BY_ID, REASONS
from wbp_survey.model.result import Result
from wbp_survey.model.scale import ScaleAnswers
from wbp_survey.model.table import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def scale_count_rows(
    about: Subject, answers: ScaleAnswers, asked: NDArray[np.bool_]
) -> list[Result]:
    """Return how many items there are, who answered all, and `answered:<m>` for m = k … 0.

    n is everybody whose instrument holds any of the items; the rows `answered` add up to it.
    """
    import numpy as np

    items = len(answers.scale.items)
    answered = np.isfinite(answers.values).sum(axis=1)[asked]
    times = np.bincount(answered, minlength=items + 1)
    n = int(asked.sum())
    numbers = {
        "n_items": Number(float(items)),
        "n_complete": Number(float(times[items])),
        **{f"answered:{m}": Number(float(times[m])) for m in range(items, -1, -1)},
    }
    return write_rows(about, numbers, {"n": n, "undeclared": not answers.scale.declared})


def item_count_rows(about: Subject, column: Column) -> list[Result]:
    """Return n_valid, n_missing and a row per missing reason that occurs."""
    n, missing = _counts(column)
    gone = sum(missing.values())
    counted = sum(missing.get(reason.code, 0) for reason in REASONS if reason.counts)
    asked = max(n + counted, 1)
    facts = {
        "n": n,
        "nonresponse": counted / asked,
        "dont_know": missing.get(BY_ID["dont_know"].code, 0) / asked,
    }
    numbers = {"n_missing": Number(float(gone))}
    for reason in REASONS:
        if missing.get(reason.code):
            numbers[f"missing:{reason.id}"] = Number(float(missing[reason.code]))
    valid = write_rows(about, {"n_valid": Number(float(n))}, facts)
    return valid + [replace(row, n=n + gone) for row in write_rows(about, numbers, facts)]


def _counts(column: Column) -> tuple[int, dict[int, int]]:
    """Return how many answered, and per code of a missing reason how many did not."""
    import numpy as np

    found, times = np.unique(column.reason, return_counts=True)
    counts = dict(zip(found.tolist(), times.tolist(), strict=True))
    n = int((column.index >= 0).sum())
    return n, {code: number for code, number in counts.items() if code < 0}
