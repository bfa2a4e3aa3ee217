"""Small NWB files that pynwb writes, whose content the docstrings state."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from pynwb import NWBHDF5IO, NWBFile, TimeSeries
from pynwb.base import ImageReferences, Images
from pynwb.behavior import SpatialSeries
from pynwb.core import DynamicTable, DynamicTableRegion
from pynwb.ecephys import ElectricalSeries
from pynwb.image import GrayscaleImage, ImageSeries, IndexSeries, RGBImage
from pynwb.misc import AnnotationSeries
from pynwb.ophys import DfOverF, Fluorescence, ImageSegmentation, OpticalChannel, RoiResponseSeries


def new_file() -> NWBFile:
    """A session that started on 1 January 2024."""
    return NWBFile(
        session_description="two cells",
        identifier="test-1",
        session_start_time=datetime(2024, 1, 1, tzinfo=UTC),
    )


def write(file: NWBFile, path: Path) -> Path:
    """Write and close."""
    with NWBHDF5IO(path, "w") as io:
        io.write(file)
    return path


def write_series(path: Path) -> Path:
    """Series with every way to say units and times.

    scaled        int16 0…9, conversion 0.5, offset -1, volts; starts at 20 s, 10 Hz
    electrodes    int16 (5, 2), conversion 2, channel conversion (1, 10), offset 3; 100 Hz
    gap           0…5 at 0, 1, 2, 10, 11, 12 s
    missing       0, NaN, 2 … at 1 Hz
    borrowed      its timestamps are those of `gap`
    swapped       (2, 6), timestamps of `gap`: time is the second axis
    unordered     0, 1, 2 at 2, 0, 1 s
    position      (4, 2), x = 0…3, y = 10…13 at 1 Hz
    cube          (4, 3, 2), value 100 t + 10 i + j, at 1 Hz
    notes         "start" at 1 s, "stop" at 5 s
    spike         100,000 zeros at 1 kHz with 7 at sample 54,321
    empty         (0, 3)
    timeless      1, 2, 3; starting_time and rate NaN
    """
    file = new_file()
    gap = TimeSeries(name="gap", data=np.arange(6.0), unit="m", timestamps=[0.0, 1, 2, 10, 11, 12])
    spike = np.zeros(100_000)
    spike[54_321] = 7
    for series in (
        TimeSeries(name="scaled", data=np.arange(10, dtype=np.int16), unit="V",
            conversion=0.5, offset=-1.0, starting_time=20.0, rate=10.0,
        ),
        gap,
        TimeSeries(
            name="missing", data=np.array([0, np.nan, 2, 3]), unit="m",
            starting_time=0.0, rate=1.0,
        ),
        TimeSeries(name="borrowed", data=np.arange(6.0) * 2, unit="m", timestamps=gap),
        TimeSeries(name="unordered", data=np.arange(3.0), unit="m", timestamps=[2.0, 0, 1]),
        SpatialSeries(
            name="position", data=np.array([[i, i + 10] for i in range(4)], dtype=float),
            reference_frame="corner", starting_time=0.0, rate=1.0,
        ),
        TimeSeries(
            name="cube", data=np.fromfunction(_cube, (4, 3, 2)), unit="m",
            starting_time=0.0, rate=1.0,
        ),
        AnnotationSeries(name="notes", data=["start", "stop"], timestamps=[1.0, 5.0]),
        TimeSeries(name="spike", data=spike, unit="m", starting_time=0.0, rate=1000.0),
        TimeSeries(name="empty", data=np.zeros((0, 3)), unit="m", starting_time=0.0, rate=1.0),
        _electrical(file),
    ):  # fmt: skip
        file.add_acquisition(series)
    write(file, path)
    _spoil(path)
    return path


def _cube(t: Any, i: Any, j: Any) -> Any:
    return 100 * t + 10 * i + j


def _electrical(file: NWBFile) -> ElectricalSeries:
    device = file.create_device(name="probe")
    group = file.create_electrode_group(
        name="group", description="a shank", location="CA1", device=device
    )
    for _ in range(2):
        file.add_electrode(group=group, location="CA1")
    return ElectricalSeries(
        name="electrodes",
        data=np.arange(10, dtype=np.int16).reshape(5, 2),
        electrodes=file.create_electrode_table_region(region=[0, 1], description="both"),
        conversion=2.0,
        offset=3.0,
        channel_conversion=[1.0, 10.0],
        starting_time=0.0,
        rate=100.0,
    )


def _spoil(path: Path) -> None:
    """Add what pynwb would refuse to write."""
    with h5py.File(path, "a") as file:
        acquisition = file["acquisition"]
        for name, source in (("swapped", "gap"), ("timeless", "scaled")):
            file.copy(acquisition[source], acquisition, name)
        del acquisition["swapped/data"], acquisition["timeless/data"]
        acquisition["swapped/data"] = np.arange(12.0).reshape(2, 6)
        acquisition["timeless/data"] = np.array([1.0, 2.0, 3.0])
        acquisition["timeless/starting_time"][...] = np.nan
        acquisition["timeless/starting_time"].attrs["rate"] = np.nan


def write_ophys(path: Path) -> Path:
    """Three ROIs, five frames at 2 Hz: ΔF/F and fluorescence, images, epochs.

    DfOverF      (5, 3) float32, frame + 10 × ROI, rows (2, 0, 1) of the segmentation
    Fluorescence the same, unit n.a.
    images       gray (2, 3) = 0…5; colour (2, 2, 3) uint8 = 0…11
    movie        (4, 2, 3) uint16 = 0…23, conversion 2, 5 Hz from 1 s
    outside      an ImageSeries whose frames are in a video file
    shown        IndexSeries 0, 1, 0 with conversion 1
    epochs       gratings 0–2 s, spontaneous 2–3 s, each with a tag
    """
    file = new_file()
    module = file.create_processing_module(name="ophys", description="processed")
    region = _segmentation(file, module)
    values = np.fromfunction(lambda t, roi: t + 10 * roi, (5, 3), dtype=np.float32)
    for container in (DfOverF(name="DfOverF"), Fluorescence(name="Fluorescence")):
        rois = DynamicTableRegion(
            name="rois", data=[2, 0, 1], description="three", table=region.table
        )
        container.add_roi_response_series(
            RoiResponseSeries(
                name="responses", data=values, unit="a.u.", rois=rois, starting_time=0.0, rate=2.0
            )
        )
        module.add(container)
    gray = GrayscaleImage(name="gray", data=np.arange(6.0).reshape(2, 3))
    colour = RGBImage(name="colour", data=np.arange(12, dtype=np.uint8).reshape(2, 2, 3))
    order = ImageReferences(name="order_of_images", data=[gray, colour])
    pictures = Images(
        name="pictures", images=[gray, colour], description="two", order_of_images=order
    )
    module.add(pictures)
    movie = np.arange(24, dtype=np.uint16).reshape(4, 2, 3)
    file.add_acquisition(
        ImageSeries(
            name="movie", data=movie, unit="n.a.", conversion=2.0, starting_time=1.0, rate=5.0
        )
    )
    file.add_acquisition(
        ImageSeries(name="outside", external_file=["a.mp4"], format="external", timestamps=[0.0, 1])
    )
    file.add_stimulus(
        IndexSeries(name="shown", data=np.array([0, 1, 0], dtype=np.uint32), unit="N/A",
            indexed_images=pictures, starting_time=0.0, rate=1.0,
        )
    )  # fmt: skip
    file.add_epoch_column(name="stimulus_type", description="what was shown")
    file.add_epoch(start_time=0.0, stop_time=2.0, tags=["a"], stimulus_type="gratings")
    file.add_epoch(start_time=2.0, stop_time=3.0, tags=["b"], stimulus_type="spontaneous")
    return write(file, path)


def _segmentation(file: NWBFile, module: Any) -> DynamicTableRegion:
    device = file.create_device(name="microscope")
    plane = file.create_imaging_plane(
        name="plane", optical_channel=_channel(), description="a plane", device=device,
        excitation_lambda=910.0, indicator="GCaMP6f", location="VISp",
    )  # fmt: skip
    segmentation = ImageSegmentation()
    rois = segmentation.create_plane_segmentation(
        name="rois", description="masks", imaging_plane=plane
    )
    for roi in range(3):
        rois.add_roi(pixel_mask=[(roi, roi, 1.0), (roi, roi + 1, 0.5)][: roi + 1])
    module.add(segmentation)
    return rois.create_roi_table_region("all", region=[2, 0, 1])


def _channel() -> Any:
    return OpticalChannel(name="channel", description="green", emission_lambda=520.0)


def write_tables(path: Path) -> Path:
    """A table of three rows, ids 10, 20, 30.

    word   "a", "b", "c"           number  0.5, NaN, 2.5       flag  true, false, true
    times  [1, 2], [], [3, 4, 5]   nested  [[1], [2, 3]], [], [[4]]
    row    rows 2, 0, 1 of `other`, whose column is 0, 10, 20
    pair   (0, 1), (2, 3), (4, 5)
    """
    file = new_file()
    other = DynamicTable(name="other", description="pointed at", id=[0, 1, 2])
    other.add_column(name="value", description="tens", data=[0, 10, 20])
    table = DynamicTable(name="table", description="of every kind", id=[10, 20, 30])
    table.add_column(name="word", description="text", data=["a", "b", "c"])
    table.add_column(name="number", description="float", data=[0.5, np.nan, 2.5])
    table.add_column(name="flag", description="bool", data=[True, False, True])
    table.add_column(name="times", description="ragged", data=[1.0, 2, 3, 4, 5], index=[2, 2, 5])
    table.add_column(
        name="nested", description="twice ragged", data=[[[1], [2, 3]], [], [[4]]], index=2
    )
    table.add_column(name="row", description="a region", data=[2, 0, 1], table=other)
    table.add_column(name="pair", description="two", data=np.arange(6).reshape(3, 2))
    file.add_scratch(other)
    file.add_scratch(table)
    return write(file, path)
