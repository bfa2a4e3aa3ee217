"""An overview over a slow line: its places come together, and no more than the budget's bytes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Traces
from dandi_tui.protocol.address import Address
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.bench.reading.line import Exchange as Request
from tests.bench.reading.line import Traffic, traffic
from tests.preview.ask import draw
from tests.remote.range_server import Exchange, serve

pytestmark = pytest.mark.usefixtures("collector_off")

N, CHUNK = 2_000_000, 10_000
LONG = "/acquisition/long"
LATENCY_S = 0.2
"""Much longer than a busy machine takes to begin the next request."""
BUDGET = 1_600_000
MOST = BUDGET + 10 * 65_536
"""With the nodes of the index, a block each, and the times at both ends."""

SMALL = (("budget", "1.6"),)


@pytest.fixture(scope="module", params=["chunked", "contiguous", "stamped"])
def path(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """2,000,000 samples of noise at 1 kHz: 8 MB in one piece, or in 200 chunks of 40 kB.

    Stamped ones have their times in as many chunks.
    """
    path = tmp_path_factory.mktemp("long") / "long.nwb"
    noise = np.random.default_rng(5).integers(-(2**31), 2**31, N, dtype=np.int32)
    with h5py.File(path, "w") as file:
        group = file.create_group(LONG)
        group.attrs.update({"neurodata_type": "TimeSeries", "namespace": "core"})
        chunks = None if request.param == "contiguous" else (CHUNK,)
        group.create_dataset("data", data=noise, chunks=chunks)
        if request.param == "stamped":
            group.create_dataset("timestamps", data=np.arange(N) / 1000, chunks=chunks)
        else:
            group["starting_time"] = 0.0
            group["starting_time"].attrs["rate"] = 1000.0
    return path


@contextmanager
def slow(path: Path, folder: Path) -> Iterator[tuple[NwbFile, list[Request]]]:
    """The file over a slow line, its object known; and what was asked for since."""
    log: list[Request] = []

    def late(exchange: Exchange) -> bool:
        start = time.monotonic()
        exchange.server.ended.wait(LATENCY_S)
        first, last = exchange.span()
        exchange.answer()
        log.append(Request(start, time.monotonic(), last + 1 - first))
        return True

    settings = Settings(cache_dir=folder, whole_file_bytes=0, head_bytes=0, tail_bytes=0)
    fetcher, content = Fetcher(settings, Watch()), path.read_bytes()
    with serve(content, late) as server:
        files = OpenFiles(fetcher, stock=False)
        with files.use(Address(url=server.url, size_bytes=len(content))) as file:
            file.object(LONG)
            log.clear()
            yield file, log
        files.close()
        fetcher.close()


def test_all_places_come_together(path: Path, tmp_path: Path) -> None:
    """Ends of the times, nodes of the index, then all places: a chain of a few, of many places."""
    tries: list[Traffic] = []
    while len(tries) < 5 and not any(took.depth <= 8 for took in tries):  # it may be busy
        with slow(path, tmp_path / str(len(tries))) as (file, log):
            figure, facts = draw(file, LONG, view="overview", options=SMALL)
            tries.append(traffic(log))
    took = tries[-1]
    assert isinstance(figure, Traces)
    assert len(figure.unread) >= 8
    assert took.requests > took.depth
    assert took.depth <= 8, took
    assert took.megabytes <= MOST / 1e6, took
    assert any(words.endswith("% read") for words in facts.remarks)


def test_a_coarse_look_is_part_of_the_finer_ones(path: Path, tmp_path: Path) -> None:
    """Each look says how many follow; together they read what the last one alone reads."""
    with slow(path, tmp_path) as (file, log):
        figures, left, coarse = [], [], 2
        while coarse >= 0:
            figure, facts = draw(file, LONG, view="overview", options=SMALL, coarse=coarse)
            figures.append(figure)
            left.append(facts.finer)
            coarse = facts.finer - 1
        megabytes = traffic(log).megabytes
    n_unread = [len(figure.unread) for figure in figures if isinstance(figure, Traces)]
    assert len(figures) > 1
    assert left == list(range(len(figures) - 1, -1, -1))
    assert n_unread == sorted(n_unread)
    assert megabytes <= MOST / 1e6
    with slow(path, tmp_path / "again") as (file, log):
        alone, _ = draw(file, LONG, view="overview", options=SMALL)
    last = figures[-1]
    assert isinstance(alone, Traces)
    assert isinstance(last, Traces)
    assert last.unread == alone.unread
    assert np.array_equal(last.lines[0].y, alone.lines[0].y, equal_nan=True)
