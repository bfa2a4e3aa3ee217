"""The assets of a version as the archive lists them: in order, by path, and folder by folder.

The rows are made when they are first asked for, and the folders are counted once, so that one level
costs what it holds, however many files lie below.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Protocol, TypeVar


class Listed(Protocol):
    """What the listing needs to know of an asset."""

    @property
    def path(self) -> str:
        """With slashes, without one at the start."""

    @property
    def size(self) -> int:
        """In bytes."""

    @property
    def created(self) -> str:
        """ISO 8601."""


Row = TypeVar("Row", bound=Listed)


@dataclass
class Folder:
    """A prefix of paths, with what lies below it."""

    path: str
    n_files: int = 0
    size: int = 0


class AssetTable(Generic[Row]):
    """The assets of one version, in order of creation."""

    def __init__(self, make: Callable[[], Iterable[Row]]) -> None:
        self._make = make
        self._levels: dict[str, list[Folder | Row]] = {}
        self._orders: dict[str, list[Row]] = {}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All assets, oldest first."""
        return tuple(self._make())

    @cached_property
    def by_path(self) -> dict[str, Row]:
        """All assets by their path."""
        return {row.path: row for row in self.rows}

    @cached_property
    def size(self) -> int:
        """All bytes."""
        return sum(row.size for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def ordered(self, order: str) -> list[Row]:
        """All assets by `created`, `modified` or `path`, each with `-` for the reverse."""
        if order not in self._orders:
            by_path = order.lstrip("-") == "path"
            rows = sorted(self.rows, key=lambda row: row.path) if by_path else list(self.rows)
            self._orders[order] = rows[::-1] if order.startswith("-") else rows
        return self._orders[order]

    def folder(self, path: str) -> Folder | None:
        """The folder at `path` (the root is empty), or None if there is none."""
        return self._folders.get(path)

    def level(self, path: str) -> list["Folder | Row"]:
        """Folders and assets directly below a folder, by path in byte order."""
        if path not in self._levels:
            below: list[Folder | Row] = [*self._files_in.get(path, ())]
            below += self._folders_in.get(path, ())
            self._levels[path] = sorted(below, key=lambda entry: entry.path)
        return self._levels[path]

    @cached_property
    def _files_in(self) -> dict[str, list[Row]]:
        files: dict[str, list[Row]] = {}
        for row in self.rows:
            files.setdefault(parent(row.path), []).append(row)
        return files

    @cached_property
    def _folders(self) -> dict[str, Folder]:
        folders = {"": Folder("")}
        for path, rows in self._files_in.items():
            n_files, size = len(rows), sum(row.size for row in rows)
            for prefix in prefixes(path):
                folder = folders.setdefault(prefix, Folder(prefix))
                folder.n_files += n_files
                folder.size += size
        return folders

    @cached_property
    def _folders_in(self) -> dict[str, list[Folder]]:
        folders: dict[str, list[Folder]] = {}
        for folder in self._folders.values():
            if folder.path:
                folders.setdefault(parent(folder.path), []).append(folder)
        return folders


def parent(path: str) -> str:
    """The folder that holds `path`; the root is empty."""
    return path.rpartition("/")[0]


def prefixes(folder: str) -> list[str]:
    """The folder and all that hold it, the root last."""
    found = [folder]
    while found[-1]:
        found.append(parent(found[-1]))
    return found
