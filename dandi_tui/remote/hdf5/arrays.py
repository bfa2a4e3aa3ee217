"""Chunk indexes that are arrays: of fixed size, or growing along one axis.

Source: HDF5 File Format Specification 3.0, parts VII.C (fixed array) and VII.D (extensible array)
of the appendix on chunk indexes.
"""

import struct
from typing import Final, NamedTuple

from dandi_tui.remote.hdf5.source import Span
from dandi_tui.remote.hdf5.steps import UNDEFINED, Steps, check, read, uint

Element = tuple[int, int]
"""Address of a chunk, and its stored bytes; 0 if it is not filtered."""

MAX_PIECES: Final = 1 << 16
"""Parts of an array that are read for one selection."""

_FIXED = struct.Struct("<4xBBBBQQ")
_EXTENSIBLE = struct.Struct("<4x8B48xQ")
_PREFIX = 14
"""Bytes of a block before what it holds: signature, version, client, the array's address."""

_CHECKSUM = 4


class _Places(NamedTuple):
    """Where single elements are."""

    element_bytes: int
    spans: dict[int, Span]

    def read(self) -> Steps[dict[int, Element]]:
        """All of them at once."""
        numbers, spans = list(self.spans), list(self.spans.values())
        check(len(spans) <= MAX_PIECES, "too many chunks")
        pieces = yield spans
        return {
            n: _element(data, self.element_bytes) for n, data in zip(numbers, pieces, strict=True)
        }

    def put(self, number: int, start: int, index: int) -> None:
        """An element of a block whose elements begin at `start`."""
        at = start + index * self.element_bytes
        self.spans[number] = (at, at + self.element_bytes)


def _element(data: bytes, n_bytes: int) -> Element:
    check(len(data) == n_bytes, "an element is cut")
    return uint(data, 0, 8), uint(data, 8, n_bytes - 12) if n_bytes > 12 else 0


