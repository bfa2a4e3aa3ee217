"""Where the values of a dataset are in the file, for a part of it, before h5py reads them.

Source: HDF5 File Format Specification 3.0, parts IV.A.2.i (layout, versions 3 to 5), III.A.1 and
III.A.2 (trees) and VII (appendix C: the other indexes, in `arrays`).
"""

import itertools
import math
import struct
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from dandi_tui.remote.hdf5.arrays import Element, extensible_array, fixed_array
from dandi_tui.remote.hdf5.objects import Header
from dandi_tui.remote.hdf5.steps import UNDEFINED, Steps, check, uint, whole
from dandi_tui.remote.hdf5.trees import tree_records

Corner = tuple[int, ...]
"""The first element of a chunk, in elements of each axis."""

Chunks = dict[Corner, tuple[int, int]]
"""Of each chunk that is stored: where it is in the file, and its bytes there."""

Selection = tuple[tuple[int, int], ...]
"""A part of a dataset: start and stop on each axis, half open, in elements."""

MAX_CHUNKS: Final = 1 << 18
"""Of one selection."""

MAX_LEVEL_BYTES: Final = 1 << 25
"""Of the nodes of one level of a tree."""

NODE_CHUNKS: Final = 64
"""Of a node, as HDF5 makes them by default."""

CONTIGUOUS, CHUNKED = 1, 2

SINGLE, IMPLICIT, FIXED, EXTENSIBLE, TREE = 1, 2, 3, 4, 5

RECORDS_PLAIN, RECORDS_FILTERED = 10, 11
"""Types of a tree's records."""


class Layout(NamedTuple):
    """Where values are, as the dataset's header says."""

    kind: int
    """Kind of chunk index; 0 is the old tree, -1 no chunks at all."""
    address: int
    chunk: tuple[int, ...]
    """Its shape; without chunks: of the dataset."""
    item_bytes: int
    single_bytes: int = 0
    """Of a filtered single chunk."""
    extra: bytes = b""
    """What the index needs to be known of it."""

    @property
    def chunk_bytes(self) -> int:
        """Before any filter."""
        return math.prod(self.chunk) * self.item_bytes


