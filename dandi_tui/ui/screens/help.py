"""The help of a pane: every key that does something now, in two columns; typing filters."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from dandi_tui.ui.captions import styled
from dandi_tui.ui.commands import Command
from dandi_tui.ui.keys import Entry, entries
from dandi_tui.ui.screens.overlay import Overlay
from dandi_tui.ui.screens.overlay_commands import GO_BACK
from dandi_tui.ui.widgets.status_line import Status

LEFT: Final = ("This view", "Views", "Take away")
RIGHT: Final = ("Panes", "Everywhere")
KEYS: Final = 11
"""Cells of the column of keys."""


def chosen(all_entries: Iterable[Entry], typed: str) -> list[Entry]:
    """The entries that hold all that was typed, in keys or words."""
    wanted = typed.casefold().split()
    return [
        entry
        for entry in all_entries
        if all(word in f"{entry.keys} {entry.sentence}".casefold() for word in wanted)
    ]


def column(all_entries: Sequence[Entry], groups: Sequence[str]) -> Content:
    """The groups below each other, each with its heading; an empty one is left out."""
    blocks = []
    for group in groups:
        lines = [
            Content.assemble(
                styled(entry.keys.ljust(KEYS - 1) + " ", "key", bold=True), styled(entry.sentence)
            )
            for entry in all_entries
            if entry.group == group
        ]
        if lines:
            blocks.append(Content("\n").join([styled(group, "dim", bold=True), *lines]))
    return Content("\n\n").join(blocks)


class HelpScreen(Overlay[None]):
    """Lists commands; whoever opens it says which work now."""

    KEY_COMMANDS = (GO_BACK,)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1", "close", show=False),
        Binding("backspace", "shorten", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("ctrl+d,pagedown", "turn(1)", show=False),
        Binding("ctrl+u,pageup", "turn(-1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
    ]

    def __init__(self, title: str, commands: Sequence[Command], status: Status) -> None:
        super().__init__(f"Help: {title}", status)
        self._entries = entries(commands)
        self._typed = ""

    def compose_frame(self) -> Iterable[Widget]:
        """Two columns and what was typed."""
        yield VerticalScroll(
            Horizontal(Static(id="help-left"), Static(id="help-right"), id="help-columns"),
            can_focus=False,
        )
        yield Static(id="help-typed")

    def on_mount(self) -> None:
        """Show all of it."""
        rows = self.query_one(VerticalScroll)
        for part in ("scroll_y", "max_scroll_y", "virtual_size"):
            self.watch(rows, part, self._tell_rest, init=False)
        self._tell_rest()
        self._show()

    def _tell_rest(self) -> None:
        """Say that there is more below."""
        rows = self.query_one(VerticalScroll)
        more = rows.scroll_y < rows.max_scroll_y
        self.frame.border_subtitle = Content("↓ more  Esc close" if more else "Esc close")

    def on_key(self, event: events.Key) -> None:
        """Typing filters the list."""
        if event.character and event.is_printable and event.character != "?":
            self._typed += event.character
            self._show()
            event.stop()

    def action_shorten(self) -> None:
        """Take the last letter away."""
        self._typed = self._typed[:-1]
        self._show()

    def action_scroll(self, rows: int) -> None:
        """Show what is below or above."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_turn(self, pages: int) -> None:
        """Show the next page, or the one before."""
        rows = self.query_one(VerticalScroll)
        rows.scroll_relative(y=pages * max(1, rows.size.height - 1), animate=False)

    def action_end(self, side: int) -> None:
        """Show the beginning or the end."""
        rows = self.query_one(VerticalScroll)
        rows.scroll_to(y=rows.max_scroll_y if side > 0 else 0, animate=False)

    def _show(self) -> None:
        found = chosen(self._entries, self._typed)
        one = self.size.width < 90
        left = column(found, (*LEFT, *RIGHT) if one else LEFT)
        self.query_one("#help-left", Static).update(left)
        right = self.query_one("#help-right", Static)
        right.display = not one
        right.update(column(found, RIGHT))
        said = Content.assemble(styled("› ", "key"), styled(self._typed, "bright", bold=True))
        hint = styled("Type to filter this list.", "faint")
        nothing = styled("  No key does that here.", "dim")
        line = said + nothing if not found else said
        self.query_one("#help-typed", Static).update(line if self._typed else hint)

    def on_resize(self) -> None:
        """One column where two have no room."""
        self._show()
