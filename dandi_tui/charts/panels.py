"""Figures side by side and one below the other, each drawn in its share of the room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import msgspec

from dandi_tui import text
from dandi_tui.charts import ink as inks
from dandi_tui.charts.around import rows_around
from dandi_tui.charts.canvas import Canvas, cut_end, width_of
from dandi_tui.charts.drawn import Drawn, needs_more_room
from dandi_tui.charts.room import ALONE, Room
from dandi_tui.preview.figure import Figure, Panels
from dandi_tui.protocol.requests import Ink

_LEAST: Final = 4
"""Rows of a panel; one that gets fewer is left out."""


class Drawing(Protocol):
    """How any figure is drawn."""

    def __call__(
        self, figure: Figure, *, width: int, height: int, ink: Ink, room: Room = ALONE
    ) -> Drawn:
        """Draw it."""


@dataclass(frozen=True, kw_only=True)
class _Panel:
    """A figure and its cells."""

    figure: Figure
    title: str
    titled: bool
    """Whether there is a row for titles, of which this one may be empty."""
    column: int
    row: int
    width: int
    height: int
    """Without the title."""
    room: Room = ALONE


def draw_panels(figure: Panels, draw: Drawing, *, width: int, height: int, ink: Ink) -> Drawn:
    """Draw what fits, from the top; what does not is said."""
    rows = _lay_out(figure, width, height)
    if not rows:
        return needs_more_room(width, height, ink)
    drawn = [[_draw(panel, draw, ink) for panel in row] for row in rows]
    if figure.same_x:
        rows = _aligned(rows, drawn)
        drawn = [[_draw(panel, draw, ink) for panel in row] for row in rows]
    lines = [
        line for row, parts in zip(rows, drawn, strict=True) for line in _joined(row, parts, ink)
    ]
    lines += [" " * width] * (height - len(lines))
    every = [
        (panel, part)
        for row, parts in zip(rows, drawn, strict=True)
        for panel, part in zip(row, parts, strict=True)
    ]
    return _together(every, tuple(lines[:height]), _left_out(figure, rows))


def _lay_out(figure: Panels, width: int, height: int) -> list[list[_Panel]]:
    """Panels of the rows that get enough cells; the last has those around all of them too."""
    kept = [row for row in figure.rows if row]
    if not kept:
        return []
    heights = _heights(figure, kept, height)
    while len(kept) > 1 and min(heights) < _least(figure):
        kept.pop()
        heights = _heights(figure, kept, height)
    heights[-1:] = [height - sum(heights[:-1])]
    found, top = [], 0
    for number, (row, rows) in enumerate(zip(kept, heights, strict=True)):
        last = number == len(kept) - 1
        whole = height if last and figure.same_x else 0
        found.append(_row(figure, row, number, (width, rows), top, last=last, whole=whole))
        top += rows
    return [row for row in found if row]


def _least(figure: Panels) -> int:
    """Rows that a panel needs: three of a plot and its axis, and over one x axis its title."""
    return _LEAST + int(figure.same_x and any(map(any, figure.titles)))


def _heights(figure: Panels, rows: list[tuple[Figure, ...]], height: int) -> list[int]:
    """Of each row, without what stands below all plots over one x axis, labels and all."""
    if len(rows) < 2 or not figure.same_x:
        return _shares(figure.heights, len(rows), height)
    heights = _shares(figure.heights, len(rows), height - 1 - _around(rows[-1], height))
    while min(heights) < _least(figure) < max(heights):
        heights[heights.index(max(heights))] -= 1
        heights[heights.index(min(heights))] += 1
    return heights


def _around(row: tuple[Figure, ...], height: int) -> int:
    """Rows of epochs and overview below the last plot."""
    return max(
        rows_around(
            height,
            epochs=bool(getattr(figure, "epochs", ())),
            extent=getattr(figure, "extent", None) is not None,
        )
        for figure in row
    )


def _row(
    figure: Panels,
    row: tuple[Figure, ...],
    number: int,
    size: tuple[int, int],
    top: int,
    *,
    last: bool,
    whole: int,
) -> list[_Panel]:
    """One row; one blank column between two panels, those at the right left out if too narrow."""
    width, height = size
    titles = figure.titles[number] if number < len(figure.titles) else ()
    titled = any(titles) and height > 1
    shares = figure.widths[number] if number < len(figure.widths) else ()
    n = min(len(row), max(1, (width + 1) // 2))
    widths = _shares(shares, n, width - (n - 1))
    room = Room(labelled=last or not figure.same_x, surrounded=last, whole=whole)
    panels, column = [], 0
    for index, columns in enumerate(widths):
        panels.append(
            _Panel(
                figure=row[index],
                title=_title(figure, number, index, columns),
                titled=titled,
                column=column,
                row=top + int(titled),
                width=columns,
                height=height - int(titled),
                room=room,
            )
        )
        column += columns + 1
    return panels


def _title(figure: Panels, number: int, index: int, width: int) -> str:
    """The title of a figure; the short one, if there is one, where that has no room."""
    found = ""
    for titles in (figure.titles, figure.short_titles):
        row = titles[number] if number < len(titles) else ()
        found = (row[index] if index < len(row) else "") or found
        if width_of(text.safe(found)) <= width:
            break
    return found


def _shares(shares: Sequence[float], n: int, cells: int) -> list[int]:
    """Cells of each of `n` parts, at least one each; the last gets the rest."""
    known = [share if 0 < share < 1e9 else 1.0 for share in shares[:n]]
    known += [1.0] * (n - len(known))
    found: list[int] = []
    for index in range(n):
        left, parts_after = cells - sum(found), n - 1 - index
        wanted = round(left * known[index] / sum(known[index:])) if parts_after else left
        found.append(max(1, min(wanted, left - parts_after)))
    return found


def _draw(panel: _Panel, draw: Drawing, ink: Ink) -> Drawn:
    return draw(panel.figure, width=panel.width, height=panel.height, ink=ink, room=panel.room)


def _aligned(rows: list[list[_Panel]], drawn: list[list[Drawn]]) -> list[list[_Panel]]:
    """Give plots that stand in the same columns the widest gutters that any of them has."""
    gutters: dict[tuple[int, int], tuple[int, int]] = {}
    for row, parts in zip(rows, drawn, strict=True):
        for panel, part in zip(row, parts, strict=True):
            if part.plot is not None:
                place = (panel.column, panel.width)
                left, right = gutters.get(place, (0, 0))
                after = panel.width - part.plot.column - part.plot.width
                gutters[place] = max(left, part.plot.column), max(right, after)
    return [[_with_gutters(panel, gutters) for panel in row] for row in rows]


def _with_gutters(panel: _Panel, gutters: dict[tuple[int, int], tuple[int, int]]) -> _Panel:
    left, right = gutters.get((panel.column, panel.width), (0, 0))
    return replace(panel, room=replace(panel.room, left=left, right=right))


def _joined(row: list[_Panel], parts: list[Drawn], ink: Ink) -> list[str]:
    """Rows of text of panels that stand side by side; each part ends without colour."""
    lines = [" ".join(cells) for cells in zip(*(part.rows for part in parts), strict=True)]
    return [_titles(row, ink), *lines] if row[0].titled else lines


def _titles(row: list[_Panel], ink: Ink) -> str:
    canvas = Canvas(row[-1].column + row[-1].width, 1)
    for panel in row:
        words = cut_end(text.safe(panel.title), panel.width)
        canvas.put(0, panel.column, words, inks.role(ink, "dim"))
    return canvas.rows()[0]


def _left_out(figure: Panels, rows: list[list[_Panel]]) -> tuple[str, ...]:
    n, shown = sum(map(len, figure.rows)), sum(map(len, rows))
    return (f"{shown} of {text.plural(n, 'panel')} fit",) if shown < n else ()


def _together(
    every: list[tuple[_Panel, Drawn]], lines: tuple[str, ...], left_out: tuple[str, ...]
) -> Drawn:
    """What the panels say, each remark once; the plot is the first one's that has any."""
    plots = [
        msgspec.structs.replace(
            part.plot, column=part.plot.column + panel.column, row=part.plot.row + panel.row
        )
        for panel, part in every
        if part.plot is not None
    ]
    remarks = [remark for _, part in every for remark in part.remarks]
    tables = [part for _, part in every if part.n_rows is not None]
    pages = [part.lines for _, part in every if part.lines is not None]
    return Drawn(
        rows=lines,
        plot=plots[0] if plots else None,
        remarks=(*dict.fromkeys(remarks), *left_out),
        unit_left_out=bool(every) and every[0][1].unit_left_out,
        n_rows=tables[0].n_rows if tables else None,
        n_columns=tables[0].n_columns if tables else None,
        n_cut=tables[0].n_cut if tables else 0,
        lines=pages[0] if pages else None,
    )
