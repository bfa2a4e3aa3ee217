"""Keys at random: the program stays, and leaves nothing behind."""

import os
import random
import re
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

KEYS = [*"jjjjkkkllhhgG[]{}<>0vVaetyfi/n+_-1234", "Enter", "Enter", "Escape", "Escape", "Tab"]
KEYS += ["Up", "Down", "Right", "Left", "C-d", "C-u", "C-p", "?", ":"]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seconds", [10, pytest.param(60, marks=pytest.mark.full)])
def test_random_keys_leave_the_program_alive_and_nothing_behind(
    seconds: int, demo_cache: Path, tmp_path: Path
) -> None:
    """Over a demo with 100 ms latency; afterwards no process and no file of it is left."""
    log = tmp_path / "log"
    argv = [sys.executable, "-m", "dandi_tui", "--demo", "--demo-latency", "100"]
    argv += ["--cache-dir", str(demo_cache), "--log-file", str(log), "000728"]
    folder = tmp_path / "tmp"
    folder.mkdir()
    with Terminal(argv, columns=100, rows=30, env={"TMPDIR": str(folder)}) as terminal:
        terminal.wait_for("sub-491604983", seconds=300)
        chosen = random.Random(seconds)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            terminal.send(chosen.choice(KEYS))
            assert pause(terminal, 0.03), f"it ended:\n{terminal.text}\n{log.read_text()}"
        leave(terminal)
        assert terminal.wait_exit() == 0
    assert not faults_in(log.read_text()), log.read_text()
    gone_by = time.monotonic() + 120
    while processes_with(str(log)) and time.monotonic() < gone_by:
        time.sleep(0.05)
    assert not processes_with(str(log))
    assert not list(folder.iterdir())
    assert not list(demo_cache.rglob("*.tmp"))


def faults_in(log: str) -> list[str]:
    """Records of what should not happen; the causes of what was told to the user may be there.

    Textual's palette forgets a task when it is closed while it searches; asyncio complains of it.
    """
    without_textuals = re.sub(r".* Task was destroyed .*\n.*coro=<Queue\.get\(\) .*", "", log)
    return re.findall(r".* (?:ERROR|CRITICAL) .*|.*is a bug.*", without_textuals)


def leave(terminal: Terminal) -> None:
    """Out of whatever is open, an input line too, then quit.

    What was typed may still be under way. A key that follows Escape at once is taken for one with
    Alt, and what is at once is up to the machine: so all is done again, and slower, if need be.
    """
    end = time.monotonic() + 30
    before = ""
    while before != terminal.text and time.monotonic() < end:
        before = terminal.text
        pause(terminal, 1.0)
    for patience_s in (0.3, 1.0, 3.0, 9.0):
        for key in (*["Escape"] * 6, "q"):
            terminal.send(key)
            if not pause(terminal, patience_s if key == "Escape" else 10 * patience_s):
                return


def pause(terminal: Terminal, seconds: float) -> bool:
    """Type nothing for a while, and take what the program shows; False if it ended."""
    end = time.monotonic() + seconds
    alive = True
    while alive and (left := end - time.monotonic()) > 0:
        alive = terminal.read(left)
    return alive


def processes_with(words: str) -> list[str]:
    """Command lines of living processes that contain `words`; empty where there is no /proc."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if words in line and int(folder.name) != os.getpid():
            found.append(line)
    return found
