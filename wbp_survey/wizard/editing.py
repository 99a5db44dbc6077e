"""A text in the editor of one's choice: every time it is saved there, it is kept here as well."""

from __future__ import annotations

import codecs
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from wbp_survey.model.session import Slot
from wbp_survey.texts import say
from wbp_survey.wizard.question import Question

Keep = Callable[[str], None]
Wait = Callable[[], None]

_FILE = "antwoord.txt"
_LOOK_SECONDS = 0.2
_AT_ONCE_SECONDS = 1.0
"""An editor that is back so soon, with nothing changed, has opened a window and went on in it."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The text as it came back, and one sentence when something went wrong."""

    text: str
    trouble: str = ""


@dataclass(slots=True)
class _Watched:
    """The file that is being edited, with the text last seen in it and when that was saved."""

    file: Path
    text: str
    saved: tuple[int, int] = (0, 0)
    trouble: str = ""


def edit_question(
    question: Question, text: str, folder: Path | None, wait: Wait | None = None
) -> Edited:
    """Let the text at a question be edited; see `edit_text`.

    Where the session has no name yet, the text is edited apart from all others.
    """
    name = editing_name(question.session, question.slot)
    own = folder if question.session else None
    return edit_text(text, name, own, question.note, language=question.language, wait=wait)


def edit_text(
    text: str,
    name: str,
    folder: Path | None,
    keep: Keep,
    *,
    language: str | None = None,
    wait: Wait | None = None,
) -> Edited:
    """Let `text` be edited and return what it became; each saved state goes to `keep` at once.

    The file lies in a folder of its own below `folder`, which is removed afterwards with all that
    the editor left there. Whoever dies meanwhile leaves it: see `left_behind`. `wait` is called
    when the editor goes on in a window of its own.
    """
    command = editor(os.environ)
    if not command:
        return Edited(text, say("editing.none", language))
    left = left_behind(folder, name, keep) if folder else None
    before = f"{text}\n{left}".strip() if left and left not in text else text
    try:
        watched = _written(before, name, folder)
    except OSError:
        return Edited(before, say("editing.no_file", language))
    trouble = _run(command, watched, keep, wait)
    _look(watched, keep, last=True)
    shutil.rmtree(watched.file.parent, ignore_errors=True)
    problem = trouble or watched.trouble
    program = Path(command[0]).name
    return Edited(
        watched.text, say(f"editing.{problem}", language, program=program) if problem else ""
    )


def editor(environ: Mapping[str, str]) -> list[str]:
    """Return the command that edits a file; empty when there is no editor at all."""
    for name in ("VISUAL", "EDITOR"):
        if environ.get(name, "").strip():
            return _split(environ[name].strip())
    usual = ("notepad",) if sys.platform == "win32" else ("nano", "vim", "vi")
    return next(([program] for program in usual if shutil.which(program)), [])


def editing_name(session: str, slot: Slot) -> str:
    """Return the name under which the text of a slot is edited."""
    return " ".join([session, slot.item, slot.participant, str(slot.round)])


def left_behind(folder: Path, name: str, keep: Keep) -> str | None:
    """Return the text that was saved in an editor when the session was cut off; None without one.

    It is removed once `keep` has it; its folder stays, for an editor that is still open to save in.
    """
    file = _place(folder, name)
    try:
        text, _ = _read(file)
    except OSError:
        return None
    keep(text)
    with suppress(OSError):
        file.unlink()
    return text


def forget_texts(folder: Path, session: str) -> None:
    """Remove every text of a session that was left behind in an editor."""
    begin = _place(folder, f"{session} ").parent.name
    for left in folder.glob(f"{begin}*"):
        shutil.rmtree(left, ignore_errors=True)


def _split(command: str) -> list[str]:
    """Split a command into words; a path with spaces that is there is one word."""
    if shutil.which(command):
        return [command]
    try:
        words = shlex.split(command, posix=sys.platform != "win32")
    except ValueError:
        return [command]
    return [word.strip('"') for word in words] if sys.platform == "win32" else words


def _place(folder: Path, name: str) -> Path:
    """Return where a text is edited: a name that every file system takes, of one text only."""
    return folder / f"text-{quote(name, safe='').replace('%', '+')}" / _FILE


def _written(text: str, name: str, folder: Path | None) -> _Watched:
    if folder is None:
        file = Path(tempfile.mkdtemp(prefix="wbp-")) / _FILE
    else:
        file = _place(folder, name)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as out:
        out.write(text)
    return _Watched(file, text, _stamp(file))


def _run(command: Sequence[str], watched: _Watched, keep: Keep, wait: Wait | None) -> str:
    """Run the editor until it is done, looking at the file meanwhile; return what went wrong."""
    begun, before = time.monotonic(), watched.saved
    try:
        with _deaf_to_interrupts(), subprocess.Popen([*command, str(watched.file)]) as process:  # noqa: S603
            while _running(process):
                _look(watched, keep)
    except OSError:
        return "not_started"
    if process.returncode:
        return "failed"
    if time.monotonic() - begun > _AT_ONCE_SECONDS or not _unchanged(watched.file, before):
        return ""
    if wait is None:
        return "at_once"
    wait()
    return ""


def _unchanged(file: Path, before: tuple[int, int]) -> bool:
    return file.exists() and _stamp(file) == before


def _running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def _look(watched: _Watched, keep: Keep, *, last: bool = False) -> None:
    """Take over what was saved since.

    An editor that is writing shows an empty file for a moment.
    """
    try:
        saved = _stamp(watched.file)
        if saved == watched.saved:
            return
        text, certain = _read(watched.file)
    except OSError:
        watched.trouble = "vanished" if last else ""
        return
    if not text and not last:
        return
    watched.saved, watched.text = saved, text
    watched.trouble = "" if certain else "encoding"
    keep(text)


def _stamp(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_mtime_ns, found.st_size


def _read(file: Path) -> tuple[str, bool]:
    """Return the text of a file, and whether its encoding was certain."""
    raw = file.read_bytes()
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    with suppress(UnicodeDecodeError):
        return _lines(raw.decode("utf-16" if raw.startswith(marks) else "utf-8-sig")), True
    return _lines(raw.decode("cp1252", "replace")), False


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Leave Ctrl+C to the editor."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
