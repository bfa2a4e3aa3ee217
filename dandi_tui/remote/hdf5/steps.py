"""The generators that read structures, and how they give up."""

import struct
from collections.abc import Callable, Generator, Sequence
from typing import Final, TypeVar

from dandi_tui.remote.hdf5.source import Span

T = TypeVar("T")

Steps = Generator[Sequence[Span], list[bytes], T]
"""Yields spans that it needs at once, in file addresses (without the user block), and is resumed
with their bytes in the same order: fewer where the file ends. Returns what it read."""

UNDEFINED: Final = (1 << 64) - 1
"""The address of what is not there."""

MAX_READ_BYTES: Final = 1 << 23
"""Of one structure. A longer one is damage, or nothing that a listing needs."""


WIDE: Final = 256
"""A group with more members is listed by itself; nobody who lists the group above waits for it.

An old group has about so many when its tree gets a second level.
"""

OnWide = Callable[[], None]
"""Told by the reader of a listing that there are many members, before it reads them."""


def not_told() -> None:
    """Nobody is to know."""


class LeftError(Exception):
    """A structure is unknown or damaged: its branch ends here and is left to h5py."""


DAMAGE = (LeftError, struct.error, LookupError, ValueError, OverflowError)
"""What ends a branch: bytes that do not fit raise one of these in Python itself."""


def check(sound: object, reason: str) -> None:
    """Give the branch up unless something holds."""
    if not sound:
        raise LeftError(reason)


def read(address: int, n_bytes: int) -> Steps[bytes]:
    """Exactly so many bytes at an address."""
    check(n_bytes <= MAX_READ_BYTES, "a structure is too large")
    (data,) = yield ((address, address + n_bytes),)
    check(len(data) == n_bytes, "the file ends too early")
    return data


def read_some(addresses: Sequence[int], n_bytes: int) -> Steps[list[bytes]]:
    """At most so many bytes at each address, all asked for at once."""
    check(len(addresses) * n_bytes <= MAX_READ_BYTES, "too many structures at once")
    found: list[bytes] = yield [(address, address + n_bytes) for address in addresses]
    return found


def uint(data: bytes, at: int, n_bytes: int) -> int:
    """A little-endian number of any size."""
    part = data[at : at + n_bytes]
    check(len(part) == n_bytes, "a number is cut")
    return int.from_bytes(part, "little")


def whole(places: list[int], nodes: list[bytes], sizes: list[int]) -> Steps[list[bytes]]:
    """The nodes that are longer than they were read, once more."""
    short = [i for i, node in enumerate(nodes) if len(node) < sizes[i]]
    if short:
        check(sum(sizes[i] for i in short) <= MAX_READ_BYTES, "nodes are too large")
        again = yield [(places[i], places[i] + sizes[i]) for i in short]
        nodes = list(nodes)
        for i, node in zip(short, again, strict=True):
            check(len(node) == sizes[i], "a node is cut")
            nodes[i] = node
    return nodes
