"""Files of the cache, one by one: written whole, checked when read, and none touched but ours.

A file is a digest, then the content. The digest covers key and name too, so a torn, foreign or
renamed file is noticed, and dropped. No lock is needed, which a network file system may lack: a
file is written under a temporary name and renamed, and every step may find that another process
was there before.
"""

import contextlib
import errno
import hashlib
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

DIGEST_BYTES: Final = 16
MAX_FILE_BYTES: Final = 64 * 1024**2
"""A file that is larger was not written by us."""

OLD_S: Final = 60.0
"""A temporary file this old was left by a process that died. Should it not be so, then one block
is not kept."""

USED_S: Final = 3600.0
"""The time of use of a file, its mtime, is renewed once in so long."""

PAGE_BYTES: Final = 4096
"""What a disk gives a file is a multiple of this."""

KEY: Final = re.compile(r"[0-9a-f]{40}")
BLOCK: Final = re.compile(r"[0-9]{1,15}|x[0-9]{1,15}-[0-9]{1,15}")
DOCUMENT: Final = re.compile(r"[a-z]{2,20}")
TEMPORARY: Final = re.compile(r"\.new-[0-9a-f]{16}")

_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Entry(NamedTuple):
    """A file of the cache."""

    used_s: float
    """Seconds since the epoch. Of a document: when anything of its blob was used last."""
    is_document: bool
    disk_bytes: int
    path: str


def digest(key: str, name: str, content: bytes) -> bytes:
    """What a file begins with."""
    whole = hashlib.blake2b(f"{key} {name} ".encode(), digest_size=DIGEST_BYTES)
    whole.update(content)
    return whole.digest()


