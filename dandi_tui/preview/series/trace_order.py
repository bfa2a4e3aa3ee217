"""The order of traces: as in the file, or of channels by depth."""

from dandi_tui.errors import FileFormatError, NotFoundError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.units.probe import depth_order
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Move
from dandi_tui.protocol.requests import Draw

ORDERS = ("file", "depth")


def order_of(file: NwbFile, obj: NwbObject, request: Draw) -> tuple[int, ...]:
    """The columns from the highest electrode to the lowest, if that is asked for and known.

    Raises:
        UsageError: It is another word.
    """
    asked = request.option("order", "file")
    if asked not in ORDERS:
        raise UsageError(f"There is no order {asked}.", hint="order=file or order=depth.")
    if asked == "file" or not obj.is_a("ElectricalSeries"):
        return ()
    try:
        return tuple(depth_order(file, obj))
    except (FileFormatError, NotFoundError):
        return ()


def order_remarks(obj: NwbObject, request: Draw, order: tuple[int, ...]) -> tuple[str, ...]:
    """That no depth is known, where it is asked for."""
    asked = request.option("order") == "depth" and obj.is_a("ElectricalSeries")
    return ("no depths known: order of the file",) if asked and not order else ()


def order_moves(obj: NwbObject, request: Draw) -> tuple[Move, ...]:
    """`u`: by depth, and back."""
    if not obj.is_a("ElectricalSeries") or len(obj.data_shape or ()) != 2:
        return ()
    now = request.option("order") == "depth"
    words, order = ("channels as in the file", "") if now else ("channels by depth", "depth")
    return (
        Move(key="u", sentence=words, word="" if now else "by depth", options=(("order", order),)),
    )
