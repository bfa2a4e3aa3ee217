"""What a check finds: one line, and what to do."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe

SIGNS: Final = {True: "✓", False: "✗", None: "·"}
ASCII_SIGNS: Final = {True: "ok", False: "NO", None: "--"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the doctor."""

    what: str
    """One or two words: `object store`."""
    works: bool | None
    """None: it does not matter here, or cannot be told."""
    figure: str
    """What was found; safe."""
    advice: str = ""
    """What to do; empty where there is nothing to do."""

    def line(self, *, ascii_only: bool) -> str:
        """`✓ object store: first bytes after 34 ms`, then what to do."""
        sign = (ASCII_SIGNS if ascii_only else SIGNS)[self.works]
        dash = "--" if ascii_only else "—"
        advice = f" {dash} {self.advice}" if self.advice else ""
        return f"{sign} {self.what}: {self.figure}{advice}"


def good(what: str, figure: str, advice: str = "") -> Finding:
    """It works."""
    return Finding(what=what, works=True, figure=safe(figure), advice=safe(advice))


def bad(what: str, figure: str, advice: str) -> Finding:
    """It does not, and this is what to do."""
    return Finding(what=what, works=False, figure=safe(figure), advice=safe(advice))


def aside(what: str, figure: str, advice: str = "") -> Finding:
    """Neither."""
    return Finding(what=what, works=None, figure=safe(figure), advice=safe(advice))


def failed(what: str, error: Exception) -> Finding:
    """It does not, in the words of an error."""
    if isinstance(error, DandiTuiError):
        return bad(what, error.message.rstrip("."), error.hint.rstrip("."))
    words = getattr(error, "strerror", None) or type(error).__name__
    return bad(what, str(words), "the log says more")


class Watch:
    """How long something takes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._start_s = clock()

    @property
    def seconds(self) -> float:
        """Since it was made."""
        return self._clock() - self._start_s

    @property
    def words(self) -> str:
        """`34 ms`, `2.1 s`."""
        return milliseconds(self.seconds)


def milliseconds(seconds: float) -> str:
    """`34 ms`; from a second on `2.1 s`."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
