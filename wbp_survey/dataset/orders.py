"""Orders of text codes that need not be said, because they say it themselves.

A text column has no order until somebody states one. These few lists are stated here, once, and
every result row that rests on one carries the note `order_assumed`; `--order` overrules them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

# Low to high. Plain degree words only: nothing whose order is a matter of opinion.
ASSUMED: tuple[tuple[str, ...], ...] = (
    ("Low", "Medium", "High"),
    ("low", "medium", "high"),
    ("Laag", "Midden", "Hoog"),
    ("laag", "midden", "hoog"),
    ("never", "rarely", "sometimes", "often", "very often"),
    ("nooit", "zelden", "soms", "vaak", "zeer vaak"),
    ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
    ("helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens"),
)


def order_for(
    seen: Collection[str], stated: Sequence[Sequence[str]]
) -> tuple[tuple[str, ...], bool]:
    """Return the codes of the first order that holds every code seen, and whether it was assumed.

    Stated orders come first and are taken whole; an assumed order is cut down to the codes seen,
    because it promises no response scale. Empty when no order fits.
    """
    for order in stated:
        if set(seen) <= set(order):
            return tuple(order), False
    for order in ASSUMED:
        if set(seen) <= set(order):
            return tuple(code for code in order if code in seen), True
    return (), False
