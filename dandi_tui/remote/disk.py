"""Blocks on disk: one small file each, so that processes may share them without locks.

A file is a digest, then the block. The digest covers key and index too, so a torn, foreign or
renamed file is noticed, and dropped. Written under a temporary name and renamed.
"""

import contextlib
import hashlib
import logging
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

import msgspec

log = logging.getLogger(__name__)

DIGEST_BYTES: Final = 16
OLD_S: Final = 3600.0
"""A temporary file this old was left by a process that died."""


class About(msgspec.Struct, frozen=True):
    """What is known of a file some blocks of which are kept."""

    etag: str
    size_bytes: int


class DiskBlocks:
    """A folder of blocks, bounded in bytes; the least recently used go first.

    A process looks how much there is after each twentieth of the limit that it writes, and then
    makes room to nine tenths; so two processes together stay within the limit.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._unseen_bytes = limit_bytes
        """Written since the last look; at first all, so that the first write looks."""

    def get(self, key: str, index: int | str) -> bytes | None:
        """A block, or None if it is not there or not whole."""
        path = self._folder / key / str(index)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        digest, data = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
        if digest != _digest(key, index, data):
            log.warning("A damaged block was dropped from the cache")
            _remove(path)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return data

    def put(self, key: str, index: int | str, data: bytes) -> None:
        """Keep a block. A disk that is full or read-only is logged and otherwise no failure."""
        self._write(self._folder / key / str(index), _digest(key, index, data) + data)
        with self._lock:
            self._unseen_bytes += len(data)
            look = self._unseen_bytes > self._limit_bytes // 20
            if look:
                self._unseen_bytes = 0
        if look:
            self.make_room()

    def about(self, key: str) -> About | None:
        """What `note` kept."""
        try:
            return msgspec.json.decode((self._folder / key / "about").read_bytes(), type=About)
        except (OSError, msgspec.DecodeError):
            return None

    def note(self, key: str, about: About) -> None:
        """Keep what is known of the file."""
        self._write(self._folder / key / "about", msgspec.json.encode(about))

    def forget(self, key: str) -> None:
        """Drop all of one file."""
        shutil.rmtree(self._folder / key, ignore_errors=True)

    def make_room(self) -> None:
        """Drop the least recently used blocks until nine tenths of the limit remain."""
        found = sorted(self._scan())
        excess = sum(size for _, size, _ in found) - self._limit_bytes * 9 // 10
        for _, size, path in found:
            if excess <= 0:
                break
            _remove(path)
            excess -= size

    def _scan(self) -> list[tuple[float, int, str]]:
        """(time of last use, bytes, path) of every block; temporary files of the dead go."""
        found: list[tuple[float, int, str]] = []
        for folder, _, names in os.walk(self._folder):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    stat = os.stat(path)
                except FileNotFoundError:
                    continue
                if name.startswith(".") and stat.st_mtime < time.time() - OLD_S:
                    _remove(path)
                elif name != "about":
                    found.append((stat.st_mtime, stat.st_size, path))
            if not names and folder != str(self._folder):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
        return found

    def _write(self, path: Path, content: bytes) -> None:
        temporary = ""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
                temporary = file.name
                file.write(content)
            os.replace(temporary, path)
        except OSError as error:
            log.warning("A block could not be kept on disk: %s", error.strerror)
            _remove(temporary)


def _digest(key: str, index: int | str, data: bytes) -> bytes:
    start = f"{key} {index} ".encode()
    return hashlib.blake2b(start + data, digest_size=DIGEST_BYTES).digest()


def _remove(path: Path | str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
