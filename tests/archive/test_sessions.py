"""A dandiset as a table of sessions."""

import csv
import gzip
import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.archive import connect
from dandi_tui.archive.session_csv import COLUMNS, cell, csv_text, session_json
from dandi_tui.archive.session_source import Sessions, sessions_of
from dandi_tui.archive.sessions import SessionTable, by_subject, modality_words, path_labels
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.settings import Settings
from tests.demo_fixture import Demo, DemoFactory
from tests.fakes import FakeArchive
from tests.shared import shared_path


def row(path: str, *, subject: str = "", session: str = "", size: int = 1) -> dict[str, Any]:
    """An asset with metadata."""
    about: dict[str, Any] = {"wasAttributedTo": [], "wasGeneratedBy": []}
    if subject:
        about["wasAttributedTo"] = [{"schemaKey": "Participant", "identifier": subject}]
    if session:
        about["wasGeneratedBy"] = [{"schemaKey": "Session", "identifier": session}]
    return {"asset_id": path, "path": path, "size": size, "metadata": about}


def table(*rows: dict[str, Any]) -> SessionTable:
    """A table of these assets."""
    made = SessionTable()
    made.take(rows)
    return made


def real(identifier: str) -> list[Any]:
    """The listing of a real dandiset."""
    path = shared_path("data", "dandisets", identifier, "assets.jsonl.gz")
    with gzip.open(path) as lines:
        return [json.loads(line) for line in lines]


def test_files_of_one_session_stand_together_whatever_metadata_they_have() -> None:
    """A video has only its path; the NWB file's session is written with other signs there."""
    made = table(
        row("sub-A-1/sub-A-1_ses-b-2_ecephys.nwb", subject="A_1", session="b_2"),
        row("sub-A-1/sub-A-1_ses-b-2_ecephys/sub-A-1_ses-b-2_VideoLeft.mp4", size=9),
        row("README.md"),
    )
    (one,) = made.sessions()
    assert (one.subject, one.session, one.size_bytes) == ("A_1", "b_2", 10)
    assert one.modalities == ("ecephys",)
    assert (made.n_files, made.n_others) == (3, 1)


def test_labels_and_modalities_come_from_names() -> None:
    """The last part of a name, but not a label, an ending or a table of BIDS."""
    assert path_labels("sub-1/sub-1_ses-2_ecephys.nwb") == {"sub": "1", "ses": "2"}
    assert path_labels("sub-X.nwb") == {"sub": "X"}
    assert list(modality_words("a/sub-1_ses-2_behavior+ecephys.nwb")) == ["behavior", "ecephys"]
    for name in (
        "sub-1_ses-2.nwb",
        "x.nwb",
        "sub-1_sessions.tsv",
        "sub-1_ses-2_.nwb",
        "sub-1_cell-01_A1.nwb",
    ):
        assert list(modality_words(name)) == []


@pytest.mark.parametrize("identifier", ["000409", "000363", "000026"])
def test_sums_of_real_listings_are_those_of_their_files(identifier: str) -> None:
    """No file is lost or counted twice, and no byte."""
    rows = real(identifier)
    made = table(*rows)
    sessions = made.sessions()
    held = {file.path for one in sessions for file in one.files}
    assert len(held) == sum(len(one.files) for one in sessions) == len(rows) - made.n_others
    assert sum(one.size_bytes for one in sessions) == sum(
        one.get("size", 0) for one in rows if one["path"] in held
    )
    assert sum(one.n_sessions for one in by_subject(sessions)) == len(sessions)


def test_names_that_two_real_sessions_share_stay_two() -> None:
    """Written with `_` and with `-` in the paths, which dandi's client did at different times."""
    sessions = table(*real("000233")).sessions()
    names = [(one.subject, one.session) for one in sessions]
    assert len(names) - len(set(names)) == 5
    assert len({one.files[0].path for one in sessions}) == len(sessions)


