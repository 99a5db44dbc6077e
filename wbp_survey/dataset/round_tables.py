"""Of a table of answers, what was rated in rounds, with each round table under a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from wbp_survey.dataset.narrow import keep_rows, occurring
from wbp_survey.model.table import OUTSIDE, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROUND_TABLE = "session"
"""The factor whose levels are the round tables."""
_CASE = "case"


def in_rounds(table: Table) -> Table:
    """Keep what was asked in rounds, the people it was asked, and the groups they belong to.

    A round table goes by the name `table_names` gives it.
    """
    rated = replace(table, columns=tuple(one for one in table.columns if one.variable.round))
    kept = keep_rows(rated, _asked(table))
    factors = {name: occurring(factor) for name, factor in kept.factors.items()}
    named, tables = table_names(table), factors[ROUND_TABLE]
    levels = tuple(named[session] for session in tables.levels)
    factors[ROUND_TABLE] = replace(tables, levels=levels, labels={})
    return replace(kept, factors=factors)


def table_names(table: Table) -> Mapping[str, str]:
    """Return per session with ratings in rounds what it is called in result rows.

    That is its case; a further one of the same case gets a number, one without a case keeps its id.
    """
    sessions, cases = table.factors[ROUND_TABLE], table.factors[_CASE]
    asked = _asked(table)
    seen: Counter[str] = Counter()
    named: dict[str, str] = {}
    for place, session in enumerate(sessions.levels):
        rows = cases.index[asked & (sessions.index == place)]
        if len(rows):
            name = cases.levels[int(rows[0])] if rows[0] >= 0 else session
            seen[name] += 1
            named[session] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return named


def _asked(table: Table) -> NDArray[np.bool_]:
    """Tell of each row whether it was asked anything in rounds."""
    import numpy as np

    asked = np.zeros(table.n, dtype=bool)
    for column in table.columns:
        if column.variable.round:
            asked |= column.reason != OUTSIDE
    return asked
