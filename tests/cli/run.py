"""Runs the command as a person or a script does."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT_S = 300


@dataclass(frozen=True)
class Done:
    """What a run said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """stdout as JSON, one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def sentence(self) -> str:
        """The first line of stderr."""
        return self.err.splitlines()[0] if self.err else ""


def environment(home: Path, **more: str) -> dict[str, str]:
    """A home of its own, no keys, no proxies, no colour but what is asked for."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "PYTHONPATH", "LANG", "TZ", "DANDI_TUI_SHARED", "VIRTUAL_ENV")
    }
    return {
        **kept,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "DANDI_NO_ET": "1",
        **more,
    }


def run(home: Path, *words: str, **env: str) -> Done:
    """`dandi-tui WORDS` in a process of its own, in a pipe."""
    done = subprocess.run(
        [sys.executable, "-m", "dandi_tui", *words],
        cwd=home,
        env=environment(home, **env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIMEOUT_S,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())
