"""Tables: cells as the schema means them, only what is asked for."""

import pytest

from dandi_tui.errors import NotFoundError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Table
from tests.preview.ask import draw, show

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
