"""Reads what tells a group's members ahead of h5py: for many groups, a whole level at once.

h5py learns where one block is from the block before, so each waits for a round trip. The names of
an old group, as most NWB files have them, are in a tree whose nodes name all the next: here they
are fetched together. Only blocks are added to the store; what is not understood is left to h5py.

Source: HDF5 File Format Specification 3.0, parts III.A.1, III.B, III.D and IV.A.1.a.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from dandi_tui.remote.blocks import BLOCK_BYTES
from dandi_tui.remote.stream import Stream

HEADER_BYTES: Final = 512
"""Of an object header: the table's message is its first, or near it."""

NODE_BYTES: Final = 544
"""Of a tree's node, with the 32 children that HDF5 gives it by default."""

LEAF_BYTES: Final = 328
"""Of a leaf, with 8 members."""

CONTINUED: Final = 0x10
"""The message that says where more of the header is."""

SYMBOL_TABLE: Final = 0x11
"""The message that says where a group's tree and names are."""

MAX_PARTS: Final = 4
"""Parts of one header that are followed; h5py reads the rest."""

MAX_NAMES_BYTES: Final = 1 << 20
"""Of the names of one group; the rest is left to h5py."""

MAX_NODES: Final = 4096
"""Nodes of one level; more is damage, or a group that nobody lists."""


@dataclass(frozen=True)
class _Table:
    """Where an old group's members are told."""

    owner: int
    tree: int
    heap: int


class Ahead:
    """Fills the block store for one file. Belongs to the reading thread."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def ahead(self, objects: list[int], wide: bool) -> set[int]:
        """Fetch the headers of these objects, and of groups the names of their members.

        Args:
            objects: Addresses of their headers.
            wide: Also of groups with many members, some hundred or more.

        Returns:
            The addresses of those groups with many members that were left out.
        """
        tables = self._tables(objects)
        self._want([table.heap for table in tables], 32)
        self._want([table.tree for table in tables], NODE_BYTES)
        levels = {table.owner: self._level(table.tree) for table in tables}
        left = {owner for owner, level in levels.items() if level > 0 and not wide}
        chosen = [table for table in tables if table.owner not in left]
        for table in chosen:
            self._want_names(table.heap)
        for level in range(max(levels.values(), default=-1) + 1):
            self._descend([table.tree for table in chosen if levels[table.owner] == level], level)
        return left

    def _descend(self, nodes: list[int], level: int) -> None:
        """Fetch all below nodes of one level: a node names only nodes one level lower."""
        while nodes:
            found = {child for node in nodes[:MAX_NODES] for child in self._children(node, level)}
            below = sorted(found)
            self._want(below, NODE_BYTES if level else LEAF_BYTES)
            nodes, level = (below, level - 1) if level else ([], 0)

    def _want(self, places: Iterable[int], n_bytes: int) -> None:
        self._stream.want_at(end for place in places for end in (place, place + n_bytes - 1))

    def _read(self, place: int, n_bytes: int) -> bytes:
        """Bytes of the file; fewer at its end, none of a place outside."""
        stop = min(place + n_bytes, self._stream.size_bytes)
        if not 0 <= place < stop:
            return b""
        first, last = place // BLOCK_BYTES, (stop - 1) // BLOCK_BYTES
        blocks = b"".join(self._stream.block(index) for index in range(first, last + 1))
        start = place - first * BLOCK_BYTES
        return blocks[start : start + stop - place]

    def _tables(self, objects: list[int]) -> list[_Table]:
        """The tables of those objects that are old groups; the other headers are fetched too."""
        tables: list[_Table] = []
        parts = [(place, place, HEADER_BYTES) for place in objects]
        for number in range(MAX_PARTS):
            self._stream.want_at(place + i for _, place, n in parts for i in (0, max(0, n - 1)))
            more: list[tuple[int, int, int]] = []
            for owner, place, n_bytes in parts:
                data = self._read(place, min(n_bytes, BLOCK_BYTES))
                for kind, message in _messages(data, first=number == 0):
                    where = struct.unpack_from("<QQ", message) if len(message) >= 16 else (0, 0)
                    if kind == SYMBOL_TABLE:
                        tables.append(_Table(owner, *where))
                    elif kind == CONTINUED:
                        more.append((owner, *where))
            parts = more
        return tables

    def _level(self, node: int) -> int:
        """How far a node is above the leaves' parents, which are 0; -1 if it is none."""
        data = self._read(node, 8)
        return data[5] if data[:5] == b"TREE\x00" and len(data) == 8 else -1

    def _children(self, node: int, level: int) -> list[int]:
        """The addresses below a node; none if it is not of this level."""
        data = self._read(node, NODE_BYTES)
        if self._level(node) != level:
            return []
        words = struct.unpack_from(f"<{max(0, len(data) - 24) // 8}Q", data, 24)
        (n_used,) = struct.unpack_from("<H", data, 6)
        return list(words[1 : 2 * n_used : 2])

    def _want_names(self, heap: int) -> None:
        data = self._read(heap, 32)
        if data[:4] == b"HEAP" and len(data) == 32:
            n_bytes, start = struct.unpack_from("<Q8xQ", data, 8)
            stop = start + min(n_bytes, MAX_NAMES_BYTES)
            self._stream.want_at([*range(start, stop, BLOCK_BYTES), max(start, stop - 1)])


def _messages(part: bytes, *, first: bool) -> Iterator[tuple[int, bytes]]:
    """(type, content) of the messages in a part of an object header of version 1."""
    at, stop = 0, len(part)
    if first:
        if part[:2] != b"\x01\x00" or len(part) < 16:
            return
        at, stop = 16, min(stop, 16 + int.from_bytes(part[8:12], "little"))
    while at + 8 <= stop:
        kind, n_bytes = struct.unpack_from("<HH", part, at)
        yield kind, part[at + 8 : at + 8 + n_bytes]
        at += 8 + n_bytes
