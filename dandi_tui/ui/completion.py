"""Completes operators and their values in a search, as Tab does. Pure."""

from collections.abc import Callable, Sequence
from os.path import commonprefix

from dandi_tui.archive.index.server import FILE_TYPES, OPERATORS

Values = Callable[[str], Sequence[str]]
"""The known values of `species`, `approach`, `technique`."""


def completed(words: str, values: Values) -> str:
    """`words` with the last one completed: as far as all that begins so agrees, else the first.

    The same text where there is nothing to complete.

    Args:
        words: What was typed so far.
        values: Known values by operator.
    """
    head, last = _split(words)
    if not last:
        return words
    typed = _folded(last)
    starting = [one for one in _candidates(last, values) if _folded(one).startswith(typed)]
    if not starting or last in starting:
        return words
    shared = commonprefix([one.casefold() for one in starting])  # noqa: RUF071 -- no paths
    best = starting[0]
    return head + (best[: len(shared)] if len(shared) > len(last) else best)


def in_operator(words: str) -> bool:
    """Whether the last word is an operator's value."""
    return _split(words)[1].casefold().startswith(OPERATORS)


def _folded(word: str) -> str:
    """Without case and quotes, which nobody need type."""
    return word.casefold().replace('"', "")


def _split(words: str) -> tuple[str, str]:
    """What stays, and the last word; a value in quotes is one word."""
    at = len(words)
    if words.count('"') % 2:
        at = words.rindex('"')
    start = words.rfind(" ", 0, at) + 1
    return words[:start], words[start:]


def _candidates(last: str, values: Values) -> list[str]:
    operator, colon, _ = last.partition(":")
    if not colon:
        return list(OPERATORS)
    known: Sequence[str] = {"file_type": FILE_TYPES, "owner": ("me",)}.get(operator, ())
    if operator in ("species", "approach", "technique"):
        known = values(operator)
    quoted = '"' in last
    return [
        f'{operator}:"{value}"' if quoted or " " in value else f"{operator}:{value}"
        for value in known
        if '"' not in value
    ]
