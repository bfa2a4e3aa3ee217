"""A dandiset's metadata as the index keeps it: texts to search, and values of facets. Pure.

The documents are the archive's, and hostile: any key may be missing, unknown, or of another type
(dandischema's `Dandiset` says what should be there). What is odd is left out.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from dandi_tui.archive.index.ranges import size_range, subjects_range
from dandi_tui.archive.model import Dandiset

MAX_CHARACTERS: Final = 20_000
"""Of one text; the longest real descriptions have some 10,000."""
MAX_ITEMS: Final = 1_000
"""Of one list: contributors, variables."""
MAX_INTEGER: Final = 10**18
"""Python refuses to write integers of thousands of digits."""
MAX_DOCUMENT_BYTES: Final = 4_000_000
"""Of one dandiset's metadata; the largest real ones have some 200 kB."""
MAX_VALUE: Final = 120
"""Characters of a facet's value."""

TAXON: Final = re.compile(r"NCBITaxon[_:](\d+)")
LATIN: Final = {
    "10090": "Mus musculus",
    "10116": "Rattus norvegicus",
    "9606": "Homo sapiens",
    "9544": "Macaca mulatta",
    "9541": "Macaca fascicularis",
    "7955": "Danio rerio",
    "7227": "Drosophila melanogaster",
    "6239": "Caenorhabditis elegans",
}
"""Names by NCBI's taxonomy: the archive writes `House mouse` and `Mus musculus - House mouse`."""

TEXTS: Final = (
    # The columns that are searched, with what a word in them weighs.
    ("name", 12.0),
    ("identifier", 10.0),
    ("keywords", 6.0),
    ("studied", 5.0),
    ("people", 4.0),
    ("description", 2.0),
    ("other", 1.0),
)


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is kept of one dandiset."""

    dandiset: Dandiset
    texts: tuple[str, ...]
    """As `TEXTS` names them."""
    facets: Mapping[str, tuple[str, ...]]
    document: bytes = b""
    """The metadata as they came, packed (`packed`)."""


def record_of(dandiset: Dandiset, document: object) -> Record:
    """The record of a dandiset from the metadata of its newest version."""
    meta = document if isinstance(document, Mapping) else {}
    summary = _mapping(meta.get("assetsSummary"))
    facets = {
        facet: tuple(dict.fromkeys(value[:MAX_VALUE] for value in values if value))
        for facet, values in _facets(dandiset, meta, summary)
    }
    return Record(
        dandiset=dandiset,
        texts=tuple(text[:MAX_CHARACTERS] for text in _texts(dandiset, meta, summary)),
        facets={facet: values for facet, values in facets.items() if values},
        document=packed(meta),
    )


def packed(meta: Mapping[str, Any]) -> bytes:
    """Metadata as they lie in the file; nothing of what is empty or of an unbearable size."""
    try:
        raw = msgspec.json.encode(meta) if meta else b""
    except (ValueError, TypeError, RecursionError):
        return b""
    return zlib.compress(raw) if 0 < len(raw) <= MAX_DOCUMENT_BYTES else b""


def unpacked(document: bytes) -> object:
    """What was packed; None where there is nothing, or nothing that can be read."""
    try:
        raw = zlib.decompressobj().decompress(document, MAX_DOCUMENT_BYTES)
        return msgspec.json.decode(raw) if raw else None
    except (ValueError, TypeError, RecursionError, zlib.error):
        return None


def _facets(
    dandiset: Dandiset, meta: Mapping[str, Any], summary: Mapping[str, Any]
) -> Iterator[tuple[str, Iterable[str]]]:
    version = dandiset.version
    funders = [one for one in _contributors(meta) if _is_funder(one)]
    people = [one for one in _contributors(meta) if not _is_funder(one)]
    yield "species", map(species_name, _items(summary.get("species")))
    yield "approach", (_short(one, "approach") for one in _items(summary.get("approach")))
    techniques = _items(summary.get("measurementTechnique"))
    yield "technique", (_short(one, "technique") for one in techniques)
    yield "variable", map(_name, _items(summary.get("variableMeasured")))
    yield "licence", (_name(one).removeprefix("spdx:") for one in _items(meta.get("license")))
    yield "subjects", [subjects_range(summary.get("numberOfSubjects"))]
    yield "size", [size_range(version.size_bytes if version else 0)]
    yield "year", [_year(dandiset, meta)]
    yield "contributor", map(_name, people)
    yield "funder", map(_name, funders)


def _texts(
    dandiset: Dandiset, meta: Mapping[str, Any], summary: Mapping[str, Any]
) -> Iterator[str]:
    """One text a column of `TEXTS`."""
    yield _text(meta.get("name")) or dandiset.name
    yield f"DANDI:{dandiset.identifier} {dandiset.identifier}"
    yield _joined(_items(meta.get("keywords")))
    kinds = ("species", "approach", "measurementTechnique", "variableMeasured")
    yield _joined(item for kind in kinds for item in _items(summary.get(kind)))
    yield " · ".join(_person(one) for one in _contributors(meta))
    yield _text(meta.get("description"))
    about = [*_items(meta.get("about")), *_items(meta.get("license"))]
    yield " · ".join([_joined(about), _text(meta.get("citation")), _text(meta.get("doi"))])


def species_name(species: object) -> str:
    """`Mus musculus`, for `House mouse` and `Mus musculus - House mouse` alike."""
    name = _name(species)
    known = TAXON.search(_text(_mapping(species).get("identifier")))
    return (known and LATIN.get(known.group(1))) or name.split(" - ")[0].strip()


def _person(one: Mapping[str, Any]) -> str:
    """Name, roles, ORCID or ROR, and the number of an award, to be searched."""
    roles = [_text(role).removeprefix("dcite:") for role in _items(one.get("roleName"))]
    parts = [_name(one), *roles, _text(one.get("identifier")), _text(one.get("awardNumber"))]
    return " ".join(part for part in parts if part)


def _is_funder(one: Mapping[str, Any]) -> bool:
    """Who only gave money. A funder that also did something else is a contributor too."""
    roles = {_text(role).rpartition(":")[2] for role in _items(one.get("roleName"))}
    return bool(roles) and roles <= {"Funder", "Sponsor"}


def _contributors(meta: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in _items(meta.get("contributor")) if isinstance(one, Mapping)]


def _year(dandiset: Dandiset, meta: Mapping[str, Any]) -> str:
    """Of the publication, else of the beginning."""
    version = dandiset.version
    times = (
        meta.get("datePublished"),
        version.created if version and not version.is_draft else "",
        meta.get("dateCreated"),
        dandiset.created,
    )
    years = (re.match(r"(?:19|20)\d\d", _text(time)) for time in times)
    return next((year.group() for year in years if year), "")


def _short(item: object, kind: str) -> str:
    """`two-photon microscopy technique` without the word that all of its kind end in."""
    return _name(item).removesuffix(f" {kind}").strip()


def _name(item: object) -> str:
    return " ".join(_text(_mapping(item).get("name") or item).split())


def _joined(items: Iterable[object]) -> str:
    return " · ".join(name for item in items if (name := _name(item)))


def _items(value: object) -> list[object]:
    """A list's items; of a single value that is not wrapped in a list, that one."""
    if isinstance(value, list):
        return value[:MAX_ITEMS]
    return [] if value is None else [value]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    """Text without what SQLite and UTF-8 cannot hold; anything else than text or number: none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return ""
    return str(value)[:MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode()
