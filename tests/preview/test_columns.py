"""One column of a table: its histogram and its sums, compared with numpy's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hdmf.common import DynamicTable

from dandi_tui.errors import NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Words
from dandi_tui.preview.make import make
from dandi_tui.preview.tables.columns import bin_edges
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.odd import opened

TABLE = "/scratch/cells"
N = 400
DEPTH = np.random.default_rng(5).normal(600.0, 120.0, N)


@pytest.fixture
def cells(tmp_path: Path) -> Iterator[NwbFile]:
    """400 rows: depth normal (600, 120) but for a NaN in row 3; area a to y, the earlier the
    commoner; good every third; layer 1 … 6; spikes ragged with 0, 1, 2 values; pair (rows, 2)."""
    depth = DEPTH.copy()
    depth[3] = np.nan
    ids = np.arange(N)
    table = DynamicTable(name="cells", description="many", id=ids)
    table.add_column(name="pair", description="two", data=np.zeros((N, 2)))
    table.add_column(name="depth", description="µm", data=depth)
    area = ["abcdefghijklmnopqrstuvwxy"[min(24, int(np.sqrt(i * 1.6)))] for i in ids]
    table.add_column(name="area", description="of the brain", data=area)
    table.add_column(name="good", description="or not", data=ids % 3 == 0)
    table.add_column(name="layer", description="of cortex", data=ids % 6 + 1)
    ends = np.cumsum(ids % 3)
    table.add_column(name="spikes", description="s", data=np.zeros(ends[-1]), index=ends)
    table.add_column(name="nothing", description="missing", data=np.full(N, np.nan))
    file = new_file()
    file.add_scratch(table)
    with opened(write(file, tmp_path / "cells.nwb")) as cells_file:
        yield cells_file


def column(file: NwbFile, name: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The bars of a column, and its sums by their labels."""
    panels = show(file, TABLE, view="columns", options=(("column", name),))["panels"]
    rows = [line.rsplit("  ", 1) for line in panels[1]["note"].splitlines()]
    return panels[0]["series"][0], {label.strip(): value for label, value in rows}


def test_numbers_become_a_histogram_and_sums(cells: NwbFile) -> None:
    """Freedman–Diaconis bins of the 399 that are numbers; s.d. with n - 1."""
    bars, sums = column(cells, "depth")
    values = np.delete(DEPTH, 3)
    heights, edges = np.histogram(values, bins="fd")
    np.testing.assert_allclose(bars["edges"], edges)
    assert bars["y"] == heights.tolist()
    assert (sums["n"], sums["missing"], sums["unique"]) == ("399", "1", "399")
    assert sums["median"] == f"{np.median(values):.1f}"
    assert sums["mean ± sd"] == f"{values.mean():.1f} ± {values.std(ddof=1):.1f}"


def test_words_are_counted_the_commonest_first(cells: NwbFile) -> None:
    """25 areas: twenty bars, and the header says of how many."""
    bars, sums = column(cells, "area")
    assert len(bars["y"]) == 20
    assert bars["y"] == sorted(bars["y"], reverse=True)
    assert sums["unique"] == "25"
    _, facts = draw(cells, TABLE, view="columns", options=(("column", "area"),))
    assert "the commonest 20 of 25 values" in facts.remarks


def test_booleans_are_two_words(cells: NwbFile) -> None:
    """false 266, true 134."""
    bars, sums = column(cells, "good")
    assert bars["y"] == [266, 134]
    assert (sums["false"], sums["true"]) == ("266", "134")


def test_a_few_whole_numbers_get_a_bin_each(cells: NwbFile) -> None:
    """Layers 1 to 6, centred."""
    bars, _ = column(cells, "layer")
    assert bars["edges"] == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]
    assert bars["y"] == [67, 67, 67, 67, 66, 66]


def test_of_a_ragged_column_the_numbers_of_values_count(cells: NwbFile) -> None:
    """134 rows without, 133 with one, 133 with two values."""
    bars, _ = column(cells, "spikes")
    assert bars["y"] == [134, 133, 133]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pair", "Each row of this column holds an array: no histogram."),
        ("nothing", "All 400 values here are missing."),
    ],
)
def test_what_has_no_histogram_says_so(cells: NwbFile, name: str, words: str) -> None:
    """A sentence in place of a picture."""
    figure, _ = draw(cells, TABLE, view="columns", options=(("column", name),))
    assert isinstance(figure, Words)
    assert figure.note == words


