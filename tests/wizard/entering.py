"""Two entries of one session in memory, and somebody who settles where they differ."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.wizard.forms import Journal, opened, study
from wbp_survey.model.payloads import answer_payload
from wbp_survey.model.session import Slot
from wbp_survey.wizard.after.differences import differences
from wbp_survey.wizard.after.entries import Entry
from wbp_survey.wizard.after.settle import settle
from wbp_survey.wizard.question import Back, Given, Pause, Question, Reason
from wbp_survey.wizard.session.room import Room

SECOND = "20250101-second"
AGREED = {"participate": True, "record": True}


def filled(instrument, answers, *, consent=None, seats=("S1",)) -> Journal:
    """A closed session with these answers: `{"item" or Slot: value or Reason}`."""
    journal = opened(instrument)
    for seat in seats:
        person = {"participant": seat, "role": "wijkagent", "pseudonym": seat}
        journal.save("participant_seated", person)
        said = {"participant": seat, "scopes": dict(consent or AGREED), "version": "1.0"}
        journal.save("consent_given", said)
    for where, value in answers.items():
        journal.save("answer_given", given(where, value))
    journal.save("session_closed", {"reason": "complete"})
    return journal


def given(where, value):
    slot = where if isinstance(where, Slot) else Slot(where, "S1")
    missing = value.id if isinstance(value, Reason) else ""
    return answer_payload(slot, None if missing else value, missing)


def again(instrument, answers, **rest) -> Journal:
    """A second entry with these answers."""
    journal = filled(instrument, answers, **rest)
    journal.state = replace(journal.state, id=SECOND, again="20241231-abc234", interviewer="CD")
    return journal


def left(instrument, first, second):
    """What differs still, by name: item, seat, round."""
    found = differences(instrument, study().consent, first.state, second.state)
    return ["/".join(map(str, filter(None, _parts(one.step.slot)))) for one in found]


def _parts(slot):
    return (slot.item, slot.participant, slot.round)


@dataclass
class Choices:
    """Somebody at the screen that settles: replies in order, then leaves."""

    replies: list
    asked: list[Question] = field(default_factory=list)

    def __call__(self, question):
        self.asked.append(question)
        if question.item.type == "note":
            return Given(None)
        reply = self.replies.pop(0) if self.replies else Pause()
        return reply if isinstance(reply, (Given, Reason, Back, Pause)) else Given(reply)

    def choices(self):
        return [question for question in self.asked if question.kind == "choice"]


def settled(instrument, first, second, *replies, ask=None):
    """Settle with these replies; return how it ended and whoever was asked."""
    ask = ask or Choices(list(replies))
    room = Room(
        instrument, study(), ask, first.save, "nl", lambda _slot, _typed: None, {}, spoken="nl"
    )
    actors = {event.id: event.actor for event in first.events}
    entry = Entry(second.state, {event.id: "CD" for event in second.events})
    return settle(room, Entry(first.state, actors), entry), ask
