"""The values of a dataset: what reading costs, and reading it, without h5py's objects."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import h5py
import numpy as np
from h5py import h5d, h5r, h5s, h5t, h5z

from dandi_tui.errors import FileFormatError
from dandi_tui.nwb.guard import guarded
from dandi_tui.nwb.layout import elsewhere_of, filter_name, filters_of, maxshape_of
from dandi_tui.nwb.placed import Placed, find
from dandi_tui.nwb.plain import dtype_word, plain, shape_of
from dandi_tui.protocol.pictures import NO_COST, Cost

Range = tuple[int, int]
"""First and last + 1 of an axis."""

MAX_LOOKUPS = 32
"""Chunks whose stored size is asked for one by one: each may be a round trip."""

MAX_SUMMED = 4096
MAX_SUMMED_REMOTE = 64
"""Chunks whose stored sizes are summed up: of a remote file, those that one node tells."""


@dataclass(frozen=True)
class Data:
    """A dataset that can be read: its layout, and its values by ranges of each axis."""

    path: str
    shape: tuple[int, ...] | None
    """None for a null dataspace."""
    dtype: str
    """In one word, as in `NwbObject.dtype`."""
    itemsize: int
    """Bytes of one value in the file."""
    chunks: tuple[int, ...] | None
    """None if the values are stored in one piece."""
    filters: tuple[str, ...]
    maxshape: tuple[int | None, ...] | None
    elsewhere: str
    """Name of another file that holds the values; they are not read then."""
    _dataset: Any = field(repr=False, compare=False)
    _placed: Placed | None = field(default=None, repr=False, compare=False)
    """Of a remote file: where its values are."""

    @property
    def numeric(self) -> bool:
        """Whether its values are integers, floats or booleans."""
        return self.dtype.startswith(("int", "uint", "float", "bool")) and "[" not in self.dtype

    @property
    def is_remote(self) -> bool:
        """Whether its values come over a network."""
        return self._placed is not None

    @property
    def refers(self) -> bool:
        """Whether each value has a length of its own, and is elsewhere in the file."""
        kind = self._dataset.dtype
        string = h5py.check_string_dtype(kind)
        is_text = string is not None and string.length is None
        return is_text or h5py.check_vlen_dtype(kind) is not None

    @property
    def field_names(self) -> tuple[str, ...]:
        """Of a compound type: its fields."""
        return tuple(self._dataset.dtype.names or ())

    @property
    def n_values(self) -> int:
        """How many values it has."""
        return 0 if self.shape is None else math.prod(self.shape)

    @property
    def n_chunks(self) -> int:
        """Chunks in its grid, whether stored or not; 1 if it is stored in one piece."""
        if self.chunks is None or self.shape is None:
            return 1
        return math.prod(-(-n // c) for n, c in zip(self.shape, self.chunks, strict=True))

    def n_chunks_of(self, *ranges: Range) -> int:
        """Chunks of a part, whether stored or not; 1 if the values are stored in one piece."""
        return math.prod(map(len, self._grid(self._spans(ranges))))

    def stored_bytes(self) -> int | None:
        """What the values take in the file; None where finding out would cost too much."""
        if self.n_chunks > (MAX_SUMMED if self._placed is None else MAX_SUMMED_REMOTE):
            return None
        with guarded(self.path):
            return int(self._dataset.id.get_storage_size())

    def cost(self, *ranges: Range) -> Cost:
        """What reading a part would fetch; axes without a range are read whole."""
        if self.shape is None or self.n_values == 0:
            return NO_COST
        spans = self._spans(ranges)
        if any(stop <= start for start, stop in spans):
            return NO_COST
        return self._cost_where_placed(spans) or self._cost_by_h5py(spans)

    def placed(self, ranges: tuple[Range, ...]) -> tuple[Placed, tuple[Range, ...]] | None:
        """Of a remote file: where a part is to be looked for."""
        if self._placed is None or self.n_values == 0:
            return None
        return self._placed, tuple(self._spans(ranges))

    def fetch(self, parts: Iterable[tuple[Range, ...]]) -> None:
        """Have the values of many parts of a remote file on their way, before each is read."""
        if self._placed is not None and self.n_values:
            self._placed.fetch_all(tuple(self._spans(part)) for part in parts)

    def _cost_where_placed(self, spans: list[Range]) -> Cost | None:
        """By the chunk index, which is read in parallel; what is here already is not missing."""
        extents = self._placed.extents(tuple(spans)) if self._placed else None
        if self._placed is None or extents is None:
            return None
        requests, missing_bytes, seconds = self._placed.missing(extents)
        n_bytes = sum(stop - start for start, stop in extents)
        grid = self._grid(spans)
        count = math.prod(map(len, grid)) if grid else 1
        in_memory = count * math.prod(self.chunks) * self.itemsize if self.chunks else n_bytes
        return Cost(
            chunks=count,
            fetch_bytes=n_bytes,
            memory_bytes=in_memory,
            missing_bytes=missing_bytes,
            requests=requests,
            seconds=seconds,
        )

    def _grid(self, spans: list[Range]) -> list[range]:
        """The chunks of a part by their number on each axis."""
        chunks = self.chunks or ()
        return [range(a // c, -(-b // c)) for (a, b), c in zip(spans, chunks, strict=False)]

    def _cost_by_h5py(self, spans: list[Range]) -> Cost:
        if self.chunks is None:
            n_bytes = self._contiguous_bytes(spans)
            return Cost(chunks=1, fetch_bytes=n_bytes, memory_bytes=n_bytes)
        return self._chunked_cost(spans, self.chunks)

    def _spans(self, ranges: tuple[Range, ...]) -> list[Range]:
        shape = self.shape or ()
        spans = [(max(0, a), min(n, b)) for (a, b), n in zip(ranges, shape, strict=False)]
        return spans + [(0, n) for n in shape[len(ranges) :]]

    def _contiguous_bytes(self, spans: list[Range]) -> int:
        """From the first value to the last: rows in between are passed over by reading them."""
        first = last = 0
        for (start, stop), n in zip(spans, self.shape or (), strict=True):
            first, last = first * n + start, last * n + stop - 1
        return (last - first + 1) * self.itemsize

    def _chunked_cost(self, spans: list[Range], chunks: tuple[int, ...]) -> Cost:
        grid = self._grid(spans)
        count = math.prod(len(axis) for axis in grid)
        looked_up = min(count, MAX_LOOKUPS)
        with guarded(self.path):
            total = sum(
                self._chunk_bytes(_chunk_corner(i * count // looked_up, grid, chunks))
                for i in range(looked_up)
            )
        memory = count * math.prod(chunks) * self.itemsize
        fetch = total if looked_up == count else round(total / looked_up * count)
        return Cost(chunks=count, fetch_bytes=fetch, memory_bytes=memory)

    def _chunk_bytes(self, corner: tuple[int, ...]) -> int:
        info = self._dataset.id.get_chunk_info_by_coord(corner)
        return 0 if info is None or info.byte_offset is None else int(info.size)

    def read(self, *ranges: Range) -> np.ndarray[Any, Any]:
        """The values of a part, as stored; axes without a range are read whole.

        Returns:
            One axis per axis of the dataset; strings as `str`, in an object array.
        """
        if self.elsewhere:
            raise FileFormatError(
                f"The values of {self.path} are in another file, {self.elsewhere}.",
                hint="Files that a file names are not opened.",
            )
        self._check_filters()
        if self.shape is None:
            return np.empty(0)
        spans = self._spans(ranges)
        if self._placed is not None:
            self._placed.fetch(tuple(spans))
        with guarded(self.path):
            selection = tuple(slice(start, stop) for start, stop in spans)
            if self._dataset.id.get_type().get_class() in (h5t.BITFIELD, h5t.OPAQUE):
                return self._read_bits(selection)
            dataset = self._dataset
            if self.dtype == "text":
                dataset = dataset.asstr(errors="replace")
            values: np.ndarray[Any, Any] = np.asarray(dataset[selection])
            return values

    def _read_bits(self, selection: tuple[slice, ...]) -> np.ndarray[Any, Any]:
        """Bits as stored: HDF5 converts them to no type that h5py would ask for."""
        identifier = self._dataset.id
        space = identifier.get_space()
        shape = tuple(max(0, part.stop - part.start) for part in selection)
        values = np.empty(shape, dtype=self._dataset.dtype)
        if shape and values.size:
            space.select_hyperslab(tuple(part.start for part in selection), shape)
        if values.size:
            memory = h5s.create_simple(shape) if shape else h5s.create(h5s.SCALAR)
            identifier.read(memory, space, values, identifier.get_type())
        return values

    def spans(self, rows: Range) -> list[Range]:
        """Of a 1-D dataset of region references: the rows that each one spans (NWB 2.0b)."""
        with guarded(self.path):
            return [_span(reference, self.where) for reference in self.read(rows)]

    def plain(self, *ranges: Range) -> Any:
        """The values of a part as plain Python: nested lists, or one value of a scalar."""
        return plain(self.read(*ranges), self.where)

    def _check_filters(self) -> None:
        properties = self._dataset.id.get_create_plist()
        for i in range(properties.get_nfilters()):
            code = properties.get_filter(i)[0]
            if not h5z.filter_avail(code):
                raise FileFormatError(
                    f"The values of {self.path} are compressed with {filter_name(code)}, "
                    "which is not installed.",
                    hint="`pip install hdf5plugin` brings it, if it is a common one.",
                )

    @property
    def where(self) -> Any:
        """An open identifier of the file, for `plain` to resolve references."""
        return self._dataset.id


def look_up(wanted: Iterable[tuple[Data, tuple[Range, ...]]]) -> None:
    """Learn where many parts of datasets of one file are, all at once, before their costs."""
    find(one for data, part in wanted if (one := data.placed(part)) is not None)


def _chunk_corner(number: int, grid: list[range], chunks: tuple[int, ...]) -> tuple[int, ...]:
    """The first element of the chunk with this number in row-major order of the grid."""
    corner: list[int] = []
    for axis, size in zip(reversed(grid), reversed(chunks), strict=True):
        number, place = divmod(number, len(axis))
        corner.append(axis[place] * size)
    return tuple(reversed(corner))


def open_data(path: str, identifier: h5d.DatasetID, placed: Placed | None = None) -> Data:
    """A dataset by its open identifier; `placed` if its file is remote."""
    with guarded(path):
        properties = identifier.get_create_plist()
        chunked = properties.get_layout() == h5d.CHUNKED
        dataset = h5py.Dataset(identifier)
        space = identifier.get_space()
        return Data(
            path=path,
            shape=shape_of(identifier),
            dtype=dtype_word(identifier.get_type()),
            itemsize=int(identifier.get_type().get_size()),
            chunks=tuple(map(int, properties.get_chunk())) if chunked else None,
            filters=filters_of(properties),
            maxshape=maxshape_of(space),
            elsewhere=elsewhere_of(properties),
            _dataset=dataset,
            _placed=placed,
        )


def _span(reference: Any, where: Any) -> Range:
    if not reference:
        return (0, 0)
    space = h5r.get_region(reference, where)
    if space.get_select_npoints() == 0:
        return (0, 0)
    first, last = space.get_select_bounds()
    return (int(first[0]), int(last[0]) + 1)
