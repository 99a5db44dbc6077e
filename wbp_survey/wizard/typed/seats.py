"""Seats as they are named in a line: `3`, `s3`, `3,5`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wbp_survey.texts import say
from wbp_survey.wizard.acts import Seat
from wbp_survey.wizard.question import Cell

SEATS = r"[sS]?[0-9]{1,4}(?:\s*[,&]\s*[sS]?[0-9]{1,4})*"
"""How one seat or several are written, as a pattern."""


class Stopped(Exception):  # noqa: N818 - ends the reading of one line, travels no further
    """Where and why reading stopped; `place` is the seat, -1 when it is about none."""

    def __init__(self, sentence: str, at: int, place: int = -1, words: str = "") -> None:
        """Keep what is to be said; `words` is what cannot be read."""
        super().__init__(sentence)
        self.sentence, self.at, self.place, self.words = sentence, at, place, words


def named(seat: Seat) -> str:
    """Name a seat with its role: "S4 · wijkagent"."""
    return f"{seat.id} · {seat.who}" if seat.who else seat.id


def names(chosen: Iterable[Seat]) -> str:
    """Name several seats with their roles."""
    return ", ".join(named(seat) for seat in chosen)


def find_seats(text: str, at: int, seats: Sequence[Seat], language: str) -> tuple[Seat, ...]:
    """Return the seats that `text` names, which stands at `at`; raise Stopped at one unknown."""
    known = {seat.id: seat for seat in seats}
    found: dict[str, Seat] = {}
    for number in re.finditer("[0-9]+", text):
        name = f"S{int(number[0])}"
        if name not in known:
            there = ", ".join(known) or "-"
            sentence = say("table.seats.unknown", language, seat=name, seats=there)
            raise Stopped(sentence, at + number.start())
        found[name] = known[name]
    return tuple(found.values())


def seat_map(seats: Sequence[Seat], language: str, chosen: dict[str, str]) -> tuple[Cell, ...]:
    """Show every seat: who is there and who is not, and for those `chosen` the words given."""
    return tuple(_shown(seat, language, chosen.get(seat.id, "")) for seat in seats)


def _shown(seat: Seat, language: str, words: str) -> Cell:
    if words:
        return Cell(seat.id, seat.who, words)
    if seat.here:
        return Cell(seat.id, seat.who, seat.since, "open")
    return Cell(seat.id, seat.who, seat.since or say("table.row.away", language), "away")
