"""Writes a small simulated session: a rat in an arena, its field potentials, and a patched cell.

It has the types that the two real dandisets lack: sweeps, positions, LFP, its decomposition.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from hdmf.common.table import DynamicTableRegion
from pynwb import NWBHDF5IO, NWBFile, TimeSeries
from pynwb.behavior import BehavioralEvents, CompassDirection, Position, SpatialSeries
from pynwb.ecephys import LFP, ElectricalSeries
from pynwb.file import Subject
from pynwb.icephys import CurrentClampSeries, CurrentClampStimulusSeries
from pynwb.misc import AnnotationSeries, DecompositionSeries, FrequencyBandsTable, IntervalSeries

from dandi_tui.demo.recordings import maze_cell as cell
from dandi_tui.demo.recordings import maze_signals as signals
from dandi_tui.demo.recordings.seeded import generator, seeded_ids
from dandi_tui.demo.recordings.storage import packed, stepped

START = datetime(2024, 5, 14, 9, 30, tzinfo=UTC)
CREATED = datetime(2024, 5, 15, 8, 0, tzinfo=UTC)
LFP_CONVERSION = 0.195e-6
"""Volts a count, as Intan's amplifiers give."""

DECOMPOSED_EVERY = 50
SWEEPS_FROM_S = 310.0
"""The cell was patched after the run."""

N_TRIALS = 24
LAYERS = ("CA1 oriens",) * 4 + ("CA1 pyramidale",) * 4 + ("CA1 radiatum",) * 5 + ("DG",) * 3


def write_maze(path: Path) -> None:
    """The file, the same every time."""
    rng = generator("maze")
    with seeded_ids("maze"):
        nwbfile = _new_file()
        run = signals.run_about(rng)
        region = _add_electrodes(nwbfile)
        _add_lfp(nwbfile, region, rng)
        _add_behaviour(nwbfile, run, rng)
        _add_trials(nwbfile, rng)
        _add_units(nwbfile, signals.place_spikes(run, rng), rng)
        _add_sweeps(nwbfile, rng)
        with NWBHDF5IO(path, "w") as io:
            io.write(nwbfile)


def _new_file() -> NWBFile:
    return NWBFile(
        session_description="Simulated: a rat forages in an arena; afterwards a cell is patched.",
        identifier="demo-maze",
        session_start_time=START,
        file_create_date=CREATED,
        session_id="maze",
        experimenter=["Farrow, Ivo"],
        lab="Demo",
        institution="dandi-tui",
        keywords=["place cell", "theta", "current clamp", "simulated"],
        subject=Subject(
            subject_id="demo01", species="Rattus norvegicus", sex="M", age="P120D",
            description="A rat that never lived.",
        ),
    )  # fmt: skip


def _add_electrodes(nwbfile: NWBFile) -> DynamicTableRegion:
    """A linear probe of 16 contacts, 100 µm apart."""
    device = nwbfile.create_device(name="probe", description="Linear, 16 contacts.")
    group = nwbfile.create_electrode_group(
        name="shank0", description="All contacts.", location="hippocampus", device=device
    )
    for i, location in enumerate(LAYERS):
        nwbfile.add_electrode(group=group, location=location, rel_x=0.0, rel_y=1_500.0 - 100.0 * i)
    return nwbfile.create_electrode_table_region(
        region=list(range(len(LAYERS))), description="All contacts."
    )


def _add_lfp(nwbfile: NWBFile, region: DynamicTableRegion, rng: np.random.Generator) -> None:
    """Twenty seconds of field potentials, and the amplitudes of their bands."""
    times = np.arange(round(signals.LFP_S * signals.LFP_HZ)) / signals.LFP_HZ
    field = signals.local_field(signals.theta_phase(times, rng), rng)
    counts = (4 * np.rint(field * 1e-6 / LFP_CONVERSION / 4)).astype(np.int16)
    series = ElectricalSeries(
        name="ElectricalSeriesLFP",
        description="Theta that turns over across layers, with gamma on its crest.",
        data=packed(counts, (5_000, signals.N_CHANNELS)),
        electrodes=region,
        conversion=LFP_CONVERSION,
        starting_time=0.0,
        rate=signals.LFP_HZ,
    )
    module = nwbfile.create_processing_module(name="ecephys", description="Field potentials.")
    module.add(LFP(electrical_series=series))
    module.add(_decomposition(field, series))


def _decomposition(field: npt.NDArray[np.float64], series: ElectricalSeries) -> DecompositionSeries:
    """Amplitudes in V, 25 a second."""
    bands = FrequencyBandsTable()
    for name, (low, high) in signals.BANDS.items():
        bands.add_row(
            band_name=name,
            band_limits=[low, high],
            band_mean=(low + high) / 2,
            band_stdev=(high - low) / 4,
        )
    amplitudes = signals.band_amplitudes(field, DECOMPOSED_EVERY)
    volts = stepped(amplitudes, 0.5).astype(np.float32) * np.float32(1e-6)
    return DecompositionSeries(
        name="DecompositionSeries",
        description="Amplitude of the analytic signal in each band.",
        data=packed(volts),
        metric="amplitude",
        unit="volts",
        bands=bands,
        source_timeseries=series,
        starting_time=0.0,
        rate=signals.LFP_HZ / DECOMPOSED_EVERY,
    )


