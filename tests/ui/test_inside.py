"""What the files of sessions hold, in the table: read, stopped, kept, sorted, written."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dandi_tui.archive.base import Archive
from dandi_tui.errors import DandiTuiError, FileFormatError
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Answer, Objects
from dandi_tui.protocol.requests import Request
from dandi_tui.settings import Settings
from dandi_tui.ui.insides import READERS
from dandi_tui.ui.keys import commands_at
from dandi_tui.ui.later_archive import LaterArchive
from dandi_tui.ui.palette import BrowserCommands, Palette
from dandi_tui.ui.screens.sessions import SessionsScreen
from dandi_tui.ui.widgets import inside_pane
from dandi_tui.ui.widgets.inside_pane import InsidePane
from tests.fake_reader import FakeReader
from tests.ui.browsing import make_app, settled, until
from tests.ui.session_table import WIDE, ManySessions, asset_row, table

N = 30


class Files(ManySessions):
    """Thirty sessions of ten subjects, a file each: session n has n units; the last is a video."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = [row(n) for n in range(N)]


def row(n: int) -> dict[str, Any]:
    """A file with its blob."""
    name = f"sub-{n // 3:02}/sub-{n // 3:02}_ses-{n:02}_ecephys"
    blob = f"00000000-0000-4000-8000-{n:012d}"
    made = asset_row(n, f"{n // 3:02}", name + (".mp4" if n == N - 1 else ".nwb"))
    made["asset_id"] = blob  # which the fake archive takes for the blob's
    made["metadata"]["contentUrl"] = [f"http://store.invalid/blobs/000/000/{blob}"]
    return made


def number_of(request: Request) -> int:
    """Of the session whose file is asked for."""
    assert request.source
    return int(request.source.url[-12:])


def objects_of(request: Request) -> Answer:
    """The units of a file: as many as its session's number."""
    ids = NwbObject(path="/units/id", kind="dataset", shape=(number_of(request),))
    return Objects(objects=(NwbObject(path="/units", kind="group"), ids))


class Readers:
    """Makes readers, and remembers what they were asked."""

    def __init__(self, answer: Callable[[Request], Answer] = objects_of) -> None:
        self.made: list[FakeReader] = []
        self.answer = answer
        self.is_stalled = False

    def __call__(self) -> FakeReader:
        """A reader whose files have units."""
        reader = FakeReader(answers={"/": self.answer})
        if self.is_stalled:
            reader.stall("/")
        self.made.append(reader)
        return reader

    @property
    def asked(self) -> list[int]:
        """The numbers of the sessions whose files were asked for, in their order."""
        walks = [request for one in self.made for request in one.requests]
        return [number_of(request) for request in walks if request.path == "/"]


async def opened(pilot: Pilot[int], folder: Path, readers: Readers) -> InsidePane:
    """The table over the browser."""
    archive = Files()

    async def made() -> Archive:
        return archive

    settings = Settings(cache_dir=folder)
    place = ("000728", "0.240827.1809")
    screen = SessionsScreen(LaterArchive(made), settings, *place, readers)
    pilot.app.push_screen(screen)
    await until(pilot, lambda: pilot.app.screen is screen)
    await settled(pilot)
    return screen.query_one(InsidePane)


def subtitle(pane: InsidePane) -> str:
    """What stands in the lower edge."""
    return str(pane.border_subtitle)


async def test_columns_of_what_files_hold_come_and_go(tmp_path: Path) -> None:
    """`I` reads a file of each session, and says of which there is none; `I` hides it again."""
    app, readers = make_app(), Readers()
    async with app.run_test(size=WIDE) as pilot:
        pane = await opened(pilot, tmp_path, readers)
        assert "units" not in table(pilot)[1]
        await pilot.press("I")
        await settled(pilot)
        assert "units" in table(pilot)[1].split()
        assert table(pilot)[2 + 7].split()[-2] == "7"
        assert sorted(readers.asked) == list(range(N - 1))
        assert len(readers.made) == READERS
        assert all(reader.closed for reader in readers.made)
        assert subtitle(pane) == "30 sessions · 1 not read"
        assert table(pilot)[2 + 29].split()[-2] == "✗"
        await pilot.press("I")
        await settled(pilot)
        assert "units" not in table(pilot)[1].split()


async def test_rows_in_view_are_read_first(tmp_path: Path) -> None:
    """From the last rows on, a few at once: the others follow."""
    app, readers = make_app(), Readers()
    async with app.run_test(size=(120, 16)) as pilot:
        pane = await opened(pilot, tmp_path, readers)
        await pilot.press("G", "I")
        await settled(pilot)
        height = pane.listing.size.height
        first = {number_of(reader.requests[0]) for reader in readers.made}
        assert first == {N - height, N - height + 1, N - height + 2}
        assert sorted(readers.asked) == list(range(N - 1))


async def test_esc_clears_the_filter_then_stops_then_leads_back(tmp_path: Path) -> None:
    """While files are read, one Esc at a time takes back what was done last."""
    app, readers = make_app(), Readers()
    readers.is_stalled = True
    async with app.run_test(size=WIDE) as pilot:
        pane = await opened(pilot, tmp_path, readers)
        await pilot.press("I", "slash", *"zzz")
        await until(pilot, lambda: "Esc clears" in "".join(table(pilot)))
        await pilot.press("escape")
        assert (pane.words, pane.is_reading) == ((), True)
        await until(pilot, lambda: "sub" in table(pilot)[1])
        await pilot.press("escape")
        assert not pane.is_reading
        assert isinstance(app.screen, SessionsScreen)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, SessionsScreen))


