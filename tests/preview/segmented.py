"""A session with four ROIs, written by pynwb."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from pynwb.base import Images
from pynwb.core import DynamicTableRegion
from pynwb.image import GrayscaleImage
from pynwb.ophys import DfOverF, ImageSegmentation, OpticalChannel, RoiResponseSeries

from tests.nwb.files import new_file, write

SEGMENTATION = "/processing/ophys/ImageSegmentation/rois"
RESPONSES = "/processing/ophys/DfOverF/responses"
CORNERS = ((2, 3), (2, 20), (12, 5), (14, 18))
"""(row, column) of the first pixel of each ROI."""


def pixels_of(roi: int) -> list[tuple[int, int]]:
    """(row, column) of an ROI: 3 rows of 2 pixels."""
    row, column = CORNERS[roi]
    return [(row + i, column + j) for i in range(3) for j in range(2)]


def write_segmented(
    path: Path,
    *,
    order: str = "xy",
    masks: str = "pixel_mask",
    size: tuple[int, int] = (20, 30),
    projection: bool = True,
) -> Path:
    """Four ROIs of 6 pixels that are bright (100 on 10) in a maximum projection of 20 × 30.

    id       100 … 103            kind  "cell", "cell", "dendrite", "cell"
    DfOverF  `responses` (50, 4), 10 Hz: frame + 100 × column, of rows (3, 2, 1, 0)

    Args:
        path: Where.
        order: What is first in a `pixel_mask`: the column (`xy`, as the schema says), or the row.
        masks: `pixel_mask` or `image_mask`.
        size: Rows and columns of the images.
        projection: Whether there is an image.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _write(path, order, masks, size, projection)


def _write(path: Path, order: str, masks: str, size: tuple[int, int], projection: bool) -> Path:
    file = new_file()
    module = file.create_processing_module(name="ophys", description="processed")
    device = file.create_device(name="microscope")
    channel = OpticalChannel(name="channel", description="green", emission_lambda=520.0)
    plane = file.create_imaging_plane(
        name="plane", optical_channel=channel, description="a plane", device=device,
        excitation_lambda=910.0, indicator="GCaMP6f", location="VISp",
    )  # fmt: skip
    segmentation = ImageSegmentation()
    rois = segmentation.create_plane_segmentation(
        name="rois", description="masks", imaging_plane=plane
    )
    rois.add_column(name="kind", description="of ROI")
    for roi in range(4):
        rois.add_roi(
            id=100 + roi, kind="dendrite" if roi == 2 else "cell", **_mask(roi, order, masks, size)
        )
    module.add(segmentation)
    region = DynamicTableRegion(name="rois", data=[3, 2, 1, 0], description="all", table=rois)
    responses = RoiResponseSeries(
        name="responses", data=np.fromfunction(lambda t, c: t + 100.0 * c, (50, 4)), unit="a.u.",
        rois=region, starting_time=0.0, rate=10.0,
    )  # fmt: skip
    module.add(DfOverF(roi_response_series=responses))
    if projection:
        image = GrayscaleImage(name="maximum_intensity_projection", data=projected(size))
        module.add(Images(name="SummaryImages", images=[image], description="one"))
    return write(file, path)


def projected(size: tuple[int, int] = (20, 30)) -> Any:
    """The projection: 100 in ROIs, 10 elsewhere."""
    image = np.full(size, 10.0)
    for roi in range(4):
        for row, column in pixels_of(roi):
            image[row, column] = 100.0
    return image


def _mask(roi: int, order: str, masks: str, size: tuple[int, int]) -> dict[str, Any]:
    places = pixels_of(roi)
    if masks == "image_mask":
        image = np.zeros(size)
        for row, column in places:
            image[row, column] = 1.0
        return {"image_mask": image}
    turned = order == "xy"
    return {"pixel_mask": [(c, r, 1.0) if turned else (r, c, 1.0) for r, c in places]}
