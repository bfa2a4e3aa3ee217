"""Fixtures of the tests of remote files."""

import pytest

from dandi_tui.remote import session as session_module


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries follow each other at once."""
    monkeypatch.setattr(session_module, "backoff_s", lambda _: 0.0)


@pytest.fixture(autouse=True)
def _collector_off(collector_off: None) -> None:
    """See there."""
