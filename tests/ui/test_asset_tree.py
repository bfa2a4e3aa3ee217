"""Pane 2: the files of a version, folder by folder."""

import asyncio

import pytest

from dandi_tui.errors import ConnectionFailedError
from dandi_tui.ui.widgets.asset_tree import AssetTree
from tests.fakes import FakeArchive
from tests.ui.pane_app import PaneApp, rows_of, settled, until

WIDE, NARROW = (120, 36), (80, 24)
PUBLISHED = ("000728", "0.240827.1809")


def tree_app(archive: FakeArchive) -> tuple[PaneApp, AssetTree]:
    pane = AssetTree(archive)
    pane.styles.width = 40
    return PaneApp(lambda: [pane]), pane


def shown(pane: AssetTree) -> list[str]:
    return [row for row in rows_of(pane.listing) if row.strip()]


async def test_without_a_dandiset_it_says_what_to_do() -> None:
    """One sentence, no cursor."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert shown(pane) == [" Open a dandiset to see its files."]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_version_shows_folders_with_counts_and_sizes(size: tuple[int, int]) -> None:
    """Folders fold; sizes stand at the right; `.nwb` is not written."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=size) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        rows = shown(pane)
        assert rows[0].split() == ["dandiset.yaml", "2.0", "kB"]
        assert rows[1].split() == ["▌▸", "sub-501560436/", "2", "2.0", "MB"]
        if size == WIDE:
            assert pane.border_subtitle == "0.240827.1809 · 5 files"


async def test_unfolding_loads_a_folder_once() -> None:
    """`l` unfolds, `h` goes up and folds; a second `l` asks nothing."""
    archive = FakeArchive()
    app, pane = tree_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("l")
        await settled(pilot)
        assert shown(pane)[2].lstrip().startswith("…501560436-StimA")
        await pilot.press("l", "h", "h")
        await settled(pilot)
        assert len(shown(pane)) == 3
        await pilot.press("l")
        await settled(pilot)
        assert len(shown(pane)) == 5
        assert len([call for call in archive.calls if call[0] == "folder"]) == 2


async def test_enter_opens_a_file_and_unfolds_a_folder() -> None:
    """Only a file is opened."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert app.told("AssetOpened") == []
        await pilot.press("j", "enter")
        await until(pilot, lambda: app.told("AssetOpened"))
        assert app.told("AssetOpened")[0].endswith("StimA_behavior+ophys.nwb")


async def test_twenty_thousand_children_load_and_scroll() -> None:
    """All pages arrive; `G` shows the last row, and the parent stays where it was."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000020", "draft")
        await settled(pilot)
        await pilot.press("l")
        await settled(pilot)
        await pilot.press("G")
        await settled(pilot)
        assert "file-19999" in shown(pane)[-1]
        await pilot.press("h")
        await settled(pilot)
        assert pane.listing.cursor == 0


async def test_another_place_ends_the_loading_of_the_old_one() -> None:
    """The stalled request is cancelled, and only the new version's files are shown."""
    archive = FakeArchive()
    archive.stall = asyncio.Event()
    app, pane = tree_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000020", "draft")
        await until(pilot, lambda: archive.waiting == 1)
        archive.stall = None
        pane.place = PUBLISHED
        await settled(pilot)
        assert archive.waiting == 0
        assert any("sub-501560436" in row for row in shown(pane))
        assert not any("many" in row for row in shown(pane))


async def test_a_folder_that_fails_says_so_below_itself() -> None:
    """The rest of the tree works on; `r` loads only that folder again."""
    archive = FakeArchive()
    app, pane = tree_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        archive.errors["folder"] = ConnectionFailedError("No answer.")
        await pilot.press("l")
        await settled(pilot)
        assert shown(pane)[2].strip() == "✗ The list did not arrive."
        archive.errors.clear()
        await pilot.press("r")
        await settled(pilot)
        assert "StimA" in shown(pane)[2]


async def test_no_access_is_told_in_the_archives_words() -> None:
    """An embargoed dandiset says so, with its hint."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000108", "draft")
        await settled(pilot)
        assert [row.strip("▌ ") for row in shown(pane)] == [
            "✗ This dandiset is embargoed.",
            "Set DANDI_API_KEY.",
        ]


async def test_an_empty_version_says_so() -> None:
    """A sentence in place of rows."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000999", "draft")
        await settled(pilot)
        assert shown(pane) == [" This version has no files."]


async def test_reveal_unfolds_down_to_a_path() -> None:
    """A target's folders are loaded and unfolded, and the cursor is on it."""
    path = "sub-501800590/volume.ome.zarr"
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        assert await pane.reveal(path)
        await settled(pilot)
        assert pane.listing.row is not None
        assert pane.listing.row.key == path
        assert not await pane.reveal("sub-501800590/not-there.nwb")


async def test_the_filter_searches_loaded_folders_and_keeps_their_parents() -> None:
    """Matches stand below their folder; `n` goes from one to the next, over the folders."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        assert await pane.reveal(
            "sub-501560436/sub-501560436_ses-501560436-StimC_behavior+ophys.nwb"
        )
        await pilot.press("slash", *"stim")
        await settled(pilot)
        assert len(shown(pane)) == 3
        pane.listing.focus()
        first = pane.listing.cursor
        await pilot.press("n")
        assert {first, pane.listing.cursor} == {1, 2}
        assert pane.border_subtitle == "2 of 5"


async def test_a_folder_that_the_filter_kept_can_be_unfolded() -> None:
    """Its files are loaded into the filtered tree, all of them."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("slash", *"501800590")
        await settled(pilot)
        pane.listing.focus()
        await pilot.press("l")
        await settled(pilot)
        assert len(shown(pane)) == 3
        await pilot.press("escape")
        await settled(pilot)
        assert len(shown(pane)) >= 3


async def test_hostile_paths_stay_harmless() -> None:
    """Tabs, line breaks and escapes in a path reach no cell of the screen."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000666", "draft")
        await settled(pilot)
        await pilot.press("j", "l")
        await settled(pilot)
        assert len(shown(pane)) == 4
        assert not set("\x1b\x07\t\n") & set("".join(shown(pane)))


async def test_a_click_moves_folds_and_opens() -> None:
    """On the sign it folds; twice on a file it opens."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.click(pane.listing, offset=(1, 1))
        await settled(pilot)
        assert len(shown(pane)) == 5
        await pilot.click(pane.listing, offset=(6, 2), times=2)
        await until(pilot, lambda: app.told("AssetOpened"))
