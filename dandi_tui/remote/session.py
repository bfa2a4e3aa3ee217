"""Byte ranges over HTTP: timeouts, retries, checks and counts. Knows no files and no cache.

No message or log names more of a URL than its host: the query of a signed URL is a key. That is
why the causes, whose texts hold whole URLs, are left out (`from None`).
"""

import email.utils
import ipaddress
import os
import random
import re
import time
from typing import Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ContentDecodingError
from requests.utils import get_environ_proxies

from dandi_tui import __version__
from dandi_tui.errors import (
    ConnectionFailedError,
    DandiTuiError,
    FileFormatError,
    NotFoundError,
)
from dandi_tui.remote.body import pieces
from dandi_tui.remote.counts import Counts
from dandi_tui.remote.jobs import Job
from dandi_tui.remote.ranges import (
    AGAIN,
    CONNECTIONS,
    RangeAnswer,
    RefusedError,
    changed,
    host_of,
    plain_etag,
)
from dandi_tui.remote.redirects import BodilessRedirects
from dandi_tui.settings import Settings

MAX_WAIT_S: Final = 30.0
RETRIED: Final = frozenset({408, 429, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524})
_CONTENT_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
SILENT: Final = ""
"""The reason of a try that only waited: the sentence says for how long."""


class _TryAgain(Exception):
    """This try failed in a way that the next may not."""

    def __init__(self, reason: str, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait_s = wait_s


class _Wanted:
    """The range that a read is about, and how long it goes on without a byte."""

    def __init__(self, url: str, job: Job, patience_s: float) -> None:
        self.url = url
        self.job = job
        self.words = _of(job.start, job.stop)
        self.etag = ""
        """The strong ETag, as it was sent, of the answer whose bytes were taken."""
        self._patience_s = patience_s
        self._begun_s = time.monotonic()

    @property
    def silent_s(self) -> float:
        """Seconds since a byte came, or since the read began."""
        return time.monotonic() - max(self._begun_s, self.job.heard_s)

    @property
    def left_s(self) -> float:
        """Seconds until the read is given up."""
        return self._patience_s - self.silent_s

    @property
    def silence(self) -> str:
        """`sent nothing for 60 s`."""
        return f"sent nothing for {self.silent_s:.0f} s"

    def headers(self) -> dict[str, str]:
        """Of the next try, which asks for what has not come; of the same content, if some has."""
        headers = {"Range": f"bytes={self.job.at}-{self.job.stop - 1}"}
        if self.etag and self.job.at > self.job.start:
            headers["If-Range"] = self.etag
        return headers


def is_loopback(url: str) -> bool:
    """Whether the host is this machine, which no proxy can reach."""
    try:
        name = urlsplit(url).hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class Session:
    """Reads ranges; safe to use from many threads."""

    def __init__(self, settings: Settings, counts: Counts) -> None:
        self._settings = settings
        self._counts = counts
        self._http = BodilessRedirects()
        # The environment's proxies and certificates are read here; its .netrc is not, since the
        # reader sends no credentials to anyone.
        self._http.trust_env = False
        self._http.verify = next(
            (os.environ[v] for v in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE") if os.environ.get(v)),
            True,
        )
        self._http.headers.update(
            {"User-Agent": f"dandi-tui/{__version__}", "Accept-Encoding": "identity"}
        )
        for scheme in ("http://", "https://"):
            self._http.mount(scheme, HTTPAdapter(pool_connections=8, pool_maxsize=CONNECTIONS))

    def close(self) -> None:
        """Close the connections that are idle; the others close when their answer ends."""
        self._http.close()

    def read(self, url: str, job: Job) -> None:
        """Have a job take its bytes as they come, fewer only where the file ends.

        A try goes on where the one before broke off, so only tries that bring nothing are counted.

        Raises:
            RefusedError: 401 or 403.
            DandiTuiError: All other failures, after the tries that the settings allow.
        """
        if self._settings.offline:
            raise ConnectionFailedError(
                "These bytes are not kept on this machine.", hint="Start without --offline"
            )
        wanted, number = _Wanted(url, job, self._settings.patience_s), 0
        while True:
            at, number = job.at, number + 1
            try:
                return self._try(wanted)
            except _TryAgain as again:
                reason, pause_s = again.reason, again.wait_s
            number = number if job.at == at else 0
            pause_s = max(pause_s, backoff_s(max(0, number - 1)))
            enough = number >= max(1, self._settings.max_tries)
            if enough or job.stopped.is_set() or wanted.left_s <= pause_s:
                break
            job.stopped.wait(pause_s)
        tries = "1 try" if number == 1 else f"{number} tries"
        raise ConnectionFailedError(
            f"{host_of(url)} {reason or wanted.silence}, asked for {wanted.words} ({tries}).",
            hint=AGAIN,
        )

    def _try(self, wanted: _Wanted) -> None:
        url = wanted.url
        try:
            with self._counts.request() as timing, self._get(wanted) as response:
                timing.answered(len(response.history))
                _check_status(response, wanted)
                timing.ended(self._body(response, wanted))
        except requests.exceptions.SSLError:
            raise ConnectionFailedError(
                f"The certificate of {host_of(url)} is not trusted.",
                hint="Behind a proxy, set REQUESTS_CA_BUNDLE or SSL_CERT_FILE",
            ) from None
        except requests.Timeout:
            raise _TryAgain(SILENT) from None
        except (requests.exceptions.ChunkedEncodingError, ContentDecodingError):
            raise _TryAgain("broke off in the middle") from None
        except requests.ConnectionError as error:
            raise _TryAgain(_words(error)) from None
        except (requests.RequestException, OSError, ValueError) as error:
            raise ConnectionFailedError(
                f"{host_of(url)} cannot be asked ({type(error).__name__}).",
                hint="Check the address",
            ) from None

    def _get(self, wanted: _Wanted) -> requests.Response:
        at_most = max(0.001, wanted.left_s)
        connect_s = min(self._settings.connect_timeout_s, at_most)
        return self._http.get(
            wanted.url,
            headers=wanted.headers(),
            stream=True,
            timeout=(connect_s, min(self._settings.read_timeout_s, at_most)),
            proxies={} if is_loopback(wanted.url) else get_environ_proxies(wanted.url),
        )

    def _body(self, response: requests.Response, wanted: _Wanted) -> int:
        """Check what an answer says of itself, then have its bytes taken as they come: so many."""
        job = wanted.job
        size, n_bytes = _check_range(response, job.at, job.stop)
        etag = response.headers.get("ETag", "")
        job.begin(RangeAnswer(size_bytes=size, etag=plain_etag(etag), url=response.url))
        wanted.etag = etag if etag.startswith('"') else ""
        expected = n_bytes
        for piece in pieces(response):
            expected -= len(piece)
            self._counts.received(len(piece))
            if expected < 0 or job.stopped.is_set():
                break
            job.take(piece)
        if expected:
            raise _TryAgain("sent the wrong number of bytes")
        return n_bytes


def backoff_s(number: int) -> float:
    """Wait after try `number` (from 0): doubling, and never the same in two programs."""
    return min(8.0, 0.25 * 2.0**number) * random.uniform(0.5, 1.0)


def retry_after_s(header: str) -> float:
    """Seconds that a `Retry-After` asks for, at most `MAX_WAIT_S`; 0 if it says nothing."""
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(header).timestamp() - time.time()
        except (ValueError, OverflowError):
            return 0.0
    return min(max(seconds, 0.0), MAX_WAIT_S)


def _of(start: int, stop: int) -> str:
    return f"bytes {start}–{stop - 1}"


def _words(error: requests.ConnectionError) -> str:
    """Why a connection failed. The error's own text would name the whole URL."""
    text = str(error).lower()
    if "read timed out" in text:
        return SILENT
    if "name or service" in text or "resolve" in text or "nodename" in text:
        return "was not found"
    return "cannot be reached" if "refused" in text else "closed the connection"


def _check_status(response: requests.Response, wanted: _Wanted) -> None:
    """Raise unless the answer is a partial one."""
    status, host = response.status_code, host_of(response.url)
    if status == 206:
        return
    if status == 200 and "If-Range" in response.request.headers:
        raise changed(response.url)
    what = f"{host} answered {status} for {wanted.words}"
    if status in RETRIED:
        wait_s = retry_after_s(response.headers.get("Retry-After", ""))
        raise _TryAgain(f"answered {status}", wait_s)
    raise _final(status, what, response.headers.get("Content-Range", ""))


def _final(status: int, what: str, content_range: str) -> DandiTuiError:
    """The error for a status that another try would not change."""
    if status in (401, 403):
        return RefusedError(f"{what}: access refused.", hint="Check the token, or open it again")
    if status in (404, 410):
        return NotFoundError(f"{what}: no such file.", hint="It may have been moved or deleted")
    if status == 416 and content_range.strip() == "bytes */0":
        return FileFormatError("The file is empty.", hint="Choose another file")
    if status == 200:
        return ConnectionFailedError(
            f"{what}: it does not serve parts of files.", hint="Download it and open it from disk"
        )
    return ConnectionFailedError(f"{what}.", hint=AGAIN)


def _check_range(response: requests.Response, start: int, stop: int) -> tuple[int, int]:
    """The sizes of the whole file and of the answer, which is of the range asked for."""
    match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    if not match:
        raise _TryAgain("did not say which bytes it sent")
    first, last, size = (int(number) for number in match.groups())
    if first != start or last + 1 != min(stop, size):
        raise _TryAgain("sent another range")
    n_bytes = response.headers.get("Content-Length", "")
    if n_bytes.isdigit() and int(n_bytes) != last + 1 - first:
        raise _TryAgain("sent the wrong number of bytes")
    return size, last + 1 - first
