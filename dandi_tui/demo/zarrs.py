"""Two small Zarrs (format 2, OME metadata), valid to the last chunk."""

import hashlib
import json
from collections.abc import Iterator

from dandi_tui.demo.catalogue import Asset, ZarrArchive, stable_id
from dandi_tui.demo.stamps import stamp

CHUNK = 32
"""Edge of a chunk in pixels."""

N_PLANES = 16


def zarrs(dandiset: str) -> list[ZarrArchive]:
    """The Zarrs of the demo: 16 planes of 64 × 64 pixels, and half of that."""
    return [_zarr(dandiset, subject) for subject in ("01", "02")]


def zarr_assets(dandiset: str) -> Iterator[Asset]:
    """The Zarrs as assets, between the small files that stand beside them."""
    for i, (path, text) in enumerate(
        (
            (".bidsignore", "*.zarr\n"),
            ("README.md", "# Light-sheet microscopy\n"),
            ("dataset_description.json", '{"Name": "demo", "BIDSVersion": "1.10.0"}\n'),
        )
    ):
        data = text.encode()
        yield Asset(
            dandiset=dandiset,
            path=path,
            size=len(data),
            created=stamp("2025-02-05", i),
            source=data,
        )
    for i, zarr in enumerate(zarrs(dandiset)):
        yield Asset(
            dandiset=dandiset,
            path=zarr.name,
            size=zarr.size,
            created=stamp("2025-02-05", i + 10),
            zarr=zarr.zarr_id,
            extras={"digest": {"dandi:dandi-zarr-checksum": zarr.checksum}},
        )


def _zarr(dandiset: str, subject: str) -> ZarrArchive:
    name = f"sub-{subject}/micr/sub-{subject}_sample-01_SPIM.ome.zarr"
    keys = dict(sorted(_keys()))
    n_bytes = sum(map(len, keys.values()))
    listing = json.dumps({key: hashlib.md5(data).hexdigest() for key, data in keys.items()})
    checksum = f"{hashlib.md5(listing.encode()).hexdigest()}-{len(keys)}--{n_bytes}"
    return ZarrArchive(
        zarr_id=stable_id("zarr", f"{dandiset}/{name}"),
        name=name,
        dandiset=dandiset,
        keys=keys,
        checksum=checksum,
        created="2025-02-05T09:00:00Z",
    )


def _keys() -> Iterator[tuple[str, bytes]]:
    yield ".zgroup", b'{"zarr_format": 2}'
    yield ".zattrs", json.dumps(_attributes(), indent=2).encode()
    for level, edge in enumerate((64, 32)):
        yield f"{level}/.zarray", json.dumps(_array(edge), indent=2).encode()
        n_chunks = edge // CHUNK
        for plane in range(N_PLANES):
            for row in range(n_chunks):
                for column in range(n_chunks):
                    yield f"{level}/{plane}/{row}/{column}", _chunk(plane, row, column)


def _array(edge: int) -> dict[str, object]:
    return {
        "zarr_format": 2,
        "shape": [N_PLANES, edge, edge],
        "chunks": [1, CHUNK, CHUNK],
        "dtype": "|u1",
        "compressor": None,
        "fill_value": 0,
        "filters": None,
        "order": "C",
        "dimension_separator": "/",
    }


def _attributes() -> dict[str, object]:
    axes = [{"name": name, "type": "space", "unit": "micrometer"} for name in "zyx"]
    datasets = [
        {
            "path": str(level),
            "coordinateTransformations": [{"type": "scale", "scale": [5.0, scale, scale]}],
        }
        for level, scale in enumerate((2.0, 4.0))
    ]
    return {"multiscales": [{"version": "0.4", "axes": axes, "datasets": datasets}]}


def _chunk(plane: int, row: int, column: int) -> bytes:
    """A ramp that grows with every axis."""
    return bytes(
        (plane * 8 + row * CHUNK + y + column * CHUNK + x) % 256
        for y in range(CHUNK)
        for x in range(CHUNK)
    )
