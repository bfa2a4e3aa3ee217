"""What happens around events: the spikes of a unit, or a trace, trial by trial and on average."""

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.aligned import events
from dandi_tui.preview.aligned.aligned_series import draw_aligned_series
from dandi_tui.preview.aligned.aligned_units import draw_aligned_units
from dandi_tui.preview.or_sentence import or_sentence
from dandi_tui.preview.units.unit_choice import UNIT_SETTING, accepts_spikes
from dandi_tui.preview.view import Drawing
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.requests import Draw

SETTINGS = (
    *events.SETTINGS,
    UNIT_SETTING,
    ("bin", "of units: seconds of a bin of the rate, 0.02"),
    ("baseline", "of series: `A:B`, seconds from time 0, whose mean is taken off each trial"),
    ("index", "of data with more axes: the index on each further one, `2,0`"),
)

NOT_AVERAGED = ("ImageSeries", "IndexSeries", "IntervalSeries")
"""A mean of frames' numbers, or of starts and stops, means nothing."""


def accepts_aligned(obj: NwbObject) -> bool:
    """Units, or a series of numbers."""
    if accepts_spikes(obj):
        return True
    numeric = obj.data_dtype.startswith(("int", "uint", "float", "bool"))
    is_series = obj.is_a("TimeSeries") and not any(map(obj.is_a, NOT_AVERAGED))
    return is_series and bool(obj.data_shape) and numeric and "[" not in obj.data_dtype


@or_sentence
def draw_aligned(file: NwbFile, obj: NwbObject, request: Draw) -> Drawing:
    """Trials above, their mean below, over the same time from the events."""
    if accepts_spikes(obj):
        return draw_aligned_units(file, obj, request)
    return draw_aligned_series(file, obj, request)
