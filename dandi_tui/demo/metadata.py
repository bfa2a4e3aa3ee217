"""Metadata documents: what the archive says in full about a version and about an asset."""

import re
from typing import Any

from dandi_tui.demo.catalogue import About, Asset, Dandiset, Version, stable_id
from dandi_tui.demo.digests import digests_of

SCHEMA_VERSION = "0.7.0"
CONTEXT = (
    f"https://raw.githubusercontent.com/dandi/schema/master/releases/{SCHEMA_VERSION}/context.json"
)
DOI_PREFIX = "10.48324"

SPECIES = {
    "mouse": ("Mus musculus - House mouse", "10090"),
    "rat": ("Rattus norvegicus - Norway rat", "10116"),
    "human": ("Homo sapiens - Human", "9606"),
    "macaque": ("Macaca mulatta - Rhesus monkey", "9544"),
    "fish": ("Danio rerio - Zebra fish", "7955"),
    "fly": ("Drosophila melanogaster - Fruit fly", "7227"),
}

FORMATS = {
    "nwb": "application/x-nwb",
    "zarr": "application/x-zarr",
    "json": "application/json",
    "md": "text/markdown",
    "txt": "text/plain",
    "tsv": "text/tab-separated-values",
    "tif": "image/tiff",
    "png": "image/png",
    "mp4": "video/mp4",
}


def encoding_format(path: str) -> str:
    """The MIME type that the archive's client gives to a file of that name."""
    return FORMATS.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def version_document(dandiset: Dandiset, version: Version, site: str, api: str) -> dict[str, Any]:
    """Raw metadata of a version.

    Args:
        dandiset: Whose version it is.
        version: Which one.
        site: URL of the web pages.
        api: URL of the API.
    """
    about = version.about
    place = f"{dandiset.identifier}/{version.version}"
    document: dict[str, Any] = {
        "id": f"DANDI:{place}",
        "url": f"{site}/dandiset/{place}",
        "name": about.name,
        "access": [_access(about)],
        "license": [about.license] if about.license else [],
        "version": version.version,
        "@context": CONTEXT,
        "citation": citation(dandiset, version, site),
        "schemaKey": "Dandiset",
        "identifier": f"DANDI:{dandiset.identifier}",
        "repository": site,
        "contributor": [_contributor(name, roles) for name, roles in about.contributors],
        "dateCreated": dandiset.created.replace("Z", "+00:00"),
        "description": about.description,
        "assetsSummary": _summary(version),
        "schemaVersion": SCHEMA_VERSION,
        "manifestLocation": [f"{api}/dandisets/{dandiset.identifier}/versions/draft/assets/"],
    }
    return document | _optional(about) | _published(dandiset, version)


def _optional(about: About) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    if about.keywords:
        keys["keywords"] = list(about.keywords)
    if about.anatomy:
        keys["about"] = [
            {"name": name, "schemaKey": "Anatomy", "identifier": identifier}
            for name, identifier in about.anatomy
        ]
    if about.related:
        keys["relatedResource"] = [
            {"url": url, "name": name, "relation": "dcite:IsDescribedBy", "schemaKey": "Resource"}
            for name, url in about.related
        ]
    return keys


def _published(dandiset: Dandiset, version: Version) -> dict[str, Any]:
    if version.version == "draft":
        return {}
    when = version.created.replace("Z", "+00:00")
    keys: dict[str, Any] = {
        "doi": doi(dandiset, version),
        "publishedBy": publish_activity(f"{dandiset.identifier}/{version.version}", when),
        "datePublished": when,
    }
    if version.release_notes:
        keys["releaseNotes"] = version.release_notes
    return keys


def doi(dandiset: Dandiset, version: Version) -> str:
    """The DOI that the archive would give to a published version."""
    return f"{DOI_PREFIX}/dandi.{dandiset.identifier}/{version.version}"


def citation(dandiset: Dandiset, version: Version, site: str) -> str:
    """How to cite a version, as the archive writes it."""
    authors = "; ".join(name for name, roles in version.about.contributors if "Author" in roles)
    place = (
        f"{site}/dandiset/{dandiset.identifier}/draft"
        if version.version == "draft"
        else f"https://doi.org/{doi(dandiset, version)}"
    )
    return (
        f"{authors} ({version.created[:4]}) {version.about.name} (Version {version.version})"
        f" [Data set]. DANDI Archive. {place}"
    )


def publish_activity(what: str, when: str) -> dict[str, Any]:
    """Who published it, and when."""
    return {
        "id": f"urn:uuid:{stable_id('publish', what)}",
        "name": "DANDI publish",
        "endDate": when,
        "schemaKey": "PublishActivity",
        "startDate": when,
        "wasAssociatedWith": [
            {
                "id": f"urn:uuid:{stable_id('software', 'api')}",
                "name": "DANDI API",
                "version": "0.1.0",
                "schemaKey": "Software",
                "identifier": "RRID:SCR_017571",
            }
        ],
    }


def _access(about: About) -> dict[str, Any]:
    if not about.embargoed_until:
        return {"status": "dandi:OpenAccess", "schemaKey": "AccessRequirements"}
    return {
        "status": "dandi:EmbargoedAccess",
        "schemaKey": "AccessRequirements",
        "embargoedUntil": about.embargoed_until,
    }


