"""What the cache holds beside the bytes of files: answers, the search index, session tables."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from dandi_tui.remote import kept_files

FOLDERS = {
    "answers": "answers of the archive",
    "index": "search index",
    "sessions": "tables of sessions",
    "inside": "what sessions' files hold",
}
"""Folder of the cache, and what is in it."""

MAX_DEPTH = 3


def kept_bytes(cache_dir: Path) -> dict[str, int]:
    """By folder, what its files take on disk; those that hold nothing are left out."""
    sizes = {
        name: sum(
            kept_files.disk_bytes(entry.stat(follow_symlinks=False).st_size)
            for entry in _files(cache_dir / name)
        )
        for name in FOLDERS
    }
    return {name: size for name, size in sizes.items() if size}


def block_bytes(cache_dir: Path) -> int:
    """What is kept of files, as `DiskBlocks.files` counts it: what it takes on disk."""
    folder = cache_dir / "blocks"
    found = (kept_files.entries(str(folder / key)) for key in kept_files.blobs(folder))
    return sum(entry.disk_bytes for entries in found for entry in entries)


def clear(cache_dir: Path, dropped: kept_files.Dropped) -> None:
    """Drop all of it. Links are not followed."""
    for name in FOLDERS:
        for entry in list(_files(cache_dir / name)):
            dropped.drop(entry)


def why_unwritable(folder: Path) -> str:
    """The system's word on why nothing can be written there; empty if something can."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            probe.write_bytes(bytes(kept_files.PAGE_BYTES))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        return error.strerror or "it is refused"
    return ""


def _files(folder: Path, depth: int = 0) -> Iterator["os.DirEntry[str]"]:
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.is_file(follow_symlinks=False):
                yield entry
            elif entry.is_dir(follow_symlinks=False) and depth < MAX_DEPTH:
                yield from _files(Path(entry.path), depth + 1)
