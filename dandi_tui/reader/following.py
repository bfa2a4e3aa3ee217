"""The file that will probably be opened next: its first level comes while nothing is asked."""

from collections.abc import Container
from typing import TYPE_CHECKING

from dandi_tui.protocol.address import Address
from dandi_tui.reader.ahead import WAIT_S
from dandi_tui.remote.blocks import key_of
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.stream import TREE

if TYPE_CHECKING:
    from dandi_tui.remote.file import RemoteFile


class Following:
    """One remote file, not open yet. Belongs to the reading thread."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._wanted: Address | None = None
        self._source: RemoteFile | None = None
        self._key = ""
        self._is_listed = False
        """Whether a listing of its root will ask for nothing."""

    def want(self, address: Address) -> None:
        """Have it fetched when there is time; the one before is forgotten."""
        self._wanted = address

    def step(self, opened: Container[str]) -> float | None:
        """Some of that, without waiting; as `Handler.work_ahead` answers.

        Args:
            opened: Keys of the files that are open, which are not fetched again.
        """
        if self._wanted is not None:
            self._begin(self._wanted, opened)
        if self._source is None or self._is_listed:
            return None
        stream, crawl = self._source.stream, self._source.crawl
        was_busy = stream.busy
        self._is_listed = crawl.pump_root()
        if self._is_listed:
            return None
        if was_busy or stream.busy:
            return WAIT_S
        self._drop()  # something did not come; whoever opens it asks anew
        return None

    def take(self, address: Address) -> "RemoteFile | None":
        """The file, to be opened, with what is on its way; if it is another, None.

        That other one is wanted now: nothing shares the line with it any more.
        """
        source, is_it = self._source, self._key == key_of_remote(address)
        if source is None or source.failure or not is_it:
            self._drop()
            return None
        self._source, self._key = None, ""
        source.stream.offer(address)
        return source

    def close(self) -> None:
        """Forget it."""
        self._wanted = None
        self._drop()

    def _drop(self) -> None:
        self._key = ""
        if self._source is not None:
            self._source.close()
            self._source = None

    def _begin(self, address: Address, opened: Container[str]) -> None:
        # remfile and `requests` take 80 ms, which local files are spared.
        from dandi_tui.remote.file import RemoteFile

        key = key_of_remote(address)
        self._wanted = None
        if key == self._key:
            return
        self.close()
        if key not in opened:
            self._source = RemoteFile(address, self._fetcher)
            self._key, self._is_listed = key, self._source.stream.is_here(TREE)


def key_of_remote(address: Address) -> str:
    """By what the reader knows a remote file, also when its address is renewed."""
    return key_of(address, address.etag, address.size_bytes or 0)
