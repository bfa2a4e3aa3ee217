"""An open NWB or other HDF5 file: its objects, its attributes, its values."""

import difflib
import io
import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

from h5py import h5d, h5g, h5i, h5l

from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.attributes import all_attributes, read_attribute
from dandi_tui.nwb.crawled import Crawled
from dandi_tui.nwb.data import Data, open_data
from dandi_tui.nwb.guard import H5_ERRORS, guarded
from dandi_tui.nwb.kept_tree import TreeKeeper, kept_tree
from dandi_tui.nwb.layout import chunk_cache_bytes, is_read_in_parts, open_keeping_chunks
from dandi_tui.nwb.links import BrokenPathError, Member, follow, is_group, link_name, members
from dandi_tui.nwb.objects import Describer, Parent, join
from dandi_tui.nwb.opening import CHUNK_CACHE_BYTES, open_hdf5
from dandi_tui.nwb.placed import Placed, Remote
from dandi_tui.nwb.plain import decode
from dandi_tui.nwb.specifications import cached_specifications
from dandi_tui.nwb.types import TypeTable
from dandi_tui.nwb.walk import Enter, Walker, every_group
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject


def _nothing_beside(_address: Address) -> BinaryIO:
    raise NotFoundError("No other files can be opened from here.")


KEPT_BYTES = 160_000_000
"""Decoded chunks kept, of all datasets together."""

KEPT_FROM_BYTES = 250_000
"""Smaller datasets are decoded again each time."""


