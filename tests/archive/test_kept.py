"""What was seen is there without a network, with its date; what is embargoed is not kept."""

import asyncio
import contextlib
import itertools
import os
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.archive import answers as answers_module
from dandi_tui.archive import connect
from dandi_tui.archive.answers import Answers
from dandi_tui.archive.base import Archive
from dandi_tui.archive.kept import KeptArchive
from dandi_tui.archive.model import Asset
from dandi_tui.cli.cache_folders import clear
from dandi_tui.demo.catalogue import ALICE
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.remote.kept_files import Dropped
from dandi_tui.settings import Settings
from tests.archive.contract import ArchiveContract, children, listed
from tests.demo_fixture import Demo, DemoFactory
from tests.e2e.faults import known_as
from tests.fakes import FakeArchive

DOWN = ConnectionFailedError("The archive cannot be reached.")
PUBLISHED = "0.240827.1809"


def kept(tmp_path: Path, inner: FakeArchive | None = None, **more: Any) -> KeptArchive:
    answers = Answers(tmp_path, "https://fake.invalid/api", 10_000_000)
    return KeptArchive(inner or FakeArchive(), answers, **more)


def broken() -> FakeArchive:
    """An archive that cannot be reached."""
    inner = FakeArchive()
    names = ("dandisets", "dandiset", "versions", "folder", "entry", "asset", "find", "address",
             "document")  # fmt: skip
    inner.errors = dict.fromkeys(names, DOWN)
    return inner


async def seen(archive: Archive) -> list[object]:
    """All that the browser asks of a dandiset on the way to a file."""
    asset = await archive.entry("000728", "draft", "dandiset.yaml")
    assert isinstance(asset, Asset)
    return [
        await listed(archive),
        await archive.dandiset("000728"),
        await archive.versions("000728"),
        await children(archive, "000728", "draft", ""),
        await children(archive, "000728", PUBLISHED, "sub-501560436"),
        asset,
        await archive.asset(asset.asset_id),
        [page async for page in archive.find("000728", "draft", "StimA")],
    ]


@pytest.mark.parametrize("offline", [True, False])
async def test_what_was_seen_is_there_without_a_network(tmp_path: Path, offline: bool) -> None:
    """The same, whether nobody may ask or nobody answers; the latter is told once."""
    before = kept(tmp_path)
    online = await seen(before)
    assert before.kept_from == ""
    await before.close()
    inner = broken()
    after = kept(tmp_path, inner, offline=offline)
    assert await seen(after) == online
    assert after.kept_from
    assert not (offline and inner.calls)
    assert len(after.notices) == (0 if offline else 1)
    assert (await after.address("000728", "draft", online[5])).url == online[5].url  # type: ignore
    await after.close()


async def test_what_was_not_seen_is_a_sentence(tmp_path: Path) -> None:
    """Offline, and in the archive's own words when it does not answer."""
    with pytest.raises(ConnectionFailedError, match="not kept"):
        await kept(tmp_path, offline=True).versions("000728")
    with pytest.raises(ConnectionFailedError, match="cannot be reached"):
        await kept(tmp_path, broken()).versions("000728")


async def test_an_asset_is_found_in_the_folder_that_was_seen(tmp_path: Path) -> None:
    """Nobody asked for it alone."""
    before = kept(tmp_path)
    entries = await children(before, "000728", "draft", "")
    await before.close()
    after = kept(tmp_path, offline=True)
    assert await after.entry("000728", "draft", entries[0].path) == entries[0]


async def test_published_versions_are_not_asked_for_again_and_drafts_are(tmp_path: Path) -> None:
    """Unless the archive is one that may be another tomorrow."""
    for may_change, n_asked in ((False, 1), (True, 2)):
        inner = FakeArchive()
        for version in (PUBLISHED, "draft"):
            before = kept(tmp_path / str(may_change), inner, may_change=may_change)
            await children(before, "000728", version, "")
            await before.close()
            again = kept(tmp_path / str(may_change), inner, may_change=may_change)
            await children(again, "000728", version, "")
            assert again.kept_from == ""
            await again.close()
        asked = [call[2] for call in inner.calls]
        assert (asked.count(PUBLISHED), asked.count("draft")) == (n_asked, 2)


async def test_a_lost_archive_is_not_waited_for_again_at_once(tmp_path: Path) -> None:
    """One question found out; the next are answered from disk until it may be back."""
    before = kept(tmp_path)
    await seen(before)
    await before.close()
    inner = broken()
    after = kept(tmp_path, inner)
    await seen(after)
    assert len(inner.calls) == 1


async def test_the_rest_of_a_list_comes_from_disk(tmp_path: Path) -> None:
    """The archive was lost after the first page; no row comes twice."""
    before = kept(tmp_path)
    whole = await children(before, "000020", "draft", "many")
    await before.close()

    class Breaking(FakeArchive):
        async def folder(self, identifier: str, version: str, path: str):  # type: ignore
            async for page in super().folder(identifier, version, path):
                yield page
                raise DOWN

    after = kept(tmp_path, Breaking())
    assert await children(after, "000020", "draft", "many") == whole


