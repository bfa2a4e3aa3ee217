"""Commands as footer and help write them: which of them, and pairs in one entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from textual.dom import DOMNode

from dandi_tui.ui.commands import Command, Group
from dandi_tui.ui.keymap import keymap_at


@dataclass(frozen=True)
class Entry:
    """One entry of footer or help."""

    keys: str
    word: str
    sentence: str
    group: Group


def entries(commands: Iterable[Command], *, short: bool = False) -> list[Entry]:
    """The commands that have a key, each pair as one: `[ ]`, `earlier, later`."""
    made: list[Entry] = []
    for command in commands:
        if not command.shown:
            continue
        if command.pair and made:
            first = made.pop()
            # The capital of a letter goes the other way, as everywhere: footers need not say so.
            capital = command.shown.lower() == first.keys
            made.append(
                Entry(
                    f"{first.keys} {command.shown}" if not (capital and short) else first.keys,
                    ", ".join(word for word in (first.word, command.word) if word),
                    f"{first.sentence}, {_lower(command.sentence)}",
                    first.group,
                )
            )
        else:
            made.append(Entry(command.shown, command.word, _lower(command.sentence), command.group))
    return made


def _lower(sentence: str) -> str:
    """Without the capital and the full stop: help is a list of phrases."""
    phrase = sentence.rstrip(".")
    return phrase[:1].lower() + phrase[1:] if phrase[1:2].islower() else phrase


def commands_at(node: DOMNode | None) -> list[Command]:
    """The commands of a widget and of all that hold it, the nearest first, each once.

    Those that can do nothing now (`check_action`) are left out; the others have the keys that the
    settings file gives them.
    """
    found: dict[str, Command] = {}
    for holder in node.ancestors_with_self if node else ():
        for command in _declared(holder):
            if holder.check_action(command.action, ()):
                found.setdefault(command.name, command)
    return keymap_at(node).worded(found.values()) if node else []


def _declared(holder: DOMNode) -> tuple[Command, ...]:
    """The commands of one widget; those of a screen have another name, as Textual's has."""
    declared = getattr(holder, "KEY_COMMANDS", None) or getattr(holder, "COMMANDS", ())
    return declared if isinstance(declared, tuple) else ()


def runnable_at(node: DOMNode | None) -> dict[str, object]:
    """Who has the action of each command: a widget or one that holds it, by the command's name."""
    holders: dict[str, object] = {}
    for holder in node.ancestors_with_self if node else ():
        for command in _declared(holder):
            if hasattr(holder, f"action_{command.action}"):
                holders.setdefault(command.name, holder)
    return holders


PLAIN: Final = {
    "Whole": "Show all of it",
    "HalfDown": "Half a page down",
    "HalfUp": "Half a page up",
    "Fold": "Fold the row",
    "Unfold": "Unfold the row",
    "GoTop": "Go to the first row",
    "GoFirst": "Go to the first row",
    "GoEnd": "Go to the last row",
}
"""What a command is called where its name alone tells a stranger nothing."""


def name_in_words(command: Command) -> str:
    """`NextView` as `Next view`."""
    words = command.action.replace("_", " ")
    return PLAIN.get(command.name, words[:1].upper() + words[1:])
