"""The page of a dandiset, its versions and its citation: by keys, against the demo archive."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Place
from dandi_tui.settings import Settings
from dandi_tui.ui.screens.cite import CiteScreen
from dandi_tui.ui.screens.difference import DifferenceScreen
from dandi_tui.ui.screens.versions import VersionsScreen
from tests.demo_fixture import Demo
from tests.ui.browsing import NARROW, WIDE, browser_of, make_app, press, settled, until
from tests.ui.recording import fake_archive, fake_reader

Keys = Callable[..., Any]


@pytest.fixture
def app(demo: Demo, tmp_path: Path) -> Callable[..., DandiTuiApp]:
    """The app over the demo archive, at a place of it."""
    settings = Settings(instance=demo.api_url, cache_dir=tmp_path)

    async def connected() -> Archive:
        return await connect(settings)

    return lambda place=Place(): DandiTuiApp(settings, place, connected, reader=fake_reader())  # noqa: B008 -- frozen


def shown(pilot: Pilot[int]) -> str:
    """The words of the page in view."""
    return str(browser_of(pilot).preview.body._note.content)


async def go_to(pilot: Pilot[int], identifier: str) -> None:
    """Put the cursor of pane 1 on a dandiset."""
    dandisets = browser_of(pilot).journey.dandisets
    await until(pilot, lambda: dandisets.find(identifier))
    dandisets.show(identifier)
    await settled(pilot)


def api_paths(demo: Demo, start: int) -> list[str]:
    """What was asked of the API since then."""
    return [entry["path"].partition("?")[0] for entry in demo.log("api")[start:]]


async def test_a_row_shows_its_page(app: Keys, demo: Demo) -> None:
    """Figures, description, citation with the DOI, contributors with roles, in one request."""
    async with app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        start = len(demo.log("api"))
        await go_to(pilot, "000728")
        page = shown(pilot)
        assert page.startswith("Allen Institute - Visual Coding - Optical Physiology\nDANDI:000728")
        for words in ("subjects", "and 2 more lines", "Cite", "y copies", "Mus musculus",
                      "https://doi.org/10.48324/dandi.000728/0.240827.1809",
                      "contact person, data curator"):  # fmt: skip
            assert words in page
        assert api_paths(demo, start) == ["/api/dandisets/000728/versions/0.240827.1809/info/"]


async def test_a_page_is_asked_for_once(app: Keys, demo: Demo) -> None:
    """Coming back to a row asks nothing again."""
    async with app().run_test(size=WIDE) as pilot:
        await go_to(pilot, "000728")
        await go_to(pilot, "000711")
        start = len(demo.log("api"))
        await go_to(pilot, "000728")
        assert "subjects" in shown(pilot)
        assert api_paths(demo, start) == []


async def test_opening_a_dandiset_costs_three_requests(app: Keys, demo: Demo) -> None:
    """Its first folder, its metadata, its versions; the page stays, with all versions."""
    async with app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        start = len(demo.log("api"))
        browser_of(pilot).journey.dandisets.show("000728")
        await press(pilot, "enter")
        await until(pilot, lambda: browser_of(pilot).journey.assets.listing.row)
        await settled(pilot)
        assert len(api_paths(demo, start)) <= 3
        assert "● 0.240827.1809" in shown(pilot)
        assert "0.240208.1707" in shown(pilot)


async def test_typing_asks_for_no_pages(app: Keys, demo: Demo) -> None:
    """Only when the filter is done is the page of what it found asked for."""
    async with app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        start = len(demo.log("api"))
        await press(pilot, "slash", *"optical ph")
        assert api_paths(demo, start) == []
        assert shown(pilot).startswith("Visual Behavior - Optical Physiology")
        await press(pilot, "enter")
        assert len(api_paths(demo, start)) == 1
        assert "contact person" in shown(pilot)


async def test_a_page_scrolls_and_shows_all(app: Keys) -> None:
    """With the focus: half a page, the end, the beginning; Enter shows all of it."""
    async with app().run_test(size=NARROW) as pilot:
        await go_to(pilot, "000728")
        await press(pilot, "i")
        assert browser_of(pilot).pane is browser_of(pilot).preview
        await press(pilot, "ctrl+d")
        assert not shown(pilot).startswith("Allen")
        await press(pilot, "G")
        assert "Schema" in shown(pilot)
        assert "Funding" in shown(pilot)
        await press(pilot, "g", "g", "enter")
        assert shown(pilot).startswith("Allen")
        assert "more lines" not in shown(pilot)


async def test_a_page_that_does_not_arrive_says_so() -> None:
    """What the row says stays; the sentence stands below."""
    async with make_app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "down")
        assert "The rest did not arrive: There is no version" in shown(pilot)
        assert "Contact" in shown(pilot)


async def test_hostile_metadata_cannot_act(app: Keys) -> None:
    """Escapes and bidi controls of a name and a description are made visible, tags go."""
    async with app().run_test(size=WIDE) as pilot:
        await go_to(pilot, "000955")
        await press(pilot, "4", "enter")
        assert "markup" in shown(pilot)
        assert not set(shown(pilot)) & set("\x1b\x9b\u202e\u200b\t")


async def test_another_version_is_opened(app: Keys) -> None:
    """`@` lists them, the draft first; Enter opens; a draft is marked on its page too."""
    place = Place(identifier="000728")
    async with app(place).run_test(size=WIDE) as pilot:
        assets = browser_of(pilot).journey.assets
        await until(pilot, lambda: assets.listing.row)
        await settled(pilot)
        await press(pilot, "@")
        screen = pilot.app.screen
        assert isinstance(screen, VersionsScreen)
        await until(pilot, lambda: len(screen.versions) == 3)
        assert [one.is_draft for one in screen.versions] == [True, False, False]
        await press(pilot, "k", "enter")
        await until(pilot, lambda: assets.place == ("000728", "draft") and assets.listing.row)
        await settled(pilot)
        assert "A draft changes and has no DOI" in shown(pilot)
        assert "draft" in str(assets.border_subtitle)


async def test_preview_copy_and_enter_agree_on_the_open_version(app: Keys) -> None:
    """In pane 1 the row of the open dandiset stands for the version that is open."""
    old = "0.240208.1707"
    async with app(Place(identifier="000728", version=old)).run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.assets.place == ("000728", old))
        await settled(pilot)
        await press(pilot, "escape", "j", "k")
        assert f"DANDI:000728  {old}" in shown(pilot)
        assert f"DANDI:000728/{old}" in [one.words for one in browser._overlays._copied()]
        await press(pilot, "enter")
        assert browser.journey.assets.place == ("000728", old)
        assert f"DANDI:000728  {old}" in shown(pilot)


async def test_release_notes_are_shown_with_a_version(app: Keys) -> None:
    """Of the version that is chosen, once the choice rests."""
    async with app(Place(identifier="000728")).run_test(size=WIDE) as pilot:
        await until(pilot, lambda: browser_of(pilot).journey.assets.listing.row)
        await settled(pilot)
        await press(pilot, "@")
        screen = pilot.app.screen
        await until(pilot, lambda: "Added a session" in str(screen._notes.content))


async def test_the_difference_of_two_versions(app: Keys) -> None:
    """Space marks one, `d` compares it with another: a summary, and Enter goes to a file."""
    async with app(Place(identifier="000728")).run_test(size=WIDE) as pilot:
        assets = browser_of(pilot).journey.assets
        await until(pilot, lambda: assets.listing.row)
        await settled(pilot)
        await press(pilot, "@", "j", "space", "k", "d")
        screen = pilot.app.screen
        assert isinstance(screen, DifferenceScreen)
        await until(pilot, lambda: screen.found)
        assert screen.found
        assert [one.kind for one in screen.found.changes] == ["added", "added"]
        await press(pilot, "j", "enter")
        await until(pilot, lambda: assets.listing.row and assets.listing.row.depth == 1)


async def test_a_draft_is_cited_with_a_warning(app: Keys) -> None:
    """`n` takes the newest published version; the format is chosen; Enter copies all lines."""
    place = Place(identifier="000728", version="draft")
    async with app(place).run_test(size=WIDE) as pilot:
        await until(pilot, lambda: browser_of(pilot).journey.assets.listing.row)
        await settled(pilot)
        browser_of(pilot).action_cite()
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, CiteScreen)
        assert "This is a draft" in str(screen._warning.content)
        await press(pilot, "n", *"jjjjjj")
        assert not screen._warning.display
        await press(pilot, "enter")
        await until(pilot, lambda: "@misc{" in pilot.app.clipboard)
        assert "  doi          = {10.48324/dandi.000728/0.240827.1809},\n" in pilot.app.clipboard


async def test_a_citation_is_saved_here(
    app: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a name of its own; what is there already is not replaced."""
    monkeypatch.chdir(tmp_path)
    async with app(Place(identifier="000728")).run_test(size=WIDE) as pilot:
        await until(pilot, lambda: browser_of(pilot).journey.assets.listing.row)
        await settled(pilot)
        for _ in range(2):
            browser_of(pilot).action_cite()
            await settled(pilot)
            await press(pilot, "w")
    names = [name for name in sorted(os.listdir(tmp_path)) if "dandi" in name]
    assert names == ["dandi-000728-0.240827.1809-2.txt", "dandi-000728-0.240827.1809.txt"]


