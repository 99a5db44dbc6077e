"""A round table that happens: people come and go, phases begin, words are said, all in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.wizard.forms import Journal, opened
from wbp_survey.model.journal import Event, chain
from wbp_survey.model.payloads import answer_payload
from wbp_survey.model.session import Slot, apply

START = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)


def clock(minute):
    """The moment so many minutes after the opening, as events tell it."""
    return f"{START + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%S}.000Z"


@dataclass
class Clocked(Journal):
    """A journal with a clock that whoever writes may set, also back."""

    minute: int = field(default=0)

    def save(self, kind, payload):
        number = len(self.events) + 1
        at, session = clock(self.minute), "20260302-abc234"
        event = Event(f"e{number}", session, number, kind, at, number, "AB", "d", payload, "zout")
        self.events.append(chain(event, self.state.digest))
        self.state = apply(self.state, self.events[-1])
        return self.state

    def save_all(self, facts):
        for kind, payload in facts:
            self.save(kind, payload)
        return self.state

    @property
    def table(self):
        return self.state.round_table

    def seat(self, *numbers, late=False, role="wijkagent"):
        more = {"late": True} if late else {}
        for number in numbers:
            who = {"participant": f"S{number}", "role": role, "pseudonym": f"W-{number}"}
            self.save("participant_seated", who | more)

    def comes(self, number, **more):
        self.save("participant_in", {"participant": f"S{number}", **more})

    def goes(self, number, why="left", **more):
        self.save("participant_out", {"participant": f"S{number}", "why": why, **more})

    def begins(self, section):
        self.save("phase_started", {"section": section})

    def says(self, item, number, value, round_=0):
        seat = f"S{number}" if number else ""
        self.save("answer_given", answer_payload(Slot(item, seat, round_), value))

    def rates(self, item, round_, *numbers):
        """The seats with these numbers rate an item, in one line."""
        for number in numbers:
            self.says(item, number, "4", round_)


def sat(instrument, *numbers, late=()):
    """A session of an instrument with people on these seats."""
    held = Clocked(minute=0)
    held.save("session_opened", opened(instrument).events[0].payload)
    held.seat(*numbers)
    held.seat(*late, late=True)
    return held
