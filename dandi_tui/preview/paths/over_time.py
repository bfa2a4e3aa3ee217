"""The coordinates of a track over time, each a line."""

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Axis, Figure, Line, Traces
from dandi_tui.preview.paths.simplify import break_turns, envelope_of_pieces
from dandi_tui.preview.paths.tracks import Track
from dandi_tui.preview.series.decimate import break_gaps
from dandi_tui.preview.times.epochs import read_epochs
from dandi_tui.preview.times.window import Window
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw

Floats = npt.NDArray[np.float64]
Drawn = tuple[Figure, Facts]


def draw_over_time(
    file: NwbFile,
    track: Track,
    window: Window,
    request: Draw,
    facts: Facts,
    times: Floats,
    values: Floats,
) -> Drawn:
    """Each coordinate over time; an angle that passes ±π (360°) does not jump back in a line."""
    in_seconds = track.axis.in_seconds
    x_label, x_unit = ("time", "s") if in_seconds else ("sample", "")
    facts = replace(
        facts, x_label=x_label, x_unit=x_unit, y_label=track.name, y_unit=track.unit,
        legend=tuple((n, i) for i, n in enumerate(track.names)) if track.is_plane else (),
    )  # fmt: skip
    lines = tuple(
        _line(track, i, times, values[:, i], window, request) for i in range(len(track.names))
    )
    shows_epochs = in_seconds and not request.numbers
    return (
        Traces(
            lines=lines,
            x=Axis(label=x_label, unit=x_unit),
            y=Axis(label=track.name, unit=track.unit),
            window=window,
            extent=track.axis.extent,
            epochs=read_epochs(file) if shows_epochs else (),
            stacked=False,
        ),
        facts,
    )


def _line(
    track: Track, i: int, times: Floats, values: Floats, window: Window, request: Draw
) -> Line:
    x, y = times, values
    if not request.numbers:
        x, columns = break_gaps(x, y[:, None], track.axis.longest_step)
        x, y = break_turns(x, columns[:, 0], track.unit)
    if not request.full and len(x) > 2 * request.width:
        x, y = envelope_of_pieces(x, y, window, 2 * request.width)
    return Line(name=track.names[i], index=i, x=x, y=y)
