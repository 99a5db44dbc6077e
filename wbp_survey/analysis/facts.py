"""What the rules look at: how much there is to describe or compare, and how it came out.

Facts are a plain mapping. Whoever computes something says what is known about it; a rule about a
fact that is not known does not apply. Common ones:

`n` valid answers; `groups` and `sizes` of what is compared, empty groups included, with what
follows from them (`filled`, `empty`, `smallest`, `ratio`, `has_two`); `level` and `codes` of the
variable; `total` (all groups together) or `part` (one group); `used_codes` and `largest`, the share
of the fullest code; `nonresponse` and `dont_know`, shares of those who were asked; `clustered`,
`clusters`, `split`, `unclustered`; `method`, `p`, `p_min`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]

_TWO = 2


def of_sizes(groups: Sequence[str], sizes: Sequence[int]) -> dict[str, Any]:
    """Return what follows from the sizes of the groups that are compared."""
    filled = [size for size in sizes if size]
    smallest = min(filled, default=0)
    return {
        "groups": tuple(groups),
        "sizes": tuple(sizes),
        "filled": len(filled),
        "empty": len(sizes) - len(filled),
        "smallest": smallest,
        "has_two": _TWO in filled,
        "ratio": max(filled, default=0) / max(smallest, 1),
    }


def groups_between(facts: Facts, low: int, high: int) -> tuple[str, ...]:
    """Return the names of the groups that have between `low` and `high` answers."""
    pairs = zip(facts.get("groups", ()), facts.get("sizes", ()), strict=True)
    return tuple(group for group, size in pairs if low <= size <= high)


def testable(facts: Facts) -> bool:
    """Tell whether ranks can be compared at all: two groups, two codes in use, an order."""
    ordered = facts["level"] != "nominal" or facts["codes"] <= _TWO
    return bool(ordered and facts["n"] > 0 and facts["filled"] > 1 and facts["used_codes"] > 1)
