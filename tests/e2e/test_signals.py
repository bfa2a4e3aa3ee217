"""The browser is ended from elsewhere."""

import os
import signal
import sys
from pathlib import Path

import h5py

from tests.e2e.terminal import Terminal


def test_terminated_it_leaves_the_terminal_as_q_would(tmp_path: Path) -> None:
    """The cursor is there again, and the exit code is the usual one."""
    with h5py.File(tmp_path / "a.nwb", "w") as file:
        file["numbers"] = [1, 2, 3]
    command = str(Path(sys.executable).parent / "dandi-tui")
    argv = [command, str(tmp_path / "a.nwb"), "--cache-dir", str(tmp_path)]
    with Terminal(argv, columns=100, rows=30) as terminal:
        terminal.wait_for("numbers")
        assert terminal.screen.cursor.hidden
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        while terminal.read(0.1) and terminal.screen.cursor.hidden:
            pass
        assert not terminal.screen.cursor.hidden
