"""The demo archive as a fixture: a real server, over real HTTP, with real files."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from dandi_tui.demo.launch import running_demo
from dandi_tui.settings import Settings

TIMEOUT_S = 120.0


def demo_cache_dir() -> Path:
    """Where the demo's files stay between runs: `DANDI_TUI_DEMO_CACHE`, else one for this user."""
    named = os.environ.get("DANDI_TUI_DEMO_CACHE", "")
    return Path(named) if named else Path(tempfile.gettempdir()) / f"dandi-tui-demo-{os.getuid()}"


@dataclass(frozen=True)
class Demo:
    """A running demo archive, with what tests do to it."""

    api_url: str
    """`http://127.0.0.1:PORT/api`: an instance."""
    store_url: str
    """`http://127.0.0.1:PORT`, without the bucket."""
    session: requests.Session

    @property
    def host(self) -> str:
        """Scheme, name and port of the API."""
        return self.api_url.removesuffix("/api")

    def ask(
        self, path: str, method: str = "GET", *, token: str = "", **headers: str
    ) -> requests.Response:
        """Answer of the API to a path that starts with `/`, or to a whole URL; never redirected."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Accept": "application/json", **named}
        if token:
            sent["Authorization"] = f"token {token}"
        url = path if path.startswith("http") else self.host + path
        return self.session.request(
            method, url, headers=sent, timeout=TIMEOUT_S, allow_redirects=False
        )

    def assets(self, dandiset: str, version: str = "draft") -> list[dict[str, Any]]:
        """The first 1000 assets of a version."""
        path = f"/api/dandisets/{dandiset}/versions/{version}/assets/?page_size=1000"
        found: list[dict[str, Any]] = self.ask(path).json()["results"]
        return found

    def object_url(self, asset: dict[str, Any]) -> str:
        """The unsigned address of a blob asset's bytes."""
        blob = asset["blob"]
        return f"{self.store_url}/dandiarchive/blobs/{blob[:3]}/{blob[3:6]}/{blob}"

    def conditions(self, **conditions: object) -> None:
        """Put conditions in force (`dandi_tui.demo.faults.Conditions`); none: as at the start."""
        answer = self.session.post(f"{self.host}/_demo/faults", json=conditions, timeout=TIMEOUT_S)
        answer.raise_for_status()

    def log(self, where: str = "", *, patience_s: float = 20.0) -> list[dict[str, Any]]:
        """The requests so far to the `api` or the `store`, or to both.

        A client may have its answer a moment before the server is done with it: such entries get
        so long to be closed.
        """
        deadline = time.monotonic() + patience_s
        while True:
            entries = self.session.get(f"{self.host}/_demo/log", timeout=TIMEOUT_S).json()
            chosen = [entry for entry in entries if where in ("", entry["where"])]
            open_ = any(entry["state"] == "open" for entry in chosen)
            if not open_ or time.monotonic() > deadline:
                return chosen


DemoFactory = Callable[..., Demo]


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """A demo archive for all tests that only read; do not change its conditions."""
    with ExitStack() as stack:
        yield _start(stack)


@pytest.fixture
def demo_factory() -> Iterator[DemoFactory]:
    """Starts private demo archives: `demo_factory(latency_ms=100, bandwidth_mbps=5)`.

    Further words go to the command line of the child, as `"--listing", file`.
    """
    with ExitStack() as stack:

        def start(*words: str, latency_ms: float = 0.0, bandwidth_mbps: float = 0.0) -> Demo:
            return _start(stack, *words, latency_ms=latency_ms, bandwidth_mbps=bandwidth_mbps)

        yield start


def _start(
    stack: ExitStack, *words: str, latency_ms: float = 0.0, bandwidth_mbps: float = 0.0
) -> Demo:
    settings = Settings(
        cache_dir=demo_cache_dir(),
        demo_latency_ms=latency_ms,
        demo_bandwidth_mbps=bandwidth_mbps,
    )
    addresses = stack.enter_context(running_demo(settings, *words))
    session = stack.enter_context(requests.Session())
    session.trust_env = False
    return Demo(addresses.api_url, addresses.store_url, session)
