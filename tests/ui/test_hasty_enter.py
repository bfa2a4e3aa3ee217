"""Words and Enter that come in one piece open what the words find, not what was there before."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from textual.pilot import Pilot

from dandi_tui.archive.index import Index
from dandi_tui.archive.index.query import Found, Query
from dandi_tui.archive.model import Dandiset
from dandi_tui.settings import Settings
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from tests.fakes import FakeArchive, dandiset
from tests.ui.pane_app import PaneApp, settled, until

NAMES = {"000001": "Vision", "000002": "Hearing", "000003": "Hearing again"}


class Named(FakeArchive):
    """Lists `NAMES`."""

    async def dandisets(self) -> AsyncIterator[list[Dandiset]]:
        yield [dandiset(identifier, name) for identifier, name in NAMES.items()]


class SlowIndex(Index):
    """Usable, and answers nothing until it is let."""

    usable = True

    def __init__(self) -> None:
        super().__init__(Settings(index_bytes=0))
        self.may_answer = asyncio.Event()

    async def search(self, query: Query) -> Found | None:
        await self.may_answer.wait()
        return Found()


@pytest.fixture
def index() -> SlowIndex:
    return SlowIndex()


def searching(index: SlowIndex) -> PaneApp:
    return PaneApp(lambda: [DandisetList(Named(), index=index)])


async def type_in_one_piece(pilot: Pilot[None]) -> None:
    await settled(pilot)
    await pilot.press("slash", *"again", "enter", "enter")


async def test_enter_waits_for_what_the_words_find(
    index: SlowIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a slow index nothing is opened before it has answered, and then what it found."""
    monkeypatch.setattr("dandi_tui.ui.widgets.indexed_pane.SLOW_S", 60.0)
    app = searching(index)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in_one_piece(pilot)
        assert app.told("DandisetOpened") == []
        index.may_answer.set()
        await settled(pilot)
        assert app.told("DandisetOpened") == ["000003"]


async def test_what_is_found_by_name_is_opened_at_once(
    index: SlowIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shown meanwhile can be opened."""
    monkeypatch.setattr("dandi_tui.ui.widgets.indexed_pane.SLOW_S", 0.0)
    app = searching(index)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in_one_piece(pilot)
        await until(pilot, lambda: app.told("DandisetOpened"))
        assert app.told("DandisetOpened") == ["000003"]
        index.may_answer.set()
