"""Opens a file in h5py, and says what it is if it is none of HDF5's."""

from typing import Any

import h5py

from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.guard import H5_ERRORS

CHUNK_CACHE_BYTES = 1_048_576
"""HDF5's own 8 MiB would read uncompressed chunks whole where a part is wanted."""

KEPT_BYTES = 160_000_000
"""Decoded chunks kept, of all datasets together."""

KEPT_FROM_BYTES = 250_000
"""Smaller datasets are decoded again each time."""

BEGINNINGS = {
    b"": "It is empty.",
    b"version https://git-lfs": "It is a Git LFS pointer, not the file itself.",
    b"\x1f\x8b": "It is a gzip archive; unpack it first.",
    b"PK": "It is a zip archive; unpack it first.",
    b"<": "It is a web page.",
}
"""What a file is that is not HDF5, by its first bytes."""


def open_hdf5(source: Any, name: str) -> h5py.File:
    """A file, by its path or a file object; `name` is what messages call it."""
    try:
        locking = {"locking": False} if isinstance(source, str) else {}
        return h5py.File(source, "r", rdcc_nbytes=CHUNK_CACHE_BYTES, **locking)
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no file {name}.") from error
    except PermissionError as error:
        raise FileFormatError(
            f"{name} may not be read.", hint="Its permissions deny it."
        ) from error
    except H5_ERRORS as error:
        raise FileFormatError(
            f"{name} is not an HDF5 file, or is damaged at its start.", hint=_what_it_is(source)
        ) from error


def _what_it_is(source: Any) -> str:
    """What the first bytes say about a file that is not HDF5."""
    try:
        head = bytearray(32)
        if isinstance(source, str):
            with open(source, "rb") as file:
                n_read = file.readinto(head)
        else:
            source.seek(0)
            n_read = source.readinto(head)
    except OSError:
        return ""
    start = bytes(head[: n_read or 0])
    if not start:
        return BEGINNINGS[b""]
    return next((what for sign, what in BEGINNINGS.items() if sign and start.startswith(sign)), "")
