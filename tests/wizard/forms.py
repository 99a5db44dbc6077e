"""The small language of these tests: instruments, a study, and a session kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from wbp_survey.model.instrument import (
    Constraint,
    Instrument,
    Item,
    Option,
    Repeat,
    ResponseScale,
    Section,
)
from wbp_survey.model.journal import Event, chain
from wbp_survey.model.session import SessionState, Slot, apply, fold
from wbp_survey.model.study import Case, Consent, ConsentScope, Municipality, Role, Study


def both(text):
    return {"nl": text, "en": f"{text} (en)"}


def options(*codes, **marks):
    """Options `a b c!` (exclusive) `d+` (asks for words)."""
    return tuple(
        Option(code.strip("!+"), both(f"label {code.strip('!+')}"), "!" in code, "+" in code)
        for code in codes
    )


YES_NO = ResponseScale(
    "yes_no",
    "nominal",
    (Option("yes", {"nl": "ja", "en": "yes"}), Option("no", {"nl": "nee", "en": "no"})),
)
AGREE = ResponseScale(
    "agree5",
    "ordinal",
    tuple(
        Option(str(code), both(label))
        for code, label in enumerate(
            ["helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens"],
            start=1,
        )
    ),
)
GRADE = ResponseScale(
    "grade", "interval", (Option("0", both("slecht")), Option("10", both("goed"))), 0, 10
)
CHANNELS = ResponseScale(
    "channels", "nominal", options("tel112", "app", "straat", "anders+", "geen!")
)


IDEAS = Repeat(label=both("idee"), maximum=3)


def item(id_, type_="text", **rest):
    return Item(id_, type_, both(f"Vraag {id_}"), **rest)


def interview():
    """A short interview with one route: groups_n > 5 opens `many`, member = yes opens `since`."""
    first = (
        item("member", "select_one", scale=YES_NO),
        item("since", "date", relevant="${member} = 'yes'"),
        item("groups_n", "integer", minimum=0, maximum=400, unit="groepen"),
        item("many", "text", relevant="${groups_n} > 5"),
        item("deep", "scale", scale=AGREE, relevant="${many} != ''"),
    )
    second = (
        Item("read", "note", both("Nu volgen enkele stellingen.")),
        item("years", "decimal", unit="jaar", minimum=0, maximum=60),
        item("trust", "scale", scale=GRADE),
        item("channels", "select_multiple", scale=CHANNELS),
        item(
            "active",
            "integer",
            constraints=(
                Constraint(". <= ${groups_n}", both("Niet meer dan het aantal groepen.")),
            ),
        ),
        item("story", "long_text"),
    )
    return Instrument(
        "interview",
        "1.0.0",
        "interview",
        both("Interview wijkagent"),
        (Section("contact", both("Contact"), first), Section("views", both("Oordeel"), second)),
        ("wijkagent",),
        intro=both("Fijn dat u meedoet."),
        closing=both("Dank u wel."),
    )


def table():
    """A round table: two statements before and after, one group item between."""
    rated = tuple(item(id_, "scale", scale=AGREE, mode="individual_twice") for id_ in ("s1", "s2"))
    why = item("why", "text", relevant="${s1} < 3")
    group = item("outcome", "text", mode="group")
    return Instrument(
        "table",
        "1.0.0",
        "round_table",
        both("Rondetafel"),
        (
            Section("r1", both("Eerste ronde"), (*rated, why), round=1, script=both("In stilte.")),
            Section("talk", both("Gesprek"), (group,)),
            Section("r2", both("Tweede ronde"), rated, round=2),
        ),
        ("beheerder", "wijkagent"),
    )


def ideas(repeat=IDEAS):
    """How many groups there are, ideas one by one, what they cost together, and the end."""
    cost = item("cost", "integer", relevant="${idea} != ''")
    total = item("total", "calculate", calculation="sum(${cost})")
    dear = item("dear", "select_one", scale=YES_NO, relevant="${total} > 100")
    return replace(
        interview(),
        sections=(
            Section("start", both("Begin"), (item("n", "integer"),)),
            Section("ideas", both("Ideeën"), (item("idea"), cost), repeat=repeat),
            Section("end", both("Slot"), (total, dear, item("last"))),
        ),
        intro=None,
    )


def study():
    scopes = (
        ConsentScope("participate", both("Doet u mee?"), required=True),
        ConsentScope("record", both("Mag er een opname worden gemaakt?")),
    )
    return Study(
        both("Studie"),
        (Municipality("amsterdam", "Amsterdam"),),
        (Case("lastage", "Lastage", "amsterdam"),),
        (Role("beheerder", both("beheerder"), "B"), Role("wijkagent", both("wijkagent"), "W")),
        Consent("1.0", both("Uitleg over de toestemming."), scopes),
    )


@dataclass
class Journal:
    """A journal in memory: every event kept, and the state after them."""

    events: list[Event] = field(default_factory=list)
    state: SessionState = field(default_factory=SessionState)

    def save(self, kind, payload):
        event = Event(
            f"e{len(self.events)}",
            "20241231-abc234",
            self.state.seq + 1,
            kind,
            "2024-12-31T13:03:07.000Z",
            len(self.events),
            "INT",
            "laptop",
            payload,
            "salt",
        )
        self.events.append(chain(event, self.state.digest))
        self.state = apply(self.state, self.events[-1])
        return self.state

    def kinds(self):
        return [event.kind for event in self.events]

    def values(self):
        return {
            "/".join(str(part) for part in (slot.item, slot.participant, slot.round) if part): (
                answer.missing or answer.value
            )
            for slot, answer in self.state.answers.items()
        }


def opened(instrument):
    journal = Journal()
    journal.save(
        "session_opened",
        {
            "instrument": instrument.id,
            "version": instrument.version,
            "sha256": "",
            "kind": instrument.kind,
            "case": "lastage",
            "municipality": "amsterdam",
        },
    )
    return journal


def state_with(instrument, answers, seats=("S1",)):
    """A session state with these answers: `{"item": value}` or `{Slot: value}`."""
    journal = opened(instrument)
    for seat in seats:
        journal.save(
            "participant_seated", {"participant": seat, "role": "wijkagent", "pseudonym": seat}
        )
    for where, value in answers.items():
        slot = where if isinstance(where, Slot) else Slot(where, "S1")
        payload = {"item": slot.item, "participant": slot.participant, "round": slot.round}
        journal.save("answer_given", payload | {"value": value})
    return journal.state


def refolded(journal):
    return fold(journal.events)


def with_items(instrument, *items):
    """The same instrument with one section that holds these items."""
    return replace(instrument, sections=(Section("only", both("Alles"), items),))
