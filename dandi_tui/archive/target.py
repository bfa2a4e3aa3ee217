"""What a TARGET on the command line means: a file here, a place in an archive, a URL."""

import os
import re
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from dandi_tui.archive.model import Place
from dandi_tui.errors import NotFoundError
from dandi_tui.text import safe

VERSION = r"draft|\d+\.\d+\.\d+"
DANDISET = re.compile(rf"(\d{{6}})(?:@({VERSION})|/(\d+\.\d+\.\d+))?(?:/(.*))?", re.DOTALL)
PREFIXED = re.compile(rf"([A-Za-z][\w-]*):(\d{{6}})(?:[@/]({VERSION}))?(?:/(.*))?", re.DOTALL)
IDENTIFIERS_ORG = re.compile(r"https?://identifiers\.org/(DANDI:\d{6}.*)", re.IGNORECASE)
DOI = re.compile(r"https?://(?:dx\.)?doi\.org/10\.\d+/dandi\.(\d{6}(?:/[\d.]+)?)/?", re.IGNORECASE)
OF_AN_ARCHIVE = re.compile(
    r"/dandisets?/\d{6}(?:[/?#]|$)|/assets/[0-9a-f-]{36}(?:/(?:download/?)?)?$"
)
FORMS = "Write 000728, 000728@draft/sub-1/file.nwb, a URL, or ./file.nwb."


def parse_target(target: str) -> Place:
    """What a TARGET means; nothing is asked of a network, and only files are looked at here.

    In this order: what starts with `/`, `.` or `~`, or exists here and has no dandiset's form;
    `NNNNNN`, `NNNNNN@VERSION` and `NNNNNN/0.Y.Z`, each with `/path`; `DANDI:…`; URLs of an
    archive and its API; other forms of dandi's client; any other http(s) URL is a file.
    """
    if not target:
        return Place()
    if target.startswith(("/", ".", "~")):
        return Place(local_path=os.path.abspath(os.path.expanduser(target)))
    for form in (_dandiset, _prefixed, _url, _local):
        place = form(target)
        if place:
            return place
    raise NotFoundError(
        f"{safe(target, limit=300)} is no file here, no dandiset and no URL.",
        hint=f"{FORMS} Verbs are info, cite, diff, ls, tree, show and cache.",
    )


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


def _url(target: str) -> Place | None:
    if match := IDENTIFIERS_ORG.fullmatch(target):
        return _prefixed(match.group(1).rstrip("/"))
    if match := DOI.fullmatch(target):
        return _prefixed(f"dandi:{match.group(1)}")
    known = target.startswith("dandi://")
    if not known and not target.lower().startswith(("http://", "https://")):
        return None
    if known or OF_AN_ARCHIVE.search(target.partition("?")[0]) or "/assets/?" in target:
        # Loading dandi takes 0.5 s, which other targets are spared.
        from dandi_tui.archive.dandi import place_of_url

        place = place_of_url(_plain(target))
        if place:
            return place
    return None if known else Place(url=target)


def _plain(url: str) -> str:
    """The URL without what a browser adds to it: `page=2` beside `location=`, a fragment."""
    head, mark, query = url.partition("?")
    if not mark:
        return re.sub(r"(?<!/)#.*", "", url)
    fields = parse_qs(urlsplit(f"?{query}").query)
    for name in ("location", "path", "glob"):
        if name in fields:
            return f"{head}?{name}={quote(fields[name][0])}"
    return head


def _local(target: str) -> Place | None:
    path = Path(target)
    return Place(local_path=os.path.abspath(path)) if path.exists() else None


def _clean(path: str | None) -> str:
    return (path or "").strip("/")
