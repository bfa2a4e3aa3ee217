"""What a citation says, whatever its format: the fields as DataCite has them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dandi_tui.archive.citation.names import Name, name_of
from dandi_tui.archive.described import Contributor, VersionMetadata
from dandi_tui.archive.prose import plain_lines
from dandi_tui.text import safe

PUBLISHER = "DANDI Archive"
MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.",
          "Dec.")  # fmt: skip
"""As MLA and IEEE shorten them."""


@dataclass(frozen=True)
class Author:
    """Somebody who is cited."""

    name: Name
    orcid: str = ""
    affiliations: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A version of a dandiset as one cites it; all text is safe to show, in one line."""

    identifier: str
    version: str
    authors: tuple[Author, ...]
    """Contributors with `includeInCitation`; there may be none."""
    title: str
    released: date | None
    doi: str
    """Empty of a draft."""
    url: str
    """Of the DOI; of a draft, its page."""
    publisher: str = PUBLISHER
    licences: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    abstract: str = ""

    @property
    def names(self) -> list[Name]:
        """Of the authors."""
        return [one.name for one in self.authors]

    @property
    def year(self) -> str:
        """`2024`; `n.d.` if it is not known."""
        return str(self.released.year) if self.released else "n.d."

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.version == "draft"


def reference(metadata: VersionMetadata) -> Reference:
    """What to cite.

    Source:
        DataCite Metadata Schema 4.5 and DANDI's mapping to it: creators are the contributors with
        `includeInCitation`, the publisher is DANDI Archive, the year is that of publication.
    """
    identifier, version = _line(metadata.identifier), _line(metadata.version)
    doi = "" if metadata.is_draft else re.sub(r"[{}\\\s]", "", _line(metadata.doi))
    page = f"https://dandiarchive.org/dandiset/{identifier}/{version}"
    return Reference(
        identifier=identifier,
        version=version,
        authors=tuple(_authors(metadata)),
        title=_line(metadata.name).rstrip(".") or f"Dandiset {identifier}",
        released=_released(metadata),
        doi=doi,
        url=f"https://doi.org/{doi}" if doi else _line(metadata.url) or page,
        licences=tuple(map(_line, metadata.licences)),
        keywords=tuple(map(_line, metadata.keywords)),
        abstract=" ".join(" ".join(plain_lines(metadata.description)).split()),
    )


def _authors(metadata: VersionMetadata) -> Iterator[Author]:
    """Who is cited; a name without a letter, as `,`, is none."""
    authors = (_author(one) for one in metadata.contributors if one.is_cited)
    return (one for one in authors if one.name.family)


def _author(one: Contributor) -> Author:
    name = name_of(_line(one.name), is_person=one.is_person)
    affiliations = tuple(map(_line, one.affiliations))
    return Author(name, one.orcid, affiliations, _line(one.link))


def _line(words: str) -> str:
    return " ".join(safe(words).split())


def _released(metadata: VersionMetadata) -> date | None:
    """The day of publication; of a published version its number says it too."""
    number = re.fullmatch(r"0\.(\d\d)(\d\d)(\d\d)\.\d+", metadata.version)
    spelt = "20{}-{}-{}".format(*number.groups()) if number else ""
    dates = (metadata.published, spelt, metadata.modified, metadata.created)
    return next((found for one in dates if (found := _day(one))), None)


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None
