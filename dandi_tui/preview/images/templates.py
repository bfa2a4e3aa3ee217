"""What an `IndexSeries` showed: the one template, or frame, that a sample's index names."""

import re

from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.figure import Figure
from dandi_tui.preview.images import look
from dandi_tui.preview.images.frames import TIME, frame_of, frame_plane, n_frames_of, play, when
from dandi_tui.preview.images.images import accepts_image, still
from dandi_tui.preview.images.look import look_moves, look_of
from dandi_tui.preview.images.picture import cost_of, image_facts, picture
from dandi_tui.preview.images.plane import Plane
from dandi_tui.preview.times.window import TimeAxis
from dandi_tui.preview.view import too_much
from dandi_tui.preview.words import cost_words, sentence
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Question
from dandi_tui.protocol.requests import Draw

SETTINGS = (TIME, *look.SETTINGS)

MAX_LISTED = 2_000
"""Images of a group that are put in order by name."""

_NUMBERED = re.compile(r"(.*?)(\d+)")


def accepts_template(obj: NwbObject) -> bool:
    """A series of indexes into images or frames."""
    return obj.is_a("IndexSeries") and obj.data_dtype.startswith(("int", "uint"))


def draw_template(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts] | Question:
    """The image that was on the screen at one sample."""
    series = open_series(file, obj)
    facts = image_facts(obj, series.data, "", series.remarks)
    n = series.n_samples
    if n == 0 or len(series.shape) > 2:
        return sentence(f"There is no sample to show ({text.shape(series.data.shape)})."), facts
    sample = frame_of(request, series, n)
    facts = replace(
        facts,
        shown=(f"sample {sample:,}", f"of {n:,}"),
        span=when(TimeAxis(series), sample),
        frame=sample,
        n_frames=n,
    )
    index = _index_at(series, sample)
    if index is None:
        return sentence("No image was shown at this sample: its index is blank."), facts
    found = _template(file, obj, index, request)
    if isinstance(found, str):
        return sentence(found), facts
    plane, words = found
    facts = replace(facts, remarks=(*facts.remarks, *words))
    seen = look_of(request, plane.shape)
    cost = cost_of(plane, seen)
    question = too_much(request, facts, cost)
    if question is not None:
        return question
    facts = replace(facts, cost=cost_words(cost, plane.data))
    figure, facts = picture(plane, seen, facts, request)
    moves = (play(sample, n, figure), *look_moves(seen)) if n > 1 else look_moves(seen)
    return figure, replace(facts, moves=moves)


def _index_at(series: Series, sample: int) -> int | None:
    """The index of a sample; None for -1, which an unsigned type holds as its largest number."""
    ranges = [(0, 1) for _ in series.shape]
    ranges[series.time_axis] = (sample, sample + 1)
    index = int(series.data.read(*ranges).reshape(-1)[0])
    bits = {"uint32": 32, "uint64": 64}.get(series.data.dtype)
    blank = index < 0 or (bits is not None and index == 2**bits - 1)
    return None if blank else index


def _template(
    file: NwbFile, obj: NwbObject, index: int, request: Draw
) -> tuple[Plane, tuple[str, ...]] | str:
    """Where the image of an index lies, and words for it; or why there is none, as a sentence."""
    try:
        for name, find in (("indexed_images", _image_of), ("indexed_timeseries", _frame_of)):
            if file.exists(f"{obj.path}/{name}"):
                indexed = file.object(file.real_path(f"{obj.path}/{name}"))
                return find(file, indexed, index, request)
    except (NotFoundError, FileFormatError) as error:
        return f"The image of index {index:,} cannot be read: {text.safe(error.message)}"
    return "This series does not say which images it is an index of."


def _frame_of(
    file: NwbFile, frames: NwbObject, index: int, request: Draw
) -> tuple[Plane, tuple[str, ...]] | str:
    """A frame of the `ImageSeries` that is indexed."""
    name = text.safe(frames.name, limit=60)
    series = open_series(file, frames)
    if not series.data.n_values or len(series.shape) not in (3, 4) or not series.data.numeric:
        return f"The frames of {name} are not in this file."
    n = n_frames_of(series)
    if index >= n:
        return f"Index {index:,} is beyond the {n:,} frames of {name}."
    plane, facts = frame_plane(series, index, request)
    # Remarks on the times of the template say nothing here: they are of the presentation.
    words = tuple(word for word in facts.remarks if word not in series.remarks)
    return plane, (f"frame {index:,} of {name}", *words)


def _image_of(
    file: NwbFile, images: NwbObject, index: int, request: Draw
) -> tuple[Plane, tuple[str, ...]] | str:
    """An image of the `Images` that are indexed."""
    path, remark = _path_of(file, images, index)
    if not path:
        return remark
    image = file.target(file.object(path))
    if not accepts_image(image):
        return f"{text.safe(image.name, limit=60)} is no image that can be drawn."
    plane, facts = still(file, image, request)
    if not plane.data.n_values:
        return f"{text.safe(image.name, limit=60)} is empty."
    words = (f"image {index:,}: {text.safe(image.name, limit=60)}", *facts.remarks)
    return plane, (*words, remark) if remark else words


def _path_of(file: NwbFile, images: NwbObject, index: int) -> tuple[str, str]:
    """The path of an image and a remark; or nothing, and a sentence.

    NWB core 2.11.0, `nwb.base.yaml`, Images: `order_of_images` says the order. Where it is left
    out, the numbers at the ends of the names do, else the names.
    """
    order = f"{images.path}/order_of_images"
    if file.exists(order):
        data = file.data(order)
        if index >= data.n_values:
            return "", f"Index {index:,} is beyond the {data.n_values:,} images."
        found = data.plain((index, index + 1))[0]
        path = found if isinstance(found, str) else ""
        return (path, "") if path.startswith("/") else ("", "The image's reference is broken.")
    n = images.n_children or 0
    if index >= n:
        return "", f"Index {index:,} is beyond the {n:,} images."
    numbered = _by_number(file, images.path, n, index)
    if numbered:
        return numbered, ""
    if n > MAX_LISTED:
        return "", f"The order of these {n:,} images is not said."
    names = [child.path for child in file.children(images.path)]
    return names[index], "images in the order of their names"


def _by_number(file: NwbFile, path: str, n: int, index: int) -> str:
    """The image whose name ends with the index, if names count from 0; looks up four of them."""
    first = file.children(path, 1)
    match = _NUMBERED.fullmatch(first[0].name) if first else None
    if match is None:
        return ""
    stem, digits = match.groups()
    width = len(digits) if digits.startswith("0") else 1
    names = [f"{path}/{stem}{i:0{width}d}" for i in (0, n - 1, index)]
    return names[-1] if all(map(file.exists, names)) else ""
