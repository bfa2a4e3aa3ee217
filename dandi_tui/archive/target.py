"""What a TARGET on the command line means: a file here, a place in an archive, a URL."""

import os
import re
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlsplit

from dandi_tui.archive.links import (
    UUID,
    VERSION,
    neurosift_file,
    object_url,
    place_of_doi,
    place_of_webdav,
)
from dandi_tui.archive.model import Place
from dandi_tui.errors import NotFoundError
from dandi_tui.text import safe

DANDISET = re.compile(rf"(\d{{6}})(?:@({VERSION})|/(\d+\.\d+\.\d+))?(?:/(.*))?", re.DOTALL)
PREFIXED = re.compile(rf"([A-Za-z][\w-]*):(\d{{6}})(?:[@/]({VERSION}))?(?:/(.*))?", re.DOTALL)
IDENTIFIERS_ORG = re.compile(r"https?://identifiers\.org/([A-Za-z-]+:\d{6}.*)", re.IGNORECASE)
OF_AN_ARCHIVE = re.compile(
    rf"/dandisets?/\d{{6}}(?:[/?#]|$)|/assets/{UUID}(?:/(?:(?:download|info|validation)/?)?)?$"
)
HOST = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#@]*(?=[/?#]|$)")
FORMS = "Write 000728, 000728@draft/sub-1/file.nwb, a URL, a DOI, or ./file.nwb."


def parse_target(target: str) -> Place:
    """What a TARGET means; nothing is asked of a network, and only files are looked at here.

    In this order: what starts with `/`, `.` or `~`, or exists here and has no dandiset's form;
    `NNNNNN`, `NNNNNN@VERSION` and `NNNNNN/0.Y.Z`, each with `/path`; `DANDI:…`; a DOI; the id of
    an asset; links of Neurosift and of object stores; URLs of an archive and its API; other forms
    of dandi's client; any other http(s) URL is a file.
    """
    if not target:
        return Place()
    if target.startswith(("/", ".", "~")):
        return Place(local_path=os.path.abspath(os.path.expanduser(target)))
    for form in (_dandiset, place_of_doi, _prefixed, _asset, _link, _local):
        place = form(target)
        if place:
            return place
    raise NotFoundError(
        f"{safe(without_secrets(target), limit=300)} is no file here, no dandiset and no URL.",
        hint=f"{FORMS} Verbs are ls, tree, show and more: see --help.",
    )


def parse_pasted(words: str) -> Place:
    """What was pasted means: as `parse_target`, without what came along with it.

    Blanks and line breaks around it, quotes, the angle brackets of a mail, and the stop of the
    sentence that it ended.
    """
    target = words.strip().strip("\"'`<>").strip().rstrip(",;")
    try:
        return parse_target(target)
    except NotFoundError:
        if target.endswith((".", ")")):
            return parse_target(target[:-1])
        raise


def without_secrets(url: str) -> str:
    """A target as it may be shown: a URL without its query, which may be signed."""
    head, mark, _ = url.partition("?")
    return head if mark and "://" in head else url


def _dandiset(target: str) -> Place | None:
    match = DANDISET.fullmatch(target)
    if not match:
        return None
    identifier, at, slash, path = match.groups()
    return Place(identifier=identifier, version=at or slash or "", path=_clean(path))


def _prefixed(target: str) -> Place | None:
    """`DANDI:000728/0.240827.1809`: of the archive in force; other prefixes name an instance."""
    match = PREFIXED.fullmatch(target)
    if not match:
        return None
    name, identifier, version, path = match.groups()
    instance = "" if name.lower() == "dandi" else name.lower()
    return Place(instance=instance, identifier=identifier, version=version or "", path=_clean(path))


def _asset(target: str) -> Place | None:
    """The id of an asset alone."""
    return Place(asset_id=target) if re.fullmatch(UUID, target) else None


def _link(target: str) -> Place | None:
    """Anything with `://`."""
    try:
        return _neurosift(target) or _url(target)
    except ValueError as error:
        shown = safe(without_secrets(target), limit=300)
        raise NotFoundError(f"{shown} is not a URL.", hint=FORMS) from error


def _neurosift(target: str) -> Place | None:
    """A link of Neurosift: a dandiset, or a file that is tied to its dandiset where it says so."""
    found = neurosift_file(target)
    if found is None:
        return None
    url, place = found
    inner = _url(url) if url else None
    if inner is not None:
        known = {name: value for name, value in vars(place).items() if value}
        return replace(inner, **known)
    if not place.identifier and not place.asset_id:
        raise NotFoundError("This link of Neurosift names no file.", hint=FORMS)
    return place


def _url(target: str) -> Place | None:
    # Schemes and hosts are the same in capitals; who may be named before a host is not.
    place = _known_url(HOST.sub(lambda match: match.group().lower(), target))
    is_file = target.lower().startswith(("http://", "https://"))
    return place or (Place(url=target) if is_file else None)


def _known_url(target: str) -> Place | None:
    if match := IDENTIFIERS_ORG.fullmatch(target):
        return _prefixed(match.group(1).rstrip("/"))
    if place := place_of_webdav(target):
        return place
    if stored := object_url(target):
        return Place(url=stored)
    known = target.startswith("dandi://")
    if not known and not target.startswith(("http://", "https://")):
        return None
    if known or OF_AN_ARCHIVE.search(target.partition("?")[0]) or "/assets/?" in target:
        # Loading dandi takes 0.5 s, which other targets are spared.
        from dandi_tui.archive.dandi import place_of_url

        return place_of_url(_plain(target))
    return None


def _plain(url: str) -> str:
    """The URL in a form that dandi's client knows: without what a browser adds to it (`page=2`
    beside `location=`, a fragment), and for pages of the API that it does not know, what they are
    about."""
    head, _, query = url.partition("?")
    head = re.sub(r"(?<!/)#.*", "", head)  # but for that of the first pages: /#/dandiset/…
    fields = parse_qs(urlsplit(f"?{query}").query)
    for name in ("location", "path", "path_prefix", "glob"):
        if name in fields:
            head = head.removesuffix("/").removesuffix("/paths") + (
                "" if name == "location" else "/"
            )
            return f"{head}?{name.removesuffix('_prefix')}={quote(fields[name][0])}"
    return re.sub(r"/(?:info|validation|assets(?:/paths)?)/?$", "/", head)


def _local(target: str) -> Place | None:
    return Place(local_path=os.path.abspath(target)) if os.path.exists(target) else None


def _clean(path: str | None) -> str:
    return (path or "").strip("/")
