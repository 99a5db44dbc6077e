"""A session as it is held: every step recorded, and the moves kept along the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.wizard.forms import Journal
from wbp_survey.model.moves import REDO, UNDO, Moves, marked, moved
from wbp_survey.model.payloads import answer_payload, override_payload, slot_payload


@dataclass
class Held:
    """A session as it is held: every step recorded, and the moves kept along the way."""

    journal: Journal = field(default_factory=Journal)
    moves: Moves = field(default_factory=Moves)

    @property
    def state(self):
        return self.journal.state

    def step(self, slot, *recorded):
        before = self.state
        for kind, payload in recorded:
            self.journal.save(kind, payload)
        self.moves = moved(self.moves, before, self.state, slot)

    def answer(self, slot, value, *overridden):
        given_overrides = [
            ("check_overridden", override_payload(slot, check, "zo zit het"))
            for check in overridden
        ]
        self.step(slot, ("answer_given", answer_payload(slot, value)), *given_overrides)

    def miss(self, slot, reason):
        self.step(slot, ("answer_given", answer_payload(slot, missing=reason)))

    def clear(self, slot):
        self.step(slot, ("answer_cleared", slot_payload(slot)))

    def remark(self, slot, text):
        self.step(slot, ("remark_made", slot_payload(slot) | {"text": text}))

    def park(self, slot):
        self.step(slot, ("item_parked", slot_payload(slot)))

    def unpark(self, slot):
        self.step(slot, ("item_unparked", slot_payload(slot)))

    def undo(self):
        if not self.moves.done:
            return
        move = self.moves.done[-1]
        self.record(marked(move.back, UNDO, len(self.moves.done)))
        self.moves = Moves(self.moves.done[:-1], (*self.moves.undone, move))

    def redo(self):
        if not self.moves.undone:
            return
        move = self.moves.undone[-1]
        self.record(marked(move.forth, REDO, len(self.moves.done) + 1))
        self.moves = Moves((*self.moves.done, move), self.moves.undone[:-1])

    def record(self, recorded):
        for kind, payload in recorded:
            self.journal.save(kind, payload)
