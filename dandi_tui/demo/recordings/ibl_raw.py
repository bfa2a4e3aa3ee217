"""Writes the raw file of a session of 000409: two bands of two probes, and the video's frames."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from pynwb import NWBHDF5IO, NWBFile
from pynwb.ecephys import ElectricalSeries
from pynwb.image import ImageSeries

from dandi_tui.demo.recordings.extensions import make, manager
from dandi_tui.demo.recordings.ibl_session import KS091, IblSession, new_file
from dandi_tui.demo.recordings.seeded import generator, seeded_ids
from dandi_tui.demo.recordings.spikes import N_CONTACTS
from dandi_tui.demo.recordings.storage import ArrayStore, packed

AP_HZ = 30_000.0
LF_HZ = 2_500.0
AP_CONVERSION = 2.34375e-06
LF_CONVERSION = 4.6875e-06
CHUNK = (13_020, N_CONTACTS)
"""10 MB, 0.434 s of the fast band: one channel costs them all."""
AP_SAMPLES = {"Probe00": 13_020, "Probe01": 6_000}
LF_SAMPLES = {"Probe00": 1_085, "Probe01": 500}


def write_ks091_raw(path: Path) -> None:
    """The raw file of KS091: its first fractions of a second."""
    rng = generator(f"{KS091.eid} raw")
    store = ArrayStore()
    with seeded_ids(f"{KS091.eid} raw"):
        nwbfile = new_file(KS091, raw=True)
        for probe in ("Probe00", "Probe01"):
            _add_bands(nwbfile, KS091, probe, store, rng)
        _add_video(nwbfile, KS091, rng)
        _add_events(nwbfile)
        with NWBHDF5IO(path, "w", manager=manager()) as io:
            io.write(nwbfile)
            store.fill()


def _add_bands(
    nwbfile: NWBFile,
    session: IblSession,
    probe: str,
    store: ArrayStore,
    rng: np.random.Generator,
) -> None:
    """The fast and the slow band of one probe, with timestamps, never a rate."""
    first = session.probes.index(probe) * N_CONTACTS
    region = nwbfile.create_electrode_table_region(
        region=list(range(first, first + N_CONTACTS)), description=f"Electrodes of {probe}."
    )
    for band, data, rate_hz, conversion in (
        ("AP", fast_band(AP_SAMPLES[probe], rng), AP_HZ, AP_CONVERSION),
        ("LF", slow_band(LF_SAMPLES[probe], rng), LF_HZ, LF_CONVERSION),
    ):
        chunks = (min(CHUNK[0], len(data)), N_CONTACTS)
        times = 0.0004 + np.arange(len(data)) / (rate_hz * 1.0000021)
        series = ElectricalSeries(
            name=f"ElectricalSeries{probe}{band}",
            description=f"Raw acquisition traces for the {band.lower()} band of {probe}.",
            data=store.add(data, chunks),
            timestamps=packed(np.round(times, 9), (len(times),)),
            electrodes=region,
            conversion=conversion,
        )
        nwbfile.add_acquisition(series)


def fast_band(n: int, rng: np.random.Generator) -> npt.NDArray[np.int16]:
    """Samples (time, channel) above 300 Hz: noise of some 4 µV, spikes on a few contacts."""
    data = rng.standard_normal((n, N_CONTACTS), dtype=np.float32)
    data *= rng.uniform(1.2, 1.9, N_CONTACTS).astype(np.float32)
    ms = (np.arange(60) - 15) / 30.0
    shape = 0.3 * np.exp(-(((ms - 0.5) / 0.25) ** 2)) - np.exp(-((ms / 0.12) ** 2))
    contacts = np.arange(N_CONTACTS)
    for _ in range(100):
        away = np.abs(contacts - rng.integers(N_CONTACTS))
        share = np.where(away < 24, np.exp(-away / 4.0), 0.0)
        waveform = (rng.uniform(25, 90) * shape)[:, np.newaxis] * share
        for at in rng.integers(0, n - 60, rng.poisson(10.0 * n / AP_HZ)):
            data[at : at + 60] += waveform
    return np.rint(data).astype(np.int16)


def slow_band(n: int, rng: np.random.Generator) -> npt.NDArray[np.int16]:
    """Samples (time, channel) below 300 Hz: waves of all contacts, stronger in some layers."""
    times = np.arange(n) / LF_HZ
    depth = np.arange(N_CONTACTS) / N_CONTACTS
    data = rng.standard_normal((n, N_CONTACTS)) * 1.2
    for hz, size in ((2.3, 60.0), (7.1, 25.0), (38.0, 6.0)):
        layers = np.cos(2 * np.pi * (rng.uniform(0.5, 2.0) * depth + rng.uniform()))
        waves = np.sin(2 * np.pi * (hz * times + rng.uniform()))
        data += size * waves[:, np.newaxis] * (0.6 + 0.4 * layers)
    return np.rint(data).astype(np.int16)


def _add_video(nwbfile: NWBFile, session: IblSession, rng: np.random.Generator) -> None:
    """Frames that are in another asset, beside this one: a relative path and times, no data."""
    stem = f"sub-{session.subject}_ses-{session.eid}"
    for camera in session.cameras:
        video = f"./{stem}_ecephys+image/{stem}_Video{camera.name}.mp4"
        nwbfile.add_acquisition(
            ImageSeries(
                name=f"Video{camera.name}",
                description="Raw video from camera recording behavioral and task events.",
                unit="n.a.",
                external_file=[video],
                format="external",
                timestamps=packed(camera.times(rng)[:6_000], (6_000,)),
            )
        )


def _add_events(nwbfile: NWBFile) -> None:
    """The clock that all devices record: a pulse each second."""
    events = make(
        "ndx-events",
        "Events",
        name="EventsImecSync",
        description="Multi-probe synchronization signal (1 Hz square wave).",
        timestamps=np.round(np.arange(0.25, 60.0, 0.5), 4),
    )
    nwbfile.add_acquisition(events)
