"""A recording of 2,245 units and 60 million spikes, of which a raster may read 8 MB."""

import gc
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from h5py import h5d, h5p, h5s, h5t

from dandi_tui.preview.make import make
from dandi_tui.preview.views import VIEWS
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.requests import Draw
from tests.remote.range_server import RangeServer, serve

N_UNITS = 2_245
N_SPIKES = 60_000_000
N_WRITTEN = 20
"""Units whose times are in the file; of the others there is room only."""

DURATION_S = 4_000.0
MAX_MEGABYTES = 8.0


@dataclass(frozen=True)
class RasterRow:
    """What a raster of 20 units in 10 s fetched."""

    requests: int
    megabytes: float
    asks_first: bool

    @property
    def holds(self) -> bool:
        return self.megabytes <= MAX_MEGABYTES and not self.asks_first

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "MISSED"
        what = "raster, 20 of 2,245 units, 10 s of 60 M spikes"
        asks = " asks first" if self.asks_first else ""
        counted = f"{self.requests} requests, {self.megabytes:.2f} of {MAX_MEGABYTES:g} MB"
        return f"{what}: {counted} {verdict}{asks}"


def raster_bound(folder: Path) -> RasterRow | None:
    """Measure; None as long as there is no view of that name."""
    if not any(view.name == "raster" for view in VIEWS):
        return None
    path = write_many_spikes(folder / "many-spikes.nwb")
    with _served(path) as server:
        return _measured(server, path)


def _measured(server: RangeServer, path: Path) -> RasterRow:
    from tests.bench.views import opened  # it prints what this one measures

    address = Address(url=server.url, size_bytes=path.stat().st_size, name=path.name)
    gc.disable()
    with opened(address) as file:
        file.object("/units")
        before = len(server.ranges)
        window = (100.0, 110.0)
        answer = make(
            file,
            Draw(source=address, path="/units", view="raster", traces=(0, 20), window=window),
        )
        ranges = server.ranges[before:]
    gc.enable()
    n_bytes = sum(_length(one, len(server.content)) for one in ranges)
    return RasterRow(len(ranges), n_bytes / 1e6, not isinstance(answer, tuple))


def _length(asked: str, size: int) -> int:
    first, last = asked.removeprefix("bytes=").split("-")
    return min(int(last), size - 1) - int(first) + 1


@contextmanager
def _served(path: Path) -> Iterator[RangeServer]:
    """The file by ranges, without holding it in memory."""
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        serve(content) as server,  # type: ignore[arg-type]  # it slices like bytes
    ):
        yield server


def write_many_spikes(path: Path) -> Path:
    """480 MB of spike times in one piece, of which the first units' are on disk."""
    path.unlink(missing_ok=True)
    ends = np.linspace(0, N_SPIKES, N_UNITS + 1).astype(np.int64)[1:]
    with h5py.File(path, "w") as file:
        file.attrs.update(
            {"neurodata_type": "NWBFile", "namespace": "core", "nwb_version": "2.7.0"}
        )
        units = file.create_group("units")
        units.attrs.update({"neurodata_type": "Units", "namespace": "core"})
        units.attrs["colnames"] = ["spike_times"]
        units["id"] = np.arange(N_UNITS)
        units["spike_times_index"] = ends
        times = _room(units, "spike_times", N_SPIKES)
        rng = np.random.default_rng(1)
        for start, stop in zip([0, *ends[: N_WRITTEN - 1]], ends[:N_WRITTEN], strict=True):
            times[start:stop] = np.sort(rng.uniform(0, DURATION_S, stop - start))
        for name, kind in (
            ("id", "ElementIdentifiers"), ("spike_times", "VectorData"),
            ("spike_times_index", "VectorIndex"),
        ):  # fmt: skip
            units[name].attrs.update({"neurodata_type": kind, "namespace": "hdmf-common"})
        units["spike_times_index"].attrs["target"] = units["spike_times"].ref
    return path


def _room(group: h5py.Group, name: str, n: int) -> h5py.Dataset:
    """A dataset in one piece that is not filled: what is not written takes no disk."""
    properties = h5p.create(h5p.DATASET_CREATE)
    properties.set_fill_time(h5d.FILL_TIME_NEVER)
    space = h5s.create_simple((n,))
    h5d.create(group.id, name.encode(), h5t.IEEE_F64LE, space, properties)
    return group[name]
