"""One entry of an answer script: what would have been typed at the keyboard, or who sits where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScriptEntry:
    """One entry of `wbp record --script FILE`.

    `typed` is what would be typed: one text, or a tuple of codes for several choices; None when the
    entry gives a missing reason, consent, seats or a command. An entry without `item` answers the
    next question. `participant` and `round` narrow it to one seat and one round (0: any). `seats`
    lists the roles around the table, in order. `item` may name one time of a repeated section:
    `idea[2]`. `override` says why an answer that fails a soft check is right after all. `do` is a
    command, "/aanwezig 4 weg": it is given before the answer to the question that `item` names, or
    without one as soon as all entries above it were used.
    """

    item: str = ""
    participant: str = ""
    round: int = 0
    typed: str | tuple[str, ...] | None = None
    missing: str = ""
    consent: Mapping[str, bool] | None = None
    seats: tuple[str, ...] = ()
    override: str = ""
    do: str = ""
