"""Other keys for commands, as the settings file wishes: checked, then in force everywhere.

A command is known by its name. Its bindings carry that name as their id, so that a screen can move
them to other keys, and footer, help and palette write the keys that it has now.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.keys import Keys

from dandi_tui.settings import KeyWish
from dandi_tui.text import safe
from dandi_tui.ui.commands import Command
from dandi_tui.ui.own_keys import SHOWN

FIXED: Final = frozenset("1234")
"""Keys of the panes."""

MODIFIERS: Final = frozenset({"ctrl", "alt", "shift"})
NAMED: Final = {key.value for key in Keys if "+" not in key.value and "<" not in key.value}
WORDS: Final = {"esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown"}


@dataclass(frozen=True)
class Keymap:
    """The commands that have other keys than usual."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the command's name, as Textual names them."""
    shown: Mapping[str, str] = field(default_factory=dict)
    """By the command's name, as footer and help write them."""
    problems: tuple[str, ...] = ()
    """Sentences on the wishes that cannot be."""

    def worded(self, commands: Iterable[Command]) -> list[Command]:
        """The commands with the keys that they have now."""
        return [self._worded(command) for command in commands] if self.keys else list(commands)

    def _worded(self, command: Command) -> Command:
        if command.name not in self.keys:
            return command
        keys = self.keys[command.name] if command.keys else ()
        return replace(command, keys=keys, shown=self.shown[command.name])

    def apply(self, bindings: BindingsMap) -> None:
        """Move the bindings of one node to their keys of now; others on the old keys stay."""
        if not self.keys:
            return
        moved: dict[str, list[Binding]] = {}
        for key, several in list(bindings.key_to_bindings.items()):
            stay = [one for one in several if one.id not in self.keys]
            for one in several:
                for other in self.keys.get(one.id or "", ()):
                    _add(moved.setdefault(other, []), one.with_key(other))
            bindings.key_to_bindings[key] = stay
        for key, several in moved.items():
            bindings.key_to_bindings[key] = [*several, *bindings.key_to_bindings.get(key, ())]


def _add(several: list[Binding], one: Binding) -> None:
    """A command of two keys is bound twice; on its new key once is enough."""
    if all(other.action != one.action for other in several):
        several.append(one)


def keymap_at(node: DOMNode) -> Keymap:
    """The keymap of the app that a node is in."""
    keymap = getattr(node.app, "keymap", None)
    return keymap if isinstance(keymap, Keymap) else USUAL


USUAL: Final = Keymap()
"""Nobody wishes for other keys."""


def keymap_of(wishes: Sequence[KeyWish], *scopes: Iterable[Command]) -> Keymap:
    """The wishes that can be: the command is there, the keys are keys, and nobody else's.

    Where two want the same key, the one that stands first has it.

    Args:
        wishes: Of the settings file.
        scopes: The commands of each screen: only those of one screen can be in each other's way.
    """
    if not wishes:
        return Keymap()
    usual_in = [_keys_by_name(commands) for commands in scopes]
    usual = {name: keys for scope in usual_in for name, keys in scope.items()}
    problems: list[str] = []
    wanted: dict[str, tuple[KeyWish, tuple[str, ...]]] = {}
    for wish in wishes:
        keys = _checked(wish, usual, problems)
        if keys:
            wanted[wish.command] = (wish, keys)
    for scope in usual_in:
        while clash := _clash(wanted, scope):
            name, key, other = clash
            wish, _ = wanted.pop(name)
            problems.append(f"{wish.where}: {written(key)} is the key of {other} already.")
    return Keymap(
        keys={name: keys for name, (_, keys) in wanted.items()},
        shown={name: " ".join(map(written, keys)) for name, (_, keys) in wanted.items()},
        problems=tuple(problems),
    )


def _keys_by_name(commands: Iterable[Command]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for command in commands:
        found.setdefault(command.name, set()).update(command.keys)
    return found


def _checked(
    wish: KeyWish, usual: Mapping[str, object], problems: list[str]
) -> tuple[str, ...] | None:
    if not usual.get(wish.command):
        import difflib  # 2 ms, of which a file without mistakes needs nothing

        near = difflib.get_close_matches(wish.command[:60], usual, n=2, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else "."
        name = safe(wish.command, limit=60)
        problems.append(f"{wish.where}: no command with a key is called {name}{hint}")
        return None
    keys = [key_named(one) for one in wish.keys]
    if "" in keys:
        odd = safe(wish.keys[keys.index("")], limit=60)
        problems.append(f"{wish.where}: {odd} is no key; keys are x, X, ^x, F5, space, [.")
        return None
    return tuple(dict.fromkeys(keys))


def _clash(
    wanted: Mapping[str, tuple[KeyWish, tuple[str, ...]]], usual: Mapping[str, set[str]]
) -> tuple[str, str, str] | None:
    """The last wish for a key that another command has, the key, and whose it is."""
    now = {name: set(wanted[name][1]) if name in wanted else usual[name] for name in usual}
    now["FocusPane"] = set(FIXED)
    for name, (_, keys) in reversed([*wanted.items()]):
        if name not in usual:
            continue  # a command of another screen
        for other, theirs in now.items():
            shared = [key for key in keys if key in theirs]
            # Two commands that share a key by nature never work at the same time.
            if shared and other != name and not usual[name] & usual.get(other, set()):
                return name, shared[0], other
    return None


def key_named(written_key: str) -> str:
    """Textual's name of a key as a person writes it: `^d` is `ctrl+d`; empty if it is none."""
    key = written_key.strip() or written_key[:1]
    if re.fullmatch(r"\^[A-Za-z]", key):
        key = f"ctrl+{key[1].lower()}"
    if len(key) == 1:
        return _of_character(key)
    *modifiers, name = [part.strip() for part in key.lower().split("+")]
    name = WORDS.get(name, name)
    if not set(modifiers) <= MODIFIERS:
        return ""
    if len(name) == 1 and modifiers and name.isalnum() and name.isascii():
        return "+".join([*modifiers, name])
    return "+".join([*modifiers, name]) if name in NAMED else ""


def _of_character(character: str) -> str:
    if character == ",":
        return "comma"
    if character == " ":
        return "space"
    if not character.isprintable() or not character.isascii():
        return ""
    return next(iter(Binding.make_bindings([Binding(character, "none")]))).key


def written(key: str) -> str:
    """A key as footer and help write it."""
    if key in SHOWN:
        return SHOWN[key]
    if match := re.fullmatch(r"ctrl\+([a-z])", key):
        return f"^{match[1]}"
    if len(key) == 1:
        return key
    characters = {_of_character(chr(code)): chr(code) for code in range(33, 127)}
    return characters.get(key, key.capitalize())
