"""What a picture's facts say of what there was room for."""

from pathlib import Path

import h5py
import pytest

from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Facts, Picture
from dandi_tui.protocol.requests import Draw
from dandi_tui.reader.work import Work
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from dandi_tui.ui.navigation import moved

NAMES = ["id", *(f"column_{i:02}" for i in range(1, 18))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A table of 18 columns, some much wider than others, and a long text."""
    where = tmp_path / "wide.nwb"
    with h5py.File(where, "w") as file:
        file.attrs["nwb_version"] = "2.7.0"
        table = file.create_group("trials")
        table.attrs["neurodata_type"] = "DynamicTable"
        table.attrs["namespace"] = "hdmf-common"
        table.attrs["colnames"] = NAMES[1:]
        table["id"] = range(9)
        for i, name in enumerate(NAMES[1:]):
            table[name] = ["wide " * (6 if i % 5 == 3 else 1)] * 9
        table.create_group("about").attrs["text"] = "A long sentence of words. " * 30
    return where


def ask(path: Path, request: Draw) -> Picture:
    settings = Settings(disk_cache_bytes=0)
    fetcher = Fetcher(settings, Watch())
    work = Work(settings, fetcher)
    try:
        answer = work.answer(request, lambda _part: None)
    finally:
        fetcher.close()
    assert isinstance(answer, Picture)
    return answer


def drawn(path: Path, *, width: int = 76, at: str = "/trials") -> Draw:
    return Draw(source=Address(local_path=str(path)), path=at, width=width, height=6)


def pages(path: Path, request: Draw, facts: Facts, verb: str) -> list[Facts]:
    """All pages of columns that a key leads to."""
    found = [facts]
    for _ in range(30):
        following = moved(request, facts, verb)
        if following is None:
            return found
        request, facts = following, ask(path, following).facts
        found.append(facts)
    raise AssertionError(found)


def test_every_column_is_on_a_page_and_the_identifiers_on_each(path: Path) -> None:
    """The next page starts at the first column that was not drawn."""
    request = drawn(path)
    found = pages(path, request, ask(path, request).facts, "next_traces")
    assert [name for facts in found for name in facts.fields if name != "id"] == NAMES[1:]
    assert all(facts.fields[0] == "id" for facts in found)
    assert found[0].remarks[0].startswith("columns 1–")
    assert found[-1].remarks[0].endswith("18 of 18")


def test_the_way_back_leaves_no_column_out(path: Path) -> None:
    """Each page before ends where the one in view begins."""
    request = Draw(
        source=Address(local_path=str(path)), path="/trials", width=76, height=6,
        fields=("id", *NAMES[-2:]),
    )  # fmt: skip
    found = pages(path, request, ask(path, request).facts, "previous_traces")
    assert [n for facts in reversed(found) for n in facts.fields if n != "id"] == NAMES[1:]


def test_lines_of_a_long_note_are_paged(path: Path) -> None:
    """First line, how many, and what follows them."""
    request = drawn(path, width=40, at="/trials/about")
    first = ask(path, request)
    assert first.facts.rows == (0, 6)
    assert first.facts.remarks[-1].startswith("lines 1–6 of ")
    following = moved(request, first.facts, "later")
    assert following is not None
    second = ask(path, following)
    assert second.facts.rows == (6, 12)
    assert second.rows != first.rows
