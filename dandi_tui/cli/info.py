"""`dandi-tui info TARGET`: all that is known of a dandiset, a folder, an asset or a file."""

import asyncio
from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from dandi_tui.archive.asset_metadata import asset_facts
from dandi_tui.archive.base import Archive
from dandi_tui.archive.json_of import landing_json
from dandi_tui.archive.landing import Landing, Landings
from dandi_tui.archive.lenient import obj
from dandi_tui.archive.locate import Location, default_version, locate
from dandi_tui.archive.model import Asset
from dandi_tui.archive.paths import part
from dandi_tui.archive.target import parse_target
from dandi_tui.cli.card import print_card
from dandi_tui.cli.output import Pen, ink, print_json, size
from dandi_tui.cli.session import Session, session
from dandi_tui.errors import UsageError
from dandi_tui.settings import Settings
from dandi_tui.text import safe
from dandi_tui.ui.entry_facts import metadata_facts, row_facts
from dandi_tui.ui.page import page_rows
from dandi_tui.ui.page.layout import Row, labelled, room, text_rows
from dandi_tui.ui.words import Span


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    place = parse_target(args.target)
    if place.local_path or (place.url and not place.identifier):
        asyncio.run(print_card(args, settings, place))
    elif place.identifier or place.asset_id:
        asyncio.run(_info(args, settings, place))
    else:
        raise UsageError("Nothing was named.", hint="Write dandi-tui info 000728.")
    return 0


async def _info(args: Namespace, settings: Settings, place: Any) -> None:
    async with session(args, settings, place) as one:
        if place.path or place.asset_id:
            found = await locate(await one.archive(), place)
            answer, rows = await _entry(await one.archive(), found)
        else:
            landing = await landing_at(one)
            assert landing.metadata is not None
            answer = landing_json(landing.metadata, landing.versions)
            rows = page_rows(landing, size()[0], whole=True, keys=False)
        if args.json:
            print_json(answer)
        else:
            _print(rows, Pen(ink(settings)))


async def landing_at(one: Session) -> Landing:
    """The version of a dandiset that a place names: two requests, three without a version."""
    archive, place = await one.archive(), one.place
    version = place.version or (await default_version(archive, place.identifier)).version
    landing = Landing(identifier=place.identifier, version=version)
    return await Landings(archive).complete(landing)


async def _entry(archive: Archive, found: Location) -> tuple[dict[str, object], list[Row]]:
    """A folder or an asset, as JSON and as rows.

    Of a folder: `kind` (`folder`), `identifier`, `version`, `path`, `asset_count`, `size_bytes`.
    Of an asset: `kind` (`asset` or `zarr`), the same without `asset_count`, `asset_id`, `url` (of
    its bytes), `download_url`, and `metadata` as the archive has it.
    """
    entry = found.entry
    answer: dict[str, object] = {
        "kind": "folder",
        "identifier": found.identifier or None,
        "version": found.version or None,
        "path": entry.path,
        "size_bytes": entry.size_bytes,
    }
    if isinstance(entry, Asset):
        what = f"asset {safe(entry.path)}"
        row = obj(await archive.document(f"/assets/{part(entry.asset_id)}/info/", {}, what=what))
        answer |= {
            "kind": "zarr" if entry.zarr else "asset",
            "asset_id": entry.asset_id,
            "url": entry.url or None,
            "download_url": archive.download_url(entry),
            "metadata": dict(obj(row.get("metadata"))),
        }
        facts = metadata_facts(entry, asset_facts(row), archive.download_url(entry))
    else:
        answer["asset_count"] = entry.asset_count
        facts = row_facts(entry)
    where = f"DANDI:{found.identifier}/{found.version}" if found.identifier else ""
    return answer, [*_head(entry.path, where), *_labelled(facts[1:])]


def _head(path: str, where: str) -> list[Row]:
    width = size()[0]
    return [*text_rows(path, width, "bright"), *text_rows(where, width, "accent"), (Span(""),)]


def _labelled(facts: Iterable[tuple[str, str]]) -> list[Row]:
    width = room(size()[0])
    return [
        row for label, words in facts for row in labelled(safe(label)[:12], text_rows(words, width))
    ]


def _print(rows: Iterable[Row], pen: Pen) -> None:
    for row in rows:
        print("".join(_inked(span, pen) for span in row).rstrip())


def _inked(span: Span, pen: Pen) -> str:
    if span.role == "link":
        return pen(span.text, "accent", style="4")
    return pen(span.text, span.role, style="1" if span.role in ("bright", "key") else "")
