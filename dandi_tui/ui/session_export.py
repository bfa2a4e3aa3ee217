"""Writes a table of sessions beside where one works: whole or not at all, over no other file."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe

MOST_TRIES = 1_000
MOST_STEM = 100
"""Characters of a part of a name."""


def export_csv(folder: Path, identifier: str, version: str, csv: str) -> Path:
    """Write `sessions-000728-0.240827.1809.csv`, or the next free name; where it is now.

    Raises:
        DandiTuiError: It cannot be written there.
    """
    stem = f"sessions-{_plain(identifier)}-{_plain(version)}"
    temporary = folder / f".{stem}-{secrets.token_hex(8)}"
    try:
        with temporary.open("x", encoding="utf-8", newline="") as file:
            file.write(csv)
        return _put(temporary, folder, stem)
    except OSError as error:
        raise DandiTuiError(
            f"{safe(folder)} takes no file: {error.strerror or error}.",
            hint="Start dandi-tui in a folder that you may write to.",
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _put(temporary: Path, folder: Path, stem: str) -> Path:
    """Give the file the first name that is free."""
    for number in range(1, MOST_TRIES):
        place = folder / (f"{stem}.csv" if number == 1 else f"{stem}-{number}.csv")
        try:
            os.link(temporary, place)
        except FileExistsError:
            continue
        except OSError:
            # A file system without hard links: look first.
            if os.path.lexists(place):
                continue
            os.replace(temporary, place)
        return place
    raise FileExistsError(0, "there are too many of that name")


def _plain(words: str) -> str:
    """As a part of a file's name: it can neither climb nor hide."""
    return re.sub(r"[^A-Za-z0-9.-]+", "_", words)[:MOST_STEM].strip(".-") or "_"
