"""The units table of 000409: one row per unit, three ragged columns, and mean waveforms."""

from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from hdmf.common import DynamicTableRegion, VectorData, VectorIndex
from pynwb import NWBFile
from pynwb.misc import Units

from dandi_tui.demo.recordings.ibl_session import IblSession
from dandi_tui.demo.recordings.seeded import generator
from dandi_tui.demo.recordings.spikes import (
    N_CONTACTS,
    SAMPLE_HZ,
    WAVEFORM_CHANNELS,
    Unit,
    make_units,
    waveforms,
)
from dandi_tui.demo.recordings.storage import ArrayStore

Array = npt.NDArray[np.float64]

CHUNK = (1_250_000,)


def add_units(nwbfile: NWBFile, session: IblSession, store: ArrayStore) -> None:
    """Add `/units`."""
    rng = generator(f"{session.eid} units")
    units = make_units(session.n_units, len(session.probes), session.span_s, rng)
    ragged = {
        "spike_times": [unit.times for unit in units],
        "spike_amplitudes_uV": [unit.amplitudes for unit in units],
        "spike_distances_from_probe_tip_um": [unit.depths for unit in units],
    }
    columns: list[Any] = [
        VectorData(name=name, description=_ABOUT[name], data=data)
        for name, data in (_identity(session, units, rng) | _metrics(units, session, rng)).items()
    ]
    columns += _electrodes(nwbfile, units)
    for name, parts in ragged.items():
        columns += _ragged(name, parts, store)
    columns.append(
        VectorData(
            name="waveform_mean",
            description=_ABOUT["waveform_mean"],
            data=store.add(waveforms(units, rng)),
        )
    )
    nwbfile.units = Units(
        name="units",
        description=(
            "Spike-sorted units from Neuropixels 1.0 probes. Spike sorting was performed using a "
            "Python implementation of Kilosort 2.5 (iblsorter, formerly pykilosort)."
        ),
        columns=columns,
        colnames=[column.name for column in columns if not isinstance(column, VectorIndex)],
        waveform_rate=SAMPLE_HZ,
        waveform_unit="volts",
        electrode_table=nwbfile.electrodes,
    )


def _identity(session: IblSession, units: list[Unit], rng: np.random.Generator) -> dict[str, Any]:
    """Who each unit is."""
    names = [session.probes[unit.probe] for unit in units]
    numbers = np.sort(rng.choice(1_100, len(units), replace=False))
    return {
        "unit_name": [
            f"{name.lower()}_{number}" for name, number in zip(names, numbers, strict=True)
        ],
        "probe_name": names,
        "cluster_uuid": [str(UUID(bytes=rng.bytes(16), version=4)) for _ in units],
    }


def _metrics(units: list[Unit], session: IblSession, rng: np.random.Generator) -> dict[str, Any]:
    """What the sorter's quality control found; NaN where there was too little to say."""
    n = len(units)
    counts = np.array([len(unit.times) for unit in units])
    amplitudes = [unit.amplitudes for unit in units]
    contamination = np.where([u.label == "good" for u in units], 0.03, 0.5) * rng.gamma(2.0, 0.5, n)
    missed = np.clip(rng.gamma(1.2, 0.06, n), 0, 0.5)
    missed[counts < 500] = np.nan
    minutes = np.arange(0, session.span_s + 60, 60)
    binned = [np.histogram(unit.times, minutes)[0] for unit in units]
    return {
        "spike_count": counts,
        "firing_rate": np.round(counts / session.span_s, 6),
        "kilosort2_label": [unit.label for unit in units],
        "ibl_quality_score": np.array([_quality(unit, rng) for unit in units]),
        "isi_violations_ratio": np.round(contamination, 5),
        "rp_violation": np.round(contamination * 0.8, 5),
        "sliding_rp_violation": (contamination < 0.1).astype(float),
        "noise_cutoff": np.round(rng.normal(2.0, 4.0, n), 4),
        "missed_spikes_estimate": np.round(missed, 5),
        "presence_ratio": np.round([np.mean(b > 0) for b in binned], 4),
        "presence_ratio_std": np.round([np.std(b) / 6 for b in binned], 4),
        "cumulative_drift_um_per_hour": np.round(counts * rng.uniform(6, 8, n), 1),
        "median_spike_amplitude_uV": np.array([np.median(a) for a in amplitudes]),
        "min_spike_amplitude_uV": np.array([a.min() for a in amplitudes]),
        "max_spike_amplitude_uV": np.array([a.max() for a in amplitudes]),
        "spike_amplitude_std_dB": np.round(
            [np.std(20 * np.log10(np.clip(a, 1, None))) for a in amplitudes], 4
        ),
        "peak_to_trough_duration_ms": np.round(
            np.where([unit.narrow for unit in units], 0.28, 0.62) + rng.normal(0, 0.03, n), 4
        ),
        "distance_from_probe_tip_um": np.array([unit.depth_um for unit in units]),
    }


