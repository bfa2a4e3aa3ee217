"""One request to an archive's API: timeouts, bounded retries, the token, and a way to stop.

dandi's client has no timeout on these requests and may back off for 53 s, so its `request` is
routed through here. Nothing here follows a redirect to another host.
"""

import ipaddress
import logging
import os
import threading
import time
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from dandi_tui import __version__
from dandi_tui.archive.base import Params
from dandi_tui.archive.failures import BrokenBodyError, certificate, no_answer
from dandi_tui.archive.patience import Wait
from dandi_tui.archive.refusals import said
from dandi_tui.errors import Cancelled, ConnectionFailedError
from dandi_tui.protocol.pictures import Stats
from dandi_tui.remote.body import pieces
from dandi_tui.remote.redirects import BodilessRedirects
from dandi_tui.settings import Settings
from dandi_tui.text import safe

log = logging.getLogger(__name__)

RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
MAX_ANSWER_BYTES = 64_000_000
"""A thousand assets with their metadata are 1.5 MB."""
MAX_WAIT_S = 20.0
"""A server that asks for a longer pause is reported in place of being waited for."""
LEAST_BYTES = 1
"""Of a body, that are looked at."""
MAX_REDIRECTS = 3
CONNECTIONS = 4


class Transport:
    """A `requests` session that keeps its promises. May be used from several threads."""

    def __init__(self, settings: Settings, api_url: str, token: str, token_name: str) -> None:
        self._settings = settings
        self._origin = origin(api_url)
        self._token = token
        self._token_name = token_name
        self._lock = threading.Lock()
        self._under_way = 0
        self.stats = Stats()
        """What all requests cost so far."""
        self.notices: list[str] = []
        """Sentences that the user should see."""
        self.session = new_session(api_url)

    @property
    def has_token(self) -> bool:
        """Whether requests are sent in the user's name."""
        return bool(self._token)

    def send(
        self,
        method: str,
        url: str,
        params: Params | None = None,
        *,
        stop: threading.Event | None = None,
        follow: bool = True,
    ) -> requests.Response:
        """The archive's answer, whole; also one with a status that says no.

        Args:
            method: GET or HEAD.
            url: Absolute.
            params: The query.
            stop: Set by whoever no longer wants the answer.
            follow: Follow redirects that stay on the host.
        """
        wait = Wait(stop or threading.Event(), self._settings.patience_s)
        for _ in range(MAX_REDIRECTS):
            answer = self._send_until_answered(method, url, params, wait)
            if not follow or not answer.is_redirect:
                return answer
            url, params = self._target(url, answer.headers["Location"]), None
        raise ConnectionFailedError("The archive redirects in a circle.")

    def _target(self, url: str, location: str) -> str:
        """Where a redirect leads, if that is the same server."""
        try:
            target = urljoin(url, location)
            is_same = origin(target) == self._origin
        except ValueError as error:
            raise ConnectionFailedError("The archive redirects to what is no address.") from error
        if not is_same:
            raise ConnectionFailedError(
                f"The archive redirects to another host, {safe(_host(target))}.",
                hint="Name that one with --instance if you trust it.",
            )
        return target

    def _send_until_answered(
        self, method: str, url: str, params: Params | None, wait: Wait
    ) -> requests.Response:
        tries = max(1, self._settings.max_tries)
        for attempt in range(1, tries + 1):
            outcome = self._try(method, url, params, wait)
            if isinstance(outcome, requests.Response):
                if outcome.status_code not in RETRIED_STATUSES:
                    return outcome
                pause = retry_after(outcome) or _back_off(attempt)
            else:
                pause = _back_off(attempt)
            log.warning("try %s of %s: %s", attempt, url, outcome)
            if attempt == tries or pause > MAX_WAIT_S or pause >= wait.left_s:
                break
            if wait.stop.wait(pause):
                raise Cancelled
        if isinstance(outcome, requests.Response):
            return outcome
        raise no_answer(self._origin[1], attempt, outcome) from outcome

    def _try(
        self, method: str, url: str, params: Params | None, wait: Wait
    ) -> requests.Response | Exception:
        """The answer, or the failure that another try may mend."""
        try:
            return self._send_once(method, url, params, wait)
        except requests.exceptions.SSLError as error:
            raise certificate(self._origin[1]) from error
        except (requests.ConnectionError, requests.Timeout, BrokenBodyError) as error:
            return error
        except (requests.RequestException, ValueError) as error:
            # ValueError: an address that is none, as of a redirect.
            raise ConnectionFailedError(f"{safe(url)} cannot be asked.") from error

    def _send_once(
        self, method: str, url: str, params: Params | None, wait: Wait
    ) -> requests.Response:
        if wait.stop.is_set():
            raise Cancelled
        token = self._token if origin(url) == self._origin else ""
        answer = self._exchange(method, url, params, token, wait)
        if token and answer.status_code == 401 and "token" in said(answer.content).lower():
            self._drop(token)
            return self._exchange(method, url, params, "", wait)
        return answer

    def _exchange(
        self, method: str, url: str, params: Params | None, token: str, wait: Wait
    ) -> requests.Response:
        with self._lock:
            self._under_way += 1
            self._count(requests=1, concurrent=self._under_way)
        try:
            with self.session.request(
                method,
                url,
                params=dict(params or {}),
                headers={"Accept": "application/json"},
                auth=_Authorization(token),
                timeout=(
                    wait.at_most(self._settings.connect_timeout_s),
                    wait.at_most(self._settings.read_timeout_s),
                ),
                allow_redirects=False,
                stream=True,
            ) as answer:
                self._read(answer, wait, token)
                return answer
        finally:
            with self._lock:
                self._under_way -= 1

    def _read(self, answer: requests.Response, wait: Wait, token: str) -> None:
        """Read the body, as long as it is wanted, of a bearable size, and arriving.

        A key that was said back, as pages of errors do, is taken out: it must not be shown or kept.
        """
        parts: list[bytes] = []
        n_bytes = 0
        if answer.is_redirect:
            return  # It is not read.
        if "," in answer.headers.get("Content-Encoding", ""):
            # What is packed twice may unpack to a million times its size at once.
            raise ConnectionFailedError("The archive's answer is packed more than once.")
        try:
            # As they come: a server that drips must not be waited for until a piece is whole.
            for part in pieces(answer, LEAST_BYTES):
                parts.append(part)
                n_bytes += len(part)
                if wait.stop.is_set():
                    raise Cancelled
                if n_bytes > MAX_ANSWER_BYTES or wait.left_s < 0:
                    raise ConnectionFailedError("The archive's answer does not end.")
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError,
                requests.ConnectionError) as error:  # fmt: skip
            raise BrokenBodyError("the answer broke off") from error
        # requests has no public way to hand over a body that was read in parts.
        body = b"".join(parts)
        answer._content = body.replace(token.encode(), b"(key)") if token else body
        with self._lock:
            self._count(n_bytes=answer.raw.tell())

    def _count(self, *, requests: int = 0, n_bytes: int = 0, concurrent: int = 0) -> None:
        self.stats = Stats(
            requests=self.stats.requests + requests,
            bytes=self.stats.bytes + n_bytes,
            concurrent=max(self.stats.concurrent, concurrent),
        )

    def _drop(self, token: str) -> None:
        """Go on without a token that the archive does not know (any more)."""
        with self._lock:
            if self._token == token:
                self._token = ""
                self.notices.append(
                    f"The archive does not know the key in {self._token_name}; "
                    "only open data are shown."
                )


class _Authorization(requests.auth.AuthBase):
    """The token, or nothing: also keeps `requests` from looking for a password in ~/.netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"token {self._token}"
        return request


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what a token may be sent to."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port or default


def _host(url: str) -> str:
    """Name and port; who may be named before them is nobody's business."""
    return urlsplit(url).netloc.rpartition("@")[2]


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine, by its literal name."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _back_off(attempt: int) -> float:
    """Seconds before the next try: 0.25, 0.5, 1, 2, 4."""
    return float(min(0.25 * 2 ** (attempt - 1), 4.0))


def retry_after(answer: requests.Response) -> float:
    """Seconds that the server asks to wait, by number or by date; 0 if it does not."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def new_session(api_url: str) -> requests.Session:
    """A session without cookies, with the proxies and certificates of the environment."""
    session = BodilessRedirects()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = f"dandi-tui/{__version__}"
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))
    # Proxies and certificates of the environment, except for this machine itself.
    session.trust_env = not is_loopback(api_url)
    if os.environ.get("SSL_CERT_FILE"):
        session.verify = os.environ["SSL_CERT_FILE"]
    return session
