"""`dandi-tui ls [TARGET]`: the dandisets, or one folder of a dandiset's assets."""

import asyncio
import os
from argparse import Namespace
from pathlib import Path

from dandi_tui import text
from dandi_tui.archive.local import LocalArchive, local_asset
from dandi_tui.archive.locate import locate
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, Entry, Place
from dandi_tui.archive.target import parse_target
from dandi_tui.archive.zarr import split_zarr_path
from dandi_tui.cli.ls_zarr import list_local_zarr, list_zarr
from dandi_tui.cli.output import notice, print_json, table
from dandi_tui.cli.session import Session, session
from dandi_tui.settings import Settings
from dandi_tui.text import safe


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    place = parse_target(args.target)
    asyncio.run(_ls(args, settings, place))
    return 0


async def _ls(args: Namespace, settings: Settings, place: Place) -> None:
    async with session(args, settings, place) as one:
        if place == Place(instance=place.instance):
            await _list_dandisets(one, as_json=args.json)
        elif place.url:
            _print_entries([_file_at(place.url)], as_json=args.json)
        elif place.local_path:
            await _list_here(Path(place.local_path), as_json=args.json)
        else:
            await _list_place(one, as_json=args.json)


async def _list_dandisets(one: Session, *, as_json: bool) -> None:
    rows: list[Dandiset] = []
    async for page in (await one.archive()).dandisets():
        if as_json:
            for dandiset in page:
                print_json(dandiset_json(dandiset))
        else:
            rows += page
    lines = table([_dandiset_cells(row) for row in rows], numeric=frozenset({3, 4}), widest=1)
    for line in lines:
        print(line)


async def _list_place(one: Session, *, as_json: bool) -> None:
    archive = await one.archive()
    parts = split_zarr_path(one.place.path)
    if parts and await list_zarr(archive, one.place, *parts, as_json=as_json):
        return
    found = await locate(archive, one.place)
    if isinstance(found.entry, Asset):
        _print_entries([found.entry], as_json=as_json)
        return
    entries: list[Entry] = []
    async for page in archive.folder(found.identifier, found.version, found.entry.path):
        if as_json:
            _print_entries(page, as_json=True)
        else:
            entries += page
    nothing = "This folder has no files." if found.entry.path else "This version has no files."
    _print_entries(entries, as_json=as_json, nothing=nothing)


async def _list_here(path: Path, *, as_json: bool) -> None:
    if await list_local_zarr(path, as_json=as_json):
        return
    if not await asyncio.to_thread(os.path.isdir, path):
        _print_entries([local_asset(path)], as_json=as_json)
        return
    archive = LocalArchive(path)
    try:
        entries = [one async for page in archive.folder("", "", "") for one in page]
    finally:
        await archive.close()
    _print_entries(entries, as_json=as_json)


def _file_at(url: str) -> Asset:
    return Asset(path=url.partition("?")[0], asset_id="", size_bytes=-1, url=url)


def _print_entries(
    entries: list[Entry], *, as_json: bool, nothing: str = "This folder has no files."
) -> None:
    if as_json:
        for entry in entries:
            print_json(entry_json(entry))
        return
    if not entries:
        notice(nothing)
    rows = [_entry_cells(entry) for entry in entries]
    for line in table(rows, numeric=frozenset({1, 2}), widest=0):
        print(line)


def dandiset_json(dandiset: Dandiset) -> dict[str, object]:
    """A dandiset with the version that is meant when none is named."""
    version = dandiset.version
    return {
        "identifier": dandiset.identifier,
        "name": dandiset.name,
        "version": version.version if version else None,
        "modified": version.modified if version else dandiset.modified,
        "asset_count": version.asset_count if version else 0,
        "size_bytes": version.size_bytes if version else 0,
        "embargo_status": dandiset.embargo_status,
    }


def entry_json(entry: Entry) -> dict[str, object]:
    """A folder or an asset; null where it does not apply or is not known."""
    size = entry.size_bytes if entry.size_bytes >= 0 else None
    if isinstance(entry, AssetFolder):
        kind, count, asset_id = "folder", entry.asset_count, ""
    else:
        kind, count, asset_id = "zarr" if entry.zarr else "asset", None, entry.asset_id
    return {
        "path": entry.path,
        "kind": kind,
        "size_bytes": size,
        "asset_count": count,
        "asset_id": asset_id or None,
    }


def _dandiset_cells(dandiset: Dandiset) -> list[str]:
    version = dandiset.version
    if version is None:
        return [safe(dandiset.identifier), "", "", "", "", ""]
    embargoed = "" if dandiset.embargo_status == "OPEN" else dandiset.embargo_status.lower()
    return [
        safe(dandiset.identifier),
        safe(dandiset.name),
        safe(version.version),
        text.plural(version.asset_count, "file"),
        text.size(version.size_bytes),
        embargoed or text.date(version.modified),
    ]


def _entry_cells(entry: Entry) -> list[str]:
    size = text.size(entry.size_bytes) if entry.size_bytes >= 0 else ""
    if isinstance(entry, AssetFolder):
        return [f"{safe(entry.name)}/", text.plural(entry.asset_count, "file"), size]
    return [safe(entry.name), "zarr" if entry.zarr else "", size]