async def test_esc_stops_reading_and_r_goes_on(tmp_path: Path) -> None:
    """What is being read is cancelled, a few files at most; the next Esc leads back."""
    app, readers = make_app(), Readers()
    readers.is_stalled = True
    async with app.run_test(size=WIDE) as pilot:
        pane = await opened(pilot, tmp_path, readers)
        await pilot.press("I")
        await until(pilot, lambda: len(readers.asked) == READERS)
        assert "reading…" in table(pilot)[2]
        assert "Esc" in [one.shown for one in commands_at(app.focused) if one.word == "stop"]
        await pilot.press("escape")
        await until(pilot, lambda: all(reader.closed for reader in readers.made))
        assert sum(len(reader.cancelled) for reader in readers.made) == READERS
        assert subtitle(pane) == "30 sessions · 1 of 30 files read, stopped · 1 not read"
        readers.is_stalled = False
        await pilot.press("r")
        await settled(pilot)
        assert subtitle(pane) == "30 sessions · 1 not read"
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, SessionsScreen))


async def test_so_many_files_are_read_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of files would be gigabytes: `r` reads the next ones."""
    monkeypatch.setattr(inside_pane, "MOST_FILES", 20)
    app, readers = make_app(), Readers()
    async with app.run_test(size=WIDE) as pilot:
        pane = await opened(pilot, tmp_path, readers)
        await pilot.press("I")
        await settled(pilot)
        assert len(readers.asked) == 20
        assert subtitle(pane) == "30 sessions · 21 of 30 files read, stopped · 1 not read"
        await pilot.press("r")
        await settled(pilot)
        assert sorted(readers.asked) == list(range(N - 1))


async def test_leaving_stops_reading(tmp_path: Path) -> None:
    """Readers end with the table."""
    app, readers = make_app(), Readers()
    readers.is_stalled = True
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot, tmp_path, readers)
        await pilot.press("I")
        await until(pilot, lambda: len(readers.asked) == READERS)
        await pilot.press("q")
        await until(pilot, lambda: all(reader.closed for reader in readers.made))
        assert sum(len(reader.cancelled) for reader in readers.made) == READERS


async def test_what_was_read_is_there_at_once_the_next_time(tmp_path: Path) -> None:
    """No file is read twice, also in another run."""
    app, first, second = make_app(), Readers(), Readers()
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot, tmp_path, first)
        await pilot.press("I")
        await settled(pilot)
        await opened(pilot, tmp_path, second)
        await pilot.press("I")
        await settled(pilot)
        assert table(pilot)[2 + 7].split()[-2] == "7"
    assert second.made == []


async def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    """In its row, in the status line, and in the count; `r` tries it again, and it alone."""

    def answer(request: Request) -> Answer:
        if number_of(request) == 0 and broken:
            raise broken[0]
        return objects_of(request)

    broken: list[DandiTuiError] = [FileFormatError("It is no HDF5 file.", hint="Look elsewhere.")]
    app, readers = make_app(), Readers(answer)
    async with app.run_test(size=WIDE) as pilot:
        pane = await opened(pilot, tmp_path, readers)
        await pilot.press("I")
        await settled(pilot)
        assert table(pilot)[2].split()[-2] == "✗"
        assert pane.reason == "It is no HDF5 file. Look elsewhere."
        assert subtitle(pane) == "30 sessions · 2 not read"
        broken.clear()
        n = len(readers.asked)
        await pilot.press("r")
        await settled(pilot)
        assert readers.asked[n:] == [0]
        assert subtitle(pane) == "30 sessions · 1 not read"


async def test_what_files_hold_is_sorted_grouped_and_filtered(tmp_path: Path) -> None:
    """Most units first, what is not known last; a subject has the sum of its sessions."""
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        pane = await opened(pilot, tmp_path, Readers())
        await pilot.press("I")
        await settled(pilot)
        while "by units" not in subtitle(pane):
            await pilot.press("s")
        await settled(pilot)
        names = [row.item.session for row in pane.listing.model.visible]  # type: ignore[attr-defined]
        assert names == [f"{n:02}" for n in [*range(N - 2, -1, -1), N - 1]]
        await pilot.press("b")
        await settled(pilot)
        rows = [row.strip("│▌▸ ").split() for row in table(pilot)[2:6]]
        assert [row[0] for row in rows] == ["08", "07", "06", "09"]
        assert str(24 + 25 + 26) in rows[0]
        assert {f"{27 + 28}+", "2"} < set(rows[3])


async def test_what_files_hold_is_written_as_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a column that says which file was not read, and why."""
    monkeypatch.chdir(tmp_path)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot, tmp_path / "cache", Readers())
        await pilot.press("I")
        await settled(pilot)
        await pilot.press("x")
        await until(pilot, lambda: [*tmp_path.glob("*.csv")])
        await settled(pilot)
    (words,) = [path.read_text() for path in sorted(tmp_path.glob("*.csv"))]  # noqa: ASYNC240
    rows = list(csv.DictReader(words.splitlines()))
    assert [one["units"] for one in rows] == [*map(str, range(N - 1)), ""]
    assert {one["unread"] for one in rows[:-1]} == {""}
    assert rows[-1]["unread"] == "There is no NWB file."


async def test_the_palette_looks_inside_too(tmp_path: Path) -> None:
    """Commands of the table are offered by their names."""
    app, readers = make_app(), Readers()
    async with app.run_test(size=WIDE) as pilot:
        pane = await opened(pilot, tmp_path, readers)
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        await pilot.press("escape")
        offers = {name: run for name, _, run in BrowserCommands(pane.screen)._offers()}
        assert {"Inside", "Export", "Group", "Sort", "Help"} <= set(offers)
        offers["Inside"]()
        await settled(pilot)
        assert sorted(readers.asked) == list(range(N - 1))
