"""Dandisets nearly without bytes, so that the list looks like an archive's: all is invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dandi_tui.demo.catalogue import (
    ADA,
    ALICE,
    About,
    Asset,
    Dandiset,
    Version,
    stable_id,
    version_number,
)
from dandi_tui.demo.listing import AssetTable
from dandi_tui.demo.stamps import stamp


@dataclass(frozen=True)
class Field:
    """A way to record: the ending of its files, their size, and the words of the metadata."""

    ending: str
    file_bytes: int
    approach: str
    technique: str
    variables: tuple[str, ...]


FIELDS = {
    "imaging": Field(
        "ophys",
        1_300_000_000,
        "microscopy approach; cell population imaging",
        "two-photon microscopy technique",
        ("PlaneSegmentation", "ImagingPlane", "TwoPhotonSeries"),
    ),
    "units": Field(
        "behavior+ecephys",
        4_100_000_000,
        "electrophysiological approach",
        "multi electrode extracellular electrophysiology recording technique",
        ("ElectricalSeries", "Units", "ElectrodeGroup"),
    ),
    "patch": Field(
        "icephys",
        18_000_000,
        "electrophysiological approach; intracellular",
        "current clamp technique",
        ("CurrentClampSeries", "CurrentClampStimulusSeries"),
    ),
    "behaviour": Field(
        "behavior",
        52_000_000,
        "behavioral approach",
        "behavioral technique",
        ("Position", "SpatialSeries", "BehavioralEvents"),
    ),
}

ROWS = """
000011|Premotor dynamics during motor planning|Okafor, Ngozi|mouse|units|9|1
000029|Patch-seq of human neocortex, first batch|Lindqvist, Åsa|human|patch|24|1
000054|Calcium imaging in V1 during drifting gratings|Brandt, Mila|mouse|imaging|6|1
000067|Grid cells on a wagon wheel|Farrow, Ivo|rat|units|5|2
000115|Looming responses in larval tectum|Sato, Emi|fish|imaging|31|0
000142|Single units of human amygdala during recognition|Romero, Inés|human|units|18|1
000173|Wing steering in tethered flight|Kruger, Anneke|fly|behaviour|40|1
000218|Reach-to-grasp with Utah arrays|Whitcombe, Dale|macaque|units|3|1
000251|Barrel cortex layers, awake and asleep|Müller, Änne|mouse|units|11|0
000277|Odour trails: head-fixed tracking|Delacroix, Remy|mouse|behaviour|14|1
000304|Cerebellar Purkinje cells in eyeblink conditioning|Haddad, Leila|mouse|units|8|1
000336|Openscope: mismatch responses in two-photon|Aldous, Wren|mouse|imaging|16|1
000358|Hippocampal replay on a figure eight|Farrow, Ivo|rat|units|7|0
000381|Ganglion cells of the isolated retina|Sato, Emi|mouse|units|22|1
000402|MICrONS-like dense two-photon|Brandt, Mila|mouse|imaging|2|1
000433|Dopamine release in the nucleus accumbens|Haddad, Leila|mouse|behaviour|12|1
000466|Fast-spiking interneurons: a patch clamp atlas|Lindqvist, Åsa|mouse|patch|57|2
000488|Allen-style survey of visual coding|Aldous, Wren|mouse|imaging|13|1
000512|Speech cortex during reading aloud|Romero, Inés|human|units|4|0
000544|Somatostatin cells under two-photon|Brandt, Mila|mouse|imaging|9|1
000579|Whole-tail kinematics of larval zebrafish|Sato, Emi|fish|behaviour|64|1
000618|Prefrontal beta bursts in working memory|Whitcombe, Dale|macaque|units|2|1
000664|Central complex heading signals|Kruger, Anneke|fly|imaging|27|0
000711|Visual Behavior - Optical Physiology|Aldous, Wren|mouse|imaging|19|1
000727|Visual Coding - Neuropixels|Aldous, Wren|mouse|units|15|1
000731|Spontaneous activity in mouse striatum|Okafor, Ngozi|mouse|units|10|0
000732|Sleep and replay in hippocampus CA1|Farrow, Ivo|rat|units|6|1
000768|Thalamic head direction in the dark|Delacroix, Remy|mouse|units|5|1
000803|Synaptic noise of layer 5 pyramidal cells|Lindqvist, Åsa|rat|patch|33|0
000871|Orientation tuning after dark rearing|Brandt, Mila|mouse|imaging|8|1
000912|Foraging decisions in freely moving rats|Haddad, Leila|rat|behaviour|20|1
001054|Natural movies in VISp and VISl|Aldous, Wren|mouse|imaging|12|1
001170|Inferior colliculus and vocal recognition|Müller, Änne|mouse|units|9|0
"""
"""Identifier, name, contact, species, field, subjects, published versions."""


def company(recordings: Sequence[Asset] = ()) -> Iterator[Dandiset]:
    """All of them, without bytes but for those of the recordings that belong to one."""
    for place, row in enumerate(ROWS.strip().splitlines()):
        fields = row.split("|")
        own = [asset for asset in recordings if asset.dandiset == fields[0]]
        yield _dandiset(place, fields, own)


def _dandiset(place: int, row: list[str], own: Sequence[Asset]) -> Dandiset:
    identifier, name, contact, species, field, n_subjects, n_published = row
    year, month, day = 2019 + place // 7, 1 + place % 7 + 5 * (place % 2), 3 + place % 25
    created = f"{year}-{month:02}-{day:02}T09:00:00Z"
    about = _about(name, contact, species, FIELDS[field], with_bytes=bool(own))

    def assets() -> tuple[Asset, ...]:
        return (*_assets(identifier, created, FIELDS[field], int(n_subjects)), *own)

    table = AssetTable(assets)
    years = range(1, int(n_published) + 1)
    published = tuple(_published(about, table, created, year, place) for year in years)
    draft = Version(
        version="draft",
        about=about,
        assets=table,
        created=created,
        modified=f"2025{created[4:11]}09:30:00Z",
        status="Published" if published else "Valid",
        number=100 + 3 * place,
    )
    return Dandiset(
        identifier=identifier,
        created=created,
        modified=draft.modified,
        draft=draft,
        published=published,
        owners=(ALICE, ADA) if place % 10 == 0 else (ADA,),
        starred_by=(ALICE,) if place % 12 == 1 else (),
        n_stars=place % 5,
        has_bytes=bool(own),
    )


def _about(name: str, contact: str, species: str, field: Field, *, with_bytes: bool) -> About:
    return About(
        name=name,
        description=(
            f"{name}: an invented dandiset of the demo archive. It is a listing only: the bytes of "
            f"its files are not there{', but for one small simulated file' if with_bytes else ''}."
        ),
        contributors=((contact, ("ContactPerson", "Author")), ("Tester, Thea B.", ("Author",))),
        keywords=(species, "demo"),
        species=(species,),
        approaches=(field.approach,),
        techniques=(field.technique,),
        variables=field.variables,
    )


def _published(
    about: About, table: AssetTable[Asset], created: str, year: int, place: int
) -> Version:
    when = f"{int(created[:4]) + year}{created[4:11]}12:00:00Z"
    return Version(
        version=version_number(when),
        about=about,
        assets=table,
        created=when,
        modified=when,
        number=100 + 3 * place + year,
    )


def _assets(identifier: str, created: str, field: Field, n_subjects: int) -> Iterator[Asset]:
    seed = int(stable_id("seed", identifier)[:8], 16)
    for subject in range(n_subjects):
        name = f"sub-{seed % 900 + 100 + subject * 7}"
        for session in range(1 + (seed >> subject % 16) % 4):
            spread = (seed * (subject + 3) * (session + 5)) % 1000
            yield Asset(
                dandiset=identifier,
                path=f"{name}/{name}_ses-{session + 1:02}_{field.ending}.nwb",
                size=field.file_bytes * (500 + spread) // 1000 + spread * 4096,
                created=stamp(created[:10], subject * 10 + session),
            )
