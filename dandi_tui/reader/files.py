"""The files that the reader holds open: a few, the least recently used closed first."""

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dandi_tui.errors import DandiTuiError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.placed import Remote
from dandi_tui.protocol.address import Address
from dandi_tui.reader.ahead import Ahead
from dandi_tui.reader.beside import BesideFiles
from dandi_tui.reader.following import Following, key_of_remote
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.ranges import NETWORK_ERRORS
from dandi_tui.text import safe

if TYPE_CHECKING:
    from dandi_tui.remote.file import RemoteFile, StockFile

MAX_OPEN: Final = 3


@dataclass(frozen=True)
class _Open:
    nwb: NwbFile
    source: "RemoteFile | StockFile | None" = None
    """None of a local file, which HDF5 reads itself."""
    remote: Remote | None = None
    """The bytes of a remote file, unless stock remfile reads it."""
    ahead: Ahead | None = None
    """What is done for it while nothing is asked."""


class OpenFiles:
    """Files by what they hold, so that a renewed address finds the file it had before."""

    def __init__(self, fetcher: Fetcher, *, stock: bool) -> None:
        self._fetcher = fetcher
        self._stock = stock
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._beside = BesideFiles(fetcher, stock=stock)
        self._following = Following(fetcher)

    @contextmanager
    def use(self, address: Address) -> Iterator[NwbFile]:
        """The file at an address, opened if it is not.

        After an error of its bytes it is closed: opened again, it has nothing half read, and what
        did arrive is still in the block store.
        """
        key = _key(address)
        held = self._open.pop(key, None) or self._open_file(address)
        self._open[key] = held
        while len(self._open) > MAX_OPEN:
            _close(self._open.popitem(last=False)[1])
        if held.source:
            held.source.failure = None
        if held.remote and held.ahead:
            held.remote.stream.offer(address)
            held.ahead.begin()
        try:
            yield held.nwb
        except DandiTuiError as error:
            if held.source and held.source.failure:
                _close(self._open.pop(key))
                raise held.source.failure from error
            raise
        if held.remote:
            held.remote.stream.tally.note()
        if held.source and isinstance(held.source.failure, NETWORK_ERRORS):
            # Whoever read went on without what did not come, as after damage in the file.
            _close(self._open.pop(key))
            raise held.source.failure

    def prepare(self, address: Address) -> None:
        """Have what a file begins with fetched while nothing is asked; forget the one before."""
        if not (self._stock or address.local_path or self._fetcher.settings.offline):
            self._following.want(address)

    def work_ahead(self) -> float | None:
        """Read ahead in what follows, and in the file used last; see `Handler.work_ahead`."""
        following_s = self._following.step(self._open)
        held = next(reversed(self._open.values()), None)
        held_s = held.ahead.step() if held and held.ahead else None
        return min((s for s in (following_s, held_s) if s is not None), default=None)

    def rest(self) -> None:
        """Drop what is under way of all files; it goes on when something is asked of them."""
        self._following.close()
        for held in self._open.values():
            if held.ahead:
                held.ahead.rest()

    def close(self) -> None:
        """Close all."""
        self._beside.close()
        self._following.close()
        while self._open:
            _close(self._open.popitem()[1])

    def _open_file(self, address: Address) -> _Open:
        name = safe(address.name or address.local_path or "the file", limit=200)
        if address.local_path:
            return _Open(NwbFile(address.local_path, name=name, opener=self._beside.open))
        # remfile and `requests` take 80 ms, which local files are spared.
        from dandi_tui.remote.file import RemoteFile, open_remote

        source = self._following.take(address)
        source = source or open_remote(address, self._fetcher, stock=self._stock)
        ours = isinstance(source, RemoteFile)
        remote = Remote(source.stream, source.crawl) if ours else None
        try:
            file = NwbFile(source, name=name, remote=remote, opener=self._beside.open)
            return _Open(file, source, remote, Ahead(file, remote) if remote else None)
        except DandiTuiError as error:
            source.close()
            if source.failure:
                raise source.failure from error
            raise


def _close(held: _Open) -> None:
    """Close HDF5's side first: it may still ask the file object."""
    held.nwb.close()
    if held.source:
        held.source.close()


def _key(address: Address) -> str:
    """Of a local file its time of change too: a file written anew is opened anew."""
    if not address.local_path:
        return key_of_remote(address)
    try:
        stat = os.stat(address.local_path)
    except OSError:
        return address.local_path
    return f"{address.local_path} {stat.st_mtime_ns} {stat.st_size}"
