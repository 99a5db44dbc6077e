"""Outcomes that go on as one: what exact tests go through instead of every arrangement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_KEYS = 2**62


def spread_out(states: Ints, chance: Floats, steps: Ints, chances: Floats) -> tuple[Ints, Floats]:
    """Return every state (a row) plus every step (a row), with the chance of both."""
    import numpy as np

    longer = (states[:, None, :] + steps[None, :, :]).reshape(-1, states.shape[1])
    return longer, np.outer(chance, chances).ravel()


def merge(states: Ints, chance: Floats) -> tuple[Ints, Floats]:
    """Put equal states (rows) together; left as they are when they have no key of 62 bits."""
    import numpy as np

    low = states.min(axis=0)
    spans = [int(span) + 1 for span in (states.max(axis=0) - low).tolist()]
    key, size = np.zeros(len(states), dtype=np.int64), 1
    for column, span in enumerate(spans):
        size *= span
        if size >= _KEYS:
            return states, chance
        key = key * span + (states[:, column] - low[column])
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return states[first], np.bincount(place, weights=chance).astype(np.float64)
