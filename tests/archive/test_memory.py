"""Recent places and bookmarks: bounded, shared, and safe from what is in the file."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dandi_tui.archive.memory import MAX_RECENT, KeptPlace, Memory, last_place
from dandi_tui.archive.model import Place

HERE = KeptPlace(instance="dandi", identifier="000728", version="draft")
FILE = KeptPlace(instance="dandi", identifier="000728", version="draft", path="a.nwb",
                 object_path="/acquisition/x")  # fmt: skip


def test_the_last_visit_comes_first_and_each_place_is_there_once(tmp_path: Path) -> None:
    """Wherever in a file one was, it is the same file."""
    memory = Memory(tmp_path / "state" / "places.json")
    for place in (HERE, FILE, HERE, KeptPlace(instance="dandi", identifier="000728",
                                              version="draft", path="a.nwb")):  # fmt: skip
        memory.visit(place)
    assert [one.path for one in memory.read().recent] == ["a.nwb", ""]
    assert oct((tmp_path / "state" / "places.json").stat().st_mode)[-3:] == "600"


def test_a_bookmark_is_set_and_taken_away(tmp_path: Path) -> None:
    """Visits leave it alone; forgetting drops both."""
    memory = Memory(tmp_path / "places.json")
    memory.visit(HERE)
    assert memory.bookmark(FILE)
    memory.visit(HERE)
    assert memory.read().bookmarks == (FILE,)
    assert not memory.bookmark(FILE)
    memory.bookmark(HERE)
    memory.forget(HERE)
    assert memory.read() == Memory(tmp_path / "none").read()


def test_it_is_bounded_and_shared(tmp_path: Path) -> None:
    """Several programs write at a time; none loses what another kept."""
    path = tmp_path / "places.json"
    places = [KeptPlace(instance="dandi", identifier=f"{n:06}") for n in range(60)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda place: Memory(path).visit(place), places))
    assert {one.identifier for one in Memory(path).read().recent} == {
        one.identifier for one in places
    }
    for n in range(MAX_RECENT):
        Memory(path).visit(KeptPlace(local_path=f"/{n}"))
    assert len(Memory(path).read().recent) == MAX_RECENT


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b'{"recent": 3}', b"[" * 100_000])
def test_a_damaged_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    """And a new one is begun."""
    path = tmp_path / "places.json"
    path.write_bytes(content)
    Memory(path).visit(HERE)
    assert Memory(path).read().recent == (HERE,)
    assert (tmp_path / "places.damaged").read_bytes() == content


ODD: list[object] = [
    3, None, {"identifier": "000728\x1b[31m"}, {"identifier": "../../etc"},
    {"identifier": "000728", "version": "\x1b"}, {"url": "file:///etc/passwd"},
    {"url": "https://x/y?X-Amz-Signature=s"}, {"local_path": "relative"},
    {"local_path": "/a\0b"}, {"identifier": "000728", "instance": "\u202e"},
    {"identifier": "000728", "when": "\x1b]52;c;aGk=\x07"}, {"path": "x"}, {"asset_id": "x"},
    {"identifier": "000728", "path": "x" * 5_000},
]  # fmt: skip


def test_what_cannot_be_a_place_is_left_out(tmp_path: Path) -> None:
    """What can is shown without anything that acts on a terminal."""
    path = tmp_path / "places.json"
    good = {"identifier": "000728", "version": "draft", "path": "\x1b[31mred\u202e"}
    path.write_text(json.dumps({"recent": [*ODD, good], "bookmarks": ODD, "later": 1}))
    kept = Memory(path).read()
    assert [one.identifier for one in kept.recent] == ["000728"]
    assert kept.bookmarks == ()
    assert kept.recent[0].words == "000728@draft/\ufffd[31mred\ufffd"
    assert kept.recent[0].place.path == good["path"]


def test_the_last_place_is_of_the_archive_that_is_open(tmp_path: Path) -> None:
    """Not the demo's outside of it, nor another instance's when one is named."""
    memory = Memory(tmp_path / "places.json")
    memory.visit(HERE)
    memory.visit(KeptPlace(instance="linc", identifier="000001"))
    memory.visit(KeptPlace(instance="demo", identifier="000002"))
    kept = memory.read()
    assert last_place(kept, demo=True) == Place(identifier="000002")
    assert last_place(kept, demo=False) == Place(identifier="000001", instance="linc")
    assert last_place(kept, demo=False, instance="dandi").identifier == "000728"
    assert last_place(Memory(tmp_path / "none").read(), demo=False) == Place()
