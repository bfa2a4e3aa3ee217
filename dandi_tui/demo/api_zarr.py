"""Zarrs and their keys."""

import re
from typing import Any

from dandi_tui.demo.catalogue import ZarrArchive
from dandi_tui.demo.digests import digests_of
from dandi_tui.demo.web import (
    NOT_FOUND,
    Answer,
    Ask,
    Endpoint,
    Refusal,
    boolean,
    page,
    redirect,
)

ZARR = r"/api/zarr/(?P<zarr>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/"
MAX_KEYS = 1000


def list_zarrs(ask: Ask) -> Answer:
    """All Zarrs, or those of a dandiset."""
    dandiset = ask.query.get("dandiset", "")
    if dandiset and not re.fullmatch(r"\d{6}", dandiset):
        raise Refusal(400, {"dandiset": ["A valid Dandiset identifier is required."]})
    rows = [zarr for zarr in ask.archive.zarrs.values() if dandiset in ("", zarr.dandiset)]
    return page(ask, rows, _row)


def _row(zarr: ZarrArchive) -> dict[str, Any]:
    return {
        "name": zarr.name,
        "dandiset": zarr.dandiset,
        "zarr_id": zarr.zarr_id,
        "status": "Complete",
        "checksum": zarr.checksum,
        "file_count": len(zarr.keys),
        "size": zarr.size,
    }


def _named(ask: Ask) -> ZarrArchive:
    zarr = ask.archive.zarrs.get(ask.names["zarr"])
    if zarr is None:
        raise Refusal(404, NOT_FOUND)
    return zarr


def detail(ask: Ask) -> Answer:
    """One Zarr."""
    return Answer(_row(_named(ask)))


def files(ask: Ask) -> Answer:
    """Keys that start with a prefix, all levels, after a key; or 302 to one of them."""
    zarr = _named(ask)
    prefix = ask.query.get("prefix", "")
    if ".." in prefix.split("/"):
        raise Refusal(400, {"prefix": ['Zarr path cannot contain ".." components.']})
    if ask.method == "HEAD" or boolean(ask, "download", default=False):
        return redirect(ask.signer.signed(f"zarr/{zarr.zarr_id}/{prefix.removesuffix('/')}"))
    limit = _limit(ask)
    after = ask.query.get("after", "")
    start = prefix.removesuffix("/")
    keys = [key for key in zarr.keys if key.startswith(start) and key > after]
    rows = [_key_row(zarr, key) for key in keys[:limit]]
    more = ask.url({**ask.query, "after": rows[-1]["Key"]}) if rows and limit < len(keys) else None
    return Answer({"next": more, "results": rows})


def _limit(ask: Ask) -> int:
    try:
        limit = int(ask.query.get("limit", str(MAX_KEYS)))
    except ValueError:
        raise Refusal(400, {"limit": ["A valid integer is required."]}) from None
    if limit > MAX_KEYS:
        sentence = f"Ensure this value is less than or equal to {MAX_KEYS}."
        raise Refusal(400, {"limit": [sentence]})
    if limit < 0:
        raise Refusal(400, {"limit": ["Ensure this value is greater than or equal to 0."]})
    return limit


def _key_row(zarr: ZarrArchive, key: str) -> dict[str, Any]:
    data = zarr.keys[key]
    return {
        "Key": key,
        "LastModified": zarr.created.replace("T", " ").replace("Z", "+00:00"),
        "ETag": digests_of(data).md5,
        "Size": len(data),
    }


ENDPOINTS = (
    Endpoint("/api/zarr/", list_zarrs, "GET, POST, HEAD, OPTIONS", "Zarr List"),
    Endpoint(ZARR, detail, name="Zarr Instance"),
    Endpoint(ZARR + "files/", files, "GET, POST, DELETE, HEAD, OPTIONS", "Files"),
)
