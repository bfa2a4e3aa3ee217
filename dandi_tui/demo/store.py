"""The object store: ranges, ETags, and addresses that are signed or not, in the manner of S3."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from secrets import token_hex
from xml.sax.saxutils import escape

from aiohttp import web

from dandi_tui.demo.catalogue import Catalogue, StoredObject
from dandi_tui.demo.digests import digests_of
from dandi_tui.demo.signing import Signer
from dandi_tui.demo.transmit import Body, Reply, whole

BUCKET = "dandiarchive"

MADE = datetime(2025, 2, 5, 9, tzinfo=UTC)
"""When objects that are no files were last modified."""

RESPONSE_HEADERS = {
    "response-content-disposition": "Content-Disposition",
    "response-content-type": "Content-Type",
}

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass
class Refused(Exception):
    """An error in the store's own shape."""

    status: int
    code: str
    message: str
    headers: Mapping[str, str]


def _refused(status: int, code: str, message: str, **headers: str) -> Refused:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Refused(status, code, message, named)


class Store:
    """Answers the requests to the object store's port."""

    def __init__(self, archive: Catalogue, signer: Signer) -> None:
        self._archive = archive
        self._signer = signer

    async def respond(self, request: web.Request) -> Reply:
        """Answer one request."""
        bucket, _, key = request.path.lstrip("/").partition("/")
        try:
            return await self._object(request, bucket, key)
        except Refused as refused:
            return _error(refused, request.path, bucket, key)

    async def _object(self, request: web.Request, bucket: str, key: str) -> Reply:
        if request.method not in ("GET", "HEAD"):
            raise _refused(405, "MethodNotAllowed", "The specified method is not allowed.")
        if bucket != BUCKET:
            raise _refused(404, "NoSuchBucket", "The specified bucket does not exist")
        stored = self._archive.objects.get(key)
        self._admit(request, key, stored)
        if stored is None:
            raise _refused(404, "NoSuchKey", "The specified key does not exist.")
        # The first checksum of a file reads all of it.
        digests = await asyncio.to_thread(digests_of, stored.source)
        etag = digests.md5 if key.startswith("zarr/") else digests.etag
        return _found(request, stored.source, f'"{etag}"')

    def _admit(self, request: web.Request, key: str, stored: StoredObject | None) -> None:
        """Refuse tokens, bad signatures, and embargoed objects without a signature."""
        query = dict(request.query)
        if "Authorization" in request.headers:
            raise _refused(403, "AccessDenied", "Access Denied.")
        if "X-Amz-Signature" in query:
            fault = self._signer.fault(request.method, key, query)
            if fault is not None:
                raise _refused(403, *fault)
        elif stored is not None and stored.embargoed:
            raise _refused(403, "AccessDenied", "Access Denied.")


def _found(request: web.Request, source: Path | bytes, etag: str) -> Reply:
    in_memory = isinstance(source, bytes)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    modified = MADE if in_memory else datetime.fromtimestamp(int(source.stat().st_mtime), UTC)  # type: ignore[union-attr]
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Type": "application/octet-stream",
        "ETag": etag,
        "Last-Modified": format_datetime(modified, usegmt=True),
        "Vary": "Origin",
    }
    for name, header in RESPONSE_HEADERS.items():
        if name in request.query:
            headers[header] = request.query[name]
    span = byte_range(request.headers.get("Range", ""), size)
    if span is None:
        return Reply(200, headers, Body(source, 0, size))
    headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    return Reply(206, headers, Body(source, span.start, len(span)))


def byte_range(header: str, size: int) -> range | None:
    """The bytes that a `Range` header asks for; None for all, also if it makes no sense."""
    match = RANGE.fullmatch(header)
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= size or stop <= start:
        sentence = "The requested range is not satisfiable"
        raise _refused(416, "InvalidRange", sentence, Content_Range=f"bytes */{size}")
    return range(start, stop)


def _error(refused: Refused, path: str, bucket: str, key: str) -> Reply:
    fields = {
        "Code": refused.code,
        "Message": refused.message,
        "Resource": path,
        "RequestId": token_hex(12).upper(),
        "Key": key,
        "BucketName": bucket,
    }
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in fields.items())
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{inner}</Error>'
    headers = {"Accept-Ranges": "bytes", "Content-Type": "application/xml", "Vary": "Origin"}
    return Reply(refused.status, {**headers, **refused.headers}, whole(text.encode()))
