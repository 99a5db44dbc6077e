"""Work in a pseudo-terminal of its own, in a fork of this process: hundreds of them in a minute."""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import time
import traceback
from contextlib import suppress

import pytest
from prompt_toolkit import shortcuts  # noqa: F401 - here, or in every child anew

pyte = pytest.importorskip("pyte")

ESC, ENTER, CTRL_C, CTRL_D = "\x1b", "\r", "\x03", "\x04"
_LONGEST = 20


class Forked:
    """A function at a real terminal, and what its screen shows."""

    def __init__(self, work, size=(24, 80)):
        import fcntl
        import pty
        import struct
        import termios

        self.status = None
        self.printed = b""
        self.pid, self.fd = pty.fork()
        if not self.pid:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            be_the_child(work)
        self.paper = pyte.Screen(size[1], size[0])
        self.stream = pyte.ByteStream(self.paper)

    def read(self, seconds=0.005, most=65536):
        """Take in what comes within a moment; tell whether something did."""
        if self.fd is None or not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            came = os.read(self.fd, most)
        except OSError:  # the other side has ended
            came = b""
        self.printed += came
        self.stream.feed(came)
        return bool(came)

    def screen(self):
        while self.read():
            pass
        return "\n".join(line.rstrip() for line in self.paper.display)

    def see(self, *texts):
        """Wait until the screen shows all of these, and return it."""
        end = time.monotonic() + _LONGEST
        while not all(text in (shown := self.screen()) for text in texts):
            assert time.monotonic() < end, f"never saw {texts!r}:\n{shown}"
        return shown

    def press(self, *keys):
        """Press keys, taking in meanwhile what is printed: a full pipe would stop both sides."""
        end = time.monotonic() + _LONGEST
        for key in keys:
            rest = key.encode()
            while rest:
                assert time.monotonic() < end, f"nobody reads {key[:20]!r}"
                self.read(0)
                if select.select([], [self.fd], [], 0.1)[1]:
                    rest = rest[os.write(self.fd, rest[:512]) :]

    def resize(self, rows, columns):
        import fcntl
        import struct
        import termios

        self.paper.resize(rows, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def kill(self, number=signal.SIGKILL):
        os.kill(self.pid, number)

    def hang_up(self):
        """Take the terminal away, as a lost connection does."""
        os.close(self.fd)
        self.fd = None

    def end(self):
        """Wait for the end and return the exit code, or minus the signal that ended it."""
        end = time.monotonic() + _LONGEST
        while self.status is None:
            self.read()
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.status = os.waitstatus_to_exitcode(status)
            if time.monotonic() > end:
                self.kill()
            assert time.monotonic() < end + 5, "never ended"
        while self.read():
            pass
        if self.fd is not None:
            self.hang_up()
        return self.status

    def close(self):
        """End it by force, if it has not ended yet."""
        if self.status is None:
            with suppress(ProcessLookupError):
                self.kill()
            self.end()


def be_the_child(work, interrupted=signal.SIG_DFL):
    """Be the child: work at the new terminal, and leave without a trace of the parent."""
    code = 99
    gc.freeze()  # looking through what the parent holds would copy all of it
    try:
        signal.signal(signal.SIGINT, interrupted)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        os.environ["TERM"] = "xterm-256color"
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        code = work() or 0
        sys.stdout.flush()
    except SystemExit as left:
        code = left.code or 0
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - the parent must not go on twice, whatever it is
        traceback.print_exc()
    finally:
        os._exit(code)
