"""Where a key leads: a request, what its answer said, and a verb give the next request.

Pure functions. A move is made from the request under way where it says where it leads, and from the
last answer's facts where it does not, so that a key held down adds up.
"""

import math
from collections.abc import Callable
from typing import Final

import msgspec

from dandi_tui import text
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw
from dandi_tui.ui.table_moves import FIT, ROWS, ROWS_NEAR, Span, in_fields, in_rows, page_of_rows

TIME: Final = "time"
"""The setting by which views of frames find the one at a time."""

OWN_SCALE: Final = "scale"
EPOCHS: Final = "epochs"

SHARED: Final = frozenset({EPOCHS, "filter", "pin", "unit"})
"""Settings that mean the same in all views that take them."""

SHORTEST_WINDOW_S: Final = 1e-3
FRAMES_FAR: Final = 10
LENGTHS: Final = {"s": (60.0, 10.0, 1.0, 0.1), "": (10_000.0, 1_000.0, 100.0, 10.0)}
"""Of a window of seconds, or of samples, where there is no length to keep."""

Window = tuple[float, float]


def window_of(request: Draw, facts: Facts) -> Window | None:
    """The window in seconds that a request leads to; None where time has no meaning."""
    asked = request.window
    if facts.window is None or facts.extent is None:
        return None
    if asked is None or not all(map(math.isfinite, asked)):
        return facts.window
    return asked


def within(window: Window, extent: Window) -> Window:
    """The window moved, and if need be shortened, so that it lies in the recording."""
    start, stop = window
    first, last = extent
    if stop - start >= last - first:
        return extent
    shift = max(first - start, 0.0) + min(last - stop, 0.0)
    return (start + shift, stop + shift)


def _page(span: Span, n: int, pages: int) -> Span:
    """A span of indexes moved by so many pages of its own length; the last page is a full one."""
    length = min(n, max(1, span[1] - span[0]))
    first = min(max(0, span[0] + pages * length), n - length)
    return (first, first + length)


def _in_time(request: Draw, facts: Facts, windows: float) -> Draw | None:
    """So many windows later."""
    window = window_of(request, facts)
    if window is None or facts.extent is None:
        return None
    step = windows * (window[1] - window[0])
    moved = within((window[0] + step, window[1] + step), facts.extent)
    return _changed(request, facts, window=moved)


def _in_frames(request: Draw, facts: Facts, frames: int) -> Draw | None:
    """So many frames later."""
    at = request.frame if request.frame is not None else facts.frame
    if at is None or facts.n_frames < 2:
        return None
    frame = min(max(0, at + frames), facts.n_frames - 1)
    return None if frame == at else msgspec.structs.replace(request, frame=frame)


def _in_traces(request: Draw, facts: Facts, pages: int) -> Draw | None:
    """So many pages of traces on; how many there is room for is left to the drawing."""
    if facts.traces is None:
        return None
    first, stop = request.traces or facts.traces
    if stop <= first:
        stop = first + facts.traces[1] - facts.traces[0]
    moved = _page((first, stop), facts.n_traces, pages)[0]
    if moved == first:
        return None
    return msgspec.structs.replace(request, traces=(moved, 0) if moved else None)


