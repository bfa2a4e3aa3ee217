"""The sessions of a version as a table over the panes, and the details of a file."""

import csv
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dandi_tui.app import DandiTuiApp
from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Place
from dandi_tui.archive.session_source import PAGE_SIZE
from dandi_tui.archive.sessions import Session
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings
from dandi_tui.ui.screens.details import DetailsScreen
from dandi_tui.ui.screens.sessions import SessionsScreen
from dandi_tui.ui.session_columns import age_days, age_words, wanted, widths
from dandi_tui.ui.session_export import export_csv
from dandi_tui.ui.widgets.session_pane import SessionPane
from tests.demo_fixture import Demo
from tests.fakes import HOSTILE_NAME, FakeArchive
from tests.ui.browsing import browser_of, settled, until
from tests.ui.pane_app import rows_of
from tests.ui.recording import fake_reader

WIDE, NARROW = (120, 36), (80, 24)
N_SESSIONS, N_FILES = 1_368, 3_036


def asset_row(number: int, subject: str, path: str) -> dict[str, Any]:
    """An asset with metadata, as the archive lists it."""
    participant = {"schemaKey": "Participant", "identifier": subject, "age": {"value": "P90D"}}
    return {
        "asset_id": f"{number}",
        "path": path,
        "size": number,
        "metadata": {"wasAttributedTo": [participant]},
    }


class ManySessions(FakeArchive):
    """1,368 sessions in 3,036 files, a page at a time."""

    def __init__(self) -> None:
        super().__init__()
        names = [f"sub-{n % 256:03}/sub-{n % 256:03}_ses-{n:04}" for n in range(N_SESSIONS)]
        self.rows = [
            asset_row(n, names[n % N_SESSIONS][4:7], f"{names[n % N_SESSIONS]}_{n}_ecephys.nwb")
            for n in range(N_FILES)
        ]

    async def document(self, path: str, params: Any, *, what: str) -> Any:
        """The page that is asked for."""
        await self._call("document", path)
        del what
        first = (int(params.get("page", 1)) - 1) * PAGE_SIZE
        rows = self.rows[first : first + PAGE_SIZE]
        return {"next": "x" if first + PAGE_SIZE < len(self.rows) else None, "results": rows}


def app_over(archive: Archive, folder: Path, identifier: str = "000728") -> DandiTuiApp:
    """The app at a dandiset, with nothing kept from before."""

    async def made() -> Archive:
        return archive

    place = Place(identifier=identifier)
    return DandiTuiApp(Settings(cache_dir=folder), place, made, reader=fake_reader())


@pytest.fixture
async def real(demo: Demo) -> AsyncIterator[Archive]:
    """The demo archive."""
    archive = await connect(Settings(instance=demo.api_url))
    yield archive
    await archive.close()


async def at_sessions(pilot: Pilot[int]) -> SessionPane:
    """Open the table from the files."""
    browser = browser_of(pilot)
    await until(pilot, lambda: browser.pane is browser.journey.assets)
    await settled(pilot)
    await pilot.press("S")
    await until(pilot, lambda: isinstance(pilot.app.screen, SessionsScreen))
    await settled(pilot)
    return pilot.app.screen.query_one(SessionPane)


