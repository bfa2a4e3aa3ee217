"""The browser ends, whoever ends it and whatever it waits for."""

import fcntl
import os
import signal
import sys
from pathlib import Path

import h5py
import pytest

from tests.e2e.terminal import Terminal


def browsing(folder: Path) -> Terminal:
    """A browser over a file of one dataset."""
    with h5py.File(folder / "a.nwb", "w") as file:
        file["numbers"] = [1, 2, 3]
    command = str(Path(sys.executable).parent / "dandi-tui")
    argv = [command, str(folder / "a.nwb"), "--cache-dir", str(folder)]
    return Terminal(argv, columns=100, rows=30, env={"XDG_STATE_HOME": str(folder)})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_the_terminal_as_q_would(number: int, tmp_path: Path) -> None:
    """The cursor is there again, and the exit code is the usual one."""
    with browsing(tmp_path) as terminal:
        terminal.wait_for("numbers")
        assert terminal.screen.cursor.hidden
        os.kill(terminal.pid, number)
        assert terminal.wait_exit() == 128 + number
        while terminal.read(0.1) and terminal.screen.cursor.hidden:
            pass
        assert not terminal.screen.cursor.hidden


def test_it_ends_though_another_program_holds_the_file_of_places(tmp_path: Path) -> None:
    """Where one is cannot be remembered, for as long as that takes."""
    places = tmp_path / "dandi-tui" / "places.json"
    places.parent.mkdir()
    with open(places.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with browsing(tmp_path) as terminal:
            terminal.wait_for("numbers")
            terminal.send("q")
            assert terminal.wait_exit() == 0
    assert not places.exists()
