"""Pane 1: the index behind the list, while it is built and where there is none."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from dandi_tui.archive.model import Dandiset
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.ui import indexing
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from dandi_tui.ui.widgets.facets import Facets
from tests.ui.pane_app import PaneApp, settled, until
from tests.ui.searched import (
    WIDE,
    Searched,
    archive,
    folder,
    impatient,
    list_app,
    shown,
    type_words,
)

__all__ = ["archive", "folder", "impatient"]


async def test_the_index_is_built_behind_the_list_and_says_how_far(
    archive: Searched, tmp_path: Path
) -> None:
    """One question a dandiset; facets are there when it has some."""
    app, pane = list_app(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert len(archive.asked) == 5
        await type_words(pilot, "")
        assert "index ready" in (pane.border_subtitle or "")
        assert pane.has_class("-faceted")


async def test_nothing_is_built_while_somebody_types(
    archive: Searched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The requests of the index wait until the keys have rested."""
    rests, may_list, has_rested = list[float](), asyncio.Event(), asyncio.Event()

    async def rest(seconds: float) -> None:
        if seconds > 0:
            rests.append(seconds)
            await has_rested.wait()

    async def listed() -> AsyncIterator[list[Dandiset]]:
        await may_list.wait()
        yield list(archive.rows)

    clock = SimpleNamespace(sleep=rest, get_running_loop=asyncio.get_running_loop)
    monkeypatch.setattr(indexing, "asyncio", clock)
    monkeypatch.setattr(indexing, "QUIET_S", 3600.0)
    monkeypatch.setattr(archive, "dandisets", listed)
    app, _ = list_app(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("slash", *"vision cortex")
        may_list.set()
        await until(pilot, lambda: rests)
        assert 0 < rests[0] <= 3600
        assert archive.asked == []
        monkeypatch.setattr(indexing, "QUIET_S", 0.0)
        has_rested.set()
        await settled(pilot)
        assert len(archive.asked) == 5


async def test_without_an_index_names_are_filtered(archive: Searched) -> None:
    """The list works as it did: no facets, and nothing asked."""
    pane = DandisetList(archive)
    async with (app := PaneApp(lambda: [pane])).run_test(size=WIDE) as pilot:
        await type_words(pilot, "vision")
        assert shown(pane) == ["000001", "000003", "000005"]
        assert not app.screen.query_one(Facets).display
        assert archive.asked == []


async def test_a_broken_index_is_no_hindrance(archive: Searched, tmp_path: Path) -> None:
    """Search falls back to what is loaded, and the subtitle says so where there is room."""
    (tmp_path / "index").write_text("no folder")
    app, pane = list_app(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "vision")
        assert shown(pane) == ["000001", "000003", "000005"]
        assert "no index" in (pane.border_subtitle or "")


async def test_when_the_list_does_not_arrive_the_index_still_finds(
    archive: Searched, folder: Path
) -> None:
    """What was seen before is found without the archive."""
    archive.refusal = ConnectionFailedError("No answer.")
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "vision")
        assert set(shown(pane)) == {"000001", "000003"}
