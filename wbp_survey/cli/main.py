"""The command `wbp`: one lazy table of commands and one error boundary."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys
import tempfile
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click

from wbp_survey import __version__
from wbp_survey.cli.options import help_line
from wbp_survey.errors import WbpError
from wbp_survey.texts import say

# name -> "module:function"; the help line of a command is catalogue text `cli.help.<name>`.
COMMANDS: dict[str, str] = {
    "init": "wbp_survey.cli.study:init",
    "demo": "wbp_survey.cli.demo:demo",
    "instrument list": "wbp_survey.cli.instrument:list_",
    "instrument show": "wbp_survey.cli.instrument:show",
    "instrument check": "wbp_survey.cli.instrument:check",
    "instrument routes": "wbp_survey.cli.routes:routes",
    "instrument publish": "wbp_survey.cli.versions:publish",
    "instrument retire": "wbp_survey.cli.versions:retire",
    "instrument diff": "wbp_survey.cli.versions:diff",
    "instrument crosswalk": "wbp_survey.cli.versions:crosswalk",
    "instrument codebook": "wbp_survey.cli.codebook:codebook",
    "instrument paper": "wbp_survey.cli.paper:paper",
    "instrument schema": "wbp_survey.cli.schema:schema",
    "instrument import": "wbp_survey.cli.foreign:import_",
    "instrument export": "wbp_survey.cli.foreign:export",
    "record": "wbp_survey.cli.record:record",
    "session list": "wbp_survey.cli.session:list_",
    "session show": "wbp_survey.cli.session:show",
    "session restore": "wbp_survey.cli.rescue:restore",
    "session feedback": "wbp_survey.cli.feedback:feedback_",
    "session verify": "wbp_survey.cli.session:verify",
    "session enter-again": "wbp_survey.cli.entries:enter_again_",
    "session copy": "wbp_survey.cli.pairing:copy",
    "session pair": "wbp_survey.cli.pairing:pair",
    "session unpair": "wbp_survey.cli.pairing:unpair",
    "session agreement": "wbp_survey.cli.entries:agreement",
    "session review": "wbp_survey.cli.after:review",
    "session correct": "wbp_survey.cli.after:correct_",
    "session close": "wbp_survey.cli.after:close",
    "session reopen": "wbp_survey.cli.after:reopen",
    "session withdraw": "wbp_survey.cli.withdraw:withdraw_",
    "session check": "wbp_survey.cli.withdraw:check",
    "session query ask": "wbp_survey.cli.queries:ask",
    "session query list": "wbp_survey.cli.queries:list_",
    "session query answer": "wbp_survey.cli.queries:answer",
    "session query close": "wbp_survey.cli.queries:close",
    "data import": "wbp_survey.cli.data:import_",
    "data export": "wbp_survey.cli.data:export",
    "data check": "wbp_survey.cli.findings:check",
    "compare": "wbp_survey.cli.compare:compare",
    "model": "wbp_survey.cli.model:model",
    "agreement": "wbp_survey.cli.agreement:agreement",
    "reliability": "wbp_survey.cli.reliability:reliability",
    "report": "wbp_survey.cli.report:report",
    "verify": "wbp_survey.cli.verify:verify",
}

BUG, INTERRUPTED, USAGE = 3, 130, 2
_OUTPUT_FAULTS = (errno.ENOSPC, errno.EIO, errno.EBADF)
_SELDOM = 500_000
"""New objects before Python looks for garbage. By default it does at every 700, which took a tenth
of the time of a short command and found nothing."""


@dataclass(frozen=True)
class _Table:
    """The part of the command table under one prefix."""

    prefix: str = ""
    names: tuple[str, ...] = field(default_factory=tuple)


def _table(prefix: str) -> _Table:
    words = len(prefix.split())
    names = dict.fromkeys(
        name.split()[words] for name in COMMANDS if name.split()[:words] == prefix.split()
    )
    return _Table(prefix, tuple(names))


class LazyGroup(click.Group):
    """A group that lists its commands from the table and imports one only when it is run."""

    def __init__(self, prefix: str = "", **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]
        self.table = _table(prefix)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(self.table.names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command, or open one sub-table."""
        full = f"{self.table.prefix} {cmd_name}".strip()
        if cmd_name not in self.table.names:
            return None
        if full not in COMMANDS:
            return LazyGroup(full, name=cmd_name, help=help_line(full))
        module, _, function = COMMANDS[full].partition(":")
        command: click.Command = getattr(importlib.import_module(module), function)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Print names and help lines without importing a command."""
        rows = [
            (name, help_line(f"{self.table.prefix} {name}".strip())) for name in self.table.names
        ]
        with formatter.section(say("cli.commands")):
            formatter.write_dl(rows)


def application() -> LazyGroup:
    """Build the root command."""
    root = LazyGroup("", name="wbp", help=say("cli.about"))
    version = click.version_option(
        __version__, "--version", prog_name="wbp", message="%(prog)s %(version)s"
    )
    return version(root)


def main(arguments: list[str] | None = None) -> int:
    """Run one command line and return its exit code: 0, 1, 2, 3 or 130."""
    _use_utf8()
    try:
        outcome = application().main(args=arguments, prog_name="wbp", standalone_mode=False)
    except WbpError as error:
        return _report(error)
    except click.ClickException as error:
        _show_usage(error)
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo(say("cli.interrupted"), err=True)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away, as `head` does; nothing to tell
        return 0
    except Exception as error:  # noqa: BLE001 - this is the one place that catches everything
        return _unexpected(error)
    return outcome if isinstance(outcome, int) else 0


def run() -> None:
    """Run the command line of this process and leave with its exit code."""
    gc.set_threshold(_SELDOM)
    code = main()
    gc.freeze()  # on the way out everything is given back at once: no looking through it first
    sys.exit(code)


def _show_usage(error: click.ClickException) -> None:
    """Show the whole help when nothing was asked, else one line."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
    else:
        click.echo(_usage(error), err=True)


