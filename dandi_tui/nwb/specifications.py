"""The schemas that a file caches of itself, as JSON text."""

from collections.abc import Iterator
from typing import Any

import h5py
from h5py import h5d, h5g, h5l, h5o

from dandi_tui.nwb.attributes import text_attribute
from dandi_tui.nwb.guard import H5_ERRORS
from dandi_tui.nwb.links import follow, is_group, members
from dandi_tui.nwb.plain import decode
from dandi_tui.nwb.types import CORE_NAMESPACES, MAX_SPECIFICATION_BYTES


def cached_specifications(root: h5g.GroupID, core: bool) -> Iterator[tuple[str, str]]:
    """(namespace, JSON text) of each schema that a file caches; damaged ones are left out.

    Args:
        root: The file's root group.
        core: Those of core and hdmf-common, or those of extensions.
    """
    try:
        folder = follow(root, text_attribute(root, b".specloc") or "/specifications")
        namespaces = members(folder) if is_group(folder) else []
    except H5_ERRORS:
        return
    for namespace in namespaces:
        name = decode(namespace.name)
        if (name in CORE_NAMESPACES) == core:
            yield from ((name, text) for text in _texts(folder, namespace.name))


def _texts(group: Any, name: bytes) -> Iterator[str]:
    """Every text below a group, two levels deep: version, then source."""
    todo = [(group, name, 0)]
    while todo:
        parent, member, depth = todo.pop()
        try:
            found = h5o.open(parent, member)
            if is_group(found) and depth < 2:
                todo += [
                    (found, inner.name, depth + 1)
                    for inner in members(found)
                    if inner.kind == h5l.TYPE_HARD
                ]
            elif isinstance(found, h5d.DatasetID) and found.shape == ():
                yield _text(found)
        except H5_ERRORS:
            continue


def _text(dataset: h5d.DatasetID) -> str:
    if dataset.get_storage_size() > MAX_SPECIFICATION_BYTES:
        return ""
    value = h5py.Dataset(dataset)[()]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
