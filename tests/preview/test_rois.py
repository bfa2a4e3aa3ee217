"""ROIs: where their pixels are, over which image, in which colours, and the way to the trace."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Image, Panels, Traces, Words
from dandi_tui.preview.make import make
from dandi_tui.preview.rois.rois import roi_home
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.preview.ask import draw, show
from tests.preview.odd import opened
from tests.preview.segmented import (
    RESPONSES,
    SEGMENTATION,
    pixels_of,
    projected,
    write_segmented,
)


def masks_of(shown: dict[str, Any]) -> dict[str, list[tuple[int, ...]]]:
    """The pixels of each ROI in `--json`."""
    image = shown["panels"][0]["image"]
    return {m["name"]: sorted(map(tuple, m["pixels"])) for m in image["masks"]}


def expected() -> dict[str, list[tuple[int, int]]]:
    return {f"ROI {roi}": pixels_of(roi) for roi in range(4)}


def image_of(file: NwbFile, **wishes: Any) -> tuple[Image, tuple[str, ...]]:
    """The image with its outlines, and the remarks."""
    figure, facts = draw(file, SEGMENTATION, **wishes)
    assert isinstance(figure, Panels)
    assert isinstance(figure.rows[0][0], Image)
    return figure.rows[0][0], facts.remarks


def test_masks_lie_over_the_projection(tmp_path: Path) -> None:
    """x of a pixel is its column; the image is the one next to the table, and it is named."""
    with opened(write_segmented(tmp_path / "a.nwb")) as file:
        shown = show(file, SEGMENTATION)
        _, remarks = image_of(file)
    assert masks_of(shown) == expected()
    assert shown["panels"][0]["image"]["values"] == projected().tolist()
    assert "over maximum_intensity_projection" in remarks
    assert not any("swapped" in remark for remark in remarks)


@pytest.mark.parametrize("size", [(20, 30), (30, 30)])
def test_swapped_coordinates_are_seen(tmp_path: Path, size: tuple[int, int]) -> None:
    """(row, column) in place of (x, y): by the size of the image, or by where it is bright."""
    with opened(write_segmented(tmp_path / "a.nwb", order="yx", size=size)) as file:
        assert masks_of(show(file, SEGMENTATION)) == expected()
        assert "x and y swapped in the file" in image_of(file)[1]
        told = masks_of(show(file, SEGMENTATION, options=(("order", "xy"),)))
    assert told["ROI 0"] == sorted((c, r) for r, c in pixels_of(0))


def test_image_masks_are_rows_down(tmp_path: Path) -> None:
    """The pixels of an image mask that have weight, in an image of its size."""
    with opened(write_segmented(tmp_path / "a.nwb", masks="image_mask")) as file:
        assert masks_of(show(file, SEGMENTATION)) == expected()
        assert "over maximum_intensity_projection" in image_of(file)[1]


def test_without_an_image_there_is_a_plain_field(tmp_path: Path) -> None:
    """It holds all the masks, and says what is missing."""
    with opened(write_segmented(tmp_path / "a.nwb", projection=False)) as file:
        image, remarks = image_of(file)
    assert image.values.shape == (17, 22)
    assert "no image of this size in the file" in remarks


def test_the_selected_roi_has_its_trace(tmp_path: Path) -> None:
    """Row 2 is column 1 of the series: 100, 101, …; Enter goes there, and back to the row."""
    with opened(write_segmented(tmp_path / "a.nwb")) as file:
        shown = show(file, SEGMENTATION, options=(("roi", "2"),))
        figure, facts = draw(file, SEGMENTATION, options=(("roi", "2"),))
        home = roi_home(file, file.object(RESPONSES), 1)
    assert shown["panels"][1]["series"][0]["y"][:3] == [100, 101, 102]
    assert isinstance(figure, Panels)
    assert isinstance(figure.rows[1][0], Traces)
    assert facts.shown == ("ROI 2", "of 4")
    assert facts.remarks[:2] == ("id 102", "6 px")
    enter = next(move for move in facts.moves if move.key == "enter")
    assert (enter.path, enter.view, enter.traces) == (RESPONSES, "traces", (1, 2))
    assert home == (SEGMENTATION, 2)


def test_a_low_chart_gives_the_image_its_share(tmp_path: Path) -> None:
    """The trace is below in a narrow pane, beside in a wide one: where the image is larger."""
    with opened(write_segmented(tmp_path / "a.nwb")) as file:
        stacked, _ = draw(file, SEGMENTATION, width=51, height=19)
        beside, _ = draw(file, SEGMENTATION, width=140, height=12)
    assert isinstance(stacked, Panels)
    assert isinstance(beside, Panels)
    assert list(map(len, stacked.rows)) == [1, 1]
    assert list(stacked.heights) == [13, 6]
    assert list(map(len, beside.rows)) == [2]


def test_one_roi_is_selected_and_the_next_follows(tmp_path: Path) -> None:
    """It is drawn last; after the last ROI comes the first."""
    with opened(write_segmented(tmp_path / "a.nwb")) as file:
        image, _ = image_of(file, options=(("roi", "3"),))
        _, facts = draw(file, SEGMENTATION, options=(("roi", "3"),))
        with pytest.raises(UsageError):
            draw(file, SEGMENTATION, options=(("roi", "4"),))
    assert [mask.selected for mask in image.masks] == [False, False, False, True]
    moves = {move.key: dict(move.options) for move in facts.moves}
    assert (moves["n"]["roi"], moves["N"]["roi"]) == ("0", "2")


def test_outlines_go_and_come(tmp_path: Path) -> None:
    """Without them only the selected ROI is marked."""
    with opened(write_segmented(tmp_path / "a.nwb")) as file:
        image, _ = image_of(file, options=(("outlines", "off"),))
    assert [mask.name for mask in image.masks] == ["ROI 0"]


def test_a_column_of_few_values_colours_the_outlines(tmp_path: Path) -> None:
    """Each value has its colour, and the legend says which; a column of masks cannot."""
    with opened(write_segmented(tmp_path / "a.nwb")) as file:
        _, facts = draw(file, SEGMENTATION)
        assert {m.key: m.options for m in facts.moves}["c"] == (("colour", "kind"),)
        image, _ = image_of(file, options=(("colour", "kind"),))
        _, facts = draw(file, SEGMENTATION, options=(("colour", "kind"),))
        with pytest.raises(UsageError):
            draw(file, SEGMENTATION, options=(("colour", "pixel_mask"),))
    assert {mask.name: mask.index for mask in image.masks}["ROI 2"] == 1
    assert facts.legend == (("cell", 0), ("dendrite", 1))


def test_a_segmentation_shows_its_first_table(tmp_path: Path) -> None:
    """`ImageSegmentation` holds tables; which one is shown is said."""
    with opened(write_segmented(tmp_path / "a.nwb")) as file:
        figure, facts = draw(file, "/processing/ophys/ImageSegmentation")
    assert isinstance(figure, Panels)
    assert facts.view == "ROIs"
    assert "rois" in facts.remarks


def test_many_masks_are_asked_for(tmp_path: Path) -> None:
    """What they would fetch is known before they are read."""
    with opened(write_segmented(tmp_path / "a.nwb")) as file:
        asked = Draw(source=Address(), path=SEGMENTATION, budget_bytes=10)
        question = make(file, asked)
    assert isinstance(question, Question)
    assert question.what == "masks of 4 ROIs"


@pytest.mark.parametrize("ids", [[], [7, 8]])
def test_a_table_without_masks_says_so(tmp_path: Path, ids: list[int]) -> None:
    """A sentence, not an error; the same of a table without rows."""
    with h5py.File(tmp_path / "a.nwb", "w") as made:
        group = made.create_group("/acquisition/rois")
        group.attrs.update({"neurodata_type": "PlaneSegmentation", "namespace": "core"})
        group["id"] = np.array(ids, dtype=int)
    with opened(tmp_path / "a.nwb") as file:
        figure, _ = draw(file, "/acquisition/rois")
    assert isinstance(figure, Words)
    assert figure.note.startswith("This table has no")


@pytest.mark.parametrize(
    ("x", "ends", "word"),
    [
        ([1, 2, 3], [3, 1, 9], "ROI 0"),
        ([1, 2, 2**31], [1, 2, 3], "ROI 0"),
        ([15_000, 15_001, 15_002], [1, 2, 3], "too far"),
        ([1, 2, 3], [], "no masks"),
    ],
)
def test_damaged_masks_are_left_out(
    tmp_path: Path, x: list[int], ends: list[int], word: str
) -> None:
    """Ends that do not ascend, coordinates beyond any image, an index without rows."""
    kind = np.dtype([("x", "u4"), ("y", "u4"), ("weight", "f4")])
    values = np.zeros(3, kind)
    values["x"], values["weight"] = x, 1
    with h5py.File(tmp_path / "a.nwb", "w") as made:
        group = made.create_group("/acquisition/rois")
        group.attrs.update({"neurodata_type": "PlaneSegmentation", "namespace": "core"})
        group["id"] = np.arange(3)
        group["pixel_mask"] = values
        group["pixel_mask_index"] = np.array(ends, dtype=int)
    with opened(tmp_path / "a.nwb") as file:
        figure, facts = draw(file, "/acquisition/rois")
    assert word in (figure.note if isinstance(figure, Words) else facts.shown[0])
