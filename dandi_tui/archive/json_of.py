"""A version's metadata as JSON values, with the keys that scripts may rely on."""

from dataclasses import asdict

from dandi_tui.archive.described import Contributor, VersionMetadata
from dandi_tui.archive.model import Version


def landing_json(metadata: VersionMetadata, versions: tuple[Version, ...]) -> dict[str, object]:
    """What is known of a version of a dandiset.

    Texts are as the archive has them (the description is Markdown), what is not known is null,
    `""` or `[]`. Keys: `kind` (`dandiset`), `identifier`, `version`, `name`, `description`,
    `citation`, `doi`, `url`, `access`, `embargoed_until`, `licences`, `contributors` (`name`,
    `kind`, `roles`, `is_cited`, `orcid`, `ror`, `email` (of contact persons), `affiliations`,
    `award`, `url`), `keywords`, `about` (`name`, `kind`), `study_targets`, `protocols`, `related`
    (`name`, `url`, `relation`), `ethics`, `acknowledgement`, `summary` (`n_subjects`,
    `n_samples`, `n_cells`, `species`, `approaches`, `techniques`, `variables`, `standards`),
    `asset_count`, `size_bytes`, `status`, `n_errors`, `created`, `modified`, `published`,
    `release_notes`, `schema_version`, `star_count`, `versions` (`version`, `name`, `asset_count`,
    `size_bytes`, `status`, `created`, `modified`).
    """
    return {
        "kind": "dandiset",
        **asdict(metadata),
        "contributors": [_contributor(one) for one in metadata.contributors],
        "about": [{"name": name, "kind": kind} for name, kind in metadata.about],
        "versions": [asdict(one) for one in versions],
    }


def _contributor(one: Contributor) -> dict[str, object]:
    return {
        "name": one.name,
        "kind": "person" if one.is_person else "organization",
        "roles": one.roles,
        "is_cited": one.is_cited,
        "orcid": one.orcid,
        "ror": one.ror,
        "email": one.email,
        "affiliations": one.affiliations,
        "award": one.award,
        "url": one.url,
    }
