"""Pane 3: the objects of a file, group by group."""

import asyncio
from collections.abc import Iterable

import pytest

from dandi_tui.errors import ConnectionFailedError, FileFormatError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Objects
from dandi_tui.protocol.requests import Walk
from dandi_tui.reader.base import OnPart
from dandi_tui.ui.widgets import lazy_tree
from dandi_tui.ui.widgets.object_tree import ObjectTree, fact
from tests.fake_reader import FakeReader
from tests.ui.pane_app import PaneApp, rows_of, settled, until

WIDE, NARROW = (120, 36), (80, 24)
FILE = Address(url="http://store.invalid/a", name="a.nwb")
OTHER = Address(url="http://store.invalid/b", name="b.nwb")


def group(
    path: str, n_children: int | None, neurodata_type: str = "", *, series: bool = False
) -> NwbObject:
    extends = ("TimeSeries",) if series else ()
    return NwbObject(
        path=path,
        kind="group",
        n_children=n_children,
        neurodata_type=neurodata_type,
        ancestry=(neurodata_type, *extends) if neurodata_type else (),
        data_shape=(113_888, 174) if series else None,
    )


def dataset(path: str, *shape: int) -> NwbObject:
    return NwbObject(path=path, kind="dataset", shape=shape, dtype="float32")


OPHYS = (
    group("/acquisition", 0),
    group("/general", None),
    group("/processing", 1),
    group("/processing/ophys", 2, "ProcessingModule"),
    group("/processing/ophys/DfOverF", 1, "DfOverF"),
    group("/processing/ophys/DfOverF/DfOverF", 2, "RoiResponseSeries", series=True),
    dataset("/processing/ophys/DfOverF/DfOverF/data", 113_888, 174),
    NwbObject(
        path="/processing/ophys/DfOverF/DfOverF/timestamps",
        kind="link",
        target="/gone",
        broken=True,
    ),
    group("/processing/ophys/SummaryImages", 1, "Images"),
    dataset("/processing/ophys/SummaryImages/maximum_intensity_projection", 512, 512),
)


def tree_app(reader: FakeReader) -> tuple[PaneApp, ObjectTree]:
    pane = ObjectTree(reader)
    pane.styles.width = 40
    return PaneApp(lambda: [pane]), pane


def shown(pane: ObjectTree) -> list[str]:
    return [row for row in rows_of(pane.listing) if row.strip()]


async def test_without_a_file_it_says_what_to_do() -> None:
    """One sentence, no cursor."""
    app, pane = tree_app(FakeReader(OPHYS))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert shown(pane) == [" Open a file to see its objects."]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_file_opens_at_its_top(size: tuple[int, int]) -> None:
    """Groups without type show how many they hold; an empty one says so."""
    app, pane = tree_app(FakeReader(OPHYS))
    async with app.run_test(size=size) as pilot:
        pane.source, pane.file_label = FILE, "NWB 2.7.0"
        await settled(pilot)
        assert [row.split() for row in shown(pane)] == [
            ["▌▸", "acquisition", "empty"],
            ["▸", "general"],
            ["▸", "processing", "1"],
        ]
        assert pane.border_subtitle == "NWB 2.7.0"


async def test_the_way_to_a_series_by_keys() -> None:
    """A series is a leaf to the eye and opens with Enter, though `l` shows what it is made of."""
    app, pane = tree_app(FakeReader(OPHYS))
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        await settled(pilot)
        for keys in (["G", "l"], ["l", "l"], ["l", "l"], ["l"]):
            await pilot.press(*keys)
            await settled(pilot)
        assert any(row.split() == ["▌", "·", "DfOverF", "RoiResponseSeries"] for row in shown(pane))
        await pilot.press("enter")
        await until(pilot, lambda: app.told("ObjectOpened"))
        assert app.told("ObjectOpened") == ["/processing/ophys/DfOverF/DfOverF"]
        await pilot.press("l")
        await settled(pilot)
        assert any("· data" in row and "113,888 × 174" in row for row in shown(pane))
        assert any("→ /gone ✗" in row for row in shown(pane))


