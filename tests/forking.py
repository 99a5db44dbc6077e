"""A program in a pseudo-terminal, forked from this process, which has everything loaded already.

Starting Python and loading what we need takes longer than most tests at a terminal do.
"""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tests.wizard.promises.forked import be_the_child

pexpect = pytest.importorskip("pexpect")


class Forking(pexpect.spawn):
    """Some work at a terminal of its own, for which no new Python is started."""

    def __init__(self, work, **options):
        self._work = work
        super().__init__(sys.executable, [], **options)

    def _spawnpty(self, _args, *, env, dimensions, cwd=None, **_rest):
        import pty

        from ptyprocess import PtyProcess

        pid, fd = pty.fork()
        if not pid:
            os.chdir(cwd or ".")
            os.environ.clear()
            os.environ.update(env)
            be_the_child(self._work, interrupted=signal.default_int_handler)
        forked = PtyProcess(pid, fd)
        forked.setwinsize(*dimensions)
        return forked
