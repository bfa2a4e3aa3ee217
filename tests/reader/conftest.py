"""Fixtures of the reader's tests."""

from pathlib import Path

import pytest

from dandi_tui.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache_dir=tmp_path, max_tries=2, reader_memory_bytes=300_000_000)


@pytest.fixture(autouse=True)
def _collector_off(collector_off: None) -> None:
    """See there."""
