"""Run `wbp` as a user does, in this process or in one of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wbp_survey.cli.main import main

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Done:
    """How a command ended: exit code, what it printed, and what it complained of."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[str]:
        """The codes in brackets, one per line of complaint."""
        return [line.rpartition("[")[2].rstrip("]") for line in self.err.splitlines()]


def wbp(capsys, *arguments) -> Done:
    """Run one command line in this process."""
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return Done(code, printed.out, printed.err)


def wbp_apart(*arguments, before: Sequence[str] = (), **options) -> Done:
    """Run one command line in a process of its own, with a command before it if need be."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*before, sys.executable, "-m", "wbp_survey", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
        timeout=120,
        **options,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def refused(done: Done, *codes: str) -> None:
    """Check that it ended as a mistake of the user should: code 1, one line each, no traceback."""
    assert done.code == 1, done
    assert done.problems == list(codes), done.err
    assert "Traceback" not in done.out + done.err
    assert not re.search(r"\{\w*\}", done.err), "a blank that nobody filled in"
