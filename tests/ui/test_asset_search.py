"""Pane 2 beyond the tree: what the archive finds, sorting, selecting, and the levels of a Zarr."""

import gzip
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, AssetFolder
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings
from dandi_tui.ui.widgets.asset_tree import AssetTree
from tests.demo_fixture import Demo, DemoFactory
from tests.fakes import FakeArchive
from tests.shared import shared_path
from tests.ui.pane_app import PaneApp, rows_of, settled, until

WIDE, NARROW = (120, 36), (80, 24)
PUBLISHED = ("000728", "0.240827.1809")
STIM_C = "sub-501560436/sub-501560436_ses-501560436-StimC_behavior+ophys.nwb"


def tree_app(archive: Archive) -> tuple[PaneApp, AssetTree]:
    pane = AssetTree(archive)
    pane.styles.width = 60
    return PaneApp(lambda: [pane]), pane


def shown(pane: AssetTree) -> list[str]:
    return [row for row in rows_of(pane.listing) if row.strip()]


@pytest.fixture
async def many(demo_factory: DemoFactory) -> AsyncIterator[tuple[Demo, Archive]]:
    """A demo archive with the 57,717 real paths of 000026."""
    listing = shared_path("data", "dandisets", "000026", "assets.jsonl.gz")
    demo = demo_factory("--listing", str(listing), "--listing-id", "000026")
    archive = await connect(Settings(instance=demo.api_url))
    yield demo, archive
    await archive.close()


def asked(demo: Demo) -> Counter[str]:
    """How often each path of the API was asked."""
    return Counter(entry["path"].partition("?")[0] for entry in demo.log("api"))


# What the archive finds


async def test_enter_finds_files_of_folders_that_are_not_loaded() -> None:
    """A flat list of paths; the tree keeps its folders folded."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("slash", *"stimc")
        await settled(pilot)
        assert "No loaded file" in shown(pane)[0]
        await pilot.press("enter")
        await settled(pilot)
        assert len(shown(pane)) == 1
        assert "StimC" in shown(pane)[0]
        assert pane.border_subtitle == "1 of 5"


async def test_a_found_file_opens_and_is_seen_in_its_folder() -> None:
    """Enter opens it; the filter is gone and its folder unfolded."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("slash", *"stimc", "enter")
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: app.told("AssetOpened"))
        await settled(pilot)
        assert app.told("AssetOpened") == [STIM_C]
        assert pane.listing.row is not None
        assert pane.listing.row.key == STIM_C
        assert pane.listing.row.depth == 1
        assert len(shown(pane)) == 5


async def test_escape_leads_from_a_found_file_into_the_tree() -> None:
    """The cursor stays on the file, among its neighbours."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("slash", *"stimc", "enter")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert pane.listing.row is not None
        assert (pane.listing.row.key, pane.listing.row.depth) == (STIM_C, 1)
        assert app.told("AssetOpened") == []


async def test_a_failed_search_keeps_what_was_found_here() -> None:
    """The loaded files that match stay, and the line says that the archive was not asked."""
    archive = FakeArchive()
    archive.errors["find"] = ConnectionFailedError("No answer.")
    app, pane = tree_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("slash", *"yaml", "enter")
        await settled(pilot)
        assert "dandiset.yaml" in shown(pane)[0]
        assert "not asked" in rows_of(pane)[1]


@pytest.mark.parametrize("words", ["NeuN*chunk-2", "chunk-2 NeuN", "sub sample neun ome"])
async def test_ten_keys_ask_nothing_and_enter_at_most_three(
    many: tuple[Demo, Archive], monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """Over 57,717 assets: typing asks nothing, and one or two requests bring the first page."""
    demo, archive = many
    find, counts = archive.find, list[int]()

    async def counted(identifier: str, version: str, words: str) -> AsyncIterator[list[Asset]]:
        async for page in find(identifier, version, words):
            counts.extend([sum(asked(demo).values())] if page else [])
            yield page

    monkeypatch.setattr(archive, "find", counted)
    app, pane = tree_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000026", "draft")
        await settled(pilot)
        before = sum(asked(demo).values())
        await pilot.press("slash", *words)
        await settled(pilot)
        assert sum(asked(demo).values()) == before
        await pilot.press("enter")
        await settled(pilot)
        assert 1 <= counts[0] - before <= 3
        assert pane.found is not None
        assert all("neun" in row.key.lower() for row in pane.listing.model.visible)


async def test_what_finds_too_much_stops(many: tuple[Demo, Archive]) -> None:
    """Five pages are kept of all that match, and the subtitle says that there are more."""
    demo, archive = many
    app, pane = tree_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000026", "draft")
        await settled(pilot)
        await pilot.press("slash", *"sub", "enter")
        await settled(pilot)
        assert pane.border_subtitle == "5,000+ of 57,717"
        assert asked(demo)["/api/dandisets/000026/versions/draft/assets/"] == 5


async def test_the_real_listing_walked_adds_up(many: tuple[Demo, Archive]) -> None:
    """Counts and sizes of all folders are those computed from the file; all are loaded once."""
    _demo, archive = many
    app, pane = tree_app(archive)
    path = shared_path("data", "dandisets", "000026", "assets.jsonl.gz")
    with gzip.open(path) as lines:
        files = [json.loads(line) for line in lines]
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000026", "draft")
        await settled(pilot)
        waiting, seen = [""], 0
        while waiting:
            for row in await pane.loaded(waiting.pop()):
                if isinstance(row.item, AssetFolder):
                    waiting.append(row.key)
                    below = [one for one in files if one["path"].startswith(f"{row.key}/")]
                    assert row.item.asset_count == len(below)
                    assert row.item.size_bytes == sum(one.get("size") or 0 for one in below)
                elif isinstance(row.item, Asset):
                    seen += 1
        assert seen == len(files) == 57_717


async def test_what_is_not_opened_is_not_kept(many: tuple[Demo, Archive]) -> None:
    """The top of 57,717 files is a handful of rows and one request."""
    demo, archive = many
    app, pane = tree_app(archive)
    async with app.run_test(size=WIDE) as pilot:
        pane.place = ("000026", "draft")
        await settled(pilot)
        assert len(pane.model.all_rows()) < 100
        assert asked(demo)["/api/dandisets/000026/versions/draft/assets/paths/"] == 1
        assert pane.border_subtitle == "draft · 57,717 files"


# Sorting


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


# Selecting


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


# Zarrs


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


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_hostile_paths_stay_harmless_when_found(size: tuple[int, int]) -> None:
    """Escapes in found paths reach no cell, sorted, selected or not."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=size) as pilot:
        pane.place = ("000666", "draft")
        await settled(pilot)
        await pilot.press("slash", *"nwb", "enter")
        await settled(pilot)
        await pilot.press("space", "s", "space")
        await settled(pilot)
        assert len(shown(pane)) >= 3
        assert not set("\x1b\x07\t\n") & set("".join(rows_of(pane)))


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


async def test_keys_of_the_pane_are_letters_in_its_filter() -> None:
    """A blank, `s` and `S` are typed; nothing is selected, sorted or opened."""
    app, pane = tree_app(FakeArchive())
    async with app.run_test(size=WIDE) as pilot:
        pane.place = PUBLISHED
        await settled(pilot)
        await pilot.press("slash", *"sub S 5", "enter")
        await settled(pilot)
        assert pane.words == ("sub", "s", "5")
        assert not pane.chosen
        assert pane.border_subtitle == "4 of 5"
