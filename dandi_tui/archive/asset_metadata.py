"""What an asset's metadata say, of whatever shape they are: every key may be missing or odd.

The keys are those of the DANDI schema (`Asset`): `wasAttributedTo` holds the participants,
`wasGeneratedBy` the session and the software that wrote the metadata. All text is untrusted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_VALUES = 1_000
"""Of one list: more participants or variables are not looked at."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Who was recorded. What is not known is empty."""

    identifier: str = ""
    species: str = ""
    """As the archive has it: `Mus musculus - House mouse`."""
    age: str = ""
    """ISO 8601: `P90D`, `P90D/P100D`, `P90Y/` (or more); `P14D gestational` before birth."""
    sex: str = ""
    genotype: str = ""
    strain: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionFacts:
    """When it was recorded. What is not known is empty."""

    identifier: str = ""
    start: str = ""
    """ISO 8601."""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class AssetFacts:
    """What is known of one asset. What is not known is empty."""

    path: str = ""
    asset_id: str = ""
    content_id: str = ""
    """Of the blob or the Zarr."""
    zarr: bool = False
    size_bytes: int = 0
    encoding: str = ""
    created: str = ""
    modified: str = ""
    published: str = ""
    blob_modified: str = ""
    access: str = ""
    """`OpenAccess`."""
    digests: tuple[tuple[str, str], ...] = ()
    """Algorithm and digest."""
    urls: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    session: SessionFacts = field(default_factory=SessionFacts)
    variables: tuple[str, ...] = ()
    approaches: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def asset_facts(document: object) -> AssetFacts:
    """The facts in an answer of the API: bare metadata, or a row with `metadata` inside.

    Args:
        document: Parsed JSON; nothing in it is relied on.
    """
    row = _dict(document)
    inner = row.get("metadata")
    about = _dict(inner) if isinstance(inner, dict) else row
    return AssetFacts(
        path=_text(row.get("path")) or _text(about.get("path")),
        asset_id=_text(row.get("asset_id")) or _text(about.get("identifier")),
        content_id=_text(row.get("blob")) or _text(row.get("zarr")),
        zarr=bool(_text(row.get("zarr"))) or "zarr" in _text(about.get("encodingFormat")),
        size_bytes=_size(row.get("size")) or _size(about.get("contentSize")),
        encoding=_text(about.get("encodingFormat")),
        created=_text(row.get("created")),
        modified=_text(row.get("modified")) or _text(about.get("dateModified")),
        published=_text(about.get("datePublished")),
        blob_modified=_text(about.get("blobDateModified")),
        access=next((_last(_text(one.get("status"))) for one in _dicts(about.get("access"))), ""),
        digests=_digests(about.get("digest")),
        urls=tuple(_texts(about.get("contentUrl"))),
        subjects=tuple(_subjects(about.get("wasAttributedTo"))),
        session=_session(about.get("wasGeneratedBy")),
        variables=_values(about.get("variableMeasured")),
        approaches=_values(about.get("approach")),
        techniques=_values(about.get("measurementTechnique")),
        keywords=tuple(_texts(about.get("keywords"))),
    )


def _subjects(value: object) -> Iterator[Subject]:
    for one in _dicts(value):
        if one.get("schemaKey", "Participant") != "Participant":
            continue
        subject = Subject(
            identifier=_text(one.get("identifier")),
            species=_name(one.get("species")),
            age=_age(one.get("age")),
            sex=_name(one.get("sex")),
            genotype=_genotype(one.get("genotype")),
            strain=_name(one.get("strain")),
        )
        if subject != Subject():
            yield subject


def _age(value: object) -> str:
    """The duration; a range is `P1D/P2D` already, or has ends of its own, one of them open.

    It counts from birth, unless its reference says that it counts from conception (DANDI schema,
    `Participant.age`, `AgeReferenceType`).
    """
    if not isinstance(value, dict):
        return _text(value)
    ends = (_text(value.get("minValue")), _text(value.get("maxValue")))
    said = _text(value.get("value")) or ("/".join(ends) if any(ends) else "")
    reference = _last(_text(_dict(value.get("valueReference")).get("value")))
    return f"{said} gestational" if said and reference == "GestationalReference" else said


def _genotype(value: object) -> str:
    """Free text, or alleles of loci."""
    if isinstance(value, str):
        return value
    loci = (
        f"{_text(one.get('locus')) or _text(one.get('name'))} "
        f"{'/'.join(_texts([one.get('allele1'), one.get('allele2')]))}"
        for one in _dicts(value)
    )
    return "; ".join(words.strip() for words in loci if words.strip())


def _session(value: object) -> SessionFacts:
    """The first activity that is a session; the others are of software."""
    for one in _dicts(value):
        if one.get("schemaKey") == "Session":
            return SessionFacts(
                identifier=_text(one.get("identifier")) or _text(one.get("name")),
                start=_text(one.get("startDate")),
                description=_text(one.get("description")),
            )
    return SessionFacts()


def _digests(value: object) -> tuple[tuple[str, str], ...]:
    pairs = ((_last(_text(name)), _text(words)) for name, words in _dict(value).items())
    return tuple(pair for pair in pairs if all(pair))


def _values(value: object) -> tuple[str, ...]:
    """The words of a list of things: a thing has a name or a value, or is its name."""
    items = value if isinstance(value, list) else [value]
    words = (_name(one) for one in items[:MOST_VALUES])
    return tuple(dict.fromkeys(word for word in words if word))


def _name(value: object) -> str:
    one = _dict(value)
    return _text(one.get("name")) or _text(one.get("value")) or _text(value)


def _last(words: str) -> str:
    """Without the schema's prefix: `dandi:sha2-256` is `sha2-256`."""
    return words.removeprefix("dandi:")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> Iterator[str]:
    items = value if isinstance(value, list) else [value]
    return (one for one in items[:MOST_VALUES] if isinstance(one, str) and one)


def _size(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return value if 0 <= value < 2**63 else 0


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return (one for one in items[:MOST_VALUES] if isinstance(one, dict))
