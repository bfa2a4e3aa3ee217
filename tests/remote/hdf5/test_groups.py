"""Symbol tables as no writer at hand makes them."""

import struct

from dandi_tui.remote.hdf5.attributes import Left
from dandi_tui.remote.hdf5.groups import HARD, SOFT, Listing, table_listing
from dandi_tui.remote.hdf5.runner import Runner
from dandi_tui.remote.hdf5.steps import UNDEFINED
from tests.remote.hdf5.local_source import LocalSource

N_LEAVES, N_ENTRIES = 70, 25
HEAP, NAMES, TREE, LEAVES = 64, 128, 65_536, 131_072
LEAF_BYTES = 8 + 40 * N_ENTRIES


def table(*, first_leaf: int = LEAVES) -> bytearray:
    """A tree with 70 leaves of 25 members each, twice as many as HDF5 has by default."""
    content = bytearray(LEAVES + N_LEAVES * LEAF_BYTES)
    names = b"".join(b"%04d\0" % i for i in range(N_LEAVES * N_ENTRIES)) + b"/target\0"
    content[NAMES : NAMES + len(names)] = names
    content[HEAP : HEAP + 32] = struct.pack("<4s4xQQQ", b"HEAP", len(names), UNDEFINED, NAMES)
    leaves = [first_leaf, *(LEAVES + i * LEAF_BYTES for i in range(1, N_LEAVES))]
    keys = b"".join(struct.pack("<QQ", 0, leaf) for leaf in leaves)
    head = struct.pack("<4sBBHQQ", b"TREE", 0, 0, N_LEAVES, UNDEFINED, UNDEFINED)
    content[TREE : TREE + len(head + keys)] = head + keys
    for leaf in range(N_LEAVES):
        at = LEAVES + leaf * LEAF_BYTES
        numbers = range(leaf * N_ENTRIES, (leaf + 1) * N_ENTRIES)
        entries = b"".join(entry(number, len(names) - 8) for number in numbers)
        content[at : at + LEAF_BYTES] = struct.pack("<4sBxH", b"SNOD", 1, N_ENTRIES) + entries
    return content


def entry(number: int, target: int) -> bytes:
    if number == 0:
        return struct.pack("<QQIIIIQ", 0, UNDEFINED, 2, 0, target, 0, 0)
    return struct.pack("<QQIIQQ", number * 5, 1_000 + number, 1, 0, 2_000 + number, 3_000)


def listed(content: bytes) -> Listing | Left:
    answers: list[Listing | Left] = []
    runner = Runner(LocalSource(content))
    runner.start(table_listing(TREE, HEAP), answers.append, 0, urgent=True)
    while not answers:
        runner.turn()
    return answers[0]


def test_nodes_that_are_larger_than_usual() -> None:
    """All members, the first of which is a soft link, and what is told of the others."""
    found = listed(bytes(table()))
    assert isinstance(found, Listing)
    assert len(found.members) == N_LEAVES * N_ENTRIES
    assert found.members[0] == (b"0000", SOFT, 0, b"/target", b"")
    assert found.members[-1][:3] == (b"1749", HARD, 2_749)
    assert found.tables[2_749] == (3_749, 3_000)


def test_a_node_that_names_itself_ends_it() -> None:
    """So does one that names a leaf twice, and one outside the file."""
    assert isinstance(listed(bytes(table(first_leaf=TREE))), Left)
    assert isinstance(listed(bytes(table(first_leaf=LEAVES + LEAF_BYTES))), Left)
    assert isinstance(listed(bytes(table(first_leaf=1 << 50))), Left)
    assert isinstance(listed(bytes(table()[:-1])), Left)
