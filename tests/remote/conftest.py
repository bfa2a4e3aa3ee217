"""Fixtures of the tests of remote files."""

import pytest

from dandi_tui.remote import pace
from dandi_tui.remote import session as session_module


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries follow each other at once."""
    monkeypatch.setattr(session_module, "backoff_s", lambda _: 0.0)


@pytest.fixture(autouse=True)
def _collector_off(collector_off: None) -> None:
    """See there."""


@pytest.fixture(autouse=True)
def no_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow this machine is now, no answer of a test's server counts as slow.

    So what is asked for can be counted; what is done about slow answers has tests of its own.
    """
    monkeypatch.setattr(pace, "SOON_S", 3600.0)
