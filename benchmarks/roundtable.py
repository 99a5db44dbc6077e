"""What it takes to enter the ratings of a round table, and whether a long one stays quick.

    python benchmarks/roundtable.py [EVENTS]

Ten people rate twelve statements in two rounds: 240 answers, typed in a pseudo-terminal of 80 by
24. In rows, one line per statement; against one prompt per answer: (a) ours (`/formulier`: a digit
and Enter), (b) a bare questionary list, where a point on the scale is reached with arrows. Counted:
keystrokes, and the seconds one waits for the screen; the time at the keys is keystrokes times 0.28
seconds (Card, Moran & Newell 1980, average typist), so that it does not depend on this machine.
Then, over a bare SQLite insert and commit per seat: how long a row takes from Enter to the next
one, at the start and after EVENTS (2,000) events in the same session.
"""

from __future__ import annotations

import os
import random
import select
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.wizard import ENTER, Terminal, commits, in_a_study, record, tell, wbp
from wbp_survey.instrument.study import load_study
from wbp_survey.wizard.asides import consent_pages

SEATS, STATEMENTS, ROUNDS = 10, 12, 2
PER_KEY = 0.28
TRIED = 40
DOWN = b"\x1b[B"
F12, ESCAPE = b"\x1b[24~", b"\x1b"

FORM = """
instrument:
  id: tafel
  kind: round_table
  roles: [bewoner]
  title: {nl: "Tafel", en: "Table"}
  referent: case
response_scales:
- {id: nine, level: ordinal, minimum: 1, maximum: 9, options: [
    {code: "1", label: {nl: "oneens", en: "disagree"}},
    {code: "9", label: {nl: "eens", en: "agree"}}]}
sections:
"""
BARE = """
import questionary
for number in range({count}):
    questionary.select(f"Vraag {{number}}", choices=list("123456789"), qmark="").unsafe_ask()
"""


def form(root: Path) -> None:
    """Publish a round table that asks for nothing but ratings."""
    text = FORM
    for number in range(1, ROUNDS + 1):
        text += f"- {{id: r{number}, round: {number}, minutes: 10, "
        text += f"title: {{nl: 'Ronde {number}', en: 'Round {number}'}}, items: [\n"
        for at in range(STATEMENTS):
            text += f"    {{id: s{at}, type: scale, scale: nine, mode: individual_twice, "
            text += f"text: {{nl: 'Stelling {at}', en: 'Statement {at}'}}}},\n"
        text += "  ]}\n"
    folder = root / "instruments" / "tafel"
    folder.mkdir()
    (folder / "draft.yaml").write_text(text, encoding="utf-8")
    wbp(root, "instrument", "publish", "tafel", "1.0.0", "--why", "meting", "--by", "maat")


def ratings() -> list[str]:
    """Return the lines of both rounds: the same in every way of entering them."""
    dice = random.Random(5)
    return ["".join(str(dice.randint(1, 9)) for _ in range(SEATS)) for _ in range(24)]


def seated(root: Path) -> Terminal:
    """Open a session with ten seats, everybody agreeing to everything."""
    consent = load_study(root).consent
    terminal = record(root, "tafel")
    terminal.first()
    for _ in range(SEATS):
        terminal.press(b"1", ENTER)
    for _ in consent_pages(consent, "nl"):
        terminal.press(ENTER)
    for _ in consent.scopes:
        terminal.press(b"j", b"*", ENTER)
    return terminal


def type_on(terminal: Terminal, key: bytes) -> None:
    """Press a key and let the screen follow, as far as it does so at once."""
    os.write(terminal.fd, key)
    while select.select([terminal.fd], [], [], 0.02)[0]:
        os.read(terminal.fd, 65536)


class Count:
    """Keystrokes, and how long each screen took."""

    def __init__(self) -> None:
        self.keys = 0
        self.seconds: list[float] = []

    def press(self, terminal: Terminal, *keys: bytes) -> None:
        self.keys += len(keys)
        for key in keys[:-1]:
            type_on(terminal, key)
        self.seconds.append(terminal.press(keys[-1]))

    def said(self, what: str, against: int = 0) -> None:
        answers = SEATS * STATEMENTS * ROUNDS
        total = self.keys * PER_KEY + sum(self.seconds)
        ratio = f"   {self.keys / against:5.2f} x" if against else ""
        print(
            f"{what:46} {self.keys:5} keys ({self.keys / answers:.2f} an answer)"
            f"   {total:6.1f} s, of which {sum(self.seconds):5.1f} waiting{ratio}"
        )


def in_rows(terminal: Terminal, lines: list[str]) -> Count:
    count = Count()
    for line in lines:
        count.press(terminal, *(sign.encode() for sign in line), ENTER)
    return count


def one_by_one(root: Path, lines: list[str]) -> Count:
    terminal, count = seated(root), Count()
    terminal.press(*(bytes([one]) for one in b"/formulier"), ENTER)
    half = len(lines) // 2
    for part in (lines[:half], lines[half:]):
        for seat in range(SEATS):
            for line in part:
                count.press(terminal, line[seat].encode(), ENTER)
    terminal.end()
    return count


def bare(root: Path, lines: list[str]) -> Count:
    """Type the first answers into lists; the others would take as long: keys are all counted."""
    digits = "".join(lines)
    terminal, count = Terminal(root, "-c", BARE.format(count=TRIED + 1)), Count()
    terminal.painted(terminal.started)
    for digit in digits[:TRIED]:
        count.press(terminal, *([DOWN] * (int(digit) - 1)), ENTER)
    terminal.end()
    count.keys = sum(int(digit) for digit in digits)
    count.seconds *= len(digits) // TRIED
    return count


def main(events: int = 2000) -> None:
    def measure(root: Path) -> None:
        form(root)
        lines = ratings()
        terminal = seated(root)
        first = in_rows(terminal, lines[:STATEMENTS])
        terminal.press(F12)
        for number in range(events):  # a key that is held down counts once
            type_on(terminal, str(number % 9 + 1).encode())
        turns = [terminal.press(str(number % 9 + 1).encode()) for number in range(50)]
        terminal.press(ESCAPE)
        second = in_rows(terminal, lines[STATEMENTS:])
        memory = terminal.kilobytes()
        terminal.end()
        both = Count()
        both.keys = first.keys + second.keys
        both.seconds = first.seconds + second.seconds
        ours, arrows = one_by_one(root, lines), bare(root, lines)
        print(f"{SEATS} seats x {STATEMENTS} statements x {ROUNDS} rounds")
        ours.said("one prompt per answer: digit and Enter (a)")
        arrows.said("one prompt per answer: a questionary list (b)")
        both.said("in rows, over (a)", ours.keys)
        both.said("in rows, over (b)", arrows.keys)
        commit = statistics.median(commits(root, 200)) * SEATS
        print(f"from Enter to the next row, over {SEATS} bare commits; {memory} kB at the end")
        tell("rows of round 1", first.seconds, commit)
        tell(f"one turn counted, after {events} events", turns, commit)
        tell(
            f"rows of round 2, after {events} events, over round 1",
            second.seconds,
            statistics.median(first.seconds),
        )

    in_a_study(measure)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
