"""What is said of ranges by all who read them, without what asks for them over HTTP.

Local files are read by the same process, which is then spared `requests`: it takes 60 ms to load.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from dandi_tui.errors import AccessError, ConnectionFailedError, DandiTuiError, NotFoundError
from dandi_tui.text import safe

CONNECTIONS: Final = 16
AGAIN: Final = "Check the connection, then try again"
NETWORK_ERRORS: Final = (AccessError, ConnectionFailedError)
"""Those that one would meet at every other byte too; waiting for each would take very long."""


@dataclass(frozen=True, kw_only=True)
class RangeAnswer:
    """What an answer to a range says of the whole file, its own bytes apart."""

    size_bytes: int
    etag: str
    """Without quotes and weakness; empty if the server gives none."""
    url: str
    """Where the bytes came from, after redirects."""


class RefusedError(AccessError):
    """401 or 403: the address is wrong, or past its time; a new one may do."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """An error as a value, without a traceback."""

    kind: type[DandiTuiError]
    message: str
    hint: str

    @property
    def refused(self) -> bool:
        """Whether a new address may help."""
        return issubclass(self.kind, RefusedError)

    @property
    def of_all(self) -> bool:
        """Whether all other ranges from the same address would fail with it."""
        return issubclass(self.kind, RefusedError | NotFoundError)

    def error(self) -> DandiTuiError:
        """The error to raise."""
        return self.kind(self.message, hint=self.hint)


def failure_of(error: DandiTuiError) -> Failure:
    """The error as a value."""
    return Failure(kind=type(error), message=error.message, hint=error.hint)


def changed(url: str) -> ConnectionFailedError:
    """The error when an answer is of another content than those before."""
    return ConnectionFailedError(
        f"The file on {host_of(url)} is not the same any more.", hint="Open it again"
    )


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
