"""The block store: 64 kB blocks of files, in memory and on disk, both bounded in bytes.

Extents, which are chunks of data exactly as long as they are, are kept beside the blocks, under
the name `x<start>-<bytes>` where a block has its number.
"""

import hashlib
import threading
from collections import OrderedDict
from urllib.parse import urlsplit

from dandi_tui.protocol.address import Address
from dandi_tui.remote.disk import (
    ABOUT,
    TOUCHED,
    About,
    DiskBlocks,
    packed_runs,
    unpacked_runs,
)
from dandi_tui.remote.jobs import Name
from dandi_tui.remote.later import Later
from dandi_tui.remote.spans import BLOCK_BYTES

__all__ = ["BLOCK_BYTES", "BlockStore", "key_of"]


def key_of(address: Address, etag: str, size_bytes: int) -> str:
    """The name under which a file's blocks are kept: what it holds, never how it was reached.

    A blob's id if there is one; else scheme, host, path, ETag and size. Not the query, which a
    signature changes every time; but without an ETag a query that is none, which may name the file.
    """
    if address.blob:
        name = f"blob {address.blob}"
    else:
        parts = urlsplit(address.url)
        query = "" if etag or address.renewable or address.private else f"?{parts.query}"
        place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{query}"
        name = f"{place} {etag} {size_bytes}"
    return hashlib.sha256(name.encode()).hexdigest()[:40]


class BlockStore:
    """Blocks by key and index. Safe to use from many threads.

    Args:
        memory_bytes: Bound of what is kept in memory.
        disk: Where blocks are kept beyond this process; None for memory alone.
    """

    def __init__(self, memory_bytes: int, disk: DiskBlocks | None = None) -> None:
        self._memory_bytes = memory_bytes
        self._disk = disk
        self._later = Later(disk) if disk else None
        self._blocks: OrderedDict[tuple[str, Name], bytes] = OrderedDict()
        self._held_bytes = 0
        self.n_dropped = 0
        """Blocks that went from memory so far."""
        self._spoilt: set[str] = set()
        """Keys whose content changed while it was read: what other threads still have of the old
        may reach the disk at any time, so that in this process the disk is not asked for it."""
        self._lock = threading.Lock()

    @property
    def held_bytes(self) -> int:
        """Bytes in memory."""
        return self._held_bytes

    @property
    def disk(self) -> DiskBlocks | None:
        """What is kept beyond this process."""
        return self._disk

    def may_keep(self, address: Address) -> bool:
        """Whether the disk may have bytes of the file."""
        return self._disk is not None and self._disk.may_keep(address)

    def get(self, key: str, index: Name, *, on_disk: bool) -> bytes | None:
        """A block from memory, else from disk if the file may be there."""
        with self._lock:
            data = self._blocks.get((key, index))
            if data is not None:
                self._blocks.move_to_end((key, index))
                return data
        data = self.kept(key, index) if on_disk else None
        if data is not None:
            with self._lock:
                if key not in self._spoilt:
                    self._hold(key, index, data)
        return data

    def has(self, key: str, index: Name, *, on_disk: bool) -> bool:
        """Whether `get` will probably answer; of the disk, without reading the block."""
        with self._lock:
            if (key, index) in self._blocks:
                return True
        disk = self._disk_for(key) if on_disk else None
        if disk is None or self._later is None:
            return False
        return self._later.get(key, index) is not None or disk.has(key, index)

    def hold(self, key: str, index: Name, data: bytes) -> None:
        """Keep a block in memory."""
        with self._lock:
            self._hold(key, index, data)

    def _hold(self, key: str, index: Name, data: bytes) -> None:
        self._held_bytes += len(data) - len(self._blocks.pop((key, index), b""))
        self._blocks[key, index] = data
        while self._held_bytes > self._memory_bytes:
            _, dropped = self._blocks.popitem(last=False)
            self._held_bytes -= len(dropped)
            self.n_dropped += 1

    def write(self, key: str, name: Name, data: bytes) -> None:
        """Keep a block, or a document beside the blocks, on disk: soon, but it counts at once."""
        if self._later is not None and key not in self._spoilt:
            self._later.put(key, name, data)
            if key in self._spoilt:
                self._later.forget(key)

    def touched(self, key: str) -> list[tuple[int, int]]:
        """Runs of blocks (first, stop) that were read of a file last time, most needed first."""
        return unpacked_runs(self.kept(key, TOUCHED))

    def note_touched(self, key: str, runs: list[tuple[int, int]]) -> None:
        """Let the disk know them."""
        self.write(key, TOUCHED, packed_runs(runs))

    def kept(self, key: str, name: Name) -> bytes | None:
        """What the disk keeps, or is about to: a block, or a document beside a file's blocks."""
        disk = self._disk_for(key)
        if disk is None or self._later is None:
            return None
        return self._later.get(key, name) or disk.get(key, name)

    def put(self, key: str, index: Name, data: bytes, *, on_disk: bool) -> None:
        """Keep a block; on disk too if the file may be there."""
        self.hold(key, index, data)
        if on_disk:
            self.write(key, index, data)

    def about(self, key: str) -> About | None:
        """What the disk knows of a file."""
        return About.unpacked(self.kept(key, ABOUT))

    def note(self, key: str, about: About) -> None:
        """Let the disk know a file's ETag and size."""
        self.write(key, ABOUT, about.packed())

    def forget(self, key: str) -> None:
        """Drop all of a file, of which another content was kept."""
        with self._lock:
            for place in [place for place in self._blocks if place[0] == key]:
                self._held_bytes -= len(self._blocks.pop(place))
                self.n_dropped += 1
        if self._later:
            self._later.forget(key)

    def spoil(self, key: str) -> None:
        """Drop all of a file that was replaced while it was read."""
        with self._lock:
            self._spoilt.add(key)
        self.forget(key)

    def flush(self, within_s: float) -> None:
        """Wait until what is to be kept is on disk, but not for longer."""
        if self._later:
            self._later.flush(within_s)

    def close(self) -> None:
        """Have written what is to be kept on disk."""
        if self._later and self._disk:
            self._later.close()
            self._disk.close()

    def _disk_for(self, key: str) -> DiskBlocks | None:
        return None if key in self._spoilt else self._disk
