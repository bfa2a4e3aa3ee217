"""Paths followed link by link in our own hands, so that no other file is ever opened."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from h5py import h5g, h5l, h5o

from dandi_tui.nwb.guard import H5_ERRORS
from dandi_tui.nwb.plain import decode

MAX_SOFT_LINKS = 32
"""Soft links followed on one path; more is a loop."""


class Member(NamedTuple):
    """One link of a group."""

    name: bytes
    kind: int
    """`h5l.TYPE_HARD`, `TYPE_SOFT`, `TYPE_EXTERNAL`, or a user's own."""
    address: int
    """Of a hard link: where the object is in the file; the same object has the same."""


class BrokenPathError(LookupError):
    """A path that leads nowhere; `reached` is how far it exists."""

    def __init__(self, reached: str) -> None:
        super().__init__(reached)
        self.reached = reached


def members(group: h5g.GroupID) -> list[Member]:
    """The links of a group in name order; of a damaged one those that can be listed."""
    found: list[Member] = []

    def keep(name: bytes, info: Any) -> None:
        found.append(Member(name, int(info.type), int(info.u)))

    try:
        group.links.iterate(keep, info=True)
    except H5_ERRORS:
        if not found:
            raise
    return sorted(found)


def is_group(identifier: Any) -> bool:
    """Whether an open object is a group."""
    return isinstance(identifier, h5g.GroupID)


def follow(root: h5g.GroupID, path: str) -> Any:
    """Open what an absolute path leads to.

    Raises:
        BrokenPathError: It leads nowhere, to another file, or in circles.
    """
    identifier: Any = root
    reached = ""
    for part in path.split("/"):
        if part:
            identifier = _step(root, identifier, part, reached or "/", MAX_SOFT_LINKS)
            reached += "/" + part
    return identifier


def link_name(group: h5g.GroupID, part: str) -> bytes | None:
    """The bytes of a member's name as the file has them; None if there is none."""
    name = part.encode("utf-8", "replace")
    if group.links.exists(name):
        return name
    if "\\x" not in part:
        return None
    return next((member.name for member in members(group) if decode(member.name) == part), None)


def _step(root: h5g.GroupID, group: Any, part: str, reached: str, links_left: int) -> Any:
    name = link_name(group, part) if is_group(group) else None
    if name is None:
        raise BrokenPathError(reached)
    kind = group.links.get_info(name).type
    if kind == h5l.TYPE_HARD:
        return h5o.open(group, name)
    if kind != h5l.TYPE_SOFT or links_left == 0:
        raise BrokenPathError(reached)
    return _target(root, group, group.links.get_val(name), reached, links_left - 1)


def _target(root: h5g.GroupID, group: Any, target: bytes, reached: str, links_left: int) -> Any:
    identifier = root if target.startswith(b"/") else group
    for part in _parts(target):
        identifier = _step(root, identifier, part, reached, links_left)
    return identifier


def _parts(target: bytes) -> Iterator[str]:
    return (decode(part) for part in target.split(b"/") if part not in (b"", b"."))


def open_target(root: h5g.GroupID, group: h5g.GroupID, name: bytes) -> Any:
    """What a soft link of `group` leads to; None if it is broken."""
    try:
        return _step(root, group, decode(name), "", MAX_SOFT_LINKS)
    except H5_ERRORS:
        return None


def target_words(group: h5g.GroupID, member: Member) -> tuple[str, str]:
    """What a link names: the path, and the other file, if it is in one."""
    value = group.links.get_val(member.name)
    if member.kind == h5l.TYPE_EXTERNAL:
        file_name, path = value
        return decode(path), decode(file_name)
    return decode(value), ""
