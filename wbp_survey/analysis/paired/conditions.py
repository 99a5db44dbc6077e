"""What was answered under each condition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.describe import mean_and_sd, quantile
from wbp_survey.analysis.paired.matched import Matched
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.model.missing import BY_CODE, BY_ID
from wbp_survey.model.result import Result
from wbp_survey.model.table import OUTSIDE, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

MAX_SHARE_CODES = 11
_QUANTILES = (("median", 0.5), ("q1", 0.25), ("q3", 0.75))


def condition_rows(matched: Matched, subject: Subject) -> list[Result]:
    """Return per condition how many answered, why others did not, and where the answers lie."""
    import numpy as np

    rows: list[Result] = []
    for place, condition in enumerate(matched.conditions):
        index, reason = matched.index[:, place], matched.reason[:, place]
        codes = len(matched.variable.codes)
        counts = np.bincount(index[index >= 0], minlength=codes).astype(np.int64)
        gone = reason[(index < 0) & (reason != OUTSIDE)].tolist()
        missing = {code: gone.count(code) for code in sorted(set(gone), reverse=True)}
        about = replace(subject, group=condition)
        facts = _facts(matched.variable, condition, int(counts.sum()), missing)
        rows += _counts(about, facts, missing)
        rows += write_rows(about, _described(counts, matched.variable), facts)
    return rows


def _facts(variable: Variable, condition: str, n: int, missing: dict[int, int]) -> dict[str, Any]:
    counted = sum(times for code, times in missing.items() if code and BY_CODE[code].counts)
    asked = max(n + counted, 1)
    return {
        "n": n,
        "level": variable.level,
        "part": True,
        "groups": (condition,),
        "sizes": (n,),
        "nonresponse": counted / asked,
        "dont_know": missing.get(BY_ID["dont_know"].code, 0) / asked,
    }


def _counts(subject: Subject, facts: dict[str, Any], missing: dict[int, int]) -> list[Result]:
    gone = sum(missing.values())
    numbers = {"n_missing": Number(float(gone))}
    for code, times in missing.items():
        if code:
            numbers[f"missing:{BY_CODE[code].id}"] = Number(float(times))
    rows = write_rows(subject, {"n_valid": Number(float(facts["n"]))}, facts)
    return rows + [replace(row, n=facts["n"] + gone) for row in write_rows(subject, numbers, facts)]


def _described(counts: Ints, variable: Variable) -> dict[str, Number]:
    import numpy as np

    table, scores = counts[None, :], np.asarray(variable.scores, dtype=np.float64)
    some = max(int(counts.sum()), 1)
    found: dict[str, Number] = {}
    if len(variable.codes) <= MAX_SHARE_CODES:
        pairs = zip(variable.codes, counts.tolist(), strict=True)
        found |= {f"share:{code}": Number(times / some) for code, times in pairs}
    for stat, p in _QUANTILES:
        found[stat] = Number(float(quantile(table, scores, p)[0]), "type_7")
    if variable.level in {"interval", "ratio"}:
        size = float(np.abs(scores).max(initial=0.0)) or 1.0  # squares of 1e300 are too large
        mean, sd = mean_and_sd(table, scores / size)
        found |= {"mean": Number(float(mean[0]) * size), "sd": Number(float(sd[0]) * size)}
    return found
