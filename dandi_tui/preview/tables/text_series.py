"""Series of text (annotations) by their times."""

from typing import Any

import numpy as np

from dandi_tui import text
from dandi_tui.nwb.data import Range
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.series import Series, open_series
from dandi_tui.preview.figure import Column, Figure, Table
from dandi_tui.preview.tables.table_rows import rows_of
from dandi_tui.preview.times.window import TimeAxis
from dandi_tui.preview.words import part_words
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw


def draw_text_series(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[Figure, Facts]:
    """A series of text (annotations) as its times and its words."""
    series = open_series(file, obj)
    axis = TimeAxis(series)
    rows = _word_rows(request, axis)
    words = series.data.read(rows).reshape(rows[1] - rows[0], -1) if axis.n else np.empty((0, 1))
    times = [float(time) for time in axis.times(*rows)] if axis.n else []
    label = "time" if axis.in_seconds else "sample"
    columns = (
        Column(name=label, cells=tuple(times), numeric=True),
        Column(name=_text_name(series), cells=tuple(_joined(row) for row in words)),
    )
    table = Table(columns=columns, first_row=rows[0], n_rows=axis.n)
    return table, Facts(
        path=text.safe(obj.path),
        title=text.safe(obj.name),
        neurodata_type=text.safe(obj.neurodata_type),
        shown=part_words("row", *rows, axis.n),
        remarks=series.remarks,
        data=(text.shape(series.data.shape), "text"),
        x_label=label,
        x_unit="s" if axis.in_seconds else "",
        extent=axis.extent if axis.n else None,
        rows=rows,
        n_rows=axis.n,
        fields=(label, _text_name(series)),
        all_fields=(label, _text_name(series)),
    )


def _word_rows(request: Draw, axis: TimeAxis) -> Range:
    if request.window is None or request.option("rows"):
        return rows_of(request, axis.n)
    start, stop = axis.samples(request.window)
    return (start, min(stop, start + max(1, request.height - 1)) if not request.full else stop)


def _text_name(series: Series) -> str:
    return text.safe(series.obj.name, limit=80)


def _joined(row: Any) -> str:
    return text.safe(", ".join(str(word) for word in row))