def disk_bytes(size_bytes: int) -> int:
    """What a file of that size takes."""
    return -(-size_bytes // PAGE_BYTES) * PAGE_BYTES


def read(folder: str, key: str, name: str, *, use: bool = True) -> bytes | None:
    """The content, or None if it is not there. What is not whole is dropped: that raises.

    Args:
        use: Whether this counts as a use of the file.

    Raises:
        ValueError: It was not ours, or damaged.
    """
    path = os.path.join(folder, name)
    try:
        whole = _read(path, use)
    except OSError as error:
        if error.errno != errno.ELOOP:
            return None
        whole = b""  # a link
    content = whole[DIGEST_BYTES:]
    if whole[:DIGEST_BYTES] != digest(key, name, content):
        remove(path)
        raise ValueError(name)
    return content


def _read(path: str, use: bool) -> bytes:
    """All of a file of no unlikely size; of anything else nothing."""
    descriptor = os.open(path, _READ)
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_FILE_BYTES:
            return b""
        if use and abs(time.time() - about.st_mtime) > USED_S:
            with contextlib.suppress(OSError):
                os.utime(path, follow_symlinks=False)
        with open(descriptor, "rb", buffering=0, closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def write(folder: str, key: str, name: str, content: bytes) -> None:
    """Put a file in its place, whole. Raises OSError."""
    path, temporary = os.path.join(folder, name), os.path.join(folder, _temporary())
    try:
        with open(os.open(temporary, _WRITE, 0o600), "wb", buffering=0) as file:
            _write_all(file.fileno(), digest(key, name, content), content)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _write_all(descriptor: int, head: bytes, content: bytes) -> None:
    """Both, in one step unless the disk takes fewer."""
    n_written = os.writev(descriptor, (head, content))
    whole = b"" if n_written == len(head) + len(content) else head + content
    while n_written < len(whole):
        n_written += os.write(descriptor, whole[n_written:])


def _temporary() -> str:
    return f".new-{secrets.token_hex(8)}"


@dataclass
class Dropped:
    """What went of what was to go."""

    freed_bytes: int = 0
    """As the disk counts, in pages."""
    n_left: int = 0
    """Files that are still there."""
    why: str = ""
    """The system's word on one of them."""

    def drop(self, entry: os.DirEntry[str]) -> None:
        """Remove a file, and count it as gone or as left."""
        try:
            size = disk_bytes(entry.stat(follow_symlinks=False).st_size)
        except OSError:
            size = 0
        error = remove(entry.path)
        if error is None:
            self.freed_bytes += size
        else:
            self.leave(error)

    def leave(self, error: OSError) -> None:
        """Something could not be removed."""
        self.n_left += 1
        self.why = error.strerror or "it is refused"


def remove(path: str) -> OSError | None:
    """Drop a file, a link (not what it leads to) or an empty folder; why not, if it is there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        try:
            os.rmdir(path)
        except OSError:
            return error
    return None


def is_folder(path: str) -> bool:
    """Whether it is a folder and no link to one. One that others may enter is closed to them."""
    try:
        about = os.lstat(path)
    except OSError:
        return False
    if not stat.S_ISDIR(about.st_mode):
        return False
    if about.st_mode & 0o077:
        close_to_others(path)
    return True


def make_folder(root: Path, folder: str) -> None:
    """See to it that the folder of a blob is there, and a folder. Raises OSError."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder, 0o700)
    if not is_folder(folder) and os.path.lexists(folder):
        raise NotADirectoryError(0, "something else is where a file's folder should be")


def close_to_others(folder: str) -> None:
    """Let the user alone into a blob's folder, and into the files that are there already."""
    with contextlib.suppress(OSError):
        os.chmod(folder, 0o700)
        with os.scandir(folder) as found:
            paths = [entry.path for entry in found if _is_our_file(entry)]
        for path in paths:
            with contextlib.suppress(FileNotFoundError):
                os.chmod(path, 0o600)


def is_document(name: str | int) -> bool:
    """Whether a name is that of a document, not of a block."""
    return bool(DOCUMENT.fullmatch(str(name)))


def is_ours(name: str) -> bool:
    """Whether a file in a blob's folder may be one that we wrote."""
    return any(kind.fullmatch(name) for kind in (BLOCK, DOCUMENT, TEMPORARY))


def _is_our_file(entry: os.DirEntry[str]) -> bool:
    return is_ours(entry.name) and entry.is_file(follow_symlinks=False)


def make_private(folder: Path) -> bool:
    """Have a folder that nobody else can enter; False if it cannot be had."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
        if about.st_uid == os.geteuid() and about.st_mode & 0o077:
            folder.chmod(0o700)
            about = folder.stat()
    except OSError:
        return False
    return about.st_uid == os.geteuid() and not about.st_mode & 0o077


def blobs(folder: Path) -> list[str]:
    """The keys of the blobs that have a folder; of none that is a link."""
    try:
        with os.scandir(folder) as found:
            return [
                entry.name
                for entry in found
                if KEY.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return []


def entries(folder: str, go_on: Callable[[], bool] = lambda: True) -> list[Entry]:
    """What is kept of one blob; temporary files of the dead go."""
    found = list(_entries(folder, go_on))
    used_s = max((entry.used_s for entry in found), default=0.0)
    return [entry._replace(used_s=used_s) if entry.is_document else entry for entry in found]


def _entries(folder: str, go_on: Callable[[], bool]) -> Iterator[Entry]:
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if not go_on():
                return
            if not _is_our_file(entry):
                continue
            with contextlib.suppress(OSError):
                about = entry.stat(follow_symlinks=False)
                if not TEMPORARY.fullmatch(entry.name):
                    document = not BLOCK.fullmatch(entry.name)
                    size = disk_bytes(about.st_size)
                    yield Entry(about.st_mtime, document, size, entry.path)
                elif abs(time.time() - about.st_mtime) > OLD_S:
                    remove(entry.path)


def empty(folder: str, dropped: Dropped) -> None:
    """Drop what is ours of one blob, and its folder if nothing else is in it."""
    try:
        with os.scandir(folder) as found:
            for entry in list(found):
                if _is_our_file(entry):
                    dropped.drop(entry)
    except FileNotFoundError:
        return
    except OSError as error:
        dropped.leave(error)
    leave(folder)


def leave(folder: str) -> None:
    """Remove a folder if nothing is in it."""
    with contextlib.suppress(OSError):
        os.rmdir(folder)
