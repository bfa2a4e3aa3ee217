"""What can happen to a file in the middle, and a demo archive, an archive and a reader for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dandi.consts
import pytest

from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset
from dandi_tui.demo.catalogue import ALICE
from dandi_tui.protocol.address import Address
from dandi_tui.reader.client import ReaderClient
from dandi_tui.settings import Settings
from tests.demo_fixture import Demo

FILE = "sub-495727015/sub-495727015_ses-501559087-StimB_behavior+image+ophys.nwb"
DFF = "/processing/ophys/DfOverF/DfOverF"
IMAGE = "/processing/ophys/SummaryImages/maximum_intensity_projection"
BLOBS = "/blobs/"


def fault(kind: str, **more: object) -> dict[str, Any]:
    """Conditions with one fault, of the store unless said otherwise."""
    return {"faults": [{"kind": kind, **more}]}


SILENCE_S = 8
"""A silence is over then; what a busy machine is silent for is shorter."""

SILENT = rf"sent nothing for ({SILENCE_S}|9|\d\d) s"

FAULTS = {
    "the server stops": ({"store_down": True}, "cannot be reached|closed the connection"),
    "503": (fault("error", status=503), "answered 503"),
    "a web page with status 500": (fault("error", status=500), "answered 500"),
    "a short answer": (fault("short"), "broke off|wrong number|closed the connection"),
    "a reset": (fault("reset"), "broke off|closed the connection"),
    "silence": (fault("silence", seconds=3600), SILENT),
    "silence in the middle": (fault("stall", seconds=3600), SILENT),
}
"""Conditions of the demo archive, and the words that the sentence must have."""


def impatient(folder: Path, **more: Any) -> Settings:
    """Settings under which a silence is over in `SILENCE_S`.

    Only what is read is fetched: else a small file is here before anything can happen to it.
    """
    return Settings(
        head_bytes=0,
        tail_bytes=0,
        whole_file_bytes=0,
        cache_dir=folder / "cache",
        log_file=folder / "log",
        **{
            "connect_timeout_s": 60,
            "read_timeout_s": 5,
            "patience_s": SILENCE_S,
            "max_tries": 3,
            **more,
        },
    )


@dataclass(frozen=True)
class Both:
    """An archive and a reader that has its addresses renewed there."""

    archive: Archive
    reader: ReaderClient

    async def address(self, dandiset: str, path: str) -> Address:
        """Of a file of a draft."""
        asset = await self.archive.entry(dandiset, "draft", path)
        assert isinstance(asset, Asset)
        return await self.archive.address(dandiset, "draft", asset)


@asynccontextmanager
async def both(settings: Settings, demo_api_url: str | None) -> AsyncIterator[Both]:
    """An archive (the demo, else the one that the settings name), and a reader."""
    archive = await connect(settings, demo_api_url)
    reader = ReaderClient(settings, renew=archive.renew)
    try:
        yield Both(archive, reader)
    finally:
        await reader.close()
        await archive.close()


def known_as(demo: Demo, monkeypatch: pytest.MonkeyPatch, token: str = ALICE.token) -> str:
    """Make the demo an instance that is known by name, and so is sent a token; the name."""
    instance = dandi.consts.DandiInstance("demo-known", None, demo.api_url)
    monkeypatch.setitem(dandi.consts.known_instances, "demo-known", instance)
    monkeypatch.setenv("DEMO_KNOWN_API_KEY", token)
    return "demo-known"


def embargoed_file(demo: Demo) -> str:
    """The path of an NWB file that only its owner may read."""
    answer = demo.ask("/api/dandisets/000961/versions/draft/assets/", token=ALICE.token)
    paths = [asset["path"] for asset in answer.json()["results"]]
    return next(str(path) for path in paths if path.endswith(".nwb"))
