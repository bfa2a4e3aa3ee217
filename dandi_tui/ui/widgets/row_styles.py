"""The styles of a list's rows, looked up in the theme.

As component classes they would be nodes, and be styled anew with each move of the focus.
"""

from typing import Final

from rich.style import Style
from textual.app import App

from dandi_tui.ui.theme import themed

LOOKS: Final[dict[str, tuple[str, Style]]] = {
    "name": ("text", Style()),
    "key": ("key", Style(bold=True)),
    "match": ("key", Style(underline=True)),
}
"""The colour and the weight of what a row shows; all else has the colour of its own name."""


class RowStyles:
    """Keeps the styles of one theme; `clear` when it changes."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, bool, bool], Style] = {}

    def clear(self) -> None:
        """Forget what was looked up."""
        self._kept.clear()

    def style(self, app: App[object], role: str, *, at_cursor: bool, lit: bool) -> Style:
        """Of a role, on the cursor's row or another, in the pane that keys go to or another."""
        place = (role, at_cursor, lit)
        style = self._kept.get(place)
        if style is None:
            style = self._kept[place] = _looked_up(app, role, at_cursor, lit)
        return style


def _looked_up(app: App[object], role: str, at_cursor: bool, lit: bool) -> Style:
    if role == "mark":
        return themed(app, "accent" if lit else "dim", on=_ground(at_cursor, lit))
    colour, weight = LOOKS.get(role, (role, Style()))
    if not at_cursor:
        return themed(app, colour) + weight
    weight += Style(bold=role == "name" or None, reverse=(lit and app.no_color) or None)
    return themed(app, "selection-text" if lit else colour, on=_ground(at_cursor, lit)) + weight


def _ground(at_cursor: bool, lit: bool) -> str:
    if not at_cursor:
        return "background"
    return "selection" if lit else "selection-elsewhere"
