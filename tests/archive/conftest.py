"""Archives to ask: the recordings of the real one, behind a small server."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.settings import Settings
from tests.archive.replay import Replay, load, serving
from tests.shared import shared_path


@pytest.fixture(scope="session")
def recordings() -> list[dict[str, Any]]:
    """226 answers of the real server."""
    return load(shared_path("archive-api"))


@pytest.fixture
def replay(recordings: list[dict[str, Any]]) -> Iterator[Replay]:
    """A server of the recordings."""
    with serving(recordings) as server:
        yield server


@pytest.fixture
def bare() -> Iterator[Replay]:
    """A server that knows nothing but what a test tells it."""
    with serving([]) as server:
        yield server


def quick(replay: Replay, tmp_path: Path) -> Settings:
    """Settings for a server near by that may be at fault."""
    return Settings(
        instance=replay.api_url,
        cache_dir=tmp_path,
        log_file=tmp_path / "log",
        connect_timeout_s=60,
        read_timeout_s=60,
        max_tries=3,
    )


@pytest.fixture
async def archive(replay: Replay, tmp_path: Path) -> AsyncIterator[Archive]:
    """The recordings, asked by an anonymous user."""
    archive = await connect(quick(replay, tmp_path))
    yield archive
    await archive.close()


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key of whoever runs the tests is ever looked up."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for name in ("DANDI_API_KEY", "DANDI_SANDBOX_API_KEY", "EMBER_DANDI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
