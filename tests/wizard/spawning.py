"""The driver in a pseudo-terminal.

It is forked from this process; who sets something in the environment gets a Python of its own,
since some of that is read when Python starts.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.forking import Forking
from tests.wizard import driver

pexpect = pytest.importorskip("pexpect")

DRIVER = str(Path(__file__).with_name("driver.py"))


def spawned(file, name, *flags, size=(24, 80), encoding=None, **environment):
    """Run the driver over a journal; with an environment of its own in a process of its own."""
    words = [str(file), name, *flags]
    options = {
        "dimensions": size,
        "encoding": encoding,
        "timeout": 20,
        "env": {**os.environ, "TERM": "xterm-256color", **environment},
    }
    if environment:
        child = pexpect.spawn(sys.executable, [DRIVER, *words], **options)
    else:
        child = Forking(lambda: driver.main(*words), **options)
    child.delaybeforesend = None
    return child
