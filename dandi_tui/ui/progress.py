"""How far a read is, in words: while it goes on, when it was stopped, when it failed."""

import time
from typing import Final

from textual.content import Content

from dandi_tui import text
from dandi_tui.protocol.messages import Progress
from dandi_tui.protocol.pictures import Stats
from dandi_tui.ui.captions import progress_row, progress_words, styled

NARROWEST: Final = 56
"""Cells of the progress row in the middle of the preview."""


class Reading:
    """One read, from its start on."""

    def __init__(self) -> None:
        self._started_s = time.monotonic()
        self.stats = Stats()
        """What it has cost so far."""
        self.done = 0
        self.total = 0
        self.silent_s = 0.0
        self.over = False
        """Answered, failed or stopped: a timer or message that comes late must not tell of it."""

    def take(self, progress: Progress) -> None:
        """Note how far it is; where all came that was asked for, the whole is not known yet."""
        self.stats = progress.stats
        self.done = progress.done_bytes or progress.stats.bytes
        self.total = progress.total_bytes if progress.total_bytes > self.done else 0
        self.silent_s = progress.silent_s

    def row(self, width: int) -> Content:
        """The row that tells of it."""
        seconds = time.monotonic() - self._started_s
        return progress_row(self.done, self.total, seconds, width, self.silent_s)

    def opening(self, name: str, width: int) -> Content:
        """What is opened and how far that is, for the middle of an empty preview."""
        room = min(width, NARROWEST)
        first = styled(f"Opening {text.cut_middle(text.safe(name), room - 8)}".center(room))
        return Content("\n").join([first, Content(""), self.row(room)])

    def halted(self, name: str, width: int, *, is_read: bool) -> Content:
        """What was not opened, and how far that had come, for the same place.

        Before anything was read of a file, it is the way to it that was stopped.
        """
        room = min(width, NARROWEST)
        first = styled(text.cut_middle(text.safe(name), room).center(room))
        again = styled("Stopped. r tries again.".center(room), "warning")
        return Content("\n").join([first, Content(""), self.stopped if is_read else again])

    @property
    def stopped(self) -> Content:
        """`Stopped at 1.2 of 3.0 MB. Enter reads the rest.`"""
        at = f" at {self._amount}" if self.done else ""
        return styled(f"Stopped{at}. Enter reads the rest.", "warning")

    @property
    def kept(self) -> str:
        """`2.1 of 3.1 MB arrived and are kept.`"""
        return f"{self._amount} arrived and are kept." if self.done else ""

    @property
    def _amount(self) -> str:
        return progress_words(self.done, self.total, 0)[0]
