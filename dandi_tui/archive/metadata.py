"""All that a version says of itself, read leniently from the archive's answer.

Every key may be absent, null or of another type in a draft, and old records have other shapes:
what cannot be read is empty. Texts are untrusted: `text.safe` before showing.
"""

import re
from dataclasses import replace
from typing import Any

from dandi_tui.archive.base import Archive
from dandi_tui.archive.described import Contributor, Related, Summary, VersionMetadata
from dandi_tui.archive.lenient import (
    JsonObject,
    first,
    names,
    number,
    obj,
    objects,
    string,
    strings,
    term,
)
from dandi_tui.archive.paths import place_words, version_path

ORCID = re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?")
ROR = re.compile(r"https?://ror\.org/\w+/?")
DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)", re.IGNORECASE)

ACCESS = {
    "open": "open access",
    "open access": "open access",
    "embargoed": "embargoed",
    "embargoed access": "embargoed",
    "unembargoing": "being opened",
}
"""What the schema and the archive call access, in one word each."""


async def version_metadata(archive: Archive, identifier: str, version: str) -> VersionMetadata:
    """What a version says of itself, with its counts: one request."""
    path = f"{version_path(identifier, version)}/info/"
    answer = await archive.document(path, {}, what=place_words(identifier, version))
    return parse_info(answer, identifier=identifier, version=version)


def parse_info(answer: Any, *, identifier: str = "", version: str = "") -> VersionMetadata:
    """The answer of `/versions/{v}/info/`, or the raw metadata alone (a `dandiset.yaml`).

    Args:
        answer: Parsed JSON, whatever it is.
        identifier: Of the dandiset, where it is known already.
        version: Likewise.
    """
    info = obj(answer)
    dandiset, data = obj(info.get("dandiset")), obj(info.get("metadata")) or info
    found, access = _of_metadata(data), term(first(dandiset, "embargo_status"))
    identifier = identifier or _digits(first(dandiset, "identifier")) or found.identifier
    count, size = number(info.get("asset_count")), number(info.get("size"))
    return replace(
        found,
        identifier=identifier,
        version=version or first(info, "version") or found.version or "draft",
        name=found.name or first(info, "name"),
        # Drafts have held a placeholder, `10.80507/dandi.123456/0.123456.1234`.
        doi=found.doi if identifier and identifier in found.doi else "",
        access=found.access or ACCESS.get(access, access),
        asset_count=found.asset_count if count is None else count,
        size_bytes=found.size_bytes if size is None else size,
        status=first(info, "status"),
        n_errors=_n_errors(info, "version") + _n_errors(info, "asset"),
        created=first(info, "created") or found.created,
        modified=first(info, "modified") or found.modified,
        release_notes=first(info, "release_notes") or found.release_notes,
        star_count=number(dandiset.get("star_count")) or 0,
    )


def _of_metadata(data: JsonObject) -> VersionMetadata:
    """What the raw metadata say, without the archive's counts."""
    access = next(objects(data.get("access")), {})
    summary, status = obj(data.get("assetsSummary")), term(first(access, "status"))
    doi = DOI.fullmatch(string(data.get("doi")))
    return VersionMetadata(
        identifier=_digits(first(data, "identifier")),
        version=first(data, "version"),
        name=first(data, "name"),
        description=string(data.get("description")),
        citation=string(data.get("citation")),
        doi=doi.group(1) if doi else "",
        url=_url(data.get("url")),
        access=ACCESS.get(status, status),
        embargoed_until=first(access, "embargoedUntil"),
        licences=tuple(one.removeprefix("spdx:") for one in strings(data.get("license"))),
        contributors=_contributors(data.get("contributor")),
        keywords=strings(data.get("keywords")),
        about=_about(data.get("about")),
        study_targets=names(data.get("studyTarget")),
        protocols=strings(data.get("protocol")),
        related=_related(data.get("relatedResource")),
        ethics=names(data.get("ethicsApproval")),
        acknowledgement=string(data.get("acknowledgement")),
        summary=_summary(summary),
        asset_count=number(summary.get("numberOfFiles")),
        size_bytes=number(summary.get("numberOfBytes")),
        created=first(data, "dateCreated"),
        modified=first(data, "dateModified"),
        published=first(data, "datePublished"),
        release_notes=first(data, "releaseNotes"),
        schema_version=first(data, "schemaVersion"),
    )


def _n_errors(info: JsonObject, kind: str) -> int:
    return len([*objects(info.get(f"{kind}_validation_errors"))])


def _digits(identifier: str) -> str:
    match = re.search(r"\d{6}", identifier)
    return match.group() if match else ""


def _url(value: object) -> str:
    """The address, if it is one that a browser opens."""
    url = string(value)
    return url if re.fullmatch(r"https?://\S+", url, re.IGNORECASE) else ""


def _about(value: object) -> tuple[tuple[str, str], ...]:
    named = ((first(one, "name", "identifier"), one) for one in objects(value))
    return tuple(
        (name, term(first(one, "schemaKey")).removesuffix(" type")) for name, one in named if name
    )


def _contributors(value: object) -> tuple[Contributor, ...]:
    found = (_contributor(one) for one in objects(value))
    return tuple(one for one in found if one.name)


def _contributor(one: JsonObject) -> Contributor:
    roles = tuple(dict.fromkeys(term(role) for role in strings(one.get("roleName"))))
    kind = first(one, "schemaKey")
    identifier, name = first(one, "identifier"), first(one, "name")
    is_person = kind == "Person" or (not kind and ", " in name)
    orcid = ORCID.fullmatch(identifier)
    return Contributor(
        name=" ".join(name.split()),
        roles=roles,
        is_person=is_person,
        is_cited=one.get("includeInCitation") is True,
        orcid=orcid.group(1) if orcid else "",
        ror=identifier if ROR.fullmatch(identifier) else "",
        email=first(one, "email") if "contact person" in roles else "",
        affiliations=names(one.get("affiliation")),
        award=first(one, "awardNumber"),
        url=_url(one.get("url")),
    )


def _related(value: object) -> tuple[Related, ...]:
    found = []
    for one in objects(value):
        identifier = first(one, "identifier")
        doi = DOI.fullmatch(identifier)
        url = _url(one.get("url")) or (f"https://doi.org/{doi.group(1)}" if doi else "")
        name = first(one, "name") or ("" if url else identifier)
        if name or url:
            found.append(Related(name=name, url=url, relation=term(first(one, "relation"))))
    return tuple(found)


def _summary(one: JsonObject) -> Summary:
    return Summary(
        n_subjects=number(one.get("numberOfSubjects")),
        n_samples=number(one.get("numberOfSamples")),
        n_cells=number(one.get("numberOfCells")),
        species=names(one.get("species")),
        approaches=names(one.get("approach")),
        techniques=names(one.get("measurementTechnique")),
        variables=names(one.get("variableMeasured")),
        standards=names(one.get("dataStandard")),
    )
