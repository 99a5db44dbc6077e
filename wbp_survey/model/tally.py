"""Answers counted: all that a comparison of groups needs, however many people answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wbp_survey.model.missing import REASONS
from wbp_survey.model.table import Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REASON_COLUMNS = 1 - min(reason.code for reason in REASONS)
"""Columns of a table of missing answers: column j counts reason code -j, column 0 those without."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one variable, counted per unit.

    `valid` is units x codes; `missing` is units x reasons, where column j counts reason code -j
    (column 0: missing without a reason).
    """

    variable: Variable
    valid: NDArray[np.int64]
    missing: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tally:
    """Every answer counted once, per unit: a combination of group, cluster and block that occurs.

    `group`, `cluster` and `block` give per unit the level of each factor, -1 for none; a factor
    that is not asked for has no levels and is -1 throughout. `n` counts the rows, also those whose
    instrument does not hold an item and who therefore count nowhere.
    """

    by: str
    levels: tuple[str, ...]
    group: NDArray[np.int64]
    cluster: NDArray[np.int64]
    block: NDArray[np.int64]
    answers: tuple[Answers, ...]
    n: int
    cluster_levels: tuple[str, ...] = ()
    block_levels: tuple[str, ...] = ()
    sha256: str = ""
    synthetic: bool = False
    names: tuple[str, str] = field(default=("", ""))
    """What the cluster and the block are called."""
