"""Pane 2 beyond the tree: what the archive finds, among few files and among 57,717."""

import gzip
import json
from collections.abc import AsyncIterator

import pytest

from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, AssetFolder
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings
from tests.demo_fixture import Demo, DemoFactory
from tests.fakes import FakeArchive
from tests.shared import shared_path
from tests.ui.assets import NARROW, PUBLISHED, STIM_C, WIDE, asked, shown, tree_app
from tests.ui.pane_app import rows_of, settled, until


@pytest.fixture
async def many(demo_factory: DemoFactory) -> AsyncIterator[tuple[Demo, Archive]]:
    """A demo archive with the 57,717 real paths of 000026."""
    listing = shared_path("data", "dandisets", "000026", "assets.jsonl.gz")
    demo = demo_factory("--listing", str(listing), "--listing-id", "000026")
    archive = await connect(Settings(instance=demo.api_url))
    yield demo, archive
    await archive.close()


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
