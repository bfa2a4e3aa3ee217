"""Signed addresses that expire in the middle: renewed once, and no secret anywhere."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.demo.catalogue import ALICE
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Objects
from dandi_tui.protocol.requests import Draw, ListChildren, Walk
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.demo_fixture import DemoFactory
from tests.e2e.faults import both, embargoed_file, known_as
from tests.remote.range_server import Exchange, serve
from tests.remote.test_whole_files import everything, locally, write_file


@pytest.mark.parametrize("n_answers", [2, 6, 15, 40])
@pytest.mark.parametrize("whole_file_bytes", [0, 40_000_000])
def test_an_address_that_expires_in_the_middle_is_renewed_once(
    whole_file_bytes: int, n_answers: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In the middle of the crawl, or of the chunks, with many ranges under way."""
    path = write_file(tmp_path / "file.h5")
    caplog.set_level(logging.INFO)  # as the reader logs
    renewed: list[str] = []

    def expire(exchange: Exchange) -> bool:
        refused = exchange.number > n_answers and "secret" in exchange.path
        if refused:
            exchange.refuse(403)
        return refused

    def renew(address: Address) -> Address:
        renewed.append(address.url)
        return Address(url=address.url.replace("secret", "fresh"), blob="blob", renewable=True)

    settings = Settings(
        cache_dir=tmp_path / "cache", head_bytes=65_536, tail_bytes=0,
        whole_file_bytes=whole_file_bytes,
    )  # fmt: skip
    fetcher = Fetcher(settings, Watch(renew=renew))
    files = OpenFiles(fetcher, stock=False)
    with serve(path.read_bytes(), expire) as server:
        fetcher.begin()
        source = Address(url=server.url, blob="blob", renewable=True)
        with files.use(source) as file:
            assert everything(file) == locally(path)
        n_fresh = len([url for url in server.urls if "fresh" in url])
        files.close()
        fetcher.close()
    assert len(renewed) == (1 if n_fresh else 0)
    assert len([url for url in server.urls if "secret" in url]) <= n_answers + 16
    assert "secret" not in caplog.text
    assert "fresh" not in caplog.text


async def test_no_secret_leaves_for_the_store_or_the_log(
    demo_factory: DemoFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An owner's file whose address expires in the middle of a walk, and then of a picture."""
    caplog.set_level(logging.DEBUG)
    demo = demo_factory(latency_ms=20)
    settings = Settings(
        cache_dir=tmp_path / "cache", instance=known_as(demo, monkeypatch),
        head_bytes=65_536, tail_bytes=0, whole_file_bytes=0,
    )  # fmt: skip
    async with both(settings, None) as one:
        source = await one.address("000961", embargoed_file(demo))
        await one.reader.ask(ListChildren(source=source))
        walked: list[Objects] = []
        task = asyncio.create_task(one.reader.ask(Walk(source=source), on_part=walked.append))
        demo.conditions(expire_signatures=True)
        await task
        demo.conditions(expire_signatures=True)
        paths = [obj.path for part in walked for obj in part.objects if obj.kind == "dataset"]
        for path in paths:
            await one.reader.ask(Draw(source=source, path=path, width=80, height=18))
    entries = demo.log()
    assert n_asked(entries, "/download/") == 3
    assert n_refused(entries) >= 2
    assert not any(entry["authorization"] for entry in entries if entry["where"] == "store")
    assert all(entry["signed"] for entry in entries if entry["where"] == "store")
    assert ALICE.token not in json.dumps(entries)
    assert ALICE.token not in caplog.text
    assert "X-Amz-Signature=" not in caplog.text
    assert not holding(tmp_path, ALICE.token.encode(), b"X-Amz-")


def n_asked(entries: list[dict[str, Any]], end: str) -> int:
    return len([entry for entry in entries if entry["path"].endswith(end)])


def n_refused(entries: list[dict[str, Any]]) -> int:
    return len([e for e in entries if e["where"] == "store" and e["status"] == 403])


def holding(folder: Path, *secrets: bytes) -> list[Path]:
    """Files in which a secret is."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(secret in path.read_bytes() for secret in secrets)]
