"""How arrays lie in the files: chunks of about 10 MB, gzip 4, numbers rounded so that they pack."""

import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
from hdmf.backends.hdf5 import H5DataIO

Array = npt.NDArray[Any]
Shape = tuple[int, ...]

CHUNK_BYTES = 10_000_000
GZIP_LEVEL = 4


def chunk_shape(shape: Shape, item_bytes: int) -> Shape:
    """The chunk that the real files have: the dataset's proportions, at most 10 MB.

    Source:
        The default of neuroconv's data chunk iterator, which wrote both dandisets; it gives
        (39894, 61) for float32 of (113888, 174).
    """
    smallest = min(shape)
    unit = [length // smallest for length in shape]
    while prod(unit) * item_bytes > CHUNK_BYTES:
        divisor = min(length for length in unit if length > 1)
        unit = [max(length // divisor, 1) for length in unit]
    times = int((CHUNK_BYTES / (prod(unit) * item_bytes)) ** (1 / len(shape)))
    return tuple(min(length * times, whole) for length, whole in zip(unit, shape, strict=True))


def packed(data: Array, chunks: Shape | None = None) -> H5DataIO:
    """`data` as gzip 4 with shuffle, in chunks as the real files have them."""
    shape = chunks or chunk_shape(data.shape, data.dtype.itemsize)
    return H5DataIO(
        data=data, compression="gzip", compression_opts=GZIP_LEVEL, shuffle=True, chunks=shape
    )


def stepped(data: npt.NDArray[Any], step: float) -> npt.NDArray[Any]:
    """Round in place to multiples of `step`, a power of two, so that low bits are zero and pack."""
    np.multiply(data, 1 / step, out=data)
    np.rint(data, out=data)
    np.multiply(data, step, out=data)
    return data


class ArrayStore:
    """Large arrays, which HDF5's gzip filter would pack slowly or not well.

    pynwb makes the empty dataset, with the filters gzip and shuffle; `fill` then packs the chunks
    on two threads. In noise it looks for runs only: a third of the time, a tenth smaller. In
    pictures it looks further back: a quarter of the size. Any reader unpacks them as usual.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[H5DataIO, Array, bool]] = []

    def add(self, data: Array, chunks: Shape | None = None, *, repeats: bool = False) -> H5DataIO:
        """What to give to pynwb in place of `data`; `repeats` if it does and is not mere noise."""
        empty = H5DataIO(
            shape=data.shape,
            dtype=data.dtype,
            compression="gzip",
            compression_opts=GZIP_LEVEL,
            shuffle=True,
            chunks=chunks or chunk_shape(data.shape, data.dtype.itemsize),
        )
        self._waiting.append((empty, data, repeats))
        return empty

    def fill(self) -> None:
        """Write the arrays into their datasets, after pynwb wrote the file, before it closes it."""
        with ThreadPoolExecutor(2) as pool:
            for empty, data, repeats in self._waiting:
                dataset = empty.dataset
                corners = list(_corners(data.shape, dataset.chunks))
                pack = partial(_pack, data, chunks=dataset.chunks, repeats=repeats)
                chunks = pool.map(pack, corners)
                for at, chunk in zip(corners, chunks, strict=True):
                    dataset.id.write_direct_chunk(at, chunk)
        self._waiting.clear()


def _corners(shape: Shape, chunks: Shape) -> Iterator[Shape]:
    """The first index of every chunk."""
    axes = zip(shape, chunks, strict=True)
    return product(*(range(0, whole, length) for whole, length in axes))


def _pack(data: Array, at: Shape, *, chunks: Shape, repeats: bool) -> bytes:
    """One chunk as HDF5 stores it: padded with zeros, shuffled, deflated."""
    part = data[tuple(slice(first, first + n) for first, n in zip(at, chunks, strict=True))]
    short = [(0, n - length) for n, length in zip(chunks, part.shape, strict=True)]
    whole = np.ascontiguousarray(np.pad(part, short) if any(map(max, short)) else part)
    planes = np.ascontiguousarray(whole.reshape(-1).view(np.uint8).reshape(-1, data.itemsize).T)
    # Level 4 does not look as far back as the row above in a picture; 6 does, in the same time.
    level = 6 if repeats and data.itemsize == 1 else GZIP_LEVEL
    strategy = zlib.Z_DEFAULT_STRATEGY if repeats else zlib.Z_RLE
    deflate = zlib.compressobj(level, zlib.DEFLATED, 15, 9, strategy)
    return deflate.compress(planes.data) + deflate.flush()
