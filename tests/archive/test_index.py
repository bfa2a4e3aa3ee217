"""The local index: what it finds, and what is in its folder."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dandi_tui.archive.index import Index, Query
from dandi_tui.archive.index.build import Build
from dandi_tui.archive.index.where import index_file, on_network
from dandi_tui.archive.index.words import expression
from dandi_tui.settings import Settings
from tests.archive.indexed import DOCUMENTS, DocumentArchive, built, ids, index, opened

__all__ = ["index"]


async def test_words_begin_words_and_all_must_be_there(index: Index) -> None:
    """What is typed so far finds; a word of another dandiset does not."""
    assert "000007" in await ids(index, "hippo two-ph visi")
    assert await ids(index, "hippo probes visi") == []
    assert await ids(index, '"imaging two"') == []
    assert await ids(index, "DANDI:000004") == ["000004"]


async def test_the_name_weighs_more_than_the_description(tmp_path: Path) -> None:
    """The same word in a name comes first, however often it is in a description."""
    documents = {
        "100001": {"name": "Something", "description": "cortex cortex cortex"},
        "100002": {"name": "About cortex", "description": "nothing " * 30},
    }
    index = await built(tmp_path, DocumentArchive(DOCUMENTS | documents))
    assert await ids(index, "cortex") == ["100002", "100001"]
    await index.close()


async def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    """Garbage in its place, or in its middle, costs only what was kept."""
    path = index_file(Settings(cache_dir=tmp_path), "fake.invalid")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 1000)
    index = await built(tmp_path, DocumentArchive(DOCUMENTS))
    assert len(await ids(index, "hippo")) == 20
    await index.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * 60_000 + whole[64_096:])
    again = await built(tmp_path, DocumentArchive(DOCUMENTS))
    again = await built(tmp_path, DocumentArchive(DOCUMENTS))
    assert len(await ids(again, "hippo")) == 20
    await again.close()


@pytest.mark.parametrize("tables", ["records", "texts"])
async def test_a_file_of_another_program_is_made_anew(tmp_path: Path, tables: str) -> None:
    """It has tables of our names, and is of no version."""
    path = index_file(Settings(cache_dir=tmp_path), "fake.invalid")
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"CREATE TABLE {tables} (a)")
    index = await built(tmp_path, DocumentArchive(DOCUMENTS))
    assert len(await ids(index, "hippo")) == 20
    await index.close()


@pytest.mark.parametrize(
    "change", ["row = 'text'", "row = 5", "row = x'00'", f"facets = '{'[' * 100_000}'"]
)
async def test_a_record_that_cannot_be_read_is_asked_for_again(tmp_path: Path, change: str) -> None:
    """The others stay."""
    archive = DocumentArchive(DOCUMENTS)
    await (await built(tmp_path, archive)).close()
    with closing(sqlite3.connect(index_file(Settings(cache_dir=tmp_path), "fake.invalid"))) as file:
        file.execute(f"UPDATE records SET {change}, document = 'x' WHERE identifier = '000007'")
        file.commit()
    index = await opened(tmp_path)
    missing = await index.missing(archive.rows)
    assert missing is not None
    assert [one.identifier for one in missing] == ["000007"]
    assert await index.document("000007", "draft") is None
    await index.close()


async def test_a_folder_that_cannot_be_written_breaks_nothing(tmp_path: Path) -> None:
    """No index then: a search says so by None, and the build ends."""
    (tmp_path / "index").write_text("a file where the folder should be")
    archive = DocumentArchive(DOCUMENTS)
    index = await opened(tmp_path)
    assert index.state.phase == "broken"
    assert not await Build(archive, index).run(archive.rows)
    assert await index.search(Query(words="a")) is None
    assert archive.asked == []
    await index.close()


async def test_it_stays_within_its_bytes(tmp_path: Path) -> None:
    """A file that is full is said to be, and goes on answering."""
    long = {one: {**DOCUMENTS[one], "description": random_words(3000)} for one in DOCUMENTS}
    index = await built(tmp_path, DocumentArchive(long), index_bytes=400_000)
    assert index.state.phase == "full"
    assert 0 < index.state.n_kept < 20
    assert await ids(index, "hippo")
    path = index_file(Settings(cache_dir=tmp_path), "fake.invalid")
    await index.close()
    assert path.stat().st_size <= 400_000


def random_words(n: int) -> str:
    """Words that no compression makes small."""
    chance = random.Random(1)
    return " ".join(f"{chance.getrandbits(40):x}" for _ in range(n))


async def test_nobody_else_can_read_it(index: Index, tmp_path: Path) -> None:
    """The file and what SQLite puts beside it are the user's alone."""
    files = [one for one in (tmp_path / "index").iterdir() if one.is_file()]
    assert files
    assert not any(one.stat().st_mode & 0o077 for one in files)


@pytest.mark.parametrize(
    "words",
    ['"', '""', "'", "a OR", "NEAR(", "name:x", "*", "-", "a-b*", '"un bal', "\0x", "^a", "ü", "(",
     "a\udcff"],
)  # fmt: skip
async def test_nothing_that_is_typed_is_a_bad_expression(index: Index, words: str) -> None:
    """Signs that mean something to FTS5 are text, or nothing."""
    assert await index.search(Query(words=words)) is not None
    assert '""' not in expression(words)


def test_the_file_of_a_host_stays_in_its_folder(tmp_path: Path) -> None:
    """Whatever a host is called."""
    settings = Settings(cache_dir=tmp_path)
    for host in ("../../etc/x", "a/b", "..", "", "127.0.0.1:8000", "x" * 1000):
        path = index_file(settings, host)
        assert path.parent == tmp_path / "index"
        assert len(path.name) < 200


def test_disks_of_the_network_are_known(tmp_path: Path) -> None:
    """The deepest mount decides."""
    mounts = f"a / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n"
    assert on_network(tmp_path, mounts)
    assert not on_network(tmp_path, mounts + f"b {tmp_path} tmpfs rw 0 0\n")
    assert not on_network(tmp_path, "")
