"""What h5py reads a remote file from: the one module that imports remfile.

h5py 3.16 takes a short `readinto` for a full one and hands out wrong numbers, so nothing here
returns short: it raises. It raises from `readinto` and `read` alone; raised from `seek`, an error
crashes the interpreter when h5py closes the file.
"""

from typing import Any, Final

from remfile import File as RemFile

from dandi_tui.errors import (
    ConnectionFailedError,
    DandiTuiError,
    FileFormatError,
)
from dandi_tui.protocol.address import Address
from dandi_tui.remote.blocks import BLOCK_BYTES
from dandi_tui.remote.counts import Counts
from dandi_tui.remote.crawl import Crawl
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.ranges import NETWORK_ERRORS, host_of
from dandi_tui.remote.stream import Stream

PIECE_BLOCKS: Final = 64
"""4 MB: a large read is done in such pieces, so that it needs no second copy of itself."""

AHEAD_BYTES: Final = 1 << 24
"""16 MB: how much of a large read is under way at once."""

HELD_BLOCKS: Final = 64
"""4 MB in remfile's own cache; our store has them too."""


class RemoteFile(RemFile):  # type: ignore[misc]  # remfile is not typed
    """A remfile whose bytes come from our block store, which fetches what it has not.

    `seek` and `tell` are remfile's. Its `disk_cache` always answers or raises, so that remfile
    itself never asks the network.
    """

    def __init__(self, address: Address, fetcher: Fetcher) -> None:
        self.stream = Stream(address, fetcher)
        self.crawl = Crawl(self.stream)
        self._failure: DandiTuiError | None = None
        self._watch = fetcher.watch
        super().__init__(
            _Name(self.stream.key),
            disk_cache=_Blocks(self.stream),
            _min_chunk_size=BLOCK_BYTES,
            _max_cache_size=HELD_BLOCKS * BLOCK_BYTES,
            _size=self.stream.size_bytes,
            _use_session=False,
        )

    @property
    def failure(self) -> DandiTuiError | None:
        """The last error raised to h5py, in case HDF5 made another of it.

        Of the network, it is raised again for every further read, until whoever reads has taken
        it. That the file is another by now stays for good.
        """
        changed = self.stream.changed
        return changed.error() if changed else self._failure

    @failure.setter
    def failure(self, failure: DandiTuiError | None) -> None:
        self._failure = failure

    def readinto(self, buffer: Any) -> int:
        """Fill the whole buffer, or raise."""
        self._watch.check()
        failure = self.failure
        if isinstance(failure, NETWORK_ERRORS):
            raise type(failure)(failure.message, hint=failure.hint)
        view = memoryview(buffer).cast("B")
        try:
            self._fill(view, self.tell())
        except DandiTuiError as error:
            self.failure = type(error)(error.message, hint=error.hint)
            raise
        return len(view)

    def _fill(self, view: memoryview, start: int) -> None:
        stop = start + len(view)
        if stop > self.stream.size_bytes:
            raise FileFormatError(
                f"The file ends at byte {self.stream.size_bytes}, but byte {stop} is referred to.",
                hint="It was cut off when it was written or uploaded",
            )
        exact = self.stream.extents.read(start, stop)
        if exact is not None:
            view[:] = exact
            self.seek(stop)
            return
        piece_bytes = PIECE_BLOCKS * BLOCK_BYTES
        for done in range(0, len(view), piece_bytes):
            first = start + done
            self.stream.want_read(first, min(first + AHEAD_BYTES, stop))
            piece = self.read(min(piece_bytes, len(view) - done))
            if len(piece) != min(piece_bytes, len(view) - done):
                raise FileFormatError(
                    f"The file ends before byte {stop}, though it is said to be longer.",
                    hint="Open it again",
                )
            view[done : done + len(piece)] = piece
            self._let_go()

    def close(self) -> None:
        """Nobody reads it any more."""
        self.stream.close()
        super().close()

    def _let_go(self) -> None:
        """Bound remfile's cache: it does so itself only after reads of several blocks."""
        if len(self._chunks) > HELD_BLOCKS:
            self._chunks.clear()
            self._chunk_indices.clear()


class _Name:
    """The address as remfile sees it: a name of the content, which never expires."""

    def __init__(self, key: str) -> None:
        self._key = key

    def get_url(self) -> str:
        """The first part of remfile's cache keys."""
        return self._key


class _Blocks:
    """Our blocks as remfile's `disk_cache`, whose keys end in the number of the block."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def get(self, key: str) -> bytes:
        """The block, waited for."""
        return self._stream.block(int(key.rpartition("|")[2]))


class StockFile(RemFile):  # type: ignore[misc]  # remfile is not typed
    """Stock remfile: its transport, its cache. Only its errors are put into our words."""

    def __init__(self, url: str, counts: Counts) -> None:
        self._host = host_of(url)
        self.failure: DandiTuiError | None = None
        try:
            super().__init__(url)
        except Exception as error:  # noqa: BLE001 - remfile raises plain Exceptions, with the URL
            raise self._failed(error) from None
        counts.received(0, requests=1)
        self.session.hooks["response"].append(
            lambda response, **_: counts.received(len(response.content), requests=1)
        )

    def read(self, size: int | None = None) -> bytes:
        """As remfile's, but never short."""
        try:
            data = bytes(super().read(size))
        except Exception as error:  # noqa: BLE001 - as above
            raise self._failed(error) from None
        if size is not None and len(data) != size:
            raise self._failed(EOFError())
        return data

    def _failed(self, error: Exception) -> DandiTuiError:
        self.failure = ConnectionFailedError(
            f"remfile could not read from {self._host} ({type(error).__name__}).",
            hint="Try without --bytes remfile",
        )
        return self.failure


def open_remote(address: Address, fetcher: Fetcher, *, stock: bool) -> RemoteFile | StockFile:
    """The file object for a remote address; `stock` is `--bytes remfile`."""
    return StockFile(address.url, fetcher.counts) if stock else RemoteFile(address, fetcher)
