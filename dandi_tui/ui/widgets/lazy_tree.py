"""Our list and tree: a flat list of rows, of which only the visible ones are ever built."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from dandi_tui.ui.commands import bindings
from dandi_tui.ui.twice import Twice
from dandi_tui.ui.widgets.list_commands import TREE_COMMANDS
from dandi_tui.ui.widgets.row_styles import RowStyles
from dandi_tui.ui.widgets.rows import Note, Row, TreeRows
from dandi_tui.ui.words import Span

Face = Callable[[Row, int, bool], tuple[Span, ...]]
"""Builds what a row shows: of which row, in how many cells, and whether it stands alone."""

REST_S = 0.08
"""How long the cursor rests on a row before that is news."""


class LazyTree(ScrollView, can_focus=True):
    """Shows `model.visible`; a cursor moves over it, rows fold and unfold.

    Args:
        face: Builds what a row shows beside mark, indentation and sign.
    """

    COMMANDS = TREE_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(TREE_COMMANDS)]
    DEFAULT_CSS = "LazyTree { height: 1fr; overflow: hidden; }"
    ALLOW_SELECT = False

    # More rows change nothing around the list: it has no scroll bar.
    virtual_size = Reactive(Size(0, 0))

    cursor: reactive[int] = reactive(0, repaint=False)
    """Index of the row that the next key is about."""

    lit: reactive[bool] = reactive(False, repaint=False)
    """Whether its pane is the one that keys go to."""

    @dataclass
    class Highlighted(Message):
        """The cursor came to rest on a row."""

        row: Row

        def can_replace(self, message: Message) -> bool:
            """Only the newest rest matters."""
            return isinstance(message, LazyTree.Highlighted)

    @dataclass
    class Opened(Message):
        """Enter, or a second click, on a row that opens."""

        row: Row

    @dataclass
    class Unfolded(Message):
        """A row was unfolded whose rows are not loaded."""

        row: Row

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.model = TreeRows()
        """The rows; after a change of them, call `update`."""
        self._face = face
        self._styles = RowStyles()
        self._rest: Timer | None = None
        self._g = Twice(self)
        self._key = ""
        self.unfolding = ""
        """The row that was unfolded last, until what is below it came, or did not."""
        self.moved = False  # by the user, since the rows were shown

    @property
    def row(self) -> Row | None:
        """The row under the cursor, if there is one that is not a sentence."""
        rows = self.model.visible
        row = rows[self.cursor] if self.cursor < len(rows) else None
        return None if row is None or isinstance(row.item, Note) else row

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether there are more rows than room."""
        return self.max_scroll_y > 0

    @property
    def is_unfolding(self) -> bool:
        """Whether the rows below the one that was unfolded last are still to come."""
        return bool(self.unfolding) and not self.model.children(self.unfolding)

    def show(self, model: TreeRows, key: str = "") -> None:
        """Show other rows, with the cursor on the row `key`, else on the first."""
        self.model, self.moved, self.unfolding = model, False, ""
        self.set_reactive(LazyTree.cursor, (model.index_of(key) if key else None) or 0)
        self._measure()
        self._show_cursor()
        self._rest_again()

    def update(self) -> None:
        """The rows changed; the cursor stays on its row."""
        before = self._key
        index = self.model.index_of(before, near=self.cursor) if before else None
        last = max(0, len(self.model.visible) - 1)
        self.set_reactive(LazyTree.cursor, min(self.cursor, last) if index is None else index)
        self._measure()
        self._show_cursor()
        if self._key != before:
            self._rest_again()

    def move_to(self, key: str) -> bool:
        """Put the cursor on a row that is shown; whether there is one."""
        index, before = self.model.index_of(key, near=self.cursor), self.moved
        if index is not None:
            self.cursor = index
            self.moved = before
        return index is not None

    def toggle(self, row: Row) -> None:
        """Fold the row if it is unfolded, else unfold it."""
        if row.unfolded:
            self.model.fold(row.key)
        elif row.folds:
            self.model.unfold(row.key)
            if not self.model.has(row.key):
                self.unfolding = row.key
                self.post_message(self.Unfolded(row))
        self.update()
        self._rest_again()

    def render_line(self, y: int) -> Strip:
        """Show one row; it is built now, since only few of many are ever seen."""
        index = self.scroll_offset.y + y
        rows = self.model.visible
        width = self.size.width
        if index >= len(rows):
            return Strip.blank(width, self._style("text", False))
        row = rows[index]
        if self.size.height == 1:
            return self._strip(
                [Span(" "), *self._alone(row, width - 2), Span(" ")], at_cursor=False
            )
        at_cursor = index == self.cursor and (len(rows) > 1 or self.row is not None)
        mark = Span("▌", "mark") if at_cursor else Span(" ")
        return self._strip([mark, *self._placed(row, width - 2), Span(" ")], at_cursor=at_cursor)

    def _alone(self, row: Row, width: int) -> tuple[Span, ...]:
        """A row that is all there is to see of its list: no indentation, no sign."""
        return row.item.spans(width) if isinstance(row.item, Note) else self._face(row, width, True)

    def _placed(self, row: Row, width: int) -> tuple[Span, ...]:
        """A row with its indentation and sign; a deep one keeps a third of the width."""
        sign = "▾" if row.unfolded else row.sign
        start = " " * min(row.depth * 2, width * 2 // 3) + (f"{sign} " if sign else "")
        room = width - len(start)
        shown = row.item.spans(room) if isinstance(row.item, Note) else self._face(row, room, False)
        return (Span(start, "dim"), *shown)

    def _strip(self, spans: list[Span], *, at_cursor: bool) -> Strip:
        segments = [Segment(text, self._style(role, at_cursor)) for text, role in spans if text]
        return Strip(segments, self.size.width).simplify()

    def _style(self, role: str, at_cursor: bool) -> Style:
        return self._styles.style(self.app, role, at_cursor=at_cursor, lit=self.lit)

    def watch_lit(self) -> None:
        """Repaint the row under the cursor, which shows where keys go to."""
        self.refresh_line(self.cursor)

    def notify_style_update(self) -> None:
        """Forget the styles that were looked up: the theme changed."""
        self._styles.clear()
        super().notify_style_update()

    def watch_cursor(self, before: int, after: int) -> None:
        """Repaint the two rows that changed, and wait for the cursor to rest."""
        self.moved = True
        self.refresh_line(before)
        self.refresh_line(after)
        self._note_key()
        self._show_cursor()
        self._rest_again()

    def _measure(self) -> None:
        self.virtual_size = Size(0, len(self.model.visible))
        if self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
        self._note_key()
        self.refresh()

    def _note_key(self) -> None:
        """Remember the cursor's row; not of a sentence, which the rows to come push down."""
        row = self.row
        self._key = row.key if row else ""

    def _show_cursor(self) -> None:
        """Scroll as little as the cursor needs."""
        height, top = self.size.height, self.scroll_offset.y
        if height and not top <= self.cursor < top + height:
            y = self.cursor if self.cursor < top else self.cursor - height + 1
            self.scroll_to(y=y, animate=False, immediate=True)

    def _rest_again(self) -> None:
        if self._rest:
            self._rest.stop()
        self._rest = self.set_timer(REST_S, self._tell) if self.is_attached else None

    def _tell(self) -> None:
        if self.row:
            self.post_message(self.Highlighted(self.row))

    def on_mount(self) -> None:
        """Show the rows that are there already."""
        self._measure()

    def on_resize(self, event: Resize) -> None:
        """Keep the cursor in view."""
        self.refresh()
        self.call_after_refresh(self._show_cursor)

    def on_click(self, event: Click) -> None:
        """Go to the row; its sign folds, a second click opens."""
        offset = event.get_content_offset(self)
        index = self.scroll_offset.y + offset.y if offset else len(self.model.visible)
        if index >= len(self.model.visible):
            return
        row, again = self.model.visible[index], index == self.cursor and event.chain > 1
        self.cursor = index
        if offset and row.folds and offset.x in range(row.depth * 2 + 1, row.depth * 2 + 3):
            self.toggle(row)
        elif again:
            self.action_open()

    def move_by(self, rows: int) -> None:
        """Move the cursor, as far as there are rows."""
        last = len(self.model.visible) - 1
        self.cursor = max(0, min(last, self.cursor + rows))

    def action_move_down(self) -> None:
        """Go to the next row."""
        self.move_by(1)

    def action_move_up(self) -> None:
        """Go to the row before."""
        self.move_by(-1)

    def action_half_down(self) -> None:
        """Go half a page down."""
        self.move_by(max(1, self.size.height // 2))

    def action_half_up(self) -> None:
        """Go half a page up."""
        self.move_by(-max(1, self.size.height // 2))

    def action_go_first(self) -> None:
        """Go to the first row."""
        self.cursor = 0

    def action_go_end(self) -> None:
        """Go to the last row."""
        self.move_by(len(self.model.visible))

    def action_go_top(self) -> None:
        """Go to the first row at the second `g`, if it comes in time."""
        if self._g.press():
            self.cursor = 0

    def action_fold(self) -> None:
        """Fold the row; if it is folded, go to the one that holds it."""
        row = self.row
        if row and row.unfolded:
            self.toggle(row)
        elif self.model.visible and (above := self.model.parent_index(self.cursor)) is not None:
            self.cursor = above

    def action_unfold(self) -> None:
        """Unfold the row; if it is unfolded, go to the first one inside."""
        row = self.row
        if row and row.unfolded and self.cursor + 1 < len(self.model.visible):
            self.move_by(1 if self.model.visible[self.cursor + 1].depth > row.depth else 0)
        elif row:
            self.toggle(row)

    def action_open(self) -> None:
        """Open the row, or fold and unfold it if it only holds others."""
        if row := self.row:
            self.toggle(row) if not row.opens else self.post_message(self.Opened(row))
