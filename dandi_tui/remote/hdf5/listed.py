"""Which objects a listing of a group still lacks."""

from collections.abc import Container, Mapping

from dandi_tui.remote.hdf5.attributes import Left
from dandi_tui.remote.hdf5.groups import HARD
from dandi_tui.remote.hdf5.objects import Header

Known = Mapping[int, Header | Left]
"""Objects by the address of their header; `Left` are those that h5py is to be asked for."""


def lacked(address: int, known: Known, wide: Container[int]) -> list[int]:
    """Addresses of what a group's listing lacks, as far as that is known; itself, if it is not.

    Its members, and of typed groups among them their `data`.

    Args:
        address: Of the group.
        known: What was read.
        wide: Groups of many members, of which all but those was read: that is enough.
    """
    if address not in known:
        return [address]
    return [
        place
        for member in _hard_members(known[address])
        for place in _needed(member, known.get(member))
        if place not in known and place not in wide
    ]


def _needed(address: int, header: Header | Left | None) -> list[int]:
    if not isinstance(header, Header):
        return [address]
    if header.neurodata_type is None and header.ancestry is None:
        return []
    members = header.members if isinstance(header.members, tuple) else ()
    return [m.address for m in members if m.name == b"data" and m.kind == HARD]


def _hard_members(header: Header | Left) -> list[int]:
    members = header.members if isinstance(header, Header) else None
    return [m.address for m in members if m.kind == HARD] if isinstance(members, tuple) else []
