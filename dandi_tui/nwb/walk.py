"""All objects of a file in name order, each once, without recursion and safe in loops."""

from collections.abc import Callable, Iterator

from h5py import h5l

from dandi_tui.nwb.crawled import Crawled
from dandi_tui.nwb.guard import H5_ERRORS
from dandi_tui.nwb.links import Member, members
from dandi_tui.nwb.objects import Describer, Opener, Parent, link_to
from dandi_tui.protocol.objects import NwbObject

BATCH_OBJECTS = 500
BATCH_GROUPS = 32
"""A batch is handed out when it has so many objects, or so many groups were listed for it."""

Enter = Callable[[NwbObject], bool]
"""Whether to list a group that a walk has come to."""


def every_group(_group: NwbObject) -> bool:
    """A walk that leaves nothing out."""
    return True


class Walker:
    """Lists groups and walks trees; counts the groups as it goes."""

    def __init__(self, describer: Describer, crawled: Crawled | None = None) -> None:
        self._describer = describer
        self._crawled = crawled
        self.n_groups_read = 0
        self.n_groups_known = 0
        self.n_again = 0
        """Further hard links to objects met before."""
        self.truncated = False

    def list_once(
        self, parent: Parent, seen: dict[int, str], limit: int, *, whole: bool = False
    ) -> Iterator[NwbObject]:
        """The first members of one group; those whose address is in `seen` are links.

        Whole: wide groups among them are waited for, so that all have their number of members.
        """
        for member in self._members(parent)[: limit or None]:
            if whole and self._crawled and member.kind == h5l.TYPE_HARD:
                self._crawled.complete(member.address)
            yield self._member(parent, member, seen)[0]

    def walk(
        self, start: Parent, seen: dict[int, str], limit: int, enter: Enter
    ) -> Iterator[tuple[NwbObject, ...]]:
        """All objects below `start`, depth first, in batches; see `NwbFile.walk`."""
        self.n_groups_read, self.n_groups_known, self.truncated = 0, 1, False
        if self._crawled and enter is every_group and not limit:
            self._crawled.know_all()
        yield from self._batches(self._walk(start, seen, enter), limit)

    def retell(self, objects: Iterator[NwbObject], limit: int) -> Iterator[tuple[NwbObject, ...]]:
        """Objects that are known already, as `walk` hands them out."""
        yield from self._batches(self._counted(objects), limit)

    def _counted(self, objects: Iterator[NwbObject]) -> Iterator[NwbObject]:
        for obj in objects:
            if obj.kind == "group":
                self.n_groups_read += 1
            yield obj
        self.n_groups_known = self.n_groups_read

    def _batches(self, objects: Iterator[NwbObject], limit: int) -> Iterator[tuple[NwbObject, ...]]:
        batch: list[NwbObject] = []
        groups_before = 0
        for n_given, obj in enumerate(objects):
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
        stack: list[tuple[Parent, Iterator[Member]]] = [(start, self._list(start))]
        while stack:
            parent, rest = stack[-1]
            member = next(rest, None)
            if member is None:
                stack.pop()
                continue
            if self._crawled and member.kind == h5l.TYPE_HARD:
                self._crawled.complete(member.address)
            obj, opener = self._member(parent, member, seen)
            yield obj
            if obj.kind == "group" and opener is not None and enter(obj):
                below = Parent(obj.path, obj.neurodata_type, member.address, opener)
                self.n_groups_known += 1
                stack.append((below, self._list(below)))

    def _list(self, parent: Parent) -> Iterator[Member]:
        try:
            listed = self._members(parent)
        except H5_ERRORS:
            listed = []
        self.n_groups_read += 1
        return iter(listed)

    def _members(self, parent: Parent) -> list[Member]:
        """From the crawl, if it understood the group."""
        known = self._crawled.members(parent.address) if self._crawled else None
        if known is None:
            return members(parent.identifier)
        return [Member(*member[:3]) for member in known]

    def _member(
        self, parent: Parent, member: Member, seen: dict[int, str]
    ) -> tuple[NwbObject, Opener | None]:
        """A member and what opens it; None for what is a link, or was met before."""
        obj, opener = self._describer.member(parent, member)
        if member.kind != h5l.TYPE_HARD:
            return obj, opener
        if member.address in seen:
            self.n_again += 1
            return link_to(obj, seen[member.address]) if opener else obj, None
        seen[member.address] = obj.path
        return obj, opener
