"""How many units two coders must both code before alpha can be trusted."""

from __future__ import annotations

_Z = 1.6448536269514722
"""The 95% point of the standard normal distribution: one-sided, alpha not below the smallest."""


def units_needed(smallest_alpha: float, rarest: float, z: float = _Z) -> int | None:
    """Return how many units show that alpha is not below the smallest one acceptable.

    2 z^2 ((1 + a)(3 - a) / (4 (1 - a) p (1 - p)) - a), where p is the share of the rarest code
    (Bloch and Kraemer 1989, Biometrics 45:269-287; Krippendorff 2004, Content Analysis, 2nd ed.,
    p. 240, whose table this gives: 103 for a = .8 and p = .5). For two coders. None when there is
    no rarest code to go by.
    """
    if not 0 < rarest < 1 or not 0 <= smallest_alpha < 1:
        return None
    spread = 4 * (1 - smallest_alpha) * rarest * (1 - rarest)
    ratio = (1 + smallest_alpha) * (3 - smallest_alpha) / spread
    return round(2 * z**2 * (ratio - smallest_alpha))
