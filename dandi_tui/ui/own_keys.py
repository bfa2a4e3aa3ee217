"""The keys that a view has of its own: its facts say what each leads to (`Move`)."""

import re
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from dandi_tui.protocol.pictures import Facts, Move
from dandi_tui.protocol.requests import Draw
from dandi_tui.ui.commands import Command

ALIASES: Final = {"left": "h", "down": "j", "up": "k", "right": "l"}
"""Arrows mean what the letters do."""

SHOWN: Final = {
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "enter": "Enter",
    "space": "Space",
    "slash": "/",
}
"""How keys are written, where Textual names them otherwise."""

LETTERS: Final = frozenset("bcmruwzABCDEFHIJKLMOPQRSTUWXYZ")
"""What views may take that means nothing elsewhere: it works from the list of objects too."""

ELSEWHERE: Final = frozenset("hjklnNst0") | SHOWN.keys() | ALIASES.keys()
"""What has a meaning in lists, or in pictures in general: a view's own goes before in pane 4."""

KEYS: Final = tuple(sorted(LETTERS | ELSEWHERE))
"""All that a view may take."""


Place = Literal["picture", "list", "filtered list"]
"""Where a key is pressed: in the list of objects its own keys go before those of a view."""

TAKEN: Final[dict[Place, frozenset[str]]] = {
    "picture": frozenset(KEYS),
    "list": LETTERS | {"n", "N"},
    "filtered list": LETTERS,
}
"""What of a view works where: `n` and `N` are matches as long as there is a filter."""


def own_moves(facts: Facts | None, at: Place) -> dict[str, Move]:
    """The moves of what is shown, by their keys."""
    if facts is None:
        return {}
    return {move.key: move for move in facts.moves if move.key in TAKEN[at]}


def move_of(facts: Facts | None, key: str, at: Place) -> Move | None:
    """What a key leads to; None if it is not the view's own."""
    return own_moves(facts, at).get(ALIASES.get(key, key))


def own_commands(facts: Facts | None, at: Place) -> list[Command]:
    """The moves as commands, for footer, help and palette."""
    moves = own_moves(facts, at)
    return [_command(move) for move in moves.values()]


def without(commands: Sequence[Command], taken: Sequence[Command]) -> list[Command]:
    """Those of the commands whose keys do not mean something else here."""
    keys = {key for command in taken for key in command.keys}
    return [command for command in commands if not keys.intersection(command.keys)]


def _command(move: Move) -> Command:
    name = "".join(word.capitalize() for word in re.findall(r"[a-zA-Z0-9]+", move.sentence))
    return Command(
        name=name or "Move",
        keys=(move.key,),
        shown=SHOWN.get(move.key, move.key),
        word=move.word,
        sentence=move.sentence,
        group="This view",
        pair=move.pair,
    )


def followed(request: Draw, move: Move) -> Draw:
    """The request that a move of the same object leads to."""
    for key, value in move.options:
        request = request.with_option(key, value)
    changes: dict[str, object] = {
        name: value
        for name in ("window", "traces", "frame")
        if (value := getattr(move, name)) is not None
    }
    if move.view:
        changes["view"] = move.view
    return msgspec.structs.replace(request, **changes)


def arrival(request: Draw, move: Move) -> Draw:
    """The request that a move to another object leads to: its settings are the move's alone."""
    fresh = Draw(source=request.source, path=move.path, window=request.window)
    return followed(fresh, move)
