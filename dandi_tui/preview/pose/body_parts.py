"""The body parts of a `PoseEstimation`: their series, their skeleton, the size of their field.

ndx-pose 0.2, `ndx-pose.namespace.yaml`: `data` of a `PoseEstimationSeries` is (x, y) or (x, y, z),
so the column comes first; `confidence` is one number a sample. Nodes and edges are in the linked
`Skeleton`, or in the `PoseEstimation` itself in versions before 0.2.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.companions import find_all
from dandi_tui.preview.figure import Floats
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Cost

MAX_PARTS = 60

MAX_EDGES = 500

FIELD_SAMPLES = 2_000
"""From the first on, by which the size of the field is told where the file does not say it."""

_PREFIX = re.compile(r"^pose_?estimation_?series_?", re.IGNORECASE)


@dataclass(frozen=True)
class BodyPart:
    """One series of positions."""

    name: str
    """Safe, without what all series are called."""
    series: Series
    confidence: Data | None

    def cost(self, samples: Range) -> Cost:
        """What positions and confidence of these samples would fetch."""
        cost = self.series.data.cost(*self.series.ranges(samples, (0, 2), ()))
        return cost if self.confidence is None else cost + self.confidence.cost(samples)

    def read(self, samples: Range, least: float) -> Floats:
        """Shape (sample, 2): (row, column); NaN where the confidence is below `least`."""
        samples = (samples[0], min(samples[1], self.series.n_samples))
        if samples[1] <= samples[0]:
            return np.empty((0, 2))
        places = self.series.values(samples, (0, 2), ())[:, ::-1].copy()
        sure = self.sure(samples)
        if sure is not None and least > 0:
            places[~(sure[: len(places)] >= least)] = np.nan
        return places

    def sure(self, samples: Range) -> Floats | None:
        """The confidence of samples; None where there is none for each of them."""
        if self.confidence is None:
            return None
        return np.asarray(self.confidence.read(samples), dtype=np.float64).reshape(-1)


def open_part(file: NwbFile, obj: NwbObject) -> BodyPart | None:
    """A series of positions in a plane; None if its data are none."""
    try:
        series = open_series(file, obj)
    except (NotFoundError, FileFormatError):
        return None
    shape = series.data.shape or ()
    if len(shape) != 2 or not series.data.numeric or series.time_axis != 0 or shape[1] < 2:
        return None
    path = f"{obj.path}/confidence"
    confidence = file.data(path) if file.exists(path) else None
    fits = confidence is not None and confidence.numeric and confidence.shape == shape[:1]
    name = text.safe(_PREFIX.sub("", obj.name) or obj.name, limit=40)
    return BodyPart(name, series, confidence if fits else None)


def parts_of(file: NwbFile, pose: NwbObject) -> list[BodyPart]:
    """All body parts of a `PoseEstimation`, in the order of their names."""
    series = [child for child in file.children(pose.path) if child.is_a("PoseEstimationSeries")]
    opened = [open_part(file, file.target(child)) for child in series[:MAX_PARTS]]
    return [part for part in opened if part is not None]


def bones_of(
    file: NwbFile, pose: NwbObject, parts: Sequence[BodyPart]
) -> tuple[tuple[tuple[int, int], ...], str]:
    """Which parts are joined, by their place in `parts`; and words for where that is said."""
    for path, words in _skeletons(file, pose):
        if not (file.exists(f"{path}/nodes") and file.exists(f"{path}/edges")):
            continue
        nodes, edges = file.data(f"{path}/nodes"), file.data(f"{path}/edges")
        pairs = edges.dtype.startswith(("int", "uint")) and (edges.shape or ())[1:] == (2,)
        if nodes.dtype != "text" or not pairs:
            continue
        names = [_plain(str(name)) for name in np.ravel(nodes.read((0, MAX_PARTS * 4)))]
        places = {_plain(part.series.obj.name): i for i, part in enumerate(parts)}
        at = [places.get(name, -1) for name in names]
        joined = []
        for first, second in np.asarray(edges.read((0, MAX_EDGES))).astype(int).tolist():
            both = [at[i] if 0 <= i < len(at) else -1 for i in (first, second)]
            joined += [(both[0], both[1])] if min(both) >= 0 else []
        return tuple(joined), words if joined else ""
    return (), ""


def _skeletons(file: NwbFile, pose: NwbObject) -> list[tuple[str, str]]:
    """Where nodes and edges may be: the linked skeleton, the object itself, else the only one."""
    linked = [
        file.object(file.real_path(child.path))
        for child in file.children(pose.path)
        if child.is_a("Skeleton") and not child.broken
    ]
    found = [(child.path, f"skeleton {text.safe(child.name, limit=40)}") for child in linked]
    found.append((pose.path, "edges of its own"))
    if not linked:
        others = find_all(file, "Skeleton", pose.path)
        if len(others) == 1:
            found.append((others[0].path, f"skeleton {text.safe(others[0].name, limit=40)}"))
    return found


def _plain(name: str) -> str:
    """A name without what all series are called, blanks and signs, in small letters."""
    return re.sub(r"[\W_]+", "", _PREFIX.sub("", name)).lower()


def said_size(file: NwbFile, pose: NwbObject) -> tuple[int, int] | None:
    """(rows, columns) of the first video, by `dimensions`, which are (width, height)."""
    path = f"{pose.path}/dimensions"
    if not file.exists(path):
        return None
    data = file.data(path)
    if not data.numeric or len(data.shape or ()) not in (1, 2) or (data.shape or (0,))[-1] != 2:
        return None
    sizes = np.asarray(data.read(), dtype=np.float64).reshape(-1, 2)
    if not len(sizes) or not np.isfinite(sizes[0]).all() or not (sizes[0] > 0).all():
        return None
    return (int(sizes[0, 1]), int(sizes[0, 0])) if sizes[0].max() < 100_000 else None


def field_of(
    said: tuple[int, int] | None, places: Sequence[Floats]
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """First (row, column) and size of the field: as said, wider where positions lie beyond.

    Where nothing is said it holds the positions given, from 0 on unless some are negative, in
    steps of 50 pixels. None if there is no position at all.
    """
    known = [place[np.isfinite(place).all(axis=1)] for place in places]
    known = [place for place in known if len(place)]
    if not known:
        return None if said is None else ((0, 0), said)
    low = np.min([place.min(axis=0) for place in known], axis=0)
    high = np.max([place.max(axis=0) for place in known], axis=0)
    first, size = [], []
    for axis in (0, 1):
        start = min(0, math.floor(low[axis]))
        stop = math.floor(high[axis]) + 1
        if said is not None and stop <= said[axis]:
            stop = said[axis]
        elif stop > 50:
            stop = -(-stop // 50) * 50
        first.append(start)
        size.append(max(1, stop - start))
    return (first[0], first[1]), (size[0], size[1])