def _contributor(name: str, roles: tuple[str, ...]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": name,
        "roleName": [f"dcite:{role}" for role in roles],
        "schemaKey": "Person" if ", " in name else "Organization",
        "includeInCitation": "Author" in roles,
    }
    if entry["schemaKey"] == "Person":
        entry["affiliation"] = []
    if "Funder" in roles:
        entry["awardNumber"] = "U01DEMO000000"
    return entry


def _named(names: tuple[str, ...], schema_key: str) -> list[dict[str, str]]:
    return [{"name": name, "schemaKey": schema_key} for name in names]


def _species(name: str) -> dict[str, str]:
    full_name, taxon = SPECIES[name]
    identifier = f"http://purl.obolibrary.org/obo/NCBITaxon_{taxon}"
    return {"name": full_name, "schemaKey": "SpeciesType", "identifier": identifier}


def _summary(version: Version) -> dict[str, Any]:
    summary = {
        "schemaKey": "AssetsSummary",
        "numberOfBytes": version.assets.size,
        "numberOfFiles": len(version.assets),
    }
    if not len(version.assets):
        return summary
    about = version.about
    subjects = {found[0] for row in version.assets.rows if (found := _SUBJECT.search(row.path))}
    standard = {
        "name": "Neurodata Without Borders (NWB)",
        "schemaKey": "StandardsType",
        "identifier": "RRID:SCR_015242",
    }
    return summary | {
        "species": [_species(name) for name in about.species],
        "approach": _named(about.approaches, "ApproachType"),
        "dataStandard": [standard],
        "numberOfSubjects": len(subjects),
        "variableMeasured": list(about.variables),
        "measurementTechnique": _named(about.techniques, "MeasurementTechniqueType"),
    }


_SUBJECT = re.compile(r"\bsub-[A-Za-z0-9-]+")


def asset_document(
    dandiset: Dandiset, version: Version, asset: Asset, api: str, store: str
) -> dict[str, Any]:
    """Raw metadata of an asset.

    Args:
        dandiset: Where it is.
        version: The newest version that holds it; a published one adds who published it.
        asset: Which one.
        api: URL of the API.
        store: URL of the bucket.
    """
    known = {
        "approach": _named(version.about.approaches, "ApproachType"),
        "measurementTechnique": _named(version.about.techniques, "MeasurementTechniqueType"),
        "variableMeasured": [
            {"value": name, "schemaKey": "PropertyValue"} for name in version.about.variables
        ],
        "wasAttributedTo": _participant(version.about, asset),
        "dateModified": asset.created,
        "blobDateModified": asset.created,
    }
    core = {
        "id": f"dandiasset:{asset.asset_id}",
        "path": asset.path,
        "access": [_access(version.about)],
        "digest": asset.extras.get("digest") or _digest(asset),
        "@context": CONTEXT,
        "schemaKey": "Asset",
        "contentUrl": [f"{api}/assets/{asset.asset_id}/download/", f"{store}/{asset.key}"],
        "identifier": asset.asset_id,
        "contentSize": asset.size,
        "schemaVersion": SCHEMA_VERSION,
        "encodingFormat": encoding_format(asset.path),
    }
    described = {key: value for key, value in known.items() if value} | dict(asset.extras)
    return described | core | _asset_published(dandiset, version, asset)


def _asset_published(dandiset: Dandiset, version: Version, asset: Asset) -> dict[str, Any]:
    if version.version == "draft":
        return {}
    when = version.created.replace("Z", "+00:00")
    what = f"{dandiset.identifier}/{version.version}/{asset.path}"
    return {"publishedBy": publish_activity(what, when), "datePublished": when}


def _participant(about: About, asset: Asset) -> list[dict[str, Any]]:
    subject = _SUBJECT.search(asset.path)
    if subject is None or not about.species:
        return []
    female = sum(subject[0].encode()) % 2
    return [
        {
            "age": {
                "value": "P90D",
                "unitText": "ISO-8601 duration",
                "schemaKey": "PropertyValue",
                "valueReference": {"value": "dandi:BirthReference", "schemaKey": "PropertyValue"},
            },
            "sex": {
                "name": "Female" if female else "Male",
                "schemaKey": "SexType",
                "identifier": f"http://purl.obolibrary.org/obo/PATO_000038{3 if female else 4}",
            },
            "species": _species(about.species[0]),
            "schemaKey": "Participant",
            "identifier": subject[0].removeprefix("sub-"),
        }
    ]


def _digest(asset: Asset) -> dict[str, str]:
    if asset.zarr:
        name = stable_id("checksum", asset.zarr).replace("-", "")
        return {"dandi:dandi-zarr-checksum": f"{name}-{asset.size}"}
    if asset.source is None:
        return {"dandi:dandi-etag": f"{stable_id('etag', asset.key).replace('-', '')}-1"}
    digests = digests_of(asset.source)
    return {"dandi:dandi-etag": digests.etag, "dandi:sha2-256": digests.sha256}
