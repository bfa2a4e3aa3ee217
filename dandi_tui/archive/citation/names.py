"""Names of people and organisations, taken apart and put together as styles want them."""

import re
from dataclasses import dataclass

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True)
class Name:
    """A name; of an organisation, which is never taken apart, all of it is `family`."""

    family: str
    """With its particles: `van der Berg`."""
    given: str = ""
    suffix: str = ""
    """`Jr.`, `III`."""
    is_person: bool = True

    def initials(self, *, gap: str = " ", dot: str = ".", hyphens: bool = True) -> str:
        """`S. E. J.`, `J.-L.`; `SEJ` and `JL` without gap, dots and hyphens."""
        pieces = re.findall(r"[^\s.]+", self.given)
        return gap.join(found for piece in pieces if (found := _initial(piece, dot, hyphens)))

    def inverted(self, given: str, comma: str = ", ") -> str:
        """`de Vries, S. E. J.`, `King, M. L., Jr.`"""
        parts = [self.family, given, self.suffix]
        return comma.join(part for part in parts if part)

    def direct(self, given: str) -> str:
        """`S. E. J. de Vries`, `Martin L. King Jr.`"""
        return " ".join(part for part in (given, self.family, self.suffix) if part)


def _initial(piece: str, dot: str, hyphens: bool) -> str:
    """Of one given name, which may be a double one."""
    letters = [part[0].upper() for part in piece.split("-") if part and part[0].isalpha()]
    return (f"{dot}-" if hyphens else dot).join(letters) + dot if letters else ""


def name_of(written: str, *, is_person: bool = True) -> Name:
    """A name as DANDI writes it, `Last, First Middle`, or as some people write theirs.

    Without a comma, the last word of a person's name is the family name. Words in lower case that
    stand before it, or at the end of the given names, belong to it: `Berg, Jan van der`.
    """
    clean = " ".join(written.split())
    if not is_person:
        return Name(clean, is_person=False)
    first, *rest = [part.strip() for part in clean.split(",")]
    rest = [part for part in rest if part]
    suffix = rest.pop() if rest and rest[-1].rstrip(".").lower() in SUFFIXES else ""
    if not rest:
        return _without_comma(first, suffix)
    given, particles = _split_end(" ".join(rest).split())
    family = " ".join([*particles, first]) if first else ""
    return Name(family or given, given if family else "", suffix)


def _without_comma(clean: str, suffix: str) -> Name:
    *before, last = clean.split() or [""]
    if before and last.rstrip(".").lower() in SUFFIXES:
        suffix, last = last, before.pop()
    given, particles = _split_end(before)
    return Name(" ".join([*particles, last]), given, suffix)


def _split_end(words: list[str]) -> tuple[str, list[str]]:
    """Given names, and the particles (words in lower case) at their end; never all of them."""
    at = len(words)
    while at > 1 and words[at - 1].islower() and words[at - 1].isalpha():
        at -= 1
    return " ".join(words[:at]), words[at:]
