"""Short ways to make the catalogue's things."""

from collections.abc import Iterable

from dandi_tui.demo.catalogue import About, Asset, Version, version_number
from dandi_tui.demo.listing import AssetTable


def text(dandiset: str, path: str, lines: str, created: str) -> Asset:
    """A small text file, with its bytes."""
    data = lines.encode()
    return Asset(dandiset=dandiset, path=path, size=len(data), created=created, source=data)


def table(assets: Iterable[Asset]) -> AssetTable[Asset]:
    """A listing of assets that are there already."""
    rows = tuple(assets)
    return AssetTable(lambda: rows)


def publish(about: About, assets: Iterable[Asset], when: str, notes: str, number: int) -> Version:
    """A published version."""
    return Version(
        version=version_number(when),
        about=about,
        assets=table(assets),
        created=when,
        modified=when,
        release_notes=notes,
        number=number,
    )
