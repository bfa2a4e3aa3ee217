"""The index of one archive, for whoever awaits: all SQLite work is on one thread of its own.

It never fails: where the file cannot be used, it is empty (`state.phase` is `broken`), and who
searches falls back to what is loaded.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from dandi_tui.archive.index.query import Found, Query, State
from dandi_tui.archive.model import Dandiset
from dandi_tui.archive.threads import Threads
from dandi_tui.errors import DandiTuiError
from dandi_tui.settings import Settings

if TYPE_CHECKING:
    from dandi_tui.archive.index.holder import Holder

log = logging.getLogger(__name__)

T = TypeVar("T")

CLOSE_S: Final = 0.5
"""So long quitting waits for the file at most."""


class Index:
    """Opened by its first use. Nothing is imported, read or started before.

    Args:
        settings: Where it lies, how large it may be, and whether embargoed metadata may be kept.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._threads = Threads(1, "index")
        self._lock = threading.Lock()
        self._opening = asyncio.Lock()
        self._holder: Holder | None = None
        self._is_closed = False
        self.state = State()
        """How much it holds; changes while it is built."""
        self.version = 0
        """Changes with every record."""

    @property
    def wanted(self) -> bool:
        """Whether the settings want one at all."""
        return self._settings.index_bytes > 0

    @property
    def usable(self) -> bool:
        """Whether it holds something that can be searched."""
        return self.state.n_kept > 0 and self.state.phase not in ("closed", "broken")

    async def open(self, host: str) -> None:
        """Open the index of the archive at `host`; what that needs is loaded on the thread."""
        async with self._opening:
            await self._open(host)

    async def _open(self, host: str) -> None:
        if not self.wanted or self._holder is not None or self._is_closed:
            return

        def make() -> "Holder":
            # sqlite3 and all that is built on it: 5 ms that the first frame is spared.
            from dandi_tui.archive.index.holder import Holder

            return Holder(self._settings, host)

        holder = await self._run(make)
        if holder is None:
            self.state = replace(self.state, phase="broken")
            return
        self._holder = holder
        await self.refresh()

    async def refresh(self) -> None:
        """Take notice of what was written, also by other processes."""
        await self._call(lambda holder: holder.refresh())

    async def search(self, query: Query) -> Found | None:
        """What the query finds; None where there is no index that could be searched."""
        return await self._call(lambda holder: holder.search(query))

    async def document(self, identifier: str, version: str) -> tuple[object, float] | None:
        """The metadata of a version as they came, and when (seconds since the epoch).

        Only of newest versions; None where nothing is kept.
        """
        return await self._call(lambda holder: holder.document(identifier, version))

    async def missing(self, dandisets: Iterable[Dandiset]) -> list[Dandiset] | None:
        """Those that are not kept as they are now; what is kept of others is dropped.

        Args:
            dandisets: All that the archive lists; embargoed ones are only kept where they may be.
        """
        listed = list(dandisets)
        return await self._call(lambda holder: holder.missing(listed))

    async def put(self, dandiset: Dandiset, document: object) -> bool:
        """Keep what the archive says of a dandiset; False if it cannot be kept."""
        # On the thread as well: the longest documents take some milliseconds.
        return bool(await self._call(lambda holder: holder.put(dandiset, document)))

    async def claim(self) -> bool:
        """Whether this process builds the index; else another one does."""
        return bool(await self._call(lambda holder: holder.claim()))

    async def release(self, *, whole: bool) -> None:
        """Let another process build it; whole: note the date."""
        await self._call(lambda holder: holder.release(whole=whole))

    def tell(self, **changes: object) -> None:
        """Change the state: the phase, or how many there are in all."""
        if self.state.phase != "broken":
            self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    async def close(self) -> None:
        """End the thread; the file is closed first, if that does not take long.

        Whoever asks from now on is told at once that there is no index.
        """
        self._is_closed = True
        with suppress(TimeoutError):
            # Another process may hold the file; what is left open the system closes as well.
            async with asyncio.timeout(CLOSE_S), self._opening:
                await self._call(lambda holder: holder.close())
        self._holder = None
        self._threads.close()

    async def _call(self, call: "Callable[[Holder], T]") -> T | None:
        """What `call` returns, or None where there is no index."""
        holder = self._holder
        if holder is None:
            return None
        answer = await self._run(lambda: call(holder))
        self.version = holder.version
        phase = "broken" if holder.is_broken else self.state.phase
        if phase == "closed":
            phase = "ready"
        self.state = replace(self.state, phase=phase, n_kept=holder.n_kept, built=holder.built)
        return answer

    async def _run(self, call: Callable[[], T]) -> T | None:
        """Run it on the thread. Cancelling the await does not hurry what has begun, since the
        thread is the only one that may use the file; what has not begun is left out."""
        left = threading.Event()

        def guarded(_stop: threading.Event) -> T | None:
            with self._lock:
                return None if left.is_set() else _tried(call)

        job = asyncio.ensure_future(self._threads.run(guarded))
        try:
            return await asyncio.shield(job)
        except DandiTuiError as error:  # It was closed, or the system has no thread for it.
            log.warning("the index cannot be used: %s", error.message)
            return None
        except asyncio.CancelledError:
            left.set()
            raise


def _tried(call: Callable[[], T]) -> T | None:
    """What `call` returns; None, and a line in the log, where the disk or SQLite fails."""
    # Loaded when the thread runs first, as above.
    import sqlite3

    try:
        return call()
    except (sqlite3.Error, OSError) as error:
        log.warning("the index cannot be used: %s", error)
        return None
