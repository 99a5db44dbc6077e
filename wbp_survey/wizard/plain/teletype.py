"""A console that speaks in lines: say something, hear one line, tell a paste from typing."""

from __future__ import annotations

import io
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import get_terminal_size
from typing import Literal, TextIO

from wbp_survey.wizard.plain.console import (
    LONGEST_LINE,
    ascii_only,
    encoding_of,
    half_line_kept,
    waiting_text,
)
from wbp_survey.wizard.wrapping import wrap

PROMPT = "> "


@dataclass(slots=True)
class Teletype:
    """Where lines come from and go to.

    `editing` is the folder for texts in an editor. `reading` tells whether a signal may break in:
    only while nothing but a line is waited for. `warned` tells that Ctrl+C was pressed once,
    `greeted` that somebody was told where to find help, `counting` that a tally was explained;
    `turns` are those of one line that are still to be counted, `seats` what was last said of who
    sits where: it is not said again until it changes.
    """

    source: TextIO
    out: TextIO
    editing: Path | None = None
    reading: bool = False
    warned: bool = False
    greeted: bool = False
    counting: bool = False
    turns: list[str] = field(default_factory=list)
    seats: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Take any byte that comes in: one of another encoding must not end a session."""
        if isinstance(self.source, io.TextIOWrapper):
            self.source.reconfigure(errors="surrogateescape")

    @property
    def live(self) -> bool:
        """Tell whether somebody types at a terminal; a pipe is a script."""
        return self.source.isatty()


@dataclass(frozen=True, slots=True)
class Heard:
    """What came in: a line, a paste of more than one, Ctrl+C or Ctrl+D, or the end.

    With the last two, `text` is what stood on the line that was not finished. `cut` tells that the
    terminal may have cut the line off.
    """

    kind: Literal["line", "paste", "break", "end"]
    text: str = ""
    cut: bool = False


def tell(teletype: Teletype, *lines: str, end: str = "\n") -> None:
    """Print lines, folded at the width of the terminal, in signs that the console has."""
    out = teletype.out
    encoding = encoding_of(os.environ, out)
    for line in lines:
        for piece in _folded(ascii_only(line, encoding), out):
            out.write(piece + end)
    out.flush()


def hear(teletype: Teletype) -> Heard:
    """Wait for a line."""
    source = teletype.source
    tell(teletype, PROMPT, end="")
    try:
        line = _read_line(teletype)
    except KeyboardInterrupt:
        return _broken_off(teletype)
    except EOFError:
        return _ended(teletype, waiting_text(source, 0))
    if not line and teletype.live:  # Ctrl+D
        return _broken_off(teletype)
    teletype.warned = False
    rest = waiting_text(source) if line else ""
    if not line or (teletype.live and not line.endswith("\n")):
        return _ended(teletype, line + rest)
    if rest and not rest.endswith("\n"):
        tell(teletype, "")
    cut = teletype.live and len(line.encode(errors="surrogateescape")) >= LONGEST_LINE
    return Heard("paste" if rest else "line", _mended(line + rest).rstrip("\r\n"), cut)


def typed_before(teletype: Teletype) -> bool:
    """Drop what was typed before a question stood there; tell whether there was anything."""
    return bool(waiting_text(teletype.source, 0).strip())


def _read_line(teletype: Teletype) -> str:
    with half_line_kept(teletype.source):
        teletype.reading = True
        try:
            return teletype.source.readline()
        finally:
            teletype.reading = False


def _broken_off(teletype: Teletype) -> Heard:
    """Take Ctrl+C or Ctrl+D the first time for a slip, the second time for leaving."""
    half = waiting_text(teletype.source, 0)
    if teletype.warned:
        return _ended(teletype, half)
    teletype.warned = True
    tell(teletype, "")
    return Heard("break", _mended(half))


def _ended(teletype: Teletype, half: str) -> Heard:
    with suppress(OSError):  # the terminal may be gone; what stood there is kept all the same
        if teletype.live:
            tell(teletype, "")
    return Heard("end", _mended(half))


def _mended(text: str) -> str:
    """Take bytes that are not of the encoding for what an old console would mean by them."""
    return re.sub("[\udc80-\udcff]", lambda found: _meant(found.group()), text)


def _meant(sign: str) -> str:
    return sign.encode("ascii", "surrogateescape").decode("cp1252", "replace")


def _folded(line: str, out: TextIO) -> list[str]:
    """Break a line at spaces where a terminal would break it anywhere; a pipe has no edge."""
    if not out.isatty():
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    width = max(get_terminal_size().columns, len(indent) + 20)
    return [f"{indent}{piece}" for piece in wrap(line[len(indent) :], width - len(indent))]
