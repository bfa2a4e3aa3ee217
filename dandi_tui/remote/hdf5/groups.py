"""The members of groups: symbol tables and links.

Source: HDF5 File Format Specification 3.0, parts III.A.1 (tree), III.B and III.C (symbol table),
III.D (local heap), IV.A.2.c (link info) and IV.A.2.g (link).
"""

import struct
from typing import Final, NamedTuple

from dandi_tui.remote.hdf5.dense import dense_objects
from dandi_tui.remote.hdf5.steps import (
    UNDEFINED,
    OnWide,
    Steps,
    check,
    not_told,
    read_some,
    uint,
    whole,
)

NODE_BYTES: Final = 544
"""Of a tree's node, with the 32 children that HDF5 gives it by default."""

LEAF_BYTES: Final = 328
"""Of a leaf, with 8 members."""

HEAP_BYTES: Final = 32

WIDE_LEAVES: Final = 8
"""Leaves lie far apart: of a group with more, who lists the group above does not wait for them."""

MAX_NAMES_BYTES: Final = 1 << 22
"""Of all names of a group."""

MAX_NODES: Final = 8192
"""Nodes of one level of a tree."""

MAX_LEVEL: Final = 16

HARD, SOFT, EXTERNAL = 0, 1, 64

LINK_RECORD: Final = 5
"""The type of a tree's records that order links by name; the heap's identifier is at 4 of 11."""

_HEAP = struct.Struct("<8xQQQ")
_ENTRY = struct.Struct("<QQI4xQQ")


class Member(NamedTuple):
    """One link of a group."""

    name: bytes
    kind: int
    """`HARD`, `SOFT` or `EXTERNAL`, as h5py numbers them."""
    address: int
    """Of a hard link: of the object's header."""
    target: bytes = b""
    """Of a soft or external link: the path."""
    file: bytes = b""
    """Of an external link: the other file."""


class Listing(NamedTuple):
    """All links of a group."""

    members: tuple[Member, ...]
    """In name order."""
    tables: dict[int, tuple[int, int]]
    """Trees and names of those members that are old groups, by address, where they are told."""


def table_listing(tree: int, heap: int, on_wide: OnWide = not_told) -> Steps[Listing]:
    """The members of an old group, of which each level of nodes is read at once."""
    node, head = yield ((tree, tree + NODE_BYTES), (heap, heap + HEAP_BYTES))
    check(node[:5] == b"TREE\0" and head[:5] == b"HEAP\0", "not a group's tree and names")
    n_names, _, names_at = _HEAP.unpack(head)
    check(n_names <= MAX_NAMES_BYTES, "too many names")
    level = node[5]
    check(level <= MAX_LEVEL, "a tree is too high")
    below = yield from _children([tree], [node], level)
    if level or len(below) > WIDE_LEAVES:
        on_wide()
    size = NODE_BYTES if level else LEAF_BYTES
    names, *nodes = yield [(names_at, names_at + n_names), *((at, at + size) for at in below)]
    check(len(names) == n_names, "names are cut")
    while level:
        level -= 1
        below = yield from _children(below, nodes, level)
        nodes = yield from read_some(below, NODE_BYTES if level else LEAF_BYTES)
    entries = yield from _entries(below, nodes)
    return _listing(entries, names)


def _children(places: list[int], nodes: list[bytes], level: int) -> Steps[list[int]]:
    """The addresses below the nodes of one level."""
    found: list[int] = []
    sizes = [24 + 16 * uint(node, 6, 2) for node in nodes]
    nodes = yield from whole(places, nodes, sizes)
    for node, size in zip(nodes, sizes, strict=True):
        check(node[:5] == b"TREE\0" and node[5] == level, "a tree's node is damaged")
        found += struct.unpack_from(f"<{(size - 24) // 8}Q", node, 24)[1::2]
        check(len(found) <= MAX_NODES, "a tree is too wide")
    check(len(set(found)) == len(found), "a tree's node is met twice")
    return found


def _entries(places: list[int], nodes: list[bytes]) -> Steps[list[tuple[int, ...]]]:
    found: list[tuple[int, ...]] = []
    sizes = [8 + 40 * uint(node, 6, 2) for node in nodes]
    nodes = yield from whole(places, nodes, sizes)
    for node, size in zip(nodes, sizes, strict=True):
        check(node[:5] == b"SNOD\x01", "a tree's leaf is damaged")
        found += _ENTRY.iter_unpack(node[8:size])
    return found


def _listing(entries: list[tuple[int, ...]], names: bytes) -> Listing:
    members: list[Member] = []
    tables: dict[int, tuple[int, int]] = {}
    for name_at, address, cached, first, second in entries:
        name = names[name_at : names.index(b"\0", name_at)]
        if cached == 2:
            at = first & 0xFFFFFFFF
            target = names[at : names.index(b"\0", at)]
            members.append(Member(name, SOFT, 0, target))
            continue
        members.append(Member(name, HARD, address))
        if cached == 1:
            tables[address] = (first, second)
    members.sort()
    return Listing(tuple(members), tables)


def link_listing(links: list[bytes], link_info: bytes, on_wide: OnWide) -> Steps[Listing]:
    """The members of a new group: from its header, else from its heap by the tree of names."""
    check(link_info[0] == 0, "unknown links")
    heap, tree = struct.unpack_from("<QQ", link_info, 10 if link_info[1] & 1 else 2)
    if heap != UNDEFINED:
        links = yield from dense_objects(heap, tree, LINK_RECORD, 4, on_wide)
    return Listing(tuple(sorted(map(_link, links))), {})


def _link(message: bytes) -> Member:
    version, flags = message[:2]
    check(version == 1 and not flags & 0xE0, "an unknown link")
    at, kind = 2, HARD
    if flags & 8:
        kind, at = message[at], at + 1
    at += (8 if flags & 4 else 0) + (1 if flags & 16 else 0)
    n_size = 1 << (flags & 3)
    n_name = uint(message, at, n_size)
    at += n_size
    name = message[at : at + n_name]
    at += n_name
    check(n_name and len(name) == n_name, "a link's name is cut")
    if kind == HARD:
        return Member(name, HARD, uint(message, at, 8))
    n_value = uint(message, at, 2)
    value = message[at + 2 : at + 2 + n_value]
    check(len(value) == n_value and kind in (SOFT, EXTERNAL), "an unknown link")
    if kind == SOFT:
        return Member(name, SOFT, 0, value)
    file, path, _ = value[1:].split(b"\0")
    return Member(name, EXTERNAL, 0, path, file)
