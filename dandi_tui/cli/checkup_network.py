"""Checks of the way to the archive and its object store. Each blocks, but not for long."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies

from dandi_tui import text
from dandi_tui.archive.transport import is_loopback
from dandi_tui.cli.checkup_asking import Asking
from dandi_tui.cli.checkup_store import store_findings
from dandi_tui.cli.findings import Finding, Watch, aside, bad, failed, good
from dandi_tui.errors import DandiTuiError
from dandi_tui.text import safe

NAME_TIMEOUT_S: Final = 5.0
MAX_SKEW_S: Final = 120.0
"""A signed address is refused when the clocks differ by a quarter of an hour; people are told
earlier."""


class NetworkCheckup:
    """The checks, in order; what one finds, the next uses.

    Args:
        asking: Asks the archive.
    """

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._api_url = asking.api_url
        self._ahead_s: float | None = None
        """How much this machine's clock is ahead."""
        self._reached = False

    def findings(self) -> Iterator[Finding]:
        """All of them, as they are found."""
        yield self._names()
        yield self._proxy()
        api = self._api()
        yield self._certificates(api)
        yield api
        yield self._clock()
        yield self._key()
        if self._reached:
            yield from store_findings(self._asking)
        else:
            yield aside("object store", "cannot be told without the API")

    def _names(self) -> Finding:
        host = urlsplit(self._api_url).hostname or ""
        watch, found = Watch(), _addresses(host)
        if isinstance(found, int):
            several = "1 address" if found == 1 else f"{found} addresses"
            return good("names", f"{host} has {several}, {watch.words}")
        if self._proxy_url():
            return aside("names", f"{host} has no address here; the proxy looks it up")
        advice = "check the network, and the name server in /etc/resolv.conf"
        return bad("names", f"{host} has no address ({found})", advice)

    def _proxy_url(self) -> str:
        if is_loopback(self._api_url):
            return ""
        proxies = get_environ_proxies(self._api_url)
        return str(proxies.get(urlsplit(self._api_url).scheme) or proxies.get("all") or "")

    def _proxy(self) -> Finding:
        chosen = self._proxy_url()
        if not chosen:
            here = ", as for all that is on this machine" if is_loopback(self._api_url) else ""
            return good("proxy", f"none{here}")
        try:
            parts = urlsplit(chosen if "://" in chosen else f"http://{chosen}")
            where = f"{parts.hostname or '?'}:{parts.port or '?'}"  # never its password
        except ValueError:
            return bad("proxy", "what the environment names is no URL", "set HTTPS_PROXY anew")
        return good("proxy", f"{where}, of the environment")

    def _certificates(self, api: Finding) -> Finding:
        named = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE", "")
        if named and not Path(named).exists():
            return bad("certificates", f"{named} is not there",
                       "set REQUESTS_CA_BUNDLE to a file of certificates, or unset it")  # fmt: skip
        if not self._api_url.startswith("https://"):
            return aside("certificates", "not needed: the archive is asked without TLS")
        if "certificate" in api.figure:
            return bad("certificates", api.figure, api.advice)
        if not self._reached:
            return aside("certificates", "cannot be told")
        return good("certificates", f"trusted, by {named or 'the usual ones'}")

    def _api(self) -> Finding:
        watch = Watch()
        try:
            answer = self._asking.send("/info/")
            took = watch.words
            self._note_date(answer)
            found = self._asking.json("/info/")
        except DandiTuiError as error:
            return failed("API", error)
        self._reached = True
        schema = (
            safe(found.get("schema_version", "?"), limit=20) if isinstance(found, dict) else "?"
        )
        return good("API", f"answers after {took}, schema {schema}")

    def _note_date(self, answer: requests.Response) -> None:
        try:
            theirs = parsedate_to_datetime(answer.headers.get("Date", "")).timestamp()
            self._ahead_s = time.time() - theirs
        except (ValueError, TypeError, OverflowError):
            self._ahead_s = None

    def _clock(self) -> Finding:
        if self._ahead_s is None:
            return aside("clock", "cannot be told")
        ahead = "ahead" if self._ahead_s > 0 else "behind"
        words = f"{text.duration(abs(self._ahead_s))} {ahead} of the archive's"
        if abs(self._ahead_s) > MAX_SKEW_S:
            return bad("clock", words, "set the clock: certificates and signed addresses need it")
        return good("clock", "as the archive's" if abs(self._ahead_s) < 2 else words)

    def _key(self) -> Finding:
        asking, name = self._asking, self._asking.token_name
        if not asking.has_token:
            hint = f"{name} or the keyring would open embargoed data" if name else ""
            return aside("key", "none; only open data", hint)
        status = self._status("/users/me/")
        if not asking.transport.has_token or status in (401, 403):
            advice = f"take a new one from the archive's page into {name}"
            return bad("key", "the archive does not know it", advice)
        return (
            good("key", "the archive knows it") if status == 200 else aside("key", "there is one")
        )

    def _status(self, path: str) -> int:
        try:
            return self._asking.send(path).status_code
        except DandiTuiError:
            return 0


def _addresses(host: str) -> int | Exception:
    """How many addresses a name has; resolving has no timeout of its own."""
    found: list[int | Exception] = [OSError("no answer in 5 s")]

    def look() -> None:
        try:
            found[0] = len({one[4][0] for one in socket.getaddrinfo(host, None)})
        except (OSError, UnicodeError) as error:
            found[0] = OSError(getattr(error, "strerror", None) or "it is no name")

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(NAME_TIMEOUT_S)
    return found[0]
