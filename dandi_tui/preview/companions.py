"""What a picture needs beside its object: by the file's own links, else the nearest of its type."""

import os
from collections.abc import Iterator

from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.protocol.objects import NwbObject

PLACES = (
    "/intervals",
    "/processing",
    "/units",
    "/stimulus/presentation",
    "/acquisition",
    "/analysis",
)
"""Where NWB keeps what belongs together: NWB core 2.11.0, `nwb.file.yaml`, NWBFile."""

MAX_MEMBERS = 300
"""A group of more, such as a thousand image templates, is not looked into."""

MAX_GROUPS = 200
MAX_DEPTH = 3
"""Below each of the places."""


def find_all(file: NwbFile, neurodata_type: str, near: str = "/") -> list[NwbObject]:
    """The objects of a type in the places where NWB keeps them, the nearest to `near` first.

    Near is what shares most of the path. Groups of many members are passed over; so are those
    that cannot be read.
    """
    found = {obj.path: obj for obj in _candidates(file, near) if obj.is_a(neurodata_type)}
    return sorted(found.values(), key=lambda obj: (-_shared(obj.path, near), obj.path))


def nearest(file: NwbFile, neurodata_type: str, near: str = "/") -> NwbObject | None:
    """The first of `find_all`."""
    return next(iter(find_all(file, neurodata_type, near)), None)


def region_table(file: NwbFile, path: str) -> str:
    """The path of the table whose rows a `DynamicTableRegion` names; empty if it does not say.

    hdmf-common 1.8, `table.yaml`: the attribute `table` is a reference to it.
    """
    if not file.exists(path):
        return ""
    target = file.attribute(path, "table")
    return target if isinstance(target, str) and file.exists(target) else ""


def _shared(path: str, near: str) -> int:
    """How many folders two paths have in common."""
    common = os.path.commonpath([path, near])
    return len([part for part in common.split("/") if part])


def _candidates(file: NwbFile, near: str) -> Iterator[NwbObject]:
    """Members of the groups on the way to `near`, then of the usual places, breadth first."""
    parts = [part for part in near.split("/") if part][:-1]
    way = ["/" + "/".join(parts[:n]) for n in range(len(parts), 0, -1)]
    seen: set[str] = set()
    queue = [(path, 0) for path in [*way, *PLACES]]
    for path in PLACES:
        yield from _itself(file, path)
    while queue and len(seen) < MAX_GROUPS:
        path, depth = queue.pop(0)
        if path in seen:
            continue
        seen.add(path)
        for child in _members(file, path):
            yield child
            is_open = child.kind == "group" and not child.is_a("DynamicTable")
            if is_open and depth < MAX_DEPTH and child.data_shape is None:
                queue.append((child.path, depth + 1))


def _itself(file: NwbFile, path: str) -> Iterator[NwbObject]:
    try:
        if file.exists(path):
            yield file.object(path)
    except (NotFoundError, FileFormatError):
        return


def _members(file: NwbFile, path: str) -> tuple[NwbObject, ...]:
    try:
        if not file.exists(path) or (file.object(path).n_children or 0) > MAX_MEMBERS:
            return ()
        return file.children(path)
    except (NotFoundError, FileFormatError):
        return ()
