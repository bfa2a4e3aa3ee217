"""Has the reader begin with a file before it is opened: then its objects are there at once."""

import contextlib
from typing import Final

from textual.timer import Timer

from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, Entry, ZarrEntry
from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.requests import Prepare
from dandi_tui.reader.base import Reader
from dandi_tui.ui.widgets.asset_tree import AssetTree

FOLLOW_S: Final = 0.3
"""So long the cursor stays on a file that will probably be opened."""


class Following:
    """What follows: the file under the cursor, or the next one in the way of `(` and `)`."""

    def __init__(self, archive: Archive, reader: Reader, assets: AssetTree) -> None:
        self._archive = archive
        self._reader = reader
        self._assets = assets
        self._timer: Timer | None = None

    def rest_on(self, identifier: str, version: str, entry: Entry | ZarrEntry) -> None:
        """The cursor came to rest on a row; what it was on before does not follow any more."""
        if self._timer is not None:
            self._timer.stop()
        if isinstance(entry, Asset) and entry.may_hold_objects:
            self._timer = self._assets.set_timer(
                FOLLOW_S, lambda: self._begin(identifier, version, entry)
            )

    async def after(self, asset: Asset, step: int) -> None:
        """Who went to a file goes on in the same direction."""
        following = await self._assets.beside(asset.path, step)
        if following is not None and self._assets.place is not None:
            await self._prepare(*self._assets.place, following)

    def _begin(self, identifier: str, version: str, asset: Asset) -> None:
        work = self._prepare(identifier, version, asset)
        self._assets.run_worker(work, group="ahead", exclusive=True)

    async def _prepare(self, identifier: str, version: str, asset: Asset) -> None:
        """Nobody asked for it, so its failure is told when the file is opened."""
        with contextlib.suppress(DandiTuiError):
            address = await self._archive.address(identifier, version, asset)
            await self._reader.ask(Prepare(source=address))
