"""The local index: built politely, shared, and right."""

import asyncio
import copy
import random
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.archive.index import Index, Query, build
from dandi_tui.archive.index.build import Build
from dandi_tui.archive.index.record import record_of
from dandi_tui.archive.index.where import index_file, on_network
from dandi_tui.archive.index.words import expression
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings
from tests.archive.indexed import DocumentArchive, built, opened, real_documents, row
from tests.archive.replay import load
from tests.shared import ROOT, shared_path

DOCUMENTS: dict[str, dict[str, Any]] = {
    f"{n:06}": {
        "name": f"Recordings of hippocampus, part {n}",
        "description": "Two-photon imaging." if n % 2 else "Probes.",
        "keywords": ["vision"] if n == 7 else [],
        "assetsSummary": {"species": [{"name": "House mouse"}] if n % 3 else []},
    }
    for n in range(1, 21)
}

KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.archive import test_index, indexed
class Dying(indexed.DocumentArchive):
    async def document(self, path, params, *, what):
        if len(self.asked) >= 12:
            os.kill(os.getpid(), signal.SIGKILL)
        return await super().document(path, params, what=what)
asyncio.run(indexed.built(Path(sys.argv[1]), Dying(test_index.DOCUMENTS)))
"""


SHARING = """
import asyncio, sys
from pathlib import Path
from dandi_tui.archive.index import build
from tests.archive import test_index, indexed
build.WAIT_S = 0.05
async def main():
    archive = indexed.DocumentArchive(test_index.DOCUMENTS)
    index = await indexed.built(Path(sys.argv[1]), archive)
    print(len(archive.asked), len(await test_index.ids(index, "hippo")))
    await index.close()
asyncio.run(main())
"""


@pytest.fixture
async def index(tmp_path: Path) -> AsyncIterator[Index]:
    """Twenty dandisets."""
    one = await built(tmp_path, DocumentArchive(DOCUMENTS))
    yield one
    await one.close()


async def ids(index: Index, words: str, **facets: str) -> list[str]:
    """What is found, the best first."""
    chosen = {facet: frozenset([value]) for facet, value in facets.items()}
    found = await index.search(Query(words=words, facets=chosen))
    assert found is not None
    return [hit.dandiset.identifier for hit in found.hits]


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


async def test_only_what_changed_is_asked_for_again(index: Index) -> None:
    """The second build asks for one, of which the list says that it was modified."""
    archive = DocumentArchive(DOCUMENTS)
    archive.rows[4] = row("000005", DOCUMENTS["000005"], modified="2025-01-01T00:00:00Z")
    assert await Build(archive, index).run(archive.rows)
    assert archive.asked == ["/dandisets/000005/versions/draft/"]


async def test_what_is_no_longer_listed_is_forgotten(index: Index) -> None:
    """A dandiset that was deleted is not found."""
    archive = DocumentArchive(DOCUMENTS)
    assert await Build(archive, index).run(archive.rows[1:])
    assert "000001" not in await ids(index, "hippo")


async def test_killed_in_the_middle_it_goes_on_where_it_was(tmp_path: Path) -> None:
    """A process that is killed leaves what it had; the next one asks for the rest."""
    words = (sys.executable, "-c", KILLED, str(tmp_path))
    process = await asyncio.create_subprocess_exec(*words, cwd=ROOT)
    assert await asyncio.wait_for(process.wait(), 300) == -signal.SIGKILL
    index = await opened(tmp_path)
    kept = index.state.n_kept
    assert 8 <= kept < 20
    archive = DocumentArchive(DOCUMENTS)
    await _free(index)
    assert await Build(archive, index).run(archive.rows)
    assert len(archive.asked) == 20 - kept
    assert len(await ids(index, "hippo")) == 20
    await index.close()


async def until(condition: Callable[[], object]) -> None:
    """Wait until the condition holds; a watchdog of two minutes."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def _free(index: Index) -> None:
    """As if the claim of the process that was killed had run out."""
    holder = index._holder
    assert holder is not None
    holder._database.note("until", 0)


async def test_two_share_it_and_one_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one builds, the other waits, asks for nothing, and finds all in the end."""
    monkeypatch.setattr(build, "WAIT_S", 0.01)
    first, second = await opened(tmp_path), await opened(tmp_path)
    one, other = DocumentArchive(DOCUMENTS), DocumentArchive(DOCUMENTS)
    assert await first.claim()
    waiting = asyncio.ensure_future(Build(other, second).run(other.rows))
    await Build(one, first).run(one.rows)
    await waiting
    assert (len(one.asked), len(other.asked)) == (20, 0)
    assert len(await ids(second, "hippo")) == 20
    await first.close()
    await second.close()


async def test_two_processes_share_it(tmp_path: Path) -> None:
    """Each dandiset is asked for by one of them, and both find all."""
    words = (sys.executable, "-c", SHARING, str(tmp_path))
    both = [
        await asyncio.create_subprocess_exec(*words, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        for _ in range(2)
    ]
    said = [await asyncio.wait_for(one.communicate(), 300) for one in both]
    (asked, found), (asked_too, found_too) = (map(int, out.split()) for out, _ in said)
    assert (asked + asked_too, found, found_too) == (20, 20, 20)


async def test_who_leaves_off_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that is cancelled lets the one that waits go on, with what was kept."""
    monkeypatch.setattr(build, "WAIT_S", 0.01)
    first, second = await opened(tmp_path), await opened(tmp_path)
    one, other = DocumentArchive(DOCUMENTS, stall_after=9), DocumentArchive(DOCUMENTS)
    building = asyncio.ensure_future(Build(one, first).run(one.rows))
    await until(lambda: first.state.n_kept == 9)
    waiting = asyncio.ensure_future(Build(other, second).run(other.rows))
    building.cancel()
    assert await waiting
    assert len(other.asked) == 11
    await first.close()
    await second.close()


