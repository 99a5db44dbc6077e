"""The conversations of a study as the report tells of them: plain facts, gathered elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TalkRecord:
    """A conversation with one person; round tables have a record of their own.

    `code` is made for this report alone and leads back to nobody. `minutes` is None when it was
    held in parts or typed in from paper. `named` tells that the function may be printed; `refused`
    that no consent was given, so that nothing was asked. `corrected` counts answers that were put
    right afterwards.
    """

    code: str
    instrument: str
    version: str
    role: str
    case: str
    held: date
    minutes: float | None = None
    paper: bool = False
    open: bool = False
    named: bool = False
    refused: bool = False
    corrected: int = 0
