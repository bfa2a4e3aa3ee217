"""Pane 1: search as one types, facets, the archive's own search, columns, which are shown."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot

from dandi_tui.archive.index import Index
from dandi_tui.archive.model import Dandiset
from dandi_tui.errors import AccessError, ConnectionFailedError, DandiTuiError
from dandi_tui.settings import Settings
from dandi_tui.ui import indexing
from dandi_tui.ui.completion import completed
from dandi_tui.ui.widgets.dandiset_list import DandisetList
from dandi_tui.ui.widgets.facets import Facets
from tests.archive.indexed import DocumentArchive, built
from tests.fakes import HOSTILE_NAME
from tests.ui.pane_app import PaneApp, rows_of, settled, until

WIDE = (120, 30)
HOSTILE = "\x1b]0;title\x07\x1b[31mred\u202e\x9b2J"


def document(name: str, species: str, technique: str, n_files: int = 3) -> dict[str, Any]:
    return {
        "name": name,
        "version": "0.240101.0000",
        "assetsSummary": {
            "species": [{"name": species}],
            "measurementTechnique": [{"name": f"{technique} technique"}],
            "numberOfFiles": n_files,
        },
    }


DOCUMENTS: dict[str, dict[str, Any]] = {
    "000001": document("Vision in mice", "Mus musculus", "two-photon"),
    "000002": document("Hearing", "Rattus norvegicus", "two-photon", n_files=9),
    "000003": document("Probes in vision", "Mus musculus", "spike sorting"),
    "000004": document(HOSTILE_NAME, HOSTILE, "two-photon"),
    "000005": {**document("Supervision of rats", "Rattus norvegicus", "none", 0)},
}


class Searched(DocumentArchive):
    """Lists its dandisets, and answers questions to the list from `answers`."""

    def __init__(self) -> None:
        super().__init__(DOCUMENTS)
        self.questions: list[dict[str, Any]] = []
        self.answers: list[str] = []
        self.refusal: DandiTuiError | None = None

    async def dandisets(self) -> AsyncIterator[list[Dandiset]]:
        if isinstance(self.refusal, ConnectionFailedError):
            raise self.refusal
        yield list(self.rows)

    async def document(self, path: str, params: Any, *, what: str) -> Any:
        if path != "/dandisets/":
            return await super().document(path, params, what=what)
        self.questions.append(dict(params))
        if self.refusal:
            raise self.refusal
        return {"results": [{"identifier": one} for one in self.answers], "next": None}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The index is built as soon as the list is there."""
    monkeypatch.setattr(indexing, "START_S", 0.0)


@pytest.fixture
def archive() -> Searched:
    return Searched()


@pytest.fixture
async def folder(archive: Searched, tmp_path: Path) -> Path:
    """Where the index of the archive lies, built."""
    index = await built(tmp_path, archive)
    await index.close()
    archive.calls.clear()
    return tmp_path


def list_app(archive: Searched, folder: Path) -> tuple[PaneApp, DandisetList]:
    pane = DandisetList(archive, index=Index(Settings(cache_dir=folder)))
    return PaneApp(lambda: [pane]), pane


async def type_words(pilot: Pilot[None], words: str) -> None:
    """`/`, then the words, and what comes of it."""
    await settled(pilot)
    await pilot.press("slash")
    await settled(pilot)
    await pilot.press(*words)
    await settled(pilot)


def shown(pane: DandisetList) -> list[str]:
    """Identifiers, from top to bottom."""
    return [row.key for row in pane.listing.model.visible if isinstance(row.item, Dandiset)]


async def test_what_is_typed_ranks_by_the_index_then_by_names(
    archive: Searched, folder: Path
) -> None:
    """A word of the metadata finds; what only holds the letters somewhere in its name is last."""
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "vision")
        assert set(shown(pane)[:2]) == {"000001", "000003"}
        assert shown(pane)[2:] == ["000005"]
        await pilot.press("ctrl+u", *"spike")
        await settled(pilot)
        assert shown(pane) == ["000003"]
    assert archive.questions == []


async def test_facets_come_with_the_search_and_go_with_escape(
    archive: Searched, folder: Path
) -> None:
    """A row a facet, the most frequent value first, with its count."""
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "")
        rows = rows_of(pane)
        assert "species    ○ Mus musculus 2  ○ Rattus norvegicus 2" in "\n".join(rows)
        assert any(row.strip("│ ").startswith("technique  ○ two-photon 3") for row in rows)
        await pilot.press("escape")
        await settled(pilot)
        assert not any("○" in row for row in rows_of(pane))
        assert len(shown(pane)) == 5


