"""Dandisets with a peculiarity each, that a browser must survive."""

from collections.abc import Iterator

from dandi_tui.demo.catalogue import ALICE, About, Asset, Dandiset, Version
from dandi_tui.demo.listing import AssetTable
from dandi_tui.demo.making import publish, table, text
from dandi_tui.demo.odd import hostile_assets, hostile_name, invalid_assets, survey_assets
from dandi_tui.demo.stamps import stamp
from dandi_tui.demo.zarrs import zarr_assets

SURVEY, HOSTILE, EMPTY, EMBARGOED = "000950", "000955", "000960", "000961"
ZARR, UNSOUND, EMPTIED = "000962", "000963", "000964"
"""Identifiers by role: 20,000 files in one folder, hostile names, no assets, owned by Alice, with
Zarrs, invalid metadata, published once and emptied afterwards."""

LAB = (("Lab, Demo", ("ContactPerson", "Author")), ("Tester, Thea B.", ("Author",)))


def peculiar(recordings: list[Asset]) -> Iterator[Dandiset]:
    """All of them.

    Args:
        recordings: Assets with bytes; the embargoed dandiset borrows some.
    """
    yield _draft_only(
        SURVEY,
        "Large survey of Neuropixels recordings across the mouse brain",
        "2025-02-01T09:00:00Z",
        assets=AssetTable(lambda: survey_assets(SURVEY)),
        description="Listing only, and a long one: `flat/` holds 20,000 files side by side.",
    )
    hostile = [*hostile_assets(HOSTILE)]
    yield _draft_only(
        HOSTILE,
        hostile_name(),
        "2025-02-02T09:00:00Z",
        assets=table(hostile),
        description=f"Names as people and machines write them: {hostile_name()}",
        has_bytes=True,
    )
    yield _draft_only(EMPTY, "Empty Dandiset without any asset", "2025-02-03T09:00:00Z")
    yield _embargoed(recordings)
    yield _draft_only(
        ZARR,
        "Whole-brain light-sheet microscopy as OME-Zarr",
        "2025-02-05T09:00:00Z",
        assets=table(zarr_assets(ZARR)),
        description="Two Zarrs of a few small chunks each.",
        has_bytes=True,
    )
    yield _unsound()
    yield _emptied()


def _draft_only(
    identifier: str,
    name: str,
    created: str,
    *,
    assets: AssetTable[Asset] | None = None,
    description: str = "",
    has_bytes: bool = False,
) -> Dandiset:
    number = int(identifier)
    about = About(
        name=name,
        description=description,
        contributors=LAB,
        keywords=("demo",),
        approaches=("electrophysiological approach",),
        techniques=("spike sorting technique",),
        variables=("ElectricalSeries", "Units"),
    )
    draft = Version(
        version="draft",
        about=about,
        assets=table(()) if assets is None else assets,
        created=created,
        modified=created,
        status="Invalid" if assets is None else "Valid",
        number=number,
    )
    return Dandiset(
        identifier=identifier,
        created=created,
        modified=created,
        draft=draft,
        has_bytes=has_bytes,
    )


def _embargoed(recordings: list[Asset]) -> Dandiset:
    created = "2025-02-04T09:00:00Z"
    about = About(
        name="Embargoed: unpublished auditory cortex recordings",
        description="Only its owner sees this; the owner's demo token is in the documentation.",
        contributors=(("Owner, Alice", ("ContactPerson", "Author")),),
        keywords=("embargo",),
        approaches=("microscopy approach; cell population imaging",),
        techniques=("two-photon microscopy technique",),
        variables=("PlaneSegmentation",),
        embargoed_until="2028-10-22",
    )
    readme = text(EMBARGOED, "README.md", "Not yet.\n", stamp("2025-02-04", 0))
    secret = [_secret(asset) for asset in recordings if asset.source][:1]
    draft = Version(
        version="draft",
        about=about,
        assets=table([*secret, readme]),
        created=created,
        modified=created,
        number=6,
    )
    return Dandiset(
        identifier=EMBARGOED,
        created=created,
        modified=created,
        draft=draft,
        owners=(ALICE,),
        embargoed=True,
        has_bytes=True,
    )


def _secret(asset: Asset) -> Asset:
    """The bytes of another asset, embargoed."""
    return Asset(
        dandiset=EMBARGOED,
        path="sub-emb01/sub-emb01_ses-s1_ophys.nwb",
        size=asset.size,
        created=stamp("2025-02-04", 1),
        source=asset.source,
    )


def _unsound() -> Dandiset:
    created = "2025-02-06T09:00:00Z"
    draft = Version(
        version="draft",
        about=About(name="Invalid metadata and pending assets", license="", species=()),
        assets=table(invalid_assets(UNSOUND)),
        created=created,
        modified=created,
        status="Invalid",
        errors=(("contributor", "[] should be non-empty"), ("license", "[] should be non-empty")),
        number=7,
    )
    return Dandiset(identifier=UNSOUND, created=created, modified=created, draft=draft)


def _emptied() -> Dandiset:
    name = "Published once, draft emptied afterwards"
    dandiset = _draft_only(EMPTIED, name, "2025-02-07T09:00:00Z")
    about = dandiset.draft.about
    assets = [
        Asset(
            dandiset=EMPTIED,
            path=f"sub-{i}/sub-{i}_ecephys.nwb",
            size=7501,
            created=stamp("2025-02-07", i),
        )
        for i in range(4)
    ]
    return Dandiset(
        identifier=EMPTIED,
        created=dandiset.created,
        modified="2025-06-02T14:03:00Z",
        draft=dandiset.draft,
        published=(publish(about, assets, "2025-04-01T09:30:00Z", "", 8),),
    )
