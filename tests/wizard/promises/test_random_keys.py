"""Keys pressed at random: no error, nothing kept that the screen did not show, one state."""

from __future__ import annotations

import random

import pytest

from tests.wizard.driver import ONE
from tests.wizard.forms import ideas, interview, item, opened, refolded, study, table, with_items
from tests.wizard.promises.prompts import ODD
from tests.wizard.views import shown
from wbp_survey.model.instrument import text_in
from wbp_survey.model.session import slot_of
from wbp_survey.wizard.question import Given, Pause, Reason
from wbp_survey.wizard.screen.keys import EDITING, KEYS, Editing, paste, press
from wbp_survey.wizard.screen.view import opened as viewed
from wbp_survey.wizard.screen.view import retype
from wbp_survey.wizard.session.engine import hold
from wbp_survey.wizard.typed.choice import listed
from wbp_survey.wizard.typed.parse import CHOICES, LISTS, TEXTS, echo

EVERYTHING = with_items(
    interview(),
    *(
        item(f"{kind}_{one.id}", one.type, scale=one.scale, top=one.top)
        for kind, one in ONE.items()
    ),
    ODD,
    item("later", relevant="${yes_no_asked} = 'yes'"),
)
FORMS = {"everything": EVERYTHING, "interview": interview(), "table": table(), "ideas": ideas()}
TYPED = ("12", "3,5", "31-12-2024", "14:30", "iets", "weet niet", "/later", "?", "é\x00", "j", "n")
OFTEN = ("accept", "accept", "accept", "accept", "digit", "digit", "text", "letter")
SIZES = ((80, 24), (60, 15), (120, 40), (30, 12))


class Cat:
    """Walks over the keyboard of a session for so many keys, and notes what it confirmed."""

    def __init__(self, seed, keys=250):
        self.random = random.Random(seed)
        self.left = keys
        self.confirmed = set()

    def __call__(self, question):
        view = viewed(question)
        while self.left > 0:
            self.left -= 1
            before = shown(view)
            if self.random.random() < 0.1:
                shown(view, *self.random.choice(SIZES))
            outcome = self.press(view)
            if isinstance(outcome, Editing):
                retype(view, self.random.choice(TYPED))
            elif outcome is not None and not isinstance(outcome, Pause):
                self.check(view, outcome, before)
                return outcome
        return Pause()

    def press(self, view):
        choice = self.random.choice((*OFTEN, *KEYS, *EDITING, "paste", "space"))
        if choice == "paste":
            return paste(view, "1\nja\n" * self.random.randint(1, 300))
        if choice in ("text", "letter", "digit", "space"):
            signs = {"text": self.random.choice(TYPED), "letter": self.random.choice("jnq€")}
            data = {**signs, "digit": self.random.choice("0123456789"), "space": " "}[choice]
            for sign in data[:-1]:
                press(view, "", sign)
            return press(view, "", data[-1])
        return press(view, choice)

    def check(self, view, outcome, before):
        """See that an answer was on the screen just before it was confirmed."""
        question = view.question
        if isinstance(outcome, Reason):
            self.confirmed.add((question.slot, outcome.id))
        if isinstance(outcome, Given) and question.item.type != "note":
            self.confirmed.add((question.slot, repr(outcome.value)))
            assert stands_there(question, outcome.value, view, before), (outcome, before)


def stands_there(question, value, view, lines):
    """Tell whether a value that is confirmed stood on a screen of ordinary size as such."""
    item = question.item
    if question.typed_line:
        return view.typed == value and question.understand(value).trouble == ""
    if question.kind == "tally":
        return question.understand(value).trouble == ""
    if item.type in TEXTS:
        return view.typed.strip() == value
    if item.type not in CHOICES:
        words = f"Begrepen: {echo(item, value, 'nl', view.today)}"
        screen = " ".join(" ".join(lines).split())
        return (
            " ".join(words.split()) in screen or question.notice or f"> {view.typed} ! " in screen
        )
    if any(f">{value}<" in line.replace(" ", "") for line in lines):
        return item.type == "scale"
    chosen = value if item.type in LISTS else [value]
    labels = {option.code: text_in(option.label, question.tongue) for _, option in listed(item)}
    return all(marked(item, at, labels[str(code)], lines) for at, code in enumerate(chosen, 1))


def marked(item, place, label, lines):
    """Tell whether an option has its cross, its place, or is pointed at."""
    sign = {"select_multiple": "[x]", "rank": f"[{place}]"}.get(item.type, ">")
    return any(sign in line and label in line for line in lines)


@pytest.mark.parametrize("name", FORMS)
def test_whatever_is_pressed_only_what_was_confirmed_is_kept(name):
    kinds = set()
    for seed in range(50):
        journal, cat = opened(FORMS[name]), Cat(f"{name}{seed}")
        hold(FORMS[name], study(), journal.state, cat, journal.save, "nl")
        assert refolded(journal) == journal.state
        for event in journal.events:
            kinds.add(event.kind)
            if event.kind == "answer_given":
                said = event.payload
                told = said.get("missing") or repr(said["value"])
                assert (slot_of(said), told) in cat.confirmed, (seed, said)
    assert {"answer_given", "answer_cleared", "remark_made", "item_parked"} <= kinds
