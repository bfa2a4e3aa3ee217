"""Objects of a remote file as its crawl knows them: listed without h5py, and no round trip each.

What the crawl leaves open, or has not met, is None here, and h5py is asked for it. That finds the
blocks there, since the crawl reads into the same store.
"""

from collections import deque

from dandi_tui.nwb.described import Types, dataset_at, group_at
from dandi_tui.nwb.links import MAX_SOFT_LINKS
from dandi_tui.nwb.plain import decode
from dandi_tui.nwb.types import TypeTable
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.remote.crawl import Crawl
from dandi_tui.remote.hdf5.attributes import Left, Text
from dandi_tui.remote.hdf5.groups import HARD, SOFT, Member
from dandi_tui.remote.hdf5.objects import Header


class Crawled:
    """Answers from one crawl, which goes on as far as an answer needs."""

    def __init__(self, crawl: Crawl, types: TypeTable) -> None:
        self._crawl = crawl
        self._types = types

    def header(self, address: int) -> Header | None:
        """An object, if the crawl understood it; waits for it."""
        self._crawl.until_known([address])
        header = self._crawl.header(address)
        return header if isinstance(header, Header) else None

    def find(self, path: str) -> Header | None:
        """What a path leads to; the blocks of all on the way are in the store then."""
        root = self._crawl.until_root()
        header = None if root is None else self.header(root)
        todo = deque(part for part in path.split("/") if part)
        links_left = MAX_SOFT_LINKS
        while todo and header is not None:
            member = _named(header, todo.popleft())
            if member is None:
                return None
            if member.kind == HARD:
                header = self.header(member.address)
                continue
            links_left -= 1
            if member.kind != SOFT or links_left < 0:
                return None
            todo.extendleft(part for part in reversed(decode(member.target).split("/")) if part)
            if member.target.startswith(b"/"):
                header = self.header(root) if root is not None else None
        return header

    def members(self, address: int) -> tuple[Member, ...] | None:
        """The links of a group in name order, and all that a listing shows of them is known."""
        self._crawl.until_listed(address)
        header = self._crawl.header(address)
        if not isinstance(header, Header) or isinstance(header.members, Left):
            return None
        return header.members

    def know_all(self) -> None:
        """Have all known before the first is asked for: in as few round trips as there can be."""
        self._crawl.finish()

    def describe(self, address: int, path: str, parent_type: str) -> NwbObject | None:
        """An object as listed."""
        header = self._crawl.header(address)
        if not isinstance(header, Header):
            return None
        if header.kind == "type":
            return NwbObject(path=path, kind="type", dtype=header.dtype, parent_type=parent_type)
        texts = (header.neurodata_type, header.namespace, header.description, header.ancestry)
        if any(isinstance(text, Left) for text in texts):
            return None
        types, description = self._types_of(header), _one(header.description)
        if header.kind == "dataset":
            return dataset_at(path, parent_type, types, (header.shape, header.dtype), description)
        data = self._data_of(header) if types[1] else None
        if isinstance(header.members, Left) or isinstance(data, Left):
            return None
        values = None if data is None else (data.shape, data.dtype)
        n_children = len(header.members or ())
        return group_at(path, parent_type, types, values, description, n_children)

    def _types_of(self, header: Header) -> Types:
        """As `Describer.types_of`."""
        neurodata_type = _one(header.neurodata_type)
        if isinstance(header.ancestry, tuple) and header.ancestry:
            return neurodata_type, tuple(reversed(header.ancestry))
        return neurodata_type, self._types.ancestry(neurodata_type, _one(header.namespace))

    def _data_of(self, group: Header) -> Header | Left | None:
        """The dataset `data` of a group; None if it has none."""
        member = _named(group, "data")
        if member is None or member.kind not in (HARD, SOFT):
            return None
        if member.kind == SOFT:
            return Left("a soft link to data")
        header = self._crawl.header(member.address)
        if not isinstance(header, Header):
            return Left("unknown data")
        return header if header.kind == "dataset" else None


def _named(group: Header, name: str) -> Member | None:
    members = group.members
    if members is None or isinstance(members, Left):
        return None
    encoded = name.encode("utf-8", "replace")
    return next((member for member in members if member.name == encoded), None)


def _one(text: Text | Left | None) -> str:
    """One string, also from an array of one, as MatNWB writes them."""
    while isinstance(text, tuple) and not isinstance(text, Left) and len(text) == 1:
        text = text[0]
    return text if isinstance(text, str) else ""
