"""`dandi-tui [TARGET]`: starts the browser, and ends what it needs."""

import asyncio
import gc
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.calls import Calls
from dandi_tui.archive.model import Place
from dandi_tui.archive.target import parse_target
from dandi_tui.cli.output import shown_with
from dandi_tui.cli.place import for_place
from dandi_tui.errors import DandiTuiError
from dandi_tui.settings import Settings

if TYPE_CHECKING:
    from dandi_tui.demo.launch import RunningDemo


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    place = _named(args.target) if args.target else _first_place(args, settings)
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise DandiTuiError(
            "The browser needs a terminal.", hint="In a pipe, use ls, tree or show."
        )
    return asyncio.run(_browse(shown_with(for_place(settings, place)), place))


def _named(target: str) -> Place:
    """What was named; of a path that leads nowhere the shell is told, before the screen is taken.

    Raises:
        NotFoundError: There is no such file or folder here.
    """
    place = parse_target(target)
    if place.local_path and not os.path.isdir(place.local_path):
        # What lists local folders takes 5 ms, which the archive's list is spared.
        from dandi_tui.archive.local import local_address

        local_address(Path(place.local_path))
    return place


def _first_place(args: Namespace, settings: Settings) -> Place:
    """The list of dandisets, or where one was last, if that is wished."""
    if not (args.last or settings.restore):
        return Place()
    # 5 ms, which is spared whoever begins at the list.
    from dandi_tui.archive.memory import Memory, last_place

    kept = Memory(settings.places_file).read()
    return last_place(kept, demo=settings.demo, instance=args.instance or "")


async def _browse(settings: Settings, place: Place) -> int:
    # Textual and the screens take 0.2 s, which `ls`, `tree`, `show` and --help are spared.
    with loading():
        from dandi_tui.app import DandiTuiApp

    asyncio.get_running_loop().set_default_executor(Calls())
    connection = Connection(settings)
    try:
        await connection.write_demo()
        app = DandiTuiApp(settings, place, connection.open, elsewhere=connection.open_as)
        # Ended from elsewhere, it leaves the terminal as `q` would; the code is the shells'.
        for number in (signal.SIGINT, signal.SIGTERM):
            leave = partial(app.exit, return_code=128 + number)
            asyncio.get_running_loop().add_signal_handler(number, leave)
        await app.run_async()
        return app.return_code or 0
    finally:
        await connection.end()


@contextmanager
def loading() -> Iterator[None]:
    """Keep the collector off while modules load, and off them for ever.

    They are hundreds of thousands of objects that never go; to look through them all holds up the
    browser for 50 ms now and then.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class Connection:
    """Makes the archive when the browser first asks, behind its first frame."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._demo: RunningDemo | None = None

    async def write_demo(self) -> None:
        """The demo's first start takes a while, and is seen: it comes before the first frame."""
        if self._settings.demo and not self._settings.offline:
            from dandi_tui.cli import demo  # 6 ms, of which the real archive needs nothing

            if not demo.is_written(self._settings):
                self._demo = await demo.start(self._settings, demo.ProgressBar())

    async def open(self) -> Archive:
        """The archive that the settings name, or the demo."""
        return await self.open_as(self._settings)

    async def open_as(self, settings: Settings) -> Archive:
        """The archive that these settings name."""
        if settings.demo and self._demo is None and not settings.offline:
            from dandi_tui.cli import demo  # as above

            self._demo = await demo.start(settings)
        with loading():
            return await connect(
                settings, self._demo.api_url if self._demo and settings.demo else None
            )

    async def end(self) -> None:
        """End the demo, if it was started."""
        if self._demo:
            await self._demo.stop()
