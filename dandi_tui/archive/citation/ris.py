"""RIS: tagged lines, for reference managers."""

from dandi_tui.archive.citation.reference import Reference

MAX_NAME = 255
"""Characters of an author."""


def ris(cited: Reference) -> str:
    """One record: `TY  - DATA` first, `ER  - ` last.

    Each line is two capitals or digits, two blanks, a hyphen, a blank, and the words; names are
    `Family, Given, Suffix`.

    Source:
        RIS Format Specifications (Research Information Systems); type DATA as DataCite exports.
    """
    day = cited.released
    lines = [
        ("TY", "DATA"),
        *(("AU", _author_words(cited, at)) for at in range(len(cited.authors))),
        ("TI", cited.title),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("PB", cited.publisher),
        ("ET", cited.version),
        ("DO", cited.doi),
        ("UR", cited.url),
        *(("KW", word) for word in cited.keywords),
        ("AB", cited.abstract),
    ]
    rows = [f"{tag}  - {words}" for tag, words in lines if words]
    return "\n".join([*rows, "ER  - \n"])


def _author_words(cited: Reference, at: int) -> str:
    name = cited.names[at]
    parts = (name.family, name.given, name.suffix) if name.is_person else (name.family,)
    return ", ".join(part for part in parts if part)[:MAX_NAME]
