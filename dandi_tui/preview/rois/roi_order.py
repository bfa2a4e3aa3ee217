"""In which order a file has the coordinates of its masks, judged by the image under them."""

from collections.abc import Sequence

import numpy as np

from dandi_tui.errors import UsageError
from dandi_tui.preview.figure import Floats
from dandi_tui.preview.images.plane import as_bytes, read_part
from dandi_tui.preview.rois.masks import MaskColumn, Places, is_swapped, reach
from dandi_tui.preview.rois.projection import Ground
from dandi_tui.protocol.requests import Draw

LUMA = (0.299, 0.587, 0.114)
"""ITU-R BT.601: how bright red, green and blue look."""


def in_order(
    column: MaskColumn, stored: list[Places], ground: Ground | None, request: Draw
) -> tuple[list[Places], tuple[str, ...]]:
    """The masks as (row, column), and words where that is not as the schema has it.

    NWB core 2.11.0, `nwb.ophys.yaml`: of `pixel_mask` x and y, so the column comes first; image
    masks are (x, y) there, yet writers store (row, column), as of images.
    """
    asked = request.option("order")
    if asked not in ("", "xy", "yx"):
        raise UsageError(f"order cannot be {asked}.", hint="One of: xy, yx.")
    usual = "yx" if column.kind == "image_mask" else "xy"
    turned = [mask[:, ::-1] for mask in stored]
    given, other = (stored, turned) if usual == "yx" else (turned, stored)
    if asked:
        return (given if asked == usual else other), (f"order {asked}, as asked",)
    if is_swapped(given, _brightness(ground)):
        what = "rows and columns of the masks" if usual == "yx" else "x and y"
        return other, (f"{what} swapped in the file",)
    return given, ()


def _brightness(ground: Ground | None) -> Floats | None:
    """Shape (row, column); None where there is no image, or it is too large to be compared."""
    if ground is None:
        return None
    plane = ground.plane
    values, binning = read_part(plane, (0, plane.shape[0]), (0, plane.shape[1]))
    if binning > 1:
        return None
    if plane.coloured:
        return np.asarray(as_bytes(values)[..., :3].astype(np.float64) @ np.array(LUMA))
    return np.asarray(values.astype(np.float64))


def field_of(column: MaskColumn, masks: Sequence[Places]) -> tuple[int, int]:
    """Of the plain field where there is no image: that of the masks, or what holds them."""
    if column.size is not None:
        return column.size
    rows, columns = reach(masks)
    return (max(1, rows), max(1, columns))
