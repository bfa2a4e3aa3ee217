"""A server of one file by ranges on loopback, with the faults that a test asks for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Fault = Callable[["Exchange"], bool]
"""Answers in place of the server, or returns False."""


class Exchange(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: "RangeServer"

    def do_GET(self) -> None:
        server = self.server
        with server.lock:
            server.ranges.append(self.headers.get("Range", ""))
            server.urls.append(self.path)
            self.number = len(server.ranges)
        if server.fault is None or not server.fault(self):
            self.answer()

    def span(self) -> tuple[int, int]:
        """First and last byte asked for, cut at the file's end."""
        first, last = self.headers["Range"].removeprefix("bytes=").split("-")
        return int(first), min(int(last), len(self.server.content) - 1)

    def answer(
        self, *, status: int = 206, shift: int = 0, cut: int = 0, etag: str | None = None
    ) -> None:
        """The range asked for: moved by `shift` bytes, or broken off `cut` bytes early."""
        if not self.headers.get("Range"):
            self.whole()
            return
        first, last = self.span()
        content = self.server.content
        body = content[first + shift : last + shift + 1]
        self.send_response(status)
        span = f"{first + shift}-{last + shift}" if content else "*"
        self.send_header("Content-Range", f"bytes {span}/{len(content)}")
        self.send_header("Content-Length", str(len(body)))
        etag = self.server.etag if etag is None else etag
        if etag:
            self.send_header("ETag", f'"{etag}"')
        self.end_headers()
        self.wfile.write(body[: len(body) - cut])
        self.close_connection = bool(cut)

    def whole(self) -> None:
        """All of the file, as remfile asks for to learn its length."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        self.close_connection = True

    def refuse(self, status: int, **headers: str) -> None:
        """An answer without content."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def stall(self) -> bool:
        """Say nothing until the server ends."""
        self.server.stalled.release()
        self.server.ended.wait()
        self.close_connection = True
        return True

    def log_message(self, *_: object) -> None:
        """Quiet."""


class RangeServer(ThreadingHTTPServer):
    """Serves `content`; `ranges` and `urls` are what was asked for."""

    daemon_threads = True
    request_queue_size = 64
    block_on_close = False

    def __init__(self, content: bytes, fault: Fault | None = None, etag: str = "one") -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.content = content
        self.fault = fault
        self.etag = etag
        self.ranges: list[str] = []
        self.urls: list[str] = []
        self.lock = threading.Lock()
        self.stalled = threading.Semaphore(0)
        """Released for each request that stalls."""
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/file.nwb?X-Amz-Signature=secret"

    def handle_error(self, *_: object) -> None:
        """Clients that leave in the middle are part of the tests."""


@contextmanager
def serve(content: bytes, fault: Fault | None = None, etag: str = "one") -> Iterator[RangeServer]:
    """A running server."""
    server = RangeServer(content, fault, etag)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def every(n: int, fault: Fault) -> Fault:
    """The fault on the first of every `n` requests."""
    return lambda exchange: exchange.number % n == 1 and fault(exchange)
