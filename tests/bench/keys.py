"""How soon a key is seen: from its byte to the first output that changes what the key is for."""

import itertools
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tests.e2e.terminal import Terminal

N_KEYS = 200
MOVES = ("j", "k", "Tab", "Tab", "Tab", "Tab", "j", "j", "k", "k")
"""Down and up in the list, round all panes, down and up: each is seen in the panes on the left."""

PANES = {"columns": 40, "rows": 34}
"""Where they are. The line below them and the preview change also without a key, in a crawl."""

SETTLED_S = 0.05
"""Without output for so long, the screen is settled."""

UNSEEN_S = 5.0
"""A key that changes nothing in so long was lost."""

Figures = list[tuple[str, float, float, str]]


def key_to_paint(cache_dir: Path) -> Figures:
    """In a browser at rest, and while a file comes so slowly that its crawl goes on."""
    found: Figures = []
    for what, options in (("", ()), (", in a crawl", SLOW)):
        with _terminal(cache_dir, *options) as terminal:
            _open_file(terminal, wait=not options)
            terminal.send("1")
            times = sorted(_times(terminal, itertools.cycle(MOVES)))
            terminal.send("q")
            terminal.wait_exit()
        worst = 1e3 * times[int(0.99 * len(times))]
        found += [
            (f"key to paint{what}, median", 1e3 * times[len(times) // 2], 60, "ms"),
            (f"key to paint{what}, 99th percentile", worst, 60, "ms"),
        ]
    return found


SLOW = ("--demo-latency", "200", "--demo-bandwidth", "0.02")
"""20 kB/s a connection: the first megabyte comes for longer than keys are pressed."""


def _terminal(cache_dir: Path, *options: str) -> Terminal:
    """The command as it runs where it is installed, over files it has not read before."""
    env = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(cache_dir / "compiled")}
    argv = [sys.executable, "-m", "dandi_tui", "--demo", "--cache-dir", str(cache_dir)]
    nothing_kept = ("--cache-size", "0")
    return Terminal([*argv, *nothing_kept, *options, "000728"], columns=120, rows=36, env=env)


def _open_file(terminal: Terminal, *, wait: bool) -> None:
    """Into the first folder, and its first file."""
    terminal.wait_for("1604983/", seconds=120)
    terminal.send("l")
    terminal.wait_for("501560436-StimC_")
    terminal.send("j", "Enter")
    if wait:
        terminal.wait_for("processing", "stimulus")
    _settle(terminal)


def _times(terminal: Terminal, keys: Iterable[str]) -> list[float]:
    """Seconds from each key to what it changed on the screen."""
    found = []
    for key in itertools.islice(keys, N_KEYS):
        _settle(terminal)
        sent = time.monotonic()
        terminal.send(key)
        painted = terminal.painted(UNSEEN_S, **PANES)
        if painted is None:
            raise AssertionError(f"{key} was not seen:\n{terminal.text}")
        found.append(painted - sent)
    return found


def _settle(terminal: Terminal) -> None:
    """Until nothing more comes for a moment, though not for ever: spinners turn."""
    end = time.monotonic() + 4 * SETTLED_S
    while terminal.painted(SETTLED_S) is not None and time.monotonic() < end:
        pass
