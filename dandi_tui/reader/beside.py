"""The other files that a view reads beside the open one: a few are held, as bytes."""

from collections import OrderedDict
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from dandi_tui.errors import NotFoundError
from dandi_tui.protocol.address import Address
from dandi_tui.remote.blocks import key_of
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.text import safe

if TYPE_CHECKING:
    from dandi_tui.remote.file import RemoteFile, StockFile

MAX_HELD: Final = 2


class BesideFiles:
    """Opens files by their addresses, and closes those that were not used for the longest time."""

    def __init__(self, fetcher: Fetcher, *, stock: bool) -> None:
        self._fetcher = fetcher
        self._stock = stock
        self._held: OrderedDict[str, BinaryIO | RemoteFile | StockFile] = OrderedDict()

    def open(self, address: Address) -> BinaryIO:
        """A file that can `read`, `seek` and `tell`, at its beginning."""
        key = address.local_path or key_of(address, address.etag, address.size_bytes or 0)
        held = self._held.pop(key, None)
        if held is None or getattr(held, "failure", None):
            held = self._opened(address)
        self._held[key] = held
        while len(self._held) > MAX_HELD:
            self._held.popitem(last=False)[1].close()
        held.seek(0)
        return cast(BinaryIO, held)

    def _opened(self, address: Address) -> "BinaryIO | RemoteFile | StockFile":
        if address.local_path:
            try:
                return open(address.local_path, "rb")
            except OSError as error:
                name = safe(address.name or address.local_path)
                raise NotFoundError(f"{name} cannot be opened.") from error
        # remfile and `requests` take 80 ms, which local files are spared.
        from dandi_tui.remote.file import open_remote

        return open_remote(address, self._fetcher, stock=self._stock)

    def close(self) -> None:
        """Close all."""
        while self._held:
            self._held.popitem()[1].close()
