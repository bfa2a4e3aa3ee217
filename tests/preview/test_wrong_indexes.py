"""Tables and units whose index does not fit, and times that cannot be taken as they are."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
from pynwb import TimeSeries
from pynwb.core import DynamicTable
from pynwb.ophys import ImageSegmentation, OpticalChannel

from dandi_tui.errors import FileFormatError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.tables import NO_PART
from dandi_tui.preview.units.observed import merged
from dandi_tui.preview.units.spike_counts import rate_over
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.units import opened

TABLE = "/scratch/table"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What pynwb would not write so, but other writers do.

    scratch/table  3 rows; `wrapped`: 0…399, whose ends 200, 300, 400 are bytes: 200, 44, 144;
                   `beyond`: 0…3, ends 2, 3, 9
    units          2, with the spikes 1, 2 and 3; a fourth spike, 4, belongs to none
    elsewhere      a series whose timestamps are in another file; thousandths: in milliseconds
    masks          one ROI: voxels (3, 1, 0) and (3, 1, 2), x, y, z
    """
    file = new_file()
    file.add_scratch(DynamicTable(name="table", description="odd", id=[0, 1, 2]))
    file.add_unit(spike_times=[1.0, 2.0])
    file.add_unit(spike_times=[3.0, 4.0])
    for name in ("elsewhere", "thousandths"):
        file.add_acquisition(
            TimeSeries(name=name, data=np.arange(3.0), unit="V", timestamps=[0.0, 1.0, 2.0])
        )
    segmentation = ImageSegmentation()
    plane = file.create_imaging_plane(
        name="plane",
        optical_channel=OpticalChannel(name="c", description="green", emission_lambda=520.0),
        description="a plane",
        device=file.create_device(name="microscope"),
        excitation_lambda=910.0,
        indicator="GCaMP6f",
        location="VISp",
    )
    masks = segmentation.create_plane_segmentation(
        name="masks", description="masks", imaging_plane=plane
    )
    masks.add_roi(voxel_mask=[(3, 1, 0, 1.0), (3, 1, 2, 1.0)])
    file.create_processing_module(name="ophys", description="x").add(segmentation)
    made = write(file, tmp_path_factory.mktemp("odd") / "odd.nwb")
    _spoil(made)
    return made


def _spoil(path: Path) -> None:
    with h5py.File(path, "a") as file:
        table = file["scratch/table"]
        for name, values, ends in (
            ("wrapped", np.arange(400.0), np.array([200, 44, 144], dtype=np.uint8)),
            ("beyond", np.arange(4.0), np.array([2, 3, 9])),
        ):
            column = table.create_dataset(name, data=values)
            index = table.create_dataset(f"{name}_index", data=ends)
            for made, kind in ((column, "VectorData"), (index, "VectorIndex")):
                made.attrs.update({"neurodata_type": kind, "namespace": "hdmf-common"})
        table.attrs["colnames"] = ["wrapped", "beyond"]
        file["units/spike_times_index"][...] = [2, 3]
        series = file["acquisition/elsewhere"]
        del series["timestamps"]
        series["timestamps"] = h5py.ExternalLink("other.nwb", "/times")
        file["acquisition/thousandths/timestamps"].attrs["unit"] = "milliseconds"


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    with opened(path) as file:
        yield file


def test_rows_after_an_index_began_anew_are_not_guessed(file: NwbFile) -> None:
    """A byte holds no 300: only the first row is sure, also if the last is asked for alone."""
    cells = [row[1] for row in show(file, TABLE, view="table")["table"]["rows"]]
    assert cells == [list(range(200)), NO_PART, NO_PART]
    (alone,) = show(file, TABLE, view="table", options=(("rows", "2"),))["table"]["rows"]
    assert alone[1] == NO_PART
    with pytest.raises(FileFormatError, match="does not fit"):
        draw(file, TABLE, view="table", options=(("sort", "wrapped"),))


def test_a_cell_that_reaches_beyond_the_values_is_no_shorter_one(file: NwbFile) -> None:
    """Of 3 to 9 there is but one value: not a list of one."""
    cells = [row[2] for row in show(file, TABLE, view="table")["table"]["rows"]]
    assert cells == [[0, 1], [2], NO_PART]


def test_spikes_that_no_unit_has_are_told(file: NwbFile) -> None:
    """The raster has three of the four."""
    figure = show(file, "/units", view="raster")["raster"]
    assert [row["times"] for row in figure] == [[1, 2], [3]]
    _, facts = draw(file, "/units", view="raster")
    assert "1 spike of no unit: the index ends before" in facts.remarks


def test_times_that_are_elsewhere_or_in_another_unit_are_told(file: NwbFile) -> None:
    """The schema fixes seconds, so the numbers stay; the words say what the file says."""
    _, facts = draw(file, "/acquisition/elsewhere")
    words = "no time axis, as timestamps are in another file: sample index"
    assert facts.remarks == (words,)
    _, facts = draw(file, "/acquisition/thousandths")
    assert facts.remarks == ("times say milliseconds: taken as seconds",)


def test_voxels_are_seen_along_their_depth(file: NwbFile) -> None:
    """Two voxels above each other are one pixel, at row 1, column 3."""
    path = "/processing/ophys/ImageSegmentation/masks"
    image = show(file, path, view="ROIs")["image"]
    assert image["masks"][0]["pixels"] == [[1, 3]]
    _, facts = draw(file, path, view="ROIs")
    assert "1 px" in facts.remarks
    assert "seen along z" in facts.remarks


def test_a_rate_is_by_the_time_that_was_observed() -> None:
    """Half of the second bin is observed, nothing of the third; overlapping intervals are one."""
    observed = merged(np.array([[3.0, 4.0], [0.0, 1.2], [1.0, 1.5], [2.0, 1.0]]))
    np.testing.assert_array_equal(observed, [[0, 1.5], [3, 4]])
    times = np.array([0.5, 1.1, 1.4, 1.7, 2.5, 3.5])
    rate = rate_over(times, np.arange(5.0), observed)
    np.testing.assert_allclose(rate, [1, 4, np.nan, 1])
