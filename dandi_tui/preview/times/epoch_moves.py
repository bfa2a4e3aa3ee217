"""The keys of intervals behind the data: to the next one, and to another table of them."""

import bisect

from dandi_tui import text
from dandi_tui.preview.times.epochs import Shading
from dandi_tui.preview.times.window import Window
from dandi_tui.protocol.pictures import Move

LEAD = 0.1
"""Of the window's length, before the start of the interval that is gone to."""


def interval_moves(shading: Shading, window: Window, extent: Window) -> tuple[Move, ...]:
    """`n` and `N` among the intervals of a window's shading, `b` to the next table.

    Intervals at which the window would lie outside the recording are passed over.
    """
    return (*_steps(shading, window, extent), *_next_table(shading))


def _steps(shading: Shading, window: Window, extent: Window) -> list[Move]:
    """Where the window begins 10 % of its length before an interval, that one is the present."""
    length = window[1] - window[0]
    first, last = extent[0] - (1 - LEAD) * length, extent[1] + LEAD * length
    starts = sorted({e.start_s for e in shading.epochs if first < e.start_s < last})
    present, slack = window[0] + LEAD * length, 1e-6 * length
    after = bisect.bisect_right(starts, present + slack)
    before = bisect.bisect_left(starts, present - slack) - 1
    moves: list[Move] = []
    for key, which, word, index in (
        ("n", "next", shading.word, after),
        ("N", "previous", "", before),
    ):
        if 0 <= index < len(starts):
            start = starts[index] - LEAD * length
            moves.append(
                Move(
                    key=key,
                    sentence=f"{which} {shading.word}",
                    word=f"next {word}" if word else "",
                    window=(start, start + length),
                    pair=key == "N" and bool(moves),
                )
            )
    return moves


def _next_table(shading: Shading) -> list[Move]:
    others = [path for path in shading.tables if path != shading.path]
    if not others:
        return []
    place = shading.tables.index(shading.path) + 1 if shading.path in shading.tables else 0
    path = shading.tables[place % len(shading.tables)]
    name = text.safe(path.rsplit("/", 1)[-1], limit=60)
    return [Move(key="b", sentence=f"shade {name}", options=(("epochs", path),))]
