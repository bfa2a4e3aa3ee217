"""The dandisets of the demo archive: two with NWB files, some with a peculiarity, and company."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dandi_tui.demo.catalogue import (
    ADA,
    ALICE,
    BOB,
    About,
    Asset,
    Catalogue,
    Dandiset,
    Version,
    version_number,
)
from dandi_tui.demo.company import company
from dandi_tui.demo.files import DemoFile
from dandi_tui.demo.listing import AssetTable
from dandi_tui.demo.odd import hostile_assets, hostile_name, invalid_assets, survey_assets
from dandi_tui.demo.stamps import stamp
from dandi_tui.demo.zarrs import zarr_assets, zarrs

OPHYS, IBL = "000728", "000409"
SURVEY, HOSTILE, EMPTY, EMBARGOED, ZARR, UNSOUND, EMPTIED = (
    "000950",
    "000955",
    "000960",
    "000961",
    "000962",
    "000963",
    "000964",
)
"""Identifiers by role: 20,000 files in one folder, hostile names, no assets, owned by Alice, with
Zarrs, invalid metadata, published once and emptied afterwards."""

LAB = (("Lab, Demo", ("ContactPerson", "Author")), ("Tester, Thea B.", ("Author",)))

OPHYS_ABOUT = About(
    name="Allen Institute - Visual Coding - Optical Physiology",
    description=(
        "Two-photon calcium imaging of neurons in visual areas of awake, head-fixed mice that view "
        "gratings, sparse noise, natural scenes and natural movies. Each file holds one session: "
        "ΔF/F and fluorescence of every ROI, the maximum projection, masks, running speed and the "
        "stimulus tables.\n\nThe layout is that of DANDI:000728; **the recordings are synthetic**, "
        "made on this machine for the demo."
    ),
    contributors=(
        ("Allen Institute for Brain Science", ("Author", "DataCollector", "RightsHolder")),
        ("Lab, Demo", ("ContactPerson", "DataCurator")),
        ("National Institutes of Health", ("Funder",)),
    ),
    keywords=("calcium imaging", "mouse visual cortex", "two-photon"),
    approaches=("behavioral approach", "microscopy approach; cell population imaging"),
    techniques=("two-photon microscopy technique", "surgical technique", "analytical technique"),
    variables=(
        "PlaneSegmentation",
        "OpticalChannel",
        "ImagingPlane",
        "ProcessingModule",
        "BehavioralTimeSeries",
        "SpatialSeries",
        "PupilTracking",
    ),
    anatomy=(("primary visual cortex", "UBERON:0002436"),),
    related=(("Visual Coding", "https://observatory.brain-map.org/visualcoding/"),),
)

IBL_ABOUT = About(
    name="IBL - Brain Wide Map",
    description=(
        "Neuropixels recordings across the brain of mice in a visual decision task: spikes of "
        "sorted units, trials, wheel, pose, pupil and licks.\n\nThe layout is that of "
        "DANDI:000409; **the recordings are synthetic**, made on this machine for the demo. The "
        "videos are listed, but not there."
    ),
    contributors=(
        ("International Brain Laboratory", ("Author", "ContactPerson")),
        ("Simons Foundation", ("Funder",)),
    ),
    keywords=("neuropixels", "decision making", "brain-wide"),
    approaches=("behavioral approach", "electrophysiological approach"),
    techniques=(
        "multi electrode extracellular electrophysiology recording technique",
        "spike sorting technique",
    ),
    variables=("ElectricalSeries", "ElectrodeGroup", "Units", "SpatialSeries", "PupilTracking"),
)


def build(
    files: Iterable[DemoFile], on_disk: Mapping[str, Path], extra: Iterable[Dandiset] = ()
) -> Catalogue:
    """The whole demo archive.

    Args:
        files: What the demo's NWB files are.
        on_disk: Where they are, by `dandiset/path`; what is missing has no bytes.
        extra: Further dandisets, such as one made of a listing.
    """
    recordings = [_recording(i, file, on_disk) for i, file in enumerate(files)]
    dandisets = [_ophys(recordings), _ibl(recordings), *_peculiar(recordings), *company()]
    return Catalogue([*dandisets, *extra], zarrs(ZARR))


def _recording(i: int, file: DemoFile, on_disk: Mapping[str, Path]) -> Asset:
    source = on_disk.get(f"{file.dandiset}/{file.path}")
    return Asset(
        dandiset=file.dandiset,
        path=file.path,
        size=source.stat().st_size if source else 0,
        created=stamp("2024-02-08", i),
        extras=file.metadata,
        source=source,
    )


def _text(dandiset: str, path: str, lines: str, created: str) -> Asset:
    data = lines.encode()
    return Asset(dandiset=dandiset, path=path, size=len(data), created=created, source=data)


def _table(assets: Iterable[Asset]) -> AssetTable[Asset]:
    rows = tuple(assets)
    return AssetTable(lambda: rows)


def _ophys(recordings: list[Asset]) -> Dandiset:
    own = [asset for asset in recordings if asset.dandiset == OPHYS]
    readme = _text(OPHYS, "README.md", f"# {OPHYS_ABOUT.name}\n", stamp("2024-08-27", 0))
    changes = _text(OPHYS, "CHANGES.md", "* draft: this file\n", stamp("2026-11-12", 0))
    first = "2024-02-08T17:07:00Z"
    second = "2024-08-27T18:09:00Z"
    draft = Version(
        version="draft",
        about=OPHYS_ABOUT,
        assets=_table([*own, readme, changes]),
        created="2023-12-11T05:09:39.457563Z",
        modified="2026-11-12T09:30:00Z",
        number=1,
    )
    published = (
        _publish(OPHYS_ABOUT, own[:-1], first, "", 2),
        _publish(OPHYS_ABOUT, [*own, readme], second, "Added a session and a README.", 3),
    )
    return Dandiset(
        identifier=OPHYS,
        created=draft.created,
        modified=draft.modified,
        draft=draft,
        published=published,
        owners=(ALICE, ADA),
        starred_by=(ALICE, BOB),
        n_stars=9,
        has_bytes=True,
    )


def _publish(about: About, assets: Iterable[Asset], when: str, notes: str, number: int) -> Version:
    return Version(
        version=version_number(when),
        about=about,
        assets=_table(assets),
        created=when,
        modified=when,
        release_notes=notes,
        number=number,
    )


def _ibl(recordings: list[Asset]) -> Dandiset:
    own = [asset for asset in recordings if asset.dandiset == IBL]
    assets = [*own, *_videos(own)]
    published = _publish(IBL_ABOUT, assets, "2026-03-09T13:24:00Z", "", 5)
    draft = Version(
        version="draft",
        about=IBL_ABOUT,
        assets=_table(assets),
        created="2023-01-24T10:00:00Z",
        modified="2026-03-09T13:24:01.250000Z",
        status="Published",
        number=4,
    )
    return Dandiset(
        identifier=IBL,
        created=draft.created,
        modified=draft.modified,
        draft=draft,
        published=(published,),
        starred_by=(ALICE,),
        n_stars=7,
        has_bytes=True,
    )


def _videos(recordings: list[Asset]) -> Iterator[Asset]:
    """The movies that the raw files name, beside them; their objects are missing."""
    taken = {asset.path for asset in recordings}
    for i, raw in enumerate(asset for asset in recordings if "desc-raw" in asset.path):
        session = raw.path.rpartition("_desc-raw")[0]
        folder = f"{session}_ecephys+image/{session.rpartition('/')[2]}"
        for camera, size in (("Left", 4_912_331_208), ("Right", 7_204_551_017)):
            path = f"{folder}_Video{camera}Camera.mp4"
            if path not in taken:
                yield Asset(dandiset=IBL, path=path, size=size, created=stamp("2024-02-09", i))


def _peculiar(recordings: list[Asset]) -> Iterator[Dandiset]:
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
        assets=_table(hostile),
        description=f"Names as people and machines write them: {hostile_name()}",
    )
    yield _draft_only(EMPTY, "Empty Dandiset without any asset", "2025-02-03T09:00:00Z")
    yield _embargoed(recordings)
    yield _draft_only(
        ZARR,
        "Whole-brain light-sheet microscopy as OME-Zarr",
        "2025-02-05T09:00:00Z",
        assets=_table(zarr_assets(ZARR)),
        description="Two Zarrs of a few small chunks each.",
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
        assets=assets or _table(()),
        created=created,
        modified=created,
        status="Valid" if assets else "Invalid",
        number=number,
    )
    return Dandiset(
        identifier=identifier,
        created=created,
        modified=created,
        draft=draft,
        has_bytes=bool(assets),
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
    readme = _text(EMBARGOED, "README.md", "Not yet.\n", stamp("2025-02-04", 0))
    borrowed = [asset for asset in recordings if asset.source][:1]
    secret = [
        Asset(
            dandiset=EMBARGOED,
            path="sub-emb01/sub-emb01_ses-s1_ophys.nwb",
            size=asset.size,
            created=stamp("2025-02-04", 1),
            source=asset.source,
        )
        for asset in borrowed
    ]
    draft = Version(
        version="draft",
        about=about,
        assets=_table([*secret, readme]),
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


def _unsound() -> Dandiset:
    created = "2025-02-06T09:00:00Z"
    draft = Version(
        version="draft",
        about=About(name="Invalid metadata and pending assets", license="", species=()),
        assets=_table(invalid_assets(UNSOUND)),
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
        published=(_publish(about, assets, "2025-04-01T09:30:00Z", "", 8),),
    )
