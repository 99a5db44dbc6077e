"""Rows about agreement within a group, and what the rules must know of them."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.critical import CRITICAL
from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.within import within_numbers
from wbp_survey.model.result import Result

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_METHODS = {"agreement_a": "van_der_eijk", "consensus": "tastle_wierman"}
_UNIFORM = "uniform_null"


def within_rows(subject: Subject, answers: Ints, facts: Mapping[str, Any]) -> list[Result]:
    """Return the agreement indices of one group from how often each code was given."""
    variable = subject.variable
    values = {
        stat: float(found[0, 0])
        for stat, found in within_numbers(answers[None, None, :], variable.scores).items()
    }
    return write_rows(subject, as_numbers(values), {**facts, **within_facts(values, answers)})


def as_numbers(values: Mapping[str, float]) -> dict[str, Number]:
    """Return the values as numbers with their method; None for what is not defined."""
    return {
        stat: Number(None if isnan(value) else value, _METHODS.get(stat, _UNIFORM))
        for stat, value in values.items()
    }


def within_facts(values: Mapping[str, float], answers: Ints) -> dict[str, Any]:
    """Return what the rules look at besides the number of answers and the level."""
    return {
        "part": True,
        "codes": len(answers),
        "rwg": values["rwg"],
        "within_unbounded": any(isnan(values[stat]) for stat in CRITICAL),
        "within_uncounted": isnan(values["rwg_p"]),
        "awg_undefined": isnan(values["awg"]),
    }
