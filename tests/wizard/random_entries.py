"""Sessions entered at random, and somebody who settles them at random."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.instrument.every_answer import _answers
from tests.instrument.random_forms import small_instruments
from tests.wizard.entering import SECOND, again, filled
from tests.wizard.forms import table
from wbp_survey.model.payloads import answer_payload
from wbp_survey.wizard.flow import route, standing
from wbp_survey.wizard.question import Given, Reason

MOST = 200
FORMS = st.one_of(small_instruments(), st.just(table()))


def entered(instrument, random, make=filled):
    """A session entered at random along its route, some questions left open."""
    seats = ("S1", "S2") if instrument.kind == "round_table" else ()
    journal = make(instrument, {}, seats=seats)
    skipped = set()
    while True:
        waiting = [
            step
            for step in route(instrument, journal.state)
            if step.asks and standing(step, journal.state) is None and step.slot not in skipped
        ]
        if not waiting:
            return journal
        step = waiting[0]
        skipped.add(step.slot)
        if random.random() < 0.9:
            answer = random.choice(list(_answers(step)))
            journal.save("answer_given", answer_payload(step.slot, answer.value, answer.missing))


class Anyhow:
    """Chooses at random; what is right after all may be that somebody did not know."""

    def __init__(self, random):
        self.random = random
        self.chosen = 0

    def __call__(self, question):
        if question.item.type == "note":
            return Given(None)
        if question.kind == "why":
            return Reason("dont_know")
        if question.kind == "remark":
            return Given("")
        self.chosen += 1
        assert self.chosen < MOST
        return Given(self.random.choice(["first", "second", "other"]))


def second_of(instrument, random):
    journal = entered(instrument, random, again)
    journal.state = replace(journal.state, id=SECOND)
    return journal
