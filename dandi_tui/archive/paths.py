"""Paths of the API, quoted, and what is there in the words of a message, made safe."""

import re
from urllib.parse import quote

from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.text import safe

ZARR_ENDINGS = (".zarr", ".ngff")
"""Of the names of Zarr assets, in lower case."""

ZARR_URL = re.compile(r"/zarr/[^/?#]+/?$")
"""The end of the address of a Zarr's bytes."""


def part(text: str) -> str:
    """One part of a URL's path; dots alone would climb."""
    return quote(text, safe="") if text.strip(".") else "%2E"


def version_path(identifier: str, version: str) -> str:
    """`/dandisets/000728/versions/draft`."""
    return f"/dandisets/{part(identifier)}/versions/{part(version)}"


def page_url(gui: str, identifier: str, version: str, path: str) -> str:
    """The web page of a dandiset, of its version, or of a folder in it."""
    url = f"{gui.rstrip('/')}/dandiset/{part(identifier)}"
    url += f"/{part(version)}" if version else ""
    return f"{url}/files?location={quote(path, safe='')}" if path else url


def place_words(identifier: str, version: str, path: str = "") -> str:
    """`sub-1 in version draft of dandiset 000728`."""
    words = f"version {safe(version)} of dandiset {safe(identifier)}"
    return f"{safe(path)} in {words}" if path else words


def missing(identifier: str, version: str, path: str) -> NotFoundError:
    """There is no such path, or no such version."""
    of = f"@{safe(version)}" if path else ""
    return NotFoundError(
        f"There is no {place_words(identifier, version, path)}.",
        hint=f"The browser, or dandi-tui ls {safe(identifier)}{of}, lists what there is.",
    )


def not_hdf5(name: str) -> FileFormatError:
    """A Zarr has no objects that could be shown."""
    return FileFormatError(
        f"{safe(name)} is a Zarr, not an HDF5 file.",
        hint="l in the browser, or dandi-tui ls, lists its keys; its address opens elsewhere.",
    )
