"""Result rows per group: how many answered, what, and with what certainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.counts import Batch
from wbp_survey.analysis.describe import mean_and_sd, mean_interval, quantile
from wbp_survey.analysis.facts import Facts, of_sizes
from wbp_survey.analysis.intervals import wilson
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.model.missing import BY_CODE, BY_ID, REASONS
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

MAX_SHARE_CODES = 11
_COUNTED = [-reason.code for reason in REASONS if reason.counts]
_DONT_KNOW = -BY_ID["dont_know"].code
_MEASURED = ("interval", "ratio")

Numbers = dict[str, Number]


def group_rows(batch: Batch, by: str, levels: tuple[str, ...]) -> list[list[Result]]:
    """Return per variable the rows of every group in declared order, then of all together."""
    import numpy as np

    table = np.concatenate([batch.valid, batch.valid.sum(axis=1, keepdims=True)], axis=1)
    missing = np.concatenate([batch.missing, batch.missing.sum(axis=1, keepdims=True)], axis=1)
    numbers = _describe(table, batch.variables)
    written = []
    for item, variable in enumerate(batch.variables):
        total = total_facts(batch, item, levels)
        rows: list[Result] = []
        for place, group in enumerate((*levels, None)):
            facts: Facts = total
            if group is not None:
                facts = group_facts(table[item, place], missing[item, place], variable, group)
            subject = Subject(variable, by, group)
            rows += count_rows(subject, missing[item, place], facts)
            rows += write_rows(subject, numbers[item][place], facts)
        written.append(rows)
    return written


def total_facts(batch: Batch, item: int, levels: tuple[str, ...]) -> dict[str, Any]:
    """Return the facts about all groups together."""
    valid, variable = batch.valid[item], batch.variables[item]
    totals, sizes = valid.sum(axis=0), valid.sum(axis=1)
    n = int(totals.sum())
    nonresponse, dont_know = missing_shares(n, batch.missing[item].sum(axis=0))
    filled = int((sizes > 0).sum())
    return {
        **of_sizes(levels, sizes.tolist()),
        "n": n,
        "level": variable.level,
        "codes": len(variable.codes),
        "total": True,
        "used_codes": int((totals > 0).sum()),
        "largest": float(totals.max(initial=0)) / max(n, 1),
        "nonresponse": nonresponse,
        "dont_know": dont_know,
        "without_group": int(batch.without_group[item]),
        "compared": filled,
    }


def group_facts(answers: Ints, missing: Ints, variable: Variable, group: str) -> dict[str, Any]:
    """Return the facts about one group."""
    n = int(answers.sum())
    nonresponse, dont_know = missing_shares(n, missing)
    return {
        "groups": (group,),
        "sizes": (n,),
        "n": n,
        "level": variable.level,
        "part": True,
        "nonresponse": nonresponse,
        "dont_know": dont_know,
    }


def missing_shares(n: int, missing: Ints) -> tuple[float, float]:
    """Return the shares of non-response and of "don't know" among those who were asked."""
    gone = missing.tolist()
    counted = sum(gone[place] for place in _COUNTED)
    asked = max(n + counted, 1)
    return counted / asked, gone[_DONT_KNOW] / asked


def count_rows(subject: Subject, missing: Ints, facts: Facts) -> list[Result]:
    """Return n_valid, n_missing and a row per missing reason that occurs."""
    gone = missing.tolist()
    numbers = {"n_missing": Number(float(sum(gone)))}
    for code, number in enumerate(gone):
        if number and -code in BY_CODE:
            numbers[f"missing:{BY_CODE[-code].id}"] = Number(float(number))
    valid = write_rows(subject, {"n_valid": Number(float(facts["n"]))}, facts)
    asked = facts["n"] + sum(gone)
    return valid + [replace(row, n=asked) for row in write_rows(subject, numbers, facts)]


def _describe(table: Ints, variables: Sequence[Variable]) -> list[list[Numbers]]:
    """Return per variable and group (all together last) its numbers."""
    import numpy as np

    scores = np.array([variable.scores for variable in variables], dtype=np.float64)
    if not scores.shape[1]:
        scores = np.zeros((len(variables), 1))
        table = np.zeros((*table.shape[:2], 1), dtype=np.int64)
    sizes = table.sum(axis=2)
    shares = (table / np.maximum(sizes, 1)[:, :, None]).tolist()
    places = {stat: quantile(table, scores, p).tolist() for stat, p in _QUANTILES}
    agreeing, measured = _agreeing(table, variables), _measured(table, scores, variables)
    return [
        [
            _share_numbers(variable, shares[item][group])
            | {stat: Number(found[item][group], "type_7") for stat, found in places.items()}
            | (_picked(measured, item, group) if variable.level in _MEASURED else {})
            | (_picked(agreeing, item, group) if variable.agree else {})
            for group in range(table.shape[1])
        ]
        for item, variable in enumerate(variables)
    ]


def _picked(found: Mapping[str, tuple[Any, str]], item: int, group: int) -> Numbers:
    return {stat: Number(values[item, group], method) for stat, (values, method) in found.items()}


_QUANTILES = (("median", 0.5), ("q1", 0.25), ("q3", 0.75))


def _share_numbers(variable: Variable, shares: Sequence[float]) -> Numbers:
    if len(variable.codes) > MAX_SHARE_CODES:
        return {}
    return {
        f"share:{code}": Number(share) for code, share in zip(variable.codes, shares, strict=False)
    }


def _agreeing(table: Ints, variables: Sequence[Variable]) -> dict[str, tuple[Any, str]]:
    """Return the share that agrees, with its interval, per variable and group."""
    import numpy as np

    agrees = np.zeros((len(variables), table.shape[2]), dtype=np.int64)
    for item, variable in enumerate(variables):
        for place, code in enumerate(variable.codes):
            agrees[item, place] = code in variable.agree
    hits, sizes = (table * agrees[:, None, :]).sum(axis=2), table.sum(axis=2)
    low, high = wilson(hits, sizes)
    share = hits / np.maximum(sizes, 1)
    return {
        "agree_share": (_floats(share), "wilson"),
        "agree_ci_low": (_floats(low), "wilson"),
        "agree_ci_high": (_floats(high), "wilson"),
    }


def _measured(
    table: Ints, scores: Floats, variables: Sequence[Variable]
) -> dict[str, tuple[Any, str]]:
    """Return means with their interval; nothing when no variable is measured on an interval."""
    if not any(variable.level in _MEASURED for variable in variables):
        return {}
    mean, sd = mean_and_sd(table, scores)
    low, high = mean_interval(mean, sd, table.sum(axis=2))
    return {
        "mean": (_floats(mean), ""),
        "sd": (_floats(sd), ""),
        "mean_ci_low": (_floats(low), "student_t"),
        "mean_ci_high": (_floats(high), "student_t"),
    }


def _floats(values: Floats) -> Any:
    """Return an array of Python floats, so that one can be taken out as it is printed."""
    return values.astype(object)
