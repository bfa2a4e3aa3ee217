"""How soon the browser shows, how smoothly it runs, how soon it is gone."""

import asyncio
import gc
import random
import statistics
import sys
import time
from pathlib import Path

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive import connect
from dandi_tui.archive.model import Place
from dandi_tui.demo.launch import start_demo
from dandi_tui.settings import Settings
from tests.e2e.terminal import Terminal

FIRST = "000011"
"""The first of the demo's dandisets, by which its list is known to be there."""

Figures = list[tuple[str, float, float, str]]
RUNS = 5
KEYS = ["j", "k", "j", "j", "l", "h", "enter", "tab", "g", "G", "1", "2", "3", "4", "[", "]"]
KEYS += ["{", "}", "<", ">", "v", "escape", "ctrl+d", "ctrl+u", "+", "_", "slash", "a", "e"]
LAG_SECONDS = 10.0


def _command(cache_dir: Path) -> list[str]:
    return [sys.executable, "-m", "dandi_tui", "--demo", "--cache-dir", str(cache_dir)]


def _terminal(cache_dir: Path, *more: str) -> Terminal:
    """The command as it runs where it is installed: its modules are compiled."""
    env = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(cache_dir / "compiled")}
    return Terminal([*_command(cache_dir), *more], columns=120, rows=36, env=env)


def _prepare(cache_dir: Path) -> None:
    """The demo's files are written once, before anything is measured."""
    with _terminal(cache_dir) as terminal:
        terminal.wait_for(FIRST, seconds=120)
        terminal.send("q")
        terminal.wait_exit()


def first_frame(cache_dir: Path) -> Figures:
    """From the start of the command to the four panes on the screen; then to the list."""
    _prepare(cache_dir)
    frames, lists = [], []
    for _ in range(RUNS):
        with _terminal(cache_dir) as terminal:
            frames.append(terminal.wait_for("1 Dandisets", "4 Preview"))
            lists.append(terminal.wait_for(FIRST))
    return [
        ("first frame after start, median of 5", 1e3 * statistics.median(frames), 500, "ms"),
        (
            "list of dandisets on the screen, median of 5",
            1e3 * statistics.median(lists),
            3000,
            "ms",
        ),
    ]


def quitting(cache_dir: Path) -> Figures:
    """From `q` to the end of the process, while a slow file is being opened."""
    seconds = []
    for _ in range(RUNS):
        with _terminal(cache_dir, "--demo-latency", "300", "000728") as terminal:
            terminal.wait_for("sub-491604983")
            terminal.send("Enter", "j", "Enter")
            terminal.read(0.3)
            asked = time.monotonic()
            terminal.send("q")
            terminal.wait_exit()
            seconds.append(time.monotonic() - asked)
    return [("quitting in the middle of a read, worst of 5", 1e3 * max(seconds), 1000, "ms")]


def event_loop_lag(cache_dir: Path) -> Figures:
    """How late the event loop is, while keys are pressed over a demo with 100 ms latency."""
    samples = asyncio.run(_lags(cache_dir))
    lags, busy = sorted(lag for lag, _ in samples), sorted(busy for _, busy in samples)
    return [
        ("event loop lag, 99th percentile", 1e3 * lags[int(0.99 * len(lags))], 20, "ms"),
        ("event loop lag, worst", 1e3 * lags[-1], 50, "ms"),
        (
            "computing between two turns, 99th percentile",
            1e3 * busy[int(0.99 * len(busy))],
            20,
            "ms",
        ),
        ("computing between two turns, worst", 1e3 * busy[-1], 50, "ms"),
    ]


async def _lags(cache_dir: Path) -> list[tuple[float, float]]:
    settings = Settings(cache_dir=cache_dir, demo=True, demo_latency_ms=100)
    demo = await start_demo(settings)
    app = DandiTuiApp(settings, Place(identifier="000728"), lambda: connect(settings, demo.api_url))
    lags: list[tuple[float, float]] = []
    try:
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause(1.0)
            gc.freeze()  # as the command does when it is connected
            sampler = asyncio.create_task(_sample(lags))
            chosen = random.Random(1)
            end = time.monotonic() + LAG_SECONDS
            while time.monotonic() < end:
                app.simulate_key(chosen.choice(KEYS))
                await asyncio.sleep(0.03)
            sampler.cancel()
    finally:
        await demo.stop()
    return lags


async def _sample(lags: list[tuple[float, float]]) -> None:
    """How late the loop is, and how long it computed, which other programs do not lengthen."""
    while True:
        before, computed = time.perf_counter(), time.thread_time()
        await asyncio.sleep(0.005)
        lags.append((time.perf_counter() - before - 0.005, time.thread_time() - computed))
