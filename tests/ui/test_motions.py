"""What keys do to the picture of a real file, with the real reader."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from msgspec.structs import replace
from textual.strip import Strip

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive.base import Archive
from dandi_tui.archive.local import local_address
from dandi_tui.archive.model import Place
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.settings import Settings
from dandi_tui.ui import captions
from tests.fakes import FakeArchive
from tests.ui.browsing import NARROW, WIDE, browser_of, settled, until
from tests.ui.recording import fake_archive

TRACES = "/acquisition/signals"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Many traces of unlike height, with epochs; an hour of them."""
    where = tmp_path / "signals.nwb"
    with h5py.File(where, "w") as file:
        file.attrs["nwb_version"] = "2.7.0"
        series = file.create_group(TRACES)
        series.attrs.update(neurodata_type="TimeSeries", namespace="core")
        series["data"] = np.sin(np.arange(3600)[:, None]) * np.arange(1, 31)
        series["data"].attrs.update(unit="V", conversion=1.0)
        series["starting_time"] = 0.0
        series["starting_time"].attrs.update(rate=1.0, unit="seconds")
        epochs = file.create_group("intervals/epochs")
        epochs.attrs.update(
            neurodata_type="TimeIntervals", namespace="core",
            colnames=["start_time", "stop_time", "stimulus_name"],
        )  # fmt: skip
        epochs["id"] = [0, 1]
        epochs["start_time"], epochs["stop_time"] = [0.0, 30.0], [20.0, 50.0]
        epochs["stimulus_name"] = ["grey", "movie"]
    return where


def app_of(tmp_path: Path) -> DandiTuiApp:
    held: FakeArchive = fake_archive()

    async def connect() -> Archive:
        return held

    return DandiTuiApp(Settings(cache_dir=tmp_path / "cache"), Place(), connect)


async def test_scale_epochs_times_and_lanes_follow_the_keys(path: Path, tmp_path: Path) -> None:
    """`a` and `e` change the picture and change it back; lanes follow the height, paged or not."""
    async with app_of(tmp_path).run_test(size=WIDE) as pilot:
        preview = browser_of(pilot).preview
        source = local_address(path)
        preview.show_object(source, NwbObject(path=TRACES, kind="group"))
        browser_of(pilot).go_to_pane(preview)
        await until(pilot, lambda: preview.shown and preview.shown.path == TRACES)
        await settled(pilot)

        async def shown_after(key: str) -> list[Strip]:
            before = preview.shown
            await pilot.press(key)
            await until(pilot, lambda: preview.shown is not before and preview.phase == "idle")
            await settled(pilot)
            return list(preview.body.chart._strips)

        first = list(preview.body.chart._strips)
        for key in "ae":
            assert await shown_after(key) != first
            assert await shown_after(key) == first
        await shown_after("j")
        assert preview.facts is not None
        assert preview.facts.traces is not None
        n_high = preview.facts.traces[1] - preview.facts.traces[0]
        before = preview.shown
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: preview.shown is not before and preview.phase == "idle")
        await settled(pilot)
        assert preview.facts.traces[1] - preview.facts.traces[0] < n_high
        await shown_after("0")
        preview.go_to(1e9)
        await until(pilot, lambda: preview.facts and preview.facts.span[0].startswith("3,5"))


def test_that_traces_are_cut_is_said_when_all_else_gives_way() -> None:
    """The unit, of a chart without it, and other remarks go first; else the chart says it."""
    facts = Facts(
        path="/x", title="x", shown=("ROI 0–5", "of 174"), span=("500–580 s", "of 3,786 s"),
        remarks=("12 % NaN", "2 traces cut at top"), y_unit="arbitrary units",
        unit_left_out=True,
    )  # fmt: skip
    rows = [captions.header(facts, width, compact=True)[0].plain for width in range(40, 100)]
    assert all("2 traces cut at top" in row for row in rows)
    assert "arbitrary" not in rows[0]
    assert all(words in rows[-1] for words in ("12 % NaN", "arbitrary"))
    there = replace(facts, unit_left_out=False)
    assert "arbitrary" not in captions.header(there, 99, compact=True)[0].plain
