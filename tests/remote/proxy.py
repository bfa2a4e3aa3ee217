"""A forward proxy on loopback, which knows names that no other does, and notes who asks it."""

import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import trustme


class Exchange(BaseHTTPRequestHandler):
    """One connection of a client; through `CONNECT`, the proxy speaks for the server."""

    protocol_version = "HTTP/1.1"
    server: "Proxy"
    through = ""
    """Host of the tunnel, if this is one."""

    def do_CONNECT(self) -> None:
        """Answer in place of the server, with a certificate for its name, as company proxies do."""
        self.server.note(f"CONNECT {self.path}")
        self.send_response(200)
        self.end_headers()
        self.through = self.path.partition(":")[0]
        self.connection = self.server.secure.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = _Writer(self.connection)  # type: ignore[assignment]
        self.close_connection = False

    def do_GET(self) -> None:
        """Ask the server behind the name, and hand its answer on."""
        parts = urlsplit(self.path)
        name = self.through or parts.hostname or ""
        self.server.note(f"GET {name}")
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        line = http.client.HTTPConnection("127.0.0.1", self.server.ports[name], timeout=300)
        with closing(line):
            line.request("GET", path, headers=dict(self.headers))
            answer = line.getresponse()
            body = answer.read()
        self.send_response(answer.status)
        for header, value in answer.getheaders():
            if header not in ("Transfer-Encoding", "Content-Length", "Connection"):
                self.send_header(header, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def finish(self) -> None:
        """Close what took the place of the socket, too."""
        super().finish()
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Writer:
    """What `wfile` is to a handler, over a socket that was replaced."""

    def __init__(self, connection: ssl.SSLSocket) -> None:
        self._connection = connection
        self.closed = False

    def write(self, data: bytes) -> int:
        self._connection.sendall(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        self.closed = True


class _Tunnel(ssl.SSLSocket):
    """Is never left open: `wrap_socket` does that if its client resets before the handshake."""

    def __del__(self) -> None:
        self.close()


class Proxy(ThreadingHTTPServer):
    """Forwards to `ports`, by name; `asked` is what it was asked for."""

    daemon_threads = True
    request_queue_size = 64
    block_on_close = False

    def __init__(self, ports: dict[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.ports = ports
        self.asked: list[str] = []
        self.ended = 0
        """Lines that clients opened and that are over."""
        self.authority = trustme.CA()
        self.secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.secure.sslsocket_class = _Tunnel
        self.authority.issue_cert(*ports).configure_cert(self.secure)
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def note(self, what: str) -> None:
        with self._lock:
            self.asked.append(what)

    def process_request_thread(self, *line: Any) -> None:
        """One line, from first to last."""
        super().process_request_thread(*line)
        with self._lock:
            self.ended += 1

    def handle_error(self, *_: object) -> None:
        """Clients that do not trust it leave in the middle."""


@contextmanager
def proxy(**ports: int) -> Iterator[Proxy]:
    """A running proxy; `blobs=1234` is known as `blobs.example.test`."""
    server = Proxy({f"{name}.example.test": port for name, port in ports.items()})
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