async def test_space_chooses_a_value_and_the_others_are_counted_under_it(
    archive: Searched, folder: Path
) -> None:
    """From the words down to the facets, along a row, and down to what is left."""
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "")
        await pilot.press("down", "space")
        await settled(pilot)
        assert shown(pane) == ["000001", "000003"]
        rows = "\n".join(rows_of(pane))
        assert "● Mus musculus 2  ○ Rattus norvegicus 2" in rows
        assert "○ spike sorting 1  ○ two-photon 1" in rows
        await pilot.press("right", "space")
        await settled(pilot)
        assert len(shown(pane)) == 4
        await pilot.press("enter")
        assert pane.listing.has_focus
        await pilot.press("k")
        assert pane.query_one(Facets).has_focus
        await pilot.press("k")
        assert pane._line.input.has_focus


async def test_nothing_is_asked_while_operators_are_typed(archive: Searched, folder: Path) -> None:
    """One question at Enter, and none for the same words again."""
    archive.answers = ["000002", "000004"]
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "species:rat")
        assert archive.questions == []
        assert any("Enter asks" in row for row in rows_of(pane))
        await pilot.press("enter")
        await settled(pilot)
        assert [one["search"] for one in archive.questions] == ["species:rat"]
        assert shown(pane) == ["000002", "000004"]
        await pilot.press("slash", "enter")
        await settled(pilot)
        assert len(archive.questions) == 1
        await pilot.press("slash", "down", "space")
        await settled(pilot)
        assert len(shown(pane)) == 1


async def test_the_archives_own_sentence_is_shown(archive: Searched, folder: Path) -> None:
    """What it refuses is said in the list, and can be put right at once."""
    archive.refusal = DandiTuiError('The archive refuses: Unknown search operator "specie".')
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "specie:rat")
        await pilot.press("enter")
        await settled(pilot)
        words = " ".join(row.strip("│▌ ") for row in rows_of(pane))
        assert '✗ The archive refuses: Unknown search operator "specie".' in words
        assert app.focused is pane._line.input


async def test_owner_me_is_asked_by_the_archives_parameter(archive: Searched, folder: Path) -> None:
    """The server's operator knows names alone."""
    app, _ = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "owner:me")
        await pilot.press("enter")
        await settled(pilot)
        (question,) = archive.questions
        assert question["user"] == "me"
        assert "search" not in question


async def test_tab_completes_operators_and_values(archive: Searched, folder: Path) -> None:
    """As far as it is clear; where there is nothing to complete Tab goes on as ever."""
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "spec")
        await pilot.press("tab", *"mu", "tab")
        await settled(pilot)
        assert pane._line.input.value == 'species:"Mus musculus"'
        assert app.focused is pane._line.input


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("cr", "created_"),
        ("created_", "created_after:"),
        ("rat file_type:n", "rat file_type:nwb"),
        ("owner:", "owner:me"),
        ("species:x", "species:x"),
        ("", ""),
        ("vision ", "vision "),
        ('species:"Mus mu', 'species:"Mus musculus"'),
    ],
)
def test_completion_goes_as_far_as_it_is_clear(typed: str, whole: str) -> None:
    """Then to the first that there is."""
    assert completed(typed, lambda _: ["Mus musculus"]) == whole


async def test_hostile_values_and_names_stay_harmless(archive: Searched, folder: Path) -> None:
    """Escapes, bells and bidi controls of a facet's value reach no cell of the screen."""
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "")
        text = "".join(rows_of(pane))
        assert "title" in text
        assert not set("\x1b\x07\x9b\u202e\n\t") & set(text)


