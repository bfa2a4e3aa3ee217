"""What is copied goes to the terminal, and inside tmux to its buffer."""

from pathlib import Path
from typing import cast

import pytest
from textual.app import App

from dandi_tui.ui.clipboard import copy
from tests.ui.browsing import WIDE, make_app


async def test_tmux_is_given_no_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its client sends all of its environment to the server; what is copied arrives."""
    tmux = tmp_path / "tmux"
    tmux.write_text(f"#!/bin/sh\nenv > {tmp_path}/env; cat > {tmp_path}/copied\n")
    tmux.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("TMUX", "somewhere")
    monkeypatch.setenv("EMBER_DANDI_API_KEY", "hush")
    app = make_app()
    async with app.run_test(size=WIDE):
        await copy(cast("App[object]", app), "words")
    assert (tmp_path / "copied").read_text() == "words"
    assert "hush" not in (tmp_path / "env").read_text()
    assert "TMUX=somewhere" in (tmp_path / "env").read_text()
