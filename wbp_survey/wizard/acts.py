"""What a line around the table means: who answers what, who comes and goes, what is said. Nouns.

`typed` reads lines into these; `session` records what they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wbp_survey.model.round_table import How, OutReason, Stance
from wbp_survey.model.session import Answer


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat as a line knows it: its id, role in words, its letter, whether it is taken.

    `given` is the answer that stands there already, where a line gives answers; `since` says in
    words since when the seat is taken or empty, and why.
    """

    id: str
    who: str
    letter: str = ""
    here: bool = True
    given: Answer | None = None
    since: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The answers of one line, one per seat of the question, in that order; None: left open."""

    answers: tuple[Answer | None, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said; `who` as in `model.round_table.Statement`."""

    who: tuple[str, ...]
    text: str
    how: How = "paraphrase"
    stance: Stance = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Parked:
    """A point the table wants to come back to."""

    text: str


@dataclass(frozen=True, slots=True)
class Settled:
    """Parked point number `point` (from 1, as listed) is dealt with, or open again."""

    point: int
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Coming:
    """Who comes or goes: seats in, out for a reason, removed or put back.

    `when` is a time of day HH:MM, empty for now; with `add` somebody with that role sits down on a
    new seat.
    """

    seats: tuple[str, ...]
    does: Literal["in", "out", "remove", "restore", "add"]
    why: OutReason = "break"
    when: str = ""
    add: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one seat agrees to from now on; with `all` everything is withdrawn."""

    seat: str
    scopes: tuple[tuple[str, bool], ...] = ()
    all: bool = False


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea of one seat, in its words; `kind` is a code of the item that says what it is."""

    seat: str
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """Idea number `idea` says the same as number `into` (from 1, as listed); 0: it does not."""

    idea: int
    into: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A seat has no more ideas."""

    seat: str
