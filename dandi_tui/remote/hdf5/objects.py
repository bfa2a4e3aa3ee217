"""What the header of an object says of it.

Source: HDF5 File Format Specification 3.0, part IV.A.2.
"""

from typing import Literal

import msgspec

from dandi_tui.remote.hdf5.attributes import Left, Text
from dandi_tui.remote.hdf5.groups import Listing, Member, link_listing, table_listing
from dandi_tui.remote.hdf5.headers import LAYOUT, LINK_INFO, SHARED, SPACE, TABLES, TYPE, Messages
from dandi_tui.remote.hdf5.spaces import max_shape, shape_at
from dandi_tui.remote.hdf5.steps import OnWide, Steps, check, not_told, uint
from dandi_tui.remote.hdf5.types import dtype_word

Kind = Literal["group", "dataset", "type"]

MAX_LAYOUT_BYTES = 512
"""Of a layout message that is kept; a longer one holds the values themselves."""


class Header(msgspec.Struct, frozen=True, gc=False):
    """An object of a file. An attribute is None if there is none, `Left` if h5py is to be asked."""

    address: int
    kind: Kind
    shape: tuple[int, ...] | None = None
    """Of a dataset."""
    dtype: str = ""
    """Of a dataset and a type: as `nwb.plain.dtype_word` says it."""
    neurodata_type: Text | Left | None = None
    namespace: Text | Left | None = None
    description: Text | Left | None = None
    ancestry: Text | Left | None = None
    members: tuple[Member, ...] | Left | None = None
    """Of a group, in name order; None of a wide group that is not listed yet."""
    layout: bytes = b""
    """Of a dataset: the message that says where its values are, for `chunks`."""
    max_shape: tuple[int, ...] = ()
    """Of a dataset whose values are in chunks."""


class Facts:
    """What is known of an object before its texts and members are."""

    __slots__ = ("dtype", "kind", "layout", "max_shape", "shape")

    def __init__(self, messages: Messages) -> None:
        """Tell what it is; gives up where h5py is to be asked."""
        kept = messages.kept
        self.shape: tuple[int, ...] | None = None
        self.dtype, self.layout = "", b""
        self.max_shape: tuple[int, ...] = ()
        if TABLES in kept or LINK_INFO in kept:
            self.kind: Kind = "group"
            return
        check(TYPE in kept, "an object of no known kind")
        check(SHARED not in kept.values(), "a type or an extent told elsewhere")
        self.dtype = dtype_word(kept[TYPE])
        self.kind = "dataset" if SPACE in kept else "type"
        if self.kind == "dataset":
            space, self.layout = kept[SPACE], kept.get(LAYOUT, b"")[:MAX_LAYOUT_BYTES]
            self.shape = shape_at(space)
            self.max_shape = max_shape(space)


def listing(messages: Messages, on_wide: OnWide = not_told) -> Steps[Listing]:
    """The members of a group."""
    tables = messages.kept.get(TABLES)
    if tables is not None:
        return (yield from table_listing(uint(tables, 0, 8), uint(tables, 8, 8), on_wide))
    return (yield from link_listing(messages.links, messages.kept[LINK_INFO], on_wide))
