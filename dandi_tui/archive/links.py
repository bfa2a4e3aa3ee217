"""Links that lead to DANDI without being an archive's own: object stores, DOIs, Neurosift.

Nothing is asked of a network, and nothing heavy is loaded: a link is understood by its form alone.
"""

import re
import time
from calendar import timegm
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

from dandi_tui.archive.model import Place
from dandi_tui.protocol.address import Address

BLOB = re.compile(r"/blobs/[0-9a-f]{3}/[0-9a-f]{3}/([0-9a-f-]{36})(?:$|\?)")

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
VERSION = r"draft|\d+\.\d+\.\d+"

DOI = re.compile(
    r"(?:doi:\s*|https?://(?:dx\.|www\.)?doi\.org/)?(10\.\d{4,9})/([a-z][a-z0-9-]*)\.(\d{6})"
    r"(?:/(\d+\.\d+\.\d+))?/?",
    re.IGNORECASE,
)
SANDBOX_DOI = "10.80507"
"""The prefix that DANDI's sandbox gives; everywhere else the name says which archive it is."""

NEUROSIFT = re.compile(
    r"(?:[\w-]+\.)*neurosift\.(?:app|org)(/[^?#]*)?|flatironinstitute\.github\.io/neurosift(/[^?#]*)?",
    re.IGNORECASE,
)
LINDI = re.compile(rf"/dandi/dandisets/(\d{{6}})/assets/({UUID})/")

WEBDAV = re.compile(
    rf"https?://webdav\.(?P<host>[\w.-]+)/dandisets/(?P<id>\d{{6}})"
    rf"(?:/(?:(?P<draft>draft)|latest|releases/(?P<version>{VERSION}))(?:/(?P<path>[^?#]*))?)?/?",
    re.IGNORECASE,
)
S3_PATH = re.compile(r"s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com", re.IGNORECASE)
S3_HOST = re.compile(r"[\w.-]+\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com", re.IGNORECASE)
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def blob_of(url: str) -> str:
    """The id of the content that an object URL names; empty if it has not that form."""
    match = BLOB.search(url)
    return match.group(1) if match else ""


def url_address(url: str) -> Address:
    """The address of a file that a URL names.

    What needs a signature may be embargoed: its bytes are not kept for others.
    """
    name = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return Address(url=url, name=name, blob=blob_of(url), private=is_signed(url))


def is_signed(url: str) -> bool:
    """Whether a URL says who may open it, and for how long."""
    return "x-amz-signature=" in url.lower()


def place_of_doi(target: str) -> Place | None:
    """`10.48324/dandi.000728/0.240827.1809`, also with `doi:` or `https://doi.org/` before it."""
    match = DOI.fullmatch(target)
    if not match:
        return None
    prefix, name, identifier, version = match.groups()
    name = "dandi-sandbox" if prefix == SANDBOX_DOI else name.lower()
    instance = "" if name == "dandi" else name
    return Place(instance=instance, identifier=identifier, version=version or "")


def place_of_webdav(url: str) -> Place | None:
    """`https://webdav.dandiarchive.org/dandisets/000728/draft/sub-1`."""
    match = WEBDAV.fullmatch(url)
    if not match:
        return None
    instance = "dandi" if match["host"].lower() == "dandiarchive.org" else ""
    version = match["draft"] or match["version"] or ""
    path = unquote(match["path"] or "").strip("/")
    return Place(instance=instance, identifier=match["id"], version=version, path=path)


def object_url(target: str) -> str:
    """The https URL of an object in a store, without a signature that has run out; else empty.

    `s3://dandiarchive/blobs/…`, `https://dandiarchive.s3.amazonaws.com/blobs/…` with or without a
    region, and `https://s3.amazonaws.com/dandiarchive/blobs/…`. A signature that holds stays, since
    what it opens may be embargoed.
    """
    parts = urlsplit(target)
    if parts.scheme.lower() == "s3":
        key = parts.path.lstrip("/")
        if not BUCKET.fullmatch(parts.netloc) or not key:
            return ""
        return f"https://{parts.netloc}.s3.amazonaws.com/{key}"
    if not target.lower().startswith(("http://", "https://")):
        return ""
    is_store = S3_HOST.fullmatch(parts.netloc) or S3_PATH.fullmatch(parts.netloc)
    if not is_store and not blob_of(parts.path):
        return ""
    keeps = is_signed(target) and signature_holds(parts.query, time.time())
    return parts._replace(query=parts.query if keeps else "", fragment="").geturl()


def signature_holds(query: str, now_s: float) -> bool:
    """Whether a signed URL's own dates say that it is still good."""
    fields = {name.lower(): values[0] for name, values in parse_qs(query).items()}
    try:
        begun = timegm(time.strptime(fields.get("x-amz-date", ""), "%Y%m%dT%H%M%SZ"))
        return now_s < begun + int(fields.get("x-amz-expires", ""))
    except (ValueError, OverflowError):
        return False


def neurosift_file(url: str) -> tuple[str, Place] | None:
    """What a Neurosift link shows: the URL of a file (or nothing), and the dandiset it is of.

    `https://neurosift.app/nwb?url=…&dandisetId=000728&dandisetVersion=draft`, the older
    `?p=/nwb&url=…`, `/dandiset/000728`, `/dandiset/000728/draft`. None if it is no such link.
    """
    parts = urlsplit(url)
    match = NEUROSIFT.fullmatch(parts.netloc + parts.path)
    if not match or parts.scheme.lower() not in ("http", "https"):
        return None
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
    page = fields.get("p") or match[1] or match[2] or "/"
    named = re.search(rf"/dandiset/(\d{{6}})(?:/({VERSION}))?/?$", page)
    identifier = named[1] if named else fields.get("dandisetId", "")
    version = (named[2] if named else "") or fields.get("dandisetVersion", "")
    place = Place(
        identifier=identifier if re.fullmatch(r"\d{6}", identifier) else "",
        version=version if re.fullmatch(VERSION, version) else "",
    )
    return _of_lindi(fields.get("url", ""), place)


def _of_lindi(url: str, place: Place) -> tuple[str, Place]:
    """An index that Neurosift keeps of a file names the file's asset in its own address."""
    match = LINDI.search(urlsplit(url).path)
    if not match:
        return url, place
    return "", replace(place, identifier=place.identifier or match[1], asset_id=match[2])
