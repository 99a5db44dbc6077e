"""What this console can do: show a screen, show a sign, tell a paste from typing."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from select import select
from typing import TextIO

if sys.platform == "win32":
    import msvcrt
else:
    import termios

_SIGNS = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u00b7": "-",
    "\u2022": "-",
    "\u00d7": "x",
    "\u2192": "->",
    "\u2190": "<-",
    "\u270e": "*",
    "\u20ac": "EUR",
}
"""Signs of ours that no rule of Unicode leads back to ASCII."""

_TOGETHER = 0.02
"""Seconds after Enter within which what comes in is a paste: nobody types on that quickly."""

_AT_ONCE = 65_536

LONGEST_LINE = 4095 if sys.platform == "linux" else 1024
"""A terminal that hands over whole lines cuts them off after so many bytes."""


def wants_plain(environ: Mapping[str, str], stdin: TextIO, stdout: TextIO) -> bool:
    """Tell whether plain lines serve better than a screen.

    They do where there is no terminal, or one that moves no cursor, one that does not read UTF-8,
    or where somebody wishes no colour.
    """
    return (
        not (stdin.isatty() and stdout.isatty())
        or environ.get("TERM") == "dumb"
        or bool(environ.get("NO_COLOR"))
        or encoding_of(environ, stdout) != "utf-8"
    )


def encoding_of(environ: Mapping[str, str], out: TextIO) -> str:
    """Return the encoding of what reads us.

    In the locale C Python writes UTF-8 all the same; the terminal there may show anything else.
    """
    named = next(
        (environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), ""
    )
    asked = environ.get("PYTHONIOENCODING") or environ.get("PYTHONUTF8") == "1"
    if out.isatty() and named in ("C", "POSIX") and not asked:
        return "ascii"
    try:
        return codecs.lookup(out.encoding or "utf-8").name
    except (LookupError, TypeError):
        return "ascii"


def ascii_only(text: str, encoding: str) -> str:
    """Return the text with each sign that the encoding lacks replaced by what comes nearest."""
    return "".join(_sign(sign, encoding) for sign in text)


def waiting_text(source: TextIO, seconds: float = _TOGETHER) -> str:
    """Return what came in at a terminal and was not read yet; empty for a pipe.

    Right after a line was read that is the rest of a paste. Half a line counts as well.
    """
    if not source.isatty():
        return ""
    try:
        return _waiting(source, seconds)
    except (OSError, ValueError):  # the terminal is gone
        return ""


def _sign(sign: str, encoding: str) -> str:
    for form in (sign, _SIGNS.get(sign, ""), _without_accents(sign)):
        if form and _fits(form, encoding):
            return form
    return "?"


def _without_accents(sign: str) -> str:
    parts = unicodedata.normalize("NFKD", sign)
    return "".join(part for part in parts if not unicodedata.combining(part))


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


if sys.platform == "win32":

    def _waiting(_source: TextIO, _seconds: float) -> str:
        pieces = []
        while msvcrt.kbhit():
            pieces.append(msvcrt.getwch())
        return "".join(pieces).replace("\r", "\n")

    @contextmanager
    def half_line_kept(_source: TextIO) -> Iterator[None]:
        """Do nothing: here Ctrl+C takes nothing away that could be kept."""
        yield

else:
    _INPUT, _LOCAL, _KEYS = 0, 3, 6
    """Where `termios` keeps how input is taken, how lines are, and which keys break in."""

    def _waiting(source: TextIO, seconds: float) -> str:
        descriptor, pieces = source.fileno(), []
        with _changed(descriptor, without=termios.ICANON):
            while select([descriptor], [], [], seconds)[0]:
                piece = os.read(descriptor, _AT_ONCE)
                if not piece:
                    break
                pieces.append(piece)
        return b"".join(pieces).decode(source.encoding or "utf-8", "surrogateescape")

    @contextmanager
    def half_line_kept(source: TextIO) -> Iterator[None]:
        """Let Ctrl+C leave in the terminal what was typed on the line so far, and no key break in.

        Ctrl+Z would leave behind a session that is held, SIGQUIT kill it, Ctrl+S freeze the screen.
        """
        if not source.isatty():
            yield
            return
        with _changed(source.fileno(), adding=termios.NOFLSH, silencing=True):
            yield

    @contextmanager
    def _changed(
        descriptor: int, *, without: int = 0, adding: int = 0, silencing: bool = False
    ) -> Iterator[None]:
        """Change how the terminal takes in lines, and give it back as it was found."""
        try:
            before = termios.tcgetattr(descriptor)
        except termios.error:  # the terminal is gone
            yield
            return
        now = termios.tcgetattr(descriptor)
        now[_LOCAL] = now[_LOCAL] & ~without | adding
        if silencing:
            now[_INPUT] &= ~termios.IXON
            for key in (termios.VSUSP, termios.VQUIT):
                now[_KEYS][key] = os.fpathconf(descriptor, "PC_VDISABLE").to_bytes(1, "big")
        termios.tcsetattr(descriptor, termios.TCSANOW, now)
        try:
            yield
        finally:
            with suppress(termios.error):
                termios.tcsetattr(descriptor, termios.TCSANOW, before)