class NwbFile:
    """A file, opened for reading. Not thread-safe: one thread uses it at a time.

    Counts of the walk under way are in `n_groups_read` and `n_groups_known`, and whether its
    limit ended it in `walk_truncated`.
    """

    def __init__(
        self,
        source: str | io.BufferedIOBase | Any,
        *,
        name: str,
        remote: Remote | None = None,
        opener: Callable[[Address], BinaryIO] = _nothing_beside,
    ) -> None:
        """Open `source`.

        Args:
            source: A path, or a file object that can seek and `readinto`; it stays the caller's
                to close, after this.
            name: What messages call the file; untrusted.
            remote: Of a remote file: its bytes, and what reads its structures ahead of h5py.
            opener: Opens another file, by an address of `Draw.beside`.
        """
        self.name = name
        self.open_beside = opener
        """The bytes of another file; they stay open for a while, and are not the caller's to close.
        """
        self._file = open_hdf5(source, name)
        self._root: h5g.GroupID = self._file["/"].id
        folder = os.path.dirname(os.path.abspath(source)) if isinstance(source, str) else ""
        self._types = TypeTable(partial(cached_specifications, self._root))
        self._remote = remote
        self._crawled = None if remote is None else Crawled(remote.crawl, self._types)
        self._describer = Describer(self._root, self._types, folder, self._crawled)
        self._kept: dict[str, Data] = {}
        self._kept_bytes: dict[str, int] = {}
        self._walker = self._new_walker()
        self._tree = kept_tree(remote)

    def _new_walker(self) -> Walker:
        return Walker(self._describer, self._crawled)

    def close(self) -> None:
        """Close the file; handles of its data become useless."""
        self._kept.clear()
        self._file.close()

    @property
    def n_groups_read(self) -> int:
        """Groups that the last walk has listed."""
        return self._walker.n_groups_read

    @property
    def n_groups_known(self) -> int:
        """Groups that the last walk has met."""
        return self._walker.n_groups_known

    @property
    def tree_is_known(self) -> bool:
        """Whether a walk of all was kept, this time or an earlier one."""
        return self._tree is not None

    @property
    def walk_truncated(self) -> bool:
        """Whether the limit ended the last walk."""
        return self._walker.truncated

    def children(
        self, path: str = "/", limit: int = 0, *, whole: bool = False
    ) -> tuple[NwbObject, ...]:
        """The direct members of a group in name order; none of anything else.

        A further hard link to a member listed before, or to a group on the way to this one, is a
        link. Links to a group are listed as that group is.

        Args:
            path: Of the group.
            limit: The first so many; 0 is all.
            whole: Of a remote file, wait for the number of members of wide groups too.
        """
        known = self._tree.children(path) if self._tree else None
        if known is not None:
            return known[: limit or None]
        identifier, parent_path = self._open(path)
        if not is_group(identifier):
            return ()
        with guarded(path):
            parent = self._parent(identifier, parent_path)
            seen = self._ancestors(parent_path)
            return tuple(self._walker.list_once(parent, seen, limit, whole=whole))

    def _parent(self, identifier: h5g.GroupID, path: str) -> Parent:
        neurodata_type, _ = self._describer.types_of(identifier)
        return Parent(path, neurodata_type, _address(identifier), lambda: identifier)

    def _ancestors(self, path: str) -> dict[int, str]:
        """The addresses of the groups that a path goes through, with their paths."""
        parts = [part for part in path.split("/") if part]
        paths = ["/", *("/" + "/".join(parts[: i + 1]) for i in range(len(parts)))]
        return {_address(follow(self._root, one)): one for one in reversed(paths)}

    def object(self, path: str) -> NwbObject:
        """One object.

        Raises:
            NotFoundError: It is not there; the hint names the nearest that are.
        """
        parts = [part for part in path.split("/") if part]
        if not parts:
            return self._describer.describe(self._root, "/", "")
        holder, parent_path = self._open("/" + "/".join(parts[:-1]))
        with guarded(path):
            name = link_name(holder, parts[-1]) if is_group(holder) else None
            if name is None:
                raise self._not_found(path, parent_path)
            info = holder.links.get_info(name)
            member = Member(name, int(info.type), int(info.u))
            if self._crawled and member.kind == h5l.TYPE_HARD:
                self._crawled.complete(member.address)
            return self._describer.member(self._parent(holder, parent_path), member)[0]

    def target(self, obj: NwbObject) -> NwbObject:
        """What a link leads to, at the link's own path; anything else as it is."""
        if obj.kind != "link" or obj.broken:
            return obj
        identifier, _ = self._open(obj.path)
        with guarded(obj.path):
            return self._describer.describe(identifier, obj.path, obj.parent_type)

    def walk(
        self, path: str = "/", limit: int = 0, enter: Enter = every_group
    ) -> Iterator[tuple[NwbObject, ...]]:
        """All objects below a path, depth first in name order, at most 500 at a time.

        The group that the walk starts at is not among them (as with h5py's `visititems`); a
        dataset, a link or a type is answered with itself. Each object comes once, at its first
        path; a further hard link to it, also one to a group above it, is a link to that path.

        Args:
            path: Where to start.
            limit: At most so many objects; 0 is all.
            enter: Which groups to list; of the others only they themselves are answered.
        """
        self._walker = self._new_walker()
        known = self._tree.below(path, enter) if self._tree else None
        if known is not None:
            yield from self._walker.retell(known, limit)
        else:
            whole = path == "/" and not limit and enter is every_group
            yield from self._walk_to_keep() if whole else self._walk(path, limit, enter)

    def _walk_to_keep(self) -> Iterator[tuple[NwbObject, ...]]:
        """Walk all, and keep what was found for the next time. Others may walk in between."""
        keeper, walker = TreeKeeper(self._remote), self._walker
        for found in self._walk("/", 0, every_group):
            keeper.take(found)
            yield found
        self._tree = keeper.keep(walker.n_again)

    def _walk(self, path: str, limit: int, enter: Enter) -> Iterator[tuple[NwbObject, ...]]:
        start = self.object(path)
        if start.kind != "group":
            yield (start,)
            return
        identifier, _ = self._open(path)
        parent = self._parent(identifier, start.path)
        yield from self._walker.walk(parent, {parent.address: start.path}, limit, enter)

    def attributes(self, path: str) -> dict[str, Any]:
        """The attributes of an object as plain Python values; references as paths."""
        identifier, _ = self._open(path)
        with guarded(path):
            return all_attributes(identifier)

    def attribute(self, path: str, name: str) -> Any:
        """One attribute as a plain Python value; None if it is absent, empty or damaged."""
        identifier, _ = self._open(path)
        with guarded(path):
            return read_attribute(identifier, name.encode())

    def exists(self, path: str) -> bool:
        """Whether a path leads to an object of this file."""
        try:
            self._open(path)
        except (NotFoundError, FileFormatError):
            return False
        return True

    def data(self, path: str) -> Data:
        """The values of a dataset, also through links; the last few stay open."""
        if path in self._kept:
            self._kept[path] = self._kept.pop(path)
            return self._kept[path]
        identifier, _ = self._open(path)
        if not isinstance(identifier, h5d.DatasetID):
            raise NotFoundError(f"{path} has no values.", hint="It is not a dataset.")
        with guarded(path):
            n_bytes = chunk_cache_bytes(identifier)
            name = h5i.get_name(identifier) if n_bytes else None
            if name:
                # HDF5 takes a cache's size from the first opening alone: so close it before.
                del identifier
                identifier = open_keeping_chunks(self._root, name, n_bytes)
        data = open_data(path, identifier, self._placed(path, identifier))
        if n_bytes and data.n_values * data.itemsize >= KEPT_FROM_BYTES:
            self._keep(data, n_bytes)
        return data

    def _placed(self, path: str, identifier: h5d.DatasetID) -> Placed | None:
        header = self._crawled.find(path) if self._crawled else None
        if self._remote is None or header is None:
            return None
        return Placed(self._remote, header, is_read_in_parts(identifier, CHUNK_CACHE_BYTES))

    def _keep(self, data: Data, n_bytes: int) -> None:
        """Hold a dataset open, so that its decoded chunks stay, and let the oldest go."""
        self._kept[data.path] = data
        self._kept_bytes[data.path] = n_bytes
        while sum(self._kept_bytes[path] for path in self._kept) > KEPT_BYTES:
            oldest = next(iter(self._kept))
            del self._kept[oldest], self._kept_bytes[oldest]

    def real_path(self, path: str) -> str:
        """The path by which HDF5 knows what a path leads to, for `time from …`."""
        identifier, _ = self._open(path)
        with guarded(path):
            name = h5i.get_name(identifier)
        return decode(name) if name else path

    def _open(self, path: str) -> tuple[Any, str]:
        """An open object by its path, and the path without doubled slashes."""
        clean = "/" + "/".join(part for part in path.split("/") if part)
        if self._crawled is not None:
            self._crawled.find(clean)
        with guarded(clean):
            try:
                return follow(self._root, clean), clean
            except BrokenPathError as error:
                raise self._not_found(clean, error.reached) from error

    def _not_found(self, path: str, reached: str) -> NotFoundError:
        """Say what is near: members of the deepest group there is, the most alike first."""
        try:
            group = follow(self._root, reached)
            names = [decode(one.name) for one in members(group)] if is_group(group) else []
        except H5_ERRORS:
            reached, names = "/", [""]
        missing = path[len(reached) :].lstrip("/").split("/")[0]
        near = difflib.get_close_matches(missing, names[:2000], 3, 0.4) or names[:3]
        paths = "Near it: " + ", ".join(join(reached, name) for name in near)
        hint = paths if near else f"{reached} holds no objects."
        return NotFoundError(f"There is no {path} in {self.name}.", hint=hint)


def _address(identifier: Any) -> int:
    """Where an open object is in the file."""
    return int(h5g.get_objinfo(identifier, b".").objno[0])