async def test_links_are_offered_for_copying(app: Keys) -> None:
    """`y` on a dandiset: its citation, DOI and links; what is hostile is cleaned on the way."""
    async with app().run_test(size=WIDE) as pilot:
        await go_to(pilot, "000728")
        await press(pilot, "y")
        items = {item.what: item.words for item in pilot.app.screen._items}
        assert items["DOI"] == "https://doi.org/10.48324/dandi.000728/0.240827.1809"
        assert items["paper"].startswith("https://")
        await press(pilot, "escape", "4", "y")
        assert {item.what: item.words for item in pilot.app.screen._items} == items
        await press(pilot, "escape", "1")
        await go_to(pilot, "000955")
        await press(pilot, "y", "j", "j", "j", "enter")
        await until(pilot, lambda: "Odd names" in pilot.app.clipboard)
        assert not set(pilot.app.clipboard) & set("\x1b\x9b\u202e\n")


async def test_a_local_folder_has_no_page() -> None:
    """Nothing is asked of the archive for it, and `@` says what to do."""
    archive = fake_archive()
    async with make_app(archive=archive).run_test(size=WIDE) as pilot:
        await settled(pilot)
        browser = browser_of(pilot)
        browser.journey.open_version("/tmp", "local")
        await settled(pilot)
        assert browser.pages.opened(("/tmp", "local"), None, still=True) is False
