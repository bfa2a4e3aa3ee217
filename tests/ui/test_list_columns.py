"""Pane 1: its columns, and which dandisets are shown."""

from pathlib import Path

import pytest

from dandi_tui.errors import AccessError
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from tests.ui.pane_app import PaneApp, rows_of, settled
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


async def test_a_wide_list_is_a_table(archive: Searched, folder: Path) -> None:
    """Id, name, version, modified, files, size, stars, access; a narrow one is not."""
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        heading, first = rows_of(pane)[0:2] if pane.compact else rows_of(pane)[1:3]
        assert heading.strip("│ ").split() == [
            "id", "name", "version", "modified", "files", "size", "stars", "access"
        ]  # fmt: skip
        assert first.strip("│▌ ").split()[-1] == "open"
        assert heading.index("files") + 5 == first.index(" 3 ") + 2


@pytest.mark.parametrize("width", [40, 62, 70, 80, 100, 200])
async def test_columns_give_way_before_the_name(archive: Searched, width: int) -> None:
    """At every width the rows fill the list exactly, and the name keeps its room."""
    pane = DandisetList(archive)
    async with PaneApp(lambda: [pane]).run_test(size=(width, 20)) as pilot:
        await settled(pilot)
        row = pane.listing.model.visible[0]
        inner = pane.listing.size.width - 2
        spans = pane.face(row, inner, False)
        assert sum(len(span.text) for span in spans) == inner
        assert "Vision in mice" in "".join(span.text for span in spans)


async def test_what_is_left_out_is_said(archive: Searched, folder: Path) -> None:
    """Without empty ones one is gone; sorted by files the largest is first."""
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        pane.action_toggle_empty()
        await settled(pilot)
        assert shown(pane) == ["000001", "000002", "000003", "000004"]
        assert "no empty ones" in (pane.border_subtitle or "")
        await pilot.press("s", "s", "s", "s")
        assert shown(pane)[0] == "000002"
        assert await pane.reveal("000005")


async def test_mine_asks_once_and_shows_only_those(archive: Searched, folder: Path) -> None:
    """The archive says which are the user's; again and all are back, without a request."""
    archive.answers = ["000003"]
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        for _ in range(3):
            pane.action_toggle_mine()
            await settled(pilot)
        assert shown(pane) == ["000003"]
        assert [one["user"] for one in archive.questions] == ["me"]
        await type_words(pilot, "vision")
        assert shown(pane) == ["000003"]


async def test_starred_without_a_key_is_a_sentence(archive: Searched, folder: Path) -> None:
    """Nothing is hidden when the archive cannot know who asks."""
    archive.refusal = AccessError("This dandiset is embargoed.")
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        pane.action_toggle_starred()
        await settled(pilot)
        assert len(shown(pane)) == 5
        assert any("Only with your key" in one.message for one in app._notifications)