def _quality(unit: Unit, rng: np.random.Generator) -> float:
    """Which share of three checks a unit passed."""
    passed = {"good": [0.1, 0.15, 0.25, 0.5], "mua": [0.4, 0.4, 0.15, 0.05]}
    return float(rng.choice([0.0, 0.33, 0.67, 1.0], p=passed.get(unit.label, [0.9, 0.1, 0, 0])))


def _electrodes(nwbfile: NWBFile, units: list[Unit]) -> list[Any]:
    """The rows of the electrodes table: those of each waveform, ragged, and the strongest."""
    near: list[npt.NDArray[np.intp]] = []
    for unit in units:
        channels = unit.channel - WAVEFORM_CHANNELS // 2 + 1 + np.arange(WAVEFORM_CHANNELS)
        channels = channels[(channels >= 0) & (channels < N_CONTACTS)]
        near.append(unit.probe * N_CONTACTS + channels)
    regions = DynamicTableRegion(
        name="electrodes",
        description="The electrodes of this unit's waveform.",
        data=np.concatenate(near),
        table=nwbfile.electrodes,
    )
    strongest = DynamicTableRegion(
        name="max_electrode",
        description=_ABOUT["max_electrode"],
        data=np.array([unit.probe * N_CONTACTS + unit.channel for unit in units]),
        table=nwbfile.electrodes,
    )
    ends = np.cumsum([len(channels) for channels in near])
    return [VectorIndex(name="electrodes_index", data=ends, target=regions), regions, strongest]


def _ragged(name: str, parts: list[Array], store: ArrayStore) -> list[Any]:
    """A ragged column: an index of ends, and all values one after the other."""
    flat = np.concatenate(parts)
    chunks = (min(CHUNK[0], len(flat)),)
    values = VectorData(name=name, description=_ABOUT[name], data=store.add(flat, chunks))
    ends = np.cumsum([len(part) for part in parts])
    return [VectorIndex(name=f"{name}_index", data=ends, target=values), values]


_ABOUT = {
    "unit_name": "Unique reference for each unit.",
    "probe_name": "Name of probe this unit was recorded from.",
    "cluster_uuid": "Globally unique identifier for cross-referencing with IBL database.",
    "spike_count": "Total number of spikes assigned to this unit.",
    "firing_rate": "Average firing rate in Hz.",
    "kilosort2_label": "Original Kilosort2 classification: 'good', 'mua', or 'noise'.",
    "ibl_quality_score": ("Proportion of IBL quality metrics passed (0.0, 0.33, 0.67, or 1.0)."),
    "isi_violations_ratio": "Ratio of observed to expected ISI violations. Can exceed 1.0.",
    "rp_violation": "Contamination estimate using Hill et al. (2011) quadratic formula.",
    "sliding_rp_violation": (
        "Binary pass/fail (0.0 or 1.0) using sliding refractory period algorithm."
    ),
    "noise_cutoff": "Standard deviations the lower amplitude quartile deviates from expected.",
    "missed_spikes_estimate": "Estimated fraction of spikes missed due to detection threshold.",
    "presence_ratio": "Fraction of time bins (60s default) with at least one spike.",
    "presence_ratio_std": "Standard deviation of spike counts across 10-second time bins.",
    "cumulative_drift_um_per_hour": (
        "Sum of absolute depth changes between consecutive spikes, normalized to um/hour."
    ),
    "median_spike_amplitude_uV": "Median spike amplitude in microvolts.",
    "min_spike_amplitude_uV": "Minimum spike amplitude in microvolts.",
    "max_spike_amplitude_uV": "Maximum spike amplitude in microvolts.",
    "spike_amplitude_std_dB": "Standard deviation of log-transformed spike amplitudes in decibels.",
    "peak_to_trough_duration_ms": (
        "Duration from negative trough to positive peak of the mean waveform in milliseconds."
    ),
    "distance_from_probe_tip_um": (
        "Mean distance from the probe tip in micrometers. 0 = probe tip, values increase toward "
        "brain surface."
    ),
    "max_electrode": (
        "Index into the electrodes table for the electrode with maximum spike amplitude."
    ),
    "spike_times": "The spike times for each unit in seconds.",
    "spike_amplitudes_uV": "Peak amplitude of each spike for each unit in microvolts.",
    "spike_distances_from_probe_tip_um": (
        "Distance from the probe tip for each spike in micrometers."
    ),
    "waveform_mean": "The spike waveform mean for each spike unit, in volts.",
}
