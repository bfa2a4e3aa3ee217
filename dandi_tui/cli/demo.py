"""Starts the embedded archive, with a progress bar while its files are written."""

import shutil
import sys

from dandi_tui.demo import files
from dandi_tui.demo.launch import RunningDemo, start_demo
from dandi_tui.settings import Settings
from dandi_tui.text import cut_end, safe

BAR_CELLS = 20


class ProgressBar:
    """One line on stderr, where that is a terminal."""

    def __init__(self) -> None:
        self._shown = False

    def show(self, done: int, total: int, what: str) -> None:
        """How much is written, of how much, and what is being written."""
        if not sys.stderr.isatty() or total <= 0:
            return
        self._shown = True
        filled = BAR_CELLS * min(done, total) // total
        bar = "█" * filled + "░" * (BAR_CELLS - filled)
        part = f"{100 * min(done, total) // total:3} %"
        line = f"Writing the demo's files  {bar} {part}  {cut_end(safe(what), 30)}"
        # A line that wraps cannot be taken back.
        room = shutil.get_terminal_size().columns - 1
        print(f"\r\x1b[K{cut_end(line, room)}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave no trace of it."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def is_written(settings: Settings) -> bool:
    """Whether the demo's files are there, so that its start takes no time."""
    return files.is_written(settings.cache_dir / "demo")


async def start(settings: Settings, bar: ProgressBar | None = None) -> RunningDemo:
    """The demo archive as a child; its first start writes its files, which takes a while."""
    if bar is None:
        return await start_demo(settings)
    try:
        return await start_demo(settings, bar.show)
    finally:
        bar.clear()
