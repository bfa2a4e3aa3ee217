"""Fuzzy matching: letters in order, the best first. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

NAME_BONUS: Final = 8.0
START_BONUS: Final = 6.0
RUN_BONUS: Final = 4.0
GAP_COST: Final = 0.2
LENGTH_COST: Final = 0.05
LONGEST: Final = 400


@dataclass(frozen=True)
class Match:
    """How well some letters fit a text, and where they are in it."""

    score: float
    positions: tuple[int, ...]


@lru_cache(maxsize=64)
def _quick(letters: str) -> re.Pattern[str]:
    """A pattern that says fast whether all letters are there in order."""
    return re.compile(".*?".join(map(re.escape, letters)), re.DOTALL)


def match(letters: str, words: str) -> Match | None:
    """Fit letters to a path; None if they are not all there, in order and in any case.

    The name (behind the last slash) counts more than its folders; letters that begin a word, and
    letters in a row, count more than scattered ones. Blanks in `letters` are skipped.
    """
    wanted = "".join(letters.casefold().split())
    folded = words[:LONGEST].lower()
    if not wanted:
        return Match(0.0, ())
    if not _quick(wanted).search(folded):
        return None
    name = folded.rfind("/") + 1
    starts = (name, 0) if name and _quick(wanted).search(folded, name) else (0,)
    return max((_fit(wanted, folded, words, start) for start in starts), key=lambda m: m.score)


def _fit(wanted: str, folded: str, words: str, start: int) -> Match:
    """Greedy: each letter where a word begins if the rest still fits, else at its next place."""
    name = folded.rfind("/") + 1
    positions: list[int] = []
    score, at = 0.0, start
    for i, letter in enumerate(wanted):
        found = _next(letter, wanted[i:], folded, words, at, in_run=bool(positions))
        score += _worth(found, positions, words, name)
        positions.append(found)
        at = found + 1
    return Match(score - LENGTH_COST * len(words), tuple(positions))


def _next(letter: str, rest: str, folded: str, words: str, at: int, *, in_run: bool) -> int:
    """Where the next letter is taken: in a run, else at a word's beginning, else the first."""
    first = folded.index(letter, at)
    if (in_run and first == at) or _begins(words, first):
        return first
    later = folded.find(letter, first + 1)
    while later >= 0:
        if _begins(words, later) and _quick(rest).search(folded, later):
            return later
        later = folded.find(letter, later + 1)
    return first


def _begins(words: str, at: int) -> bool:
    """Whether a word begins here: behind a sign, or a capital behind a small letter."""
    if at == 0 or not words[at - 1].isalnum():
        return True
    return words[at].isupper() and not words[at - 1].isupper()


def _worth(found: int, positions: list[int], words: str, name: int) -> float:
    score = NAME_BONUS if found >= name else 0.0
    if _begins(words, found):
        score += START_BONUS
    if positions:
        gap = found - positions[-1] - 1
        score += RUN_BONUS if gap == 0 else -GAP_COST * min(gap, 20)
    return score
