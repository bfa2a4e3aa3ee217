"""Correlations are numpy's, over the samples that the remarks name."""

from pathlib import Path

import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.preview.figure import Heatmap, Words
from dandi_tui.preview.series.pearson import Pearson, cluster_order
from tests.preview.ask import draw, show
from tests.preview.odd import SERIES, opened, series
from tests.preview.stimuli import rows, speed, times, values, write_stimuli

MANY = "/acquisition/many"
ALL = (float("-inf"), float("inf"))


def pairwise(y: np.ndarray) -> np.ndarray:
    """r of each two columns over the rows where both are numbers."""
    n = y.shape[1]
    r = np.ones((n, n))
    for i in range(n):
        for j in range(n):
            both = np.isfinite(y[:, i]) & np.isfinite(y[:, j])
            r[i, j] = np.corrcoef(y[both, i], y[both, j])[0, 1]
    return r


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_stimuli(tmp_path / "f.nwb")


def matrix(path: Path, *options: tuple[str, str]) -> np.ndarray:
    """The matrix over all samples, as in the file's order."""
    wishes = tuple(sorted((*options, ("order", "index"))))
    with opened(path) as file:
        shown = show(file, MANY, view="correlation", window=ALL, options=wishes)
    return np.array(shown["image"]["values"], dtype=float)


def test_r_is_over_what_both_traces_have(path: Path) -> None:
    """One sample of trace 3 is NaN."""
    np.testing.assert_allclose(matrix(path), pairwise(values()), rtol=0, atol=1e-12)


def test_slabs_add_up_whatever_the_offset() -> None:
    """In three parts, about 1e9, with a trace that begins later and one that is constant."""
    y = np.random.default_rng(0).normal(size=(300, 4)) + 1e9
    y[:150, 1], y[:, 3] = np.nan, 5.0
    found = Pearson(4)
    for part in np.split(y, 3):
        found.add(part)
    np.testing.assert_allclose(found.matrix()[:3, :3], pairwise(y[:, :3]), atol=1e-6)
    assert np.isnan(found.matrix()[3]).all()


def test_like_traces_stand_beside_each_other(path: Path) -> None:
    """Even traces share a signal, odd ones another."""
    with opened(path) as file:
        shown = show(file, MANY, view="correlation", window=ALL)
    parity = [int(name.rpartition(" ")[2]) % 2 for name in shown["image"]["row_names"]]
    assert parity in ([0, 0, 0, 1, 1, 1], [1, 1, 1, 0, 0, 0])


def test_the_order_holds_every_trace_once() -> None:
    """Also where correlations are not known."""
    r = np.asarray(np.corrcoef(np.random.default_rng(2).normal(size=(20, 30))))
    r[3] = r[:, 3] = np.nan
    assert sorted(cluster_order(r)) == list(range(20))


@pytest.mark.parametrize("split", ["running", "still"])
def test_a_split_takes_the_speed_at_the_sample_before(path: Path, split: str) -> None:
    """0.02 m/s backwards is running, 0.005 m/s is not; before the first speed is neither."""
    before = np.searchsorted(5.25 + np.arange(400) / 2, times(), side="right") - 1
    runs = np.abs(speed()[np.maximum(before, 0)]) > 0.01
    wanted = (runs == (split == "running")) & (before >= 0)
    np.testing.assert_allclose(
        matrix(path, ("split", split)), pairwise(values()[wanted]), atol=1e-12
    )
    with opened(path) as file:
        _, facts = draw(file, MANY, view="correlation", window=ALL, options=(("split", split),))
    assert f"over {counted(wanted)} samples while {split}" in facts.remarks


def counted(wanted: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> str:
    """The samples that the two traces with the fewest in common have, if fewer, and all."""
    known = np.isfinite(values()[wanted]).astype(int)
    n, least = int(wanted.sum()), int((known.T @ known).min())
    return f"{n:,}" if least == n else f"{least:,}–{n:,}"


def test_noise_correlations_are_of_what_conditions_leave(path: Path) -> None:
    """Mean responses less the mean of their condition: three angles, two frequencies, blank."""
    t, y, table = times(), values(), rows()
    means = np.array([np.nanmean(y[(t >= a) & (t < b)], axis=0) for a, b, *_ in table])
    kinds = [(str(angle), str(frequency)) for *_, angle, frequency in table]
    for kind in set(kinds):
        same = [k == kind for k in kinds]
        means[same] -= means[same].mean(axis=0)
    found = matrix(path, ("noise", "on"), ("table", "drifting_gratings"))
    np.testing.assert_allclose(found, np.corrcoef(means.T), atol=1e-9)


def test_the_first_window_has_a_hundred_samples(path: Path) -> None:
    """And says over how many it is."""
    with opened(path) as file:
        _, facts = draw(file, MANY, view="correlation")
    assert facts.window == (5.0, 65.0)
    assert f"over {counted(times() < 65)} samples" in facts.remarks


def test_what_cannot_be_is_said(path: Path, tmp_path: Path) -> None:
    """A wrong word raises; constant traces, and files without speed, get a sentence."""
    with opened(path) as file, pytest.raises(UsageError):
        draw(file, MANY, view="correlation", options=(("split", "asleep"),))
    with series(tmp_path, np.ones((5, 2)), start=0.0, rate=1.0) as file:
        for options in ((), (("split", "still"),), (("noise", "on"),)):
            figure, _ = draw(file, "/acquisition/odd", view="correlation", options=options)
            assert isinstance(figure, Words)
            assert figure.note.endswith(".")


def test_weak_correlations_have_colours_too(tmp_path: Path) -> None:
    """Noise is at most 0.2 or so: colours end at the first round number above 99 % of it."""
    random = np.random.default_rng(5)
    with series(tmp_path, random.normal(size=(400, 30)), start=0.0, rate=10.0) as file:
        figure, _ = draw(file, SERIES, view="correlation")
    assert isinstance(figure, Heatmap)
    others = np.abs(figure.values[~np.eye(30, dtype=bool)])
    assert figure.low == -figure.high
    assert figure.high in (0.1, 0.2)
    assert np.percentile(others, 99) <= figure.high
