"""A screen whose commands have the keys that the settings file gives them."""

from typing import TypeVar

from textual.binding import BindingsMap
from textual.dom import DOMNode
from textual.screen import Screen

from dandi_tui.ui.keymap import keymap_at

ResultT = TypeVar("ResultT")


class RemappedScreen(Screen[ResultT]):
    """Moves the bindings of all that has the focus, by the commands' names."""

    @property
    def _binding_chain(self) -> list[tuple[DOMNode, BindingsMap]]:
        """Textual's, with the keys that the settings file wishes.

        Its own keymaps also take away what other commands have on the same keys.
        """
        chain = super()._binding_chain
        keymap = keymap_at(self)
        for _, bindings in chain:
            keymap.apply(bindings)
        return chain
