"""The order in which the files stand; dates are asked for when they are first needed."""

import asyncio
from collections.abc import AsyncIterator, Iterable

from dandi_tui.archive.base import Archive
from dandi_tui.archive.dates import Dates, dates_in, local_dates
from dandi_tui.archive.model import Asset
from dandi_tui.ui.later_archive import is_local
from dandi_tui.ui.widgets.asset_rows import ORDERS, Faces, Order, in_order
from dandi_tui.ui.widgets.filter import Selection
from dandi_tui.ui.widgets.rows import ROOT, Row, TreeRows


class Sorting:
    """Which order is chosen, and what it needs to know.

    Args:
        archive: Who is asked for dates.
        faces: Shows the dates; they are kept there.
    """

    def __init__(self, archive: Archive, faces: Faces) -> None:
        self._archive = archive
        self._faces = faces
        self._at = 0
        self._dated: set[str] = set()

    @property
    def order(self) -> Order:
        """The one in force."""
        return ORDERS[self._at]

    def next(self) -> None:
        """Choose the next one."""
        self._at = (self._at + 1) % len(ORDERS)
        self._faces.by_date = self.order == "date"

    def forget(self) -> None:
        """Other files come: their dates are not known."""
        self._dated.clear()
        self._faces.dates.clear()

    def sort(self, rows: Iterable[Row]) -> list[Row]:
        """Siblings in the order that is chosen."""
        return in_order(rows, self.order, self._faces.dates)

    async def sort_all(
        self, model: TreeRows, place: tuple[str, str], found: Selection | None
    ) -> AsyncIterator[None]:
        """Sort all that is loaded, folder by folder, and yield when some of it can be shown.

        Args:
            model: The rows.
            place: Identifier and version.
            found: What stands in place of the rows.

        Raises:
            DandiTuiError: The dates did not arrive.
        """
        for parent in model.parents:
            model.put_quietly(parent, self.sort(model.children(parent)))
            await asyncio.sleep(0)
        if found is not None:
            found.tree.put(ROOT, self.sort(found.tree.children(ROOT)))
        model.flatten()
        yield
        for parent in model.parents if self.order == "date" else ():
            files = [row.item for row in model.children(parent) if isinstance(row.item, Asset)]
            if parent in self._dated or not files:
                continue
            async for dates in self._dates(place, parent, files):
                self._faces.dates.update(dates)
                yield
            self._dated.add(parent)
            model.put(parent, self.sort(model.children(parent)))
            yield

    async def _dates(
        self, place: tuple[str, str], folder: str, files: list[Asset]
    ) -> AsyncIterator[Dates]:
        if is_local(place[0]):
            yield await local_dates(files)
            return
        async for dates in dates_in(self._archive, *place, folder):
            yield dates
