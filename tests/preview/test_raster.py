"""Rasters of units: their spikes in a window, in any order, and never more read than needed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Raster, Table, Words
from dandi_tui.preview.make import make
from dandi_tui.preview.units.spikes import open_spikes
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.preview.ask import draw, show
from tests.preview.units import Counted, opened, trains, write_many, write_units


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_units(tmp_path_factory.mktemp("units") / "units.nwb")


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    with opened(path) as file:
        yield file


def names(file: NwbFile, **options: str) -> list[str]:
    rows = show(file, "/units", options=tuple(options.items()), height=60)["raster"]
    return [row["name"] for row in rows]


def test_the_raster_has_the_spikes_of_the_window(file: NwbFile) -> None:
    """Half open, in the table's order, with the mean rate over the window at the right."""
    shown = show(file, "/units", window=(20.0, 30.0), options=(("group", "none"),), height=60)
    for row, times in zip(shown["raster"], trains(), strict=True):
        expected = times[(times >= 20) & (times < 30)]
        np.testing.assert_array_equal(row["times"], expected)
        assert row["aside"] == f"{len(expected) / 10:.1f}"


def test_the_whole_window_has_every_spike(file: NwbFile) -> None:
    """Infinite ends are those of obs_intervals, the last one included."""
    ends = (float("-inf"), float("inf"))
    shown = show(file, "/units", window=ends, options=(("group", "none"),), height=60)
    assert [len(row["times"]) for row in shown["raster"]] == [len(t) for t in trains()]
    assert "extent from obs_intervals" in draw(file, "/units")[1].remarks


def test_units_are_grouped_by_region_and_paged(file: NwbFile) -> None:
    """Regions in order of first appearance; as many units as there is room for."""
    figure, facts = draw(file, "/units", traces=(10, 20))
    assert isinstance(figure, Raster)
    assert figure.groups == (("VISp", 5), ("CA1", 5))
    assert [row.name for row in figure.rows] == [
        *map(str, range(20, 30, 2)),
        "1",
        "3",
        "5",
        "7",
        "9",
    ]
    assert (facts.traces, facts.n_traces, facts.shown) == ((10, 20), 30, ("unit 10–19", "of 30"))


@pytest.mark.parametrize("words", ["depth<=-270", "quality!=good", "quality~oo", "depth>-35"])
def test_a_filter_means_the_same_in_the_table_of_the_units(file: NwbFile, words: str) -> None:
    """So that it can go from view to view; the header of either says how many it keeps."""
    asked = (("filter", words), ("group", "none"))
    units, facts = draw(file, "/units", view="raster", options=asked, traces=(0, 30), height=80)
    table, told = draw(file, "/units", view="table", options=asked, height=80)
    assert isinstance(units, Raster)
    assert isinstance(table, Table)
    assert [int(row.name) for row in units.rows] == list(table.columns[0].cells)
    assert facts.remarks[0] == next(one for one in told.remarks if one.startswith("only "))
    assert facts.about == facts.remarks[:1]


def test_units_are_sorted_and_filtered_by_columns(file: NwbFile) -> None:
    """Depth is -10 × row, so ascending depth is descending row."""
    assert names(file, sort="depth", group="none") == [str(i) for i in range(29, -1, -1)]
    assert names(file, sort="-depth", group="none")[:3] == ["0", "1", "2"]
    assert names(file, filter="quality=good", group="none") == [str(i) for i in range(1, 30, 3)]
    assert names(file, filter="depth<-270", group="none") == ["28", "29"]
    with pytest.raises(UsageError, match="no column"):
        names(file, sort="nothing")


def test_regions_that_no_unit_has_are_no_groups(path: Path, tmp_path: Path) -> None:
    """`location` is there, and empty; asked for, it is shown as it is."""
    blank = Path(shutil.copy(path, tmp_path / "blank.nwb"))
    with h5py.File(blank, "a") as stored:
        stored["units/location"][...] = ""
    with opened(blank) as file:
        figure, facts = draw(file, "/units", height=60)
        asked, _ = draw(file, "/units", height=60, options=(("group", "location"),))
    assert isinstance(figure, Raster)
    assert isinstance(asked, Raster)
    assert figure.groups == ()
    assert not any(remark.startswith("grouped") for remark in facts.remarks)
    assert asked.groups == (("(none)", 30),)