def chunks_of(header: Header, selection: Selection) -> Steps[Chunks]:
    """The stored chunks that a selection touches.

    Without chunks it is one range of rows, by its first element. Addresses are the header's:
    a user block before the file is not counted.
    """
    check(header.shape is not None and header.layout, "no values in the file")
    shape = header.shape or ()
    check(len(selection) == len(shape), "a selection of other axes")
    if any(start >= stop for start, stop in selection):
        return {}
    layout = layout_of(header.layout, shape)
    if layout.address == UNDEFINED:
        return {}
    if layout.kind < 0:
        return _rows(layout, selection)
    check(len(layout.chunk) == len(shape) and all(layout.chunk), "chunks of other axes")
    first = tuple(start // n for (start, _), n in zip(selection, layout.chunk, strict=True))
    last = tuple((stop - 1) // n for (_, stop), n in zip(selection, layout.chunk, strict=True))
    wanted = _Wanted(layout, first, last)
    return (yield from _INDEXES[layout.kind](header, wanted))


def layout_of(message: bytes, shape: tuple[int, ...]) -> Layout:
    """A layout message; compact values and old versions are left to h5py."""
    version, kind = message[0], message[1]
    check(version in (3, 4, 5) and kind in (CONTIGUOUS, CHUNKED), "an unknown or compact layout")
    if kind == CONTIGUOUS:
        address, n_bytes = struct.unpack_from("<QQ", message, 2)
        n_items = math.prod(shape)
        check(n_items and n_bytes % n_items == 0, "a layout of odd size")
        return Layout(-1, address, shape, n_bytes // n_items)
    if version == 3:
        rank = message[2]
        (address,) = struct.unpack_from("<Q", message, 3)
        *chunk, item = struct.unpack_from(f"<{rank}I", message, 11)
        return Layout(0, address, tuple(chunk), item)
    return _layout_4(message)


def _layout_4(message: bytes) -> Layout:
    flags, rank, n_size = message[2:5]
    axes = [uint(message, 5 + i * n_size, n_size) for i in range(rank)]
    at = 5 + rank * n_size
    index = message[at]
    n_extra = {SINGLE: 12 if flags & 2 else 0, IMPLICIT: 0, FIXED: 1, EXTENSIBLE: 5, TREE: 6}
    check(index in n_extra and axes, "an unknown chunk index")
    extra = message[at + 1 : at + 1 + n_extra[index]]
    address = uint(message, at + 1 + len(extra), 8)
    single = uint(extra, 0, 8) if index == SINGLE and extra else 0
    return Layout(index, address, tuple(axes[:-1]), axes[-1], single, extra)


def _rows(layout: Layout, selection: Selection) -> Chunks:
    """The range from the first row of a selection to its last."""
    if not selection:
        return {(): (layout.address, layout.item_bytes)}
    (start, stop), *_ = selection
    row = math.prod(layout.chunk[1:]) * layout.item_bytes
    stop = min(stop, layout.chunk[0])
    corner = (start, *(0 for _ in selection[1:]))
    return {corner: (layout.address + start * row, (stop - start) * row)} if start < stop else {}


class _Wanted:
    """The chunks of a selection: from `first` to `last`, in chunks of each axis, both included."""

    def __init__(self, layout: Layout, first: Corner, last: Corner) -> None:
        self.layout = layout
        self.first = first
        self.last = last

    def has(self, place: Corner) -> bool:
        """Whether a chunk is among them."""
        return all(
            low <= at <= high for low, at, high in zip(self.first, place, self.last, strict=True)
        )

    def between(self, low: Corner, high: Corner) -> bool:
        """Whether any of them may be between two chunks, in the order of the last axis first."""
        for first, last, start, stop in zip(self.first, self.last, low, high, strict=True):
            if stop < first or start > last:
                return False
            if start != stop:
                return True
        return True

    def places(self) -> Iterator[Corner]:
        """Each of them."""
        axes = [range(a, b + 1) for a, b in zip(self.first, self.last, strict=True)]
        check(math.prod(map(len, axes)) <= MAX_CHUNKS, "too many chunks")
        return itertools.product(*axes)

    def corner(self, place: Corner) -> Corner:
        """Of a chunk: its first element."""
        return tuple(at * n for at, n in zip(place, self.layout.chunk, strict=True))


def _by_old_tree(_header: Header, wanted: _Wanted) -> Steps[Chunks]:
    """Each node tells the first chunk of every node below, so that most are passed over."""
    layout = wanted.layout
    rank = len(layout.chunk)
    key = struct.Struct(f"<II{rank + 1}QQ")
    found: Chunks = {}
    places, level = [layout.address], -1
    usual = 24 + (NODE_CHUNKS + 1) * key.size - 8
    while places:
        check(len(places) * usual <= MAX_LEVEL_BYTES, "a tree is too wide")
        nodes = yield [(at, at + usual) for at in places]
        check(all(node[:5] == b"TREE\1" for node in nodes), "a tree's node is damaged")
        level = nodes[0][5] if level < 0 else level - 1
        check(all(node[5] == level for node in nodes), "a tree's node is damaged")
        sizes = [24 + (uint(node, 6, 2) + 1) * key.size - 8 for node in nodes]
        nodes = yield from whole(places, nodes, sizes)
        places = []
        for node, size in zip(nodes, sizes, strict=True):
            for entry, stop in _entries(key, node[:size], layout.chunk):
                n_bytes, place, address = entry
                if level == 0 and wanted.has(place):
                    found[wanted.corner(place)] = (address, n_bytes)
                elif level and wanted.between(place, stop):
                    places.append(address)
        check(len(found) <= MAX_CHUNKS, "too many chunks")
    return found


def _entries(
    key: struct.Struct, node: bytes, chunk: tuple[int, ...]
) -> Iterator[tuple[tuple[int, Corner, int], Corner]]:
    """(bytes, chunk, address below) of each entry of a node, and the first chunk of the next."""
    rank = len(chunk)
    last = node[len(node) - key.size + 8 :] + b"\0" * 8
    keys = [*key.iter_unpack(node[24 : len(node) - key.size + 8]), key.unpack(last)]
    corners = [tuple(at // n for at, n in zip(k[2 : 2 + rank], chunk, strict=True)) for k in keys]
    for one, corner, stop in zip(keys, corners, corners[1:], strict=False):
        yield (one[0], corner, one[-1]), stop


def _by_new_tree(_header: Header, wanted: _Wanted) -> Steps[Chunks]:
    layout, rank = wanted.layout, len(wanted.layout.chunk)
    data = yield ((layout.address, layout.address + 6),)
    kind = data[0][5]
    check(kind in (RECORDS_PLAIN, RECORDS_FILTERED), "an unknown tree of chunks")
    found: Chunks = {}
    for record in (yield from tree_records(layout.address, kind)):
        place = struct.unpack_from(f"<{rank}Q", record, len(record) - 8 * rank)
        if wanted.has(place):
            n_size = len(record) - 8 * rank - 12
            n_bytes = uint(record, 8, n_size) if kind == RECORDS_FILTERED else layout.chunk_bytes
            found[wanted.corner(place)] = (uint(record, 0, 8), n_bytes)
    return found


def _by_single(_header: Header, wanted: _Wanted) -> Steps[Chunks]:
    layout = wanted.layout
    yield ()
    n_bytes = layout.single_bytes or layout.chunk_bytes
    return {tuple(0 for _ in layout.chunk): (layout.address, n_bytes)}


def _by_place(header: Header, wanted: _Wanted) -> Steps[Chunks]:
    """All chunks lie one after the other."""
    layout = wanted.layout
    yield ()
    number = _numbering(header.max_shape, layout.chunk)
    return {
        wanted.corner(place): (
            layout.address + number(place) * layout.chunk_bytes,
            layout.chunk_bytes,
        )
        for place in wanted.places()
    }


def _by_fixed_array(header: Header, wanted: _Wanted) -> Steps[Chunks]:
    number = _numbering(header.max_shape, wanted.layout.chunk)
    numbers = {place: number(place) for place in wanted.places()}
    found = yield from fixed_array(wanted.layout.address, set(numbers.values()))
    return _told(wanted, numbers, found)


def _by_extensible_array(header: Header, wanted: _Wanted) -> Steps[Chunks]:
    """The axis that may grow is counted as if it were the first."""
    growing = [i for i, n in enumerate(header.max_shape) if n == UNDEFINED]
    check(len(growing) == 1, "not one axis that grows")
    axis = growing[0]

    def turned(values: tuple[int, ...]) -> tuple[int, ...]:
        return (values[axis], *values[:axis], *values[axis + 1 :])

    number = _numbering(turned(header.max_shape), turned(wanted.layout.chunk))
    numbers = {place: number(turned(place)) for place in wanted.places()}
    found = yield from extensible_array(wanted.layout.address, set(numbers.values()))
    return _told(wanted, numbers, found)


def _numbering(shape: tuple[int, ...], chunk: tuple[int, ...]) -> Callable[[Corner], int]:
    """The number of a chunk among all that a dataset of the greatest shape has."""
    counts = [-(-n // size) for n, size in zip(shape, chunk, strict=True)]
    steps = [math.prod(counts[i + 1 :]) for i in range(len(counts))]
    return lambda place: sum(at * step for at, step in zip(place, steps, strict=True))


def _told(wanted: _Wanted, numbers: dict[Corner, int], found: dict[int, Element]) -> Chunks:
    chunks: Chunks = {}
    for place, number in numbers.items():
        address, n_bytes = found.get(number, (UNDEFINED, 0))
        if address != UNDEFINED:
            chunks[wanted.corner(place)] = (address, n_bytes or wanted.layout.chunk_bytes)
    return chunks


_INDEXES = {
    0: _by_old_tree,
    SINGLE: _by_single,
    IMPLICIT: _by_place,
    FIXED: _by_fixed_array,
    EXTENSIBLE: _by_extensible_array,
    TREE: _by_new_tree,
}
