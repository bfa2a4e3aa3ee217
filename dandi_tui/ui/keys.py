"""Commands as footer and help write them: which of them, and pairs in one entry."""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.dom import DOMNode

from dandi_tui.ui.commands import Command, Group


@dataclass(frozen=True)
class Entry:
    """One entry of footer or help."""

    keys: str
    word: str
    sentence: str
    group: Group


def entries(commands: Iterable[Command]) -> list[Entry]:
    """The commands that have a key, each pair as one: `[ ]`, `earlier, later`."""
    made: list[Entry] = []
    for command in commands:
        if not command.shown:
            continue
        if command.pair and made:
            first = made.pop()
            made.append(
                Entry(
                    f"{first.keys} {command.shown}",
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

    Those that can do nothing now (`check_action`) are left out.
    """
    found: dict[str, Command] = {}
    for holder in node.ancestors_with_self if node else ():
        declared: object = getattr(holder, "KEY_COMMANDS", None) or getattr(holder, "COMMANDS", ())
        for command in declared if isinstance(declared, tuple) else ():
            if holder.check_action(command.action, ()):
                found.setdefault(command.name, command)
    return list(found.values())
