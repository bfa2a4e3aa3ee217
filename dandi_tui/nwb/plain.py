"""HDF5's types as words, and its values as plain Python: no h5py object leaves `nwb`."""

import functools
from typing import Any

import h5py
import numpy as np
from h5py import h5d, h5r, h5t

from dandi_tui.nwb.guard import H5_ERRORS

_CLASS_WORDS = {
    h5t.INTEGER: "int",
    h5t.FLOAT: "float",
    h5t.STRING: "text",
    h5t.BITFIELD: "bits",
    h5t.OPAQUE: "opaque",
    h5t.COMPOUND: "table",
    h5t.REFERENCE: "reference",
    h5t.ENUM: "enum",
    h5t.VLEN: "list",
    h5t.ARRAY: "array",
    h5t.TIME: "time",
}


def dtype_word(type_id: h5t.TypeID) -> str:
    """An HDF5 type in one word: `float32`, `text`, `table`, `reference`, `region`, `list`.

    Numbers are as numpy writes them, without byte order; an enumeration is its base type, but
    for booleans; an array type is `float32[3,2]`; a list is a variable number of values.
    """
    kind = type_id.get_class()
    if kind == h5t.STRING:
        return "text"
    try:
        dtype = type_id.dtype
    except H5_ERRORS:
        return _CLASS_WORDS.get(kind, "unknown")
    return _numpy_word(dtype, _CLASS_WORDS.get(kind, "unknown"))


@functools.lru_cache(maxsize=64)
def _number_word(dtype: np.dtype[Any]) -> str:
    """numpy builds the name anew each time, in 15 µs."""
    return dtype.name


def _numpy_word(dtype: np.dtype[Any], fallback: str) -> str:
    if dtype.kind in "iufb":
        return _number_word(dtype)
    if h5py.check_string_dtype(dtype) is not None:
        return "text"
    reference = h5py.check_ref_dtype(dtype)
    if reference is not None:
        return "region" if reference is h5r.RegionReference else "reference"
    if dtype.names is not None:
        return "table"
    if dtype.subdtype is not None:
        base, axes = dtype.subdtype
        return f"{_numpy_word(base, fallback)}[{','.join(map(str, axes))}]"
    if dtype.kind == "V":
        return "opaque"
    return fallback if dtype.kind == "O" else dtype.name


def decode(name: bytes) -> str:
    """A name or path of the file; bytes that are not UTF-8 show as `\\xff`."""
    return name.decode("utf-8", "backslashreplace")


def reference_path(reference: h5r.Reference, where: Any) -> str:
    """The path of what a reference points at; empty if it points nowhere."""
    if not reference:
        return ""
    try:
        name = h5r.get_name(reference, where)
        if name is None and h5r.dereference(reference, where) is not None:
            return "?"
    except H5_ERRORS:
        return "?"
    return decode(name) if name else ""


def plain(value: Any, where: Any) -> Any:
    """A value of h5py as str, int, float, complex, bool, None, or lists of these.

    Args:
        value: What h5py or numpy gave.
        where: Any open HDF5 identifier of the file, to resolve references.
    """
    if isinstance(value, h5r.Reference):
        return reference_path(value, where)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.void):
        return _plain_void(value, where)
    if isinstance(value, np.ndarray):
        return [plain(item, where) for item in value] if value.ndim else plain(value[()], where)
    if isinstance(value, np.generic):
        return plain(value.item(), where) if value.dtype.kind == "S" else _item(value)
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [plain(item, where) for item in value]
    return value if isinstance(value, bool | int | float | complex) else None


def _item(value: np.generic) -> Any:
    item = value.item()
    if isinstance(item, str | bytes | bool | int | float | complex):
        return item
    return float(value) if value.dtype.kind == "f" else str(item)


def _plain_void(value: np.void, where: Any) -> Any:
    if value.dtype.names is None:
        return "0x" + value.tobytes().hex()
    return [plain(value[name], where) for name in value.dtype.names]


def shape_of(dataset: h5d.DatasetID) -> tuple[int, ...] | None:
    """The extent of a dataset; None for a null dataspace."""
    shape: tuple[int, ...] | None = dataset.shape
    return shape
