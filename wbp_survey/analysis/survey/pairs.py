"""Every pair of groups of a weighted sample: Cliff's delta, first minus second in declared order.

An estimate with its interval and no p: what is tested with a design are all groups at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.facts import of_sizes
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.rules import threshold
from wbp_survey.analysis.survey.delta import Delta, weighted_delta
from wbp_survey.analysis.survey.design import Design
from wbp_survey.analysis.survey.linear import lonely_strata
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

DELTA = (
    "cliffs_delta",
    "cliffs_delta_se",
    "cliffs_delta_ci_low",
    "cliffs_delta_ci_high",
    "cliffs_delta_design_effect",
)
_METHODS = ("weighted", "linearised", "newcombe_5_effective", "newcombe_5_effective")
_WITH_REPLACEMENT = "with_replacement"
_TWO = 2


def weighted_pair_rows(
    subject: Subject, groups: Sequence[str], code: Ints, domain: Ints, design: Design
) -> Iterator[Result]:
    """Yield the rows of every pair of groups that have answers.

    `code` and `domain` are per row; a row of domain -1 takes no part. With more groups than are
    compared in pairs there is one row per statistic, without a value and for no group.
    """
    import numpy as np

    sizes = np.bincount(domain + 1, minlength=len(groups) + 1)[1:].tolist()
    filled = [place for place, size in enumerate(sizes) if size]
    nothing = dict.fromkeys(DELTA, Number(None))
    if len(filled) > threshold("pair_groups"):
        yield from write_rows(subject, nothing, {"n": sum(sizes), "compared": len(filled)})
        return
    ordered = subject.variable.level != "nominal" or len(subject.variable.codes) <= _TWO
    for one, two in combinations(filled, _TWO):
        group = np.where(domain == one, 0, np.where(domain == two, 1, -1))
        about = Subject(subject.variable, subject.by, groups[one], groups[two])
        named = of_sizes((groups[one], groups[two]), (sizes[one], sizes[two]))
        facts = named | _facts(subject.variable, group, len(filled), design)
        numbers = nothing
        if ordered:
            found = weighted_delta(design, code, group)
            numbers = _numbers(found)
            facts |= {
                "design_df": found.df,
                "separated": found.effect is None and abs(found.value) == 1,
                "constant": found.effect is None and not found.value,
            }
        yield from write_rows(about, numbers, facts)


def _facts(variable: Variable, group: Ints, compared: int, design: Design) -> dict[str, Any]:
    """Return what the rules look at."""
    import numpy as np

    (lonely,) = lonely_strata(design, np.where(group >= 0, 0, -1), 1)
    return {
        "n": int((group >= 0).sum()),
        "level": variable.level,
        "codes": len(variable.codes),
        "compared": compared,
        "lonely": bool(lonely),
        "lonely_strata": lonely,
        "nested": design.nested,
    }


def _numbers(found: Delta) -> dict[str, Number]:
    values = (found.value, found.se, found.low, found.high)
    parts = zip(DELTA, values, _METHODS, strict=False)
    return {stat: Number(value, method) for stat, value, method in parts} | {
        DELTA[-1]: Number(found.effect, _WITH_REPLACEMENT)
    }
