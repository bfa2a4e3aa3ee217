"""Small documents on disk: one file each, written whole under another name first."""

import hashlib
import logging
import os
import threading
from contextlib import suppress
from pathlib import Path

from dandi_tui.remote import kept_files
from dandi_tui.settings import Settings

log = logging.getLogger(__name__)

TIDY_EACH = 50
"""So many are written before it is looked again whether all have room."""


class Shelf:
    """A folder in the cache, for this user alone; what was used least recently goes first.

    Args:
        settings: Where the cache is, how large, and whether embargoed things may be kept.
        name: Of the folder.
        limit_bytes: Of all that is kept here.
        private: Whether what is kept is embargoed.
    """

    _turn = threading.Lock()

    def __init__(
        self, settings: Settings, name: str, limit_bytes: int, *, private: bool = False
    ) -> None:
        self._folder: Path = settings.cache_dir / name
        self._limit = min(limit_bytes, settings.disk_cache_bytes)
        self._may_keep = self._limit > 0 and (settings.keep_embargoed or not private)
        self._n_written = 0

    def get(self, name: str) -> bytes | None:
        """What is kept under a name; None if that is nothing, or damaged."""
        if not self._may_keep:
            return None
        key = _key(name)
        try:
            return kept_files.read(str(self._folder), key, key)
        except (ValueError, OSError):
            return None

    def put(self, name: str, content: bytes) -> None:
        """Keep something; that it cannot be kept is no failure."""
        most = min(self._limit, kept_files.MAX_FILE_BYTES - kept_files.DIGEST_BYTES)
        if not self._may_keep or len(content) > most:
            return
        key = _key(name)
        try:
            with self._turn:
                if kept_files.make_private(self._folder):
                    kept_files.write(str(self._folder), key, key, content)
                    self._tidy()
        except OSError as error:
            log.info("%s is not kept: %s", self._folder.name, error)

    def drop(self, name: str) -> None:
        """Keep something no longer."""
        kept_files.remove(str(self._folder / _key(name)))

    def _tidy(self) -> None:
        """Drop what was used least recently until the rest has room."""
        self._n_written += 1
        if self._n_written % TIDY_EACH != 1:
            return
        with os.scandir(self._folder) as entries:
            ours = [one for one in entries if one.is_file(follow_symlinks=False)]
            files = [(one.stat(follow_symlinks=False), one.path) for one in ours]
        total = sum(about.st_size for about, _ in files)
        for about, path in sorted(files, key=lambda file: file[0].st_mtime):
            if total <= self._limit:
                return
            with suppress(OSError):
                os.unlink(path)
            total -= about.st_size


def _key(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=20).hexdigest()
