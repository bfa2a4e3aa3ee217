"""Fixtures that many parts use."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo_fixture import demo, demo_cache_dir, demo_factory

__all__ = ["demo", "demo_cache", "demo_factory"]


@pytest.fixture(autouse=True)
def no_settings_of_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whoever runs the tests has settings and places of their own, which stay out of them."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))


@pytest.fixture
def demo_cache(demo: object) -> Path:
    """A cache folder in which the demo's files have been written."""
    return demo_cache_dir()


@pytest.fixture
def collector_off() -> Iterator[None]:
    """For tests that read remote files in this process, as the reader does in its own.

    In a service thread the collector may meet an h5py object, and wait for the thread that waits.
    """
    gc.disable()
    yield
    gc.enable()
