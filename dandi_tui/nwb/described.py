"""A dataset and a group as they are listed, whoever read what they are."""

from typing import Final

from dandi_tui.protocol.objects import NwbObject

DESCRIPTION_LIMIT: Final = 2_000
"""Characters of a description that a listing carries."""

Types = tuple[str, tuple[str, ...]]
"""The neurodata type, and what it is and extends, nearest first."""

Values = tuple[tuple[int, ...] | None, str]
"""Shape and dtype of a dataset."""


def dataset_at(
    path: str, parent_type: str, types: Types, values: Values, description: str
) -> NwbObject:
    """A dataset."""
    return NwbObject(
        path=path,
        kind="dataset",
        neurodata_type=types[0],
        ancestry=types[1],
        parent_type=parent_type,
        shape=values[0],
        dtype=values[1],
        description=description[:DESCRIPTION_LIMIT],
    )


def group_at(
    path: str,
    parent_type: str,
    types: Types,
    data: Values | None,
    description: str,
    n_children: int | None,
) -> NwbObject:
    """A group; `data` of a typed one that has a dataset of that name."""
    shape, dtype = data or (None, "")
    return NwbObject(
        path=path,
        kind="group",
        neurodata_type=types[0],
        ancestry=types[1],
        parent_type=parent_type,
        data_shape=shape,
        data_dtype=dtype,
        description=description[:DESCRIPTION_LIMIT],
        n_children=n_children,
    )
