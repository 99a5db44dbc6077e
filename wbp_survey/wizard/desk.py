"""The desk a session is held at: signals that ask to leave, and the asker in plain lines."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import FrameType

from wbp_survey.wizard.plain.ask import ask_plainly
from wbp_survey.wizard.plain.teletype import Teletype
from wbp_survey.wizard.question import Asker, Pause, Question, Reply

_TO_LEAVE = ("SIGINT", "SIGTERM", "SIGHUP")


@dataclass(slots=True)
class Desk:
    """Whether somebody asked us to leave, and how a signal breaks in on what is asked now."""

    leaving: bool = False
    interrupt: Callable[[int], None] | None = None


@contextmanager
def signals(desk: Desk) -> Iterator[None]:
    """Turn signals to stop (closed lid, lost connection, kill) into a pause.

    What breaks in may raise; then it has seen to the signal itself.
    """

    def leave(number: int, _frame: FrameType | None) -> None:
        if desk.interrupt:
            desk.interrupt(number)
        desk.leaving = True

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _TO_LEAVE if hasattr(signal, name)]
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def plain_asker(desk: Desk, teletype: Teletype) -> Asker:
    """Return an asker in plain lines; a signal breaks in only while it waits for a line."""
    desk.interrupt = partial(_break_in, teletype)
    return partial(_ask, desk, teletype)


def _ask(desk: Desk, teletype: Teletype, question: Question) -> Reply:
    if desk.leaving:
        return Pause()
    try:
        return ask_plainly(question, teletype)
    except OSError:  # the terminal is gone, or nobody reads on
        return Pause()


def _break_in(teletype: Teletype, number: int) -> None:
    """Take Ctrl+C for a question how to go on, any other signal for the end of the input."""
    if teletype.reading:
        raise KeyboardInterrupt if number == signal.SIGINT else EOFError
