"""What paired comparisons are about: the same people, answering under several conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wbp_survey.model.table import Factor, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TORN = -2
"""Stands for the cluster of a person who has more than one."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The answers of people to one variable under several conditions, in their declared order.

    `index` is people x conditions: the place of the code, -1 for none. `reason` says why there is
    none (OUTSIDE: the person does not occur under the condition at all). `cluster` is what people
    share, per person; TORN for who is in several. `without_group` and `without_person` count the
    rows of a long file that belong to no condition or to nobody.
    """

    variable: Variable
    by: str
    conditions: tuple[str, ...]
    index: NDArray[np.int32]
    reason: NDArray[np.int8]
    cluster: Factor | None = None
    without_group: int = 0
    without_person: int = 0

    @property
    def people(self) -> int:
        """How many people there are, also those without any answer."""
        return len(self.index)
