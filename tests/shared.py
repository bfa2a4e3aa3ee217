"""Real data that is not part of the project: tests that need it skip where it is absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path | None:
    """The folder that `DANDI_TUI_SHARED` names, else `shared` beside the project, if there."""
    named = os.environ.get("DANDI_TUI_SHARED", "")
    folder = Path(named) if named else ROOT.parent / "shared"
    return folder if folder.is_dir() else None


def shared_path(*parts: str) -> Path:
    """A file or folder of the shared data; skips the test where it is absent."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("shared data are not on this machine")
    return folder.joinpath(*parts)
