"""Where a key leads: a request, what its answer said, and a verb give the next request.

Pure functions. A move is made from the request under way where it says where it leads, and from the
last answer's facts where it does not, so that a key held down adds up.
"""

import math
from collections.abc import Callable
from typing import Final

import msgspec

from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw

OWN_SCALE: Final = "scale"
EPOCHS: Final = "epochs"
ROWS: Final = "rows"
FIT: Final = "fit"

SHORTEST_WINDOW_S: Final = 1e-3
FRAMES_FAR: Final = 10
ROWS_NEAR: Final = 3
FIELD_WIDTH: Final = 12
"""About so many cells a column of a table takes: so many are asked for."""

LENGTHS: Final = {"s": (60.0, 10.0, 1.0, 0.1), "": (10_000.0, 1_000.0, 100.0, 10.0)}
"""Of a window of seconds, or of samples, where there is no length to keep."""

Span = tuple[int, int]
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


def rows_of(request: Draw, facts: Facts) -> Span | None:
    """The rows of a table, or lines of words, that a request leads to."""
    if facts.rows is None:
        return None
    asked = request.option(ROWS).partition(":")[0]
    first = int(asked) if asked.isdigit() else 0 if request.path == facts.path else facts.rows[0]
    return first, first + facts.rows[1] - facts.rows[0]


def _in_rows(request: Draw, facts: Facts, rows: int) -> Draw | None:
    """So many rows down; the last page is a full one."""
    at = rows_of(request, facts)
    if at is None:
        return None
    first = max(0, min(at[0] + rows, facts.n_rows - (at[1] - at[0])))
    return None if first == at[0] else request.with_option(ROWS, f"{first}:" if first else "")


def _page_of_rows(facts: Facts) -> int:
    return max(1, facts.rows[1] - facts.rows[0]) if facts.rows else 1


def _in_fields(request: Draw, facts: Facts, pages: int) -> Draw | None:
    """The columns behind or before those drawn; those of ids stay at the left.

    Only a drawing tells how many there is room for: nothing is skipped while one is under way.
    """
    known, shown = facts.all_fields, facts.fields
    if not shown or len(shown) >= len(known) or not _is_answered(request, facts):
        return None
    held = known[:1] if known[0] == "id" else ()
    paged = [known.index(name) for name in shown if name in known and name not in held]
    if not paged:
        return None
    n = max(1, request.width // FIELD_WIDTH - len(held))
    if pages > 0:
        moved = known[paged[-1] + 1 :][:n]
    else:
        moved = known[len(held) : paged[0]][-n:]
    if not moved:
        return None
    request = request.with_option(FIT, "last" if pages < 0 else "")
    return msgspec.structs.replace(request, fields=(*held, *moved))


def _is_answered(request: Draw, facts: Facts) -> bool:
    """Whether the columns drawn are those that the request asks for."""
    asked = request.fields or facts.all_fields[: len(facts.fields)]
    return set(facts.fields) <= set(asked)


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
        return _in_rows(request, facts, steps * _page_of_rows(facts))
    if facts.n_frames:
        return _in_frames(request, facts, steps * FRAMES_FAR)
    return _in_time(request, facts, steps)


def _across(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """The previous or next page of traces or columns, or one frame."""
    if facts.rows is not None:
        return _in_fields(request, facts, steps)
    if facts.n_frames:
        return _in_frames(request, facts, steps)
    return _in_traces(request, facts, steps)


def _down(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """A few rows, else the traces or the frame that follow."""
    if facts.rows is not None:
        return _in_rows(request, facts, steps * ROWS_NEAR)
    return _across(request, facts, steps)


def _right(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """The columns that follow, else what is later."""
    if facts.rows is not None:
        return _in_fields(request, facts, steps)
    return _along(request, facts, steps)


def _half(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """Half a page of rows, else a page of traces."""
    if facts.rows is not None:
        return _in_rows(request, facts, steps * max(1, _page_of_rows(facts) // 2))
    return _across(request, facts, steps)


def _end(request: Draw, facts: Facts, steps: int) -> Draw | None:
    """The first or the last page of rows, the first or last frame or window."""
    if facts.rows is not None:
        return _in_rows(request, facts, steps * facts.n_rows)
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
    """The next or previous view; the window stays, the page of a table does not."""
    if len(facts.views) < 2:
        return None
    current = request.view or facts.view
    at = facts.views.index(current) if current in facts.views else 0
    view = facts.views[(at + steps) % len(facts.views)]
    request = msgspec.structs.replace(request, view=view, fields=())
    return request.with_option(ROWS, "").with_option(FIT, "")


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
    window = window_of(request, facts)
    if window is None or facts.extent is None:
        return None
    length, whole = window[1] - window[0], facts.extent[1] - facts.extent[0]
    if length >= whole or request.window == (-math.inf, math.inf):
        shorter = [s for s in LENGTHS.get(facts.x_unit, LENGTHS["s"]) if s < whole]
        length = shorter[0] if shorter else whole
    return _changed(request, facts, window=within((seconds, seconds + length), facts.extent))


def works(facts: Facts | None, verb: str) -> bool:
    """Whether a verb means anything for what is shown, at whichever end of it one is."""
    if facts is None:
        return False
    in_time = facts.window is not None and facts.extent is not None and facts.rows is None
    table = facts.rows is not None
    if verb in ("next_view", "previous_view"):
        return len(facts.views) > 1
    if verb in ("zoom_in", "zoom_out", "go_to_time"):
        return in_time and not facts.n_frames
    if verb in ("own_scale", "epochs"):
        return in_time and facts.n_traces > 0
    if verb in ("previous_traces", "next_traces"):
        return _pages_across(facts)
    return table or in_time or facts.n_frames > 1


def _pages_across(facts: Facts) -> bool:
    if facts.rows is not None:
        return len(facts.all_fields) > len(facts.fields)
    shown = facts.traces[1] - facts.traces[0] if facts.traces else 0
    return facts.n_frames > 1 or facts.n_traces > shown > 0


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