@pytest.mark.parametrize(("keep_embargoed", "n_kept"), [(False, 0), (True, 3)])
async def test_what_is_embargoed_is_kept_only_if_wished(
    tmp_path: Path, keep_embargoed: bool, n_kept: int
) -> None:
    """Asked with a token: its row, its versions, itself."""
    more: dict[str, Any] = {"has_token": True, "keep_embargoed": keep_embargoed}
    before = kept(tmp_path, **more)
    await listed(before)
    await before.versions("000108")
    await before.dandiset("000108")
    await before.versions("000728")
    await before.close()
    after = kept(tmp_path, offline=True, **more)
    rows = await listed(after)
    n = sum(row.identifier == "000108" for row in rows)
    for ask in (after.versions, after.dandiset):
        with_answer = await asyncio.gather(ask("000108"), return_exceptions=True)
        n += not isinstance(with_answer[0], Exception)
    assert n == n_kept
    assert await after.versions("000728")


async def test_a_damaged_or_foreign_answer_is_dropped(tmp_path: Path) -> None:
    """Torn, of another question, of another shape: asked again, never a fault."""
    answers = Answers(tmp_path, "api", 10_000_000)
    answers.write("versions 000728", {"a": 1})
    answers.write("dandisets", [1, 2])
    for path in (tmp_path / "answers").rglob("*"):
        if path.is_file() and answers.read("dandisets", list[int]) is None:
            path.write_bytes(b"torn")
    archive = KeptArchive(FakeArchive(), answers)
    assert await archive.versions("000728")
    assert await listed(archive)
    await archive.close()


def test_the_answers_are_bounded(tmp_path: Path) -> None:
    """Those used least recently go; zero keeps nothing."""
    answers = Answers(tmp_path, "api", 20_000)
    for n in range(100):
        answers.write(f"question {n}", [f"{n}-{i * 7919}" for i in range(300)])
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert size <= 20_000
    assert answers.read("question 99", list[str])
    nothing = Answers(tmp_path / "none", "api", 0)
    nothing.write("question", 1)
    assert not (tmp_path / "none").exists()


def with_secrets(folder: Path, *secrets: bytes) -> list[Path]:
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        with contextlib.suppress(zlib.error):
            content += zlib.decompress(content[16:])
        if any(secret in content for secret in secrets):
            found.append(path)
    return found


async def test_an_owner_leaves_nothing_of_an_embargo_or_a_token_on_disk(
    demo_factory: DemoFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """The demo, asked by somebody who may see all of it; the token went to the API alone."""
    demo = demo_factory()
    settings = Settings(cache_dir=tmp_path, instance=known_as(demo, monkeypatch))
    archive = await connect(settings)
    rows = await listed(archive)
    assert "000961" in [row.identifier for row in rows]
    await archive.versions("000961")
    entries = await children(archive, "000961", "draft", "")
    await archive.close()
    assert entries
    assert not with_secrets(tmp_path, b"000961", ALICE.token.encode(), b"X-Amz-")
    assert with_secrets(tmp_path, b"000728")
    assert ALICE.token not in caplog.text
    assert not any(e["authorization"] for e in demo.log("store"))


async def test_the_demo_is_there_offline_once_it_was_asked(demo: Demo, tmp_path: Path) -> None:
    """Over the real client: list, versions and a folder, without one request."""
    settings = Settings(cache_dir=tmp_path, instance=demo.api_url)
    before = await connect(settings)
    online = (await listed(before), await children(before, "000728", "draft", ""))
    await before.close()
    after = await connect(replace(settings, offline=True))
    assert (await listed(after), await children(after, "000728", "draft", "")) == online
    assert after.stats.requests == 0
    await after.close()


async def test_the_built_in_demo_is_not_even_started_offline(demo: Demo, tmp_path: Path) -> None:
    """What was seen of it is there, wherever it answered then; the rest is a sentence."""
    settings = Settings(cache_dir=tmp_path, demo=True)
    before = await connect(settings, demo.api_url)
    online = await listed(before)
    await before.close()
    after = await connect(replace(settings, offline=True))
    assert await listed(after) == online
    with pytest.raises(ConnectionFailedError, match="Offline, this answer"):
        await after.dandiset("999999")
    assert after.stats.requests == 0
    await after.close()


class TestContract(ArchiveContract):
    """What every archive promises, also from disk alone."""

    identifier = "000728"
    several_versions = "000728"
    folder = "sub-501560436"
    file = "dandiset.yaml"
    embargoed = "000108"

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Archive:
        return kept(tmp_path)


def test_clearing_the_cache_drops_the_answers_too(tmp_path: Path) -> None:
    """Of all archives, and nothing beside them."""
    for api in ("one", "another"):
        Answers(tmp_path, api, 10_000_000).write("question", [1])
    (tmp_path / "other").touch()
    dropped = Dropped()
    clear(tmp_path, dropped)
    assert dropped.freed_bytes > 0
    assert Answers(tmp_path, "one", 10_000_000).read("question", list[int]) is None
    assert (tmp_path / "other").exists()


def test_room_is_made_though_a_folder_goes_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process clears one archive's answers; those of the others are still counted."""
    scandir, n_asked = os.scandir, itertools.count()
    for api in ("one", "two", "three"):
        Answers(tmp_path, api, 10_000_000).write("question", api * 1000)

    def first_is_gone(folder: str) -> Any:
        if next(n_asked) == 1:
            raise FileNotFoundError(folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", first_is_gone)
    assert len(answers_module._files(tmp_path / "answers")) == 2
