"""An object of an open file, as listed."""

from typing import Literal

import msgspec

ObjectKind = Literal["group", "dataset", "link", "type"]


class NwbObject(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A group or dataset of a file, a link to one, or a committed HDF5 type.

    Strings and numbers alone, so that Python's collector need not look through 20,000 of them.

    Names, descriptions and targets are as the file has them: `text.safe` before showing.
    """

    path: str
    """Absolute HDF5 path, `/processing/ophys/DfOverF/DfOverF`; the root is `/`."""

    kind: ObjectKind
    """`link`: soft, external or dangling, or a further hard link to an object met before."""

    neurodata_type: str = ""
    """As the file's attribute says; empty if none. Of a soft link that resolves: its target's."""

    ancestry: tuple[str, ...] = ()
    """The neurodata type and what it extends, nearest first; empty if it has none."""

    parent_type: str = ""
    """Neurodata type of the group that holds it: ΔF/F is so called only inside `DfOverF`."""

    shape: tuple[int, ...] | None = None
    """Of a dataset; None for a null dataspace, and for all else."""

    dtype: str = ""
    """As numpy writes it; `text`, `reference`, `region`, `table` (compound); empty if none."""

    data_shape: tuple[int, ...] | None = None
    """Of a typed group that has a dataset `data` (a series): that dataset's shape."""

    data_dtype: str = ""
    """Of a typed group that has a dataset `data`: that dataset's dtype."""

    description: str = ""
    """The attribute or dataset `description`, if it was free to read."""

    target: str = ""
    """Of a link: the path it names, `file.nwb:/path` if in another file."""

    broken: bool = False
    """Of a link: its target is not there."""

    n_children: int | None = None
    """Of a group: how many members it has, if known."""

    views: tuple[str, ...] = ()
    """Names of the views that can draw it, best first."""

    @property
    def name(self) -> str:
        """The last part of the path; `/` of the root."""
        return self.path.rsplit("/", 1)[-1] or "/"

    def is_a(self, neurodata_type: str) -> bool:
        """Whether the type is, or extends, `neurodata_type`."""
        return neurodata_type in self.ancestry