def test_csv_can_be_read_back_and_runs_nothing() -> None:
    """Commas, quotes and line ends are quoted; formulas and tabs get a `'`."""
    name = 'sub-"a, b"/x_ses-1_ecephys.nwb'
    sessions = table(
        row(name, subject="=cmd()", session="@x"), row("sub-2/y_ses-2.nwb", subject="\t-1")
    ).sessions()
    text = csv_text(sessions)
    assert text.count("\r\n") == 3
    first, *rows = csv.reader(io.StringIO(text, newline=""))
    assert first == list(COLUMNS)
    assert {read[0] for read in rows} == {"'=cmd()", "' -1"}
    assert {read[1] for read in rows} == {"'@x", "2"}
    assert name in {read[-1] for read in rows}
    assert cell(-5) == "-5"
    assert set(session_json(sessions[0])) == set(COLUMNS)


async def gathered(demo: Demo, settings: Settings, identifier: str, version: str) -> list[Sessions]:
    """All states of a table over the demo."""
    archive = await connect(settings)
    try:
        return [state async for state in sessions_of(archive, settings, identifier, version)]
    finally:
        await archive.close()


def asked(demo: Demo) -> list[str]:
    """Paths of the requests so far."""
    return [entry["path"].partition("?")[0] for entry in demo.log("api")]


async def test_a_table_is_kept_until_the_version_changes(
    demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """The first time costs a page, the second only the question when it was changed."""
    demo = demo_factory()
    settings = Settings(instance=demo.api_url, cache_dir=tmp_path)
    first = await gathered(demo, settings, "000728", "0.240827.1809")
    before = len(asked(demo))
    again = await gathered(demo, settings, "000728", "0.240827.1809")
    assert again[-1].sessions == first[-1].sessions
    assert len(asked(demo)) - before == 1
    assert before == 2


class Lost(FakeArchive):
    """Five pages of a file each, of which some are lost on their way."""

    def __init__(self, n_pages: int) -> None:
        super().__init__()
        self.n_pages = n_pages
        self.asked: list[int] = []

    async def document(self, path: str, params: Any, *, what: str) -> Any:
        """The page that is asked for."""
        number = int(params.get("page", 1))
        self.asked.append(number)
        if number > self.n_pages:
            raise ConnectionFailedError("No answer.")
        found = row(f"sub-{number}/sub-{number}_ses-1_ecephys.nwb", subject=f"{number}")
        return {"next": "x" if number < 5 else None, "results": [found]}


async def lost_after(n_pages: int, folder: Path) -> tuple[list[int], list[Sessions]]:
    """Which pages were asked for, and the states of the table."""
    archive, states = Lost(n_pages), list[Sessions]()
    settings = Settings(cache_dir=folder)
    with suppress(ConnectionFailedError):
        async for state in sessions_of(archive, settings, "000728", "0.240827.1809"):
            states.append(state)
    return archive.asked, states


async def test_a_table_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    """Pages that came are asked for no more, and go once the table is whole."""
    asked, states = await lost_after(3, tmp_path)
    assert (asked, states[-1].n_seen, states[-1].is_whole) == ([1, 2, 3, 4], 3, False)
    asked, states = await lost_after(5, tmp_path)
    assert (asked, states[-1].is_whole) == ([4, 5], True)
    assert [one.subject for one in states[-1].sessions] == ["1", "2", "3", "4", "5"]
    assert len([*(tmp_path / "sessions").iterdir()]) == 1
    asked, states = await lost_after(0, tmp_path)
    assert (asked, len(states), len(states[0].sessions)) == ([], 1, 5)


async def test_a_damaged_table_is_asked_for_again(demo: Demo, tmp_path: Path) -> None:
    """What is not whole on disk is dropped."""
    settings = Settings(instance=demo.api_url, cache_dir=tmp_path)
    first = await gathered(demo, settings, "000409", "draft")
    (kept,) = (tmp_path / "sessions").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    kept.write_bytes(b"x" * 100)
    again = await gathered(demo, settings, "000409", "draft")
    assert again[-1].sessions == first[-1].sessions


async def test_nothing_is_kept_where_nothing_may_be(demo: Demo, tmp_path: Path) -> None:
    """A cache of no bytes keeps no table."""
    settings = Settings(instance=demo.api_url, cache_dir=tmp_path, disk_cache_bytes=0)
    await gathered(demo, settings, "000409", "draft")
    assert not (tmp_path / "sessions").exists()
