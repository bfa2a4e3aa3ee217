"""From an ROI to its trace, and back: by the regions `rois` of the series."""

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.companions import find_all, region_table
from dandi_tui.preview.series.trace_words import MAX_ROIS
from dandi_tui.protocol.objects import NwbObject

DERIVED = ("neuropil", "deconv", "event", "spike")
"""Parts of names of what is not the fluorescence of the ROI itself."""


def trace_of(file: NwbFile, table: str, row: int) -> tuple[NwbObject, int] | None:
    """The series and its column that hold the trace of a row of a segmentation.

    Of the series whose `rois` names rows of this table, one inside `DfOverF` goes first, then one
    whose name says neither neuropil nor deconvolved nor events, then the nearest; one that leaves
    this ROI out is passed over.
    """
    real = file.real_path(table)
    for series in _in_order(find_all(file, "RoiResponseSeries", table)):
        region = f"{series.path}/rois"
        named = region_table(file, region)
        if not named or file.real_path(named) != real:
            continue
        rows = _rows(file, series)
        if row in rows:
            return series, rows.index(row)
    return None


def roi_home(file: NwbFile, series: NwbObject, column: int) -> tuple[str, int] | None:
    """The segmentation, and its row, that one trace of a series is of; None if it is not said."""
    table = region_table(file, f"{series.path}/rois")
    rows = _rows(file, series)
    if not table or not 0 <= column < len(rows):
        return None
    return table, rows[column]


def _in_order(series: list[NwbObject]) -> list[NwbObject]:
    def rank(one: NwbObject) -> tuple[bool, bool]:
        named = any(word in one.name.lower() for word in DERIVED)
        return (one.parent_type != "DfOverF", named)

    return sorted(series, key=rank)


def _rows(file: NwbFile, series: NwbObject) -> list[int]:
    """The rows that the columns of a series are; none where the region does not fit its data."""
    path = f"{series.path}/rois"
    if not file.exists(path):
        return []
    region = file.data(path)
    if not region.dtype.startswith(("int", "uint")) or region.n_values > MAX_ROIS:
        return []
    shape = series.data_shape or ()
    n_traces = shape[1] if len(shape) > 1 else 1
    if region.n_values not in {n_traces, *shape}:
        return []
    return [int(row) for row in region.read().reshape(-1)]
