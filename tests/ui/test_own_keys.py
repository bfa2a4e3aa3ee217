"""The keys that a view has of its own, playing, pins, and the files beside the open one."""

from collections.abc import Callable

from msgspec.structs import replace
from textual.pilot import Pilot

from dandi_tui.errors import NotFoundError
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Answer, Move, Picture
from dandi_tui.protocol.requests import Draw, Request
from dandi_tui.ui.status import live_commands
from dandi_tui.ui.widgets.object_tree import ObjectTree
from dandi_tui.ui.widgets.rows import ROOT
from tests.fakes import CONTENT
from tests.ui.browsing import (
    WIDE,
    browser_of,
    make_app,
    open_object,
    press,
    run_by_name,
    settled,
    until,
)
from tests.ui.recording import DFF, OBJECTS, Reader, draw


def reader_with(moves: Callable[[Draw], tuple[Move, ...]]) -> Reader:
    """Its picture of ΔF/F has these keys of its own."""

    def answer(request: Request) -> Answer:
        picture = draw(request)
        assert isinstance(request, Draw)
        assert isinstance(picture, Picture)
        return Picture(rows=picture.rows, facts=replace(picture.facts, moves=moves(request)))

    return Reader(OBJECTS, answers={DFF: answer})


def last_draw(pilot: Pilot[int]) -> Draw:
    request = browser_of(pilot).preview.shown
    assert request is not None
    return request


def colours(request: Draw) -> tuple[Move, ...]:
    """`c` chooses a map, `h` moves left, `j` is not taken."""
    following = "grey" if request.option("map") == "viridis" else "viridis"
    return (
        Move(key="c", word="colours", sentence="other colours", options=(("map", following),)),
        Move(key="h", sentence="move left", options=(("at", "left"),)),
    )


async def test_a_view_s_own_key_changes_its_setting() -> None:
    """It works in the preview and from the list of objects, and footer and help name it."""
    async with make_app(reader=reader_with(colours)).run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "c")
        assert last_draw(pilot).option("map") == "viridis"
        await press(pilot, "4", "c")
        assert last_draw(pilot).option("map") == "grey"
        assert "colours" in [command.word for command in live_commands(browser_of(pilot))]


async def test_a_letter_of_lists_is_the_view_s_only_in_the_preview() -> None:
    """`h` folds in the list of objects; in the preview the picture has it, as the arrow too."""
    async with make_app(reader=reader_with(colours)).run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "h")
        assert last_draw(pilot).option("at") == ""
        await open_object(pilot, DFF)
        await press(pilot, "4", "left")
        assert last_draw(pilot).option("at") == "left"


async def test_a_move_to_another_object_goes_there_in_the_tree_and_back() -> None:
    """`Enter` on a ROI shows its trace; `-` leads back."""
    leave = Move(key="enter", sentence="its trace", path="/processing/ophys/DfOverF/DfOverFEvents",
                 traces=(3, 4))  # fmt: skip
    reader = reader_with(lambda _request: (leave,))
    async with make_app(reader=reader).run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "4", "enter")
        await until(pilot, lambda: last_draw(pilot).path == leave.path)
        assert last_draw(pilot).traces == (3, 4)
        row = browser_of(pilot).journey.objects.listing.row
        assert row is not None
        assert row.key == leave.path
        await press(pilot, "minus")
        await until(pilot, lambda: last_draw(pilot).path == DFF)


def frames(request: Draw) -> tuple[Move, ...]:
    return (Move(key="space", sentence="play", frame=(request.frame or 0) + 1, plays=True),)


async def test_playing_goes_on_until_a_key_is_pressed() -> None:
    """Space starts it, and stops it."""
    async with make_app(reader=reader_with(frames)).run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "4")
        await pilot.press("space")
        await until(pilot, lambda: (last_draw(pilot).frame or 0) >= 3)
        await pilot.press("space")
        await settled(pilot)
        stopped = last_draw(pilot).frame
        preview = browser_of(pilot).preview
        assert not preview.player.playing
        assert preview.player._timer is None
        assert last_draw(pilot).frame == stopped


async def test_another_move_ends_playing() -> None:
    """A window asked for by hand is not played away from."""
    async with make_app(reader=reader_with(frames)).run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "4")
        await pilot.press("space")
        await until(pilot, lambda: (last_draw(pilot).frame or 0) >= 2)
        await pilot.press("right_square_bracket")
        await settled(pilot)
        assert not browser_of(pilot).preview.player.playing


async def test_a_pinned_series_stays_below_those_that_follow() -> None:
    """`p` pins and unpins; the object itself is not drawn twice."""
    async with make_app().run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "p")
        assert last_draw(pilot).option("pin") == ""
        await open_object(pilot, "/processing/ophys/DfOverF/DfOverFEvents")
        assert last_draw(pilot).option("pin") == DFF
        await press(pilot, "p")
        await open_object(pilot, DFF)
        assert last_draw(pilot).option("pin") == "/processing/ophys/DfOverF/DfOverFEvents"
        await press(pilot, "p")
        await open_object(pilot, "/processing/ophys/DfOverF/DfOverFEvents")
        assert last_draw(pilot).option("pin") == ""


