"""A disk of 1 MB of its own, to fill and to make read-only."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

LINUX_ROOT = sys.platform == "linux" and os.geteuid() == 0


@contextmanager
def mounted(folder):
    """Mount a small disk at a folder; skip the test where that is not allowed."""
    if not LINUX_ROOT:
        pytest.skip("mounting a small disk takes root on Linux")
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this container may not mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(folder, how):
    """Make the disk read-only ("ro") or writable again ("rw")."""
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def fill(folder):
    """Fill the disk to its last byte and return the file that does it."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return ballast
