"""What will probably be read after a part of a dataset: what lies beside it."""

from collections.abc import Iterator

Selection = tuple[tuple[int, int], ...]
"""A part of a dataset: start and stop on each axis, half open."""


def neighbours(part: Selection, shape: tuple[int, ...]) -> Iterator[Selection]:
    """As much again on each axis: behind it first, then before it; nothing outside."""
    for axis, ((start, stop), n) in enumerate(zip(part, shape, strict=True)):
        length = stop - start
        for beside in ((stop, min(stop + length, n)), (max(0, start - length), start)):
            if beside[0] < beside[1]:
                yield (*part[:axis], beside, *part[axis + 1 :])
