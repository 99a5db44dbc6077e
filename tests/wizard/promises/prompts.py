"""Every kind of prompt there is, and the keys that lead to it at a real terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tests.wizard.driver import ONE
from tests.wizard.forms import both, interview, item, opened, study, table, with_items
from tests.wizard.promises.forked import CTRL_C, ENTER, Forked
from tests.workflow.paper import consent, other, typed_in
from tests.workflow.studies import hold as held
from tests.workflow.studies import small_study
from wbp_survey.cli.main import main
from wbp_survey.errors import StoreError
from wbp_survey.model.instrument import Constraint, Section
from wbp_survey.texts import say
from wbp_survey.wizard.prompts import terminal_asker
from wbp_survey.wizard.session.engine import hold
from wbp_survey.workflow.entries import Again, enter_again_script
from wbp_survey.workflow.sessions import list_sessions, show_session
from wbp_survey.workflow.study import open_place

F1, F4, F5, F6, F10 = "\x1bOP", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[21~"
F8, F9, F12 = "\x1b[19~", "\x1b[20~", "\x1b[24~"
CTRL_N = "\x0e"


def holding(prompt, path, saved=lambda: None, *, plain=False):
    """Hold a session that leads to the prompt, every fact written to a file, and then `saved`."""
    journal = opened(prompt.form)
    for seat in prompt.seats if prompt.seated else ():
        person = {"participant": seat, "role": "wijkagent", "pseudonym": seat}
        scopes = {scope.id: True for scope in study().consent.scopes}
        journal.save("participant_seated", person)
        journal.save("consent_given", {"participant": seat, "scopes": scopes, "version": "1.0"})

    def save(kind, payload):
        if prompt.name == "trouble" and payload.get("item") == "asked":
            raise StoreError.one("STORE_FULL", "data/study.db")
        with path.open("a", encoding="utf-8") as out:
            out.write(json.dumps([kind, payload]) + "\n")
        saved()
        return journal.save(kind, payload)

    with terminal_asker(plain=plain, editing=path.parent) as ask, suppress(StoreError):
        hold(prompt.form, study(), journal.state, ask, save, "nl", saved_in=str(path))


def in_file(path):
    """Return the facts that were written to a file."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


@dataclass(frozen=True)
class Prompt:
    """A prompt by name: what is held there, and the keys to it, each with what is seen after it.

    `work` gets the prompt and a path of its own and returns an exit code; `facts` tells from that
    path what was recorded. `again` is the key back to it, after one step back from it.
    """

    name: str
    keys: tuple[tuple[str, str], ...]
    form: object = None
    seated: bool = True
    seats: tuple[str, ...] = ("S1",)
    again: str = ENTER
    prepare: Callable = lambda _path: None
    work: Callable = holding
    facts: Callable = in_file

    @property
    def seen(self):
        """What shows that one stands there."""
        return self.keys[-1][1]


def in_study(path):
    """Return the events of every session of a study."""
    place = open_place(path)
    if not Path(place.store_url).exists():
        return []
    return [show_session(place, row.id).events for row in list_sessions(place)]


def command(*words):
    """Run `wbp` in the study at the path; a word may be worked out from that study."""

    def work(_prompt, path):
        told = [word(path) if callable(word) else word for word in words]
        return main([*told, "--study", str(path)])

    return work


def left_open(path):
    """Make a study with a session left open at its first question."""
    held(small_study(path), "20260101-abc234")


def entered_twice(path):
    """Make a study with a form that was entered twice, and differs."""
    place = small_study(path)
    script = (consent(place), *other(years="25", know="1"))
    enter_again_script(place, Again(typed_in(place), "CD"), script)


def first_of(path):
    return list_sessions(open_place(path))[0].id


def only(*items):
    return replace(with_items(interview(), *items), intro=None)


def form(asked):
    return only(item("before"), asked, item("after"))


