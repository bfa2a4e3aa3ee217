"""What is kept on disk: per blob a folder of blocks, and a few small documents beside them.

Processes share the folder without locks (`kept_files.py` says how). What is on disk is only ever
a copy of what the network has, so nothing that goes wrong here is a failure: it costs a request.
"""

import logging
import os
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from dandi_tui.protocol.address import Address
from dandi_tui.remote import kept_files
from dandi_tui.settings import Settings

log = logging.getLogger(__name__)

MAX_DOCUMENT_BYTES: Final = 16 * 1024**2
TRIES: Final = 3
"""How often a file is written in all while others remove its folder."""

MAX_RUNS: Final = 4096
"""Runs of blocks that are remembered of a file."""

ABOUT: Final = "about"
"""The document that has an `About`."""

TOUCHED: Final = "touched"
"""The document that has the runs of blocks that were read last time."""

Runs = list[tuple[int, int]]


class About(msgspec.Struct, frozen=True):
    """What is known of a file some blocks of which are kept."""

    etag: str
    size_bytes: int
    name: str = ""
    """For a person who asks what is kept."""

    def packed(self) -> bytes:
        """As the document `about`."""
        return msgspec.json.encode(self)

    @classmethod
    def unpacked(cls, content: bytes | None) -> "About | None":
        """Of the document; None of none, or of one that another version wrote."""
        try:
            return msgspec.json.decode(content or b"", type=cls)
        except msgspec.DecodeError:
            return None


def packed_runs(runs: Runs) -> bytes:
    """The runs of blocks that were read, (first, last + 1), as the document `touched`."""
    return msgspec.msgpack.encode(runs[:MAX_RUNS])


def unpacked_runs(content: bytes | None) -> Runs:
    """Of the document; none of none, or of one that another version wrote."""
    try:
        runs = msgspec.msgpack.decode(content or b"", type=Runs)
    except msgspec.DecodeError:
        return []
    return [(first, stop) for first, stop in runs[:MAX_RUNS] if 0 <= first < stop]


class KeptFile(msgspec.Struct, frozen=True):
    """What is kept of one file."""

    key: str
    about: About | None
    kept_bytes: int
    """What it takes on disk."""
    used_s: float
    """When it was used last, to an hour; seconds since the epoch."""


def open_disk(settings: Settings) -> "DiskBlocks | None":
    """What the settings say is kept on disk; None if nothing is."""
    if settings.disk_cache_bytes <= 0:
        return None
    folder = settings.cache_dir / "blocks"
    return DiskBlocks(folder, settings.disk_cache_bytes, keep_embargoed=settings.keep_embargoed)


