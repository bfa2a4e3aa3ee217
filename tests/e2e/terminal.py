"""A command in a real pseudo-terminal, its screen kept by pyte."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte

KEYS = {
    "Enter": "\r",
    "Escape": "\x1b",
    "Tab": "\t",
    "Backspace": "\x7f",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Right": "\x1b[C",
    "Left": "\x1b[D",
    "C-c": "\x03",
    "C-d": "\x04",
    "C-p": "\x10",
    "C-u": "\x15",
}


class Terminal:
    """Runs `argv` under a pty of a given size; what it shows is `text`, a line per row."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int,
        rows: int,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.started = time.monotonic()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(argv[0], list(argv), _environment(env))
        self.exit_code: int | None = None

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def send(self, *keys: str) -> None:
        """Type keys: a name of `KEYS`, or text as it is."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())

    def read(self, seconds: float) -> bool:
        """Take what arrives within `seconds`; False at the end of the program."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            return False
        if data:
            self._stream.feed(data)
        return bool(data)

    def painted(
        self, seconds: float, *, columns: int | None = None, rows: int | None = None
    ) -> float | None:
        """When the output arrived that first changed the screen, its colours included.

        Args:
            seconds: To wait; None if nothing changed in them.
            columns: Look only at so many, from the left.
            rows: Look only at so many, from the top.
        """
        end = time.monotonic() + seconds
        before = self._cells(columns, rows)
        while (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select([self._fd], [], [], left)
            arrived = time.monotonic()
            if ready and not self.read(0):
                return None
            if self._cells(columns, rows) != before:
                return arrived
        return None

    def _cells(self, columns: int | None, rows: int | None) -> list[list[pyte.screens.Char]]:
        """A row each; of cells that were never written to, what they show."""
        screen = self.screen
        lines = [screen.buffer[row] for row in range(rows or screen.lines)]
        return [[line[column] for column in range(columns or screen.columns)] for line in lines]

    def wait_until(
        self, holds: Callable[[str], bool], what: str, *, seconds: float = 120.0
    ) -> float:
        """Wait until the screen's text satisfies `holds`; the seconds since the start."""
        end = time.monotonic() + seconds
        while not holds(self.text):
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not come within {seconds} s:\n{self.text}")
            if not self.read(0.02) and not holds(self.text):
                raise AssertionError(f"the program ended before {what}:\n{self.text}")
        return time.monotonic() - self.started

    def wait_for(self, *texts: str, seconds: float = 120.0) -> float:
        """Wait until all `texts` are on the screen."""
        return self.wait_until(
            lambda shown: all(text in shown for text in texts), repr(texts), seconds=seconds
        )

    def wait_exit(self, seconds: float = 120.0) -> int:
        """Wait for the end of the program; its exit code."""
        end = time.monotonic() + seconds
        while self.exit_code is None:
            if time.monotonic() > end:
                raise AssertionError(f"the program did not end within {seconds} s:\n{self.text}")
            self.read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)


def _environment(env: Mapping[str, str] | None) -> dict[str, str]:
    """A plain terminal of today: truecolour, UTF-8; no token, no colour switches of this shell."""
    base = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith("_API_KEY") and name not in {"NO_COLOR", "TMUX", "COLUMNS", "LINES"}
    }
    return {
        **base,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        **(env or {}),
    }
