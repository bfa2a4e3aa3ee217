"""How dandisets are ordered, which of them are shown, and in what columns. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from dandi_tui import text
from dandi_tui.archive.model import Dandiset
from dandi_tui.text import cut_title
from dandi_tui.ui.widgets.filter import marked
from dandi_tui.ui.widgets.rows import Row
from dandi_tui.ui.words import Span, fit, spread

MIN_TITLE: Final = 16
"""A title keeps so many columns; the mark behind it goes first."""
WIDE: Final = 60
"""From so many columns on there is a table."""
MIN_NAME: Final = 26
"""Of the table: other columns have room once the name has so much."""


def row_of(dandiset: Dandiset) -> Row:
    """A row of the list."""
    return Row(dandiset.identifier, 0, dandiset)


def size_of(one: Dandiset) -> int:
    """Bytes of the newest version."""
    return one.version.size_bytes if one.version else 0


def files_of(one: Dandiset) -> int:
    """Files of the newest version."""
    return one.version.asset_count if one.version else 0


def newest(one: Dandiset) -> str:
    """When it changed last."""
    return one.version.modified if one.version else one.modified


def published_as(one: Dandiset) -> str:
    """The number of the published version; empty of what is a draft alone, which goes last."""
    return one.published.version if one.published else ""


Order = Callable[[list[Dandiset]], list[Dandiset]]

ORDERS: Final[tuple[tuple[str, Order], ...]] = (
    # The order of offer; the first is the archive's own.
    ("id", lambda rows: sorted(rows, key=lambda one: one.identifier)),
    ("name", lambda rows: sorted(rows, key=lambda one: one.name.casefold())),
    ("change", lambda rows: sorted(rows, key=newest, reverse=True)),
    ("size", lambda rows: sorted(rows, key=size_of, reverse=True)),
    ("files", lambda rows: sorted(rows, key=files_of, reverse=True)),
    ("stars", lambda rows: sorted(rows, key=lambda one: one.star_count, reverse=True)),
    ("version", lambda rows: sorted(rows, key=published_as, reverse=True)),
    ("access", lambda rows: sorted(rows, key=lambda one: one.embargo_status == "OPEN")),
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Which dandisets are shown: what is left out, and what all must be."""

    drafts: bool = True
    """Also those that were never published."""
    empty: bool = True
    """Also those whose newest version has no files."""
    embargoed: bool = True
    """Also those of the user that are embargoed."""
    mine: frozenset[str] | None = None
    """Only these identifiers, which are the user's own."""
    starred: frozenset[str] | None = None
    """Only these, which the user has starred."""

    def takes(self, one: Dandiset) -> bool:
        """Whether a dandiset is shown."""
        return (
            (self.drafts or one.published is not None)
            and (self.empty or files_of(one) > 0)
            and (self.embargoed or one.embargo_status == "OPEN")
            and (self.mine is None or one.identifier in self.mine)
            and (self.starred is None or one.identifier in self.starred)
        )

    @property
    def words(self) -> str:
        """`no drafts, mine`; empty where all are shown."""
        parts = (
            "" if self.drafts else "no drafts",
            "" if self.empty else "no empty ones",
            "" if self.embargoed else "no embargoed ones",
            "" if self.mine is None else "mine",
            "" if self.starred is None else "starred",
        )
        return ", ".join(part for part in parts if part)


class Column(NamedTuple):
    """A column of the table beside id and name."""

    title: str
    width: int
    right: bool
    words: Callable[[Dandiset], str]


def _access(one: Dandiset) -> str:
    return {"OPEN": "open", "EMBARGOED": "embargoed"}.get(one.embargo_status, "opening")


def _version(one: Dandiset) -> str:
    return text.safe(one.version.version, limit=13) if one.version else ""


COLUMNS: Final = (
    Column("version", 13, False, _version),
    Column("modified", 11, False, lambda one: text.date(newest(one))),
    Column("files", 9, True, lambda one: text.count(files_of(one))),
    Column("size", 7, True, lambda one: text.size(size_of(one))),
    Column("stars", 5, True, lambda one: text.count(one.star_count) if one.star_count else ""),
    Column("access", 9, False, _access),
)
PRIORITY: Final = ("size", "files", "modified", "version", "access", "stars")
ID_WIDTH: Final = 8


def columns_in(width: int) -> tuple[Column, ...]:
    """The columns that have room beside id and name, in the order of the table."""
    if width < WIDE:
        return ()
    room = width - ID_WIDTH - MIN_NAME
    kept: set[str] = set()
    for title in PRIORITY:
        column = next(one for one in COLUMNS if one.title == title)
        if column.width + 2 > room:
            break
        kept.add(title)
        room -= column.width + 2
    return tuple(one for one in COLUMNS if one.title in kept)


def heading(width: int, order: str) -> tuple[Span, ...]:
    """The table's first row, by which it is sorted in bold."""
    by = {"change": "modified"}.get(order, order)
    columns = columns_in(width)
    titles = [Span(_cell(one.title, one), "sorted" if one.title == by else "dim")
              for one in columns]  # fmt: skip
    right = [span for title in titles for span in (Span("  "), title)]
    left = [
        Span(f"{'id':<{ID_WIDTH}}", "sorted" if by == "id" else "dim"),
        Span("name", "sorted" if by == "name" else "dim"),
    ]
    return spread(left, right, width)


def face(
    one: Dandiset, width: int, words: Iterable[str], *, alone: bool, tight: bool, order: str
) -> tuple[Span, ...]:
    """What a row shows: id, name cut between words, then what is unusual, or the columns.

    Args:
        one: Of which dandiset; its text is untrusted.
        width: Cells to fill.
        words: Of the filter; their letters are marked.
        alone: It is the only row that has room.
        tight: One blank behind the id in place of two.
        order: By what the list is sorted.
    """
    start = f"{fit(one.identifier, 12)} " + ("" if alone or tight else " ")
    columns = () if alone else columns_in(width)
    right = [
        span
        for column in columns
        for span in (Span("  "), Span(_cell(column.words(one), column), "dim"))
    ]
    mark = "" if columns else _mark(one, order)
    room = width - len(start) - sum(column.width + 2 for column in columns)
    if alone or room - len(mark) - 1 < MIN_TITLE:
        mark = ""
    name = fit(one.name, room - (len(mark) + 1 if mark else 0), cut_title)
    wanted = tuple(words)
    left = [*marked(start, wanted, "accent"), *marked(name, wanted, "name")]
    return spread(left, [*right, Span(mark, "dim")] if mark else right, width)


def _cell(words: str, column: Column) -> str:
    cut = fit(words, column.width)
    return f"{cut:>{column.width}}" if column.right else f"{cut:<{column.width}}"


def _mark(one: Dandiset, order: str) -> str:
    """The number that the list is sorted by, else what is unusual."""
    if order == "size":
        return text.size(size_of(one))
    if order == "files":
        return text.plural(files_of(one), "file")
    if order == "stars":
        return text.plural(one.star_count, "star")
    if one.embargo_status != "OPEN":
        return "embargoed"
    return "" if one.published else "draft"
