"""Answers of an archive on disk: one file each, written whole, of bounded size in all.

Beside an answer stands its question, so that no file answers another one; and when it was given.
What is on disk is as untrusted as what comes over a network: an answer that has not the shape that
is wanted is dropped.
"""

import contextlib
import hashlib
import logging
import os
import threading
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from dandi_tui.archive.model import Asset, AssetFolder, Entry
from dandi_tui.remote import kept_files

log = logging.getLogger(__name__)

T = TypeVar("T")

MAX_ANSWER_BYTES: Final = 64_000_000
"""Unpacked: 100,000 assets are 25 MB."""
FILL: Final = 0.9
"""What is left of the bound when the oldest answers are dropped."""


class Envelope(msgspec.Struct, kw_only=True):
    """An answer as it is kept."""

    question: str
    when_s: float
    answer: msgspec.Raw


class KeptEntry(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An asset, or a folder, which has no id."""

    path: str
    size_bytes: int = 0
    asset_count: int = 0
    asset_id: str = ""
    url: str = ""
    zarr: bool = False

    @classmethod
    def of(cls, entry: Entry) -> "KeptEntry":
        """As it is kept."""
        return cls(**msgspec.structs.asdict(entry))

    @property
    def entry(self) -> Entry:
        """As the rest of the program knows it."""
        path, size = self.path, self.size_bytes
        if not self.asset_id:
            return AssetFolder(path=path, asset_count=self.asset_count, size_bytes=size)
        kept = (self.asset_id, self.url, self.zarr)
        return Asset(path=path, size_bytes=size, asset_id=kept[0], url=kept[1], zarr=kept[2])


@dataclass(frozen=True)
class Kept:
    """An answer, and when it was given."""

    answer: Any
    when_s: float


class Answers:
    """The answers of one API. Everything here blocks: call it on a thread; any number may.

    Args:
        cache_dir: In which all that is kept lies.
        name: Of the archive, its API's URL as a rule: each has a folder of its own.
        limit_bytes: Of all archives' answers; 0 keeps nothing.
    """

    def __init__(self, cache_dir: Path, name: str, limit_bytes: int) -> None:
        self._root = cache_dir / "answers"
        self._folder = self._root / _digest(name)
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._written_bytes = -1

    @property
    def keeps(self) -> bool:
        """Whether anything is kept at all."""
        return self._limit_bytes > 0

    def read(self, question: str, kind: type[T] | Any) -> Kept | None:
        """The answer of that kind; None if there is none."""
        name = _digest(question)
        try:
            packed = kept_files.read(str(self._folder), "", name)
            if packed is None:
                return None
            unpacker = zlib.decompressobj()
            body = unpacker.decompress(packed, MAX_ANSWER_BYTES)
            found = msgspec.json.decode(body, type=Envelope)
            if found.question != question:
                return None
            return Kept(msgspec.json.decode(found.answer, type=kind), found.when_s)
        except (ValueError, zlib.error, RecursionError) as error:
            log.warning("an answer that was kept is damaged: %s", error)
            kept_files.remove(str(self._folder / name))
            return None

    def write(self, question: str, answer: object) -> None:
        """Keep an answer; what the disk refuses is not kept."""
        if not self.keeps:
            return
        raw = msgspec.Raw(msgspec.json.encode(answer))
        body = msgspec.json.encode(Envelope(question=question, when_s=time.time(), answer=raw))
        if len(body) >= MAX_ANSWER_BYTES:
            return
        packed = zlib.compress(body, 1)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept_files.write(str(self._folder), "", _digest(question), packed)
            self._make_room(len(packed))
        except OSError as error:
            log.warning("an answer is not kept: %s", error)

    def _make_room(self, n_bytes: int) -> None:
        """Drop the answers that were used least recently, once there are too many."""
        with self._lock:
            if self._written_bytes >= 0 and self._written_bytes + n_bytes <= self._limit_bytes:
                self._written_bytes += n_bytes
                return
            files = sorted(_files(self._root))
            self._written_bytes = sum(size for _, size, _ in files)
            if self._written_bytes <= self._limit_bytes:
                return
            for _, size, path in files:
                if self._written_bytes <= self._limit_bytes * FILL:
                    break
                kept_files.remove(path)
                self._written_bytes -= size


def _files(root: Path) -> list[tuple[float, int, str]]:
    """When each answer was used, its size, and its path. What goes meanwhile is left out."""
    found: list[tuple[float, int, str]] = []
    for folder in _entries(str(root)):
        for file in _entries(folder.path) if folder.is_dir(follow_symlinks=False) else ():
            with contextlib.suppress(OSError):
                about = file.stat(follow_symlinks=False)
                found.append((about.st_mtime, about.st_size, file.path))
    return found


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return list(entries)
    return []


def _digest(words: str) -> str:
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