def test_keys_go_from_column_to_column(cells: NwbFile) -> None:
    """Depth is the first that has a histogram; `n` goes on, `N` back."""
    _, facts = draw(cells, TABLE, view="columns")
    assert facts.shown == ("depth", "column 3 of 8")
    led = [dict(move.options)["column"] for move in facts.moves]
    assert led == ["area", "pair"]


def test_an_unknown_column_and_a_large_one_are_not_read(cells: NwbFile) -> None:
    """An error with a hint, and a question."""
    with pytest.raises(NotFoundError):
        column(cells, "dept")
    request = Draw(source=Address(), path=TABLE, view="columns", budget_bytes=1_000)
    assert isinstance(make(cells, request), Question)


@pytest.mark.parametrize("values", [[3.25], [2.5, 2.5], [0.0, 0, 0, 1e9], [1.0, 2, 3], [0.1, 0.2]])
def test_bins_hold_every_value(values: list[float]) -> None:
    """At most 60, ascending, from the least to the greatest."""
    edges = bin_edges(np.array(values))
    assert 2 <= len(edges) <= 61
    assert (np.diff(edges) > 0).all()
    assert np.histogram(values, edges)[0].sum() == len(values)


def test_identifiers_keep_all_their_digits(tmp_path: Path) -> None:
    """As times of this century do that lie seconds apart; four figures would make them one."""
    ids = 517_494_000 + np.arange(0, 3_000, 30)
    table = DynamicTable(name="cells", description="many", id=ids)
    table.add_column(name="clock", description="s", data=1.7e9 + ids % 7 / 4)
    table.add_column(name="count", description="of spikes", data=ids)
    file = new_file()
    file.add_scratch(table)
    with opened(write(file, tmp_path / "ids.nwb")) as cells_file:
        _, sums = column(cells_file, "id")
        assert (sums["min"], sums["max"]) == ("517494000", "517496970")
        assert sums["mean ± sd"].startswith("517495485 ± ")
        assert column(cells_file, "count")[1]["median"] == "517,495,485"
        assert column(cells_file, "clock")[1]["max"] == "1,700,000,001.5"


def test_identifiers_of_64_bits_are_told_apart(tmp_path: Path) -> None:
    """Numbers beyond 2⁵³ are not all floats."""
    table = DynamicTable(name="cells", description="of hashes", id=np.arange(30))
    table.add_column(name="hash", description="64 bits", data=2**53 + np.arange(30, dtype="u8"))
    file = new_file()
    file.add_scratch(table)
    with opened(write(file, tmp_path / "hashes.nwb")) as cells_file:
        assert column(cells_file, "hash")[1]["unique"] == "30"


def test_paths_with_the_same_last_part_are_counted_apart(tmp_path: Path) -> None:
    """An image of one set is not that of another, of the same name."""
    table = DynamicTable(name="cells", description="of images", id=np.arange(3))
    table.add_column(name="image", description="path", data=["/a/1.png", "/b/1.png", "/b/1.png"])
    table.add_column(name="other", description="path", data=["/a/1.png", "/b/2.png", "/b/2.png"])
    file = new_file()
    file.add_scratch(table)
    with opened(write(file, tmp_path / "paths.nwb")) as cells_file:
        sums = column(cells_file, "image")[1]
        assert (sums["unique"], sums["/b/1.png"], sums["/a/1.png"]) == ("2", "2", "1")
        assert column(cells_file, "other")[1]["2.png"] == "2"


def test_a_histogram_is_of_the_rows_that_pass_the_filter(cells: NwbFile) -> None:
    """Each sixth row is of layer 2; the header says which; none is a sentence."""
    asked = (("column", "layer"), ("filter", "layer=2"))
    panels = show(cells, TABLE, view="columns", options=asked)["panels"]
    assert panels[0]["series"][0]["y"] == [len(range(1, N, 6))]
    figure, facts = draw(cells, TABLE, view="columns", options=asked)
    assert "only layer=2: 67 of 400" in facts.remarks
    assert facts.about == ("only layer=2: 67 of 400",)
    figure, _ = draw(cells, TABLE, view="columns", options=(("filter", "layer=9"),))
    assert isinstance(figure, Words)
    assert figure.note == "No row passes the filter."
