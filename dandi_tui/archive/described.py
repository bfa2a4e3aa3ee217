"""What a version of a dandiset says of itself: the DANDI schema's `Dandiset`, as words.

Texts are untrusted: `text.safe` before showing.
"""

from dataclasses import dataclass

FUNDING_ROLES = frozenset({"funder", "sponsor"})

LICENCES = {
    "CC0-1.0": "Creative Commons Zero 1.0 Universal",
    "CC-BY-4.0": "Creative Commons Attribution 4.0",
    "CC-BY-NC-4.0": "Creative Commons Attribution Non Commercial 4.0",
}
"""Names of the licences that the schema knows, by their SPDX identifier (spdx.org/licenses)."""


@dataclass(frozen=True, kw_only=True)
class Contributor:
    """A person or an organisation, and what it did."""

    name: str
    """`Buzsáki, György`; of an organisation as it writes itself."""
    roles: tuple[str, ...] = ()
    """In words: `data collector`."""
    is_person: bool = False
    is_cited: bool = False
    """Whether it is among the authors of a citation (`includeInCitation`)."""
    orcid: str = ""
    """`0000-0002-3100-4800`; of a person only."""
    ror: str = ""
    """`https://ror.org/…`; of an organisation only."""
    email: str = ""
    """Of a contact person only; that of others is not kept."""
    affiliations: tuple[str, ...] = ()
    award: str = ""
    url: str = ""

    @property
    def is_contact(self) -> bool:
        """Whether it answers questions."""
        return "contact person" in self.roles

    @property
    def is_funder(self) -> bool:
        """Whether it gave money."""
        return bool(self.award) or not FUNDING_ROLES.isdisjoint(self.roles)

    @property
    def link(self) -> str:
        """Its page: of ORCID, of ROR, or its own."""
        return f"https://orcid.org/{self.orcid}" if self.orcid else self.ror or self.url


@dataclass(frozen=True, kw_only=True)
class Related:
    """Something that the dandiset belongs to: a paper, code, another dataset."""

    name: str
    url: str
    relation: str
    """In words: `is described by`."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What the assets of a version hold, as the archive counted it."""

    n_subjects: int | None = None
    n_samples: int | None = None
    n_cells: int | None = None
    species: tuple[str, ...] = ()
    approaches: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VersionMetadata:
    """Everything known of one version of a dandiset."""

    identifier: str
    """Six digits."""
    version: str
    name: str = ""
    description: str = ""
    """Markdown."""
    citation: str = ""
    """As the archive writes it."""
    doi: str = ""
    """`10.48324/dandi.000728/0.240827.1809`; empty of a draft."""
    url: str = ""
    access: str = ""
    """`open access`, `embargoed`."""
    embargoed_until: str = ""
    licences: tuple[str, ...] = ()
    """SPDX identifiers."""
    contributors: tuple[Contributor, ...] = ()
    keywords: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    """Name, and its kind in words: `visual cortex`, `anatomy`."""
    study_targets: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    ethics: tuple[str, ...] = ()
    acknowledgement: str = ""
    summary: Summary = Summary()
    asset_count: int | None = None
    size_bytes: int | None = None
    status: str = ""
    n_errors: int = 0
    """Complaints of the archive's validation, of the metadata and of assets."""
    created: str = ""
    modified: str = ""
    published: str = ""
    release_notes: str = ""
    schema_version: str = ""
    star_count: int = 0

    @property
    def is_draft(self) -> bool:
        """Whether it may still change, and has no DOI of its own."""
        return self.version == "draft"

    @property
    def doi_url(self) -> str:
        """`https://doi.org/…`; empty without a DOI."""
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def funders(self) -> tuple[Contributor, ...]:
        """Who gave money."""
        return tuple(one for one in self.contributors if one.is_funder)
