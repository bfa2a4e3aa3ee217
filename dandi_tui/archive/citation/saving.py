"""Files of citations: whole or not there, and only where they were meant to be."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe

MOST_NUMBERS = 1_000


def file_name(identifier: str, version: str, ending: str) -> str:
    """`dandi-000728-0.240827.1809.bib`: no part of it can leave a folder, or hide."""
    stem = re.sub(r"[^A-Za-z0-9.-]+", "_", f"dandi-{identifier}-{version}").strip(".")
    return f"{stem}.{ending}"


def save_new(folder: Path, name: str, text: str) -> Path:
    """Write a file that was not there, in this very folder; where it is.

    A name that is taken gets a number: nothing is ever replaced.
    """
    assert Path(name).name == name, "a name, not a path"
    stem, dot, ending = name.rpartition(".")
    with _written(folder, text) as temporary:
        for number in range(1, MOST_NUMBERS):
            target = folder / (name if number == 1 else f"{stem}-{number}{dot}{ending}")
            try:
                # Fails if it exists, which a rename does not.
                os.link(temporary, target)
            except FileExistsError:
                continue
            except OSError as error:
                raise _cannot(folder, error) from error
            return target
    raise DandiTuiError(f"{safe(folder)} is full of {safe(name)}.", hint="Remove some of them.")


def save_as(path: Path, text: str, *, force: bool) -> None:
    """Write a file; `force`: in place of the one that may be there.

    Raises:
        DandiTuiError: One is there, or it cannot be written.
    """
    with _written(path.parent, text) as temporary:
        try:
            if force:
                os.replace(temporary, path)
            else:
                # Fails if it exists, which a rename does not.
                os.link(temporary, path)
        except FileExistsError as error:
            hint = "--force replaces it; without --output it can be added: >> FILE."
            raise DandiTuiError(f"{safe(path)} is there already.", hint=hint) from error
        except OSError as error:
            raise _cannot(path, error) from error


@contextmanager
def _written(folder: Path, text: str) -> Iterator[str]:
    """A temporary file in a folder, with a text in it; it goes with the block."""
    path = ""
    try:
        try:
            handle, path = tempfile.mkstemp(prefix=".dandi-tui-", dir=folder)
            with open(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
                file.write(text)
            os.chmod(path, 0o666 & ~_umask())
        except OSError as error:
            raise _cannot(folder, error) from error
        yield path
    finally:
        with suppress(OSError):
            os.unlink(path)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _cannot(path: Path, error: OSError) -> DandiTuiError:
    reason = error.strerror or "unknown"
    return DandiTuiError(
        f"{safe(path)} cannot be written: {safe(reason).lower()}.", hint="Name another place."
    )
