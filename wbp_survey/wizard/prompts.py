"""Put questions to a person at a terminal: a calm screen, or plain lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wbp_survey.wizard.desk import Desk, plain_asker, signals
from wbp_survey.wizard.plain.console import wants_plain
from wbp_survey.wizard.plain.teletype import Teletype
from wbp_survey.wizard.question import Asker
from wbp_survey.wizard.screen.stage import screen_asker


@contextmanager
def terminal_asker(*, plain: bool | None = None, editing: Path | None = None) -> Iterator[Asker]:
    """Yield an asker at this terminal; plain lines when asked for, or when they serve better.

    A signal to stop (closed lid, lost connection, kill) becomes a pause at the question that
    stands there; the terminal is given back as it was found. `editing` is the folder for texts
    that are typed in an editor.
    """
    desk = Desk()
    with signals(desk):
        if _in_lines(plain=plain):
            yield plain_asker(desk, Teletype(sys.stdin, sys.stdout, editing))
            return
        from prompt_toolkit.input import create_input
        from prompt_toolkit.output import create_output

        with screen_asker(create_input(), create_output(), desk, editing) as ask:
            yield ask


def _in_lines(*, plain: bool | None) -> bool:
    """Tell whether to ask in plain lines: without a terminal there is no choice."""
    if plain is None:
        return wants_plain(os.environ, sys.stdin, sys.stdout)
    return plain or not (sys.stdin.isatty() and sys.stdout.isatty())
