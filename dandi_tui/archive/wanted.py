"""The words of a filter, and which texts have them. Pure."""

from collections.abc import Iterable


def words_of(query: str) -> tuple[str, ...]:
    """The words of a filter; all of them must be in what it keeps, in any order and case.

    A `*` in a word stands for anything, as in the archive's own globs.
    """
    return tuple(word for word in query.casefold().split() if word.strip("*"))


def matches(words: Iterable[str], text: str) -> bool:
    """Whether `text` holds every word."""
    folded = text.casefold()
    return all(
        word in folded if "*" not in word else bool(pieces_in(word, folded)) for word in words
    )


def pieces_in(word: str, folded: str) -> list[tuple[int, int]]:
    """Where the pieces of a word between its asterisks are, one behind the other; none if not."""
    found: list[tuple[int, int]] = []
    start = 0
    for piece in filter(None, word.split("*")):
        at = folded.find(piece, start)
        if at < 0:
            return []
        start = at + len(piece)
        found.append((at, start))
    return found


def globs_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """What to ask an archive for whose globs take words in one order only: each in turn, until
    all paths with these words are among the answers; what else they bring is sorted out here.

    As it was typed comes first, since most people type in the order of paths; then the two
    longest words, in both orders.
    """
    if not words:
        return ()
    pair = sorted(words, key=len, reverse=True)[:2]
    globs = (f"*{'*'.join(order)}*" for order in (words, pair, pair[::-1]))
    return tuple(dict.fromkeys(globs))
