"""Blocks and documents on their way to disk, written by one thread: so no connection, and no
answer, waits for a disk.
"""

import logging
import threading
from collections import OrderedDict
from typing import Final

from dandi_tui.remote.disk import DiskBlocks
from dandi_tui.remote.jobs import Name
from dandi_tui.remote.kept_files import is_document

log = logging.getLogger(__name__)

MAX_HELD_BYTES: Final = 1 << 26
"""64 MB that wait for the disk; who brings more writes it himself."""

PAUSE_S: Final = 0.1
"""So long the first of many waits. Who opens a file waits for its next blocks, and to write the
first meanwhile takes the processor from reading: a tenth to a fifth of the time on a fast line."""

CLOSE_S: Final = 2.0
"""Time to write, at the end, what waits."""

Place = tuple[str, Name]
"""Key of a file, and the name of a block of it or of a document."""


class Later:
    """What is to be written: documents, then the first that came. Safe to use from many threads.

    A document is small, and worth more than any block when the end comes before all is written.

    What waits is as good as kept: `get` finds it. Only a process that is killed loses it.
    """

    def __init__(self, disk: DiskBlocks) -> None:
        self._disk = disk
        self._held: OrderedDict[Place, bytes] = OrderedDict()
        self._held_bytes = 0
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        """Held while one is written, so that `forget` leaves nothing behind."""
        self._thread: threading.Thread | None = None
        self._closed = False
        self._hurry = threading.Event()
        """Set when what waits is to be written at once."""

    def put(self, key: str, name: Name, data: bytes) -> None:
        """Have a block or a document written soon."""
        with self._lock:
            self._drop((key, name))
            full = self._closed or self._held_bytes + len(data) > MAX_HELD_BYTES
            if not full:
                self._held_bytes += len(data)
                self._held[key, name] = data
                if is_document(name):
                    self._held.move_to_end((key, name), last=False)
                full = not self._started()
        if full:
            with self._writing:
                self._disk.put(key, name, data)

    def get(self, key: str, name: Name) -> bytes | None:
        """A block or a document that waits."""
        return self._held.get((key, name))

    def forget(self, key: str) -> None:
        """Drop what waits of a file, and what the disk has."""
        with self._writing:
            with self._lock:
                for place in [place for place in self._held if place[0] == key]:
                    self._drop(place)
            self._disk.forget(key)

    def flush(self, within_s: float) -> bool:
        """Wait until all is written; False if it takes longer."""
        thread = self._thread
        if thread:
            self._hurry.set()
            thread.join(within_s)
        return not self._held

    def close(self) -> None:
        """Have all written that waits, but not for ever; from now on nothing waits."""
        with self._lock:
            self._closed = True
        if not self.flush(CLOSE_S):
            log.warning("What was read last is not kept: the disk is too slow")

    def _started(self) -> bool:
        """Whether there is a thread that writes; it ends when nothing waits."""
        if self._thread is None:
            self._hurry.clear()
            thread = threading.Thread(target=self._serve, name="writer", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no more threads, or the interpreter is about to end
                return False
            self._thread = thread
        return True

    def _serve(self) -> None:
        self._hurry.wait(PAUSE_S)
        going = True
        while going:
            with self._writing:
                going = self._write_first()

    def _write_first(self) -> bool:
        """Write what waits longest; False if nothing does."""
        with self._lock:
            place = next(iter(self._held), None)
            if place is None:
                self._thread = None
                return False
            data = self._held[place]
        try:
            self._disk.put(*place, data)
        except Exception:  # a bug must not take the thread along
            log.exception("A block could not be kept")
        with self._lock:
            if self._held.get(place) is data:  # else a newer one came meanwhile
                self._drop(place)
        return True

    def _drop(self, place: Place) -> None:
        self._held_bytes -= len(self._held.pop(place, b""))
