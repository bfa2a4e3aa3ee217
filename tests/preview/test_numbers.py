"""`show --json`: one object with the keys that the command line promises, and no others."""

import json

import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.images import plane
from dandi_tui.preview.numbers import numbers
from tests.preview.ask import draw, show

COMMON = {"object", "view", "kind", "title", "x", "y"}


def test_series_have_names_and_points(series_file: NwbFile) -> None:
    """Each trace is its name, its times and its values."""
    shown = show(series_file, "/acquisition/electrodes")
    assert set(shown) == COMMON | {"series"}
    assert [set(line) for line in shown["series"]] == [{"name", "x", "y"}] * 2
    assert (set(shown["x"]), set(shown["y"])) == ({"label", "unit"}, {"label", "unit"})


def test_images_say_binning_only_if_binned(
    ophys_file: NwbFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole images are their values alone."""
    shown = show(ophys_file, "/processing/ophys/pictures/gray")
    assert set(shown) == COMMON | {"image"}
    assert set(shown["image"]) == {"values"}
    monkeypatch.setattr(plane, "MAX_PIXELS", 2)
    shown = show(ophys_file, "/processing/ophys/pictures/gray")
    assert set(shown["image"]) == {"values", "binning"}


def test_tables_are_columns_and_rows(tables_file: NwbFile) -> None:
    """The rows are lists in the order of the columns."""
    shown = show(tables_file, "/scratch/table", fields=("word", "number"))
    assert set(shown) == COMMON | {"table"}
    assert shown["table"] == {
        "columns": ["word", "number"],
        "rows": [["a", 0.5], ["b", None], ["c", 2.5]],
    }


def test_notes_are_text(series_file: NwbFile) -> None:
    """Words that a person would read."""
    shown = show(series_file, "/")
    assert set(shown) == COMMON | {"note"}
    assert "test-1" in shown["note"]


def test_numbers_are_strict_json(series_file: NwbFile) -> None:
    """No NaN and no Infinity, which JSON does not know."""
    encoded = numbers(*draw(series_file, "/acquisition/missing", numbers=True))
    json.loads(encoded, parse_constant=lambda word: pytest.fail(word))
