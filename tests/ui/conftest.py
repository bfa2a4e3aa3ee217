"""The terminal that the tests of the screen run in."""

import pytest

from tests.ui.steady import steady

__all__ = ["steady"]


@pytest.fixture(autouse=True)
def _steady(steady: None) -> None:
    """See there."""


@pytest.fixture(autouse=True)
def true_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with all colours, whatever the tests run in."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("COLORFGBG", raising=False)
    monkeypatch.delenv("TMUX", raising=False)
