"""Small files whose structures real files seldom have, written by h5py."""

from pathlib import Path

import h5py
import numpy as np

LIBVERS = ("earliest", "latest")


def write_chunked(path: Path, libver: str) -> Path:
    """Every kind of chunk index, filtered and not, some with chunks that were never written."""
    with h5py.File(path, "w", libver=libver) as file:
        for filtered in (False, True):
            more = {"compression": "gzip"} if filtered else {}
            group = file.create_group("filtered" if filtered else "plain")
            values = np.arange(60 * 70, dtype="i4").reshape(60, 70)
            group.create_dataset("single", data=values, chunks=(60, 70), **more)
            group.create_dataset("fixed", data=values, chunks=(7, 9), **more)
            group.create_dataset("growing", data=values, chunks=(7, 9), maxshape=(None, 70), **more)
            group.create_dataset(
                "widening", data=values, chunks=(7, 9), maxshape=(60, None), **more
            )
            group.create_dataset("tree", data=values, chunks=(7, 9), maxshape=(None, None), **more)
            group.create_dataset(
                "long", data=np.arange(9000), chunks=(3,), maxshape=(None,), **more
            )
            group.create_dataset("paged", data=np.arange(9000), chunks=(3,), **more)
            for name, limits in (("holes", (None,)), ("fixed holes", (100_000,)), ("3d", None)):
                shape = (100_000,) if limits else (30, 20, 10)
                chunks = (10,) if limits else (4, 3, 2)
                dataset = group.create_dataset(
                    name, shape, "f8", chunks=chunks, maxshape=limits, **more
                )
                dataset[5:60:7] = 1.5
                dataset[-3:] = 2.5
        file.create_dataset("contiguous", data=np.arange(1000.0).reshape(100, 10))
        file["scalar"] = 1.5
        file.create_dataset("none", (10, 10), "i4", chunks=(5, 5))
    return path


def write_early(path: Path) -> Path:
    """Chunks that lie one after the other because they were given their places at once."""
    with h5py.File(path, "w", libver="latest") as file:
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_chunk((7, 9))
        plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        space = h5py.h5s.create_simple((60, 70))
        h5py.h5d.create(file.id, b"early", h5py.h5t.NATIVE_INT32, space, plist)
    return path


def write_groups(path: Path, libver: str, *, n_wide: int = 700, **options: object) -> Path:
    """Groups of no, few and many members; every kind of link; many attributes; odd types."""
    with h5py.File(path, "w", libver=libver, **options) as file:
        file.create_group("empty")
        for track_order in (False, True):
            wide = file.create_group(f"wide-{track_order}", track_order=track_order)
            for i in range(n_wide):
                wide.create_group(f"member-{i * 7919 % n_wide}-{'x' * (i % 40)}")
        few = file.create_group("few")
        few["soft"] = h5py.SoftLink("/wide-True/nothing")
        few["external"] = h5py.ExternalLink("other.h5", "/there")
        few["up"] = file["/"]
        many = file.create_group("many attributes")
        many.attrs["neurodata_type"] = "Many"
        for i in range(60):
            many.attrs[f"attribute {i}"] = "x" * i
        many.attrs["description"] = "the last of many"
        _write_types(file.create_group("types"))
        _write_texts(file.create_group("texts"))
    return path


def _write_types(group: h5py.Group) -> None:
    for word in ("i1", "<i2", ">i4", "u8", "f2", ">f4", "<f8", "?", "S5", "c8"):
        group.create_dataset(f"type {word}", data=np.zeros((2, 3), word))
    group["enum"] = np.zeros(2, h5py.enum_dtype({"A": 0, "B": 1}, "u1"))
    group["table"] = np.zeros(2, [("a", "i4"), ("b", "f8", (2,))])
    group["array"] = np.zeros((), [("a", "f4", (3, 2))])["a"]
    group.create_dataset("arrays", (4,), np.dtype(("<f4", (3, 2))))
    group.create_dataset("list", (2,), h5py.vlen_dtype("f4"))
    group.create_dataset("texts", (2,), h5py.string_dtype())
    group.create_dataset("references", (2,), h5py.ref_dtype)
    group.create_dataset("regions", (2,), h5py.regionref_dtype)
    group.create_dataset("opaque", (2,), "V7")
    group.create_dataset("null", data=h5py.Empty("f4"))
    group["named"] = np.dtype("f4")
    group.create_dataset("of a named type", (2,), group["named"])


def _write_texts(group: h5py.Group) -> None:
    texts = {
        "variable": "µm",
        "fixed": np.bytes_("fixed"),
        "one": np.array(["alone"], h5py.string_dtype()),
        "three": np.array(["a", "", "c"], h5py.string_dtype()),
        "fixed three": np.array([b"a", b"bcd", b""]),
        "none": "",
        "long": "x" * 9_000,
        "number": 3,
        "null": h5py.Empty("S5"),
    }
    for name, value in texts.items():
        group.create_group(name).attrs["description"] = value
    odd = group.create_group("odd")
    odd.attrs["description"] = np.array([["a", "b"]], h5py.string_dtype())
    odd.attrs["ancestry"] = np.array(["Interface", "DfOverF"], h5py.string_dtype())
