"""How long somebody waits at the keyboard, over the least anybody could wait.

    python benchmarks/wizard.py [QUESTIONS]

The administrators' interview is held in a pseudo-terminal by keystrokes. The time runs from the
last keystroke of an answer to the last byte of the next question on the screen. Measured in the
same run: (a) a bare questionary prompt after another, (b) a bare SQLite insert and commit with our
pragmas. Also: from starting `wbp record` to its first question, over importing the libraries that
it loads; memory; and whether question QUESTIONS (500) comes as quickly as the first ones.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from datetime import date
from fcntl import ioctl
from pathlib import Path

from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.study import load_study
from wbp_survey.model.instrument import Item
from wbp_survey.model.journal import Event
from wbp_survey.model.session import SessionState, apply
from wbp_survey.wizard.question import Given, Question, Reason, Reply
from wbp_survey.wizard.session.engine import hold
from wbp_survey.wizard.typed.choice import listed, yes_or_no
from wbp_survey.wizard.typed.parse import CHOICES, parse
from wbp_survey.wizard.typed.refusal import Refused

BEHEERDER = "beheerder-interview"
QUIET, LIMIT = 0.15, 20.0
"""Seconds without a byte after which a screen is complete, and after which we give up."""
STARTS = 7
FOOT = b"Ctrl+C"
"""What the last line of a question says."""
ENTER, SPACE, F3 = b"\r", b" ", b"\x1bOR"
TYPED = ["3", "12", "2015", "1-3-2020", "14:30", "een antwoord in een paar woorden"]

BARE = """
import questionary
for number in range({count}):
    questionary.text(f"Vraag {{number}}", qmark="").unsafe_ask()
"""
LONG = """
instrument:
  id: lang
  kind: case_form
  roles: []
  title: {nl: "Lang", en: "Long"}
  referent: case
sections:
- id: alles
  title: {nl: "Alles", en: "All"}
  items:
"""


class Terminal:
    """A program in a pseudo-terminal of 80 by 24, and how long its screen takes."""

    def __init__(self, folder: Path, *words: str, errors: Path | None = None) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.chdir(folder)
            if errors:
                os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT), 2)
            os.environ |= {"TERM": "xterm-256color", "WBP_INTERVIEWER": "maat"}
            os.execv(sys.executable, [sys.executable, *words])
        ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.shown = b""

    def painted(self, since: float, wait: float = LIMIT) -> float:
        """Wait until the screen is complete and return the seconds it took since a moment."""
        last = since
        while select.select([self.fd], [], [], wait)[0]:
            try:
                self.shown = os.read(self.fd, 65536)
            except OSError:
                break
            if b"\x1b[6n" in self.shown:  # questionary asks where the cursor is
                os.write(self.fd, b"\x1b[1;1R")
            last, wait = time.perf_counter(), QUIET
        return last - since

    def first(self) -> float:
        """Wait for the first question, keys and all; return the seconds since the start."""
        seen = b""
        while FOOT not in seen:
            seen += os.read(self.fd, 65536)
        return time.perf_counter() - self.started + self.painted(time.perf_counter(), QUIET)

    def press(self, *keys: bytes) -> float:
        """Press keys one by one; return the seconds from the last one to a complete screen."""
        for key in keys[:-1]:
            os.write(self.fd, key)
            self.painted(time.perf_counter())
        moment = time.perf_counter()
        os.write(self.fd, keys[-1])
        return self.painted(moment)

    def kilobytes(self) -> int:
        """Return the memory in use now."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

    def end(self) -> None:
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


