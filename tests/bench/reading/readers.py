"""What is asked of a file, of dandi-tui and of stock remfile, under the same names."""

import asyncio
from functools import cached_property
from typing import Any

import h5py
import numpy as np
import remfile

from dandi_tui.protocol.address import Address
from dandi_tui.protocol.requests import ListChildren, ListViews
from dandi_tui.reader.client import ReaderClient
from dandi_tui.reader.files import OpenFiles
from dandi_tui.reader.process import PAUSE_S
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.file import open_remote
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings

SERIES = (
    "/processing/ophys/DfOverF/DfOverF/data",
    "/processing/ecephys/LFP/ElectricalSeriesLFP/data",
)
"""The main series, of whichever kind the file is."""

SPIKES = "/units/spike_times"
INDEX = "/units/spike_times_index"
TRACE = 3


class OurReader:
    """The reading side of dandi-tui, in this process."""

    def __init__(self, address: Address, settings: Settings) -> None:
        self._address = address
        self._fetcher = Fetcher(settings, Watch())
        self._files = OpenFiles(self._fetcher, stock=False)

    def first_level(self) -> int:
        """Names, kinds and types of what is in the root."""
        with self._files.use(self._address) as file:
            return len(file.children("/"))

    def whole_tree(self) -> int:
        """All objects, with shapes, dtypes and types."""
        with self._files.use(self._address) as file:
            return sum(len(batch) for batch in file.walk("/"))

    def window(self) -> int:
        """The first 1,000 rows of the first five columns."""
        return self._series((0, 1000), (0, 5))

    def trace(self) -> int:
        """One column from beginning to end."""
        return self._series((0, 1 << 62), (TRACE, TRACE + 1))

    def spikes(self) -> int:
        """The spike times of one unit."""
        with self._files.use(self._address) as file:
            unit = _middling_unit(file.data(INDEX).read())
            return len(file.data(SPIKES).read(unit))

    def pynwb(self) -> int:
        """What pynwb makes of the file, its bytes from our store."""
        source = open_remote(self._address, self._fetcher, stock=False)
        return _pynwb(h5py.File(source, "r"))

    def close(self) -> None:
        """Let go of all, and finish what is being written."""
        self._files.close()
        self._fetcher.close()

    def _series(self, *ranges: tuple[int, int]) -> int:
        with self._files.use(self._address) as file:
            path = next(path for path in SERIES if file.exists(path))
            return int(file.data(path).read(*ranges).size)


class StockReader:
    """h5py over stock remfile, given the store's address."""

    def __init__(self, address: Address, _settings: Settings) -> None:
        self._url = address.url

    @cached_property
    def _file(self) -> h5py.File:
        return h5py.File(remfile.File(self._url), "r")

    def first_level(self) -> int:
        """As `OurReader`."""
        return len([_facts(self._file[name]) for name in self._file])

    def whole_tree(self) -> int:
        """As `OurReader`."""
        return _count(self._file)

    def window(self) -> int:
        """As `OurReader`."""
        return int(self._series[:1000, :5].size)

    def trace(self) -> int:
        """As `OurReader`."""
        return int(self._series[:, TRACE].size)

    def spikes(self) -> int:
        """As `OurReader`."""
        start, stop = _middling_unit(self._file[INDEX][:])
        return len(self._file[SPIKES][start:stop])

    def pynwb(self) -> int:
        """As `OurReader`."""
        return _pynwb(self._file)

    def close(self) -> None:
        """As `OurReader`."""
        self._file.close()

    @property
    def _series(self) -> Any:
        return self._file[next(path for path in SERIES if path in self._file)]


class Browser:
    """The browser's side of the reader process: what arrives here is on the screen next."""

    def __init__(self, address: Address, settings: Settings) -> None:
        self._address = address
        self._client = ReaderClient(settings)

    async def get_ready(self) -> None:
        """As when `Enter` is pressed: the process has loaded what it reads with, and answers.

        It begins with that when nothing was asked for a moment.
        """
        await self._client.start()
        await asyncio.sleep(2 * PAUSE_S)
        await self._client.ask(ListViews(source=None))

    async def first_level(self) -> int:
        """The answer to `Enter` on a file."""
        answer = await self._client.ask(ListChildren(source=self._address, path="/"))
        return len(answer.objects)

    async def close(self) -> None:
        """End the reader process."""
        await self._client.close()


def _facts(obj: Any) -> tuple[Any, ...]:
    """What a tree shows of an object."""
    neurodata_type = obj.attrs.get("neurodata_type")
    return (obj.shape, str(obj.dtype), neurodata_type) if _is_data(obj) else (neurodata_type,)


def _is_data(obj: Any) -> bool:
    return isinstance(obj, h5py.Dataset)


def _count(group: Any) -> int:
    """Look at all objects below a group, as `h5py` has them; links are not followed."""
    n_objects = 0
    for name in group:
        n_objects += 1
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            continue
        obj = group[name]
        _facts(obj)
        if not _is_data(obj):
            n_objects += _count(obj)
    return n_objects


def _middling_unit(ends: Any) -> tuple[int, int]:
    """First and last + 1 of the spikes of the unit that has the nearest to the mean of all."""
    counts = np.diff(ends.astype(np.int64), prepend=0)
    unit = int(np.argmin(np.abs(counts - counts.mean())))
    return int(ends[unit] - counts[unit]), int(ends[unit])


def _pynwb(file: h5py.File) -> int:
    from pynwb import NWBHDF5IO  # saves a second wherever pynwb is not what is measured

    with NWBHDF5IO(file=file, mode="r", load_namespaces=True) as io:
        return len(io.read().identifier)
