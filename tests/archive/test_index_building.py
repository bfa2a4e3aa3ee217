"""The local index is built politely: what is asked for, by whom of several, and what remains."""

import asyncio
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dandi_tui.archive.index import Index, build
from dandi_tui.archive.index.build import Build
from dandi_tui.archive.index.where import index_file
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings
from tests.archive.indexed import (
    DOCUMENTS,
    DocumentArchive,
    built,
    ids,
    index,
    opened,
    row,
)
from tests.shared import ROOT

__all__ = ["index"]

KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.archive import indexed
class Dying(indexed.DocumentArchive):
    async def document(self, path, params, *, what):
        if len(self.asked) >= 12:
            os.kill(os.getpid(), signal.SIGKILL)
        return await super().document(path, params, what=what)
asyncio.run(indexed.built(Path(sys.argv[1]), Dying(indexed.DOCUMENTS)))
"""
SHARING = """
import asyncio, sys
from pathlib import Path
from dandi_tui.archive.index import build
from tests.archive import indexed
build.WAIT_S = 0.05
async def main():
    archive = indexed.DocumentArchive(indexed.DOCUMENTS)
    index = await indexed.built(Path(sys.argv[1]), archive)
    print(len(archive.asked), len(await indexed.ids(index, "hippo")))
    await index.close()
asyncio.run(main())
"""


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


async def test_a_build_ends_though_the_index_was_closed_before(tmp_path: Path) -> None:
    """As when another archive is chosen; the next one to build need not wait for the claim."""
    first, second = await opened(tmp_path), await opened(tmp_path)
    archive = DocumentArchive(DOCUMENTS, stall_after=9)
    building = asyncio.ensure_future(Build(archive, first).run(archive.rows))
    await until(lambda: first.state.n_kept == 9)
    await first.close()
    building.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(building, 60)
    assert await second.claim()
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
