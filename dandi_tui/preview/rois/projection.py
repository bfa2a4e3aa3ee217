"""The image under the ROIs of a segmentation: its reference, else the nearest of its size."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import open_series
from dandi_tui.preview.companions import find_all
from dandi_tui.preview.images.frames import frame_plane
from dandi_tui.preview.images.images import still
from dandi_tui.preview.images.plane import Plane
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw

Size = tuple[int, int]

PREFERRED = ("max", "proj", "mean", "average", "avg", "std", "corr")
"""Parts of names of projections, the first preferred, among those that are equally near."""

MAX_TRIED = 20

ENOUGH = 0.5
"""An image elsewhere must be covered so far by the ROIs, each way, to be taken for theirs."""


@dataclass(frozen=True)
class Ground:
    """What the ROIs are drawn over."""

    plane: Plane
    facts: Facts
    words: str
    """`over maximum_intensity_projection`."""


def ground_of(
    file: NwbFile, table: str, size: Size | None, reach: Size, request: Draw
) -> Ground | None:
    """The image that the ROIs of a table lie in; None if the file has none.

    Args:
        file: Where they are.
        table: Path of the `PlaneSegmentation`.
        size: Of the masks, if they are images.
        reach: The greatest coordinates of the masks, in either order.
        request: For the settings.
    """
    plain = msgspec.structs.replace(request, options=(), frame=None)
    for found in _candidates(file, table):
        try:
            ground = _open(file, found, plain)
        except (NotFoundError, FileFormatError):
            continue
        if ground is not None and _fits(ground.plane, found, table, size, reach):
            return ground
    return None


def _candidates(file: NwbFile, table: str) -> Iterator[NwbObject]:
    """The references of the table, then images, the nearest first."""
    references = f"{table}/reference_images"
    if file.exists(references):
        for child in file.children(references, MAX_TRIED):
            if not child.broken:
                yield file.object(file.real_path(child.path))
    found = [image for image in find_all(file, "Image", table) if not _is_shown(image)]
    found.sort(key=lambda image: (-_common(image.path, table), _rank(image.name)))
    yield from found[:MAX_TRIED]


def _is_shown(image: NwbObject) -> bool:
    """Whether it is a stimulus."""
    return image.path.startswith("/stimulus/")


def _common(path: str, table: str) -> int:
    """1 for the same processing module, else 0."""
    return int(path.split("/")[1:3] == table.split("/")[1:3])


def _rank(name: str) -> int:
    words = name.lower()
    return next((i for i, part in enumerate(PREFERRED) if part in words), len(PREFERRED))


def _open(file: NwbFile, obj: NwbObject, request: Draw) -> Ground | None:
    """Where its pixels are; the first frame of a series."""
    if obj.kind == "link" or obj.broken:
        return None
    if obj.is_a("ImageSeries"):
        if len(obj.data_shape or ()) not in (2, 3, 4):
            return None
        plane, facts = frame_plane(open_series(file, obj), 0, request)
        words = f"over {text.safe(obj.name, limit=60)}"
        words += ", frame 0" if len(obj.data_shape or ()) > 2 else ""
    else:
        if len(obj.shape or ()) not in (2, 3):
            return None
        plane, facts = still(file, obj, request)
        words = f"over {text.safe(obj.name, limit=60)}"
    if not plane.data.n_values or not plane.data.numeric:
        return None
    return Ground(plane, facts, words)


def _fits(plane: Plane, found: NwbObject, table: str, size: Size | None, reach: Size) -> bool:
    """Whether it has the size of the masks, or holds all of them; in either order."""
    shape = plane.shape
    if size is not None:
        return shape in (size, size[::-1])
    both = (reach, reach[::-1])
    fitting = [r for r in both if r[0] <= shape[0] and r[1] <= shape[1]]
    if not fitting:
        return False
    is_theirs = found.path.startswith(table) or _common(found.path, table)
    covered = any(all(r >= ENOUGH * n for r, n in zip(f, shape, strict=True)) for f in fitting)
    return bool(is_theirs or found.is_a("ImageSeries") or covered)