async def test_four_are_asked_at_once(tmp_path: Path) -> None:
    """No more requests are under way than the archive has connections."""
    archive = DocumentArchive(DOCUMENTS)
    archive.stall = asyncio.Event()
    index = await opened(tmp_path)
    building = asyncio.ensure_future(Build(archive, index).run(archive.rows))
    await until(lambda: archive.waiting == 4)
    assert len(archive.asked) == 4
    archive.stall.set()
    assert await building
    await index.close()


async def test_an_archive_that_falls_silent_leaves_what_came(tmp_path: Path) -> None:
    """The error is the caller's, and what was kept can be searched."""
    index = await built(tmp_path, DocumentArchive({"000001": DOCUMENTS["000001"]}))
    archive = DocumentArchive(DOCUMENTS)
    archive.errors["document"] = ConnectionFailedError("No answer.")
    with pytest.raises(ConnectionFailedError):
        await Build(archive, index).run(archive.rows)
    assert await ids(index, "hippo") == ["000001"]
    assert index.usable
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


async def test_a_locked_file_is_not_waited_for_long(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody else writes, what is known is found, and the build waits for its turn."""
    monkeypatch.setattr(build, "WAIT_S", 0.01)
    path = index_file(Settings(cache_dir=tmp_path), "fake.invalid")
    holder = index._holder
    assert holder is not None
    holder._database._db.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    archive = DocumentArchive(DOCUMENTS | {"000099": {"name": "New"}})
    building = asyncio.ensure_future(Build(archive, index).run(archive.rows))
    assert len(await ids(index, "hippo")) == 20
    other.execute("ROLLBACK")
    other.close()
    assert await building
    assert await ids(index, "new") == ["000099"]


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


@pytest.mark.parametrize("may_keep", [False, True])
async def test_embargoed_metadata_is_kept_only_where_it_may_be(
    tmp_path: Path, *, may_keep: bool
) -> None:
    """Without the setting nothing of it is asked for; taken back, it is dropped."""
    archive = DocumentArchive(DOCUMENTS)
    archive.rows[0] = replace(archive.rows[0], embargo_status="EMBARGOED")
    index = await built(tmp_path, archive, keep_embargoed=may_keep)
    assert ("000001" in await ids(index, "hippo")) is may_keep
    assert len(archive.asked) == 19 + may_keep
    await index.close()
    again = await opened(tmp_path)
    assert "000001" not in await ids(again, "hippo")
    await again.close()


async def test_nobody_else_can_read_it(index: Index, tmp_path: Path) -> None:
    """The file and what SQLite puts beside it are the user's alone."""
    files = [one for one in (tmp_path / "index").iterdir() if one.is_file()]
    assert files
    assert not any(one.stat().st_mode & 0o077 for one in files)


# Odd records


def mutations(document: Any, chance: random.Random) -> Iterator[Any]:
    """The document with keys dropped, added, and of another type; without end."""
    odd: tuple[Any, ...] = (
        None, [], {}, "", "\x1b[31m\0\ud800", 0, -1, 10**5000, 1e400, True, [[]], [None],
        {"name": 3},
    )  # fmt: skip
    while True:
        mutant = copy.deepcopy(document)
        for _ in range(chance.randint(1, 6)):
            place = chance.choice(list(_places(mutant)))
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys or chance.random() < 0.2:
                if isinstance(place, dict):
                    place["unknown"] = copy.deepcopy(chance.choice(odd))
                continue
            if chance.random() < 0.4:
                del place[chance.choice(keys)]
            else:
                place[chance.choice(keys)] = copy.deepcopy(chance.choice(odd))
        yield mutant


def _places(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from _places(one)


async def test_no_key_that_is_missing_odd_or_unknown_breaks_it(tmp_path: Path) -> None:
    """A thousand real documents with keys dropped and added: each gives a record that is kept."""
    documents = real_documents(shared_path("data", "dandisets", "_index.jsonl.gz"))
    chance = random.Random(5)
    index = await opened(tmp_path)
    for n, document in enumerate(list(documents.values())[:50]):
        mutants = mutations(document, chance)
        one = row(f"{n:06}", {})
        for _ in range(20):
            record_of(one, next(mutants))
        assert await index.put(one, next(mutants))
    odd: object
    for odd in (None, [], "text", 3, {"assetsSummary": 3, "contributor": {"name": {}}}):
        assert record_of(row("000001", {}), odd).texts
    assert index.state.n_kept == 50
    await index.close()


def test_recorded_metadata_gives_what_it_holds() -> None:
    """Each version that the real server was asked for: its name, and whoever is in it."""
    bodies = [one["body"] for one in load(shared_path("archive-api"))]
    known = [one.get("metadata") or one for one in bodies if isinstance(one, dict)]
    mappings = [one for one in known if isinstance(one, dict)]
    documents = [one for one in mappings if one.get("schemaKey") == "Dandiset"]
    assert len(documents) >= 3
    for document in documents:
        record = record_of(row("000001", document), document)
        texts = " ".join(record.texts)
        assert document["name"].replace("\0", " ") in texts
        for one in document.get("contributor", []):
            assert " ".join(one["name"].split()) in texts


@pytest.mark.parametrize(
    "words",
    ['"', '""', "'", "a OR", "NEAR(", "name:x", "*", "-", "a-b*", '"un bal', "\0x", "^a", "ü", "("],
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
