"""Members of a group as frozen `NwbObject`s: one damaged member costs only itself."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from h5py import h5d, h5g, h5l, h5o, h5t

from dandi_tui.nwb.attributes import read_attribute, text_attribute
from dandi_tui.nwb.crawled import Crawled
from dandi_tui.nwb.described import Types, Values, dataset_at, group_at
from dandi_tui.nwb.guard import H5_ERRORS
from dandi_tui.nwb.links import Member, follow, is_group, open_target, target_words
from dandi_tui.nwb.plain import decode, dtype_word, shape_of
from dandi_tui.nwb.types import TypeTable
from dandi_tui.protocol.objects import NwbObject

Opener = Callable[[], Any]
"""Opens an object in h5py, when something is wanted of it that is not known."""


def join(parent: str, name: str) -> str:
    """The path of a member."""
    return f"/{name}" if parent == "/" else f"{parent}/{name}"


@dataclass(frozen=True)
class Parent:
    """The group whose members are described."""

    path: str
    neurodata_type: str
    address: int
    """Where it is in the file."""
    open: Opener

    @cached_property
    def identifier(self) -> h5g.GroupID:
        """It, open."""
        return self.open()


class Describer:
    """Makes `NwbObject`s of one file."""

    def __init__(
        self, root: h5g.GroupID, types: TypeTable, folder: str, crawled: Crawled | None = None
    ) -> None:
        self._root = root
        self._types = types
        self._folder = folder
        """Where a local file lies, to say whether an external link's file is there."""
        self._crawled = crawled

    def member(self, parent: Parent, member: Member) -> tuple[NwbObject, Opener | None]:
        """A member, and what opens it (None of a link, and of what cannot be opened)."""
        path = join(parent.path, decode(member.name))
        if member.kind != h5l.TYPE_HARD:
            return self._link(parent, member, path), None
        if self._crawled is not None:
            known = self._crawled.describe(member.address, path, parent.neurodata_type)
            if known is not None:
                return known, partial(follow, self._root, path)
        try:
            identifier = h5o.open(parent.identifier, member.name)
            what = self.describe(identifier, path, parent.neurodata_type)
            return what, lambda: identifier
        except H5_ERRORS:
            return self._damaged(path, parent), None

    def _damaged(self, path: str, parent: Parent) -> NwbObject:
        """An object whose header cannot be read is a link that leads to nothing usable."""
        return NwbObject(
            path=path, kind="link", target=path, broken=True, parent_type=parent.neurodata_type
        )

    def describe(
        self, identifier: Any, path: str, parent_type: str, *, counted: bool = True
    ) -> NwbObject:
        """An open object as listed."""
        if isinstance(identifier, h5t.TypeID):
            word = dtype_word(identifier)
            return NwbObject(path=path, kind="type", dtype=word, parent_type=parent_type)
        types, description = self.types_of(identifier), text_attribute(identifier, b"description")
        if isinstance(identifier, h5d.DatasetID):
            return dataset_at(path, parent_type, types, _values(identifier), description)
        data = self._data_of(identifier) if types[1] else None
        values = None if data is None else _values(data)
        n_children = _n_children(identifier) if counted else None
        return group_at(path, parent_type, types, values, description, n_children)

    def types_of(self, identifier: Any) -> Types:
        """The neurodata type as the attribute says, and what it is and extends, nearest first.

        NWB 1 has the ancestry in an attribute, farthest first, beside a type that only says
        `TimeSeries` or `Interface`.
        """
        neurodata_type = text_attribute(identifier, b"neurodata_type")
        inherited = read_attribute(identifier, b"ancestry")
        if isinstance(inherited, list) and inherited:
            return neurodata_type, tuple(str(name) for name in reversed(inherited))
        if not neurodata_type:
            return "", ()
        namespace = text_attribute(identifier, b"namespace")
        return neurodata_type, self._types.ancestry(neurodata_type, namespace)

    def _data_of(self, group: h5g.GroupID) -> h5d.DatasetID | None:
        try:
            found = open_target(self._root, group, b"data") if group.links.exists(b"data") else None
        except H5_ERRORS:
            return None
        return found if isinstance(found, h5d.DatasetID) else None

    def _link(self, parent: Parent, member: Member, path: str) -> NwbObject:
        try:
            target, file_name = target_words(parent.identifier, member)
        except H5_ERRORS:
            return self._damaged(path, parent)
        if file_name:
            return NwbObject(
                path=path,
                kind="link",
                target=f"{file_name}:{target}",
                broken=not (self._folder and os.path.exists(os.path.join(self._folder, file_name))),
                parent_type=parent.neurodata_type,
            )
        found = open_target(self._root, parent.identifier, member.name)
        if found is None:
            return NwbObject(
                path=path,
                kind="link",
                target=target,
                broken=True,
                parent_type=parent.neurodata_type,
            )
        parent_type = parent.neurodata_type
        try:
            what = self.describe(found, path, parent_type, counted=False)
        except H5_ERRORS:
            return NwbObject(
                path=path, kind="link", target=target, broken=True, parent_type=parent_type
            )
        return link_to(what, target)


def link_to(what: NwbObject, target: str) -> NwbObject:
    """A link at an object's path, with what its target is."""
    is_dataset = what.kind == "dataset"
    return NwbObject(
        path=what.path,
        kind="link",
        neurodata_type=what.neurodata_type,
        ancestry=what.ancestry,
        parent_type=what.parent_type,
        data_shape=what.shape if is_dataset else what.data_shape,
        data_dtype=what.dtype if is_dataset else what.data_dtype,
        description=what.description,
        target=target,
    )


def _values(identifier: h5d.DatasetID) -> Values:
    return shape_of(identifier), dtype_word(identifier.get_type())


def _n_children(group: Any) -> int | None:
    if not is_group(group):
        return None
    try:
        return int(group.get_num_objs())
    except H5_ERRORS:
        return None
