"""Checks of the object store: whether files come, from which address, and how fast."""

import statistics
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

import requests

from dandi_tui import text
from dandi_tui.archive.links import blob_of
from dandi_tui.archive.paths import part, version_path
from dandi_tui.cli.checkup_asking import Asking
from dandi_tui.cli.findings import Finding, Watch, aside, bad, failed, good, milliseconds
from dandi_tui.errors import DandiTuiError

RATE_BYTES: Final = 4_000_000
SLOW_BYTES_S: Final = 500_000
MAX_FILES: Final = 4
"""So many files are tried, where the store does not have the first."""
KNOWN: Final = "000728"
"""Of DANDI, open and published since 2024; where there is none of that name, any other does."""
REFUSED: Final = (401, 403)
TO_LET_THROUGH: Final = "a firewall or proxy may be in between: ask who runs it to let it through"


def store_findings(asking: Asking) -> Iterator[Finding]:
    """Of some public file: first bytes, latency, rate."""
    try:
        for asset_id, url in _public_files(asking):
            found = _first_bytes(asking, asset_id, url)
            if found is not None:
                yield found
                yield _speed(asking, url)
                return
    except DandiTuiError as error:
        yield failed("object store", error)
        return
    yield aside("object store", "no public file was found to ask for")


def _public_files(asking: Asking) -> Iterator[tuple[str, str]]:
    """Ids and objects' URLs of some public files, each of another dandiset."""
    with suppress(DandiTuiError):
        row = asking.json(f"/dandisets/{KNOWN}/")
        found = _file_in(asking, row) if isinstance(row, dict) else None
        if found is not None:
            yield found
    n = 0
    params: dict[str, str | int] = {"page_size": 20, "empty": "false", "draft": "false"}
    for row in asking.rows("/dandisets/", **params, ordering="id"):
        found = _file_in(asking, row) if n < MAX_FILES else None
        if found is not None:
            n += 1
            yield found


def _file_in(asking: Asking, row: dict[str, Any]) -> tuple[str, str] | None:
    """A file of a dandiset, if that is open and published."""
    newest = row.get("most_recent_published_version")
    version = newest.get("version") if isinstance(newest, dict) else ""
    if row.get("embargo_status") != "OPEN" or not version:
        return None
    path = f"{version_path(str(row.get('identifier')), str(version))}/assets/"
    blobs = (one for one in asking.rows(path, page_size=20) if one.get("blob"))
    asset_id = str(next(blobs, {}).get("asset_id", ""))
    about: Any = asking.json(f"/assets/{part(asset_id)}/info/") if asset_id else {}
    metadata = about.get("metadata") if isinstance(about, dict) else None
    urls = metadata.get("contentUrl") if isinstance(metadata, dict) else None
    found = [url for url in urls or () if isinstance(url, str) and blob_of(url)]
    return (asset_id, found[0]) if found else None


def _first_bytes(asking: Asking, asset_id: str, url: str) -> Finding | None:
    """Whether a file comes; None if the store does not have it."""
    host = urlsplit(url).netloc
    watch = Watch()
    try:
        status = asking.first_bytes(url, 1)[0]
        took = watch.words
        other = _by_the_api(asking, asset_id) if status in REFUSED else 0
    except (requests.RequestException, DandiTuiError) as error:
        return _no_store(host, error)
    if status == 404:
        return None
    if status == 206:
        return good("object store", f"{host} answers after {took}")
    if other == 206:
        figure = f"{host} refuses its own address ({status}); the API's works"
        return good("object store", figure, "nothing to do: it is taken by itself")
    return bad("object store", f"{host} answers with status {status}", TO_LET_THROUGH)


def _no_store(host: str, error: Exception) -> Finding:
    if isinstance(error, requests.exceptions.SSLError):
        advice = "behind a proxy, set REQUESTS_CA_BUNDLE to its certificate"
        return bad("object store", f"the certificate of {host} is not trusted", advice)
    advice = "check the proxy and the firewall: files come from there"
    return bad("object store", f"{host} cannot be reached", advice)


def _by_the_api(asking: Asking, asset_id: str) -> int:
    """The status of the first byte at the address that the API gives."""
    answer = asking.send(f"/assets/{part(asset_id)}/download/", follow=False)
    url = answer.headers.get("Location", "")
    return asking.first_bytes(url, 1)[0] if url.startswith(("http://", "https://")) else 0


def _speed(asking: Asking, url: str) -> Finding:
    """Time to a first byte, the middle of three, and bytes a second of one connection."""
    try:
        times: list[float] = []
        for _ in range(3):
            watch = Watch()
            asking.first_bytes(url, 1)
            times.append(watch.seconds)
        watch = Watch()
        status, n_bytes = asking.first_bytes(url, RATE_BYTES)
    except requests.RequestException:
        return aside("speed", "cannot be told")
    if status != 206 or not n_bytes:
        return aside("speed", "cannot be told")
    latency_s = statistics.median(times)
    rate = n_bytes / max(1e-6, watch.seconds - latency_s, watch.seconds / 10)
    words = f"{milliseconds(latency_s)} to a first byte, {text.size(rate)}/s"
    slow = rate < SLOW_BYTES_S < n_bytes
    return good("speed", words, "slow: a machine nearer to the archive helps" if slow else "")
