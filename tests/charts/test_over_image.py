"""What lies over images: outlines, rings, skeletons, the cursor, the thumbnail."""

from typing import Any

import numpy as np
import pytest

from dandi_tui.charts.draw import draw
from dandi_tui.charts.drawn import Drawn
from dandi_tui.preview.figure import Axis, Image, Keypoint, Mask
from dandi_tui.protocol.colours import DARK
from dandi_tui.protocol.requests import Ink
from tests.charts.figures import INKS, assert_sound, plain, text_of

INK = Ink()
HIGHLIGHT = "255;215;95"
"""DARK["highlight"]."""


def image(values: Any, **fields: Any) -> Image:
    settings = {"x": Axis(label="column", unit="px"), "y": Axis(label="row", unit="px"),
                "low": 0.0, "high": 255.0, **fields}  # fmt: skip
    return Image(values=values, **settings)


def square(row: int, column: int, side: int) -> np.ndarray[Any, Any]:
    return np.array([(row + i, column + j) for i in range(side) for j in range(side)])


def cells(drawn: Drawn, colour: str) -> int:
    """Half cells painted so."""
    return sum(row.count(f"38;2;{colour}") + row.count(f"48;2;{colour}") for row in drawn.rows)


def test_the_highlight_is_the_theme_s() -> None:
    """The colour that these tests look for."""
    red, green, blue = (int(DARK["highlight"][i : i + 2], 16) for i in (1, 3, 5))
    assert f"{red};{green};{blue}" == HIGHLIGHT


def test_the_selected_mask_has_a_ring_around_it() -> None:
    """The ring is outside: the pixels of the ROI stay as they are."""
    values = np.full((40, 40), 100.0)
    values[10:14, 10:14] = 255.0
    bright = draw(image(values), width=60, height=22, ink=INK)
    mask = Mask(pixels=square(10, 10, 4), selected=True)
    ringed = draw(image(values, masks=(mask,)), width=60, height=22, ink=INK)
    assert cells(bright, HIGHLIGHT) == 0
    assert cells(ringed, HIGHLIGHT) > 0
    assert ringed.rows[5].count("236;243;253") == bright.rows[5].count("236;243;253") > 0


def test_a_large_mask_is_outlined_and_a_small_one_is_tinted() -> None:
    """From 3 cells across the inside keeps its grey."""
    values = np.full((40, 40), 100.0)
    plain_row = draw(image(values), width=60, height=22, ink=INK).rows[7]
    large = Mask(pixels=square(10, 10, 10), index=-1)
    drawn = draw(image(values, masks=(large,)), width=60, height=22, ink=INK)
    grey = plain_row.split("m")[1].split("38;2;")[-1]
    assert drawn.rows[7] != plain_row
    assert grey.split(";48")[0] in drawn.rows[7]
    small = Mask(pixels=square(14, 10, 2), index=-1)
    drawn = draw(image(values, masks=(small,)), width=60, height=22, ink=INK)
    assert drawn.rows[7] != plain_row


@pytest.mark.parametrize("ink", [Ink(colors="none"), Ink(colors="16"), Ink(marker="ascii")])
def test_without_half_blocks_masks_are_signs(ink: Ink) -> None:
    """`o` for outlines, `X` around the selected one: no sign of the ramp."""
    masks = (Mask(pixels=square(3, 3, 8)), Mask(pixels=square(20, 20, 6), selected=True))
    words = text_of(draw(image(np.zeros((40, 40)), masks=masks), width=60, height=22, ink=ink))
    assert "o" in words
    assert "X" in words


def test_a_mask_outside_the_part_in_view_is_not_drawn() -> None:
    """Pixels are those of the whole image."""
    part = image(np.zeros((20, 20)), origin=(100, 100), whole=(200, 200))
    away = image(np.zeros((20, 20)), origin=(100, 100), whole=(200, 200),
                 masks=(Mask(pixels=square(5, 5, 4), selected=True),))  # fmt: skip
    rows = [draw(figure, width=50, height=22, ink=INK).rows for figure in (part, away)]
    assert rows[0] == rows[1]


def test_a_part_has_a_thumbnail_with_its_frame() -> None:
    """Right of the colour bar, where there is room."""
    part = image(np.zeros((20, 20)), origin=(100, 100), whole=(200, 200))
    assert cells(draw(part, width=100, height=30, ink=INK), HIGHLIGHT) > 0
    assert cells(draw(part, width=50, height=30, ink=INK), HIGHLIGHT) == 0


def test_points_are_joined_by_bones() -> None:
    """A point that is not seen has neither sign nor bone."""
    nose = Keypoint(name="nose", index=0, at=(5.0, 5.0))
    tail = Keypoint(name="tail", index=1, at=(30.0, 30.0))
    lost = Keypoint(name="paw", index=2, at=(np.nan, np.nan))
    field = np.full((40, 40), np.nan)
    figure = image(field, points=(nose, tail, lost), bones=((0, 1), (1, 2)))
    words = text_of(draw(figure, width=60, height=22, ink=Ink(colors="none", marker="ascii")))
    assert words.count("O") == 2
    assert words.count("-") > 10


def test_a_mirrored_image_keeps_its_own_numbers() -> None:
    """The ticks of a mirrored axis run the other way; transposed, rows go across."""
    values = np.zeros((100, 300))
    values[:, :10] = 255.0
    mirrored = draw(image(values, flipped=(False, True)), width=100, height=20, ink=INK)
    labels = next(row for row in map(plain, reversed(mirrored.rows)) if "px" in row).split()
    assert (labels[0], labels[-2]) == ("275", "0")
    assert mirrored.plot is not None
    assert (mirrored.plot.x_start, mirrored.plot.x_stop) == (300, 0)
    turned = draw(image(values, transposed=True), width=100, height=30, ink=INK)
    assert turned.plot is not None
    assert (turned.plot.x_stop, turned.plot.y_bottom) == (100, 300)
    assert "px (row)" in text_of(turned)


@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("size", [(100, 30), (61, 12), (20, 5)])
def test_every_ink_draws_all_of_it(ink: Ink, size: tuple[int, int]) -> None:
    """Exact size, whatever lies over the image, however it is turned."""
    rng = np.random.default_rng(1)
    masks = [Mask(pixels=rng.integers(0, 90, (30, 2)), index=i - 1) for i in range(8)]
    masks.append(Mask(pixels=square(0, 0, 9), selected=True))
    point = Keypoint(name="nose", index=1, at=(30.5, 20.0), trail=rng.uniform(0, 80, (9, 2)))
    figure = image(rng.uniform(0, 255, (40, 50)), masks=tuple(masks), points=(point, point),
                   bones=((0, 1), (0, 9)), cursor=(12, 14), whole=(90, 90), origin=(5, 7),
                   flipped=(True, False), transposed=True)  # fmt: skip
    assert_sound(draw(figure, width=size[0], height=size[1], ink=ink), *size)
