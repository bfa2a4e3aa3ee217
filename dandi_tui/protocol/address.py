"""Where the bytes of a file are."""

import msgspec


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """One file's bytes: a URL that takes ranges, or a path on this machine.

    The reader never asks the archive: when the URL expires it says so, and whoever asked sends a
    new address (`renewable` says that this is possible).
    """

    url: str = ""
    """http(s) URL; empty for a local file."""

    local_path: str = ""
    """Absolute path; empty for a remote file."""

    name: str = ""
    """The file's name for messages, untrusted."""

    size_bytes: int | None = None
    """Size of the whole file, if known."""

    blob: str = ""
    """The archive's id of the content, which never changes; empty if unknown."""

    etag: str = ""
    """The ETag that the content must have; empty if unknown."""

    renewable: bool = False
    """When the URL is refused, another one can be had."""

    private: bool = False
    """Embargoed: its bytes are not kept on disk."""
