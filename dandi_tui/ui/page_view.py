"""A page of words that is longer than its pane: which rows of it are in view."""

from collections.abc import Callable, Iterable

from textual.content import Content

from dandi_tui.ui.captions import styled
from dandi_tui.ui.commands import Command
from dandi_tui.ui.words import Span

Row = tuple[Span, ...]
Build = Callable[[int, bool], list[Row]]
"""The rows for so many cells; whole, or without what few want to read."""


class PageView:
    """Rows, of which as many are in view as there is room for.

    Args:
        key: What the page is about: a newer page about the same is shown at the same place.
        build: Makes the rows.
    """

    def __init__(self, key: tuple[str, ...], build: Build) -> None:
        self.key = key
        self.build = build
        self.whole = False
        self._top = 0
        self._n_rows = 0
        self._height = 1

    def rows(self, width: int, height: int) -> list[Row]:
        """The rows in view."""
        rows = self.build(width, self.whole)
        self._n_rows, self._height = len(rows), max(1, height)
        self._top = min(self._top, self._last)
        return rows[self._top : self._top + self._height]

    @property
    def _last(self) -> int:
        """The row that is at the top when the end is in view."""
        return max(0, self._n_rows - self._height)

    @property
    def place(self) -> str:
        """`rows 1–30 of 64`; empty where all is in view."""
        if self._n_rows <= self._height:
            return ""
        return f"rows {self._top + 1}–{self._top + self._height} of {self._n_rows}"

    def move(self, verb: str) -> None:
        """Scroll, as one of the preview's verbs says; others do nothing."""
        far = max(1, self._height // 2)
        steps = {
            "up": -1,
            "down": 1,
            "half_up": -far,
            "half_down": far,
            "first_page": -self._n_rows,
            "last_page": self._n_rows,
        }
        self._top = max(0, min(self._last, self._top + steps.get(verb, 0)))


def content_of(rows: Iterable[Row]) -> Content:
    """Rows in the colours of the theme."""
    return Content("\n").join(
        Content("").join(
            styled(
                span.text,
                "accent" if span.role == "link" else span.role,
                bold=span.role in ("bright", "key"),
                underline=span.role == "link",
            )
            for span in row
        )
        for row in rows
    )


def _scroll(name: str, shown: str, sentence: str, *, pair: bool = False) -> Command:
    return Command(
        name=name, keys=(), shown=shown, word="", sentence=sentence, group="This view", pair=pair
    )


PAGE_COMMANDS = (
    Command(
        name="WholePage",
        keys=("enter",),
        shown="Enter",
        word="all, less",
        sentence="show all of the description, contributors and versions, or less",
        group="This view",
    ),
    Command(
        name="MoveDown",
        keys=(),
        shown="j k",
        word="scroll",
        sentence="a row down, up",
        group="This view",
    ),
    _scroll("HalfDown", "^d ^u", "half a page down, up"),
    _scroll("FirstPage", "gg", "beginning"),
    _scroll("LastPage", "G", "end", pair=True),
)
"""What can be done with a page while the preview has the focus."""
