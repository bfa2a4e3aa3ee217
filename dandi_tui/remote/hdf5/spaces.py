"""Dataspace messages as shapes.

Source: HDF5 File Format Specification 3.0, part IV.A.2.b.
"""

import struct
from typing import Final

from dandi_tui.remote.hdf5.steps import check

MAX_RANK: Final = 32

NULL: Final = 2


def shape_at(message: bytes, at: int = 0) -> tuple[int, ...]:
    """The extent; a null dataspace is left to h5py."""
    version, rank, _flags, kind = message[at : at + 4]
    check(version in (1, 2) and rank <= MAX_RANK, "an unknown dataspace")
    if version == 1:
        return struct.unpack_from(f"<{rank}Q", message, at + 8)
    check(kind != NULL, "a null dataspace")
    check(kind == (rank > 0), "a dataspace that contradicts itself")
    return struct.unpack_from(f"<{rank}Q", message, at + 4)


def max_shape(message: bytes) -> tuple[int, ...]:
    """How far the axes may grow; all bits set where there is no bound."""
    rank, flags = message[1], message[2]
    at = 8 if message[0] == 1 else 4
    return struct.unpack_from(f"<{rank}Q", message, at + (8 * rank if flags & 1 else 0))