def _along(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """Earlier or later: a window of time, ten frames, or a page of rows."""
    if facts.rows is not None:
        return in_rows(request, facts, steps * page_of_rows(facts))
    if facts.n_frames:
        return _in_frames(request, facts, steps * FRAMES_FAR)
    return _in_time(request, facts, steps)


def _across(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """The previous or next page of traces or columns, or one frame."""
    if facts.rows is not None:
        return in_fields(request, facts, steps)
    if facts.n_frames:
        return _in_frames(request, facts, steps)
    return _in_traces(request, facts, steps)


def _down(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """A few rows, else the traces or the frame that follow."""
    if facts.rows is not None:
        return in_rows(request, facts, steps * ROWS_NEAR)
    return _across(request, facts, steps)


def _right(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """The columns that follow, else what is later."""
    if facts.rows is not None:
        return in_fields(request, facts, steps)
    return _along(request, facts, steps)


def _half(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """Half a page of rows, else a page of traces."""
    if facts.rows is not None:
        return in_rows(request, facts, steps * max(1, page_of_rows(facts) // 2))
    return _across(request, facts, steps)


def _end(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """The first or the last page of rows, the first or last frame or window."""
    if facts.rows is not None:
        return in_rows(request, facts, steps * facts.n_rows)
    if facts.n_frames:
        return _in_frames(request, facts, steps * facts.n_frames)
    if facts.extent is None:
        return None
    return go_to(request, facts, facts.extent[steps > 0])


def _zoom(request: Draw, facts: Facts, factor: float) -> Draw | None:
    """A window `factor` as long about the same middle."""
    window = window_of(request, facts)
    if window is None or facts.extent is None:
        return None
    middle, half = sum(window) / 2, (window[1] - window[0]) / 2 * factor
    if factor < 1 and 2 * half < SHORTEST_WINDOW_S:
        return None
    return _changed(request, facts, window=within((middle - half, middle + half), facts.extent))


def _whole(request: Draw, facts: Facts) -> Draw | None:
    """The whole recording, the whole table from its first row, or the first frame."""
    if facts.rows is not None:
        whole = msgspec.structs.replace(request, fields=())
        whole = whole.with_option(ROWS, "").with_option(FIT, "")
        return None if whole == request else whole
    if facts.n_frames:
        return _in_frames(request, facts, -facts.n_frames)
    if facts.extent is None or window_of(request, facts) == facts.extent:
        return None
    return msgspec.structs.replace(request, window=(-math.inf, math.inf))


def _view(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """The next or previous view."""
    if len(facts.views) < 2:
        return None
    current = request.view or facts.view
    at = facts.views.index(current) if current in facts.views else 0
    return with_view(request, facts.views[(at + steps) % len(facts.views)])


def with_view(request: Draw, view: str) -> Draw:
    """Another view of the same object; the window stays, what only one view knows does not."""
    kept = tuple((key, value) for key, value in request.options if key in SHARED)
    return msgspec.structs.replace(request, view=view, fields=(), options=kept)


def _toggle(request: Draw, facts: Facts, key: str, other: str) -> Draw | None:
    """A setting of traces on or off."""
    if facts.window is None or not facts.n_traces:
        return None
    return request.with_option(key, "" if request.option(key) == other else other)


def _changed(request: Draw, facts: Facts, *, window: Window) -> Draw | None:
    """The request with another window; None if it is the one we have."""
    now = window_of(request, facts)
    if now and all(math.isclose(a, b, abs_tol=1e-9) for a, b in zip(now, window, strict=True)):
        return None
    return msgspec.structs.replace(request, window=window)


MOVES: Final[dict[str, Callable[[Draw, Facts], Draw | None]]] = {
    "earlier": lambda request, facts: _along(request, facts, -1),
    "later": lambda request, facts: _along(request, facts, 1),
    "previous_traces": lambda request, facts: _across(request, facts, -1),
    "next_traces": lambda request, facts: _across(request, facts, 1),
    "down": lambda request, facts: _down(request, facts, 1),
    "up": lambda request, facts: _down(request, facts, -1),
    "right": lambda request, facts: _right(request, facts, 1),
    "left": lambda request, facts: _right(request, facts, -1),
    "half_down": lambda request, facts: _half(request, facts, 1),
    "half_up": lambda request, facts: _half(request, facts, -1),
    "last_page": lambda request, facts: _end(request, facts, 1),
    "first_page": lambda request, facts: _end(request, facts, -1),
    "zoom_out": lambda request, facts: _zoom(request, facts, 2.0),
    "zoom_in": lambda request, facts: _zoom(request, facts, 0.5),
    "whole": _whole,
    "next_view": lambda request, facts: _view(request, facts, 1),
    "previous_view": lambda request, facts: _view(request, facts, -1),
    "own_scale": lambda request, facts: _toggle(request, facts, OWN_SCALE, "own"),
    "epochs": lambda request, facts: _toggle(request, facts, EPOCHS, "off"),
}
"""Verb -> the move that it is."""


def moved(request: Draw, facts: Facts, verb: str) -> Draw | None:
    """The request that a verb leads to; None where it leads nowhere."""
    return MOVES[verb](request, facts)


def go_to(request: Draw, facts: Facts, seconds: float) -> Draw | None:
    """The window that starts at a time: as long as the present one, unless that is all there is."""
    if facts.n_frames:
        request = msgspec.structs.replace(request, frame=None)
        return request.with_option(TIME, f"{seconds:.10g}")
    window = window_of(request, facts)
    if window is None or facts.extent is None:
        return None
    length, whole = window[1] - window[0], facts.extent[1] - facts.extent[0]
    if length >= whole or request.window == (-math.inf, math.inf):
        shorter = [s for s in LENGTHS.get(facts.x_unit, LENGTHS["s"]) if s < whole]
        length = shorter[0] if shorter else whole
    return _changed(request, facts, window=within((seconds, seconds + length), facts.extent))


def outside(facts: Facts, seconds: float) -> str:
    """What to say of a time that is not in the recording; nothing of one that is."""
    if facts.extent is None or facts.extent[0] <= seconds <= facts.extent[1]:
        return ""
    unit = f" {facts.x_unit}".rstrip()
    if seconds < facts.extent[0]:
        return f"The recording begins at {text.number(round(facts.extent[0], 3))}{unit}."
    return f"The recording ends at {text.number(round(facts.extent[1], 3))}{unit}."


def seconds_of(words: str) -> float | None:
    """A time that a person typed: `520`, `520.5 s`, `8:40`, `1:03:06`; None if it is none."""
    sign = -1.0 if words.strip().startswith("-") else 1.0
    parts = words.strip().lstrip("-").removesuffix("s").strip().split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if len(numbers) > 3 or not all(map(math.isfinite, numbers)):
        return None
    total = 0.0
    for number in numbers:
        total = total * 60 + number
    return sign * total
