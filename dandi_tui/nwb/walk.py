"""All objects of a file in name order, each once, without recursion and safe in loops."""

from collections.abc import Callable, Iterator
from typing import Any

from h5py import h5l

from dandi_tui.nwb.guard import H5_ERRORS
from dandi_tui.nwb.links import Member, is_group, members
from dandi_tui.nwb.objects import Describer, Parent, join
from dandi_tui.nwb.plain import decode
from dandi_tui.protocol.objects import NwbObject

BATCH_OBJECTS = 500
BATCH_GROUPS = 32
"""A batch is handed out when it has so many objects, or so many groups were listed for it."""

Ahead = Callable[[list[int], bool], set[int]]
"""Told the addresses of objects that are read next, so that all can be fetched at once, and whether
the members of wide groups (of hundreds) are to be counted; answers with the wide groups if not."""

Enter = Callable[[NwbObject], bool]
"""Whether to list a group that a walk has come to."""


def every_group(_group: NwbObject) -> bool:
    """A walk that leaves nothing out."""
    return True


class Walker:
    """Lists groups and walks trees; counts the groups as it goes."""

    def __init__(self, describer: Describer, ahead: Ahead | None = None) -> None:
        self._describer = describer
        self._ahead = ahead
        self.n_groups_read = 0
        self.n_groups_known = 0
        self.truncated = False

    def list_once(self, parent: Parent, seen: dict[int, str], limit: int) -> Iterator[NwbObject]:
        """The first members of one group; those whose address is in `seen` are links."""
        first = members(parent.identifier)[: limit or None]
        self.fetch(first, wide=True)
        for member in first:
            yield self._member(parent, member, seen)[0]

    def walk(
        self, start: Parent, seen: dict[int, str], limit: int, enter: Enter
    ) -> Iterator[tuple[NwbObject, ...]]:
        """All objects below `start`, depth first, in batches; see `NwbFile.walk`."""
        self.n_groups_read, self.n_groups_known, self.truncated = 0, 1, False
        batch: list[NwbObject] = []
        groups_before = 0
        for n_given, obj in enumerate(self._walk(start, seen, enter)):
            if limit and n_given == limit:
                self.truncated = True
                break
            batch.append(obj)
            if len(batch) >= BATCH_OBJECTS or self.n_groups_read - groups_before >= BATCH_GROUPS:
                yield tuple(batch)
                batch, groups_before = [], self.n_groups_read
        if batch:
            yield tuple(batch)

    def _walk(self, start: Parent, seen: dict[int, str], enter: Enter) -> Iterator[NwbObject]:
        """Depth first by a stack of iterators: files may nest deeper than Python recurses."""
        wide = enter is every_group
        stack: list[tuple[Parent, Iterator[Member]]] = [(start, self._list(start, wide))]
        while stack:
            parent, rest = stack[-1]
            member = next(rest, None)
            if member is None:
                stack.pop()
                continue
            obj, identifier = self._member(parent, member, seen)
            yield obj
            if is_group(identifier) and enter(obj):
                below = Parent(identifier, obj.path, obj.neurodata_type)
                self.n_groups_known += 1
                stack.append((below, self._list(below, wide)))

    def _list(self, parent: Parent, wide: bool) -> Iterator[Member]:
        try:
            listed = members(parent.identifier)
        except H5_ERRORS:
            listed = []
        self.n_groups_read += 1
        self.fetch(listed, wide)
        return iter(listed)

    def fetch_names(self, address: int) -> None:
        """Have the names of a group's members fetched."""
        if self._ahead:
            self._ahead([address], True)

    def fetch(self, listed: list[Member], wide: bool) -> None:
        """Have what tells of these members fetched; wide groups may be left without a count."""
        if self._ahead:
            hard = [member.address for member in listed if member.kind == h5l.TYPE_HARD]
            self._describer.uncounted.difference_update(hard)
            self._describer.uncounted |= self._ahead(hard, wide)

    def _member(
        self, parent: Parent, member: Member, seen: dict[int, str]
    ) -> tuple[NwbObject, Any]:
        """A member and its identifier; None for what is a link, or was met before."""
        if member.kind == h5l.TYPE_HARD and member.address in seen:
            return self._again(parent, member, seen[member.address]), None
        obj, identifier = self._describer.member(parent, member)
        if member.kind == h5l.TYPE_HARD:
            seen[member.address] = obj.path
        return obj, identifier

    def _again(self, parent: Parent, member: Member, first_path: str) -> NwbObject:
        """A further hard link to an object met before, at `first_path`."""
        obj, identifier = self._describer.member(parent, member)
        if identifier is None:
            return obj
        path = join(parent.path, decode(member.name))
        return self._describer.link_to(identifier, path, first_path, parent.neurodata_type)