def test_keys_choose_the_next_unit_and_turn_the_page(file: NwbFile) -> None:
    """n goes to the next of the order, also on the next page; Enter shows it alone."""
    options = (("group", "none"), ("unit", "9"))
    figure, facts = draw(file, "/units", traces=(0, 10), options=options)
    moves = {move.key: move for move in facts.moves}
    assert isinstance(figure, Raster)
    assert figure.rows[9].name == "▸9"
    assert (moves["n"].options, moves["n"].traces) == ((("unit", "10"),), (10, 20))
    assert (moves["N"].options, moves["N"].traces) == ((("unit", "8"),), None)
    assert (moves["enter"].view, moves["enter"].options) == ("unit", (("unit", "9"),))
    assert moves["b"].options == (("filter", "quality=noise"),)


def test_all_units_at_once(file: NwbFile) -> None:
    """However small the picture."""
    figure, _ = draw(file, "/units", height=8, options=(("density", "on"),))
    assert isinstance(figure, Raster)
    assert len(figure.rows) == 30


def test_a_window_of_many_spikes_reads_little_of_each_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """60 million spikes in one piece: 20 units, 10 s, under 8 MB, and the right spikes."""
    with opened(write_many(tmp_path / "many.nwb", 60_000_000, None)) as file:
        counted = Counted().watch(monkeypatch)
        shown = show(file, "/units", window=(2_000.0, 2_010.0), traces=(0, 20))
        assert counted.values_of("spike_times") * 8 < 8_000_000
    train = np.linspace(0, 5_400, 60_000_000 // 2_245)
    expected = train[(train >= 2_000) & (train < 2_010)]
    assert all(row["times"] == expected.tolist() for row in shown["raster"])


def test_each_chunk_is_read_once_and_its_cost_is_asked_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunks of 1,250,000 spikes: 20 units lie in the first of them."""
    with opened(write_many(tmp_path / "chunks.nwb", 60_000_000, 1_250_000)) as file:
        counted = Counted().watch(monkeypatch)
        request = Draw(source=Address(), path="/units", traces=(0, 20), budget_bytes=10_000)
        question = make(file, request)
        assert isinstance(question, Question)
        assert question.cost.chunks == 1
        assert counted.values_of("spike_times") == 0
        draw(file, "/units", traces=(0, 20), budget_bytes=0)
        assert counted.values_of("spike_times") == 1_250_000


def test_a_filter_that_no_unit_passes_says_so(file: NwbFile) -> None:
    """In one sentence, in place of the raster."""
    figure, _ = draw(file, "/units", options=(("filter", "quality=best"),))
    assert isinstance(figure, Words)
    assert figure.note == "No unit passes the filter."


def test_regions_are_those_of_the_electrodes_if_units_have_none(path: Path, tmp_path: Path) -> None:
    """The location of the first electrode of each unit: row 0 of the table, in CA1."""
    copy = tmp_path / "copy.nwb"
    shutil.copy(path, copy)
    with h5py.File(copy, "a", locking=False) as direct:
        del direct["units/location"]
        direct["units/electrodes"][:2] = [5, 0]
    with opened(copy) as file:
        figure, facts = draw(file, "/units", height=60)
    assert isinstance(figure, Raster)
    assert figure.groups == (("VISp", 1), ("CA1", 29))
    assert "grouped by electrodes.location" in facts.remarks


def test_spikes_are_found_however_uneven_they_are(tmp_path: Path) -> None:
    """100,000 spikes, most of them in the last hundredth of the time; any window, either way."""
    times = np.sort(np.random.default_rng(0).uniform(0, 1, 100_000) ** 0.02) * 1_000
    with h5py.File(tmp_path / "uneven.nwb", "w") as made:
        units = made.create_group("units")
        units.attrs.update({"neurodata_type": "Units", "namespace": "core"})
        units["id"] = [0, 1]
        units["spike_times"] = np.concatenate([[5.0], times])
        units["spike_times_index"] = [1, 100_001]
    for knows_ends in (False, True):
        with opened(tmp_path / "uneven.nwb") as file:
            spikes = open_spikes(file, file.object("/units"))
            assert not knows_ends or spikes.ends_of(1) == (times[0], times[-1])
            for window in ((0, 900), (900, 950), (999, 999.5), (0, 2_000), (1_500, 2_000), (-5, 0)):
                expected = times[(times >= window[0]) & (times < window[1])]
                np.testing.assert_array_equal(spikes.spikes(1, window), expected)
