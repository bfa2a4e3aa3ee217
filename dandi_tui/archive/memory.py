"""Recent places and bookmarks, in one small file that several programs may write at a time.

What is in the file is as untrusted as what comes over a network: an entry that cannot be a place
is left out, a file that is damaged is set aside, and names are cleaned before they are shown.
"""

import fcntl
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from dandi_tui.archive.links import VERSION, is_signed
from dandi_tui.archive.model import Place
from dandi_tui.text import safe

MAX_RECENT: Final = 100
MAX_BOOKMARKS: Final = 500
MAX_FILE_BYTES: Final = 2_000_000
MAX_PATH: Final = 4_096
"""Characters of a path, a URL or an object's path."""

DEMO: Final = "demo"
"""The instance of places in the demo."""


class KeptPlace(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place that one was at. Paths are as the archive has them: `text.safe` before showing."""

    instance: str = ""
    identifier: str = ""
    version: str = ""
    path: str = ""
    asset_id: str = ""
    url: str = ""
    """Of a file; never with a query, which may be signed."""
    local_path: str = ""
    object_path: str = ""
    """Where in the file one was."""
    title: str = ""
    """Name of the dandiset or file, as it was."""
    when: str = ""
    """ISO 8601."""

    @property
    def spot(self) -> tuple[str, ...]:
        """What two places are the same by: wherever in the file one is."""
        here = (self.identifier, self.version, self.path, self.asset_id, self.url)
        # A file on this machine is the same one, whichever archive was open beside it.
        return ("", *here, self.local_path) if self.local_path else (self.instance, *here, "")

    @property
    def place(self) -> Place:
        """As the browser goes to it."""
        return Place(
            local_path=self.local_path,
            url=self.url,
            identifier=self.identifier,
            version=self.version,
            path=self.path,
            asset_id=self.asset_id,
            instance="" if self.instance == DEMO else self.instance,
            object_path=self.object_path,
        )

    @property
    def words(self) -> str:
        """`000728@draft/sub-1/file.nwb`; safe."""
        if self.local_path or self.url:
            return safe(self.local_path or self.url)
        version = f"@{self.version}" if self.version else ""
        where = f"{self.identifier}{version}" if self.identifier else self.asset_id
        return safe(f"{where}/{self.path}" if self.path else where)


@dataclass(frozen=True)
class Remembered:
    """All that is kept, the newest first."""

    recent: tuple[KeptPlace, ...] = ()
    bookmarks: tuple[KeptPlace, ...] = ()


class _File(msgspec.Struct, kw_only=True):
    recent: list[msgspec.Raw] = []
    bookmarks: list[msgspec.Raw] = []


def now() -> str:
    """The time for `when`."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Memory:
    """The file. Everything here blocks for some milliseconds: call it on a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Remembered:
        """What is kept; nothing if there is no file, or none that can be read."""
        try:
            content = _content(self._path)
            file = msgspec.json.decode(content, type=_File)
        except OSError:
            return Remembered()
        except (ValueError, RecursionError):
            self._set_aside()
            return Remembered()
        return Remembered(
            tuple(_sound(file.recent, MAX_RECENT)), tuple(_sound(file.bookmarks, MAX_BOOKMARKS))
        )

    def _set_aside(self) -> None:
        """Out of the way, so that a new one can be written and a person may still look at it."""
        with suppress(OSError):
            os.replace(self._path, self._path.with_suffix(".damaged"))

    def visit(self, place: KeptPlace) -> None:
        """It is the most recent place now. Raises OSError if it cannot be written."""

        def change(kept: Remembered) -> Remembered:
            return Remembered(_first(place, kept.recent, MAX_RECENT), kept.bookmarks)

        self._change(change)

    def bookmark(self, place: KeptPlace) -> bool:
        """Bookmark it, or no longer; whether it is one now. Raises OSError."""
        is_one = False

        def change(kept: Remembered) -> Remembered:
            nonlocal is_one
            is_one = all(one.spot != place.spot for one in kept.bookmarks)
            if is_one:
                return Remembered(kept.recent, _first(place, kept.bookmarks, MAX_BOOKMARKS))
            return Remembered(kept.recent, _without(place, kept.bookmarks))

        self._change(change)
        return is_one

    def forget(self, place: KeptPlace) -> None:
        """It is neither recent nor a bookmark any more. Raises OSError."""

        def change(kept: Remembered) -> Remembered:
            return Remembered(_without(place, kept.recent), _without(place, kept.bookmarks))

        self._change(change)

    def _change(self, change: Callable[[Remembered], Remembered]) -> None:
        """Read, change and write, while no other program does."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _turn(self._path):
            kept = change(self.read())
            _write(self._path, msgspec.json.encode(vars(kept)))


def _first(place: KeptPlace, others: tuple[KeptPlace, ...], most: int) -> tuple[KeptPlace, ...]:
    return (place, *_without(place, others))[:most]


def _without(place: KeptPlace, others: Iterable[KeptPlace]) -> tuple[KeptPlace, ...]:
    return tuple(one for one in others if one.spot != place.spot)


def last_place(kept: Remembered, *, demo: bool, instance: str = "") -> Place:
    """The place of the last visit.

    Args:
        kept: What there is.
        demo: The demo is open: its places only; else all others.
        instance: Only of this one; empty is any.
    """
    for one in kept.recent:
        fits = (one.instance == DEMO) is demo and instance in ("", one.instance)
        if one.local_path or fits:
            return one.place
    return Place()


def _content(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_FILE_BYTES:
            raise ValueError("not ours")
        return file.read(MAX_FILE_BYTES)


def _sound(rows: list[msgspec.Raw], most: int) -> Iterator[KeptPlace]:
    """Those that can be places, each once."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        with suppress(ValueError, RecursionError):
            place = msgspec.json.decode(row, type=KeptPlace)
            if len(seen) < most and place.spot not in seen and is_sound(place):
                seen.add(place.spot)
                yield place


def is_sound(place: KeptPlace) -> bool:
    """Whether it is one of the things that a place can be, and nothing that acts on its own."""
    texts = [getattr(place, name) for name in place.__struct_fields__]
    if any(len(one) > MAX_PATH or "\0" in one for one in texts) or safe(place.when) != place.when:
        return False
    if not re.fullmatch(r"[\w.:/\[\]-]*", place.instance):
        return False
    if place.local_path:
        return place.local_path.startswith("/")
    if place.url and (not place.url.startswith(("http://", "https://")) or is_signed(place.url)):
        return False
    is_dandiset = bool(re.fullmatch(r"\d{6}", place.identifier))
    if place.identifier and not is_dandiset:
        return False
    if place.version and not re.fullmatch(VERSION, place.version):
        return False
    named = bool(re.fullmatch(r"[0-9a-f-]{36}", place.asset_id))
    return is_dandiset or bool(place.url) or named


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Until the others are done; where a file system knows no locks, without."""
    lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with suppress(OSError):
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, and for its owner only."""
    temporary = path.with_name(f".{path.name}-{os.urandom(8).hex()}")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with open(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
