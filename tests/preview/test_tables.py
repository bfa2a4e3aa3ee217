"""Tables: cells as the schema means them, only what is asked for."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
from hdmf.common import AlignedDynamicTable, DynamicTable

from dandi_tui.errors import DandiTuiError, NotFoundError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Table
from dandi_tui.preview.make import make
from dandi_tui.preview.tables import tables
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.odd import opened

TABLE = "/scratch/table"


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("id", [10, 20, 30]),
        ("word", ["a", "b", "c"]),
        ("number", [0.5, None, 2.5]),
        ("flag", [True, False, True]),
        ("times", [[1, 2], [], [3, 4, 5]]),
        ("nested", [[[1], [2, 3]], [], [[4]]]),
        ("row", [2, 0, 1]),
        ("pair", [[0, 1], [2, 3], [4, 5]]),
    ],
)
def test_a_column_of_each_kind(tables_file: NwbFile, name: str, cells: list[object]) -> None:
    """Ragged cells are lists, regions are row numbers, NaN is null."""
    shown = show(tables_file, TABLE, fields=(name,))
    assert shown["table"]["columns"] == [name]
    assert [row[0] for row in shown["table"]["rows"]] == cells


def test_columns_come_in_the_order_of_colnames(tables_file: NwbFile) -> None:
    """`id` is first; the index datasets are no columns."""
    columns = show(tables_file, TABLE)["table"]["columns"]
    assert columns == ["id", "word", "number", "flag", "times", "nested", "row", "pair"]


def test_rows_are_paged(tables_file: NwbFile) -> None:
    """`--set rows=1:3` shows the second and third, ragged ones too."""
    shown = show(tables_file, TABLE, fields=("id", "times"), options=(("rows", "1:3"),))
    assert shown["table"]["rows"] == [[20, []], [30, [3, 4, 5]]]


def test_a_page_fits_the_height(tables_file: NwbFile) -> None:
    """A header and two rows in three."""
    figure, facts = draw(tables_file, TABLE, height=3)
    assert isinstance(figure, Table)
    assert facts.rows == (0, 2)
    assert facts.n_rows == 3


def test_an_unknown_column_names_the_near_ones(tables_file: NwbFile) -> None:
    """The hint has the column that was meant."""
    with pytest.raises(NotFoundError) as error:
        show(tables_file, TABLE, fields=("wrd",))
    assert "word" in error.value.hint


def test_compound_datasets_are_tables(ophys_file: NwbFile) -> None:
    """A pixel mask has fields x, y, weight."""
    shown = show(ophys_file, "/processing/ophys/ImageSegmentation/rois/pixel_mask")
    assert shown["table"]["columns"] == ["x", "y", "weight"]
    assert shown["table"]["rows"][0] == [0, 0, 1.0]


def test_intervals_are_tables(ophys_file: NwbFile) -> None:
    """Epochs by rows, their tags as lists."""
    shown = show(ophys_file, "/intervals/epochs", fields=("start_time", "tags"))
    assert shown["table"]["rows"] == [[0.0, ["a"]], [2.0, ["b"]]]


@pytest.mark.parametrize("rows", ["3:5", "7", "-2:", "2:1", "a:b"])
def test_rows_that_are_not_there_are_an_error(tables_file: NwbFile, rows: str) -> None:
    """The table has rows 0 to 2: nothing else is shown in place of what was asked."""
    with pytest.raises(UsageError) as error:
        show(tables_file, TABLE, options=(("rows", rows),))
    assert error.value.hint


def test_rows_are_cut_at_the_last(tables_file: NwbFile) -> None:
    """`rows=2:500` is the third row."""
    shown = show(tables_file, TABLE, fields=("id",), options=(("rows", "2:500"),))
    assert shown["table"]["rows"] == [[30]]


@pytest.fixture
def masks(tmp_path: Path) -> Iterator[NwbFile]:
    """Twenty image masks of 200 × 300, each its row's number."""
    path = tmp_path / "masks.nwb"
    with h5py.File(path, "w") as file:
        group = file.create_group("rois")
        group.attrs.update({"neurodata_type": "PlaneSegmentation", "colnames": ["image_mask"]})
        group["id"] = np.arange(20)
        group["image_mask"] = np.ones((20, 200, 300)) * np.arange(20)[:, None, None]
    with opened(path) as masks_file:
        yield masks_file


def test_masks_are_named_by_their_shape_and_cost_nothing(masks: NwbFile) -> None:
    """What is not read is not asked about: 9.6 MB of masks within a budget of 1 MB."""
    shown = show(masks, "/rois", view="table", budget_bytes=1_000_000)
    assert shown["table"]["rows"][3] == [3, "200 × 300 float64"]


def test_full_reads_masks_after_asking(masks: NwbFile) -> None:
    """`--full` gives every value."""
    request = Draw(source=Address(), path="/rois", view="table", full=True, budget_bytes=10**6)
    assert isinstance(make(masks, request), Question)
    rows = show(masks, "/rois", view="table", full=True, options=(("rows", "3:5"),))["table"][
        "rows"
    ]
    assert rows[1][1] == np.full((200, 300), 4.0).tolist()


def test_more_cells_than_memory_holds_are_refused(
    masks: NwbFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence, and not a reader that runs out of memory."""
    monkeypatch.setattr(tables, "MAX_CELL_BYTES", 1_000_000)
    with pytest.raises(DandiTuiError) as error:
        show(masks, "/rois", view="table", full=True, budget_bytes=0)
    assert "rows=" in error.value.hint


def test_enumerations_are_their_words(tmp_path: Path) -> None:
    """Codes 2, 0, 1, 9 of three words; the fourth has none, and stays a number."""
    path = tmp_path / "enum.nwb"
    with h5py.File(path, "w") as file:
        group = file.create_group("table")
        group.attrs.update({"neurodata_type": "DynamicTable", "colnames": ["what"]})
        group["id"] = np.arange(4)
        group["what_elements"] = ["a", "b", "c"]
        group["what"] = np.array([2, 0, 1, 9], np.uint8)
        group["what"].attrs["neurodata_type"] = "EnumData"
        group["what"].attrs["elements"] = group["what_elements"].ref
    with opened(path) as enums:
        rows = show(enums, "/table", fields=("what",))["table"]["rows"]
    assert rows == [["c"], ["a"], ["b"], [9]]


def test_categories_of_an_aligned_table_are_its_columns(tmp_path: Path) -> None:
    """`category/column`, by rows."""
    part = DynamicTable(name="part", description="a category", id=[0, 1])
    part.add_column(name="value", description="tens", data=[10, 20])
    table = AlignedDynamicTable(name="both", description="one", id=[0, 1], category_tables=[part])
    file = new_file()
    file.add_scratch(table)
    with opened(write(file, tmp_path / "aligned.nwb")) as aligned:
        shown = show(aligned, "/scratch/both")["table"]
    assert shown == {"columns": ["id", "part/value"], "rows": [[0, 10], [1, 20]]}
