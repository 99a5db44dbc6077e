"""The evening of test_evening.py: how it is recorded, partly by hand; where its words are."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.cli.keyboard import ENTER, Keyboard
from tests.cli.running import wbp_apart
from wbp_survey.workflow.sessions import Held, list_sessions, show_session, verify_journal
from wbp_survey.workflow.study import open_place

PROTOCOL = "rondetafel-protocol@3.0.0"
WORDS = ("--case", "lastage", "--interviewer", "AB")
F8, F9, CTRL_Z, CTRL_Y = "\x1b[19~", "\x1b[20~", "\x1a", "\x19"


@dataclass(frozen=True)
class Evening:
    """The study afterwards, the session, and what was kept when the power failed."""

    study: Path
    session: str
    dark: Held

    @property
    def held(self) -> Held:
        return show_session(open_place(self.study), self.session)


def scripted(study, script, *words):
    """Record what a script says."""
    done = wbp_apart("record", PROTOCOL, *WORDS, *words, "--script", script, "--study", study)
    assert done.code == 0, done


def by_hand(study):
    """Go on by hand in the second round until the power fails in a row; return what was kept."""
    keyboard = resumed(study)
    keyboard.see("vraag 19 van")
    presence(keyboard, "7 weg")
    assert "Aan tafel: 8 van 9." in keyboard.see("niet aanwezig")
    confirm(keyboard, "4 8 3 7 2 6 1 5")
    keyboard.see("vraag 20 van")
    keyboard.press("7 2")
    keyboard.see("> 7 2")
    keyboard.press(F8)
    keyboard.see("Wat is er gezegd")
    confirm(keyboard, '4: "IEPER, dat herken ik."')
    keyboard.see("> 7 2")
    keyboard.press(" 6 1 5 9 4 8", ENTER)
    keyboard.see("vraag 21 van")
    keyboard.press("/toestemming 5 citaten nee", ENTER)
    keyboard.see("De toestemming van S5 is aangepast.")
    takes_a_seat_away_and_back(keyboard)
    keyboard.press("1 5 9 4")
    keyboard.see("> 1 5 9 4")
    keyboard.kill()
    place = open_place(study)
    assert verify_journal(place) == []
    (row,) = list_sessions(place)
    return show_session(place, row.id)


def takes_a_seat_away_and_back(keyboard):
    """Remove a seat, undo that, redo it, and undo it again."""
    presence(keyboard, "6 verwijder")
    keyboard.see("Aan tafel: 7 van 8.")
    for key, said in (
        (CTRL_Z, "Ongedaan gemaakt: de plaats is er weer"),
        (CTRL_Y, "Opnieuw gedaan: de plaats is weggehaald"),
        (CTRL_Z, "Ongedaan gemaakt: de plaats is er weer"),
    ):
        keyboard.press(key)
        keyboard.see(said)


def when_the_lights_are_back(study):
    """Go on with the row that was half typed, and stop as people do."""
    keyboard = resumed(study)
    keyboard.see("> 1 5 9 4")
    keyboard.press(" 8 3 7 2", ENTER)
    keyboard.see("vraag 22 van")
    assert keyboard.leave() == 0


def resumed(study):
    return Keyboard(study, *WORDS, "--resume", instrument=PROTOCOL)


def confirm(keyboard, line):
    """Type a line, see it stand there, and confirm it."""
    keyboard.press(line)
    keyboard.see(f"> {line}")
    keyboard.press(ENTER)


def presence(keyboard, line):
    """Say who comes or goes."""
    keyboard.press(F9)
    keyboard.see("Wie komt er of wie gaat er?")
    confirm(keyboard, line)


def rated(state, item, of_round):
    """Return what each seat gave."""
    return {
        slot.participant: answer.value or answer.missing
        for slot, answer in state.answers.items()
        if (slot.item, slot.round) == (item, of_round)
    }


def ratings(line, *absent):
    """Read a line of ratings as who gave them, in the order of the table."""
    seats = [f"S{number}" for number in range(1, 10) if f"S{number}" not in absent]
    return dict(zip(seats, map(int, line.split()), strict=True))


def in_files(folder, words):
    """Return which of these words stand in any file below a folder, packed or not."""
    found = set()
    for file in folder.rglob("*"):
        if file.is_file():
            parts = [file.read_bytes()]
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as package:
                    parts = [package.read(name) for name in package.namelist()]
            found |= {word for word in words for part in parts if written(word, part)}
    return found


def written(word, part):
    """Tell whether a word stands in some bytes, also when markup or an entity cuts it in two."""
    text = part.decode("utf-8", "ignore")
    return word in text or word in html.unescape(re.sub(r"<[^>]*>", "", text))


def appendix_d(file):
    """Return the lines of the appendix about round tables, a row of a table as one line."""
    with zipfile.ZipFile(file) as package:
        document = package.read("word/document.xml").decode()
    rows = re.sub(r"</w:p></w:tc>", " | ", document)
    lines = re.sub(r"<[^>]*>", "", re.sub(r"</w:p>|</w:tr>", "\n", rows)).replace("\xa0", " ")
    d = (
        html.unescape(lines)
        .rpartition("Rondetafelgesprekken\n")[2]
        .partition("Codeboek en betrouwbaarheid")[0]
    )
    return [line.strip(" |") for line in d.splitlines()]
