"""Files that somebody asked for: whole or not there, and only where they were meant to be."""

import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe

MOST_NUMBERS = 1_000
MOST_STEM = 100
"""Characters of a name before its ending."""


def file_name(what: str, identifier: str, version: str, ending: str) -> str:
    """`dandi-000728-0.240827.1809.bib`: no part of it can leave a folder, or hide."""
    stem = re.sub(r"[^A-Za-z0-9.-]+", "_", f"{what}-{identifier}-{version}")[:MOST_STEM].strip(".")
    return f"{stem}.{ending}"


def save_new(folder: Path, name: str, text: str) -> Path:
    """Write a file that was not there, in this very folder; where it is.

    A name that is taken gets a number: nothing is ever replaced.

    Raises:
        DandiTuiError: It cannot be written there.
    """
    assert Path(name).name == name, "a name, not a path"
    stem, dot, ending = name.rpartition(".")
    hint = "Start dandi-tui in a folder that you may write to."
    with _written(folder, text, hint) as temporary:
        for number in range(1, MOST_NUMBERS):
            target = folder / (name if number == 1 else f"{stem}-{number}{dot}{ending}")
            try:
                _put_new(temporary, target)
            except FileExistsError:
                continue
            except OSError as error:
                raise _cannot(folder, error, hint) from error
            return target
    raise DandiTuiError(f"{safe(folder)} is full of {safe(name)}.", hint="Remove some of them.")


def write_file(path: Path, text: str, *, replace: bool) -> None:
    """Write a file where a link leads. What is no file (`/dev/stdout`, a pipe) is written to.

    Args:
        path: Where.
        text: What.
        replace: The file that may be there gives way, and leaves its permissions.

    Raises:
        DandiTuiError: There is one already that is not to be replaced, or it cannot be written.
    """
    place, elsewhere = Path(os.path.realpath(path)), "Name another place."
    if os.path.exists(place) and not os.path.isfile(place) and not os.path.isdir(place):
        _write_into(path, text, elsewhere)
        return
    with _written(place.parent, text, elsewhere) as temporary:
        try:
            if replace:
                _put_over(temporary, place)
            else:
                _put_new(temporary, place)
        except FileExistsError as error:
            hint = "--force replaces it; without --output it can be added: >> FILE."
            raise DandiTuiError(f"{safe(path)} is there already.", hint=hint) from error
        except OSError as error:
            raise _cannot(path, error, elsewhere) from error


def _put_new(temporary: str, target: Path) -> None:
    """Give a file a name that is free; raises FileExistsError, which a rename would not."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: an empty file takes the name, then gives way.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.replace(temporary, target)


def _put_over(temporary: str, target: Path) -> None:
    """Put a file in place of the one that may be there, and keep that one's permissions."""
    with suppress(FileNotFoundError):
        os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
    os.replace(temporary, target)


def _write_into(path: Path, text: str, hint: str) -> None:
    try:
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
    except OSError as error:
        raise _cannot(path, error, hint) from error


@contextmanager
def _written(folder: Path, text: str, hint: str) -> Iterator[str]:
    """A temporary file in a folder, with a text in it; it goes with the block."""
    path = ""
    try:
        try:
            handle, path = tempfile.mkstemp(prefix=".dandi-tui-", dir=folder)
            with open(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
                file.write(text)
            os.chmod(path, 0o666 & ~_umask())
        except OSError as error:
            raise _cannot(folder, error, hint) from error
        yield path
    finally:
        with suppress(OSError):
            os.unlink(path)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _cannot(path: Path, error: OSError, hint: str) -> DandiTuiError:
    reason = error.strerror or "unknown"
    return DandiTuiError(f"{safe(path)} cannot be written: {safe(reason).lower()}.", hint=hint)
