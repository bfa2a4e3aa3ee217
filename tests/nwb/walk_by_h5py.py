"""The objects of a file by h5py's high-level interface, written apart from the program's walk."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np

Row = tuple[str, str, str, tuple[int, ...] | None, str]
"""Path, kind, neurodata type, shape, dtype (`text`, `table`, `reference` for numpy's objects)."""


def walk(path: Path) -> list[Row]:
    """Every link below the root, depth first by name; each object once."""
    rows: list[Row] = []
    with h5py.File(path, "r") as file:
        seen = {_where(file["/"])}

        def visit(group: h5py.Group) -> None:
            for name in sorted(group, key=lambda name: str(name).encode()):
                full = f"{group.name.rstrip('/')}/{name}"
                link = group.get(name, getlink=True)
                if not isinstance(link, h5py.HardLink):
                    rows.append((full, "link", "", None, ""))
                    continue
                obj = group[name]
                if _where(obj) in seen:
                    rows.append((full, "link", "", None, ""))
                    continue
                seen.add(_where(obj))
                rows.append(_row(full, obj))
                if isinstance(obj, h5py.Group):
                    visit(obj)

        visit(file["/"])
    return rows


def _where(obj: Any) -> int:
    return int(h5py.h5o.get_info(obj.id).addr)


def _row(full: str, obj: Any) -> Row:
    if isinstance(obj, h5py.Datatype):
        return (full, "type", "", None, "")
    if isinstance(obj, h5py.Group):
        return (full, "group", _type(obj), None, "")
    return (full, "dataset", _type(obj), obj.shape, _word(obj))


def _type(obj: Any) -> str:
    value = obj.attrs.get("neurodata_type", "")
    if isinstance(value, np.ndarray):
        value = value.ravel()[0]
    return value.decode() if isinstance(value, bytes) else str(value)


def _word(dataset: h5py.Dataset) -> str:
    dtype = dataset.dtype
    if h5py.check_string_dtype(dtype) is not None:
        return "text"
    if dtype.names:
        return "table"
    reference = h5py.check_ref_dtype(dtype)
    if reference is not None:
        return "region" if reference is h5py.RegionReference else "reference"
    return dtype.name if dtype.kind in "iufbc" else "?"
