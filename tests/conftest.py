"""Fixtures that many parts use."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo_fixture import demo, demo_cache_dir, demo_factory

__all__ = ["demo", "demo_cache", "demo_factory"]

ENDLESS_S = 3600.0


@pytest.fixture(autouse=True)
def no_settings_of_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whoever runs the tests has settings and places of their own, which stay out of them."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))


@pytest.fixture(autouse=True)
def no_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow this machine is now, no answer of a test's server counts as slow or silent.

    And no cursor rests on a file for so long that it is begun with. So what is asked for can be
    counted; what is done about either has tests of its own, which put their own `no_haste` in place
    of this one.
    """
    for name in ("SOON_S", "LATE_S"):
        monkeypatch.setattr(f"dandi_tui.remote.pace.{name}", ENDLESS_S)
    monkeypatch.setattr("dandi_tui.ui.following.FOLLOW_S", ENDLESS_S)
    for module in ("lines", "coming", "fetch"):
        monkeypatch.setattr(f"dandi_tui.remote.{module}.SILENT_S", ENDLESS_S)


@pytest.fixture(autouse=True)
def time_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the disk is now, what was begun is ended: written, answered, closed."""
    for name in (
        "dandi_tui.remote.later.CLOSE_S",
        "dandi_tui.archive.keeper.CLOSE_S",
        "dandi_tui.archive.index.index.CLOSE_S",
        "dandi_tui.reader.client.PATIENCE_S",
        "dandi_tui.app.PATIENCE_S",
        "dandi_tui.ui.screens.place_screen.LEAVE_S",
    ):
        monkeypatch.setattr(name, 60.0)


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
