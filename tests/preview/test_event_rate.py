"""The rate below thousands of events, as numpy counts it."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.preview.events.event_rate import bins_of
from dandi_tui.preview.figure import Panels, Spans
from tests.preview.ask import draw, show
from tests.preview.odd import opened

PATH = "/acquisition/licks"
ON = (("rate", "on"),)


def times() -> np.ndarray:
    """Shape (5,000,): events between 3 s and 903 s, denser in the middle."""
    return np.sort(np.random.default_rng(2).normal(453, 130, 5000).clip(3, 903))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """5,000 licks as an `Events` of ndx-events 0.2: timestamps alone."""
    path = tmp_path / "licks.nwb"
    with h5py.File(path, "w") as file:
        group = file.create_group(PATH)
        group.attrs.update({"neurodata_type": "Events", "namespace": "ndx-events"})
        group.create_dataset("timestamps", data=times())
    return path


def test_the_rate_is_events_in_a_bin_over_its_length(path: Path) -> None:
    """Bins of a round length, cut at the ends of the window."""
    window = (100.0, 407.0)
    with opened(path) as file:
        lanes, rate = show(file, PATH, view="events", options=ON, window=window)["panels"]
    x, y = (np.array(rate["series"][0][axis]) for axis in "xy")
    assert set(np.diff(x)[1:-1]) == {10.0}
    assert (x[0], x[-1]) == window
    assert np.array_equal(y[:-1], np.histogram(times()[times() < 407], x)[0] / np.diff(x))
    assert len(lanes["spans"][0]["starts"]) == ((times() >= 100) & (times() < 407)).sum()


def test_it_is_there_from_a_thousand_events_on_where_there_is_room(path: Path) -> None:
    """A key takes it away; in a low chart or a short window there are only the events."""
    with opened(path) as file:
        both, facts = draw(file, PATH, view="events", height=22)
        off = next(move for move in facts.moves if move.key == "r")
        assert isinstance(both, Panels)
        assert isinstance(draw(file, PATH, view="events", height=22, options=off.options)[0], Spans)
        assert isinstance(draw(file, PATH, view="events", height=10)[0], Spans)
        assert isinstance(draw(file, PATH, view="events", height=22, window=(3.0, 90.0))[0], Spans)
        with pytest.raises(UsageError):
            draw(file, PATH, view="events", options=(("rate", "maybe"),))


def test_bins_are_no_shorter_than_two_columns() -> None:
    """Of 1, 2 or 5 times a power of ten, at multiples of it."""
    edges, step = bins_of((-0.25, 3.1), 100)
    assert step == 0.1
    assert np.allclose(edges[1:-1], np.arange(-2, 31) / 10)
    assert len(bins_of((0.0, 4000.0), 80)[0]) == 41
