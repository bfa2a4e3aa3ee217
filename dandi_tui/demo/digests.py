"""Checksums of what the demo archive serves: true ones, so that a client can check a download."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PART_BYTES = 64 * 1024 * 1024
"""Size of a part in the archive's multipart ETag."""


@dataclass(frozen=True)
class Digests:
    """`etag` is the archive's: the MD5 of the parts' MD5s, and the number of parts."""

    etag: str
    md5: str
    sha256: str


def digests_of(source: Path | bytes) -> Digests:
    """Checksums of a file or of bytes; of a file they are kept while it does not change."""
    if isinstance(source, bytes):
        return _of_bytes(source)
    facts = source.stat()
    return _of_file(source, facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=1000)
def _of_bytes(data: bytes) -> Digests:
    parts = [hashlib.md5(data[i : i + PART_BYTES]) for i in range(0, max(len(data), 1), PART_BYTES)]
    etag = _etag([part.digest() for part in parts])
    return Digests(etag, hashlib.md5(data).hexdigest(), hashlib.sha256(data).hexdigest())


@lru_cache(maxsize=1000)
def _of_file(path: Path, _size: int, _mtime_ns: int) -> Digests:
    parts: list[bytes] = []
    md5, sha256 = hashlib.md5(), hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(PART_BYTES):
            parts.append(hashlib.md5(part).digest())
            md5.update(part)
            sha256.update(part)
    etag = _etag(parts or [hashlib.md5().digest()])
    return Digests(etag, md5.hexdigest(), sha256.hexdigest())


def _etag(parts: list[bytes]) -> str:
    return f"{hashlib.md5(b''.join(parts)).hexdigest()}-{len(parts)}"
