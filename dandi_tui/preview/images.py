"""Images and frames of image series: rows down, columns across, as stored."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.figure import Axis, Figure, Image
from dandi_tui.preview.window import TimeAxis
from dandi_tui.preview.words import chunk_words, cost_words, missing_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Question
from dandi_tui.protocol.requests import Draw

MAX_PIXELS = 2**22
"""More are binned: no terminal shows as many."""

SLAB_PIXELS = 4_000_000
"""Pixels read at once."""

LOW, HIGH = 0.5, 99.7
"""Percentiles that are drawn darkest and brightest."""

COLOURS = (3, 4)
"""Values of a pixel in colour, without and with alpha."""

SETTINGS = (("index", "of volumes: the plane, counted from 0"),)


@dataclass(frozen=True)
class Plane:
    """Where a picture lies in a dataset: two axes of it, or three for colours."""

    data: Data
    before: tuple[Range, ...]
    """Of the axes before the rows: the frame."""
    shape: tuple[int, int]
    after: tuple[Range, ...]
    """Of the axes after the columns: the plane of a volume, or all colours."""
    conversion: float = 1.0
    offset: float = 0.0
    reversed: bool = False
    """The axes of the data are in the reverse of this order: (colour, column, row)."""

    @property
    def coloured(self) -> bool:
        """Whether the last axis is red, green, blue, and perhaps alpha."""
        return bool(self.after) and self.after[0][1] - self.after[0][0] > 1

    def ranges(self, rows: Range) -> tuple[Range, ...]:
        """What of the data these rows are."""
        ranges = (*self.before, rows, (0, self.shape[1]), *self.after)
        return ranges[::-1] if self.reversed else ranges

    def read(self, rows: Range) -> npt.NDArray[Any]:
        """Shape (row, column) or (row, column, colour), as stored."""
        values = self.data.read(*self.ranges(rows))
        values = values.T if self.reversed else values
        values = values.reshape(values.shape[len(self.before) :])
        return values if self.coloured else values.reshape(values.shape[:2])


def draw_image(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """An image, or one frame of an image series."""
    if obj.is_a("TimeSeries"):
        plane, facts = _frame(file, obj, request)
    else:
        plane, facts = _still(file, obj, request)
    if plane.data.n_values == 0:
        elsewhere = external_files(file, obj)
        if elsewhere:
            return sentence(f"The frames are in another file: {elsewhere}."), facts
        return sentence(f"This image is empty ({text.shape(plane.data.shape)})."), facts
    cost = plane.data.cost(*plane.ranges((0, plane.shape[0])))
    if request.budget_bytes and cost.to_fetch_bytes > request.budget_bytes:
        return Question(facts=facts, what=" ".join(facts.shown) or facts.title, cost=cost)
    facts = replace(facts, cost=cost_words(cost, plane.data))
    values, binning = _read(plane)
    remarks: tuple[str, ...] = (f"{binning} × {binning} pixels averaged",) if binning > 1 else ()
    missing = np.isnan(values).mean() if values.dtype.kind == "f" else 0.0
    if missing == 1.0 and not request.numbers:
        return sentence(f"All {values.size:,} values here are NaN."), facts
    remarks += missing_words(int(np.isnan(values).sum()), values.size)
    if np.isinf(values).any():
        remarks += ("some values are infinite",)
    if plane.coloured and not request.numbers:
        values = _as_bytes(values)
    figure = _figure(plane, values, binning, facts)
    return figure, replace(facts, remarks=facts.remarks + remarks)


def external_files(file: NwbFile, obj: NwbObject) -> str:
    """The videos that hold the frames of an `ImageSeries`, as the file names them."""
    path = f"{obj.path}/external_file"
    if not file.exists(path):
        return ""
    names = np.ravel(file.data(path).read((0, 10)))
    return text.safe(", ".join(str(name) for name in names))


def _figure(plane: Plane, values: npt.NDArray[Any], binning: int, facts: Facts) -> Image:
    low, high = (0.0, 255.0) if plane.coloured else contrast(values)
    keep = values.dtype == np.uint8
    return Image(
        values=values if keep else values.astype(np.float64),
        x=Axis(label=facts.x_label, unit=facts.x_unit),
        y=Axis(label=facts.y_label, unit=facts.y_unit),
        low=low,
        high=high,
        unit="" if plane.coloured else facts.data[2] if len(facts.data) > 2 else "",
        binning=binning,
    )


def contrast(values: npt.NDArray[Any]) -> tuple[float, float]:
    """The values drawn darkest and brightest; of an image all alike both are that value."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return (0.0, 0.0)
    low, high = (float(v) for v in np.percentile(finite, (LOW, HIGH)))
    return (low, high) if low < high else (float(finite.min()), float(finite.max()))


