"""Simulated signals look as measured ones do."""

import numpy as np
import pytest
from hdmf import container

from dandi_tui.demo.recordings.calcium import Neuron, simulate, transients
from dandi_tui.demo.recordings.plane import make_plane
from dandi_tui.demo.recordings.seeded import generator, seeded_ids
from dandi_tui.demo.recordings.session import STIM_B, frame_times, presentations
from dandi_tui.demo.recordings.storage import chunk_shape

NEURON = Neuron(
    burst_rate=0.02,
    burst_events=1.0,
    amplitude=1.0,
    rise_s=0.035,
    decay_s=0.7,
    noise=0.05,
    kind=-1,
    preferred=(),
    reliability=0.0,
)


def test_a_transient_rises_fast_and_decays_exponentially() -> None:
    """Peak 1 some 0.1 s after the onset, then a straight line on a log scale of slope 1 / 0.7 s."""
    times = frame_times()[:400]
    trace = transients(NEURON, times[[50]], np.array([1.0]), times)
    peak = int(trace.argmax())
    assert trace[:50].max() == 0
    assert times[peak] - times[50] < 0.15
    assert trace[peak] == pytest.approx(1.0, abs=0.03)
    late = slice(peak + 4, peak + 60)
    slope = np.polyfit(times[late], np.log(trace[late]), 1)[0]
    assert -1 / slope == pytest.approx(0.7, rel=0.03)


def test_traces_are_quiet_but_for_sparse_events_of_many_sizes() -> None:
    """Noise of 0.04 to 0.1 around zero; peaks that stand out; rates that differ from ROI to ROI."""
    times = frame_times()
    rng = generator("test")
    activity = simulate(20, presentations(STIM_B, times, rng), times, rng)
    noise = np.diff(activity.dff, axis=0)
    noise = 1.4826 * np.median(np.abs(noise), axis=0) / np.sqrt(2)
    assert noise.min() > 0.035
    assert noise.max() < 0.11
    assert np.abs(np.median(activity.dff, axis=0)).max() < 0.05
    peaks = np.percentile(activity.dff, 99.95, axis=0)
    assert (peaks > 0.3).mean() > 0.9
    assert np.median(peaks) < 3
    counts = (activity.events > 0).sum(axis=0)
    assert counts.max() > 5 * counts.min()


def test_a_plane_has_dim_vessels_and_cells_that_nobody_labelled() -> None:
    """The masks cover a tenth of the field, and not all of what is bright."""
    plane = make_plane(60, generator("test"))
    labelled = np.zeros(plane.projection.shape, bool)
    for rows, columns in plane.masks():
        labelled[rows, columns] = True
    assert 0.02 < labelled.mean() < 0.2
    bright = plane.projection > np.percentile(plane.projection, 97)
    assert (bright & ~labelled).any()
    assert np.percentile(plane.projection, 1) < 0.4 * np.median(plane.projection)


def test_ids_and_numbers_depend_on_a_name_alone() -> None:
    """The same twice, others for another name, and random again outside."""
    found = []
    for name in ("one", "one", "two"):
        with seeded_ids(name):
            found.append((str(container.uuid4()), generator(name).random()))
    assert found[0] == found[1]
    assert found[0][0] != found[2][0]
    assert found[0][1] != found[2][1]
    assert container.uuid4() != container.uuid4()


@pytest.mark.parametrize(
    ("shape", "item_bytes", "chunk"),
    [
        ((113_888, 174), 4, (39_894, 61)),
        ((2_206_076,), 8, (1_250_000,)),
        ((282_090, 2), 8, (282_090, 2)),
        ((900, 304, 608), 1, (270, 135, 270)),
    ],
)
def test_chunks_are_those_of_the_real_files(
    shape: tuple[int, ...], item_bytes: int, chunk: tuple[int, ...]
) -> None:
    """Four that are known from the archive."""
    assert chunk_shape(shape, item_bytes) == chunk
