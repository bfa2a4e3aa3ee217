"""Values as the schema means them, and words where a file leaves doubt."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Traces
from tests.preview.ask import draw, show
from tests.preview.odd import SERIES, opened, series

ONCE = {"start": 0.0, "rate": 1.0}


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        (np.array([2**31 - 1], np.int32), 4 * (2.0**31 - 1)),
        (np.array([2**64 - 1], np.uint64), 2.0**66),
        (np.array([-3], ">i2"), -12.0),
        (np.array([0.5], np.float16), 2.0),
        (np.array([True]), 4.0),
    ],
)
def test_stored_numbers_of_every_kind_do_not_overflow(
    tmp_path: Path, stored: Any, meant: float
) -> None:
    """Values become float64 before they are scaled, here by 4."""
    with series(tmp_path, stored, conversion=4.0, **ONCE) as file:
        assert show(file, SERIES)["series"][0]["y"] == [meant]


@pytest.mark.parametrize(
    "scale", [{"conversion": np.nan}, {"offset": np.inf}, {"conversion": [1.0, 2.0]}]
)
def test_a_scale_that_cannot_be_used_takes_the_unit_with_it(
    tmp_path: Path, scale: dict[str, Any]
) -> None:
    """Stored numbers are not in the unit, so none is said."""
    with series(tmp_path, np.arange(3), unit="V", **scale, **ONCE) as file:
        shown = show(file, SERIES)
        remarks = draw(file, SERIES)[1].remarks
    assert (shown["series"][0]["y"], shown["y"]["unit"]) == ([0, 1, 2], "")
    assert "conversion is not one number: values as stored" in remarks


def test_a_conversion_of_zero_is_said(tmp_path: Path) -> None:
    """The line is flat by the file's own word, not because nothing was measured."""
    with series(tmp_path, np.arange(3), conversion=0.0, **ONCE) as file:
        assert show(file, SERIES)["series"][0]["y"] == [0, 0, 0]
        assert "conversion is 0" in draw(file, SERIES)[1].remarks


def test_infinite_values_are_said(tmp_path: Path) -> None:
    """They are null in the numbers, and beyond every scale in the picture."""
    with series(tmp_path, np.array([1, np.inf, np.nan, 4]), **ONCE) as file:
        assert show(file, SERIES)["series"][0]["y"] == [1, None, None, 4]
        assert draw(file, SERIES)[1].remarks == ("some values are infinite", "25 % NaN")


@pytest.mark.parametrize("kind", ["IntervalSeries", "IndexSeries"])
def test_values_that_hold_are_steps(tmp_path: Path, kind: str) -> None:
    """An interval begins and ends at once; a slope between would be invented."""
    with series(tmp_path, np.array([1, -1]), kind, timestamps=np.array([1.0, 2.0])) as file:
        figure, _ = draw(file, SERIES, view="traces")
    assert isinstance(figure, Traces)
    assert figure.steps


def test_traces_beyond_the_last_are_an_error(ophys_file: NwbFile) -> None:
    """Nothing else is drawn in their place; a range that reaches beyond is cut."""
    with pytest.raises(UsageError) as error:
        show(ophys_file, "/processing/ophys/DfOverF/responses", traces=(3, 5))
    assert "3" in error.value.hint
    shown = show(ophys_file, "/processing/ophys/DfOverF/responses", traces=(2, 500))
    assert len(shown["series"]) == 1


def test_df_over_f_keeps_its_name_by_a_link(tmp_path: Path, ophys_path: Path) -> None:
    """A link from elsewhere to a series inside `DfOverF`, and one from there to elsewhere."""
    path = tmp_path / "linked.nwb"
    path.write_bytes(ophys_path.read_bytes())
    with h5py.File(path, "a") as file:
        ophys = file["processing/ophys"]
        ophys["elsewhere"] = h5py.SoftLink("/processing/ophys/DfOverF/responses")
        ophys["DfOverF/raw"] = h5py.SoftLink("/processing/ophys/Fluorescence/responses")
    with opened(path) as linked:
        assert show(linked, "/processing/ophys/elsewhere")["y"]["label"] == "ΔF/F"
        assert show(linked, "/processing/ophys/DfOverF/raw")["y"]["label"] == "ΔF/F"


def test_the_header_counts_columns_where_lanes_are_other_rows(ophys_file: NwbFile) -> None:
    """Columns 0–2 are rows 2, 0, 1 of the segmentation: only the lanes are called ROI."""
    facts = draw(ophys_file, "/processing/ophys/DfOverF/responses")[1]
    assert facts.shown == ("trace 0–2", "of 3")


def test_an_index_of_nothing_does_not_flatten_the_others(tmp_path: Path) -> None:
    """-1 for a blank, stored as uint32: a gap in the picture, the file's own in the numbers."""
    blank = 2**32 - 1
    data = np.array([5, blank, 7], np.uint32)
    with series(tmp_path, data, "IndexSeries", **ONCE) as file:
        assert show(file, SERIES)["series"][0]["y"] == [5, blank, 7]
        figure, facts = draw(file, SERIES)
    assert isinstance(figure, Traces)
    np.testing.assert_array_equal(figure.lines[0].y, [5, np.nan, 7])
    assert facts.remarks == ("4294967295 is no index: left out",)


def test_sums_of_stored_values_say_that_they_are_not_scaled(tmp_path: Path) -> None:
    """The values view shows int16 beside `conversion` and `unit`: no one shall take them for V."""
    with series(tmp_path, np.array([-2, 4], np.int16), conversion=0.5, unit="V", **ONCE) as file:
        note = show(file, SERIES, view="values")["note"]
    assert "max         4 as stored" in note
    with series(tmp_path, np.array([-2, 4], np.int16), conversion=1.0, unit="V", **ONCE) as file:
        assert "as stored" not in show(file, SERIES, view="values")["note"]
