"""How a dataset is stored, as its creation properties say."""

import math
from typing import Any

import h5py
from h5py import h5d, h5g, h5p, h5z

from dandi_tui.nwb.guard import H5_ERRORS

FILTERS = {
    h5z.FILTER_DEFLATE: "gzip",
    h5z.FILTER_SHUFFLE: "shuffle",
    h5z.FILTER_FLETCHER32: "fletcher32",
    h5z.FILTER_SZIP: "szip",
    h5z.FILTER_NBIT: "nbit",
    h5z.FILTER_SCALEOFFSET: "scaleoffset",
    32000: "lzf",
    32001: "blosc",
    32004: "lz4",
    32008: "bitshuffle",
    32013: "zfp",
    32015: "zstd",
    32026: "blosc2",
}
"""Names of HDF5's filters and of the registered ones that NWB files use."""


def filter_name(code: int) -> str:
    """A compression by its registered name, else its number."""
    return FILTERS.get(code, f"filter {code}")


def filters_of(properties: Any) -> tuple[str, ...]:
    """The names of a dataset's filters, in the order in which they were applied."""
    try:
        codes = [properties.get_filter(i)[0] for i in range(properties.get_nfilters())]
    except H5_ERRORS:
        return ()
    return tuple(filter_name(code) for code in codes)


def maxshape_of(space: Any) -> tuple[int | None, ...] | None:
    """How far each axis may grow, None for ever; None of a null dataspace."""
    if space.shape is None:
        return None
    axes = space.get_simple_extent_dims(True)
    return tuple(None if n == h5py.h5s.UNLIMITED else int(n) for n in axes)


def elsewhere_of(properties: Any) -> str:
    """The first other file that holds values: HDF5 would open it, or invent fill values."""
    layout = properties.get_layout()
    if layout == h5d.VIRTUAL:
        names = (properties.get_virtual_filename(i) for i in range(properties.get_virtual_count()))
        return next((name for name in names if name != "."), "")
    if layout == h5d.CONTIGUOUS and properties.get_external_count():
        name = properties.get_external(0)[0]
        return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
    return ""


DECODED_BYTES = 16_000_000
"""Decoded chunks kept of a compressed dataset; an uncompressed one is read by parts."""


def chunk_cache_bytes(identifier: h5d.DatasetID) -> int:
    """How many bytes of decoded chunks to keep of a dataset; 0 if none are to be decoded."""
    properties = identifier.get_create_plist()
    if properties.get_layout() != h5d.CHUNKED or not properties.get_nfilters():
        return 0
    chunk_bytes = math.prod(properties.get_chunk()) * identifier.get_type().get_size()
    return int(max(DECODED_BYTES, min(2 * chunk_bytes, 4 * DECODED_BYTES)))


def open_keeping_chunks(root: h5g.GroupID, name: bytes, n_bytes: int) -> h5d.DatasetID:
    """Open a dataset so that its decoded chunks are kept up to a bound."""
    access = h5p.create(h5p.DATASET_ACCESS)
    access.set_chunk_cache(521, n_bytes, 0.75)
    return h5d.open(root, name, access)
