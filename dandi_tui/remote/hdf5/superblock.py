"""Where a file begins, and where its root group is.

Source: HDF5 File Format Specification 3.0, part II (II.A, superblock versions 0 to 3).
"""

import struct
from typing import Final, NamedTuple

from dandi_tui.remote.hdf5.source import Span
from dandi_tui.remote.hdf5.steps import UNDEFINED, Steps, check

SIGNATURE: Final = b"\x89HDF\r\n\x1a\n"
SUPERBLOCK_BYTES: Final = 100
NEAR: Final = (0, 512, 1024, 2048, 4096, 8192, 16384, 32768)
"""Where a superblock may begin, in the block that is read anyway."""

FAR: Final = tuple(1 << n for n in range(16, 25))

_OLD = struct.Struct("<4Q Q Q I I Q Q")
_NEW = struct.Struct("<4Q")


class Superblock(NamedTuple):
    """What a file says about itself."""

    base: int
    """Bytes before the HDF5 file, the user block: addresses count from its end."""
    root: int
    """Address of the root group's header."""
    tables: tuple[int, int] | None
    """Addresses of the root group's tree and names, if they are told here."""


def superblock(size_bytes: int) -> Steps[Superblock]:
    """Find and read the superblock of a file of so many bytes."""
    for places in (NEAR, FAR):
        spans: list[Span] = [(at, at + SUPERBLOCK_BYTES) for at in places if at < size_bytes]
        found = (yield spans) if spans else []
        for (start, _), data in zip(spans, found, strict=True):
            if data.startswith(SIGNATURE):
                return _read(data, start, size_bytes)
    check(False, "not an HDF5 file")
    raise AssertionError


def _read(data: bytes, base: int, size_bytes: int) -> Superblock:
    version = data[8]
    if version < 2:
        check(data[13:15] == b"\x08\x08", "addresses are not of 8 bytes")
        words = _OLD.unpack_from(data, 24 if version == 0 else 28)
        stated, _, end, driver, _, root, cached, _, tree, names = words
        check(driver == UNDEFINED, "a driver of its own")
        tables = (tree, names) if cached == 1 else None
    else:
        check(version <= 3, "an unknown superblock")
        check(data[9:11] == b"\x08\x08", "addresses are not of 8 bytes")
        check(version == 2 or data[11] == 0, "open for writing")
        stated, _, end, root = _NEW.unpack_from(data, 12)
        tables = None
    check(stated == base, "moved within the file")
    check(end <= size_bytes, "the file is cut")
    return Superblock(base, root, tables)
