"""Starts the embedded archive, with a progress bar while its files are written."""

import sys

from dandi_tui.demo.launch import RunningDemo, start_demo
from dandi_tui.settings import Settings
from dandi_tui.text import cut_end, safe

BAR_CELLS = 20


async def start(settings: Settings) -> RunningDemo:
    """The demo archive as a child; its first start writes its files, which takes a while."""
    bar = ProgressBar()
    try:
        return await start_demo(settings, bar.show)
    finally:
        bar.clear()


class ProgressBar:
    """One line on stderr, where that is a terminal."""

    def __init__(self) -> None:
        self._shown = False

    def show(self, done: int, total: int, what: str) -> None:
        """How far it is: files done, files in all, what is being written."""
        if not sys.stderr.isatty() or total <= 0:
            return
        self._shown = True
        filled = BAR_CELLS * min(done, total) // total
        bar = "█" * filled + "░" * (BAR_CELLS - filled)
        line = f"Writing the demo's files  {bar}  {done} of {total}  {cut_end(safe(what), 30)}"
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave no trace of it."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
