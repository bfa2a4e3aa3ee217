"""The demo archive as a child process: it starts, tells where it is, and never stays behind."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from dandi_tui.demo import launch
from dandi_tui.demo.launch import command, environment, start_demo
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings
from tests.demo_fixture import demo_cache_dir

WATCHDOG_S = 240.0

PARENT = """
import subprocess, sys, time
from dandi_tui.demo.launch import running_demo
from dandi_tui.settings import Settings
from pathlib import Path
with running_demo(Settings(cache_dir=Path(sys.argv[1]))) as demo:
    print(demo.api_url, flush=True)
    time.sleep(3600)
"""


def wait_until_gone(api_url: str) -> None:
    """Return when nothing answers there any more."""
    with requests.Session() as session:
        session.trust_env = False
        wait_until(lambda: not answers(session, api_url))


def answers(session: requests.Session, api_url: str) -> bool:
    """Whether something listens there."""
    try:
        session.get(f"{api_url}/info/", timeout=120)
    except requests.ConnectionError:
        return False
    return True


async def test_it_starts_and_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers while it runs, and its process is gone after `stop`."""
    monkeypatch.setattr(launch, "STOP_TIMEOUT_S", WATCHDOG_S)
    demo = await start_demo(Settings(cache_dir=demo_cache_dir()))
    answer = await asyncio.to_thread(requests.get, f"{demo.api_url}/info/", timeout=120)
    assert answer.json()["services"]["api"]["url"] == demo.api_url
    await demo.stop()
    assert demo.process.returncode == 0
    await demo.stop()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_dies_with_its_parent(number: signal.Signals) -> None:
    """However the parent ends, the child ends too."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(demo_cache_dir())], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        api_url = parent.stdout.readline().strip()
        assert requests.get(f"{api_url}/info/", timeout=120).status_code == 200
        parent.send_signal(number)
        parent.wait(WATCHDOG_S)
    wait_until_gone(api_url)


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks into /proc")
def test_nothing_goes_on_writing_when_its_parent_dies_early(tmp_path: Path) -> None:
    """A parent that is killed while the files are being written leaves no process behind."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)])
    wait_until(lambda: any("recordings" in words for words in command_lines(tmp_path)))
    parent.kill()
    parent.wait(WATCHDOG_S)
    wait_until(lambda: not command_lines(tmp_path))
    assert not list(tmp_path.rglob("*.part"))


def command_lines(folder: Path) -> list[str]:
    """Command lines of the running processes that name `folder`."""
    lines = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(file.read_bytes().replace(b"\0", b" ").decode())
    return [line for line in lines if str(folder) in line]


def wait_until(done: Callable[[], bool]) -> None:
    """Return when it is so; fail if it never is."""
    deadline = time.monotonic() + WATCHDOG_S
    while not done():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def test_it_runs_by_hand_until_it_is_interrupted() -> None:
    """Without a parent to follow it serves although its input is empty, and Ctrl-C ends it."""
    words = [sys.executable, "-m", "dandi_tui.demo", f"--cache-dir={demo_cache_dir()}"]
    child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout is not None
        events = map(json.loads, child.stdout)
        ready = next(event for event in events if event["event"] == "ready")
        assert requests.get(f"{ready['api']}/info/", timeout=120).status_code == 200
        child.send_signal(signal.SIGINT)
        assert child.wait(WATCHDOG_S) == 0


async def test_a_child_that_cannot_start_is_one_sentence(tmp_path: Path) -> None:
    """A cache folder that is a file ends the start with a sentence and a hint."""
    obstacle = tmp_path / "cache"
    obstacle.write_text("not a folder")
    with pytest.raises(ConnectionFailedError, match="could not start") as caught:
        await start_demo(Settings(cache_dir=obstacle))
    assert caught.value.hint


def test_the_child_gets_no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables that hold tokens are left out of its environment; the rest is there."""
    monkeypatch.setenv("DANDI_API_KEY", "secret")
    monkeypatch.setenv("EMBER_DANDI_API_KEY", "secret")
    assert "secret" not in environment().values()
    assert environment()["PATH"] == os.environ["PATH"]


def test_the_command_line_carries_the_settings(tmp_path: Path) -> None:
    """Cache folder, latency and bandwidth reach the child."""
    settings = Settings(cache_dir=tmp_path, demo_latency_ms=120, demo_bandwidth_mbps=2.5)
    words = command(settings)
    assert f"--cache-dir={tmp_path}" in words
    assert "--latency-ms=120" in words
    assert "--bandwidth-mbps=2.5" in words
