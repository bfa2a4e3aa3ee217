"""Going anywhere by what is pasted; places that are kept, listed and gone back to."""

from pathlib import Path

import pytest
from textual.widgets import Input

from dandi_tui.archive.memory import KeptPlace, Memory
from dandi_tui.archive.model import Place
from dandi_tui.settings import Settings
from dandi_tui.ui.screens.places import GoToPrompt, PlacesScreen
from tests.fakes import CONTENT
from tests.ui.browsing import (
    NARROW,
    WIDE,
    browser_of,
    make_app,
    open_file,
    open_object,
    phase,
    press,
    settled,
    until,
)
from tests.ui.recording import DFF

ASSET = CONTENT["000728"][1]


def settings_in(tmp_path: Path, **more: object) -> Settings:
    return Settings(places_file=tmp_path / "places.json", **more)  # type: ignore[arg-type]


async def test_anything_pasted_opens(tmp_path: Path) -> None:
    """A folder of a dandiset by its page, then a file by the id of its asset."""
    app = make_app(settings=settings_in(tmp_path, instance="dandi"))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await press(pilot, "ctrl+o")
        assert isinstance(app.screen, GoToPrompt)
        page = "https://dandiarchive.org/dandiset/000728/draft/files?location=sub-501560436"
        app.screen.query_one(Input).value = f"  <{page}>"
        await press(pilot, "enter")
        await until(pilot, lambda: browser.journey.assets.place == ("000728", "draft"))
        await settled(pilot)
        row = browser.journey.assets.listing.row
        assert row
        assert row.key == "sub-501560436"
        await press(pilot, "ctrl+o")
        app.screen.query_one(Input).value = ASSET.asset_id
        await press(pilot, "enter")
        await until(pilot, lambda: browser.journey.objects.source)


async def test_what_means_nothing_is_a_sentence_that_can_be_left(tmp_path: Path) -> None:
    """And so is a place in another archive, with the command that opens it."""
    app = make_app(settings=settings_in(tmp_path, instance="dandi"))
    async with app.run_test(size=NARROW) as pilot:
        browser = browser_of(pilot)
        unknown = "https://gui-example.dandiarchive.invalid/dandiset/000123"
        for words, said in (("no such thing", "no dandiset"), (unknown, "That is in")):
            await press(pilot, "ctrl+o")
            app.screen.query_one(Input).value = words
            await press(pilot, "enter")
            await until(pilot, lambda: phase(pilot) == "failed")
            assert browser.preview.error
            assert said in browser.preview.error.message
            await press(pilot, "escape")


async def test_a_place_is_kept_and_gone_back_to(tmp_path: Path) -> None:
    """Bookmarked in one run; in the next chosen from the list, down to the object."""
    settings = settings_in(tmp_path)
    app = make_app(settings=settings)
    async with app.run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "asterisk")
    kept = Memory(settings.places_file).read()
    assert kept.bookmarks[0].object_path == DFF
    assert kept.recent[0].path == ASSET.path

    app = make_app(settings=settings)
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.dandisets.dandisets)
        await press(pilot, "apostrophe")
        assert isinstance(app.screen, PlacesScreen)
        await press(pilot, "enter")
        await until(pilot, lambda: browser.preview.obj and browser.preview.obj.path == DFF)
        assert browser.journey.assets.place == ("000728", "0.240827.1809")


async def test_the_list_bookmarks_and_forgets(tmp_path: Path) -> None:
    """In the file at once; nothing is asked."""
    settings = settings_in(tmp_path)
    memory = Memory(settings.places_file)
    for identifier in ("000001", "000002"):
        memory.visit(KeptPlace(instance="dandi", identifier=identifier))
    app = make_app(settings=settings)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "apostrophe", "j", "asterisk")
        await until(pilot, lambda: memory.read().bookmarks)
        assert memory.read().bookmarks[0].identifier == "000001"
        await press(pilot, "j", "d")
        await until(pilot, lambda: len(memory.read().recent) < 2)
        assert [one.identifier for one in memory.read().recent] == ["000001"]
        await press(pilot, "escape")


async def test_the_last_place_is_where_one_begins(tmp_path: Path) -> None:
    """With the object that was in view."""
    place = Place(identifier="000728", version="draft", path=ASSET.path, object_path=DFF)
    app = make_app(place=place, settings=settings_in(tmp_path))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.preview.obj and browser.preview.obj.path == DFF)


@pytest.mark.parametrize("keep", [False, True])
async def test_embargoed_places_are_not_kept_unless_wished(tmp_path: Path, keep: bool) -> None:
    """Neither as recent ones nor as bookmarks."""
    settings = settings_in(tmp_path, keep_embargoed=keep)
    app = make_app(settings=settings)
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.dandisets.dandisets)
        browser.journey.open_version("000108", "draft")
        await press(pilot, "asterisk")
    kept = Memory(settings.places_file).read()
    assert bool(kept.recent) is keep
    assert bool(kept.bookmarks) is keep


async def test_a_file_of_places_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    """The log has it."""
    (tmp_path / "file").touch()
    app = make_app(settings=Settings(places_file=tmp_path / "file" / "places.json"))
    async with app.run_test(size=WIDE) as pilot:
        await open_file(pilot)
        await press(pilot, "asterisk", "apostrophe")
        assert isinstance(app.screen, PlacesScreen)


async def test_hostile_places_colour_nothing(tmp_path: Path) -> None:
    """Paths and titles from the file are shown without what acts on a terminal."""
    settings = settings_in(tmp_path)
    odd = KeptPlace(instance="dandi", identifier="000666", version="draft",
                    path="\x1b[31m\u202e[b]x[/b]", title="\x1b]0;x\x07", when="x[y")  # fmt: skip
    Memory(settings.places_file).visit(odd)
    app = make_app(settings=settings)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "apostrophe")
        shown = str(app.screen.query_one("Choices").render())
        assert "[b]x[/b]" in shown
        assert not {"\x1b", "\u202e", "\x07"} & set(shown)


async def test_a_file_by_its_url_lies_beside_the_files_of_its_dandiset(tmp_path: Path) -> None:
    """A link of Neurosift says which dandiset it is of; the file opens all the same."""
    place = Place(url=ASSET.url, identifier="000728")
    app = make_app(place=place, settings=settings_in(tmp_path))
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.journey.objects.source)
        await settled(pilot)
        assert browser.journey.assets.place == ("000728", "0.240827.1809")
        source = browser.journey.objects.source
        assert source
        assert (source.url, source.blob) == (ASSET.url, ASSET.asset_id)
    assert Memory(tmp_path / "places.json").read().recent[0].url == ASSET.url
