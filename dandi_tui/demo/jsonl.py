"""A dandiset made of a listing in a file: the real paths of a real dandiset, without bytes."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dandi_tui.demo.catalogue import About, Asset, Dandiset, Version
from dandi_tui.demo.listing import AssetTable
from dandi_tui.demo.stamps import stamp


def from_listings(place: Path, identifier: str) -> Iterator[Dandiset]:
    """One dandiset of a file, or one of each `<identifier>/assets.jsonl.gz` in a folder."""
    if place.is_file():
        yield from_listing(place, identifier)
        return
    for file in sorted(place.glob("[0-9]*/assets.jsonl.gz")):
        yield from_listing(file, file.parent.name)


def from_listing(file: Path, identifier: str) -> Dandiset:
    """A draft-only dandiset.

    Args:
        file: Gzipped JSON lines with `path` and, if known, `size`, `asset_id`, `blob` or `zarr`,
            `created`, `metadata`.
        identifier: Six digits.
    """
    created = "2020-05-04T09:00:00Z"
    draft = Version(
        version="draft",
        about=About(
            name=f"The listing of DANDI:{identifier}",
            description="Real paths and sizes, without bytes.",
            contributors=(("Lab, Demo", ("ContactPerson", "Author")),),
        ),
        assets=AssetTable(lambda: _assets(file, identifier)),
        created=created,
        modified=created,
        number=9,
    )
    return Dandiset(identifier=identifier, created=created, modified=created, draft=draft)


def _assets(file: Path, identifier: str) -> Iterator[Asset]:
    seen: set[str] = set()
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for i, line in enumerate(lines):
            row: dict[str, Any] = json.loads(line)
            # Files of the same content share an id in such listings; in the archive ids are unique.
            given = row.get("asset_id", "")
            fresh = given not in seen
            seen.add(given)
            yield Asset(
                dandiset=identifier,
                path=row["path"],
                size=row.get("size", 0),
                created=row.get("created") or stamp("2020-05-04", i),
                given_id=given if fresh else "",
                given_blob=row.get("blob") or "",
                zarr=row.get("zarr") or "",
                extras=row.get("metadata") or {},
            )
