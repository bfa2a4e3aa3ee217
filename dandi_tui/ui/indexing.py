"""Builds the index of an archive behind a browser that is in use, and says how far it is."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from dandi_tui.archive.base import Archive
from dandi_tui.archive.index.index import Index
from dandi_tui.archive.model import Dandiset
from dandi_tui.errors import DandiTuiError

log = logging.getLogger(__name__)

START_S: Final = 2.0
"""The list is there, and a person looks at it: what was opened goes first."""
AT_ONCE: Final = 2
"""Requests: half of the archive's connections stay free for the user."""
QUIET_S: Final = 1.5
"""So long after a key that searches nothing is asked for."""


class Indexing:
    """The index as a list uses it: opened, built when nobody types, told of.

    Args:
        archive: Whose dandisets.
        index: Its index.
        report: Called when the index's state or content has changed.
    """

    def __init__(self, archive: Archive, index: Index, report: Callable[[], None]) -> None:
        self._archive = archive
        self._index = index
        self._report = report
        self._typed_s = -QUIET_S

    def typed(self) -> None:
        """A key was pressed that searches."""
        self._typed_s = asyncio.get_running_loop().time()

    async def open(self) -> None:
        """Open the index of the archive, once it is known which that is; it may be empty."""
        host = getattr(self._archive, "host", "")
        if host:
            await self._index.open(host)
            self._report()

    async def build(self, dandisets: Sequence[Dandiset]) -> None:
        """Ask for what is missing or has changed. What fails is logged, and left for next time."""
        await asyncio.sleep(START_S)
        await self.open()
        if self._index.state.phase in ("closed", "broken"):
            return
        # 5 ms that the first frame is spared.
        from dandi_tui.archive.index.build import Build

        build = Build(
            self._archive, self._index, report=self._report, quiet=self._quiet, at_once=AT_ONCE
        )
        try:
            await build.run(dandisets)
        except DandiTuiError as error:
            log.warning("the index is left as it is: %s", error.message)
        self._report()

    async def _quiet(self) -> None:
        """Wait until nobody has typed for a while."""
        left_s = self._typed_s + QUIET_S - asyncio.get_running_loop().time()
        if left_s > 0:
            await asyncio.sleep(left_s)
            await self._quiet()