def _as_bytes(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Colours for drawing: fractions of 1, 16 bits, or already bytes."""
    if values.dtype == np.uint8:
        return values
    finite = np.nan_to_num(values.astype(np.float64))
    top = finite.max(initial=0.0)
    scale = 255.0 if top <= 1.0 else 1.0 if top <= 255.0 else 255.0 / 65535.0
    return np.clip(finite * scale, 0, 255).astype(np.uint8)


def _read(plane: Plane) -> tuple[npt.NDArray[Any], int]:
    """The pixels in their unit, averaged over squares if there are too many."""
    rows, columns = plane.shape
    binning = 1
    while (rows // binning) * (columns // binning) > MAX_PIXELS:
        binning += 1
    if binning == 1:
        return _scaled(plane, plane.read((0, rows))), 1
    slab = max(binning, SLAB_PIXELS // columns // binning * binning)
    parts = []
    for start in range(0, rows // binning * binning, slab):
        stop = min(start + slab, rows // binning * binning)
        parts.append(_binned(_scaled(plane, plane.read((start, stop))), binning))
    return np.concatenate(parts), binning


def _scaled(plane: Plane, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Value × conversion + offset; bytes that need no scaling stay bytes."""
    if plane.conversion == 1.0 and plane.offset == 0.0 and values.dtype == np.uint8:
        return values
    return values.astype(np.float64) * plane.conversion + plane.offset


def _binned(values: npt.NDArray[Any], binning: int) -> npt.NDArray[np.float64]:
    """The mean of squares of pixels; a rest at the right edge is left out."""
    rows, columns = values.shape[0] // binning, values.shape[1] // binning
    whole = values[: rows * binning, : columns * binning].astype(np.float64)
    squares = whole.reshape(rows, binning, columns, binning, *values.shape[2:])
    return np.asarray(squares.mean(axis=(1, 3)))


def _still(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Plane, Facts]:
    """A dataset of a type that extends `Image`.

    The schema calls its axes x and y, yet writers store (row, column), which is what pynwb's
    users show with `imshow`: so do we.
    """
    data = file.data(obj.path)
    shape = data.shape or (0, 0)
    after: tuple[Range, ...] = ()
    remarks: tuple[str, ...] = ()
    colours = 3 if obj.is_a("RGBImage") else 4 if obj.is_a("RGBAImage") else 0
    if len(shape) == 3 and shape[0] == colours != shape[2]:
        turned = Plane(data, (), (shape[2], shape[1]), ((0, colours),), reversed=True)
        return turned, _facts(obj, data, "", ("axes reversed: colours are the first",))
    if len(shape) == 3 and shape[2] in COLOURS:
        after = ((0, shape[2]),)
    else:
        after, remarks = _depth(request, shape[2:])
    return Plane(data, (), (shape[0], shape[1]), after), _facts(obj, data, "", remarks)


def _frame(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Plane, Facts]:
    """One frame of an `ImageSeries`: axes (frame, row, column), as stored."""
    series = open_series(file, obj)
    n_frames = series.shape[series.time_axis] if len(series.shape) > 2 else 1
    frame = _frame_number(request, n_frames)
    plane, remarks = _plane_of(series, frame, request)
    facts = _facts(obj, series.data, series.unit, series.remarks + remarks)
    if len(series.shape) < 3:
        return plane, facts
    return plane, replace(
        facts,
        shown=(f"frame {frame:,}", f"of {n_frames:,}"),
        span=_when(TimeAxis(series), frame),
        frame=frame,
        n_frames=n_frames,
    )


def _frame_number(request: Draw, n_frames: int) -> int:
    frame = request.frame or 0
    if frame and not 0 <= frame < n_frames:
        raise UsageError(
            f"There is no frame {frame:,}.",
            hint=f"There {'is' if n_frames == 1 else 'are'} {n_frames:,}, counted from 0.",
        )
    return frame


def _plane_of(series: Series, frame: int, request: Draw) -> tuple[Plane, tuple[str, ...]]:
    """Where a frame lies, and what is odd about it."""
    data, shape = series.data, series.shape
    conversion, offset = series.conversion, series.offset
    if len(shape) < 3:
        rows, columns = (*shape, 0)[:2]
        return Plane(data, (), (rows, columns), (), conversion, offset), ()
    at: tuple[Range, ...] = ((frame, frame + 1),)
    if series.time_axis:
        depth, remarks = _depth(request, shape[2:-1])
        return Plane(data, (), (shape[0], shape[1]), (*depth, *at), conversion, offset), remarks
    if _has_colours(series.obj, data, request):
        colours = ((0, shape[3]),)
        return Plane(data, at, (shape[1], shape[2]), colours), ("last axis as colours",)
    depth, remarks = _depth(request, shape[3:])
    return Plane(data, at, (shape[1], shape[2]), depth, conversion, offset), remarks


def _depth(request: Draw, axes: tuple[int, ...]) -> tuple[tuple[Range, ...], tuple[str, ...]]:
    """Which plane of a volume, on each axis after the columns, and its words."""
    depth = _plane_index(request, axes)
    return depth, ("plane " + ",".join(str(start) for start, _ in depth),) if depth else ()


def _has_colours(obj: NwbObject, data: Data, request: Draw) -> bool:
    """Whether the fourth axis is colours: so in an `OpticalSeries`, and in bytes with 3 or 4.

    NWB core 2.11.0, `nwb.image.yaml`: of an `ImageSeries` it is z, of an `OpticalSeries` r, g, b.
    Natural movies are widely stored as bytes of an `ImageSeries`; microscopes' are volumes.
    """
    shape = data.shape or ()
    if len(shape) != 4 or shape[3] not in COLOURS or request.option("index"):
        return False
    if obj.is_a("OpticalSeries"):
        return shape[3] == 3
    volume = obj.is_a("TwoPhotonSeries") or obj.is_a("OnePhotonSeries")
    return data.dtype == "uint8" and not volume


def _plane_index(request: Draw, axes: tuple[int, ...]) -> tuple[Range, ...]:
    """Which plane of a volume, on each axis after the columns."""
    try:
        asked = [int(part) for part in request.option("index").split(",") if part.strip()]
    except ValueError as error:
        raise UsageError("index takes whole numbers, as in index=2.") from error
    asked += [0] * (len(axes) - len(asked))
    if len(asked) > len(axes) or not all(
        0 <= i < max(1, n) for i, n in zip(asked, axes, strict=True)
    ):
        raise UsageError("index is outside the data.", hint=f"Planes: {text.shape(axes)}.")
    return tuple((i, i + 1) for i in asked)


def _when(axis: TimeAxis, frame: int) -> tuple[str, str]:
    if not axis.in_seconds or frame >= axis.n:
        return ("", "")
    time = float(axis.times(frame, frame + 1)[0])
    return (f"{time:,.2f} s", f"of {axis.extent[1]:,.0f} s")


def _facts(obj: NwbObject, data: Data, unit: str, remarks: tuple[str, ...]) -> Facts:
    words = [text.shape(data.shape), data.dtype, text.safe(unit, limit=40)]
    return Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        remarks=remarks,
        data=tuple(word for word in words if word),
        chunks=chunk_words(data),
        x_label="column",
        x_unit="px",
        y_label="row",
        y_unit="px",
    )