class Typist:
    """Whoever answers on the terminal what the engine asks here: both hold the same session."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.seconds: list[float] = []
        self.last: Reply = Given(None)
        self.keys: tuple[bytes, ...] = ()

    def __call__(self, question: Question) -> Reply:
        if not question.odd:
            self.keys, self.last = answer(question)
        if question.kind == "close":
            return Given("yes")
        keys = (ENTER,) if question.odd else self.keys
        seconds = self.terminal.press(*keys)
        if question.kind == "item":
            self.seconds.append(seconds)
        return self.last


def answer(question: Question) -> tuple[tuple[bytes, ...], Reply]:
    """Choose an answer that will do: the keys for it, and what they mean."""
    item = question.item
    if item.type == "note":
        return (ENTER,), Given(None)
    if item.type in CHOICES:
        return choose(item)
    for typed in TYPED:
        with contextlib.suppress(Refused):
            value = parse(item, typed, "nl", date.today(), question.answers).value  # noqa: DTZ011
            return (typed.encode(), ENTER), Given(value)
    return (F3,), Reason("dont_know")


def choose(item: Item) -> tuple[tuple[bytes, ...], Reply]:
    """Choose the first option, or yes."""
    key, option = listed(item)[0]
    if yes_or_no(item):
        return (b"j", ENTER), Given("yes")
    if item.type in ("select_multiple", "rank"):
        marks = (SPACE,) if item.type == "select_multiple" or len(listed(item)) > 9 else ()
        return (key.encode(), *marks, ENTER), Given([option.code])
    return (key.encode(), ENTER), Given(int(key) if item.type == "scale" else option.code)


def held(root: Path, name: str, terminal: Terminal) -> list[float]:
    """Hold the session on the terminal and here, step by step; return the seconds per answer."""
    form, study = load_instrument(root, name), load_study(root)
    state = SessionState("hier", kind=form.kind, case="lastage")

    def save(kind, payload):
        nonlocal state
        event = Event("", "hier", state.seq + 1, kind, "2026-01-01T10:00:00Z", 0, "", "", payload)
        state = apply(state, event)
        return state

    typist = Typist(terminal)
    hold(form, study, state, typist, save, "nl")
    return typist.seconds


def record(root: Path, name: str) -> Terminal:
    words = ["-m", "wbp_survey", "record", name, "--case", "lastage", "--study", str(root)]
    return Terminal(root, *words)


def wbp(root: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "wbp_survey", *words],
        cwd=root,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def long_form(root: Path, count: int) -> None:
    """Publish an instrument of so many plain questions."""
    items = [
        f"  - {{id: v{n}, type: text, text: {{nl: 'Vraag {n}', en: 'Question {n}'}}}}\n"
        for n in range(count)
    ]
    folder = root / "instruments" / "lang"
    folder.mkdir()
    (folder / "draft.yaml").write_text(LONG + "".join(items), encoding="utf-8")
    wbp(root, "instrument", "publish", "lang", "1.0.0", "--why", "meting", "--by", "maat")


def bare_prompts(folder: Path, count: int) -> tuple[list[float], int]:
    terminal = Terminal(folder, "-c", BARE.format(count=count))
    terminal.painted(terminal.started)
    seconds = [terminal.press(b"een antwoord", ENTER) for _ in range(count - 1)]
    memory = terminal.kilobytes()
    terminal.end()
    return seconds, memory


def commits(folder: Path, count: int) -> list[float]:
    from benchmarks.journal import bare, chained, insert, interview

    connection, events = bare(folder / "bare.db"), chained(interview())
    seconds = []
    for _ in range(count):
        event = next(events)
        moment = time.perf_counter()
        insert(connection, event)
        seconds.append(time.perf_counter() - moment)
    connection.close()
    return seconds


def loaded(root: Path) -> list[str]:
    """Return every module but our own that is loaded when the first question is on the screen."""
    told = root / "imported"
    words = ["-X", "importtime", "-m", "wbp_survey", "record", BEHEERDER, "--case", "lastage"]
    terminal = Terminal(root, *words, errors=told)
    terminal.first()
    terminal.end()
    names = [line.split("|")[-1].strip() for line in told.read_text().splitlines()[1:]]
    return [name for name in names if re.fullmatch(r"[A-Za-z_][\w.]*", name) and "wbp" not in name]


def started(root: Path, libraries: list[str]) -> tuple[list[float], list[float]]:
    """Measure starting up in turns: to the first question, and to nothing but its libraries."""
    ours, imports = [], []
    code = "import contextlib\n" + "".join(
        f"with contextlib.suppress(ImportError):\n    import {name}\n" for name in libraries
    )
    for _ in range(STARTS):
        terminal = record(root, BEHEERDER)
        ours.append(terminal.first())
        terminal.end()
        moment = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        imports.append(time.perf_counter() - moment)
    return ours, imports


def tell(what: str, seconds: list[float], against: float = 0.0) -> None:
    ordered = sorted(seconds)
    p50, p99 = statistics.median(ordered), ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
    ratio = f"   {p50 / against:5.2f} x" if against else ""
    print(f"{what:46} p50 {p50 * 1000:8.2f} ms   p99 {p99 * 1000:8.2f} ms{ratio}")


def in_a_study(measure: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "study"
        subprocess.run(
            [sys.executable, "-m", "wbp_survey", "init", str(root)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        measure(root)


def main(count: int = 500) -> None:
    def measure(root: Path) -> None:
        terminal = record(root, BEHEERDER)
        terminal.first()
        before = terminal.kilobytes()
        ours = held(root, BEHEERDER, terminal)
        after = terminal.kilobytes()
        terminal.end()
        bare, memory = bare_prompts(root, len(ours))
        prompt, commit = statistics.median(bare), commits(root, 200)
        print(f"{len(ours)} answers of {BEHEERDER}, from the last keystroke to the next question")
        tell("a bare questionary prompt (a)", bare)
        tell("a bare SQLite insert and commit (b)", commit)
        tell("ours, over (a)", ours, prompt)
        tell("ours, over (a) + (b)", ours, prompt + statistics.median(commit))
        print(f"memory: first question {before} kB, last {after} kB, bare prompt {memory} kB")
        begun, imports = started(root, loaded(root))
        tell("importing the libraries it loads (c)", imports)
        tell("start to first question, over (c)", begun, statistics.median(imports))
        long_form(root, count)
        terminal = record(root, "lang")
        terminal.first()
        many = held(root, "lang", terminal)
        after = terminal.kilobytes()
        terminal.end()
        first, last = many[5:55], many[-50:]
        print(f"{len(many)} answers in one session; memory at the end {after} kB")
        tell("answers 5 to 55", first)
        tell("the last 50, over those", last, statistics.median(first))

    in_a_study(measure)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main(*(int(word) for word in sys.argv[1:]))