def _bit(data: bytes, number: int) -> bool:
    return bool(data[number // 8] & 0x80 >> number % 8)


def fixed_array(address: int, numbers: set[int]) -> Steps[dict[int, Element]]:
    """Those elements of an array of fixed size that are there."""
    data = yield from read(address, 28)
    check(data[:5] == b"FAHD\0", "not a fixed array")
    _, _, n_element, page_bits, n_elements, block = _FIXED.unpack_from(data)
    check(n_element in (8, *range(13, 21)) and page_bits < 32, "an unknown fixed array")
    places = _Places(n_element, {})
    if block == UNDEFINED:
        return {}
    n_page = 1 << page_bits
    numbers = {number for number in numbers if number < n_elements}
    if n_elements <= n_page:
        for number in numbers:
            places.put(number, block + _PREFIX, number)
        return (yield from places.read())
    n_bitmap = (-(-n_elements // n_page) + 7) // 8
    bitmap = (yield from read(block, _PREFIX + n_bitmap))[_PREFIX:]
    first = block + _PREFIX + n_bitmap + _CHECKSUM
    for number in numbers:
        page, index = divmod(number, n_page)
        if _bit(bitmap, page):
            places.put(number, first + page * (n_page * n_element + _CHECKSUM), index)
    return (yield from places.read())


class _Array(NamedTuple):
    """The header of an extensible array."""

    n_element: int
    n_index: int
    """Elements in the index block."""
    n_least: int
    """Elements of the smallest data block."""
    n_offset: int
    n_page: int
    """Elements of a page; larger data blocks are in pages."""
    n_direct: int
    """Super blocks whose data blocks the index block names itself."""
    n_direct_blocks: int
    root: int

    def place(self, number: int) -> tuple[int, int, int]:
        """Super block, data block therein, and element therein, of an element beyond the index."""
        rest = number - self.n_index
        group = (rest // self.n_least + 1).bit_length() - 1
        rest -= ((1 << group) - 1) * self.n_least
        return group, *divmod(rest, self.block_elements(group))

    def block_elements(self, group: int) -> int:
        """Elements of each data block of a super block."""
        return self.n_least << (group + 1) // 2


def _array(data: bytes) -> _Array:
    check(data[:5] == b"EAHD\0", "not an extensible array")
    _, _, n_element, n_bits, n_index, n_least, n_pointers, page_bits, index = (
        _EXTENSIBLE.unpack_from(data)
    )
    sound = n_element in (8, *range(13, 21)) and n_bits <= 64 and page_bits < 32
    sound = sound and n_least and not n_least & n_least - 1
    check(sound and n_pointers and not n_pointers & n_pointers - 1, "an unknown extensible array")
    n_direct = 2 * (n_pointers.bit_length() - 1)
    n_offset, n_direct_blocks = (n_bits + 7) // 8, 2 * (n_pointers - 1)
    return _Array(
        n_element, n_index, n_least, n_offset, 1 << page_bits, n_direct, n_direct_blocks, index
    )


def extensible_array(address: int, numbers: set[int]) -> Steps[dict[int, Element]]:
    """Those elements of a growing array that are there: at most five reads, one after the other."""
    array = _array((yield from read(address, 72)))
    if array.root == UNDEFINED:
        return {}
    places = _Places(array.n_element, {})
    groups: dict[int, list[int]] = {}
    for number in numbers:
        if number < array.n_index:
            places.put(number, array.root + _PREFIX, number)
        else:
            groups.setdefault(array.place(number)[0], []).append(number)
    most = max(groups, default=0)
    n_supers = max(0, most + 1 - array.n_direct)
    n_bytes = 8 * (array.n_direct_blocks + n_supers)
    at = _PREFIX + array.n_index * array.n_element
    data = yield from read(array.root, at + n_bytes)
    pointers = struct.unpack_from(f"<{n_bytes // 8}Q", data, at)
    for group, members in groups.items():
        if group < array.n_direct:
            _put_direct(array, places, pointers, members)
    indirect = {group: found for group, found in groups.items() if group >= array.n_direct}
    supers = {group: pointers[array.n_direct_blocks + group - array.n_direct] for group in indirect}
    yield from _put_indirect(array, places, supers, indirect)
    return (yield from places.read())


def _put_direct(
    array: _Array, places: _Places, pointers: tuple[int, ...], numbers: list[int]
) -> None:
    for number in numbers:
        group, block, index = array.place(number)
        before = sum(1 << g // 2 for g in range(group))
        address = pointers[before + block]
        if address != UNDEFINED:
            places.put(number, address + _PREFIX + array.n_offset, index)


def _put_indirect(
    array: _Array, places: _Places, supers: dict[int, int], groups: dict[int, list[int]]
) -> Steps[None]:
    """Elements whose data blocks are named by super blocks, which are read at once."""
    there = [group for group, address in supers.items() if address != UNDEFINED]
    sizes = [_PREFIX + array.n_offset + _bitmap_bytes(array, g) + (8 << g // 2) for g in there]
    check(sum(sizes) <= MAX_PIECES * 8, "too many chunks")
    pieces = yield [(supers[g], supers[g] + size) for g, size in zip(there, sizes, strict=True)]
    for group, size, data in zip(there, sizes, pieces, strict=True):
        check(data[:5] == b"EASB\0" and len(data) == size, "an array's block is damaged")
        for number in groups[group]:
            _put_paged(array, places, data, number)


def _bitmap_bytes(array: _Array, group: int) -> int:
    n_pages = array.block_elements(group) // array.n_page
    return (1 << group // 2) * ((n_pages + 7) // 8) if n_pages > 1 else 0


def _put_paged(array: _Array, places: _Places, data: bytes, number: int) -> None:
    group, block, index = array.place(number)
    at = _PREFIX + array.n_offset
    n_bitmap = _bitmap_bytes(array, group)
    address = uint(data, at + n_bitmap + 8 * block, 8)
    if address == UNDEFINED:
        return
    start = address + _PREFIX + array.n_offset
    if not n_bitmap:
        places.put(number, start, index)
        return
    page, index = divmod(index, array.n_page)
    n_pages = array.block_elements(group) // array.n_page
    if _bit(data[at : at + n_bitmap], block * n_pages + page):
        start += _CHECKSUM + page * (array.n_page * array.n_element + _CHECKSUM)
        places.put(number, start, index)
