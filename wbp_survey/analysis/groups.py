"""Result rows per group: how many answered, what, and with what certainty."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wbp_survey.analysis.counts import Counts
from wbp_survey.analysis.describe import mean_and_sd, quantile
from wbp_survey.analysis.facts import Facts
from wbp_survey.analysis.intervals import wilson
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.model.missing import BY_CODE, BY_ID, REASONS
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_SHARE_CODES = 11
_COUNTED = [-reason.code for reason in REASONS if reason.counts]
_DONT_KNOW = -BY_ID["dont_know"].code


def group_rows(counts: Counts, by: str, levels: tuple[str, ...]) -> list[Result]:
    """Return the rows of every group in declared order, then those of all groups together."""
    import numpy as np

    table = np.vstack([counts.valid, counts.valid.sum(axis=0)])
    missing = np.vstack([counts.missing, counts.missing.sum(axis=0)])
    numbers = _describe(table, counts.variable)
    rows: list[Result] = []
    for place, group in enumerate((*levels, None)):
        subject = Subject(counts.variable, by, group)
        if group is None:
            facts = total_facts(counts, levels)
        else:
            facts = group_facts(table[place], missing[place], counts.variable, group)
        rows += count_rows(subject, missing[place], facts)
        one = {stat: Number(value[place], method) for stat, (value, method) in numbers.items()}
        rows += write_rows(subject, one, facts)
    return rows


def total_facts(counts: Counts, levels: tuple[str, ...]) -> Facts:
    """Return the facts about all groups together."""
    totals, sizes = counts.valid.sum(axis=0), counts.valid.sum(axis=1)
    n = int(totals.sum())
    nonresponse, dont_know = _missing_shares(n, counts.missing.sum(axis=0))
    return Facts(
        n=n,
        level=counts.variable.level,
        codes=len(counts.variable.codes),
        groups=levels,
        sizes=tuple(sizes.tolist()),
        total=True,
        used_codes=int((totals > 0).sum()),
        largest=float(totals.max(initial=0)) / max(n, 1),
        nonresponse=nonresponse,
        dont_know=dont_know,
        without_group=counts.without_group,
        compared=int((sizes > 0).sum()),
    )


def group_facts(
    answers: NDArray[np.int64], missing: NDArray[np.int64], variable: Variable, group: str
) -> Facts:
    """Return the facts about one group."""
    n = int(answers.sum())
    nonresponse, dont_know = _missing_shares(n, missing)
    return Facts(
        n=n,
        level=variable.level,
        groups=(group,),
        sizes=(n,),
        nonresponse=nonresponse,
        dont_know=dont_know,
    )


def _missing_shares(n: int, missing: NDArray[np.int64]) -> tuple[float, float]:
    """Return the shares of non-response and of "don't know" among those who were asked."""
    counted = int(missing[_COUNTED].sum())
    asked = max(n + counted, 1)
    return counted / asked, int(missing[_DONT_KNOW]) / asked


def count_rows(subject: Subject, missing: NDArray[np.int64], facts: Facts) -> list[Result]:
    """Return n_valid, n_missing and a row per missing reason that occurs."""
    gone = int(missing.sum())
    numbers = {"n_missing": Number(float(gone))}
    for code, number in enumerate(missing.tolist()):
        if number and -code in BY_CODE:
            numbers[f"missing:{BY_CODE[-code].id}"] = Number(float(number))
    valid = write_rows(subject, {"n_valid": Number(float(facts.n))}, facts)
    rows = write_rows(subject, numbers, facts)
    return valid + [replace(row, n=facts.n + gone) for row in rows]


def _describe(table: NDArray[np.int64], variable: Variable) -> dict[str, tuple[list[float], str]]:
    """Return the values of every statistic for all groups at once, with its method."""
    import numpy as np

    sizes = table.sum(axis=1)
    some = np.maximum(sizes, 1)
    found: dict[str, tuple[list[float], str]] = {}
    if len(variable.codes) <= MAX_SHARE_CODES:
        shares = table / some[:, None]
        for place, code in enumerate(variable.codes):
            found[f"share:{code}"] = (shares[:, place].tolist(), "")
    scores = np.asarray(variable.scores, dtype=np.float64)
    for stat, p in (("median", 0.5), ("q1", 0.25), ("q3", 0.75)):
        found[stat] = (quantile(table, scores, p).tolist(), "type_7")
    if variable.level in {"interval", "ratio"}:
        mean, sd = mean_and_sd(table, scores)
        found |= {"mean": (mean.tolist(), ""), "sd": (sd.tolist(), "")}
    if variable.agree:
        hits = table[:, np.isin(variable.codes, variable.agree)].sum(axis=1)
        low, high = wilson(hits, sizes)
        found["agree_share"] = ((hits / some).tolist(), "wilson")
        found["agree_ci_low"] = (low.tolist(), "wilson")
        found["agree_ci_high"] = (high.tolist(), "wilson")
    return found
