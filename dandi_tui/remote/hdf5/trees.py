"""Trees of version 2: their records, in order, read a level at a time.

Source: HDF5 File Format Specification 3.0, part III.A.2.
"""

import struct
from typing import Final, NamedTuple

from dandi_tui.remote.hdf5.steps import UNDEFINED, WIDE, OnWide, Steps, check, not_told, read, uint

MAX_DEPTH: Final = 8

MAX_RECORDS: Final = 1 << 20

MAX_NODE_BYTES: Final = 1 << 16

_TREE = struct.Struct("<4xBBIHHBBQHQ")
_FRAME = 10
"""Bytes of a node beside its records and pointers: signature, version, type, checksum."""


class Tree(NamedTuple):
    """What a tree's header says."""

    kind: int
    node_bytes: int
    record_bytes: int
    depth: int
    root: int
    n_root: int
    n_records: int


def tree_records(address: int, kind: int, on_wide: OnWide = not_told) -> Steps[list[bytes]]:
    """All records of a tree of this type, in no order that matters."""
    data = yield from read(address, 38)
    check(data[:4] == b"BTHD", "not a tree")
    version, found, n_node, n_record, depth, _, _, root, n_root, n_all = _TREE.unpack_from(data)
    check(version == 0 and found == kind and depth <= MAX_DEPTH, "an unknown tree")
    check(n_all <= MAX_RECORDS and n_record and n_node <= MAX_NODE_BYTES, "a tree is too large")
    if n_all > WIDE:
        on_wide()
    if root == UNDEFINED or not n_root:
        return []
    return (yield from _records(Tree(kind, n_node, n_record, depth, root, n_root, n_all)))


def _records(tree: Tree) -> Steps[list[bytes]]:
    found: list[bytes] = []
    nodes = [(tree.root, tree.n_root)]
    for depth in range(tree.depth, -1, -1):
        check(len(nodes) * tree.node_bytes <= MAX_RECORDS * 16, "a tree is too wide")
        pieces = yield [(at, at + tree.node_bytes) for at, _ in nodes]
        below: list[tuple[int, int]] = []
        signature = b"BTIN\0" if depth else b"BTLF\0"
        for (_, n_used), data in zip(nodes, pieces, strict=True):
            check(data[:5] == signature and data[5] == tree.kind, "a tree's node is damaged")
            stop = 6 + n_used * tree.record_bytes
            check(stop <= len(data), "a tree's node is cut")
            found += [data[at : at + tree.record_bytes] for at in range(6, stop, tree.record_bytes)]
            if depth:
                below += _pointers(tree, data, stop, n_used + 1, depth)
        check(len(found) <= tree.n_records, "a tree has more than it says")
        nodes = below
    check(len(found) == tree.n_records, "a tree has less than it says")
    return found


def _pointers(
    tree: Tree, data: bytes, at: int, n_pointers: int, depth: int
) -> list[tuple[int, int]]:
    """Address and number of records of the nodes below one."""
    n_count, n_total = _pointer_sizes(tree, depth)
    step = 8 + n_count + n_total
    return [
        (uint(data, at + i * step, 8), uint(data, at + i * step + 8, n_count))
        for i in range(n_pointers)
    ]


def _pointer_sizes(tree: Tree, depth: int) -> tuple[int, int]:
    """Bytes of the two counts in a pointer of a node of this depth."""
    most = (tree.node_bytes - _FRAME) // tree.record_bytes
    n_count, n_total, total = _bytes_for(most), 0, most
    for level in range(1, depth + 1):
        n_total = _bytes_for(total) if level > 1 else 0
        step = 8 + n_count + n_total
        most = (tree.node_bytes - _FRAME - step) // (tree.record_bytes + step)
        total = (most + 1) * total + most
    return n_count, n_total


def _bytes_for(limit: int) -> int:
    check(limit > 0, "a tree's node is too small")
    return (limit.bit_length() - 1) // 8 + 1