class DiskBlocks:
    """A folder of blocks, bounded in bytes; the least recently used go first.

    A process looks how much there is after each twentieth of the limit that it writes, in a thread
    that ends, and makes room to nine tenths. While it looks it keeps a tenth more at most. So one
    process stays within the limit, and each further one adds a tenth of it at worst.

    Args:
        folder: Made when something is kept.
        limit_bytes: As the disk counts, in pages.
        keep_embargoed: Whether what is embargoed may be kept, if the folder can be closed to all
            others.
    """

    def __init__(self, folder: Path, limit_bytes: int, *, keep_embargoed: bool = False) -> None:
        self.folder = folder
        self.limit_bytes = limit_bytes
        self._keep_embargoed = keep_embargoed
        self._private: bool | None = None
        self._folders: set[str] = set()  # keys whose folder was seen to be one
        self._unreadable: set[tuple[str, str]] = set()  # there, but no use, nor dropped
        self._lock = threading.Lock()
        self._looking = False
        self._closed = False
        self._said = False
        # Short runs look as often, for what they write, as a long one: they begin by chance.
        self._unseen_bytes = random.randrange(limit_bytes // 40 + 1)
        """Written since the last look."""

    def may_keep(self, address: Address) -> bool:
        """Whether bytes of the file may be kept: all may, but for what is embargoed."""
        if not address.private:
            return True
        if self._private is None:
            self._private = self._keep_embargoed and kept_files.make_private(self.folder)
            if self._keep_embargoed and not self._private:
                log.warning("Embargoed files are not kept: others can enter the cache's folder")
        return self._private

    def get(self, key: str, name: int | str) -> bytes | None:
        """A block or a document, or None if it is not there or not whole.

        Args:
            key: Of the file, from `key_of`.
            name: Number of a block, or `x` and an extent's ends: `x123-456`; or of a document.
        """
        return self._get(key, str(name))

    def has(self, key: str, name: int | str) -> bool:
        """Whether `get` will probably answer; without reading it."""
        path = os.path.join(self._folder(key), str(name))
        return (key, str(name)) not in self._unreadable and os.path.isfile(path)

    def put(self, key: str, name: int | str, data: bytes) -> None:
        """Keep a block, or a document beside the blocks and for as long; one over 16 MB is not.

        A disk that is full or read-only is logged once, and no failure.
        """
        name = str(name)
        is_document = kept_files.is_document(name)
        if not (is_document or kept_files.BLOCK.fullmatch(name)):
            raise ValueError(f"no name of a block or a document: {name!r}")
        if len(data) <= MAX_DOCUMENT_BYTES or not is_document:
            self._put(key, name, data)

    def forget(self, key: str) -> None:
        """Drop all of one file."""
        if kept_files.is_folder(self._folder(key)):
            kept_files.empty(self._folder(key), kept_files.Dropped())

    def files(self) -> list[KeptFile]:
        """What is kept, the last used first."""
        return sorted(
            (file for key in kept_files.blobs(self.folder) if (file := self._file(key))),
            key=lambda file: -file.used_s,
        )

    def clear(self) -> kept_files.Dropped:
        """Drop all that is ours; what went. Processes that read meanwhile go on."""
        dropped = kept_files.Dropped()
        for key in kept_files.blobs(self.folder):
            kept_files.empty(self._folder(key), dropped)
        return dropped

    def tidy(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Look, if a good deal was written since the last look: for a thread that is idle.

        Args:
            go_on: Asked between files; when it says no, the look ends.
        """
        with self._lock:
            if self._looking or self._unseen_bytes < self.limit_bytes // 100:
                return
            self._looking = True
        self._look(go_on)

    def make_room(self, go_on: Callable[[], bool] = lambda: True) -> bool:
        """Drop the least recently used until nine tenths of the limit remain; False if stopped."""
        found: list[kept_files.Entry] = []
        for key in kept_files.blobs(self.folder):
            of_blob = kept_files.entries(self._folder(key), go_on)
            found += of_blob
            if not of_blob:
                kept_files.leave(self._folder(key))
        excess = sum(entry.disk_bytes for entry in found) - self.limit_bytes * 9 // 10
        left: set[str] = set()
        for entry in sorted(found):
            if excess <= 0 or not go_on():
                break
            kept_files.remove(entry.path)
            left.add(os.path.dirname(entry.path))
            excess -= entry.disk_bytes
        for folder in left:
            kept_files.leave(folder)
        return go_on()

    def close(self) -> None:
        """A look under way ends soon."""
        self._closed = True

    def _folder(self, key: str) -> str:
        if not kept_files.KEY.fullmatch(key):
            raise ValueError(f"no key: {key!r}")
        return os.path.join(self.folder, key)

    def _file(self, key: str) -> KeptFile | None:
        found = kept_files.entries(self._folder(key))
        if not found:
            return None
        return KeptFile(
            key=key,
            about=About.unpacked(self._get(key, ABOUT, use=False)),
            kept_bytes=sum(entry.disk_bytes for entry in found),
            used_s=max(entry.used_s for entry in found),
        )

    def _get(self, key: str, name: str, *, use: bool = True) -> bytes | None:
        folder = self._folder(key)
        if key not in self._folders:
            if not kept_files.is_folder(folder):
                return None
            self._folders.add(key)
        content = None
        try:
            content = kept_files.read(folder, key, name, use=use)
        except ValueError:
            log.warning("A damaged file was dropped from the cache")
        if content is None and self.has(key, name):
            self._unreadable.add((key, name))
        return content

    def _put(self, key: str, name: str, content: bytes) -> None:
        size = kept_files.disk_bytes(len(content) + kept_files.DIGEST_BYTES)
        if not self._has_room(size):
            return
        folder = self._folder(key)
        try:
            self._write(folder, key, name, content)
            self._unreadable.discard((key, name))
        except OSError as error:
            if not self._said:
                self._said = True
                log.warning("What is read cannot be kept on disk: %s", error.strerror)

    def _write(self, folder: str, key: str, name: str, content: bytes) -> None:
        for _ in range(TRIES):
            try:
                if key not in self._folders:
                    kept_files.make_folder(self.folder, folder)
                    self._folders.add(key)
                return kept_files.write(folder, key, name, content)
            except IsADirectoryError:
                kept_files.remove(os.path.join(folder, name))
            except FileNotFoundError:
                # Another process removed the folder, or what was about to be renamed.
                self._folders.discard(key)
        return None

    def _has_room(self, size: int) -> bool:
        """Count what is about to be written, and look in time; False if it is too much."""
        with self._lock:
            behind = self._looking and self._unseen_bytes > self.limit_bytes // 10
            if behind or size > self.limit_bytes:
                return False
            self._unseen_bytes += size
            busy = self._looking or self._closed
            look = self._unseen_bytes > self.limit_bytes // 20 and not busy
            self._looking |= look
        if look:
            self._start_look()
        return True

    def _start_look(self) -> None:
        thread = threading.Thread(target=self._look, name="cache", daemon=False)
        try:
            thread.start()
        except RuntimeError:  # no more threads, or the interpreter is about to end
            self._looking = False

    def _look(self, go_on: Callable[[], bool] = lambda: True) -> None:
        before = self._unseen_bytes
        try:
            if not self.make_room(lambda: not self._closed and go_on()):
                before = 0
        finally:
            with self._lock:
                self._unseen_bytes -= before
                self._looking = False
