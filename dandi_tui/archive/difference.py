"""What changed from one version of a dandiset to another: its assets, compared path by path."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from dandi_tui.archive.asker import MAX_PAGES, PAGE_SIZE
from dandi_tui.archive.base import Archive
from dandi_tui.archive.lenient import JsonObject, first, number, obj, objects
from dandi_tui.archive.paths import place_words, version_path

Kind = Literal["added", "removed", "changed", "moved"]
KINDS: tuple[Kind, ...] = ("added", "removed", "changed", "moved")


class Listed(NamedTuple):
    """An asset as the listing has it."""

    path: str
    asset_id: str
    content: str
    """Id of its blob or Zarr. The archive keeps equal bytes once, so equal blobs have equal ids."""
    size_bytes: int
    is_zarr: bool


class Change(NamedTuple):
    """One asset that is not the same in both versions."""

    kind: Kind
    old: Listed | None
    new: Listed | None

    @property
    def path(self) -> str:
        """Where it is now, or was."""
        one = self.new or self.old
        return one.path if one else ""

    @property
    def size_bytes(self) -> int:
        """As it is now, or was if it is gone."""
        one = self.new or self.old
        return one.size_bytes if one else 0

    @property
    def only_metadata(self) -> bool:
        """Changed, but the bytes are the same."""
        old, new = self.old, self.new
        return self.kind == "changed" and bool(old and new) and _content(old) == _content(new)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All that is not the same, by path, and how much is."""

    changes: tuple[Change, ...]
    n_same: int

    def of(self, kind: Kind) -> list[Change]:
        """The changes of one kind."""
        return [one for one in self.changes if one.kind == kind]

    def size_bytes(self, kind: Kind) -> int:
        """What changes of a kind weigh."""
        return sum(one.size_bytes for one in self.of(kind))


async def difference(
    archive: Archive,
    identifier: str,
    old: str,
    new: str,
    *,
    on_progress: Callable[[int], object] = lambda _n: None,
) -> Difference:
    """Compare two versions: one request per thousand assets of each, two at a time.

    Both lists come ordered by path, in whatever order the server's language has: rows wait here
    until their partner comes, so that only what differs is held in memory.

    Args:
        archive: Which has both.
        identifier: The dandiset.
        old: One version.
        new: The other one.
        on_progress: Told how many rows have been read.
    """
    pair = _Pair()
    pages = (_pages(archive, identifier, old), _pages(archive, identifier, new))
    n_read, going = 0, [True, True]
    while any(going):
        rows = await asyncio.gather(
            *(
                anext(side, None) if on else _nothing()
                for side, on in zip(pages, going, strict=True)
            )
        )
        going = [page is not None for page in rows]
        for page, take in zip(rows, (pair.take_old, pair.take_new), strict=True):
            for row in page or ():
                take(row)
            n_read += len(page or ())
        on_progress(n_read)
    # Off the event loop: where all differs, it takes a while.
    return await asyncio.to_thread(pair.result)


async def _nothing() -> None:
    return None


async def _pages(archive: Archive, identifier: str, version: str) -> AsyncIterator[list[Listed]]:
    """The assets of a version by path, a page at a time; rows that are odd are left out.

    So are those of the page before: a list that grows while one reads says them once more.
    """
    path, what = f"{version_path(identifier, version)}/assets/", place_words(identifier, version)
    before: dict[str, Listed] = {}
    for number_of in range(1, MAX_PAGES):
        params: dict[str, str | int] = {"order": "path", "page_size": PAGE_SIZE}
        if number_of > 1:
            params["page"] = number_of
        answer = obj(await archive.document(path, params, what=what))
        listed = filter(None, map(_listed, objects(answer.get("results"))))
        rows = {row.path: row for row in listed}
        yield [row for path, row in rows.items() if path not in before]
        before = rows
        if not answer.get("next") or not answer.get("results"):
            return


def _listed(row: JsonObject) -> Listed | None:
    path, asset_id, zarr = first(row, "path"), first(row, "asset_id"), first(row, "zarr")
    if not path or not asset_id:
        return None
    content = zarr or first(row, "blob")
    return Listed(path, asset_id, content, number(row.get("size")) or 0, bool(zarr))


class _Pair:
    """Two lists side by side; what has found its partner is let go."""

    def __init__(self) -> None:
        self._old: dict[str, Listed] = {}
        self._new: dict[str, Listed] = {}
        self._changed: list[Change] = []
        self._n_same = 0

    def take_old(self, row: Listed) -> None:
        """A row of the old version."""
        partner = self._new.pop(row.path, None)
        if partner is None:
            self._old[row.path] = row
        else:
            self._compare(row, partner)

    def take_new(self, row: Listed) -> None:
        """A row of the new version."""
        partner = self._old.pop(row.path, None)
        if partner is None:
            self._new[row.path] = row
        else:
            self._compare(partner, row)

    def _compare(self, old: Listed, new: Listed) -> None:
        if old.asset_id == new.asset_id and old.size_bytes == new.size_bytes:
            self._n_same += 1
        else:
            self._changed.append(Change("changed", old, new))

    def result(self) -> Difference:
        """What is left has no partner at its path: it moved, or is new, or gone."""
        moved = [*self._moved()]
        added = [Change("added", None, one) for one in self._new.values()]
        removed = [Change("removed", one, None) for one in self._old.values()]
        changes = sorted([*self._changed, *moved, *added, *removed], key=lambda one: one.path)
        return Difference(changes=tuple(changes), n_same=self._n_same)

    def _moved(self) -> Iterator[Change]:
        """Pairs at different paths: of the same asset first, then of the same bytes."""
        for key in (lambda one: one.asset_id, _content):
            there = _by(self._new.values(), key)
            for old in [*self._old.values()]:
                if found := there[key(old)]:
                    new = found.pop(0)
                    del self._old[old.path], self._new[new.path]
                    yield Change("moved", old, new)


def _by(
    rows: Iterable[Listed], key: Callable[[Listed], object]
) -> defaultdict[object, list[Listed]]:
    groups: defaultdict[object, list[Listed]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _content(one: Listed | None) -> object:
    """What has the same bytes; a Zarr changes under its id, so its size counts too."""
    if one is None or not one.content:
        return object()
    return one.content, one.size_bytes
