"""The way through the panes: from a dandiset to its files, to the objects of one, and back."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from msgspec import structs
from textual.content import Content

from dandi_tui import text
from dandi_tui.archive.base import Archive
from dandi_tui.archive.beside import files_beside, local_beside
from dandi_tui.archive.links import url_address
from dandi_tui.archive.local import local_address
from dandi_tui.archive.local_zarr import zarr_and_row
from dandi_tui.archive.locate import locate
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, Entry, Place, ZarrEntry
from dandi_tui.errors import NotFoundError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.requests import Beside, Draw
from dandi_tui.reader.base import Reader
from dandi_tui.ui import notes
from dandi_tui.ui.following import Following
from dandi_tui.ui.later_archive import is_local
from dandi_tui.ui.places import Spot, Trail
from dandi_tui.ui.siblings import in_its_folder
from dandi_tui.ui.widgets.asset_tree import AssetTree
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from dandi_tui.ui.widgets.object_tree import ObjectTree
from dandi_tui.ui.widgets.pane import Pane
from dandi_tui.ui.widgets.preview_pane import PreviewPane

SIBLINGS = {"previous_file": -1, "next_file": 1}
"""Verbs that lead to another file, and which."""

ROOT = NwbObject(path="/", kind="group")
"""The root of any file; its picture tells what the file is."""


class Journey:
    """Opens things in their panes and remembers where one was.

    Its awaitables raise `DandiTuiError`; cancelling one leaves the panes as far as they came.
    """

    def __init__(
        self,
        archive: Archive,
        dandisets: DandisetList,
        assets: AssetTree,
        objects: ObjectTree,
        preview: PreviewPane,
        reader: Reader,
        focus: Callable[[Pane], None],
    ) -> None:
        self._archive = archive
        self._focus = focus
        self.dandisets = dandisets
        self.assets = assets
        self.objects = objects
        self.preview = preview
        self.following = Following(archive, reader, assets)
        self.trail = Trail()
        preview.find_files = self.find_files
        self.fresh = False
        """A file was opened and its first object not yet left: what was opened is in view."""

    async def start(self, place: Place) -> None:
        """Go to what the command line named; nothing if it named nothing."""
        if place.local_path:
            await self._start_here(place.local_path)
        elif place.url:
            await self._start_at_url(place)
        elif place.identifier or place.asset_id:
            await self._start_there(place)
        if place.object_path not in ("", "/") and self.objects.source is not None:
            await self.open_object(self.objects.source, object_at(place.object_path))

    async def _start_at_url(self, place: Place) -> None:
        """A file by its URL; beside the files of its dandiset, if the link says of which it is."""
        if place.identifier:
            home = await locate(self._archive, replace(place, url="", path=""))
            self.open_version(home.identifier, home.version)
            await self.dandisets.reveal(home.identifier)
        spot = (
            Spot(self.trail.now.identifier, self.trail.now.version) if place.identifier else Spot()
        )
        self.open_source(replace(spot, source=url_address(place.url)))

    async def _start_here(self, path: str) -> None:
        """A local folder is a tree of files, a Zarr one of its keys; a local file is opened."""
        path = await asyncio.to_thread(os.path.abspath, path)
        if await asyncio.to_thread(os.path.isdir, path):
            zarr, row = zarr_and_row(path) or (path, "")
            self.open_version(zarr, "local")
            if row and await self.assets.reveal(row):
                self.assets.listing.action_unfold()
            return
        source = await asyncio.to_thread(local_address, Path(path))
        self.open_source(Spot(source=source))

    async def _start_there(self, place: Place) -> None:
        """A dandiset, one of its folders, or one of its files."""
        try:
            location = await locate(self._archive, place)
        except NotFoundError as error:
            if not place.path:
                raise
            nearest = await self._open_nearest(place)
            hint = f"{text.safe(nearest)} is what there is of it."
            raise NotFoundError(error.message, hint=hint) from error
        if location.identifier:
            self.open_version(location.identifier, location.version)
            await self.dandisets.reveal(location.identifier)
            if location.entry.path:
                await self.assets.reveal(location.entry.path)
        if isinstance(location.entry, AssetFolder):
            return
        await self.open_asset(location.identifier, location.version, location.entry)

    async def _open_nearest(self, place: Place) -> str:
        """Open the dandiset, and unfold down to what there is of a path; the name of that."""
        location = await locate(self._archive, replace(place, path=""))
        self.open_version(location.identifier, location.version)
        await self.dandisets.reveal(location.identifier)
        there = f"Dandiset {location.identifier}"
        for folder in accumulate(place.path.split("/"), "{}/{}".format):
            if not await self.assets.reveal(folder):
                break
            there = folder
        return there

    def version_of(self, dandiset: Dandiset) -> str:
        """The version that a row of the list stands for: the open one, else the newest, if any."""
        place = self.assets.place
        if place is not None and place[0] == dandiset.identifier:
            return place[1]
        return dandiset.version.version if dandiset.version else ""

    def open_dandiset(self, dandiset: Dandiset) -> None:
        """Show the files of a dandiset's newest version, or of the one that is open."""
        version = self.version_of(dandiset)
        if not version:
            raise NotFoundError(f"Dandiset {text.safe(dandiset.identifier)} has no version yet.")
        self.open_version(dandiset.identifier, version)

    def open_version(self, identifier: str, version: str) -> None:
        """Show the files of a version."""
        if self.assets.place != (identifier, version):
            self.assets.place = (identifier, version)
            self._close_file()
        self.trail.leave_for(Spot(identifier=identifier, version=version))
        self._focus(self.assets)

    def note_of(
        self, identifier: str, entry: Entry | ZarrEntry, *, unfolded: bool = False
    ) -> Content:
        """What there is to say of a row of the files."""
        if not isinstance(entry, Asset | AssetFolder):
            return notes.zarr_note(entry)
        if isinstance(entry, AssetFolder) or entry.may_hold_objects:
            return notes.entry_note(entry, unfolded=unfolded)
        url = entry.url if is_local(identifier) else self._archive.download_url(entry)
        return notes.foreign_note(entry, url)

    def _close_file(self) -> None:
        """The objects of a file of another dandiset are not those of a file of this one."""
        if self.objects.source is not None:
            self.objects.file_label = ""
            self.objects.source = None
            self.preview.show_note(Content(""))

    async def open_asset(self, identifier: str, version: str, asset: Asset) -> None:
        """Show the objects of a file; of one that has none, say what it is."""
        if not asset.may_hold_objects:
            self._focus(self.assets)
            self.preview.show_note(self.note_of(identifier, asset))
            return
        source = await self._archive.address(identifier, version, asset)
        self.open_source(Spot(identifier, version, asset, source))

    def open_source(self, spot: Spot) -> None:
        """Show the objects of an address, and its root in the preview."""
        if spot.source is None:
            return
        self.fresh = True
        if self.objects.source == spot.source:
            self.objects.go_to_root()
        else:
            self.objects.file_label = ""
            self.objects.source = spot.source
        self.trail.leave_for(spot)
        self._focus(self.objects)
        self.preview.show_object(spot.source, ROOT)

    async def open_object(self, source: Address, obj: NwbObject) -> None:
        """Show an object, in the tree too; the first row, which comes before, is not drawn."""
        if self.objects.source != source:
            self.open_source(Spot(source=source))
        self.note_object(obj)
        self._focus(self.objects)
        self.preview.show_object(source, obj)
        await self.objects.reveal(obj.path)

    async def open_object_as(self, request: Draw) -> None:
        """Show an object of the open file as a request says, in the tree too."""
        self.fresh = False
        obj = object_at(request.path)
        self.trail.leave_for(replace(self.trail.now, object_path=request.path))
        self.preview.show_as(request, obj)
        await self.objects.reveal(request.path)

    async def open_beside(self, verb: str, tell: Callable[[str], object]) -> None:
        """Show the previous or next file, at the same object and window of the same view.

        Args:
            verb: One of `SIBLINGS`.
            tell: Takes the sentence that there is none.
        """
        spot = await in_its_folder(self._archive, self.trail.now)
        if spot is not self.trail.now:
            self.trail.now, self.assets.place = spot, (spot.identifier, spot.version)
        request, step = self.preview.request, SIBLINGS[verb]
        if spot.asset is None or self.assets.place is None:
            tell("No other files are listed beside this one.")
            return
        asset = await self.assets.beside(spot.asset.path, step)
        if asset is None:
            tell(f"This is the {'last' if step > 0 else 'first'} file.")
            return
        source = await self._archive.address(*self.assets.place, asset)
        object_path = request.path if request else ""
        # What is not in this file may be in the next: no row takes its place by itself.
        self.fresh = True
        self.objects.file_label = ""
        self.objects.source = source
        there = Spot(spot.identifier, spot.version, asset, source, object_path)
        self.trail.leave_for(there)
        await self.assets.reveal(asset.path)
        if request is not None:
            self.preview.pins.carry_to(source)
            same = structs.replace(request, source=source, beside=None)
            self.preview.show_as(same, object_at(object_path))
            await self.objects.reveal(object_path)
        await self.following.after(asset, step)

    async def find_files(self, names: tuple[str, ...]) -> tuple[Beside, ...]:
        """The files that the open one names, in its dandiset or its folder."""
        spot = self.trail.now
        if spot.source is not None and spot.source.local_path:
            return await asyncio.to_thread(local_beside, Path(spot.source.local_path), names)
        if spot.asset is None:
            return ()
        where = (spot.identifier, spot.version, spot.asset.path)
        return await files_beside(self._archive, *where, names)

    def note_object(self, obj: NwbObject) -> None:
        """The object in view is where one is now; moving over objects is no leaving."""
        self.trail.now = replace(self.trail.now, object_path=obj.path)

    async def back(self) -> bool:
        """Go to the previous place; False if there is none."""
        spot = self.trail.before
        if spot is None:
            return False
        self.trail.leave_for(spot)
        if spot.identifier and self.assets.place != (spot.identifier, spot.version):
            self.assets.place = (spot.identifier, spot.version)
        if spot.asset is not None:
            await self.assets.reveal(spot.asset.path)
        if spot.source is None:
            self._close_file()
            self._focus(self.assets)
            return True
        if self.objects.source != spot.source:
            self.fresh = True
            self.objects.source = spot.source
        self._focus(self.objects)
        obj = object_at(spot.object_path)
        self.preview.show_object(spot.source, obj)
        if spot.object_path:
            await self.objects.reveal(spot.object_path)
        return True


def object_at(path: str) -> NwbObject:
    """An object of which only the path is known; the tree tells the rest when it gets there."""
    return NwbObject(path=path, kind="dataset") if path else ROOT
