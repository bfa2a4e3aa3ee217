"""The sessions of 000409 that the demo holds: the file, its subject, probes and electrodes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
from hdmf.common import VectorData
from pynwb import NWBFile
from pynwb.device import Device
from pynwb.ecephys import ElectrodeGroup, ElectrodesTable

from dandi_tui.demo.recordings.extensions import make
from dandi_tui.demo.recordings.pose import Camera
from dandi_tui.demo.recordings.seeded import generator
from dandi_tui.demo.recordings.spikes import N_CONTACTS, ROW_UM

CREATED = datetime(2026, 3, 6, 9, 12, 41, 208113, UTC)


@dataclass(frozen=True)
class IblSession:
    """One session of one mouse, and how much of it we simulate."""

    eid: str
    identifier: str
    raw_identifier: str
    start: datetime
    subject: str
    subject_uuid: str
    birth: datetime
    lab: str
    institution: str
    weight_kg: str
    probes: tuple[str, ...]
    """In the order of the electrodes table."""
    serials: tuple[str, ...]
    regions: tuple[tuple[str, ...], ...]
    """Of each probe, from the tip upwards."""
    span_s: float
    task_s: float
    """When the task ends; a passive protocol follows, if that is before the end."""
    n_trials: int
    n_moves: int
    n_units: int
    cameras: tuple[Camera, ...]

    @property
    def passive(self) -> bool:
        """Whether stimuli were replayed to the mouse after the task."""
        return self.task_s < self.span_s


KS091 = IblSession(
    eid="78b4fff5-c5ec-44d9-b5f9-d59493063f00",
    identifier="0f5c5b0a-6a53-4f0e-8f86-2d17c3a9e0b4",
    raw_identifier="a4e2d8c7-91b3-4d65-a07f-5b8e6f1c2d30",
    start=datetime(2022, 7, 4, 14, 30, 15, 49000, timezone(timedelta(hours=1))),
    subject="KS091",
    subject_uuid="3e1f5c8a-24d7-4b90-8a6c-0d9b7e5f4a12",
    birth=datetime(2021, 12, 14, tzinfo=UTC),
    lab="cortexlab",
    institution="University College London",
    weight_kg="0.0261",
    probes=("Probe01", "Probe00"),
    serials=("18194809251", "18194814752"),
    regions=(("MRN", "SCm", "RSPv", "RSPagl", "VISa"), ("LP", "DG", "CA1", "VISam", "VISa")),
    span_s=5_478.753,
    task_s=4_173.279,
    n_trials=892,
    n_moves=1_552,
    n_units=84,
    cameras=(Camera("Left", 60.0, 282_090, 6.132, 1.0),),
)
NYU46 = IblSession(
    eid="64e3fb86-928c-4079-865c-b364205b502e",
    identifier="7c9a1e64-0b2d-4e3f-9c58-f6d41b0a8e27",
    raw_identifier="d2b7f0a9-6e14-4c83-b59d-8a0c3e7f1b56",
    start=datetime(2021, 2, 11, 15, 17, 33, 482000, timezone(timedelta(hours=-5))),
    subject="NYU-46",
    subject_uuid="9b4d2e71-5a0c-4f38-8e16-c7f2a93d60b5",
    birth=datetime(2020, 9, 12, tzinfo=UTC),
    lab="angelakilab",
    institution="New York University",
    weight_kg="0.0234",
    probes=("Probe00",),
    serials=("19108317901",),
    regions=(("PO", "LP", "DG", "CA1", "VISp"),),
    span_s=600.0,
    task_s=600.0,
    n_trials=118,
    n_moves=204,
    n_units=64,
    cameras=(
        Camera("Left", 60.0, 35_500, 4.871, 1.0),
        Camera("Right", 150.0, 88_750, 4.866, 0.5),
        Camera("Body", 30.0, 17_750, 4.880, 0.5),
    ),
)


def new_file(session: IblSession, *, raw: bool = False) -> NWBFile:
    """The file with its general metadata, subject, probes and electrodes."""
    nwbfile = NWBFile(
        session_description=(
            "The full description of the session/task protocol can be found in Appendix 2 of "
            'International Brain Laboratory, et al. "Standardized and reproducible measurement '
            'of decision-making in mice." Elife 10 (2021); e63711.\n'
        ),
        identifier=session.raw_identifier if raw else session.identifier,
        session_start_time=session.start,
        file_create_date=CREATED,
        session_id=f"{session.eid}-{'raw' if raw else 'processed'}",
        experiment_description=(
            "IBL aims to understand the neural basis of decision-making in the mouse by gathering "
            "a whole-brain activity map.\n"
        ),
        institution=session.institution,
        lab=session.lab,
        related_publications=[
            "https://doi.org/10.6084/m9.figshare.21400815.v6",
            "https://doi.org/10.1101/2020.01.17.909838",
        ],
        subject=make(
            "ndx-ibl",
            "IblSubject",
            subject_id=session.subject,
            species="Mus musculus",
            strain="C57BL/6",
            sex="M",
            date_of_birth=session.birth,
            weight=session.weight_kg,
            description="Mice were housed under a 12/12 h light/dark cycle.\n",
            expected_water_ml=1.0,
            remaining_water_ml=0.12,
            uuid=session.subject_uuid,
        ),
    )
    _add_electrodes(nwbfile, session)
    _add_localization(nwbfile, session)
    return nwbfile


def _add_electrodes(nwbfile: NWBFile, session: IblSession) -> None:
    """Probes and their 384 contacts each; ids follow the table's order, not the probes' numbers."""
    groups = [
        _add_probe(nwbfile, *named) for named in zip(session.probes, session.serials, strict=True)
    ]
    contacts = np.arange(N_CONTACTS)
    n = len(groups)
    rows = np.tile(contacts // 2 * ROW_UM, n)
    columns = np.tile(np.array([43.0, 11.0, 59.0, 27.0])[contacts % 4], n)
    texts = {
        "location": [r for probe in range(n) for r in regions_of(session, probe)],
        "group_name": [name for name in session.probes for _ in contacts],
        "probe_name": [name for name in session.probes for _ in contacts],
        "electrode_name": [f"e{i}" for i in contacts] * n,
        "channel_name": [f"AP{i},LF{i}" for i in contacts] * n,
        "contact_ids": [f"e{i}" for i in contacts] * n,
        "contact_shapes": ["square"] * n * N_CONTACTS,
        "shank_ids": ["0"] * n * N_CONTACTS,
        "filtering": ["High-pass filter: 300 Hz; low-pass filter: 10 kHz"] * n * N_CONTACTS,
    }
    numbers = {
        "rel_x": columns,
        "rel_y": rows,
        "adc_group": np.tile(contacts // 24 * 2 + contacts % 2, n),
        "adc_sample_order": np.tile(contacts % 24 // 2, n),
        "x": columns + 2_243.0,
        "y": 3_800.0 - rows,
        "z": np.tile(np.linspace(-30, 30, N_CONTACTS), n) + 1_100.0,
        "imp": np.full(n * N_CONTACTS, np.nan),
    }
    abouts = _ELECTRODE_COLUMNS
    data: dict[str, Any] = texts | numbers
    data["group"] = [group for group in groups for _ in contacts]
    order = ("location", "group", *(name for name in abouts if name not in {"location", "group"}))
    nwbfile.electrodes = ElectrodesTable(
        columns=[VectorData(name=name, description=abouts[name], data=data[name]) for name in order]
    )


def regions_of(session: IblSession, probe: int) -> list[str]:
    """The region of each contact of a probe, from the tip upwards."""
    names = session.regions[probe]
    return [names[i * len(names) // N_CONTACTS] for i in range(N_CONTACTS)]


def _add_probe(nwbfile: NWBFile, name: str, serial: str) -> ElectrodeGroup:
    """A device and its group of electrodes."""
    device = Device(name=name, description="Neuropixels 1.0 probe.", serial_number=serial)
    nwbfile.add_device(device)
    group = ElectrodeGroup(
        name=name, description=f"Electrodes of {name}.", location="See electrodes.", device=device
    )
    nwbfile.add_electrode_group(group)
    return group


_ELECTRODE_COLUMNS = {
    "location": "The location of the electrode within the subject, a brain region.",
    "group": "A reference to the ElectrodeGroup this electrode is a part of.",
    "electrode_name": "Unique name of the electrode on its probe.",
    "contact_shapes": "The shape of the electrode.",
    "channel_name": "The channel names of the two bands.",
    "rel_x": "Across the probe, in micrometers.",
    "rel_y": "Along the probe from the lowest contact, in micrometers.",
    "probe_name": "The name of the probe.",
    "contact_ids": "The id of the contact on the probe.",
    "shank_ids": "The shank of the contact.",
    "adc_group": "The analog digital converter that the contact is wired to.",
    "adc_sample_order": "When within its converter's cycle the contact is sampled.",
    "group_name": "The name of the ElectrodeGroup this electrode is a part of.",
    "x": "The x coordinate of the position (+x is posterior), in micrometers.",
    "y": "The y coordinate of the position (+y is inferior), in micrometers.",
    "z": "The z coordinate of the position (+z is subject's right), in micrometers.",
    "imp": "The impedance of the electrode, in ohms.",
    "filtering": "Description of hardware filtering.",
}


def _add_localization(nwbfile: NWBFile, session: IblSession) -> None:
    """Where the electrodes are, in two atlases; a type of lab metadata that few readers have."""
    spaces = {
        "CCFv3": make(
            "ndx-anatomical-localization",
            "Space",
            name="CCFv3",
            space_name="AllenCCFv3",
            origin="Anterior-superior-left corner",
            units="um",
            orientation="PIR",
        ),
        "IBLBregma": make(
            "ndx-anatomical-localization",
            "Space",
            name="IBLBregma",
            space_name="IBLBregma",
            origin="Bregma",
            units="um",
            orientation="RAS",
        ),
    }
    tables = [_coordinates(session, name, space) for name, space in spaces.items()]
    localization = make(
        "ndx-anatomical-localization",
        "Localization",
        anatomical_coordinates_tables=tables,
        spaces=list(spaces.values()),
    )
    nwbfile.add_lab_meta_data(localization)


def _coordinates(session: IblSession, name: str, space: Any) -> Any:
    """A row per electrode: coordinates in one space and the region there."""
    rng = generator(f"{session.eid} {name}")
    n = len(session.probes) * N_CONTACTS
    regions = [r for probe in range(len(session.probes)) for r in regions_of(session, probe)]
    depth = np.tile(np.arange(N_CONTACTS) // 2 * ROW_UM, len(session.probes))
    columns: dict[str, Any] = {
        "x": np.round(rng.uniform(-2_500, 2_500) + 0.12 * depth),
        "y": np.round(rng.uniform(-4_000, -1_500) + 0.05 * depth),
        "z": np.round(depth - 4_200.0),
        "brain_region": regions,
        "beryl_location": regions,
        "cosmos_location": ["HPF" if r in {"DG", "CA1"} else "Isocortex" for r in regions],
        "brain_region_id": np.arange(n) % 997,
    }
    return make(
        "ndx-anatomical-localization",
        "AnatomicalCoordinatesTable",
        name=f"Electrodes{name}",
        description=f"Electrodes in {name}.",
        method="IBL anatomical localization pipeline",
        space=space,
        columns=[
            VectorData(name=column, description=f"{column} of the electrode.", data=data)
            for column, data in columns.items()
        ],
    )
