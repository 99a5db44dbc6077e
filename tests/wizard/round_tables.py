"""A small round table, somebody who holds it in rows, and what the journal says of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.wizard.forms import AGREE, Journal, both, item, opened
from tests.wizard.forms import study as small_study
from wbp_survey.model.instrument import (
    Instrument,
    Option,
    OutcomeItems,
    Repeat,
    ResponseScale,
    RoundTableItems,
    Section,
)
from wbp_survey.model.session import Slot, fold
from wbp_survey.model.study import ConsentScope
from wbp_survey.model.withdrawal import who_withdrew, without_withdrawn
from wbp_survey.wizard.question import Back, Given, Pause, Question
from wbp_survey.wizard.session.engine import hold

MOST = 150
"""So many questions no test asks: an asker that goes round in circles is stopped here."""

SEATS = ("beheerder", "wijkagent", "wijkagent")


def scale(id_, **labels):
    return ResponseScale(
        id_, "nominal", tuple(Option(code, both(label)) for code, label in labels.items())
    )


KIND = scale("kind", good="opbrengst", bad="nadeel")
STATUS = scale("status", consensus="samen", split="verdeeld", not_tried="niet")
VOTE = scale("vote", **{"for": "voor", "against": "tegen", "abstain": "onthouding"})
QUOTE = scale("quote", role="met rol", anonymous="zonder rol", no="nee")
READ_BACK = scale("read_back", agrees="klopt", disagrees="anders")


def sections():
    """Rated, ideas, talked over, rated again, voted on, dissent, read back, and counted."""
    rated = tuple(item(id_, "scale", scale=AGREE, mode="individual_twice") for id_ in ("s1", "s2"))
    ideas = (
        item("idea", mode="individual"),
        item("idea_kind", "select_one", scale=KIND, relevant="${idea} != ''"),
    )
    outcome = (
        item("said", "long_text", mode="group"),
        item("status", "select_one", scale=STATUS, mode="group"),
        item("vote", "select_one", scale=VOTE, relevant="${status} != 'not_tried'"),
    )
    dissent = (
        item("dissent", "long_text", relevant="${vote} = 'against'"),
        item("quote", "select_one", scale=QUOTE, relevant="${dissent} != ''"),
    )
    back = item("back", "select_one", scale=READ_BACK, relevant="${said} != ''")
    return (
        Section("r1", both("Eerste ronde"), rated, round=1, script=both("In stilte."), minutes=5),
        Section("ideas", both("Ideeën"), ideas, repeat=Repeat(label=both("idee"), maximum=3)),
        Section("talk", both("Gesprek"), (item("topic", mode="group"),), script=both("Praat.")),
        Section("r2", both("Tweede ronde"), rated, round=2),
        Section("outcome", both("Uitkomst"), outcome),
        Section("dissent", both("Afwijkend"), dissent),
        Section("end", both("Teruglezen"), (back,)),
        Section("debrief", both("Na afloop"), (item("turns_b", "integer", mode="group"),)),
    )


def round_table(*names):
    """The whole table, or only the sections with these names."""
    chosen = tuple(one for one in sections() if not names or one.id in names)
    parts = RoundTableItems(
        (
            OutcomeItems(
                "o1",
                ("s1",),
                text="said",
                status="status",
                vote="vote",
                dissent="dissent",
                quote="quote",
                readback="back",
            ),
        ),
        feedback="talk",
        ideas="idea",
        idea_kind="idea_kind",
        turns={"beheerder": "turns_b"},
    )
    known = {one.id for section in chosen for one in section.items}
    outcomes = parts.outcomes if {"said", "vote", "dissent", "back"} <= known else ()
    parts = replace(
        parts,
        outcomes=outcomes,
        ideas="idea" if "idea" in known else "",
        idea_kind="idea_kind" if "idea" in known else "",
        turns=parts.turns if "turns_b" in known else {},
    )
    return Instrument(
        "table",
        "1.0.0",
        "round_table",
        both("Rondetafel"),
        chosen,
        ("beheerder", "wijkagent"),
        round_table=parts,
    )


def study():
    """The small study, which asks also for words and, of who gives those, for a name."""
    asked = small_study()
    scopes = (
        *asked.consent.scopes,
        ConsentScope("quote", both("Mogen uw woorden worden aangehaald?")),
        ConsentScope("quote_name", both("Ook met uw naam?"), needs="quote"),
    )
    return replace(asked, consent=replace(asked.consent, scopes=scopes))


@dataclass
class Table:
    """Whoever leads a table: replies in order; seats and consent go by themselves, notes are read.

    A reply may be a function of the question, to look at it or to type half of it. With `consent`
    the rows and questions of consent are replied to from the list as well. At the end of the list
    comes a pause.
    """

    replies: list
    seats: tuple[str, ...] = SEATS
    consent: bool = False
    backing: bool = False
    asked: list[Question] = field(default_factory=list)

    def __call__(self, question):
        self.asked.append(question)
        assert len(self.asked) < MOST, [stop(one) for one in self.asked[-20:]]
        if question.kind == "seat":
            number = int(question.item.id.removeprefix(":S"))
            return Given(self.seats[number - 1] if number <= len(self.seats) else "seated")
        if question.item.type == "note":  # whoever goes back, goes back past what is read aloud
            self.backing = self.backing and not question.notice
            return Back() if self.backing else Given(None)
        if about_consent(question) and not self.consent:
            return Given("j*" if question.kind == "row" else "yes")
        reply = self.replies.pop(0) if self.replies else Pause()
        if callable(reply):
            reply = reply(question)
        self.backing = isinstance(reply, Back)
        return Given(reply) if isinstance(reply, (str, int, float, list)) else reply

    def stops(self, *kinds):
        """Where it stopped, in order: `s1/1`, `said`, `:say`, `dissent/S2`."""
        kinds = kinds or ("row", "item", "line", "tally", "why", "choice", "close")
        return [
            stop(one)
            for one in self.asked
            if one.kind in kinds and one.item.type != "note" and not about_consent(one)
        ]

    def notices(self):
        """What was said with a question; not what is said once, about recording."""
        said = [one.notice for one in self.asked if one.notice]
        return [one for one in said if not one.startswith("Opnemen")]

    def last(self):
        """The question that stood there when the list of replies was empty."""
        return self.asked[-1]


def about_consent(question):
    return question.kind == "consent" or (question.kind == "row" and question.number == 0)


def stop(question):
    slot = question.slot
    alone = question.kind == "item" and slot.participant
    parts = (slot.item.removesuffix(":row"), slot.participant if alone else "", slot.round)
    return "/".join(str(part) for part in parts if part)


def held(instrument, replies, journal=None, *, by="grid", **rest):
    """Hold a table; return how it ended, the journal and whoever was asked."""
    journal = journal or careful(instrument)
    ask = replies if callable(replies) else Table(list(replies))
    outcome = hold(instrument, study(), journal.state, ask, journal.save, "nl", by=by, **rest)
    return outcome, journal, ask


@dataclass
class Careful(Journal):
    """A journal that counts how often it is written to, can refuse, and forgets who withdrew."""

    batches: list[list[str]] = field(default_factory=list)
    refuse: list[Exception] = field(default_factory=list)

    def save(self, kind, payload):
        super().save(kind, payload)
        if who_withdrew(self.events[-1]):
            self.events[:] = without_withdrawn(self.events)
            self.state = fold(self.events)
        return self.state

    def save_all(self, facts):
        if self.refuse:
            raise self.refuse.pop(0)
        self.batches.append([kind for kind, _ in facts])
        for kind, payload in facts:
            self.save(kind, payload)
        return self.state


def careful(instrument):
    """A session that is opened and saves whole rows at once."""
    journal = opened(instrument)
    return Careful(journal.events, journal.state)


def answers(journal, item_id, of_round=0):
    """What each seat answered to an item: `{"S1": 4, "S2": "refused"}`."""
    return {
        slot.participant: answer.missing or answer.value
        for slot, answer in journal.state.answers.items()
        if (slot.item, slot.round) == (item_id, of_round)
    }


def written(journal, kind="answer_given"):
    """The payloads of one kind of event that are left, in order."""
    return [event.payload for event in journal.events if event.kind == kind and event.payload]


def typing(text, then):
    """Type half an answer, and then do something else."""

    def reply(question):
        question.note(text)
        return then

    return reply


def at(name, participant="", of_round=0):
    return Slot(name, participant, of_round)