def _usage(error: click.ClickException) -> str:
    """Say in one line what is wrong with the command line and where to look."""
    context = getattr(error, "ctx", None)
    where = context.command_path if context else "wbp"
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ()) or "-"
        cause = say("cli.usage.option", None, option=error.option_name, near=near)
    elif isinstance(error, click.MissingParameter):
        cause = say("cli.usage.missing", None, name=_named(error.param))
    elif isinstance(error, click.BadParameter):
        cause = _unfit(error.param)
    else:
        cause = say("cli.usage.command")
    return f"{cause} {say('cli.usage.help', None, command=where)}"


def _unfit(parameter: click.Parameter | None) -> str:
    """Say that a value does not fit, and what would when that is a short list."""
    name = _named(parameter)
    if parameter is None or not isinstance(parameter.type, click.Choice):
        return say("cli.usage.value", None, name=name)
    key = "choice_argument" if isinstance(parameter, click.Argument) else "choice"
    choices = ", ".join(map(str, parameter.type.choices))
    return say(f"cli.usage.{key}", None, name=name, choices=choices)


def _named(parameter: click.Parameter | None) -> str:
    """Name an option or argument as the help does."""
    if isinstance(parameter, click.Argument):
        return parameter.human_readable_name
    return parameter.opts[-1] if parameter and parameter.opts else "?"


def _report(error: WbpError) -> int:
    for problem in error.problems:
        click.echo(problem.line(), err=True)
    return error.exit_code


def _unexpected(error: Exception) -> int:
    """Tell a full or closed output from a mistake of ours."""
    if not isinstance(error, OSError) or error.errno not in _OUTPUT_FAULTS:
        return _our_bug()
    with suppress(OSError):
        click.echo(say("cli.output_failed"), err=True)
    # What is still waiting for that output would fail again when Python closes it.
    _write_nowhere()
    return WbpError.exit_code


def _write_nowhere() -> None:
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def _our_bug() -> int:
    """Write where it went wrong to a file of its own: places and kinds, never a message or a value.

    Messages of libraries quote data; a log must not hold what people said.
    """
    kind, _, trace = sys.exc_info()
    frames = traceback.extract_tb(trace)
    lines = [f"{datetime.now(UTC).isoformat()} wbp {__version__} Python {sys.version.split()[0]}"]
    lines += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    lines += [kind.__name__ if kind else "?"]
    log = Path(tempfile.gettempdir()) / f"wbp-{os.getpid()}.log"
    try:
        log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        click.echo("\n".join(lines), err=True)
    click.echo(say("cli.our_bug", log=log), err=True)
    return BUG


def _use_utf8() -> None:
    """Write UTF-8 to files and pipes; on an old console what its code page lacks becomes a `?`.

    An output that was closed beforehand is none at all.
    """
    if sys.stdout is None:
        _write_nowhere()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
