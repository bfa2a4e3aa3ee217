"""What is said of ranges by all who read them, without what asks for them over HTTP.

Local files are read by the same process, which is then spared `requests`: it takes 60 ms to load.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from dandi_tui.errors import AccessError, ConnectionFailedError
from dandi_tui.text import safe

CONNECTIONS: Final = 12
AGAIN: Final = "Check the connection, then try again"
NETWORK_ERRORS: Final = (AccessError, ConnectionFailedError)
"""Those that one would meet at every other byte too; waiting for each would take very long."""


@dataclass(frozen=True, kw_only=True)
class RangeAnswer:
    """The bytes of one range, checked, and what the answer says of the whole file."""

    data: bytes
    size_bytes: int
    etag: str
    """Without quotes and weakness; empty if the server gives none."""
    url: str
    """Where the bytes came from, after redirects."""


class RefusedError(AccessError):
    """401 or 403: the address is wrong, or past its time; a new one may do."""


def host_of(url: str) -> str:
    """Host and port: as much of a URL as messages may name."""
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the address"
    return safe(f"{name}{port}", limit=200) or "the address"


def plain_etag(etag: str) -> str:
    """An ETag without quotes and without its mark of weakness."""
    return etag.strip().removeprefix("W/").strip('"')
