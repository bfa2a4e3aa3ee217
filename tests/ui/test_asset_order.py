"""Pane 2 beyond the tree: sorting, selecting, and the levels of a Zarr."""

from typing import Any

from dandi_tui.archive import connect
from dandi_tui.settings import Settings
from tests.demo_fixture import Demo
from tests.fakes import FakeArchive
from tests.ui.assets import PUBLISHED, STIM_C, WIDE, asked, shown, tree_app
from tests.ui.pane_app import settled


async def test_sorting_by_size_and_back() -> None:
    """The largest first, folders by what they hold; then the archive's order again."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        named = [row.key for row in pane.listing.model.visible]
        await pilot.press("s")
        await settled(pilot)
        assert pane.listing.model.visible[0].key == "sub-501800590"
        assert pane.border_subtitle == "0.240827.1809 · 5 files · by size"
        await pilot.press("s", "s")
        await settled(pilot)
        assert [row.key for row in pane.listing.model.visible] == named


async def test_a_folder_that_is_opened_later_is_sorted_too() -> None:
    """Twenty pages come in order of size."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000020", "draft")
        await settled(pilot)
        await pilot.press("s", "l")
        await settled(pilot)
        assert pane.model.children("many")[0].key == "many/file-19999.nwb"
        assert len(pane.model.children("many")) == 20_000


async def test_dates_are_asked_for_only_when_they_are_wanted(demo: Demo) -> None:
    """One request a folder, once; then dates stand in place of sizes, the newest first."""
    archive = await connect(Settings(instance=demo.api_url))
    app, pane = tree_app(archive)
    dav = "/api/webdav/assets/atpath/"
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000962", "draft")
        await settled(pilot)
        before = asked(demo)[dav]
        await pilot.press("s")
        await settled(pilot)
        assert asked(demo)[dav] == before
        await pilot.press("s")
        await settled(pilot)
        assert asked(demo)[dav] == before + 1
        assert any("5 Feb 2025" in row for row in shown(pane))
        await pilot.press("s", "s", "s")
        await settled(pilot)
        assert asked(demo)[dav] == before + 1
    await archive.close()


async def test_files_and_folders_are_selected_with_their_sizes() -> None:
    """A folder counts as all below it, though nothing of it is loaded; Esc clears."""
    archive = FakeArchive()
    app, pane = tree_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("g", "g", "space", "space")
        await settled(pilot)
        assert pane.border_subtitle == "3 selected · 2.0 MB"
        assert sum("●" in row for row in shown(pane)) == 2
        assert len([call for call in archive.calls if call[0] == "folder"]) == 1
        await pilot.press("escape")
        await settled(pilot)
        assert not pane.chosen
        assert pane.border_subtitle == "0.240827.1809 · 5 files"


async def test_a_file_can_be_taken_out_of_a_selected_folder() -> None:
    """The others in it stay selected; through the filter too, since paths are what is kept."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("space", "k", "l", "l", "space")
        await settled(pilot)
        assert [one.path for one in pane.chosen.entries] == [STIM_C]
        await pilot.press("slash", *"stim", "enter")
        await settled(pilot)
        assert sum("●" in row for row in shown(pane)) == 1


async def test_another_version_forgets_the_selection() -> None:
    """Paths of one version say nothing of another."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("space")
        pane.place = ("000728", "draft")
        await settled(pilot)
        assert not pane.chosen


async def test_a_zarr_unfolds_a_level_at_a_time(demo: Demo) -> None:
    """Each level is a request; keys have sizes; Enter on a key opens nothing."""
    archive = await connect(Settings(instance=demo.api_url))
    app, pane = tree_app(archive)
    path = "sub-01/micr/sub-01_sample-01_SPIM.ome.zarr"
    before = asked(demo)
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000962", "draft")
        assert await pane.reveal(path)
        await pilot.press("l")
        await settled(pilot)
        keys = [row.key.removeprefix(path) for row in pane.model.children(path)]
        assert keys == ["/.zattrs", "/.zgroup", "/0", "/1"]
        assert await pane.reveal(f"{path}/0/1/0/0")
        await pilot.press("enter")
        await settled(pilot)
        assert app.told("AssetOpened") == []
        assert any("1.0 kB" in row for row in shown(pane))
        now = asked(demo) - before
        zarr = [where for where in now if where.startswith("/api/zarr/")]
        assert len(zarr) == 1
        assert now[zarr[0]] == 4
    await archive.close()


def odd_dates() -> Any:
    """A page in which nothing is as it should be."""
    return {"results": [None, {"resource": 3}, {"resource": {"path": 1, "modified": "x"}}]}


async def test_odd_dates_break_nothing() -> None:
    """Files without a date stand last, by name."""
    archive = FakeArchive()
    archive.documents["/webdav/assets/atpath/"] = odd_dates()
    app, pane = tree_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("s", "s")
        await settled(pilot)
        assert len(shown(pane)) == 3
