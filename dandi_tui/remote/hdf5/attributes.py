"""Attribute messages: the few texts that a listing shows.

Source: HDF5 File Format Specification 3.0, parts IV.A.2.m and III.E (global heap).
"""

import functools
import math
import struct
from typing import Final, NamedTuple

import msgspec

from dandi_tui.remote.hdf5.spaces import shape_at
from dandi_tui.remote.hdf5.steps import DAMAGE, LeftError, Steps, check, read
from dandi_tui.remote.hdf5.types import fixed_text_bytes, is_variable_text

WANTED: Final = {
    name.encode(): name for name in ["neurodata_type", "namespace", "description", "ancestry"]
}
"""The attributes that are read; all others are passed over."""

MAX_TEXTS: Final = 64
"""Of one attribute."""

MAX_TEXT_BYTES: Final = 8_192
"""Of one attribute; a longer one is read when it is shown, by h5py."""

COLLECTION_BYTES: Final = 4096
"""Of a collection of strings, as HDF5 makes them unless one is longer."""

MAX_COLLECTION_BYTES: Final = 1 << 20

Text = str | tuple[str, ...]
"""A scalar attribute, or an array with one axis."""


class Left(msgspec.Struct, frozen=True):
    """What is left to h5py, and why."""

    reason: str


class TextRefs(NamedTuple):
    """Strings in the global heap, not yet read."""

    refs: list[tuple[int, int, int]]
    """Bytes, address of the collection, index therein; of each string."""
    scalar: bool


Value = Text | TextRefs | Left

_SIZES = struct.Struct("<BBHHH")
_REF = struct.Struct("<IQI")
_OBJECT = struct.Struct("<HHIQ")


def attribute_at(data: bytes, at: int, end: int) -> tuple[str, Value] | None:
    """Name and value of an attribute message; None of one that is not wanted.

    Raises:
        LeftError: Not even its name can be read.
    """
    version, flags, n_name, n_type, n_space = _SIZES.unpack_from(data, at)
    check(1 <= version <= 3, "an unknown attribute")
    at += 9 if version == 3 else 8
    name = WANTED.get(data[at : at + n_name - 1])
    if name is None:
        return None
    padding = 7 if version == 1 else 0
    type_at = at + (n_name + padding & ~padding)
    space_at = type_at + (n_type + padding & ~padding)
    value_at = space_at + (n_space + padding & ~padding)
    try:
        if version > 1 and flags & 3:
            raise LeftError("an attribute of a shared type")
        return name, _value(data, type_at, space_at, value_at, end)
    except DAMAGE as error:
        return name, Left(str(error))


class _Form(NamedTuple):
    """How the texts of an attribute lie in its message."""

    size: int
    """Bytes of each; 0 if they are in the global heap."""
    n_texts: int
    scalar: bool


@functools.lru_cache(maxsize=256)
def _form(message: bytes, space_at: int) -> _Form:
    """From a type and the dataspace behind it, of which a file has only a few."""
    shape = shape_at(message, space_at)
    n_texts = math.prod(shape)
    check(len(shape) <= 1 and 1 <= n_texts <= MAX_TEXTS, "an attribute of many or no values")
    check(message[0] >> 4 in (1, 2, 3), "an unknown version of a type")
    if is_variable_text(message, 0):
        return _Form(0, n_texts, not shape)
    size = fixed_text_bytes(message, 0)
    check(0 < size * n_texts <= MAX_TEXT_BYTES, "not a text, or a long one")
    return _Form(size, n_texts, not shape)


def _value(data: bytes, type_at: int, space_at: int, at: int, end: int) -> Value:
    size, n_texts, scalar = _form(data[type_at:at], space_at - type_at)
    if at + (size or _REF.size) * n_texts > end:
        raise LeftError("an attribute is cut")
    if not size:
        unpack = _REF.unpack_from
        return TextRefs([unpack(data, at + 16 * i) for i in range(n_texts)], scalar)
    texts = tuple(_fixed(data[at + i * size : at + (i + 1) * size]) for i in range(n_texts))
    return texts[0] if scalar else texts


def _fixed(text: bytes) -> str:
    text = text.rstrip(b"\0")
    check(b"\0" not in text, "a zero within a text")
    return text.decode("utf-8", "replace")


class Collection(NamedTuple):
    """One collection of the global heap."""

    data: bytes
    places: dict[int, tuple[int, int]]
    """Of each object by its index: where it begins in `data`, and its bytes."""

    def text(self, n_bytes: int, index: int) -> str:
        """A string; it ends at its first zero, as in C."""
        start, size = self.places[index]
        check(index and size == n_bytes, "a string of another length")
        check(size <= MAX_TEXT_BYTES, "a long text")
        text = self.data[start : start + size]
        end = text.find(b"\0")
        return (text if end < 0 else text[:end]).decode("utf-8", "replace")


def collection(address: int) -> Steps[Collection]:
    """A collection; damage anywhere in it leaves all to h5py, which reads it whole too."""
    (data,) = yield ((address, address + COLLECTION_BYTES),)
    check(data[:5] == b"GCOL\x01", "not a collection")
    size = int.from_bytes(data[8:16], "little")
    check(COLLECTION_BYTES <= size <= MAX_COLLECTION_BYTES, "a collection of odd size")
    if size > len(data):
        data = yield from read(address, size)
    return Collection(data, _places(data, size))


def _places(data: bytes, size: int) -> dict[int, tuple[int, int]]:
    at = 16
    places: dict[int, tuple[int, int]] = {}
    unpack = _OBJECT.unpack_from
    while at + 16 <= size:
        index, _, _, n_bytes = unpack(data, at)
        check(index not in places, "an index twice in a collection")
        places[index] = (at + 16, n_bytes)
        step = 16 + (n_bytes + 7 & ~7) if index else n_bytes
        check(step >= 8, "an empty object in a collection")
        at += step
    check(at <= size, "a collection is cut")
    return places
