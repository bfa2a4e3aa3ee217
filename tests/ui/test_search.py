"""Pane 1: search as one types, facets, the archive's own search."""

from pathlib import Path

import pytest

from dandi_tui.errors import DandiTuiError
from dandi_tui.ui.completion import completed
from dandi_tui.ui.widgets.facets import Facets
from tests.ui.pane_app import rows_of, settled
from tests.ui.searched import (
    WIDE,
    Searched,
    archive,
    folder,
    impatient,
    list_app,
    shown,
    type_words,
)

__all__ = ["archive", "folder", "impatient"]


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
