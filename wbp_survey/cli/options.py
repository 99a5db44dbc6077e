"""Options that several commands share, and the two ways of printing."""

from __future__ import annotations

import errno
import getpass
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from wbp_survey.errors import DataError, Problem, UsageError
from wbp_survey.texts import say

Command = TypeVar("Command", bound=Callable[..., Any])

# What may not be read is no mistake on the command line: we say so ourselves.
FOLDER = click.Path(path_type=Path, file_okay=False, readable=False)
FILE = click.Path(path_type=Path, dir_okay=False, readable=False)


def help_line(name: str) -> str:
    """Return the one line that says what a command does."""
    return say(f"cli.help.{name.replace(' ', '_')}")


def study_option(command: Command) -> Command:
    """Add `--study DIR`."""
    return click.option("--study", "folder", type=FOLDER, help=say("cli.option.study"))(command)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help=say("cli.option.json"))(command)


def plain_option(command: Command) -> Command:
    """Add `--plain/--no-plain`; neither leaves it to what kind of terminal this is."""
    return click.option("--plain/--no-plain", default=None, help=say("cli.option.plain"))(command)


def by_option(command: Command) -> Command:
    """Add `--by NAME`: who does it, or else who uses this computer."""
    return click.option(
        "--by",
        default="",
        envvar="WBP_INTERVIEWER",
        callback=lambda _context, _option, name: whoever(name),
        help=say("after.option.by"),
    )(command)


def in_study(folder: Path | None) -> str:
    """Write how a next command names the study again; nothing when it was not named."""
    if folder is None:
        return ""
    quoted = f'"{folder}"' if os.name == "nt" and " " in str(folder) else str(folder)
    return f" --study {quoted if os.name == 'nt' else shlex.quote(quoted)}"


def whoever(name: str) -> str:
    """Return the name given, or else that of whoever uses this computer; refuse a nameless one."""
    if name.strip():
        return name.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no account, no environment
        raise UsageError.one("USAGE_NAMELESS") from None


def say_last(sentence: str) -> None:
    """Print the last sentence; to a terminal that is gone by now nothing need be said."""
    try:
        click.echo(sentence)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        # What is still waiting for that terminal would fail again when Python closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(data: object) -> None:
    """Print data as JSON."""
    click.echo(as_json_text(data))


def as_json_text(data: object) -> str:
    """Write data as JSON, readable and in UTF-8."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)


def save_text(text: str, output: Path | None) -> None:
    """Print the text, or write it to a file and say so; the folder is made when it is not there."""
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise DataError.one("DATA_CANNOT_WRITE", str(output), reason=error.strerror) from error
    click.echo(say("cli.written", path=output))


def with_version(spec: str, version: str) -> str:
    """Join an id and what `--version` says; refuse two versions, and one of a file."""
    if not version:
        return spec
    if "@" in spec or "." in spec:
        raise UsageError.one("USAGE_VERSION_TWICE", spec=spec, version=version)
    return f"{spec}@{version}"


def warn(doubts: Iterable[Problem]) -> None:
    """Say on the side what is doubtful about what is shown."""
    for one in doubts:
        click.echo(one.line(), err=True)


def words(text: str | None) -> tuple[str, ...]:
    """Split a comma-separated option."""
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())
