"""The slow line: a server of test files with latency and narrow connections, and its log.

Where the shared lab is at hand, its server and its large files; else the demo archive's own.
"""

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import msgspec
import requests

from dandi_tui.demo.launch import running_demo
from dandi_tui.protocol.address import Address
from dandi_tui.settings import Settings
from tests.demo_fixture import Demo
from tests.shared import shared_folder

CONNECTION_BYTES_PER_S = 25_000_000
FILES = ("ophys", "ecephys", "many", "huge")
TIMEOUT_S = 30.0

DEMO_FILES = {
    "ophys": ("000728", "StimC_behavior+image+ophys"),
    "ecephys": ("000409", "d59493063f00_desc-processed"),
}
"""Which of the demo's files stand for those of the lab: dandiset, and part of the path."""

DEMO_LACKS = {("ecephys", "window"), ("ecephys", "trace"), ("ophys", "pynwb"), ("ecephys", "pynwb")}
"""Its processed recording is without the LFP, and pynwb computes most of its time there."""


@dataclass(frozen=True)
class Condition:
    """How slow the line is."""

    latency_ms: float
    total_mbps: float = 0.0
    """Of all connections together, in Mbit/s; 0 is unlimited. One has 25 MB/s."""

    def __str__(self) -> str:
        whole = f", {self.total_mbps:g} Mbit/s in all" if self.total_mbps else ""
        return f"{self.latency_ms:g} ms{whole}"


@dataclass(frozen=True)
class Exchange:
    """One request as the server saw it: when it came, when it was answered, bytes sent."""

    start_s: float
    end_s: float | None
    """None while it is under way."""
    sent_bytes: int


@dataclass(frozen=True)
class Traffic:
    """What an answer took, counted by the server."""

    requests: int
    depth: int
    """The longest chain of requests each of which came after the one before had ended."""
    megabytes: float


def traffic(exchanges: list[Exchange]) -> Traffic:
    """Count the requests up to now; one still under way was waited for by no other."""
    depth, last_end = 0, float("-inf")
    ended = ((one.end_s, one.start_s) for one in exchanges if one.end_s is not None)
    for end_s, start_s in sorted(ended):
        if start_s >= last_end:
            depth, last_end = depth + 1, end_s
    return Traffic(len(exchanges), depth, sum(one.sent_bytes for one in exchanges) / 1e6)


class Line(Protocol):
    """A server whose slowness is set, and which logs what it is asked."""

    files: tuple[str, ...]
    large: bool
    """Whether its files are those that the bounds are for; small ones have too little to win."""

    def has(self, file: str, ask: str) -> bool:
        """Whether a file has what a reader's method asks for."""

    def address(self, file: str) -> Address:
        """Where one of the files is, as a listing of the archive would tell it."""

    def set(self, condition: Condition | None) -> None:
        """Be so slow from now on; None is as fast as it can."""

    def taken(self) -> Traffic:
        """What was asked since the last time."""


class LabLine:
    """The lab's server over a folder of the lab's files."""

    files: tuple[str, ...] = FILES
    large = True

    def __init__(self, folder: Path, port: int, session: requests.Session) -> None:
        self._folder = folder
        self._host = f"http://127.0.0.1:{port}"
        self._session = session

    def has(self, _file: str, _ask: str) -> bool:
        """As `Line`: the scenarios were written for them."""
        return True

    def address(self, file: str) -> Address:
        """As `Line`."""
        size_bytes = (self._folder / f"{file}.nwb").stat().st_size
        url = f"{self._host}/blobs/{file}.nwb"
        return Address(url=url, name=f"{file}.nwb", size_bytes=size_bytes, blob=file)

    def set(self, condition: Condition | None) -> None:
        """As `Line`."""
        latency_ms = condition.latency_ms if condition else 0
        total = condition.total_mbps * 1e6 / 8 if condition else 0
        bandwidth = CONNECTION_BYTES_PER_S if condition else 0
        self._ask(f"/__ctl?latency_ms={latency_ms}&bw={bandwidth}&total_bw={total}")

    def taken(self) -> Traffic:
        """As `Line`."""
        log = self._ask("/__log?reset=1")
        return traffic([Exchange(one["t"], one["end"], one["sent"]) for one in log])

    def _ask(self, path: str) -> Any:
        return json.loads(self._session.get(self._host + path, timeout=TIMEOUT_S).content)


class DemoLine:
    """The demo archive's object store."""

    files: tuple[str, ...] = tuple(DEMO_FILES)
    large = False

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    def has(self, file: str, ask: str) -> bool:
        """As `Line`."""
        return (file, ask) not in DEMO_LACKS

    def address(self, file: str) -> Address:
        """As `Line`."""
        return msgspec.structs.replace(self.address_of(*DEMO_FILES[file]), name=file)

    def address_of(self, dandiset: str, part: str) -> Address:
        """The first file of a dandiset that has this in its path."""
        asset = next(one for one in self._demo.assets(dandiset) if part in one["path"])
        url, name = self._demo.object_url(asset), asset["path"].rpartition("/")[2]
        return Address(url=url, name=name, size_bytes=asset["size"], blob=asset["blob"])

    def set(self, condition: Condition | None) -> None:
        """As `Line`; the whole line cannot be narrowed."""
        latency_ms = condition.latency_ms if condition else 0
        megabytes = CONNECTION_BYTES_PER_S / 1e6 if condition else 0
        self._demo.conditions(latency_ms=latency_ms, bandwidth_mbps=megabytes)

    def taken(self) -> Traffic:
        """As `Line`."""
        answer = self._demo.session.delete(f"{self._demo.host}/_demo/log", timeout=TIMEOUT_S)
        log = [one for one in answer.json() if one["where"] == "store"]
        return traffic([Exchange(one["started"], one["ended"], one["bytes"]) for one in log])


def make_lab_files(folder: Path, files: tuple[str, ...] = FILES, scale: float = 1.0) -> None:
    """Write the lab's files that are not there yet; at scale 1 that takes some minutes.

    Of several processes, one writes and the others wait.
    """
    lab = shared_folder()
    assert lab is not None
    folder.mkdir(parents=True, exist_ok=True)
    script = str(lab / "lab" / "make_files.py")
    words = [str(folder), "--scale", str(scale), "--only", ",".join(files)]
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([sys.executable, script, *words], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def lab_line(folder: Path) -> Iterator[LabLine]:
    """The lab's server for the time of a `with` block."""
    lab = shared_folder()
    assert lab is not None
    command = [sys.executable, str(lab / "lab" / "range_server.py"), str(folder)]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server,
        _direct() as session,
    ):
        assert server.stdout is not None
        try:
            yield LabLine(folder, int(server.stdout.readline()), session)
        finally:
            server.terminate()


@contextmanager
def demo_line(cache_dir: Path) -> Iterator[DemoLine]:
    """The demo archive for the time of a `with` block."""
    with running_demo(Settings(cache_dir=cache_dir)) as addresses, _direct() as session:
        yield DemoLine(Demo(addresses.api_url, addresses.store_url, session))


@contextmanager
def _direct() -> Iterator[requests.Session]:
    """A session that no proxy of the environment leads astray."""
    with requests.Session() as session:
        session.trust_env = False
        yield session
