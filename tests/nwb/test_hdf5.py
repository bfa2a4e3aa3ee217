"""An open file: what it lists, what it cannot find, and errors that pass through it."""

import io
from pathlib import Path
from typing import Any

import h5py
import pytest

from dandi_tui.errors import Cancelled, ConnectionFailedError, FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile


class Flaky(io.FileIO):
    """A file whose reads raise `error` once it is set."""

    error: BaseException | None = None

    def readinto(self, buffer: Any) -> int:
        if self.error is not None:
            raise self.error
        return super().readinto(buffer) or 0


def test_children_come_in_name_order_with_their_types(ophys_file: NwbFile) -> None:
    """One group at a time, with what the pane shows of each."""
    children = ophys_file.children("/processing/ophys")
    assert [child.name for child in children] == [
        "DfOverF", "Fluorescence", "ImageSegmentation", "pictures",
    ]  # fmt: skip
    responses = ophys_file.children("/processing/ophys/DfOverF")[0]
    assert responses.ancestry[:2] == ("RoiResponseSeries", "TimeSeries")
    assert responses.parent_type == "DfOverF"
    assert (responses.data_shape, responses.data_dtype) == ((5, 3), "float32")


def test_an_unknown_path_names_the_nearest(ophys_file: NwbFile) -> None:
    """The hint has what was meant, in the deepest group that exists."""
    with pytest.raises(NotFoundError) as error:
        ophys_file.object("/processing/ophys/DfOverf/responses")
    assert "/processing/ophys/DfOverF" in error.value.hint


@pytest.mark.parametrize("error", [Cancelled(), ConnectionFailedError("The server went away.")])
def test_errors_of_the_bytes_pass_through_and_the_file_works_on(
    ophys_path: Path, error: BaseException
) -> None:
    """A cancel or a lost connection in mid-read arrives as it was raised."""
    source = Flaky(str(ophys_path))
    file = NwbFile(source, name="ophys.nwb")
    source.error = error
    with pytest.raises(type(error)) as raised:
        list(file.walk())
    assert raised.value is error
    source.error = None
    assert sum(len(batch) for batch in file.walk()) > 50
    file.close()


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    """One sentence, not h5py's."""
    with pytest.raises(NotFoundError, match=r"There is no file gone\.nwb\."):
        NwbFile(str(tmp_path / "gone.nwb"), name="gone.nwb")


def test_what_is_missing_has_near_it_what_there_is(tmp_path: Path) -> None:
    """Members that are alike; of a group without members, and of a dataset, that it has none."""
    with h5py.File(tmp_path / "few.h5", "w") as made:
        made.create_group("events")
        made["running"] = 1.0
    file = NwbFile(str(tmp_path / "few.h5"), name="few.h5")
    hints = {
        "/runing": "Near it: /running",
        "/events/licks": "/events holds no objects.",
        "/running/data": "/running holds no objects.",
    }
    for path, hint in hints.items():
        with pytest.raises(NotFoundError) as raised:
            file.object(path)
        assert raised.value.message == f"There is no {path} in few.h5."
        assert raised.value.hint == hint
    file.close()


def test_damage_costs_what_it_hits(ophys_path: Path, tmp_path: Path) -> None:
    """An object whose header is overwritten is listed as broken; its siblings are whole."""
    with h5py.File(ophys_path, "r", locking=False) as file:
        header = h5py.h5o.get_info(file["processing/ophys/Fluorescence"].id).addr
    content = bytearray(ophys_path.read_bytes())
    content[header : header + 8] = b"\xff" * 8
    damaged = tmp_path / "damaged.nwb"
    damaged.write_bytes(content)
    file_ = NwbFile(str(damaged), name="damaged.nwb")
    listed = {child.name: child for child in file_.children("/processing/ophys")}
    assert [name for name, child in listed.items() if child.broken] == ["Fluorescence"]
    assert listed["DfOverF"].neurodata_type == "DfOverF"
    with pytest.raises(FileFormatError):
        file_.children("/processing/ophys/Fluorescence")
    file_.close()


def test_names_that_are_not_text_can_be_opened(tmp_path: Path) -> None:
    """A name in Latin-1 is shown with its bytes, and found by what is shown."""
    path = tmp_path / "latin.h5"
    with h5py.File(path, "w") as file:
        h5py.h5g.create(file.id, b"caf\xe9")
    file_ = NwbFile(str(path), name="latin.h5")
    (child,) = file_.children("/")
    assert child.path == "/caf\\xe9"
    assert file_.object(child.path).kind == "group"
    file_.close()


def test_values_in_another_file_are_not_read(tmp_path: Path) -> None:
    """HDF5 would open the file that a hostile one names; we say its name."""
    path = tmp_path / "external.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("raw", (8,), "u1", external=[("/etc/hostname", 0, 8)])
    file_ = NwbFile(str(path), name="external.h5")
    with pytest.raises(FileFormatError, match="another file"):
        file_.data("/raw").read()
    file_.close()


def test_cost_is_the_chunks_that_are_touched(tmp_path: Path) -> None:
    """Two of ten chunks; of contiguous data the bytes from the first to the last row."""
    path = tmp_path / "cost.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("chunked", (1000, 4), "i2", data=[[7] * 4] * 1000, chunks=(100, 4))
        file.create_dataset("whole", (1000, 4), "i2")
    file_ = NwbFile(str(path), name="cost.h5")
    chunked, whole = file_.data("/chunked"), file_.data("/whole")
    assert chunked.cost((150, 250), (0, 1)).chunks == 2
    assert chunked.cost((150, 250), (0, 1)).fetch_bytes == 1600
    assert whole.cost((10, 20), (0, 4)).fetch_bytes == 80
    file_.close()
