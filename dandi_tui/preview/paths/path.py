"""Where an animal, an eye or a head was: a path in a plane, time spent per place, angles."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Curve, Figure, Heatmap, Panels, Scatter, Xy
from dandi_tui.preview.paths.occupancy import dwell, occupancy
from dandi_tui.preview.paths.over_time import draw_over_time
from dandi_tui.preview.paths.simplify import thin_path
from dandi_tui.preview.paths.tracks import Track, accepts_track, pick, remarks_of, tracks_of
from dandi_tui.preview.times.window import Window, asked_window, first_window, smaller_window
from dandi_tui.preview.words import missing_words, sentence, span_of
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts, Move, Question
from dandi_tui.protocol.requests import Draw
from dandi_tui.settings import Settings

Floats = npt.NDArray[np.float64]
Drawn = tuple[Figure, Facts]

STYLES = ("path", "occupancy", "time", "both")

WIDE = 90
"""Columns from which on path and occupancy stand side by side, if the plane leaves room."""

SETTINGS = (
    ("style", "`path`, `occupancy` (seconds per bin), `both`, or `time` (coordinates over time)"),
    ("series", "of a container: the name of the series"),
    ("axes", "of three coordinates: which two make the plane, `xz`"),
)

__all__ = ["SETTINGS", "accepts_path", "draw_path"]

accepts_path = accepts_track


def draw_path(file: NwbFile, obj: NwbObject, request: Draw) -> Drawn | Question:
    """A path coloured by time, the seconds spent per place, or the coordinates over time."""
    tracks = tracks_of(file, obj)
    if not tracks:
        return sentence("No series here has numbers."), _bare(obj)
    number = pick(tracks, request)
    track = tracks[number]
    asked = style = _style(track, request)
    if track.is_empty:
        shape = text.shape(track.series[0].data.shape)
        return sentence(f"This series is empty ({shape})."), _bare(obj)
    window = _window(track, request)
    facts = _facts(obj, tracks, number, window, style)
    cost = track.cost(window)
    if request.budget_bytes and cost.to_fetch_bytes > request.budget_bytes:
        smaller = smaller_window(track.axis, track.cost, window, request.budget_bytes)
        what = ", ".join(part for part in (track.name, facts.span[0]) if part)
        return Question(facts=facts, what=what, cost=cost, smaller=smaller)
    times, values = track.read(window)
    facts = replace(facts, cost=text.size(cost.fetch_bytes), remarks=_remarks(track, values))
    nothing = _nothing(values, request)
    if nothing:
        return sentence(nothing), facts
    if not asked:
        style = "both" if _leaves_room(track, request, values) else "path"
        facts = replace(facts, moves=_moves(tracks, number, style))
    if style == "time":
        return draw_over_time(file, track, window, request, facts, times, values)
    drawings: dict[str, Callable[..., Drawn]] = {
        "path": _path,
        "occupancy": _occupancy,
        "both": _both,
    }
    return drawings[style](track, window, request, facts, times, values)


def _style(track: Track, request: Draw) -> str:
    asked = request.option("style")
    if asked and asked not in STYLES:
        raise UsageError(f"There is no style {asked}.", hint=f"There are: {', '.join(STYLES)}")
    return asked if track.is_plane else "time"


def _leaves_room(track: Track, request: Draw, values: Floats) -> bool:
    """Whether the plane takes half of a wide chart or less; a unit is as long across as up."""
    if request.width < WIDE or request.numbers:
        return False
    (across, up), _ = _plane(track, request, _bare(track.series[0].obj))
    finite = values[np.isfinite(values).all(axis=1)]
    if len(finite) < 2:
        return False
    wide, high = np.ptp(finite[:, across]), np.ptp(finite[:, up])
    return bool(2 * request.height * wide <= request.width / 2 * high)


def _window(track: Track, request: Draw) -> Window:
    """As asked, else all of it if that fetches little."""
    axis, whole = track.axis, track.axis.whole
    if request.window is not None:
        return asked_window(axis, request.window)
    if track.cost(whole).fetch_bytes <= Settings.first_window_bytes:
        return whole
    return first_window(axis, track.cost, Settings.first_window_bytes)


def _bare(obj: NwbObject) -> Facts:
    return Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
    )


def _facts(obj: NwbObject, tracks: list[Track], number: int, window: Window, style: str) -> Facts:
    track = tracks[number]
    axis, first = track.axis, track.series[0]
    of = f"of {len(tracks):,}" if len(tracks) > 1 else ""
    seconds = "s" if axis.in_seconds else ""
    stop = axis.extent[1] if window[0] < axis.extent[1] < window[1] else window[1]
    return replace(
        _bare(obj),
        shown=(track.name if obj.data_shape is None else "", of),
        span=span_of((window[0], stop), axis.extent[1], seconds),
        data=tuple(w for w in (text.shape(first.data.shape), first.data.dtype, track.unit) if w),
        window=window,
        extent=axis.extent,
        moves=_moves(tracks, number, style),
    )


def _moves(tracks: list[Track], number: int, style: str) -> tuple[Move, ...]:
    """`w` goes through the styles, `n` and `N` through the series of a container."""
    moves: list[Move] = []
    if tracks[number].is_plane:
        following = STYLES[(STYLES.index(style or "path") + 1) % len(STYLES)]
        sentences = {
            "path": "the path",
            "occupancy": "time per place",
            "time": "over time",
            "both": "path and time per place",
        }
        options = (("style", following),)
        moves.append(Move(key="w", sentence=sentences[following], word=following, options=options))
    for key, step, words in (("n", 1, "next series"), ("N", -1, "previous series")):
        if len(tracks) > 1:
            other = tracks[(number + step) % len(tracks)].name
            moves.append(
                Move(
                    key=key,
                    sentence=words,
                    word="series" if step == 1 else "",
                    options=(("series", other),),
                    pair=step == -1,
                )
            )
    return tuple(moves)


def _remarks(track: Track, values: Floats) -> tuple[str, ...]:
    missing = missing_words(int(np.isnan(values).sum()), values.size)
    infinite = ("some values are infinite",) if np.isinf(values).any() else ()
    return (*remarks_of(track), *infinite, *missing)


def _nothing(values: Floats, request: Draw) -> str:
    if request.numbers:
        return ""
    if len(values) == 0:
        return "There are no samples in this window."
    if not np.isfinite(values).any():
        return f"None of the {values.size:,} values here is a finite number."
    return ""


def _plane(track: Track, request: Draw, facts: Facts) -> tuple[tuple[int, int], Facts]:
    """Which coordinates go across and up, and the facts with their names."""
    asked = request.option("axes") or "".join(track.names[:2])
    chosen = tuple(track.names.index(name) for name in asked if name in track.names)
    if len(chosen) != 2 or len(asked) != 2 or chosen[0] == chosen[1]:
        raise UsageError(
            f"{asked} is no plane of this track.", hint=f"Two of: {', '.join(track.names)}"
        )
    across, up = chosen
    facts = replace(
        facts,
        x_label=track.names[across],
        x_unit=track.unit,
        y_label=track.names[up],
        y_unit=track.unit,
    )
    return (across, up), facts


def _path(
    track: Track, window: Window, request: Draw, facts: Facts, times: Floats, values: Floats
) -> Drawn:
    """A line through the places, and the places coloured by when they were."""
    (across, up), facts = _plane(track, request, facts)
    x, y = _finite(values[:, across]), _finite(values[:, up])
    keep = np.arange(len(x))
    if not request.full and len(x) > 2 * request.width:
        keep = thin_path(x, y, (2 * request.width, 4 * request.height))
    x, y, times = x[keep], y[keep], times[keep]
    points = Scatter(name=track.name, index=0, x=x, y=y, values=times)
    line = Curve(name="", index=5, x=x, y=y)
    in_seconds = track.axis.in_seconds
    start, stop = window
    last = max(track.axis.extent[1], math.nextafter(start, stop))
    return (
        Xy(
            layers=(points,) if request.numbers else (line, points),
            x=Axis(label=facts.x_label, unit=facts.x_unit),
            y=Axis(label=facts.y_label, unit=facts.y_unit),
            equal=True,
            values=Axis(label="time" if in_seconds else "sample", unit="s" if in_seconds else ""),
            values_limits=(start, min(stop, last)),
        ),
        facts,
    )


def _occupancy(
    track: Track, _window: Window, request: Draw, facts: Facts, times: Floats, values: Floats
) -> Drawn:
    """Seconds in each bin of the plane; bins where nothing was are blank.

    The brightest colour is the 98th percentile of the others: a place of sleep outshines them.
    """
    (across, up), facts = _plane(track, request, facts)
    found = occupancy(_finite(values[:, across]), _finite(values[:, up]), dwell(times))
    seconds = found.seconds[::-1]
    visited = seconds[seconds > 0]
    unit = "s" if track.axis.in_seconds else "samples"
    size = f"bins of {text.number(found.bin_size)} {track.unit}".rstrip()
    return (
        Heatmap(
            values=seconds if request.numbers else np.where(seconds > 0, seconds, np.nan),
            x=Axis(label=facts.x_label, unit=facts.x_unit),
            y=Axis(label=facts.y_label, unit=facts.y_unit),
            x_limits=(float(found.x_edges[0]), float(found.x_edges[-1])),
            y_limits=(float(found.y_edges[-1]), float(found.y_edges[0])),
            low=0.0,
            high=float(np.percentile(visited, 98)) if len(visited) else 1.0,
            unit=unit,
            square=True,
        ),
        replace(facts, remarks=(*facts.remarks, size)),
    )


def _both(
    track: Track, window: Window, request: Draw, facts: Facts, times: Floats, values: Floats
) -> Drawn:
    """The path, and beside it the time spent per place."""
    path, _ = _path(track, window, request, facts, times, values)
    places, facts = _occupancy(track, window, request, facts, times, values)
    return Panels(rows=((path, places),), titles=(("path", "time per place"),)), facts


def _finite(values: Floats) -> Floats:
    """Infinite coordinates are nowhere."""
    return np.where(np.isfinite(values), values, np.nan)