ODD = item("asked", "integer", constraints=(Constraint(". < 5", both("Dat is veel."), soft=True),))
BEFORE = (("", "Vraag before"), ("iets", "> iets"), (ENTER, "Vraag asked"))
ITEMS = tuple(Prompt(kind, BEFORE, form(asked)) for kind, asked in ONE.items())
PANELS = tuple(
    Prompt(name, (*BEFORE, (key, seen)), form(ONE["text"]), again=key)
    for name, key, seen in (
        ("help", F1, "Esc terug naar de vraag"),
        ("reasons", F5, "Waarom is er geen antwoord?"),
        ("refusing", F4, "Enter is ja"),
        ("find", F6, "Naar welke vraag?"),
        ("overview", F10, "Overzicht van de sessie"),
        ("command", "/", "Opdracht:"),
    )
)
CONSENT = ("", "Uitleg over de toestemming.")
SEATS = (("", "Plaats S1"), ("1", "> 1"), (ENTER, "Plaats S2"))
WHY = (("9", "Begrepen: 9"), (ENTER, "Enter bevestigt"), (ENTER, "Waarom klopt"))
LOST = (("x", "> x"), (ENTER, "Dit kon niet worden bewaard"))
ASIDES = (
    Prompt("note", (("", "Fijn dat u meedoet."),), interview()),
    Prompt("seat", SEATS[:1], table(), seated=False),
    Prompt("second seat", SEATS, table(), seated=False),
    Prompt("consent page", (CONSENT,), interview(), seated=False),
    Prompt("consent", (CONSENT, (ENTER, "Doet u mee?")), interview(), seated=False),
    Prompt("why", (*BEFORE, *WHY), form(ODD)),
    Prompt("remark", (*BEFORE, (CTRL_N, "Opmerking bij deze")), form(ONE["text"]), again=CTRL_N),
    Prompt("trouble", (*BEFORE, *LOST), form(ONE["text"])),
    Prompt("close", (*BEFORE[:2], (ENTER, "afsluiten?")), only(item("before"))),
)
AT_TABLE = replace(
    table(),
    sections=(Section("r1", both("Oordeel"), (item("before", mode="group"), ONE["grade"])),),
)
TEN = tuple(f"S{n}" for n in range(1, 11))
ROUND = tuple(
    Prompt(name, (*BEFORE, *keys), AT_TABLE, seats=TEN, again=keys[0][0] if keys else ENTER)
    for name, keys in (
        ("row", ()),
        ("statement", ((F8, say("around.say.ask", "nl")),)),
        ("presence", ((F9, say("around.presence.ask", "nl")),)),
        ("tally", ((F12, say("around.turns.ask", "nl")),)),
    )
)
SETTLE = Prompt(
    "settle",
    (("", "iets anders ingevoerd"), (ENTER, "vraag 1 van 2")),
    prepare=entered_twice,
    work=command("session", "enter-again", first_of, "--interviewer", "CD", "--settle"),
    facts=in_study,
)
CHOICES = (
    Prompt(
        "case",
        (("", "Over welke casus"),),
        prepare=small_study,
        work=command("record", "small"),
        facts=in_study,
    ),
    Prompt(
        "open session",
        (("", "verandert niets"),),
        prepare=left_open,
        work=command("record", "small", "--case", "plein"),
        facts=in_study,
    ),
)
EVERY = (*ITEMS, *PANELS, *ROUND, *ASIDES, SETTLE, *CHOICES)
ALONE = ("note", "seat", "second seat", "consent page", "consent", "trouble")
FIRST = (*(one for one in ASIDES if one.name in ALONE), SETTLE, *CHOICES)
"""Those with nothing before them to go back to, or nothing that Enter would confirm there."""


class Place:
    """A prompt at a terminal, with the journal it may not touch."""

    def __init__(self, folder: Path, prompt: Prompt):
        self.prompt = prompt
        self.path = folder / prompt.name.replace(" ", "-")
        prompt.prepare(self.path)
        self.there = Forked(lambda: prompt.work(prompt, self.path))
        self.before = []

    def facts(self):
        return self.prompt.facts(self.path)

    def untouched(self):
        """Tell whether nothing was recorded since one stood at the prompt."""
        return self.facts() == self.before

    def stop(self):
        """Leave as people do, and return the exit code."""
        self.there.press(CTRL_C)
        self.there.see("Nogmaals Ctrl+C")
        self.there.press(CTRL_C)
        return self.there.end()


@contextmanager
def places(folder, prompts):
    """Stand at many prompts side by side; end whatever has not ended."""
    folder.mkdir(parents=True, exist_ok=True)
    reached = []
    try:
        reached += [Place(folder, prompt) for prompt in prompts]
        for step in range(max(len(prompt.keys) for prompt in prompts)):
            walking = [place for place in reached if step < len(place.prompt.keys)]
            for place in walking:
                place.there.press(place.prompt.keys[step][0])
            for place in walking:
                place.there.see(place.prompt.keys[step][1])
        for place in reached:
            place.before = place.facts()
        yield reached
    finally:
        for place in reached:
            place.there.close()
