"""Notes and values: what an object says about itself."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from dandi_tui.errors import NotFoundError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Words
from tests.preview.ask import draw, show


def test_the_root_tells_session_and_counts(ophys_file: NwbFile) -> None:
    """Version, description, and how many of each type, links not counted."""
    note = show(ophys_file, "/")["note"]
    assert "two cells" in note
    assert "NWB version" in note
    assert any(line.split() == ["2", "RoiResponseSeries"] for line in note.splitlines())


def test_values_are_summed(series_file: NwbFile) -> None:
    """Shape, dtype, and sums as stored, without conversion."""
    note = show(series_file, "/acquisition/scaled", view="values")["note"]
    lines = {line.split()[0]: line.split()[1:] for line in note.splitlines() if line}
    assert (lines["shape"], lines["dtype"]) == (["10"], ["int16"])
    sums = {name: " ".join(lines[name]) for name in ("min", "max", "mean")}
    assert sums == {"min": "0 as stored", "max": "9 as stored", "mean": "4.5 as stored"}


def test_what_is_elsewhere_is_no_size_of_a_text(tmp_path: Path) -> None:
    """Of values of any length the dataset has references alone, of 16 bytes each."""
    with h5py.File(tmp_path / "texts.h5", "w") as file:
        file["any"] = "a text of more than 8 bytes"
        file["fixed"] = np.bytes_(b"a text of more than 8 bytes")
    file_ = NwbFile(str(tmp_path / "texts.h5"), name="texts.h5")
    any_, fixed = (draw(file_, path, view="values") for path in ("/any", "/fixed"))
    assert "references of 16 B, the values elsewhere" in str(any_[0])
    assert any_[1].cost == "of any length"
    assert "27 B, stored 27 B" in str(fixed[0])
    assert fixed[1].cost == "27 B"
    file_.close()


def test_a_hostile_name_is_harmless(tmp_path: Path) -> None:
    """Escapes in names, attributes and text never reach the figure or the JSON."""
    path = tmp_path / "hostile.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("a\x1b[31mred\u202e")
        group.attrs["description"] = "bad\x1b]0;title\x07\nline two"
        group["words"] = "x\x1b[2J\x9b31m"
    file_ = NwbFile(str(path), name="hostile.h5")
    for child in (*file_.children("/"), *file_.children(file_.children("/")[0].path)):
        figure, facts = draw(file_, child.path)
        assert isinstance(figure, Words)
        for character in "\x1b\x07\x9b\u202e":
            assert character not in figure.note + facts.path + facts.title
    file_.close()


def test_an_unknown_view_names_those_there_are(series_file: NwbFile) -> None:
    """A typo, and a view of another family."""
    with pytest.raises(UsageError, match="There is no view tracs"):
        draw(series_file, "/acquisition/scaled", view="tracs")
    with pytest.raises(UsageError, match="cannot draw"):
        draw(series_file, "/acquisition/scaled", view="image")


def test_a_series_without_values_of_its_own_is_a_note(tmp_path: Path) -> None:
    """A series whose `data` is a broken link says what it has."""
    path = tmp_path / "broken.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("series")
        group.attrs.update(neurodata_type="TimeSeries", namespace="core")
        group["data"] = h5py.SoftLink("/gone")
    file_ = NwbFile(str(path), name="broken.h5")
    assert "→ /gone ✗" in show(file_, "/series")["note"]
    assert show(file_, "/series/data")["note"].startswith("link")
    with pytest.raises(NotFoundError):
        draw(file_, "/series/dat")
    file_.close()
