"""Object headers, versions 1 and 2: their messages from all their parts.

Source: HDF5 File Format Specification 3.0, parts IV.A.1.a, IV.A.1.b and IV.A.2.
"""

import struct
from typing import Any, Final

from dandi_tui.remote.hdf5.attributes import Value, attribute_at
from dandi_tui.remote.hdf5.dense import dense_objects
from dandi_tui.remote.hdf5.source import Span
from dandi_tui.remote.hdf5.steps import DAMAGE, UNDEFINED, LeftError, Steps, check, read

HEADER_BYTES: Final = 512
"""Read of a header at first; the rest when it says that it is longer."""

MAX_PARTS: Final = 128
"""Of one header."""

MAX_HEADER_BYTES: Final = 1 << 19
"""In all parts of one header."""

SPACE, LINK_INFO, TYPE, LAYOUT, TABLES, ATTRIBUTE_INFO = 0x01, 0x02, 0x03, 0x08, 0x11, 0x15
LINK, ATTRIBUTE, CONTINUED = 0x06, 0x0C, 0x10

KEPT: Final = frozenset((SPACE, LINK_INFO, TYPE, LAYOUT, TABLES, ATTRIBUTE_INFO))

ATTRIBUTE_RECORD: Final = 8
"""The type of a tree's records that order attributes by name; first is the heap's identifier."""

SHARED: Final = b""
"""Stands for a message that is told elsewhere."""

_OLD_MESSAGE = struct.Struct("<HHB")
_NEW_MESSAGE = struct.Struct("<BHB")
_PART = struct.Struct("<QQ")


class Messages:
    """The messages of one header, as far as a listing needs them."""

    __slots__ = ("attributes", "kept", "links", "nameless", "parts")

    def __init__(self) -> None:
        self.kept: dict[int, bytes] = {}
        """By type, the first of each."""
        self.links: list[bytes] = []
        self.attributes: dict[str, Value] = {}
        self.nameless = False
        """Whether there are attributes of which not even the names could be read."""
        self.parts: list[Span] = []
        """Further parts of the header: address and bytes."""

    def scan(self, data: bytes, at: int, stop: int, version: int, n_head: int) -> None:
        """Take the messages of one part."""
        unpack = (_OLD_MESSAGE if version == 1 else _NEW_MESSAGE).unpack_from
        while at + n_head <= stop:
            kind, n_bytes, flags = unpack(data, at)
            at += n_head
            end = at + n_bytes
            if end > stop:
                raise LeftError("a message is cut")
            if kind == ATTRIBUTE:
                self.attribute(data, at, end, flags)
            elif kind in KEPT:
                self.kept.setdefault(kind, SHARED if flags & 2 else data[at:end])
            elif kind == LINK:
                self.links.append(data[at:end])
            elif kind == CONTINUED:
                self.parts.append(_PART.unpack_from(data, at))
            at = end

    def attribute(self, data: bytes, at: int, end: int, flags: int) -> None:
        """Take an attribute message, if it is one that is wanted."""
        try:
            if flags & 2:
                raise LeftError("a shared attribute")
            found = attribute_at(data, at, end)
        except DAMAGE:
            self.nameless = True
            return
        if found is not None:
            self.attributes.setdefault(*found)


def messages(address: int) -> Steps[Messages]:
    """All messages of the header at an address."""
    (data,) = yield ((address, address + HEADER_BYTES),)
    if data[:4] == b"OHDR":
        return (yield from _new(address, data))
    check(data[:2] == b"\x01\0", "not an object header")
    stop = 16 + int.from_bytes(data[8:12], "little")
    if stop > len(data):
        check(stop <= MAX_HEADER_BYTES, "a header is too long")
        data = yield from read(address, stop)
    found = Messages()
    found.scan(data, 16, stop, 1, 8)
    if found.parts:
        yield from _rest(found, 1, 8)
    if ATTRIBUTE_INFO in found.kept:
        yield from _dense_attributes(found)
    return found


def _new(address: int, data: bytes) -> Steps[Messages]:
    flags = data[5]
    check(data[4] == 2 and not flags & 0xC0, "an unknown header")
    at = 6 + (16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0)
    n_size = 1 << (flags & 3)
    stop = at + n_size + int.from_bytes(data[at : at + n_size], "little")
    if stop > len(data):
        check(stop <= MAX_HEADER_BYTES, "a header is too long")
        data = yield from read(address, stop)
    found = Messages()
    n_head = 6 if flags & 4 else 4
    found.scan(data, at + n_size, stop, 2, n_head)
    if found.parts:
        yield from _rest(found, 2, n_head)
    if ATTRIBUTE_INFO in found.kept:
        yield from _dense_attributes(found)
    return found


def _dense_attributes(found: Messages) -> Steps[None]:
    """The attributes of an object that has too many for its header."""
    about = found.kept[ATTRIBUTE_INFO]
    check(about[:1] == b"\0", "unknown attributes")
    heap, tree = _PART.unpack_from(about, 4 if about[1] & 1 else 2)
    if heap == UNDEFINED:
        return
    try:
        for data in (yield from dense_objects(heap, tree, ATTRIBUTE_RECORD, 0)):
            found.attribute(data, 0, len(data), 0)
    except DAMAGE:
        found.nameless = True


def _rest(found: Messages, version: int, n_head: int) -> Steps[Any]:
    """The messages of all further parts, which may name still further ones."""
    n_read = 0
    while n_read < len(found.parts):
        parts = found.parts[n_read:]
        n_read = len(found.parts)
        check(n_read <= MAX_PARTS, "a header of too many parts")
        check(sum(n for _, n in found.parts) <= MAX_HEADER_BYTES, "a header is too long")
        pieces = yield [(at, at + n) for at, n in parts]
        for (_, n_bytes), data in zip(parts, pieces, strict=True):
            check(len(data) == n_bytes, "a header is cut")
            if version == 1:
                found.scan(data, 0, n_bytes, 1, n_head)
            else:
                check(data[:4] == b"OCHK", "not a part of a header")
                found.scan(data, 4, n_bytes - 4, 2, n_head)
