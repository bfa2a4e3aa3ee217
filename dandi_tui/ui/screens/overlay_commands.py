"""What can be done in the overlays that are lists: the names are those of the panes' commands,
so that a key of one's own moves both."""

from typing import Final

from dandi_tui.ui.commands import Command


def _far(name: str, keys: tuple[str, ...], shown: str, sentence: str) -> Command:
    """A motion that the footer need not say."""
    return Command(name=name, keys=keys, shown=shown, word="", sentence=sentence)


def taking(word: str, sentence: str = "", *, keys: tuple[str, ...] = ("enter",)) -> Command:
    """What Enter does with the chosen row."""
    return Command(name="Take", keys=keys, shown="Enter", word=word, sentence=sentence or word)


def closing(*keys: str) -> Command:
    """Esc closes it, `q` too, and whatever opened it."""
    return Command(
        name="Close", keys=("escape", "q", *keys), shown="Esc", word="close", sentence="close"
    )


CHOOSE: Final = (
    Command(name="MoveDown", keys=("down", "j"), shown="↓", word="choose", sentence="next"),
    Command(name="MoveUp", keys=("up", "k"), shown="↑", word="", sentence="previous", pair=True),
    _far("HalfDown", ("ctrl+d", "pagedown"), "^d", "half a page down"),
    _far("HalfUp", ("ctrl+u", "pageup"), "^u", "half a page up"),
    _far("GoTop", ("g",), "g", "first"),
    _far("GoFirst", ("home",), "Home", "first"),
    _far("GoEnd", ("G", "end"), "G", "last"),
)
"""Motions in a list."""

TRY_AGAIN: Final = Command(
    name="TryAgain",
    keys=("r",),
    shown="r",
    word="try again",
    sentence="ask again for what did not arrive",
)

HELP: Final = Command(
    name="Help",
    keys=("question_mark", "f1"),
    shown="?",
    word="help",
    sentence="keys of this",
)

GO_BACK: Final = Command(name="GoBack", keys=(), shown="Esc", word="close", sentence="close")
"""Where one types: Esc always, since any other key may be what is typed."""