def table(pilot: Pilot[int]) -> list[str]:
    """The rows of the table, without what is empty."""
    return [row for row in rows_of(pilot.app.screen.query_one(SessionPane)) if row.strip(" │")]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_sessions_stand_in_columns_that_fit(
    real: Archive, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Subject, session, date and size have room everywhere; others where there is more."""
    app = app_over(real, tmp_path)
    async with app.run_test(size=size) as pilot:
        await at_sessions(pilot)
        header, first = table(pilot)[1:3]
        assert header.strip("│ ").split()[:3] == ["subject", "session", "date"]
        assert all(word in first for word in ("491604983", "2016-02-04", "41.8 MB"))
        assert ("species" in header) == (size == WIDE)


async def test_many_sessions_come_page_by_page(tmp_path: Path) -> None:
    """1,368 sessions of 3,036 files cost seven pages, and no file is lost."""
    archive = ManySessions()
    app = app_over(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        pane = await at_sessions(pilot)
        assert pane.border_subtitle == "1,368 sessions · 256 subjects"
        assert len([call for call in archive.calls if call[-1].endswith("/assets/")]) == 7
        items = [row.item for row in pane.model.all_rows()]
        assert sum(len(one.files) for one in items if isinstance(one, Session)) == N_FILES


async def test_sessions_are_sorted_filtered_and_put_by_subject(tmp_path: Path) -> None:
    """`s` goes on to the next column, `/` finds words of any, `b` makes a row a subject."""
    app = app_over(ManySessions(), tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        pane = await at_sessions(pilot)
        # There is no date in any of them, so nothing is sorted by it.
        for column in ("age", "modalities", "files", "size"):
            await pilot.press("s")
            assert str(pane.border_subtitle).endswith(f"by {column}")
        await settled(pilot)
        items = [row.item for row in pane.listing.model.visible]
        sizes = [one.size_bytes for one in items if isinstance(one, Session)]
        assert sizes == sorted(sizes, reverse=True)
        await pilot.press("b")
        await settled(pilot)
        assert len(pane.listing.model.visible) == 256
        await pilot.press("slash", *"0042", "enter")
        await settled(pilot)
        assert str(pane.border_subtitle).startswith("1 of 1,368")
        assert len(pane.listing.model.visible) == 2


async def test_enter_opens_the_file_of_a_session(real: Archive, tmp_path: Path) -> None:
    """The table closes, the file is revealed in pane 2 and its objects are listed."""
    app = app_over(real, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await at_sessions(pilot)
        await pilot.press("j", "enter")
        journey = browser_of(pilot).journey
        await until(pilot, lambda: journey.objects.source is not None)
        await settled(pilot)
        assert journey.assets.listing.row is not None
        assert "StimB" in journey.assets.listing.row.key
        assert journey.trail.now.asset is not None
        assert "StimB" in journey.trail.now.asset.path


async def test_a_session_unfolds_into_its_files(real: Archive, tmp_path: Path) -> None:
    """`l` shows them with their sizes; Esc goes back to the panes."""
    app = app_over(real, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        pane = await at_sessions(pilot)
        await pilot.press("l")
        await settled(pilot)
        assert sum(".nwb" in row for row in table(pilot)) == 2
        assert len(pane.listing.model.visible) == 4
        await pilot.press("escape")
        await settled(pilot)
        assert pilot.app.screen is browser_of(pilot)


async def test_what_is_shown_is_written_as_csv(
    real: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filtered rows alone; a file that is there is not written over."""
    monkeypatch.chdir(tmp_path)
    app = app_over(real, tmp_path / "cache")

    def csvs() -> dict[str, str]:
        return {path.name: path.read_text() for path in sorted(tmp_path.glob("*.csv"))}

    async with app.run_test(size=WIDE) as pilot:
        await at_sessions(pilot)
        await pilot.press("slash", *"stimb", "enter")
        await settled(pilot)
        await pilot.press("x")
        await until(pilot, csvs)
        await settled(pilot)
        await pilot.press("x")
        await until(pilot, lambda: len(csvs()) == 2)
        await settled(pilot)
    written = csvs()
    assert list(written) == [
        "sessions-000728-0.240827.1809-2.csv",
        "sessions-000728-0.240827.1809.csv",
    ]
    for text in written.values():
        assert [row["subject"] for row in csv.DictReader(text.splitlines())] == ["495727015"]


def test_a_hostile_name_leaves_no_folder(tmp_path: Path) -> None:
    """Slashes, dots and escapes of a name do not reach the file system."""
    place = export_csv(tmp_path, "../../etc", HOSTILE_NAME, "a\r\n")
    assert place.parent == tmp_path
    assert place.read_bytes() == b"a\r\n"
    assert [path.name for path in tmp_path.iterdir()] == [place.name]
    assert place.name.isascii()
    assert place.name.isprintable()


async def test_hostile_metadata_stays_harmless(tmp_path: Path) -> None:
    """Escapes in subjects and sessions reach no cell, and make no key that leads elsewhere."""
    archive = ManySessions()
    archive.rows = [asset_row(1, HOSTILE_NAME, "sub-x\x1b[2J/ses-\x07_ecephys.nwb")]
    app = app_over(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await at_sessions(pilot)
        await pilot.press("l", "b")
        await settled(pilot)
        painted = "".join(rows_of(pilot.app.screen.query_one(SessionPane)))
        assert not set("\x1b\x07\t\n\u202e") & set(painted)


async def test_a_table_that_does_not_arrive_can_be_tried_again(tmp_path: Path) -> None:
    """The rows say so; `r` asks again."""
    archive = ManySessions()
    archive.errors["document"] = ConnectionFailedError("No answer.")
    app = app_over(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        pane = await at_sessions(pilot)
        assert any("did not arrive" in row for row in table(pilot))
        archive.errors.clear()
        await pilot.press("r")
        await settled(pilot)
        assert pane.border_subtitle == "1,368 sessions · 256 subjects"


def test_columns_give_way_by_rank() -> None:
    """What does not fit is left out, the genotype first; nothing is wider than the room."""
    needs = dict.fromkeys(wanted(()), 20)
    shown = [widths(needs, room) for room in range(10, 200)]
    counts = [len(one) for one in shown]
    assert counts == sorted(counts)
    assert "genotype" not in widths(needs, 80)
    for room, one in zip(range(10, 200), shown, strict=True):
        assert sum(one.values()) + 2 * (len(one) - 1) <= room


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("P90D", "90 d"),
        ("P1Y6M", "1 y 6 mo"),
        ("P202DT48615.049S", "202 d"),
        ("adult", "adult"),
        ("P0D", "0 d"),
        ("P0M/", "≥0 mo"),
        ("/P10D", "≤10 d"),
        ("P1D/P2D", "1 d–2 d"),
        ("P14D gestational", "14 d gestational"),
        ("P2DT3600S", "2 d"),
        ("P201DT0H0M0S", "201 d"),
        ("P6W5D", "6 w 5 d"),
        ("a/b", "a/b"),
        ("", ""),
    ],
)
def test_ages_are_words(iso: str, words: str) -> None:
    """An ISO 8601 duration is shortened; anything else stays as it is."""
    assert age_words(iso) == words


def test_ages_are_put_in_order_by_days() -> None:
    """Whatever unit they are in; of a range by its beginning; what is no age is none."""
    ages = ["P2D", "P1W", "P0Y1M", "P90D/P100D", "P90DT5H", "P1Y"]
    days = [age_days(age) or 0.0 for age in ages]
    assert days == sorted(days)
    assert [age_days(age) for age in ("", "adult", "/P1D")] == [None, None, None]


# Details of a file


def details(pilot: Pilot[int]) -> str:
    """What the overlay says."""
    return "\n".join(rows_of(pilot.app.screen))


def asked_of_assets(demo: Demo) -> int:
    """Requests about assets so far."""
    return sum("/assets/" in entry["path"] for entry in demo.log("api"))


async def test_details_of_a_file_are_one_request(real: Archive, demo: Demo, tmp_path: Path) -> None:
    """Subject, session, variables, digests and URLs, without a query in any of them."""
    app = app_over(real, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.pane is browser.journey.assets)
        await settled(pilot)
        await pilot.press("l", "j")
        await settled(pilot)
        before = asked_of_assets(demo)
        await pilot.press("i")
        await until(pilot, lambda: "sha2-256" in details(pilot))
        assert asked_of_assets(demo) - before == 1
        said = details(pilot)
        for word in ("491604983", "105", "Male", "Rorb-IRES2-Cre", "StimC", "OpticalChannel"):
            assert word in said
        assert isinstance(pilot.app.screen, DetailsScreen)
        await pilot.press("G", *["j"] * 30)
        assert "?" not in details(pilot).replace("? help", "")


async def test_details_that_do_not_arrive_say_so(tmp_path: Path) -> None:
    """What the row says stays, with the reason."""
    archive = FakeArchive()
    app = app_over(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        browser = browser_of(pilot)
        await until(pilot, lambda: browser.pane is browser.journey.assets)
        await settled(pilot)
        await pilot.press("l", "j", "i")
        await until(pilot, lambda: "There is no asset" in details(pilot))
        assert "1.0 MB" in details(pilot)
