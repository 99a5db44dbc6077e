"""Random streams that depend on what is computed, never on when."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def generator(seed: int, *analysis: object) -> np.random.Generator:
    """Return the random generator of one analysis, named by the study seed and what it is about.

    Adding, dropping or reordering analyses changes no other analysis.
    """
    import numpy as np

    name = "\n".join(str(part) for part in ("wbp-seed-1", seed, *analysis))
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))
