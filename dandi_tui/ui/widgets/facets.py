"""The facets of a search: a row each, whose values are chosen with the space bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from dandi_tui.ui.commands import Command, bindings
from dandi_tui.ui.theme import themed
from dandi_tui.ui.words import Span, fit, spans_width

Counts = Mapping[str, tuple[tuple[str, int], ...]]

LABEL: Final = 12
MAX_NAME: Final = 30
MIN_NAME: Final = 12
ROWS: Final = 5


def _command(name: str, keys: tuple[str, ...], shown: str, word: str, sentence: str) -> Command:
    return Command(
        name=name, keys=keys, shown=shown, word=word, sentence=sentence, group="This view"
    )


COMMANDS: Final = (
    _command("ToggleFacet", ("space",), "Space", "facet", "Choose a value, or take it back"),
    _command("FacetDown", ("down", "j"), "↓ j", "", "Go to the next facet, or to the list"),
    _command("FacetUp", ("up", "k"), "↑ k", "", "Go to the facet before, or to the words"),
    _command("ValueRight", ("right", "l"), "→ l", "", "Go to the next value"),
    _command("ValueLeft", ("left", "h"), "← h", "", "Go to the value before"),
    _command("LeaveFacets", ("enter",), "Enter", "list", "Go to the list"),
)


class Facets(Widget, can_focus=True):
    """Rows of values with their counts: `●` on, `○` off. What is on is told, not done, here."""

    DEFAULT_CSS = "Facets { height: 5; display: none; }"
    COMMANDS = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    ALLOW_SELECT = False

    at: reactive[tuple[str, str]] = reactive(("", ""))
    """The facet and the value that the next key is about."""

    @dataclass
    class Toggled(Message):
        """A value is wanted, or no longer."""

        facet: str
        value: str

    @dataclass
    class Left(Message):
        """The cursor leaves the facets."""

        upwards: bool

    def __init__(self) -> None:
        super().__init__()
        self._counts: Counts = {}
        self._chosen: Mapping[str, frozenset[str]] = {}
        self._top = 0

    def show(self, counts: Counts, chosen: Mapping[str, frozenset[str]]) -> None:
        """Show other counts; the cursor stays on its value, if that is still there.

        Args:
            counts: Values with counts by facet, in the order to show; untrusted text.
            chosen: The values that are on.
        """
        before, index = self._values, self._column
        self._counts = {facet: values for facet, values in counts.items() if values}
        self._chosen = chosen
        if self.at not in {(self.at[0], value) for value, _ in self._values}:
            self._go(self.at[0] if before else "", index)
        self.refresh()

    @property
    def names(self) -> list[str]:
        """The facets that have values."""
        return list(self._counts)

    @property
    def _values(self) -> tuple[tuple[str, int], ...]:
        """Of the cursor's facet."""
        return self._counts.get(self.at[0], ())

    @property
    def _column(self) -> int:
        return next((n for n, (value, _) in enumerate(self._values) if value == self.at[1]), 0)

    def _go(self, facet: str, column: int) -> None:
        """Put the cursor on a facet's value; on the first one if there is none such."""
        name = facet if facet in self._counts else next(iter(self._counts), "")
        values = self._counts.get(name, ())
        self.at = (name, values[min(column, len(values) - 1)][0]) if values else ("", "")

    def render_line(self, y: int) -> Strip:
        """One facet; above and below them a line, where there is room."""
        rules = self.size.height > ROWS
        n_rows = self.size.height - 2 * rules
        self._scroll(n_rows)
        if rules and y in (0, self.size.height - 1):
            n_hidden = self._top if y == 0 else len(self._counts) - self._top - n_rows
            return self._strip(self._rule(n_hidden))
        index = self._top + y - rules
        if index >= len(self._counts):
            return self._strip([])
        return self._strip(self._row(self.names[index]))

    def _rule(self, n_hidden: int) -> list[Span]:
        """A line that says how many facets are beyond it."""
        words = f" {n_hidden} more ╌" if n_hidden > 0 else ""
        return [Span("╌" * (self.size.width - len(words)), "border"), Span(words, "faint")]

    def _scroll(self, n_rows: int) -> None:
        """Keep the cursor's facet in view."""
        index = self.names.index(self.at[0]) if self.at[0] in self._counts else 0
        self._top = max(0, min(max(self._top, index - n_rows + 1), index))

    def _row(self, facet: str) -> list[Span]:
        """Label and values, as many as have room; of the cursor's row those around the cursor."""
        values, on = self._counts[facet], self._chosen.get(facet, frozenset())
        is_here = facet == self.at[0]
        label = Span(f" {facet:<{LABEL - 2}} ", "accent" if on else "dim")
        room = self.size.width - LABEL
        column = self._column if is_here else 0
        for first in range(column + 1):
            row, n_shown = self._values_from(facet, first, room)
            if first + n_shown > column or first == column:
                break
        return [label, *row] if values else [label]

    def _values_from(self, facet: str, first: int, room: int) -> tuple[list[Span], int]:
        spans: list[Span] = []
        values = self._counts[facet]
        on = self._chosen.get(facet, frozenset())
        for n, (value, count) in enumerate(values[first:]):
            at_cursor = self.has_focus and self.at == (facet, value)
            piece = _value_spans(value, count, room, is_on=value in on, at_cursor=at_cursor)
            more = 2 if first + n + 1 < len(values) else 0
            gap = [Span("  ")] if spans else []
            if spans and spans_width([*spans, *gap, *piece]) + more > room:
                return [*spans, Span(" …", "faint")], n
            spans += [*gap, *piece]
        return spans, len(values) - first

    def _strip(self, spans: list[Span]) -> Strip:
        segments = [Segment(text, self._style(role)) for text, role in spans if text]
        width = self.size.width
        return Strip(segments).adjust_cell_length(width, self._style("text")).simplify()

    def _style(self, role: str) -> Style:
        if role == "here":
            reverse = Style(bold=True, reverse=self.app.no_color or None)
            return themed(self.app, "selection-text", on="selection") + reverse
        return themed(self.app, role)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide it."""
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Take the focus; a facet's row is chosen."""
        offset = event.get_content_offset(self)
        index = self._top + offset.y - (self.size.height > ROWS) if offset else -1
        if 0 <= index < len(self.names):
            self._go(self.names[index], 0)

    def action_toggle_facet(self) -> None:
        """Choose the value under the cursor, or take it back."""
        if self.at[1]:
            self.post_message(self.Toggled(*self.at))

    def action_facet_down(self) -> None:
        """Go to the next facet; from the last to the list."""
        self._step(1)

    def action_facet_up(self) -> None:
        """Go to the facet before; from the first to the words."""
        self._step(-1)

    def _step(self, rows: int) -> None:
        names = self.names
        index = (names.index(self.at[0]) if self.at[0] in names else 0) + rows
        if 0 <= index < len(names):
            self._go(names[index], 0)
        else:
            self.post_message(self.Left(upwards=rows < 0))

    def action_value_right(self) -> None:
        """Go to the next value."""
        self._go(self.at[0], self._column + 1)

    def action_value_left(self) -> None:
        """Go to the value before."""
        self._go(self.at[0], max(0, self._column - 1))

    def action_leave_facets(self) -> None:
        """Go to the list."""
        self.post_message(self.Left(upwards=False))


def _value_spans(
    value: str, count: int, room: int, *, is_on: bool, at_cursor: bool
) -> tuple[Span, ...]:
    """`● Mus musculus 8`."""
    number = f" {count:,}"
    # Two values have room in a row; the one under the cursor may be longer.
    most = MAX_NAME if at_cursor else min(MAX_NAME, max(MIN_NAME, room // 2 - len(number) - 4))
    name = fit(value, max(4, min(most, room - len(number) - 4)))
    sign = Span("● ", "accent") if is_on else Span("○ ", "dim")
    role = "here" if at_cursor else "bright" if is_on else "text"
    return (sign, Span(name, role), Span(number, "faint"))
