"""Damaged files: the crawl ends in bounds, and where h5py reads an object it says the same."""

import json
import random
import selectors
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.remote.crawl import Crawl
from dandi_tui.remote.hdf5.objects import Header
from tests.remote.hdf5.by_h5py import Facts
from tests.remote.hdf5.compare import crawled, differences
from tests.remote.hdf5.files import write_chunked, write_groups
from tests.remote.hdf5.real_files import finished, real_files
from tests.shared import ROOT

MAX_BYTES = 300_000
PATIENCE_S = 10.0
MAX_OBJECTS = 25_000
MAX_WANTS = 120_000
PER_CHILD = 50


def originals(folder: Path) -> list[Path]:
    """Small real files, and small ones of new structures, which few real ones have."""
    real = [path for corpus in ("nwb", "hdf5") for path in real_files(corpus)]
    made = [
        write_groups(folder / "latest.h5", "latest", n_wide=30),
        write_groups(folder / "earliest.h5", "earliest", n_wide=30),
        write_chunked(folder / "chunked.h5", "latest"),
    ]
    return made * 5 + [path for path in real if 0 < path.stat().st_size <= MAX_BYTES]


def damaged(content: bytes, seed: int) -> bytes:
    """A copy with some bytes flipped, its end cut, or a stretch of zeroes: mostly in metadata."""
    dice = random.Random(seed)
    data = bytearray(content)
    how = dice.choice(("flip", "flip", "flip", "flip", "cut", "zero", "copy"))
    places = [at for mark in MARKS for at in found_at(content, mark)] or [0]
    for _ in range(dice.choice((1, 1, 2, 8, 64)) if how != "cut" else 1):
        near = dice.random() < 0.8
        at = dice.choice(places) + dice.randrange(300) if near else dice.randrange(len(data))
        at = min(at, len(data) - 1)
        if how == "flip":
            data[at] ^= 1 << dice.randrange(8)
        elif how == "cut":
            del data[at:]
        elif how == "zero":
            data[at : at + dice.choice((1, 8, 200))] = bytes(len(data[at : at + 1]))
        else:
            source = dice.choice(places)
            data[at : at + 8] = data[source : source + 8]
    return bytes(data)


MARKS = (
    b"TREE",
    b"SNOD",
    b"HEAP",
    b"GCOL",
    b"OHDR",
    b"BTHD",
    b"BTLF",
    b"FRHP",
    b"FHDB",
    b"\x01\0\x06\0",
)


def found_at(content: bytes, mark: bytes, most: int = 40) -> Iterator[int]:
    at = content.find(mark)
    while at >= 0 and most:
        yield at
        at, most = content.find(mark, at + 1), most - 1


class Child:
    """Asks h5py in a process of its own; one that hangs or dies answers None."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._n_asked = 0

    def ask(self, path: Path) -> dict[int, Facts] | None:
        if self._process is None or self._n_asked >= PER_CHILD:
            self.end()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.remote.hdf5.by_h5py"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            self._n_asked = 0
        self._n_asked += 1
        answer = self._answer(self._process, path)
        if answer is None:
            self.end()
            return None
        return {int(address): facts for address, facts in answer.items()}

    def _answer(self, process: subprocess.Popen[str], path: Path) -> dict[str, Any] | None:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{path}\n")
        process.stdin.flush()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(PATIENCE_S):
                return None
        line = process.stdout.readline()
        answer: dict[str, Any] | None = json.loads(line) if line.endswith("\n") else None
        return answer

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def ask_for_chunks(crawl: Crawl) -> None:
    """Of every dataset all chunks, as damaged as its shape and its index may be."""
    headers = [crawl.header(address) for address in crawl.addresses()]
    crawl.until_chunks(
        (header, tuple((0, n) for n in header.shape))
        for header in headers
        if isinstance(header, Header) and header.shape is not None
    )


def check_damage(folder: Path, seeds: range) -> int:
    """Damage files in as many ways; answers how many objects h5py could still read."""
    files = [(path, path.read_bytes()) for path in originals(folder)]
    child, n_read = Child(), 0
    copy = folder / "damaged.h5"
    try:
        for seed in seeds:
            path, content = files[seed % len(files)]
            data = damaged(content, seed)
            crawl, source = finished(data)
            assert crawl.n_objects <= MAX_OBJECTS, seed
            ask_for_chunks(crawl)
            assert source.n_wanted <= MAX_WANTS, seed
            copy.write_bytes(data)
            theirs = child.ask(copy)
            if theirs:
                found = differences(crawled(crawl), theirs, damaged=True)
                assert found == [], (seed, path.name)
                n_read += len(theirs)
    finally:
        child.end()
    return n_read


def test_five_hundred_ways_of_damage(tmp_path: Path) -> None:
    """Flipped, cut, zeroed and mixed up: never an exception, a loop, or a word that is wrong."""
    assert check_damage(tmp_path, range(500)) > 1_000


@pytest.mark.full
@pytest.mark.timeout(3_600)
def test_ten_thousand_ways_of_damage(tmp_path: Path) -> None:
    """The same, with seeds that the short form has not."""
    assert check_damage(tmp_path, range(500, 10_500)) > 20_000
