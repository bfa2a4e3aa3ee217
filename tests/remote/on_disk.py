"""What the tests of the disk share."""

import threading
from pathlib import Path

from dandi_tui.remote.disk import DiskBlocks
from dandi_tui.remote.kept_files import disk_bytes

KEY, OTHER = "a" * 40, "b" * 40
BLOCK = bytes(range(256)) * 256
FILE_BYTES = disk_bytes(len(BLOCK) + 16)
"""What a block takes on disk."""


def a_disk(folder: Path, n_blocks: int = 1000) -> DiskBlocks:
    return DiskBlocks(folder / "blocks", n_blocks * FILE_BYTES)


def path_of(folder: Path, name: int | str, key: str = KEY) -> Path:
    return folder / "blocks" / key / str(name)


def used_bytes(folder: Path) -> int:
    return sum(disk_bytes(path.stat().st_size) for path in folder.rglob("*") if path.is_file())


def wait_for_look() -> None:
    for thread in threading.enumerate():
        if thread.name == "cache":
            thread.join()
