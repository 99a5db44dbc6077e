"""What each group of a weighted sample answered, as numbers for all groups at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from wbp_survey.analysis.survey.design import Design
from wbp_survey.analysis.survey.estimates import (
    Estimate,
    drawn_share,
    effective_size,
    estimate,
    mean_interval,
    wilson_of_share,
    worth,
)
from wbp_survey.analysis.survey.linear import degrees_of_freedom, totals
from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

Columns: TypeAlias = "dict[str, tuple[Floats, str]]"
"""Per statistic its values, one per domain, and its method."""

MAX_SHARE_CODES = 11
_HALF = 0.5
_EVEN = 1e-12
"""Relative room for a sum of weights to be exactly one half."""


def described(
    design: Design, variable: Variable, code: Ints, domain: Ints, domains: int
) -> Columns:
    """Return per statistic its values for every domain, and its method; NaN for nobody.

    `code` and `domain` are per row; a row of domain -1 takes no part.
    """
    import numpy as np

    kish = effective_size(design, domain, domains)
    found: Columns = {
        "weight_sum": (totals(design.weight, domain, domains), ""),
        "n_effective": (kish, "kish"),
    }
    table = weight_table(design, variable, code, domain, domains)
    if len(variable.codes) <= MAX_SHARE_CODES:
        shares = table / np.where(table.any(axis=1), table.sum(axis=1), 1.0)[:, None]
        for place, name in enumerate(variable.codes):
            found[f"share:{name}"] = (shares[:, place], "weighted")
    scores = np.append(np.asarray(variable.scores, dtype=np.float64), 0.0)
    if variable.level != "nominal":
        found["median"] = (weighted_median(table, scores[:-1]), "weighted")
        df = degrees_of_freedom(design, domain, domains)
        found |= _of_mean(estimate(design, scores[code], domain, domains), df)
    if variable.agree:
        found |= _of_share(design, variable, code, domain, domains)
    return found


def weight_table(
    design: Design, variable: Variable, code: Ints, domain: Ints, domains: int
) -> Floats:
    """Add up the weights per domain and code."""
    import numpy as np

    codes = len(variable.codes)
    cell = np.where(domain >= 0, domain * codes + code, -1)
    return totals(design.weight, cell, domains * codes).reshape(domains, codes)


def weighted_median(table: Floats, scores: Floats) -> Floats:
    """Return the score at which the weights below and above are equal, per domain.

    Where one half falls exactly between two scores: their mean, as without weights (type 2 of
    Hyndman and Fan 1996). A domain without answers gives some score.
    """
    import numpy as np

    if not scores.size:
        return np.full(len(table), np.nan)
    passed = np.cumsum(table, axis=1)
    half = passed[:, -1:] * _HALF
    room = half * _EVEN
    low = (passed < half - room).sum(axis=1)
    high = (passed <= half + room).sum(axis=1)
    last = len(scores) - 1
    return np.asarray((scores[np.minimum(low, last)] + scores[np.minimum(high, last)]) / 2)


def worth_table(
    design: Design, variable: Variable, code: Ints, domain: Ints, domains: int
) -> Floats:
    """Return what the answers are worth per domain and code: shares times `worth` of the domain.

    By the agreeing share where there is one, else by the mean.
    """
    import numpy as np

    table = weight_table(design, variable, code, domain, domains)
    if variable.agree:
        y = np.append(np.isin(variable.codes, variable.agree).astype(np.float64), 0.0)
    else:
        y = np.append(np.asarray(variable.scores, dtype=np.float64), 0.0)
    size = _worth(design, estimate(design, y[code], domain, domains), domain, domains)
    total = table.sum(axis=1)
    return np.asarray(table * np.where(total > 0, size / np.where(total > 0, total, 1), 0)[:, None])


def _worth(design: Design, found: Estimate, domain: Ints, domains: int) -> Floats:
    import numpy as np

    n = np.bincount(domain + 1, minlength=domains + 1)[1:]
    df = degrees_of_freedom(design, domain, domains)
    kish = np.maximum(effective_size(design, domain, domains), 1.0)
    return worth(found, n, kish, df, drawn_share(design, domain, domains))


def _of_mean(found: Estimate, df: Ints) -> Columns:
    low, high = mean_interval(found, df)
    return {
        "mean": (found.value, "weighted"),
        "mean_se": (found.se, "linearised"),
        "mean_ci_low": (low, "t_design"),
        "mean_ci_high": (high, "t_design"),
        "design_effect": (found.effect, "with_replacement"),
    }


def _of_share(
    design: Design, variable: Variable, code: Ints, domain: Ints, domains: int
) -> Columns:
    import numpy as np

    agreeing = np.append(np.isin(variable.codes, variable.agree).astype(np.float64), 0.0)
    found = estimate(design, agreeing[code], domain, domains)
    low, high = wilson_of_share(found.value, _worth(design, found, domain, domains))
    return {
        "agree_share": (found.value, "weighted"),
        "agree_se": (found.se, "linearised"),
        "agree_ci_low": (low, "wilson_effective"),
        "agree_ci_high": (high, "wilson_effective"),
        "agree_design_effect": (found.effect, "with_replacement"),
    }
