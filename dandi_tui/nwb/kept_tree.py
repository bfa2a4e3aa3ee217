"""The tree of a remote file as it was walked before: shown again without a single request."""

import zlib
from collections.abc import Iterator
from typing import Final

import msgspec

from dandi_tui import __version__
from dandi_tui.nwb.placed import Remote
from dandi_tui.nwb.walk import Enter
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.remote.stream import TREE

FORMAT: Final = f"{__version__}/1"
"""Another version may see other things in a file: what it kept is not used."""

MAX_OBJECTS: Final = 100_000
"""Of a file whose tree is kept."""

MAX_BYTES: Final = 256_000_000
"""Of a tree, unpacked; no tree of ours is larger."""


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    format: str
    n_again: int
    objects: tuple[NwbObject, ...]


class KeptTree:
    """All objects of a file in the order of a walk.

    Args:
        objects: As `NwbFile.walk` gives them, from the root.
        n_again: How many of them are further hard links. A walk shows each object once, a listing
            shows it in each of its groups: so there are no listings to be had if there are any.
    """

    def __init__(self, objects: tuple[NwbObject, ...], n_again: int) -> None:
        self.objects = objects
        self._n_again = n_again
        self._children: dict[str, list[NwbObject]] = {"/": []}
        if not n_again:
            self._index()

    def _index(self) -> None:
        for obj in self.objects:
            if obj.kind == "group":
                self._children[obj.path] = []
            above = obj.path.rpartition("/")[0] or "/"
            self._children.setdefault(above, []).append(obj)

    def children(self, path: str) -> tuple[NwbObject, ...] | None:
        """The members of a group; None if the file is to be asked."""
        found = None if self._n_again else self._children.get(path)
        return None if found is None else tuple(found)

    def below(self, path: str, enter: Enter) -> Iterator[NwbObject] | None:
        """All objects below a group, as a walk from there gives them; None as `children`."""
        if path != "/" and (self._n_again or path not in self._children):
            return None
        return self._below(path, enter)

    def _below(self, path: str, enter: Enter) -> Iterator[NwbObject]:
        prefix, passed = path.rstrip("/") + "/", ""
        for obj in self.objects:
            if obj.path.startswith(prefix) and not (passed and obj.path.startswith(passed)):
                passed = "" if obj.kind != "group" or enter(obj) else f"{obj.path}/"
                yield obj

    def packed(self) -> bytes:
        """As it is kept."""
        kept = _Kept(FORMAT, self._n_again, self.objects)
        return zlib.compress(msgspec.msgpack.encode(kept), 1)


def unpacked(content: bytes) -> KeptTree | None:
    """A tree that was kept; None if it is not one, or one of another version."""
    unpack = zlib.decompressobj()
    try:
        kept = msgspec.msgpack.decode(unpack.decompress(content, MAX_BYTES), type=_Kept)
    except (zlib.error, msgspec.DecodeError):
        return None
    return KeptTree(kept.objects, kept.n_again) if kept.format == FORMAT else None


class TreeKeeper:
    """Takes the objects of a walk, and keeps them beside the blocks of their remote file."""

    def __init__(self, remote: Remote | None) -> None:
        self._remote = remote
        self._found: list[NwbObject] = []
        self._n = 0

    def take(self, found: tuple[NwbObject, ...]) -> None:
        """Some more; those of a local file, or of one with very many, are not kept."""
        self._n += len(found)
        if self._remote is None or self._n > MAX_OBJECTS:
            self._found.clear()
        else:
            self._found += found

    def keep(self, n_again: int) -> KeptTree | None:
        """The walk is over: the tree, if it is kept."""
        if self._remote is None or self._n > MAX_OBJECTS:
            return None
        tree = KeptTree(tuple(self._found), n_again)
        self._remote.stream.keep(TREE, tree.packed())
        return tree


def kept_tree(remote: Remote | None) -> KeptTree | None:
    """What is kept of a remote file's tree."""
    content = remote.stream.kept(TREE) if remote else None
    return unpacked(content) if content else None