def _add_behaviour(nwbfile: NWBFile, run: signals.Run, rng: np.random.Generator) -> None:
    """Position, heading, running, rewards and a few notes."""
    module = nwbfile.create_processing_module(name="behavior", description="In the arena.")
    position = SpatialSeries(
        name="SpatialSeries",
        description="Of the head.",
        data=packed(stepped(run.position.copy(), 2**-12).astype(np.float32)),
        reference_frame="(0, 0) is the corner of the arena, x to the right, y up",
        unit="meters",
        starting_time=0.0,
        rate=signals.POSITION_HZ,
    )
    heading = SpatialSeries(
        name="HeadDirection",
        description="Of the head.",
        data=packed(stepped(run.heading.copy(), 2**-9).astype(np.float32)),
        reference_frame="0 is to the right, counter-clockwise",
        unit="radians",
        starting_time=0.0,
        rate=signals.POSITION_HZ,
    )
    module.add(Position(spatial_series=position))
    module.add(CompassDirection(spatial_series=heading))
    module.add(_running(run))
    rewards = np.round(np.cumsum(rng.uniform(6, 16, 26)), 3)
    volumes = np.round(rng.uniform(3, 8, len(rewards)), 1)
    reward = TimeSeries(
        name="reward", description="Drops of water.", data=volumes, unit="microliters",
        timestamps=rewards,
    )  # fmt: skip
    module.add(BehavioralEvents(time_series=reward))
    words = ("rat in the arena", "probe settled", "rat out of the arena", "seal formed")
    nwbfile.add_acquisition(
        AnnotationSeries(
            name="notes", description="Of the experimenter.", data=list(words),
            timestamps=[2.0, 41.5, 300.0, SWEEPS_FROM_S - 2.0],
        )
    )  # fmt: skip


def _running(run: signals.Run) -> IntervalSeries:
    """1 where the rat begins to run faster than 0.1 m/s for half a second, -1 where it ends."""
    fast = run.speed > 0.1
    edges = np.flatnonzero(np.diff(fast.astype(int), prepend=0, append=0))
    spans = edges.reshape(-1, 2)
    spans = spans[spans[:, 1] - spans[:, 0] > signals.POSITION_HZ / 2]
    times = np.round(spans.reshape(-1) / signals.POSITION_HZ, 4)
    marks = np.tile(np.array([1, -1], dtype=np.int8), len(spans))
    return IntervalSeries(name="running", description="Bouts.", data=marks, timestamps=times)


def _add_trials(nwbfile: NWBFile, rng: np.random.Generator) -> None:
    """Trials with a cue, a side and an outcome."""
    for name, about in (
        ("cue_time", "when the tone began, s"),
        ("side", "where the water was"),
        ("correct", "whether the rat went there first"),
    ):
        nwbfile.add_trial_column(name=name, description=about)
    for start, side, right in zip(*_trials(rng), strict=True):
        nwbfile.add_trial(
            start_time=start, stop_time=round(start + rng.uniform(4, 9), 3),
            cue_time=round(start + 1.0, 3), side=side, correct=right,
        )  # fmt: skip


def _trials(rng: np.random.Generator) -> Iterator[list[object]]:
    """Starts, sides and outcomes."""
    starts = np.arange(N_TRIALS) * 12.0 + rng.uniform(2, 4, N_TRIALS)
    yield [round(float(start), 3) for start in starts]
    yield [("left", "right")[i] for i in rng.integers(0, 2, N_TRIALS)]
    yield [bool(right) for right in rng.random(N_TRIALS) < 0.75]


def _add_units(
    nwbfile: NWBFile, trains: list[npt.NDArray[np.float64]], rng: np.random.Generator
) -> None:
    """Ten place cells and two interneurons."""
    nwbfile.add_unit_column(name="cell_type", description="by the width of the spike")
    nwbfile.add_unit_column(name="firing_rate", description="spikes/s over the run")
    mean, sd = signals.waveforms(rng)
    for i, times in enumerate(trains):
        narrow = i >= len(trains) - signals.N_INTERNEURONS
        peak = int(np.abs(mean[i]).max(axis=0).argmax())
        nwbfile.add_unit(
            spike_times=times,
            obs_intervals=[[0.0, signals.POSITION_S]],
            electrodes=[peak],
            waveform_mean=mean[i],
            waveform_sd=sd[i],
            cell_type="interneuron" if narrow else "pyramidal",
            firing_rate=round(len(times) / signals.POSITION_S, 3),
        )


def _add_sweeps(nwbfile: NWBFile, rng: np.random.Generator) -> None:
    """Twelve sweeps with steps of current, in the tables of intracellular recordings."""
    device = nwbfile.create_device(name="amplifier", description="Patch clamp amplifier.")
    electrode = nwbfile.create_icephys_electrode(
        name="pipette", description="Glass, 4 MΩ.", location="CA1", device=device
    )
    currents = cell.stimuli()
    potentials = cell.responses(currents, rng)
    rows = []
    for i in range(currents.shape[1]):
        start = SWEEPS_FROM_S + 2.0 * i
        stimulus = CurrentClampStimulusSeries(
            name=f"CurrentClampStimulusSeries{i:03}", data=packed(currents[:, i].astype(np.int16)),
            electrode=electrode, gain=1.0, conversion=1e-12, starting_time=start,
            rate=cell.RATE_HZ, sweep_number=i,
        )  # fmt: skip
        response = CurrentClampSeries(
            name=f"CurrentClampSeries{i:03}",
            data=packed(np.rint(potentials[:, i] * 32).astype(np.int16)),
            electrode=electrode, gain=1.0, conversion=1e-3 / 32, starting_time=start,
            rate=cell.RATE_HZ, sweep_number=i,
        )  # fmt: skip
        rows.append(
            nwbfile.add_intracellular_recording(
                electrode=electrode, stimulus=stimulus, response=response
            )
        )
    simultaneous = [nwbfile.add_icephys_simultaneous_recording(recordings=[row]) for row in rows]
    nwbfile.add_icephys_sequential_recording(
        simultaneous_recordings=simultaneous, stimulus_type="square"
    )
