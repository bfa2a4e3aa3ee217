"""A server that answers with the recordings of the real one, and with faults on demand."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

USERS = {"": "anonymous", "token alice": "alice", "token bob": "bob"}
NO_PAGE = {"detail": "Invalid page."}
NO_TOKEN = {"detail": "Invalid token."}


@dataclass
class Answer:
    """What the server says next, in place of a recording."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    close_early: bool = False
    """Announce more than is sent."""
    wait: threading.Event | None = None
    """Hold the answer until it is set."""


@dataclass
class Replay:
    """A running server: where it is, what it was asked, what it shall answer first."""

    api_url: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Path with query, and the Authorization header."""
    next: list[Answer] = field(default_factory=list)
    recordings: list[dict[str, Any]] = field(default_factory=list)

    def tokens(self) -> set[str]:
        """The Authorization headers that were seen."""
        return {token for _, token in self.requests}

    def find(self, method: str, target: str, who: str) -> dict[str, Any] | None:
        """The recording of this request, whatever its page size; the longest answer if many."""
        wanted = _normal(target)
        hits = [
            one
            for one in self.recordings
            if one["request"]["method"] == method
            and one["who"] == who
            and _normal(one["request"]["url"]) == wanted
        ]
        return max(hits, key=lambda one: len(json.dumps(one["body"])), default=None)


def _normal(target: str) -> tuple[str, frozenset[tuple[str, str]]]:
    parts = urlsplit(target)
    fields = {name: value.rstrip("/") for name, value in parse_qsl(parts.query)}
    fields.pop("page_size", None)
    return parts.path, frozenset(fields.items())


def load(folder: Path) -> list[dict[str, Any]]:
    """All recordings, each with who asked."""
    index = json.loads((folder / "index.json").read_text())
    return [json.loads((folder / one["file"]).read_text()) | {"who": one["who"].split()[0]}
            for one in index]  # fmt: skip


@contextmanager
def serving(recordings: list[dict[str, Any]]) -> Iterator[Replay]:
    """The server for the time of a `with` block."""
    replay = Replay(recordings=recordings)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            token = self.headers.get("Authorization", "")
            replay.requests.append((self.path, token))
            self._send(replay.next.pop(0) if replay.next else recorded(replay, self.path, token))

        def _send(self, answer: Answer) -> None:
            if answer.wait:
                answer.wait.wait(300)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            more = 10 if answer.close_early else 0
            self.send_header("Content-Length", str(len(answer.body) + more))
            self.end_headers()
            self.wfile.write(answer.body)
            self.close_connection = answer.close_early

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    replay.api_url = f"http://127.0.0.1:{server.server_port}/api"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def recorded(replay: Replay, target: str, token: str) -> Answer:
    """The recorded answer; what was not recorded is a page that is not there."""
    if token not in USERS:
        return Answer(401, json.dumps(NO_TOKEN).encode())
    found = replay.find("GET", target, USERS[token]) or replay.find("GET", target, "anonymous")
    if found is None:
        return Answer(404, json.dumps(NO_PAGE).encode())
    location = found["headers"].get("Location")
    body = found["body"]
    encoded = body.encode() if found["headers"].get("Content-Type", "").startswith("text/") and (
        isinstance(body, str)
    ) else json.dumps(body).encode()  # fmt: skip
    return Answer(found["status"], encoded, {"Location": location} if location else {})


def until(condition: Any, seconds: float = 120.0) -> None:
    """Wait for something that another thread does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)
