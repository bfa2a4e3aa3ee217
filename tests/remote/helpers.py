"""Files opened over the range server."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dandi_tui.protocol.address import Address
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.file import RemoteFile, open_remote
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings

CONTENT = random.Random(1).randbytes(5_000_001)

NO_WAVE = {"head_bytes": 0, "tail_bytes": 0, "whole_file_bytes": 0}


@contextmanager
def reading(folder: Path, watch: Watch | None = None, **settings: Any) -> Iterator[Fetcher]:
    """What reads files; nothing but what is read, unless the settings say so."""
    settings = {**NO_WAVE, **settings}
    fetcher = Fetcher(Settings(cache_dir=folder, **settings), watch or Watch())
    fetcher.begin()
    try:
        yield fetcher
    finally:
        fetcher.close()


def opened(fetcher: Fetcher, url: str, **address: Any) -> RemoteFile:
    address = {"blob": "blob", **address}
    file = open_remote(Address(url=url, **address), fetcher, stock=False)
    assert isinstance(file, RemoteFile)
    return file


def read(file: RemoteFile, start: int, size: int) -> bytes:
    buffer = bytearray(size)
    file.seek(start)
    assert file.readinto(buffer) == size
    return bytes(buffer)


def whole(fetcher: Fetcher, url: str, **address: Any) -> bytes:
    file = opened(fetcher, url, **address)
    return read(file, 0, file.length)
