"""The dandisets of the demo archive: two with NWB files, some with a peculiarity, and company."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dandi_tui.demo.abouts import IBL_ABOUT, OPHYS_ABOUT
from dandi_tui.demo.catalogue import ADA, ALICE, BOB, Asset, Catalogue, Dandiset, Version
from dandi_tui.demo.company import company
from dandi_tui.demo.files import DemoFile
from dandi_tui.demo.making import publish, table, text
from dandi_tui.demo.peculiar import ZARR, peculiar
from dandi_tui.demo.stamps import stamp
from dandi_tui.demo.zarrs import zarrs

OPHYS, IBL = "000728", "000409"


def build(
    files: Iterable[DemoFile], on_disk: Mapping[str, Path], extra: Iterable[Dandiset] = ()
) -> Catalogue:
    """The whole demo archive.

    Args:
        files: What the demo's NWB files are.
        on_disk: Where they are, by `dandiset/path`; what is missing has no bytes.
        extra: Further dandisets, such as one made of a listing.
    """
    recordings = [_recording(i, file, on_disk) for i, file in enumerate(files)]
    dandisets = [_ophys(recordings), _ibl(recordings), *peculiar(recordings), *company(recordings)]
    return Catalogue([*dandisets, *extra], zarrs(ZARR))


def _recording(i: int, file: DemoFile, on_disk: Mapping[str, Path]) -> Asset:
    source = on_disk.get(f"{file.dandiset}/{file.path}")
    return Asset(
        dandiset=file.dandiset,
        path=file.path,
        size=source.stat().st_size if source else 0,
        created=stamp("2024-02-08", i),
        extras=file.metadata,
        source=source,
    )


def _ophys(recordings: list[Asset]) -> Dandiset:
    own = [asset for asset in recordings if asset.dandiset == OPHYS]
    readme = text(OPHYS, "README.md", f"# {OPHYS_ABOUT.name}\n", stamp("2024-08-27", 0))
    changes = text(OPHYS, "CHANGES.md", "* draft: this file\n", stamp("2026-11-12", 0))
    first = "2024-02-08T17:07:00Z"
    second = "2024-08-27T18:09:00Z"
    draft = Version(
        version="draft",
        about=OPHYS_ABOUT,
        assets=table([*own, readme, changes]),
        created="2023-12-11T05:09:39.457563Z",
        modified="2026-11-12T09:30:00Z",
        number=1,
    )
    published = (
        publish(OPHYS_ABOUT, own[:-1], first, "", 2),
        publish(OPHYS_ABOUT, [*own, readme], second, "Added a session and a README.", 3),
    )
    return Dandiset(
        identifier=OPHYS,
        created=draft.created,
        modified=draft.modified,
        draft=draft,
        published=published,
        owners=(ALICE, ADA),
        starred_by=(ALICE, BOB),
        n_stars=9,
        has_bytes=True,
    )


def _ibl(recordings: list[Asset]) -> Dandiset:
    own = [asset for asset in recordings if asset.dandiset == IBL]
    assets = [*own, *_videos(own)]
    published = publish(IBL_ABOUT, assets, "2026-03-09T13:24:00Z", "", 5)
    draft = Version(
        version="draft",
        about=IBL_ABOUT,
        assets=table(assets),
        created="2023-01-24T10:00:00Z",
        modified="2026-03-09T13:24:01.250000Z",
        status="Published",
        number=4,
    )
    return Dandiset(
        identifier=IBL,
        created=draft.created,
        modified=draft.modified,
        draft=draft,
        published=(published,),
        starred_by=(ALICE,),
        n_stars=7,
        has_bytes=True,
    )


def _videos(recordings: list[Asset]) -> Iterator[Asset]:
    """The movies that the raw files name, beside them; their objects are missing."""
    taken = {asset.path for asset in recordings}
    for i, raw in enumerate(asset for asset in recordings if "desc-raw" in asset.path):
        session = raw.path.rpartition("_desc-raw")[0]
        folder = f"{session}_ecephys+image/{session.rpartition('/')[2]}"
        for camera, size in (("Left", 4_912_331_208), ("Right", 7_204_551_017)):
            path = f"{folder}_Video{camera}Camera.mp4"
            if path not in taken:
                yield Asset(dandiset=IBL, path=path, size=size, created=stamp("2024-02-09", i))
