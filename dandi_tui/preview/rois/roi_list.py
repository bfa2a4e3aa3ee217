"""A short table of the ROIs around the selected one: row, id, size, and its group."""

from collections.abc import Sequence

from dandi_tui import text
from dandi_tui.errors import FileFormatError, NotFoundError
from dandi_tui.nwb.tables import NwbTable
from dandi_tui.preview.figure import Column, Table
from dandi_tui.preview.rois.masks import Places
from dandi_tui.preview.rois.roi_colours import Colouring


def roi_list(
    table: NwbTable, masks: Sequence[Places], row: int, colours: Colouring, n_shown: int
) -> Table:
    """So many rows, the selected one in their middle, or as near to it as the ends allow."""
    n_shown = max(1, min(n_shown, len(masks)))
    first = min(max(0, row - n_shown // 2), len(masks) - n_shown)
    rows = range(first, first + n_shown)
    columns = [
        Column(name="", cells=tuple(">" if one == row else "" for one in rows)),
        Column(name="ROI", cells=tuple(rows), numeric=True),
        *_ids(table, rows),
        Column(name="px", cells=tuple(len(masks[one]) for one in rows), numeric=True),
    ]
    if colours.name:
        groups = {place: word for word, place in colours.legend}
        cells = tuple(groups.get(colours.index(one), "") for one in rows)
        columns.append(Column(name=text.safe(colours.name, limit=40), cells=cells))
    return Table(columns=tuple(columns), first_row=first, n_rows=len(masks))


def _ids(table: NwbTable, rows: range) -> list[Column]:
    """The column `id`, where the file has one that can be read."""
    if "id" not in table.names:
        return []
    try:
        cells = table.cells("id", (rows.start, rows.stop))
    except (NotFoundError, FileFormatError):
        return []
    if len(cells) != len(rows):
        return []
    words = tuple(text.safe(cell, limit=40) for cell in cells)
    numeric = all(isinstance(cell, int) for cell in cells)
    return [Column(name="id", cells=words, numeric=numeric)]
