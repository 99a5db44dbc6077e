"""From paper back into the journal: a filled form is typed in, one key for each choice."""

from __future__ import annotations

import re
import sys
import time

import pytest

from tests.cli.keyboard import ENTER, Keyboard, wait_for_another
from tests.report.forms import cells, grids, lines
from wbp_survey.model.instrument import WITH_OPTIONS
from wbp_survey.model.session import fold
from wbp_survey.report.blocks import Passage
from wbp_survey.report.paper.paper import paper_blocks
from wbp_survey.store.journal import events_of
from wbp_survey.store.reading import sessions
from wbp_survey.texts import say
from wbp_survey.wizard.typed.parse import write
from wbp_survey.workflow.init import init
from wbp_survey.workflow.invent import Plan, invent
from wbp_survey.workflow.paper import paper_form
from wbp_survey.workflow.record import record_script
from wbp_survey.workflow.request import Request
from wbp_survey.workflow.study import journal, open_place

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

NAME, CASE = "beheerder-interview", "lastage"
F3, F4, F5 = "\x1bOR", "\x1bOS", "\x1b[15~"
ONE, SEVERAL = ("select_one", "scale"), ("select_multiple", "rank")
BOX = re.compile(r"☐ (\w+)")


@pytest.fixture
def place(tmp_path):
    return open_place(init(tmp_path / "study"))


@pytest.fixture
def filled(tmp_path):
    """What somebody wrote on the form: the answers of an invented session, in their order."""
    elsewhere = open_place(init(tmp_path / "elsewhere"))
    instrument = paper_form(elsewhere, NAME, language="nl").instrument
    entries = invent(elsewhere.study, Plan(instrument, CASE, ("beheerder",), "papier"))
    state = record_script(elsewhere, Request(NAME, CASE, "AB"), entries).state
    assert not state.overridden
    return state


def boxes(form):
    """The keys in front of the options of each question, read from the form itself."""
    found = {}
    blocks = paper_blocks(form)
    for block in blocks:
        if isinstance(block, Passage):
            item = block.id.partition("-")[2]
            text = "\n".join(one for one in lines([block]) if not one.startswith("Geen antwoord"))
            found[item] = BOX.findall(text)
    for grid in grids(blocks):
        for row in cells(grid):
            item = row[0].partition("\n")[0].split("  ")[-1]
            found[item] = BOX.findall(" ".join(row[1:]))
    return found


class Typist:
    """Types in a form, and counts the keys."""

    def __init__(self, keyboard, form):
        self.keyboard, self.form, self.boxes = keyboard, form, boxes(form)
        self.numbers = {item: number for (_, item), number in form.numbers.items()}
        self.keys = {}

    def open(self, consent):
        """Read the pages and give consent as it was given, down to the first question."""
        given = iter(consent.values())
        while "vraag 1 van" not in (shown := self.keyboard.see("Ctrl+C")):
            self.keyboard.press(("j" if next(given) else "n") if "j  ja" in shown else ENTER)
            wait_for_another(self.keyboard, shown)

    def answer(self, slot, given):
        """Type the answer that is on the form to the question with its number on the screen."""
        shown = self.keyboard.see(f"vraag {self.numbers[slot.item.removesuffix('_other')]} van")
        if slot.item.endswith("_other"):
            shown = self.keyboard.see("Namelijk:")
        known = {item.id: item for item in self.form.instrument.items}
        item = known.get(slot.item)
        if given.missing:
            self.reason(given.missing)
        elif item is None or item.type not in WITH_OPTIONS:
            self.words(str(given.value) if item is None else write(item, given.value, "nl"))
        elif item.type in ONE:
            self.choose(item, str(given.value), shown)
        else:
            for code in given.value:
                self.keyboard.press(self.key(item, code), *([" "] * (item.type != "rank")))
            self.confirm(shown)

    def key(self, item, code):
        """Return the key that the form prints before the option with this code."""
        return self.boxes[item.id][item.scale.codes.index(code)]

    def choose(self, item, code, shown):
        key = self.key(item, code)
        self.keyboard.press(*key)
        self.keys[item.id] = len(key)
        if any(one != key and one.startswith(key) for one in self.boxes[item.id]):
            self.confirm(shown)

    def words(self, text):
        self.keyboard.press(text)
        self.keyboard.see(text.split()[-1])
        self.keyboard.press(ENTER)

    def confirm(self, shown):
        wait_until_it_changes(self.keyboard, shown)
        self.keyboard.press(ENTER)

    def reason(self, reason):
        keys = {"dont_know": F3, "refused": F4}
        if reason in keys:
            self.keyboard.press(keys[reason])
        else:
            self.words("/" + say(f"missing.{reason}", "nl"))
        if reason == "refused":
            self.keyboard.see("Enter is ja")
            self.keyboard.press(ENTER)


def wait_until_it_changes(keyboard, shown):
    end = time.monotonic() + 20
    while keyboard.screen() == shown:
        assert time.monotonic() < end, shown


def kept(place):
    """The one session in the journal of a study."""
    with journal(place) as store:
        (row,) = sessions(store)
        return fold(events_of(store, row.id))


def test_a_form_typed_in_gives_the_answers_of_the_script(place, filled):
    form = paper_form(place, NAME, language="nl")
    keyboard = Keyboard(place.root, "--case", CASE, "--paper", instrument=NAME)
    typist = Typist(keyboard, form)
    typist.open(filled.consent["S1"])
    for slot, given in filled.answers.items():
        typist.answer(slot, given)
    keyboard.see("afsluiten?")
    keyboard.press("j")
    assert keyboard.end() == 0
    typed = kept(place)
    assert typed.mode == "paper"
    assert {slot: (one.value, one.missing) for slot, one in typed.answers.items()} == {
        slot: (one.value, one.missing) for slot, one in filled.answers.items()
    }
    short = {name: count for name, count in typist.keys.items() if len(typist.boxes[name]) < 10}
    assert len(short) > 12
    assert set(short.values()) == {1}
