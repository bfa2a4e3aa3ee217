"""The search of pane 1: a filter's row whose operators Tab completes."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester

from dandi_tui.text import safe
from dandi_tui.ui.completion import in_operator
from dandi_tui.ui.widgets.filter_line import FilterLine

Complete = Callable[[str], str]


class Ghost(Suggester):
    """Shows behind the cursor what Tab would write."""

    def __init__(self, complete: Complete) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """The words completed; nothing where there is nothing to complete."""
        whole = self._complete(value)
        return whole if whole != value and whole.startswith(value) else None


class SearchLine(FilterLine):
    """`/ species:Mus musculus   9 found`.

    Args:
        complete: What is typed, as Tab would complete it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete an operator", show=False)
    ]
    # The styles are those of any filter's row.
    DEFAULT_CSS = "SearchLine { layout: horizontal; height: 1; display: none; }"

    def __init__(self, complete: Complete) -> None:
        super().__init__()
        self._complete = complete

    def on_mount(self) -> None:
        """Show what Tab would write."""
        self.input.suggester = Ghost(self._safely)

    def _safely(self, value: str) -> str:
        # Values come from the archive.
        return safe(self._complete(value)) if value else value

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tab goes to the next pane where nothing is being completed."""
        value = self.input.value
        return action != "complete" or in_operator(value) or self._safely(value) != value

    def action_complete(self) -> None:
        """Write what begins with what was typed."""
        self.input.value = self._safely(self.input.value)
        self.input.cursor_position = len(self.input.value)
