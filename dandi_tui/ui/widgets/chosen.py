"""Which files and folders are selected, by path; a folder stands for all below it. Pure."""

from collections.abc import Callable, Iterable, Sequence

from dandi_tui.archive.model import Asset, AssetFolder, Entry


def above(path: str) -> list[str]:
    """The folders that hold a path, the top one first."""
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]


class Chosen:
    """Selected entries, none of them below another: so files and sizes are counted once."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def __bool__(self) -> bool:
        return bool(self._entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The files and folders, in the order in which they were selected."""
        return tuple(self._entries.values())

    @property
    def n_files(self) -> int:
        """Files, those below folders too."""
        return sum(one.asset_count if isinstance(one, AssetFolder) else 1 for one in self.entries)

    @property
    def size_bytes(self) -> int:
        """Of all of them."""
        return sum(one.size_bytes for one in self.entries)

    def clear(self) -> None:
        """Select nothing."""
        self._entries.clear()

    def covers(self, path: str) -> bool:
        """Whether a path is selected, or a folder that holds it is."""
        if not self._entries:
            return False
        return path in self._entries or any(folder in self._entries for folder in above(path))

    def toggle(self, entry: Entry, below: Callable[[str], Sequence[Entry] | None]) -> bool:
        """Select an entry, or select it no more; False if that cannot be said.

        Taken out of a selected folder, the others in it stay selected.

        Args:
            entry: A file or a folder.
            below: All that is directly in a folder; None if that is not known.
        """
        if entry.path in self._entries:
            del self._entries[entry.path]
            return True
        holder = next((folder for folder in above(entry.path) if folder in self._entries), "")
        if holder:
            return self._take_out(entry, holder, below)
        inside = f"{entry.path}/"
        if isinstance(entry, AssetFolder):
            self._drop(path for path in tuple(self._entries) if path.startswith(inside))
        self._entries[entry.path] = entry
        return True

    def _drop(self, paths: Iterable[str]) -> None:
        for path in paths:
            del self._entries[path]

    def _take_out(
        self, entry: Entry, holder: str, below: Callable[[str], Sequence[Entry] | None]
    ) -> bool:
        """Select all that a folder holds but one."""
        way = [holder, *(folder for folder in above(entry.path) if len(folder) > len(holder))]
        stay: list[Entry] = []
        for folder in way:
            held = below(folder)
            if held is None:
                return False
            on_the_way = {entry.path, *way}
            stay += [one for one in held if one.path not in on_the_way]
        del self._entries[holder]
        self._entries.update((one.path, one) for one in stay)
        return True


def as_entry(item: object) -> Entry | None:
    """What can be selected of a row: a file or a folder, not a key of a Zarr or a sentence."""
    return item if isinstance(item, Asset | AssetFolder) else None
