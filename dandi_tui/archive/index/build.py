"""Builds the index, politely: few requests at once, only what changed, and it can be left off."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from dandi_tui.archive.base import Archive
from dandi_tui.archive.index.index import Index
from dandi_tui.archive.model import Dandiset
from dandi_tui.archive.paths import version_path
from dandi_tui.errors import AccessError, ConnectionFailedError, DandiTuiError, NotFoundError
from dandi_tui.text import safe

log = logging.getLogger(__name__)

AT_ONCE: Final = 4
"""Requests; as many as the archive's transport has connections."""
WAIT_S: Final = 2.0
"""Between looks at what another process has built."""

Report = Callable[[], None]
Quiet = Callable[[], Awaitable[None]]


async def _no_wait() -> None:
    """Nobody minds."""


class Build:
    """Brings the index to what the archive lists: each record is kept by itself.

    Stopped in the middle, by a cancel or a kill, the next one goes on where it was.

    Args:
        archive: Who is asked for the metadata of newest versions.
        index: An open one.
        report: Called whenever the index's state has changed.
        quiet: Awaited before each request: returns when nothing more urgent goes on.
        at_once: Requests at a time; fewer than `AT_ONCE` leave connections for others.
    """

    def __init__(
        self,
        archive: Archive,
        index: Index,
        *,
        report: Report = lambda: None,
        quiet: Quiet = _no_wait,
        at_once: int = AT_ONCE,
    ) -> None:
        self._archive = archive
        self._index = index
        self._report = report
        self._quiet = quiet
        self._at_once = min(at_once, AT_ONCE)
        self._left: list[Dandiset] = []
        self._is_full = False

    async def run(self, dandisets: Iterable[Dandiset]) -> bool:
        """Ask for all that is missing; whether the index is whole then.

        While another process builds it, wait for that, and take over if it leaves off. Raises
        `ConnectionFailedError` when the archive cannot be reached.
        """
        listed = list(dandisets)
        missing = await self._index.missing(listed)
        if missing is None:
            return False
        self._tell("building", n_all=len(listed))
        while missing and not await self._index.claim():
            self._tell("waiting")
            await asyncio.sleep(WAIT_S)
            missing = await self._index.missing(listed)
        # Another process may have kept some between the last look and the claim.
        missing = await self._index.missing(listed) if missing else missing
        if missing is None:
            return False
        return await self._ask_for_all(missing)

    async def _ask_for_all(self, missing: list[Dandiset]) -> bool:
        self._left = missing[::-1]
        whole = False
        try:
            await self._together()
            whole = not self._left and not self._is_full
        except BaseException:
            self._tell("ready")
            raise
        finally:
            # Also when this is cancelled: others need not wait for the claim to run out.
            await self._index.release(whole=whole)
        self._tell("full" if self._is_full else "ready")
        return whole

    async def _together(self) -> None:
        n = min(self._at_once, len(self._left))
        tasks = [asyncio.ensure_future(self._work()) for _ in range(n)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self) -> None:
        """One after the other, as long as there are some."""
        while self._left and not self._is_full:
            await self._quiet()
            if not self._left:
                return
            one = self._left.pop()
            document = await self._ask(one)
            # The claim is renewed with each record, so that it outlives no process for long.
            if not await self._index.put(one, document) or not await self._index.claim():
                self._is_full = self._index.state.phase != "broken"
            self._report()

    async def _ask(self, one: Dandiset) -> object:
        """The metadata; what the archive has not, or does not show, counts as empty."""
        version = one.version
        if version is None:
            return {}
        place, what = f"{one.identifier}@{version.version}", "metadata"
        try:
            path = f"{version_path(one.identifier, version.version)}/"
            return await self._archive.document(path, {}, what=f"{what} of {safe(place)}")
        except (NotFoundError, AccessError) as error:
            log.info("%s is indexed by its row alone: %s", safe(place), error.message)
        except ConnectionFailedError:
            self._left.append(one)
            raise
        except DandiTuiError as error:
            log.warning("%s is indexed by its row alone: %s", safe(place), error.message)
        return {}

    def _tell(self, phase: str, **changes: object) -> None:
        self._index.tell(phase=phase, **changes)
        self._report()
