"""The masks of ROIs: which pixels each row of a `PlaneSegmentation` has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.tables import NwbTable
from dandi_tui.protocol.pictures import NO_COST, Cost

Places = npt.NDArray[np.int_]
"""Shape (pixels, 2)."""

SLAB_VALUES = 8_000_000
"""Values of image masks that are read at once."""

MAX_SIDE = 20_000
"""No microscope's image is longer; greater coordinates are no pixels."""

SAMPLED = 50
"""ROIs by which the order of coordinates is judged."""

KINDS = ("pixel_mask", "voxel_mask", "image_mask")
"""NWB core 2.11.0, `nwb.ophys.yaml`, PlaneSegmentation: one of these is there."""


@dataclass(frozen=True)
class MaskColumn:
    """The column of a segmentation that has its masks."""

    table: NwbTable
    kind: str
    data: Data

    @property
    def n_rois(self) -> int:
        """Rows that there are masks of."""
        if self.kind == "image_mask":
            return min(self.table.n_rows, (self.data.shape or (0,))[0])
        return self.table.n_rows

    @property
    def size(self) -> tuple[int, int] | None:
        """(rows, columns) of the image, where masks are images; else None."""
        shape = self.data.shape or ()
        return (shape[1], shape[2]) if self.kind == "image_mask" else None

    @property
    def is_volume(self) -> bool:
        """Whether masks have a depth, which is left out of what `read` gives."""
        return self.kind == "voxel_mask" or len(self.data.shape or ()) == 4

    def cost(self) -> Cost:
        """What all masks would fetch."""
        if not self.n_rois:
            return NO_COST
        return self.table.cost((self.kind,), (0, self.n_rois), whole=True)

    def read(self) -> list[Places]:
        """Of each ROI its pixels: (row, column) of image masks, (x, y) of others, as stored.

        Pixels of weight 0 or NaN are left out; of a mask with depth a pixel counts that has
        weight in any plane.
        """
        if self.kind == "image_mask":
            return _from_images(self.data, self.n_rois)
        return _from_lists(self.data, self.table.parts(self.kind, (0, self.n_rois)))


def mask_column(table: NwbTable) -> MaskColumn | None:
    """The column of masks: lists of pixels rather than images, since they are read sooner."""
    for kind in KINDS:
        if kind not in table.names:
            continue
        data = table.file.data(f"{table.path}/{kind}")
        if kind == "image_mask":
            usable = data.numeric and len(data.shape or ()) in (3, 4)
        else:
            usable = set("xy") <= set(data.field_names) and kind in table.indexes
        if usable and data.n_values:
            return MaskColumn(table, kind, data)
    return None


def _from_lists(data: Data, parts: Sequence[Range]) -> list[Places]:
    """Pixels of ragged lists; what lies between the parts is read with them."""
    inside = [part for part in parts if part[1] > part[0]]
    if not inside:
        return [np.empty((0, 2), dtype=int) for _ in parts]
    first = min(start for start, _ in inside)
    values = data.read((first, max(stop for _, stop in inside)))
    places = np.stack([_whole(values["x"]), _whole(values["y"])], axis=1)
    usable = np.asarray(((places >= 0) & (places < MAX_SIDE)).all(axis=1))
    if "weight" in (values.dtype.names or ()):
        usable &= np.nan_to_num(values["weight"].astype(np.float64)) != 0
    made = []
    for start, stop in parts:
        part = slice(max(0, start - first), max(0, stop - first))
        made.append(np.unique(places[part][usable[part]], axis=0))
    return made


def _whole(values: npt.NDArray[Any]) -> npt.NDArray[np.int_]:
    """Coordinates as whole numbers, -1 for what is none."""
    numbers = values.astype(np.float64)
    return np.where(np.isfinite(numbers), np.clip(numbers, -1, MAX_SIDE), -1).astype(int)


def _from_images(data: Data, n_rois: int) -> list[Places]:
    """The pixels of image masks, read in slabs of ROIs."""
    shape = data.shape or ()
    at_once = max(1, SLAB_VALUES // max(1, int(np.prod(shape[1:]))))
    chunk = data.chunks[0] if data.chunks else 1
    at_once = max(chunk, at_once // chunk * chunk)
    made: list[Places] = []
    for start in range(0, n_rois, at_once):
        values = data.read((start, min(n_rois, start + at_once)))
        weighty: npt.NDArray[np.bool_] = np.not_equal(np.nan_to_num(values), 0)
        flat = np.asarray(weighty.any(axis=3)) if weighty.ndim == 4 else weighty
        made += [np.argwhere(mask) for mask in flat]
    return made


def reach(masks: Sequence[Places]) -> tuple[int, int]:
    """The greatest first and second coordinate, + 1."""
    ends = [mask.max(axis=0) + 1 for mask in masks if len(mask)]
    most = np.max(ends, axis=0) if ends else np.zeros(2, dtype=int)
    return (int(most[0]), int(most[1]))


def is_swapped(masks: Sequence[Places], image: npt.NDArray[np.float64] | None) -> bool:
    """Whether (row, column) as given reads the masks the wrong way about.

    If only one order lies in the image, it is that one. If both do, ROIs are where the image is
    brighter than just around them: the given order is wrong if over at least 3 of up to 50 ROIs
    the contrast of the other one is greater by more than twice the standard error of the
    difference. Without an image the order stays as given.

    Args:
        masks: (row, column) of each ROI in the given order.
        image: Shape (row, column), or None; NaN does not count.
    """
    if image is None:
        return False
    rows, columns = reach(masks)
    fits = rows <= image.shape[0] and columns <= image.shape[1]
    fits_swapped = columns <= image.shape[0] and rows <= image.shape[1]
    if fits != fits_swapped:
        return bool(fits_swapped)
    filled = [mask for mask in masks if len(mask) > 1]
    if not fits or len(filled) < 3:
        return False
    chosen = [filled[i * len(filled) // SAMPLED] for i in range(SAMPLED)]
    chosen = filled if len(filled) <= SAMPLED else chosen
    gains = np.array([_contrast(image, m[:, ::-1]) - _contrast(image, m) for m in chosen])
    gains = gains[np.isfinite(gains)]
    if len(gains) < 3:
        return False
    error = gains.std(ddof=1) / np.sqrt(len(gains))
    return bool(float(gains.mean()) > max(0.0, 2 * float(error)))


def _contrast(image: npt.NDArray[np.float64], mask: Places) -> float:
    """Mean brightness under a mask less that of what is around it, in a box twice as large."""
    low, high = mask.min(axis=0), mask.max(axis=0) + 1
    margin = np.maximum(2, (high - low) // 2)
    top, left = np.maximum(0, low - margin)
    bottom, right = high + margin
    box = image[top:bottom, left:right]
    under = np.zeros(box.shape, dtype=bool)
    under[mask[:, 0] - top, mask[:, 1] - left] = True
    known = np.isfinite(box)
    if not (under & known).any() or not (~under & known).any():
        return float("nan")
    return float(box[under & known].mean() - box[~under & known].mean())