async def test_the_index_is_built_behind_the_list_and_says_how_far(
    archive: Searched, tmp_path: Path
) -> None:
    """One question a dandiset; facets are there when it has some."""
    app, pane = list_app(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert len(archive.asked) == 5
        await type_words(pilot, "")
        assert "index ready" in (pane.border_subtitle or "")
        assert pane.has_class("-faceted")


async def test_nothing_is_built_while_somebody_types(
    archive: Searched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The requests of the index wait until the keys have rested."""
    rests, may_list, has_rested = list[float](), asyncio.Event(), asyncio.Event()

    async def rest(seconds: float) -> None:
        if seconds > 0:
            rests.append(seconds)
            await has_rested.wait()

    async def listed() -> AsyncIterator[list[Dandiset]]:
        await may_list.wait()
        yield list(archive.rows)

    clock = SimpleNamespace(sleep=rest, get_running_loop=asyncio.get_running_loop)
    monkeypatch.setattr(indexing, "asyncio", clock)
    monkeypatch.setattr(indexing, "QUIET_S", 3600.0)
    monkeypatch.setattr(archive, "dandisets", listed)
    app, _ = list_app(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("slash", *"vision cortex")
        may_list.set()
        await until(pilot, lambda: rests)
        assert 0 < rests[0] <= 3600
        assert archive.asked == []
        monkeypatch.setattr(indexing, "QUIET_S", 0.0)
        has_rested.set()
        await settled(pilot)
        assert len(archive.asked) == 5


async def test_without_an_index_names_are_filtered(archive: Searched) -> None:
    """The list works as it did: no facets, and nothing asked."""
    pane = DandisetList(archive)
    async with (app := PaneApp(lambda: [pane])).run_test(size=WIDE) as pilot:
        await type_words(pilot, "vision")
        assert shown(pane) == ["000001", "000003", "000005"]
        assert not app.screen.query_one(Facets).display
        assert archive.asked == []


async def test_a_broken_index_is_no_hindrance(archive: Searched, tmp_path: Path) -> None:
    """Search falls back to what is loaded, and the subtitle says so where there is room."""
    (tmp_path / "index").write_text("no folder")
    app, pane = list_app(archive, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "vision")
        assert shown(pane) == ["000001", "000003", "000005"]
        assert "no index" in (pane.border_subtitle or "")


async def test_when_the_list_does_not_arrive_the_index_still_finds(
    archive: Searched, folder: Path
) -> None:
    """What was seen before is found without the archive."""
    archive.refusal = ConnectionFailedError("No answer.")
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await type_words(pilot, "vision")
        assert set(shown(pane)) == {"000001", "000003"}


# Columns, and which are shown


async def test_a_wide_list_is_a_table(archive: Searched, folder: Path) -> None:
    """Id, name, version, modified, files, size, stars, access; a narrow one is not."""
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        heading, first = rows_of(pane)[0:2] if pane.compact else rows_of(pane)[1:3]
        assert heading.strip("│ ").split() == [
            "id", "name", "version", "modified", "files", "size", "stars", "access"
        ]  # fmt: skip
        assert first.strip("│▌ ").split()[-1] == "open"
        assert heading.index("files") + 5 == first.index(" 3 ") + 2


@pytest.mark.parametrize("width", [40, 62, 70, 80, 100, 200])
async def test_columns_give_way_before_the_name(archive: Searched, width: int) -> None:
    """At every width the rows fill the list exactly, and the name keeps its room."""
    pane = DandisetList(archive)
    async with PaneApp(lambda: [pane]).run_test(size=(width, 20)) as pilot:
        await settled(pilot)
        row = pane.listing.model.visible[0]
        inner = pane.listing.size.width - 2
        spans = pane.face(row, inner, False)
        assert sum(len(span.text) for span in spans) == inner
        assert "Vision in mice" in "".join(span.text for span in spans)


async def test_what_is_left_out_is_said(archive: Searched, folder: Path) -> None:
    """Without empty ones one is gone; sorted by files the largest is first."""
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        pane.action_toggle_empty()
        await settled(pilot)
        assert shown(pane) == ["000001", "000002", "000003", "000004"]
        assert "no empty ones" in (pane.border_subtitle or "")
        await pilot.press("s", "s", "s", "s")
        assert shown(pane)[0] == "000002"
        assert await pane.reveal("000005")


async def test_mine_asks_once_and_shows_only_those(archive: Searched, folder: Path) -> None:
    """The archive says which are the user's; again and all are back, without a request."""
    archive.answers = ["000003"]
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        for _ in range(3):
            pane.action_toggle_mine()
            await settled(pilot)
        assert shown(pane) == ["000003"]
        assert [one["user"] for one in archive.questions] == ["me"]
        await type_words(pilot, "vision")
        assert shown(pane) == ["000003"]


async def test_starred_without_a_key_is_a_sentence(archive: Searched, folder: Path) -> None:
    """Nothing is hidden when the archive cannot know who asks."""
    archive.refusal = AccessError("This dandiset is embargoed.")
    app, pane = list_app(archive, folder)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        pane.action_toggle_starred()
        await settled(pilot)
        assert len(shown(pane)) == 5
        assert any("Only with your key" in one.message for one in app._notifications)