async def test_units_are_pinned_and_move_with_the_window() -> None:
    """`p` on their raster, then on ΔF/F; `]` moves both, and the window stays as one goes on."""
    units = "/processing/ophys/DfOverF/DfOverFEvents"

    def raster(request: Request) -> Answer:
        picture = draw(request)
        assert isinstance(picture, Picture)
        facts = replace(picture.facts, view="raster", views=("raster", "unit", "note"), n_traces=0)
        return Picture(rows=picture.rows, facts=facts)

    async with make_app(reader=Reader(OBJECTS, answers={units: raster})).run_test(
        size=WIDE
    ) as pilot:
        await open_object(pilot, units)
        await press(pilot, "p")
        await open_object(pilot, DFF)
        await press(pilot, "p", "right_square_bracket")
        assert last_draw(pilot).option("pin") == units
        assert last_draw(pilot).window == (580.0, 660.0)
        await open_object(pilot, units)
        assert last_draw(pilot).option("pin") == DFF
        assert last_draw(pilot).window == (580.0, 660.0)


async def test_a_view_that_is_not_the_first_is_pinned_as_such() -> None:
    """The speed of a body part, whose first view over time is traces."""

    def speed(request: Request) -> Answer:
        picture = draw(request)
        assert isinstance(picture, Picture)
        facts = replace(picture.facts, view="speed", views=("pose", "traces", "speed", "note"))
        return Picture(rows=picture.rows, facts=facts)

    async with make_app(reader=Reader(OBJECTS, answers={DFF: speed})).run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "p")
        await open_object(pilot, "/processing/ophys/DfOverF/DfOverFEvents")
        assert last_draw(pilot).option("pin") == f"{DFF}:speed"


async def test_the_next_file_shows_the_same_object_window_and_view() -> None:
    """`)` and `(` go through the files of a dandiset, at its end a sentence says so."""
    _, first, second, third, _ = CONTENT["000728"]
    async with make_app().run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        trail = browser_of(pilot).journey.trail
        await press(pilot, "right_square_bracket", "v")
        before = last_draw(pilot)
        await press(pilot, "right_parenthesis")
        await until(pilot, lambda: last_draw(pilot).source != before.source)
        assert replace(last_draw(pilot), source=before.source) == before
        assert trail.now.asset == second
        await press(pilot, "right_parenthesis")
        await until(pilot, lambda: trail.now.asset == third)
        await press(pilot, "right_parenthesis")
        assert trail.now.asset == third
        await press(pilot, "left_parenthesis", "left_parenthesis")
        await until(pilot, lambda: trail.now.asset == first)


async def test_a_row_that_the_cursor_has_left_is_not_drawn() -> None:
    """It rested there before the rows down to the same object had come; that was told late."""
    async with make_app().run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "right_square_bracket", "v")
        before, objects = last_draw(pilot), browser_of(pilot).journey.objects
        assert objects.source is not None
        first = objects.model.children(ROOT)[0].item
        assert isinstance(first, NwbObject)
        browser_of(pilot).post_message(ObjectTree.ObjectHighlighted(objects.source, first))
        await settled(pilot)
        assert last_draw(pilot) == before


class Elsewhere(Reader):
    """Its second file has nothing that was processed."""

    def _answer(self, request: Request) -> Answer:
        second = CONTENT["000728"][2].name
        is_there = request.source is not None and request.source.name == second
        if is_there and request.path.startswith("/processing"):
            raise NotFoundError(f"There is no {request.path} in {second}.")
        return super()._answer(request)


async def test_an_object_that_one_file_lacks_is_looked_for_in_the_next() -> None:
    """The picture says so, and the object is not forgotten."""
    async with make_app(reader=Elsewhere(OBJECTS)).run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        preview, trail = browser_of(pilot).preview, browser_of(pilot).journey.trail
        await press(pilot, "right_parenthesis")
        assert preview.has_box
        assert preview.request is not None
        assert preview.request.path == DFF
        assert preview.body.chart.empty
        assert preview.facts is None
        await press(pilot, "right_parenthesis")
        await until(pilot, lambda: trail.now.asset == CONTENT["000728"][3])
        assert last_draw(pilot).path == DFF
        assert not preview.has_box


async def test_the_palette_names_the_views() -> None:
    """Typing a view's name draws it."""
    async with make_app().run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await pilot.press("ctrl+p")
        await run_by_name(pilot, "view values", "View: values")
        await until(pilot, lambda: last_draw(pilot).view == "values")


def conditions(_request: Draw) -> tuple[Move, ...]:
    """`/` asks for a condition, and goes to the first row."""
    return (
        Move(
            key="slash",
            word="filter",
            sentence="only some rows",
            options=(("rows", ""),),
            asks="filter",
            hint="COLUMN=VALUE",
        ),
    )


async def test_a_key_may_ask_for_what_is_typed() -> None:
    """The line holds what is set; Enter sets what it says, nothing takes it out, Esc neither."""
    async with make_app(reader=reader_with(conditions)).run_test(size=WIDE) as pilot:
        await open_object(pilot, DFF)
        await press(pilot, "4", "slash", *"side=x", "enter")
        assert last_draw(pilot).option("filter") == "side=x"
        await press(pilot, "slash", "y", "escape")
        assert last_draw(pilot).option("filter") == "side=x"
        await press(pilot, "slash", "y", "enter")
        assert last_draw(pilot).option("filter") == "side=xy"
        await press(pilot, "slash", "ctrl+u", "enter")
        assert last_draw(pilot).option("filter") == ""