async def test_the_resting_cursor_is_told_with_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where it rests, not what it passes."""
    app, pane = tree_app(FakeReader(OPHYS))
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        await settled(pilot)
        monkeypatch.setattr(lazy_tree, "REST_S", 3600.0)
        await pilot.press("j")
        monkeypatch.setattr(lazy_tree, "REST_S", 0.01)
        await pilot.press("j")
        await until(pilot, lambda: "/processing" in app.told("ObjectHighlighted"))
        assert "/general" not in app.told("ObjectHighlighted")


async def test_another_file_cancels_what_is_read_of_the_old_one() -> None:
    """The stalled request ends; the answer of the new file is shown."""
    reader = FakeReader(OPHYS, stalled=["/"])
    app, pane = tree_app(reader)
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        await until(pilot, lambda: reader.requests)
        pane.source = None
        await until(pilot, lambda: reader.idle)
        assert len(reader.cancelled) == 1
        reader.release("/")
        pane.source = OTHER
        await settled(pilot)
        assert len(shown(pane)) == 3


async def test_a_damaged_file_is_told_in_one_sentence() -> None:
    """The sentence and the hint are folded at words; no traceback."""
    broken = FileFormatError("The file ends before its HDF5 data do.", hint="Download it again.")
    app, pane = tree_app(FakeReader(OPHYS, answers={"/": broken}))
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        await settled(pilot)
        said = " ".join(" ".join(shown(pane)).replace("▌", "").split())
        assert said == "✗ The file ends before its HDF5 data do. Download it again."


async def test_r_asks_again_after_a_failure() -> None:
    """What did not arrive is loaded, and the error is gone."""
    reader = FakeReader(OPHYS, answers={"/": ConnectionFailedError("No answer.")})
    app, pane = tree_app(reader)
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        await settled(pilot)
        reader.answers.clear()
        await pilot.press("r")
        await settled(pilot)
        assert len(shown(pane)) == 3


async def test_no_key_waits_for_a_group_that_did_not_arrive() -> None:
    """Nor for one in which nothing is: what was to come below it came, or will not."""
    lost = ConnectionFailedError("No answer.")
    app, pane = tree_app(FakeReader(OPHYS, answers={"/processing": lost}))
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        await settled(pilot)
        for name in ("/general", "/processing"):
            assert pane.listing.move_to(name)
            await pilot.press("l")
            await until(pilot, lambda: not pane.loading_rows)
            assert not pane.listing.is_unfolding


async def test_reveal_unfolds_down_to_an_object() -> None:
    """Each group on the way is read, and the cursor is on the object."""
    path = "/processing/ophys/SummaryImages/maximum_intensity_projection"
    app, pane = tree_app(FakeReader(OPHYS))
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        assert await pane.reveal(path)
        await settled(pilot)
        assert pane.listing.row is not None
        assert pane.listing.row.key == path
        assert not await pane.reveal("/processing/nothing")


class WalkInParts(FakeReader):
    """Walks in two parts; the second waits until a test lets it go."""

    def __init__(self, objects: Iterable[NwbObject]) -> None:
        super().__init__(objects)
        self.go = asyncio.Event()

    async def walk(self, on_part: OnPart) -> Objects:
        objects = tuple(sorted(self.objects.values(), key=lambda obj: obj.path))
        on_part(Objects(objects=objects[:6], n_groups_read=3, n_groups_known=7))
        await self.go.wait()
        return Objects(objects=objects[6:], n_groups_read=7, n_groups_known=7)

    async def ask(self, request, *, on_progress=None, on_part=None):  # type: ignore[no-untyped-def]
        if isinstance(request, Walk):
            assert on_part
            return await self.walk(on_part)
        return await super().ask(request, on_progress=on_progress, on_part=on_part)


async def test_another_file_does_not_wait_for_the_counts_of_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """How many members its groups have nobody wants to know any more."""
    monkeypatch.setattr("dandi_tui.ui.widgets.object_tree.COUNT_S", 3600)
    app, pane = tree_app(FakeReader(OPHYS))
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        await until(pilot, lambda: any(worker.group == "count" for worker in app.workers))
        (counting,) = (worker for worker in app.workers if worker.group == "count")
        pane.source = OTHER
        assert counting.is_cancelled


async def test_the_filter_searches_the_whole_file_as_it_is_read() -> None:
    """It shows what it found so far and says how far it is; the rest comes by itself."""
    reader = WalkInParts(OPHYS)
    app, pane = tree_app(reader)
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        await until(pilot, lambda: len(shown(pane)) == 3)
        await pilot.press("slash", *"projection")
        await until(pilot, lambda: "3 of 7 groups read" in (pane.border_subtitle or ""))
        reader.go.set()
        await settled(pilot)
        assert pane.border_subtitle == "1 of 10"
        assert [row.split()[-1] for row in shown(pane)][-1].startswith("maximum")
        await pilot.press("enter", "escape")
        await settled(pilot)
        assert pane.listing.row is not None
        assert pane.listing.row.key.endswith("projection")


async def test_clearing_the_filter_ends_the_walk() -> None:
    """Nothing is read for a filter that is gone."""
    reader = WalkInParts(OPHYS)
    app, pane = tree_app(reader)
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        await until(pilot, lambda: len(shown(pane)) == 3)
        await pilot.press("slash", *"proj")
        await until(pilot, lambda: pane.growing)
        await pilot.press("escape")
        await settled(pilot)
        assert not pane.growing
        assert len(shown(pane)) == 3


async def test_a_group_of_twenty_thousand_unfolds() -> None:
    """All are there, and the last can be reached."""
    many = [dataset(f"/many/x{n:05d}", n) for n in range(20_000)]
    app, pane = tree_app(FakeReader([group("/many", 20_000), *many]))
    async with app.run_test(size=WIDE) as pilot:
        pane.source = FILE
        await settled(pilot)
        await pilot.press("l")
        await settled(pilot)
        await pilot.press("G")
        await settled(pilot)
        assert "x19999" in shown(pane)[-1]


async def test_hostile_names_stay_harmless() -> None:
    """Names, types and targets of a file are untrusted."""
    evil = "\x1b[31m\u202e\n"
    objects = [
        NwbObject(path=f"/a{evil}", kind="group", neurodata_type=f"T{evil}", n_children=1),
        NwbObject(path="/b", kind="link", target=f"/t{evil}"),
    ]
    app, pane = tree_app(FakeReader(objects))
    async with app.run_test(size=WIDE) as pilot:
        pane.source, pane.file_label = FILE, f"NWB {evil}"
        await settled(pilot)
        assert not set(evil) & set("".join(rows_of(pane))) - set("[31m")


@pytest.mark.parametrize(
    ("room", "words"), [(30, "→ /processing/x/timestamps ✗"), (16, "→ …/timestamps ✗"), (3, "")]
)
def test_a_link_loses_folders_from_the_left(room: int, words: str) -> None:
    """The end of its target survives, and that it is broken."""
    link = NwbObject(path="/a", kind="link", target="/processing/x/timestamps", broken=True)
    assert fact(link, room).text == words
