"""What many links or attributes are kept in: a fractal heap, found by a tree of names.

Source: HDF5 File Format Specification 3.0, parts III.A.2 (tree) and III.G (fractal heap).
"""

import struct
from typing import Final, NamedTuple

from dandi_tui.remote.hdf5.steps import UNDEFINED, OnWide, Steps, check, not_told, read, uint
from dandi_tui.remote.hdf5.trees import tree_records

MAX_BLOCKS: Final = 4096
"""Blocks of one heap."""

MAX_HEAP_BYTES: Final = 1 << 24

_HEAP = struct.Struct("<4xBHHBI")
_BLOCKS = struct.Struct("<HQQHHQH")


class Heap(NamedTuple):
    """What a fractal heap's header says."""

    address: int
    n_offset: int
    """Bytes of an offset in the heap."""
    n_length: int
    width: int
    """Blocks in a row."""
    start_bytes: int
    """Of a block in the first two rows; each later row has blocks of double size."""
    n_direct_rows: int
    root: int
    n_rows: int
    """0 if the root is a block itself."""


class Block(NamedTuple):
    """A block of objects."""

    offset: int
    """In the heap."""
    n_bytes: int
    address: int


def dense_objects(
    heap: int, tree: int, kind: int, at: int, on_wide: OnWide = not_told
) -> Steps[list[bytes]]:
    """All objects that a tree of names points to; of those outside the heap's blocks no bytes.

    Args:
        heap: Address of the fractal heap.
        tree: Address of the tree.
        kind: Type of the tree's records.
        at: Where in a record the object's identifier is.
        on_wide: Told as soon as it is known that there are many.
    """
    records = yield from tree_records(tree, kind, on_wide)
    about = yield from _heap(heap)
    blocks = yield from _blocks(about)
    check(sum(block.n_bytes for block in blocks) <= MAX_HEAP_BYTES, "a heap is too large")
    pieces = yield [(block.address, block.address + block.n_bytes) for block in blocks]
    for block, data in zip(blocks, pieces, strict=True):
        check(data[:5] == b"FHDB\0" and len(data) == block.n_bytes, "a heap's block is damaged")
    held = sorted((block.offset, data) for block, data in zip(blocks, pieces, strict=True))
    return [_object(about, held, record[at:]) for record in records]


def _object(heap: Heap, held: list[tuple[int, bytes]], identifier: bytes) -> bytes:
    if identifier[0] & 0xF0:
        return b""
    offset = uint(identifier, 1, heap.n_offset)
    n_bytes = uint(identifier, 1 + heap.n_offset, heap.n_length)
    low, high = 0, len(held)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if held[middle][0] <= offset else (low, middle)
    start, data = held[low]
    check(start <= offset and offset - start + n_bytes <= len(data), "an object is cut")
    return data[offset - start : offset - start + n_bytes]


def _heap(address: int) -> Steps[Heap]:
    data = yield from read(address, 142)
    check(data[:4] == b"FRHP", "not a fractal heap")
    version, _, n_filters, _, max_object = _HEAP.unpack_from(data)
    check(version == 0 and n_filters == 0, "an unknown fractal heap")
    width, start, max_direct, n_bits, _, root, n_rows = _BLOCKS.unpack_from(data, 110)
    check(width and start and start & (start - 1) == 0 and max_direct >= start, "a heap is damaged")
    check(n_bits <= 64 and max_direct <= MAX_HEAP_BYTES, "a heap is too large")
    n_direct_rows = max_direct.bit_length() - start.bit_length() + 2
    n_length = (min(max_direct, max_object).bit_length() - 1) // 8 + 1
    return Heap(address, (n_bits + 7) // 8, n_length, width, start, n_direct_rows, root, n_rows)


def _blocks(heap: Heap) -> Steps[list[Block]]:
    """All blocks of objects, through the blocks of blocks, a level at a time."""
    if heap.root == UNDEFINED:
        return []
    if heap.n_rows == 0:
        return [Block(0, heap.start_bytes, heap.root)]
    found: list[Block] = []
    indirect = [(0, heap.n_rows, heap.root)]
    while indirect:
        check(len(indirect) + len(found) <= MAX_BLOCKS, "a heap of too many blocks")
        head = 13 + heap.n_offset
        pieces = yield [
            (address, address + head + 8 * rows * heap.width) for _, rows, address in indirect
        ]
        below: list[tuple[int, int, int]] = []
        for (offset, rows, _), data in zip(indirect, pieces, strict=True):
            check(data[:5] == b"FHIB\0", "a heap's block is damaged")
            addresses = struct.unpack_from(f"<{rows * heap.width}Q", data, head)
            _sort_out(heap, offset, addresses, found, below)
        indirect = below
    return found


def _sort_out(
    heap: Heap,
    offset: int,
    addresses: tuple[int, ...],
    found: list[Block],
    below: list[tuple[int, int, int]],
) -> None:
    """The blocks that one block of blocks names: those of objects, and those of blocks."""
    for i, address in enumerate(addresses):
        row = i // heap.width
        n_bytes = heap.start_bytes << max(0, row - 1)
        if address != UNDEFINED and row < heap.n_direct_rows:
            found.append(Block(offset, n_bytes, address))
        elif address != UNDEFINED:
            first = heap.start_bytes * heap.width
            n_rows = n_bytes.bit_length() - first.bit_length() + 1
            check(0 < n_rows < row, "a heap's block is damaged")
            below.append((offset, n_rows, address))
        offset += n_bytes
