"""BibTeX: one entry, in UTF-8."""

import re
import unicodedata

from dandi_tui.archive.citation.names import Name
from dandi_tui.archive.citation.reference import Reference

SPECIALS = {
    "\\": r"\textbackslash{}",
    # `\{` would do for TeX, but BibTeX counts braces without looking at the backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
"""What TeX would take for itself."""


def bibtex(cited: Reference) -> str:
    """A `@misc` entry, which every style knows; `@dataset` is biblatex's alone.

    The title is in two pairs of braces, so that styles keep its capitals, and so are
    organisations, so that BibTeX does not look for a family name in them.

    Source:
        Patashnik, BibTeXing (1988), part 4 on names; DataCite's own export for the fields.
    """
    fields = {
        "author": " and ".join(map(_name, cited.names)),
        "title": f"{{{escaped(cited.title)}}}",
        "year": str(cited.released.year) if cited.released else "",
        "month": str(cited.released.month) if cited.released else "",
        "version": escaped(cited.version),
        "publisher": escaped(cited.publisher),
        "howpublished": "Data set",
        "keywords": escaped(", ".join(cited.keywords)),
        "copyright": escaped(", ".join(cited.licences)),
        "doi": cited.doi,
        "url": _verbatim(cited.url),
    }
    width = max(map(len, fields))
    rows = [f"  {key.ljust(width)} = {{{words}}}," for key, words in fields.items() if words]
    return "\n".join([f"@misc{{{key_of(cited)},", *rows, "}\n"])


def escaped(words: str) -> str:
    """Words that TeX prints as they are."""
    return "".join(SPECIALS.get(character, character) for character in words)


def _verbatim(url: str) -> str:
    """An address that neither BibTeX nor TeX's `\\url` stumbles over."""
    return re.sub(r"[{}\\\s]", lambda match: f"%{ord(match.group()):02X}", url)


def _name(name: Name) -> str:
    if not name.is_person:
        return f"{{{escaped(name.family)}}}"
    if not name.given and " " in name.family:
        return f"{{{escaped(name.family)}}}"
    parts = (name.family, name.suffix, name.given)
    return ", ".join(_part(part) for part in parts if part)


def _part(words: str) -> str:
    """A part of a name; the word `and` in it would be a new author."""
    clean = escaped(words)
    return f"{{{clean}}}" if re.search(r"\band\b", clean, re.IGNORECASE) else clean


def key_of(cited: Reference) -> str:
    """`economo_2022_dandi_000006_0_220126_1853`: letters, digits and underscores."""
    first = cited.names[0].family if cited.names else ""
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode()
    word = re.sub(r"[^a-z0-9]+", "", plain.lower())
    year = str(cited.released.year) if cited.released else ""
    parts = [word, year, "dandi", cited.identifier, cited.version]
    return re.sub(r"[^A-Za-z0-9]+", "_", "_".join(part for part in parts if part))
