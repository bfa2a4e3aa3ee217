"""The last row: the keys that do something now."""

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from dandi_tui.ui import captions
from dandi_tui.ui.commands import Command
from dandi_tui.ui.keys import Entry, entries

ALWAYS = ("?", "q")
"""Keys that stay when others are left out."""


def footer_row(commands: Sequence[Command], width: int) -> Content:
    """Key and word of as many commands as fit; help and quit are always there."""
    worded = [entry for entry in entries(commands, short=True) if entry.word]
    last = [entry for entry in worded if entry.keys in ALWAYS]
    rest = [entry for entry in worded if entry.keys not in ALWAYS]
    room = width - 1 - sum(_cells(entry) for entry in last)
    kept: list[Entry] = []
    for entry in rest:
        room -= _cells(entry)
        if room < 0:
            break
        kept.append(entry)
    return captions.joined(
        [captions.key(entry.keys, entry.word) for entry in (*kept, *last)], captions.WIDE_GAP
    )


def _cells(entry: Entry) -> int:
    return len(entry.keys) + 1 + len(entry.word) + len(captions.WIDE_GAP)


class Footer(Widget):
    """Shows the commands it is given; it finds none by itself."""

    DEFAULT_CSS = "Footer { height: 1; padding: 0 1; }"

    def __init__(self, commands: Sequence[Command] = ()) -> None:
        super().__init__()
        self._commands = tuple(commands)

    def show(self, commands: Sequence[Command]) -> None:
        """Show these commands, the first ones first."""
        if self._commands != tuple(commands):
            self._commands = tuple(commands)
            self.refresh()

    def render(self) -> Content:
        """As many as fit."""
        return footer_row(self._commands, self.size.width)
