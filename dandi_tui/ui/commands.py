"""Commands: each is declared once; bindings, footer, help and palette derive from it.

A widget or screen lists its commands in `COMMANDS` and makes its `BINDINGS` from them; each has an
action method `action_<action>`. Only commands that work are declared.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding

Group = Literal["This view", "Views", "Take away", "Panes", "Everywhere"]


@dataclass(frozen=True, kw_only=True)
class Command:
    """One thing that a person can do."""

    name: str
    """Imperative, one word: `NextView`. Settings and the palette know it by this name."""
    keys: tuple[str, ...]
    """As Textual names them: `left_square_bracket`, `ctrl+d`; empty: only in the palette."""
    shown: str
    """The keys as written in footer and help: `[`."""
    word: str
    """One or two words for the footer; empty: not in the footer."""
    sentence: str
    """What it does, for help and palette."""
    group: Group = "Everywhere"
    pair: bool = False
    """Footer and help show it in one entry with the command before it: `[ ]  earlier, later`."""

    @property
    def action(self) -> str:
        """The name of its action: `next_view`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.name).lower()


def bound(command: Command, action: str, *, priority: bool = False) -> Binding:
    """The keys of a command, bound to an action."""
    keys = ",".join(command.keys)
    return Binding(keys, action, command.sentence, show=False, priority=priority, id=command.name)


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """Textual bindings of commands; our footer shows them, so Textual's does not.

    The id is the command's name, by which `Keymap` moves them to other keys.
    """
    return [bound(command, command.action) for command in commands if command.keys]
