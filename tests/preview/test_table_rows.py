"""Rows of a table sorted, filtered, and named by other tables."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hdmf.backends.hdf5 import H5DataIO
from hdmf.common import DynamicTable

from dandi_tui.errors import NotFoundError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Table, Words
from dandi_tui.preview.make import make
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.odd import opened


@pytest.fixture
def cells(tmp_path: Path) -> Iterator[NwbFile]:
    """A table of 1,000 rows in chunks of 100, ids 0 … 999, written by pynwb.

    depth    id × 7 mod 1000; that of row 5 is NaN      area  "CA1" where id mod 4 is 0, else "CA3"
    spikes   ragged, id mod 3 values                    row   rows 999 … 0 of `other`
    """
    ids = np.arange(1000)
    depth = ids * 7.0 % 1000
    depth[5] = np.nan
    other = DynamicTable(name="other", description="pointed at", id=ids)
    table = DynamicTable(name="cells", description="many", id=ids)
    table.add_column(name="depth", description="µm", data=H5DataIO(depth, chunks=(100,)))
    area = ["CA1" if i % 4 == 0 else "CA3" for i in ids]
    table.add_column(name="area", description="of the brain", data=area)
    ends = np.cumsum(ids % 3)
    spikes = np.arange(ends[-1], dtype=float)
    table.add_column(name="spikes", description="s", data=spikes, index=ends)
    table.add_column(name="row", description="in the other", data=ids[::-1], table=other)
    file = new_file()
    file.add_scratch(other)
    file.add_scratch(table)
    with opened(write(file, tmp_path / "cells.nwb")) as cells_file:
        yield cells_file


CELLS = "/scratch/cells"


def ask(file: NwbFile, *fields: str, **options: str) -> list[list[object]]:
    """The rows of the table of 1,000 rows, as `--json` has them."""
    asked = tuple(sorted(options.items()))
    rows: list[list[object]] = show(file, CELLS, fields=fields, options=asked)["table"]["rows"]
    return rows


def test_rows_are_sorted_and_missing_ones_come_last(cells: NwbFile) -> None:
    """As numpy sorts the same numbers; NaN is last in either direction."""
    depth = np.arange(1000) * 7 % 1000
    expected = [i for i in np.argsort(depth) if i != 5]
    up, down = (ask(cells, "id", sort=key, rows="0:1000") for key in ("depth", "-depth"))
    assert [row[0] for row in up] == [*expected, 5]
    assert [row[0] for row in down] == [*expected[::-1], 5]


def test_a_ragged_column_sorts_by_its_number_of_values(cells: NwbFile) -> None:
    """Rows with two spikes first, as they were among themselves."""
    rows = ask(cells, "id", "spikes", sort="-spikes", rows="0:3")
    assert [row[0] for row in rows] == [2, 5, 8]
    assert rows[0][1] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("words", "n"),
    [
        ("area=CA1", 250),
        ("area~a3", 750),
        ("area!=CA1", 750),
        ("depth<70", 70),
        ("depth >= 990", 10),
        ("id=17", 1),
        ("spikes>1", 333),
        ("depth>1000", 0),
    ],
)
def test_rows_are_filtered(cells: NwbFile, words: str, n: int) -> None:
    """So many of 1,000; the header says so. Depth 35 is missing: its row is never counted."""
    n -= words == "depth<70"
    figure, facts = draw(cells, CELLS, options=(("filter", words),))
    if not n:
        assert isinstance(figure, Words)
        assert figure.note == "None of the 1,000 rows has depth>1000."
        assert ask(cells, "id", filter=words) == []
        return
    assert facts.n_rows == n
    only = next(remark for remark in facts.remarks if remark.startswith("only "))
    assert facts.about == (only,)
    assert only.endswith(f": {n} of 1,000")


def test_whole_numbers_of_64_bits_are_told_apart(tmp_path: Path) -> None:
    """Beyond 2⁵³ neighbours are one float."""
    first = 2**53
    table = DynamicTable(name="cells", description="of hashes", id=np.arange(3))
    table.add_column(name="hash", description="64 bits", data=first + np.array([1, 0, 2], "u8"))
    file = new_file()
    file.add_scratch(table)
    with opened(write(file, tmp_path / "hashes.nwb")) as cells_file:
        assert ask(cells_file, "id", filter=f"hash={first + 1}") == [[0]]
        assert ask(cells_file, "id", filter=f"hash>{first}") == [[0], [2]]
        assert ask(cells_file, "id", sort="hash") == [[1], [0], [2]]


def test_a_filter_and_an_order_go_together(cells: NwbFile) -> None:
    """The third and the fourth of CA1, by depth."""
    ids = [i for i in np.argsort(np.arange(1000) * 7 % 1000) if i % 4 == 0]
    rows = ask(cells, "id", "depth", "area", filter="area=CA1", sort="depth", rows="2:4")
    assert rows == [[i, i * 7 % 1000, "CA1"] for i in ids[2:4]]


@pytest.mark.parametrize(
    "options",
    [
        {"filter": "nonsense"},
        {"filter": "depth>deep"},
        {"sort": "deep"},
        {"filter": "deep=1"},
        {"filter": "id=17", "rows": "5:6"},
    ],
)
def test_what_makes_no_sense_is_an_error_with_a_hint(
    cells: NwbFile, options: dict[str, str]
) -> None:
    """Columns that are not there, comparisons that cannot be made, rows behind the last."""
    with pytest.raises((UsageError, NotFoundError)) as error:
        ask(cells, "id", **options)
    assert error.value.hint


def test_sorting_asks_before_it_reads_a_whole_column(cells: NwbFile) -> None:
    """A page costs 100 depths, the order by them 8,000 bytes."""
    request = Draw(source=Address(), path=CELLS, fields=("depth",), budget_bytes=2_000, height=10)
    assert not isinstance(make(cells, request), Question)
    question = make(cells, request.with_option("sort", "depth"))
    assert isinstance(question, Question)
    assert question.what == "all of depth"


def test_a_region_names_its_table_on_the_screen(cells: NwbFile) -> None:
    """`row → other`, its cells row numbers; `--json` has the column's name."""
    figure, facts = draw(cells, CELLS, fields=("row",), height=3)
    assert isinstance(figure, Table)
    assert figure.columns[0].name == "row → other"
    assert figure.columns[0].cells == (999, 998)
    assert facts.fields == ("row",)


def test_the_keys_go_through_the_columns_and_turn_the_order(cells: NwbFile) -> None:
    """`s` goes to the next column and after the last to none; `S` the other way round."""
    fields = ("id", "depth")
    for sort, following, turned in (
        ("", "id", "-id"),
        ("depth", "", "-depth"),
        ("-id", "depth", "id"),
    ):
        options = (("sort", sort),) if sort else ()
        _, facts = draw(cells, CELLS, fields=fields, options=options)
        led = {move.key: dict(move.options)["sort"] for move in facts.moves if not move.asks}
        assert led == {"s": following, "S": turned}


def test_a_condition_for_rows_may_be_typed_and_is_changed_where_none_has_it(
    cells: NwbFile,
) -> None:
    """`/` asks for `filter`, from the first row on."""
    for options in ((), (("filter", "depth>1e9"),)):
        _, facts = draw(cells, CELLS, fields=("id", "depth"), options=options)
        typed = next(move for move in facts.moves if move.key == "slash")
        assert typed.asks == "filter"
        assert typed.options == (("rows", ""),)
