"""Images: rows down, columns across, as stored."""

from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Figure
from dandi_tui.preview.images import look
from dandi_tui.preview.images.look import look_moves, look_of
from dandi_tui.preview.images.picture import cost_of, image_facts, picture
from dandi_tui.preview.images.plane import COLOURS, Plane
from dandi_tui.preview.view import too_much
from dandi_tui.preview.words import cost_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Question
from dandi_tui.protocol.requests import Draw

INDEX = ("index", "of volumes: the plane, counted from 0")

SETTINGS = (INDEX, *look.SETTINGS)


def accepts_image(obj: NwbObject) -> bool:
    """A dataset of a type that extends `Image`."""
    shape, dtype = (
        (obj.shape, obj.dtype) if obj.kind == "dataset" else (obj.data_shape, obj.data_dtype)
    )
    if not dtype.startswith(("int", "uint", "float", "bool")) or "[" in dtype:
        return False
    is_image = obj.is_a("Image") or obj.is_a("BaseImage")
    return is_image and len(shape or ()) in (2, 3) and not obj.is_a("ImageSeries")


def draw_image(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """An image, or the part of it that is zoomed into."""
    plane, facts = still(file, obj, request)
    if plane.data.n_values == 0:
        return sentence(f"This image is empty ({text.shape(plane.data.shape)})."), facts
    seen = look_of(request, plane.shape)
    cost = cost_of(plane, seen)
    question = too_much(request, facts, cost)
    if question is not None:
        return question
    facts = replace(facts, cost=cost_words(cost, plane.data), moves=look_moves(seen))
    return picture(plane, seen, facts, request)


def still(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Plane, Facts]:
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
        return turned, image_facts(obj, data, "", ("axes reversed: colours are the first",))
    if len(shape) == 3 and shape[2] in COLOURS:
        after = ((0, shape[2]),)
    else:
        after, remarks = depth_of(request, shape[2:])
    return Plane(data, (), (shape[0], shape[1]), after), image_facts(obj, data, "", remarks)


def depth_of(request: Draw, axes: tuple[int, ...]) -> tuple[tuple[Range, ...], tuple[str, ...]]:
    """Which plane of a volume, on each axis after the columns, and its words."""
    depth = _plane_index(request, axes)
    return depth, ("plane " + ",".join(str(start) for start, _ in depth),) if depth else ()


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
