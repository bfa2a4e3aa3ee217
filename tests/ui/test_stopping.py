"""Esc while something is on its way: it ends, that is said, and Enter goes on with it."""

import asyncio
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from dandi_tui.archive.model import Place
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Move
from dandi_tui.protocol.requests import Draw
from dandi_tui.ui.status import footer_commands
from dandi_tui.ui.widgets.object_tree import ObjectTree
from tests.fakes import CONTENT
from tests.ui.browsing import (
    NARROW,
    browser_of,
    make_app,
    open_object,
    phase,
    press,
    settled,
    until,
)
from tests.ui.recording import DFF, fake_archive, fake_reader
from tests.ui.steady import is_due
from tests.ui.test_own_keys import reader_with

FILE = Place(identifier="000728", version="0.240827.1809", path=CONTENT["000728"][1].path)


def note(pilot: Pilot[int]) -> str:
    """The words in place of the picture; empty if there is one."""
    words = browser_of(pilot).preview.query_one("#preview-note", Static)
    return str(words.render()) if words.display else ""


async def test_a_file_whose_opening_was_stopped_says_so() -> None:
    """Where nothing was drawn yet, the words in the middle say how far it came; Enter goes on."""
    reader = fake_reader(stalled=["/"])
    reader.progress["/"] = (8_100_000, 12_100_000)
    async with make_app(place=FILE, reader=reader).run_test(size=NARROW) as pilot:
        await until(pilot, lambda: "8.1 of 12.1 MB" in note(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: phase(pilot) == "stopped")
        assert "Stopped at 8.1 of 12.1 MB. Enter reads the rest." in note(pilot)
        assert "Esc stop" not in note(pilot)
        reader.release("/")
        await press(pilot, "enter")
        assert (phase(pilot), note(pilot)) == ("idle", "")


async def test_a_cursor_that_arrives_late_does_not_go_on_with_what_was_stopped() -> None:
    """A jump reads first and moves the cursor then; Enter on the row goes on."""
    group = DFF.rpartition("/")[0]
    reader = fake_reader(stalled=[DFF, group])
    async with make_app(place=replace(FILE, object_path=DFF), reader=reader).run_test(
        size=NARROW
    ) as pilot:
        await until(pilot, lambda: phase(pilot) == "loading" and DFF in str(reader.requests))
        await pilot.press("escape")
        await until(pilot, lambda: phase(pilot) == "stopped")
        reader.release(group)
        await settled(pilot)
        row = browser_of(pilot).journey.objects.listing.row
        assert row is not None
        assert row.key == DFF
        assert phase(pilot) == "stopped"
        assert isinstance(row.item, NwbObject)
        reader.release(DFF)
        source = browser_of(pilot).journey.objects.source
        assert source is not None
        browser_of(pilot).post_message(ObjectTree.ObjectOpened(source, row.item))
        await settled(pilot)
        assert phase(pilot) == "idle"


async def test_the_first_row_is_not_drawn_in_place_of_a_named_object() -> None:
    """The cursor rests there by itself while what is above the object is listed."""
    group = DFF.rpartition("/")[0]
    reader = fake_reader(stalled=[group])
    async with make_app(place=replace(FILE, object_path=DFF), reader=reader).run_test(
        size=NARROW
    ) as pilot:
        await until(pilot, lambda: group in [one.path for one in reader.requests])
        await until(pilot, lambda: not is_due(pilot.app))
        await pilot.pause()
        assert [one.path for one in reader.requests if isinstance(one, Draw)] == [DFF]


@pytest.mark.parametrize("pane", ["3", "4"])
async def test_enter_reads_on_before_it_means_anything_else(pane: str) -> None:
    """The view's own Enter waits; the footer says so; window and view are those that were asked."""
    leave = Move(key="enter", word="its ROIs", sentence="its ROIs", path="/stimulus")
    reader = reader_with(lambda _request: (leave,))
    async with make_app(reader=reader).run_test(size=NARROW) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, pane, "v", "right_curly_bracket")
        reader.stall(DFF)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: phase(pilot) == "loading")
        asked = browser_of(pilot).preview.request
        await press(pilot, "escape")
        words = [one.word for one in footer_commands(browser_of(pilot)) if one.shown == "Enter"]
        assert words == ["read on"]
        reader.release(DFF)
        await press(pilot, "enter")
        assert browser_of(pilot).preview.shown == asked
        words = [one.word for one in footer_commands(browser_of(pilot)) if one.shown == "Enter"]
        assert "read on" not in words


async def test_enter_opens_the_row_that_the_cursor_went_to_since() -> None:
    """Typed at once, before the cursor has rested there; the footer says what Enter does."""
    reader = fake_reader()
    async with make_app(reader=reader).run_test(size=NARROW) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "3")
        reader.stall(DFF)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: phase(pilot) == "loading")
        await press(pilot, "escape")
        objects = browser_of(pilot).journey.objects
        objects.listing.cursor -= 1
        words = [one.word for one in footer_commands(browser_of(pilot)) if one.shown == "Enter"]
        assert "read on" not in words
        n_asked = len(reader.requests)
        await pilot.press("enter")
        await settled(pilot)
        assert DFF not in [one.path for one in reader.requests[n_asked:]]


async def test_the_way_to_a_named_place_ends_and_can_be_gone_again() -> None:
    """Esc in the list stops it all: nothing opens afterwards, until `r`."""
    archive = fake_archive()
    archive.stall = asyncio.Event()
    async with make_app(place=FILE, archive=archive).run_test(size=NARROW) as pilot:
        await until(pilot, lambda: phase(pilot) == "loading")
        await until(pilot, lambda: archive.waiting)
        await pilot.press("escape")
        await until(pilot, lambda: phase(pilot) == "stopped")
        assert "Stopped. r tries again." in note(pilot)
        held, archive.stall = archive.stall, None
        held.set()
        await settled(pilot)
        journey = browser_of(pilot).journey
        assert (journey.assets.place, journey.objects.source) == (None, None)
        assert "try again" in [one.word for one in footer_commands(browser_of(pilot))]
        await press(pilot, "r")
        assert journey.objects.source is not None
        assert len(journey.dandisets.dandisets) == 6


async def test_a_way_behind_a_page_ends_too() -> None:
    """The first row's page stands there by itself while a place is on its way."""
    archive = fake_archive()
    async with make_app(archive=archive).run_test(size=NARROW) as pilot:
        await settled(pilot)
        browser, archive.stall = browser_of(pilot), asyncio.Event()
        browser.travel(lambda: browser.journey.start(FILE), quiet=True)
        await until(pilot, lambda: archive.waiting)
        await pilot.press("escape")
        await until(pilot, lambda: not archive.waiting)
        archive.stall.set()
        await settled(pilot)
        assert browser.journey.objects.source is None
        assert browser.preview.page is not None


async def test_a_picture_that_failed_is_tried_again_and_not_the_way_there() -> None:
    """Though the way took so long that it was said; `r` is about what failed last."""
    archive, reader = fake_archive(), fake_reader()
    archive.stall = asyncio.Event()
    async with make_app(place=FILE, archive=archive, reader=reader).run_test(size=NARROW) as pilot:
        await until(pilot, lambda: phase(pilot) == "loading")
        held, archive.stall = archive.stall, None
        held.set()
        await settled(pilot)
        reader.answers[DFF] = ConnectionFailedError("The store does not answer.")
        await open_object(pilot, DFF)
        assert phase(pilot) == "failed"
        del reader.answers[DFF]
        await press(pilot, "4", "r")
        shown = browser_of(pilot).preview.shown
        assert shown is not None
        assert shown.path == DFF
