"""Attributes of an open object, one at a time, so that a damaged one costs only itself."""

import math
from contextlib import suppress
from typing import Any

import h5py
import numpy as np
from h5py import h5a, h5t

from dandi_tui.nwb.guard import H5_ERRORS
from dandi_tui.nwb.plain import decode, plain

MAX_ATTRIBUTE_BYTES = 8_000_000
"""A larger attribute is damage: HDF5 would fill gigabytes with nothing."""

_TEXT = {
    cset: (dtype, h5t.py_create(dtype))
    for cset, dtype in (
        (h5t.CSET_ASCII, h5py.string_dtype("ascii")),
        (h5t.CSET_UTF8, h5py.string_dtype("utf-8")),
    )
}
"""Strings of variable length, which most attributes are, as numpy and HDF5 know them in memory."""


def read_attribute(identifier: Any, name: bytes) -> Any:
    """One attribute as plain Python; None if it is absent, empty or damaged."""
    try:
        if not h5a.exists(identifier, name):
            return None
        return _value(h5a.open(identifier, name), identifier)
    except H5_ERRORS:
        return None


def _value(attribute: h5a.AttrID, where: Any) -> Any:
    kind = attribute.get_type()
    if kind.get_class() == h5t.STRING and kind.is_variable_str() and attribute.shape == ():
        return _one_text(attribute, *_TEXT[kind.get_cset()])
    shape = attribute.get_space().shape
    if shape is None:
        return None
    dtype = attribute.dtype
    base, axes = dtype.subdtype or (dtype, ())
    if math.prod(shape + tuple(axes)) * base.itemsize > MAX_ATTRIBUTE_BYTES:
        return None
    array = np.zeros(shape + tuple(axes), dtype=base)
    # An array type must be said to HDF5, which otherwise converts to one element each.
    attribute.read(array, mtype=h5t.py_create(dtype) if axes else None)
    return plain(_without_padding(array), where)


def _one_text(attribute: h5a.AttrID, dtype: np.dtype[Any], in_memory: h5t.TypeID) -> str | None:
    """A single string; a listing reads three of each object, and to build the types takes long."""
    array = np.zeros((), dtype=dtype)
    attribute.read(array, mtype=in_memory)
    value: Any = array[()]  # still 0 of a null dataspace, of which nothing is read
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else None


def _without_padding(array: np.ndarray[Any, Any]) -> Any:
    """A 0-d array as its value; h5py's own strings stay bytes until `plain` decodes them."""
    return array[()] if array.ndim == 0 else array


def all_attributes(identifier: Any) -> dict[str, Any]:
    """Every attribute in the file's order; a damaged one is None."""
    names: list[bytes] = []
    # What came before damage is kept.
    with suppress(*H5_ERRORS):
        h5a.iterate(identifier, lambda name, *_: names.append(name))
    return {decode(name): read_attribute(identifier, name) for name in names}


def text_attribute(identifier: Any, name: bytes) -> str:
    """An attribute as one string: bytes or text, alone or as an array of one (MatNWB)."""
    value = read_attribute(identifier, name)
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, str) else ""
