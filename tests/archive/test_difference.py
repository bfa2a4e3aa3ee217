"""The difference of two versions, from listings that come a page at a time."""

from typing import Any

from dandi_tui.archive.base import Params
from dandi_tui.archive.difference import Change, Listed, difference
from dandi_tui.errors import NotFoundError
from tests.fakes import FakeArchive


def row(path: str, number: int, *, blob: int | None = None, size: int = 10) -> dict[str, Any]:
    return {"path": path, "asset_id": f"asset-{number}", "size": size, "zarr": None,
            "blob": f"blob-{number if blob is None else blob}"}  # fmt: skip


class Listings(FakeArchive):
    """Answers with the rows of a version, `page` at a time."""

    def __init__(self, page: int, **versions: list[dict[str, Any]]) -> None:
        super().__init__()
        self.page, self.versions_of, self.asked = page, versions, 0

    async def document(self, path: str, params: Params, *, what: str) -> Any:
        version = path.split("/")[4]
        if version not in self.versions_of:
            raise NotFoundError(f"There is no {what}.")
        self.asked += 1
        start = (int(params.get("page", 1)) - 1) * self.page
        rows = self.versions_of[version][start : start + self.page]
        more = start + self.page < len(self.versions_of[version])
        return {"results": rows, "next": "http://elsewhere.invalid/" if more else None}


async def compared(old: list[dict[str, Any]], new: list[dict[str, Any]], page: int = 2) -> Any:
    return await difference(Listings(page, a=old, b=new), "000728", "a", "b")


async def test_added_removed_and_changed() -> None:
    """Other ids are a change, of the bytes or of the metadata alone."""
    old = [row("a", 1), row("b", 2), row("c", 3), row("d", 4)]
    new = [row("a", 1), row("b", 5, size=99), row("c", 6, blob=3), row("e", 7)]
    found = await compared(old, new)
    assert [(one.kind, one.path) for one in found.changes] == [
        ("changed", "b"), ("changed", "c"), ("removed", "d"), ("added", "e"),
    ]  # fmt: skip
    assert [one.only_metadata for one in found.of("changed")] == [False, True]
    assert found.n_same == 1
    assert found.size_bytes("changed") == 109


async def test_a_file_under_another_name_has_moved() -> None:
    """The same asset, or the same bytes, at another path: no removal and no addition."""
    found = await compared([row("a", 1), row("b", 2)], [row("x", 1), row("y", 3, blob=2)])
    assert [(one.kind, one.old.path, one.path) for one in found.changes] == [
        ("moved", "a", "x"), ("moved", "b", "y"),
    ]  # fmt: skip


async def test_the_order_of_the_server_does_not_matter() -> None:
    """Only that both lists are in the same one: `B` before `a`, or after it."""
    paths = ["B/1", "a/1", "Z", "ä", "a-1", "10", "9"]
    rows = [row(path, n) for n, path in enumerate(paths)]
    found = await compared(rows, rows[1:], page=3)
    assert [(one.kind, one.path) for one in found.changes] == [("removed", "B/1")]


async def test_pages_are_asked_for_side_by_side_and_odd_rows_left_out() -> None:
    """As many requests as there are pages; what is no asset is no change."""
    old = [row(f"{n:03}", n) for n in range(10)]
    archive = Listings(4, a=old, b=[*old[:3], {"path": None}, *old[3:]])
    read: list[int] = []
    found = await difference(archive, "000728", "a", "b", on_progress=read.append)
    assert found.changes == ()
    assert archive.asked == 6
    assert (read[0], read[-1]) == (7, 20)


async def test_a_row_that_comes_twice_is_no_change() -> None:
    """A list that grew while it was read says the end of a page at the start of the next."""
    rows = [row(path, n) for n, path in enumerate("abcd")]
    found = await compared([*rows[:2], *rows[1:]], rows)
    assert not found.changes
    assert found.n_same == 4


async def test_a_zarr_of_another_size_has_changed() -> None:
    """Its id stays the same while its chunks change."""
    old, new = (
        {"path": "v.zarr", "asset_id": f"a{n}", "size": n, "zarr": "z", "blob": None}
        for n in (1, 2)
    )
    found = await compared([old], [new])
    before, after = Listed("v.zarr", "a1", "z", 1, True), Listed("v.zarr", "a2", "z", 2, True)
    assert found.changes == (Change("changed", before, after),)
    assert not found.changes[0].only_metadata
