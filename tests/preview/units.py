"""Small files of sorted units that pynwb writes, whose content the docstrings state."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from dandi_tui.nwb.data import Data, Range
from dandi_tui.nwb.hdf5 import NwbFile
from tests.nwb.files import new_file, write

N_UNITS = 30


def trains(n: int = N_UNITS, seconds: float = 100.0) -> list[npt.NDArray[np.float64]]:
    """Random spike trains: unit i has about (i + 1) / 2 spikes/s; unit 3 has none."""
    random = np.random.default_rng(1)
    made = [np.sort(random.uniform(0, seconds, (i + 1) * int(seconds) // 2)) for i in range(n)]
    made[3] = np.empty(0)
    return made


def write_units(path: Path) -> Path:
    """30 units of `trains`, 60 trials.

    location      VISp for even rows, CA1 for odd ones       depth    -10 × row
    quality       good, mua, noise in turns; row 0 is noise
    waveform_mean (unit, 20 samples, 6 channels): channel c is a trough of c volts at sample 5
    waveform_sd   0.5 everywhere
    obs_intervals 0–60 and 70–100 s for each unit
    trials        start at 0, 1.6, 3.2, … s; side is left, right in turns; cue_time is start + 0.5,
                  NaN in trial 7
    electrodes    6, at rel_x 0, 20 in turns, rel_y 0, 20, 40 …, location CA1 for the first 3
    """
    file = new_file()
    device = file.create_device(name="probe")
    group = file.create_electrode_group(
        name="shank0", description="a shank", location="cortex", device=device
    )
    file.add_electrode_column(name="rel_depth", description="from the tip")
    for i in range(6):
        file.add_electrode(
            group=group, location="CA1" if i < 3 else "VISp", rel_x=20.0 * (i % 2),
            rel_y=20.0 * (5 - i), rel_depth=float(i),
        )  # fmt: skip
    for name in ("location", "quality", "depth"):
        file.add_unit_column(name=name, description=name)
    for i, times in enumerate(trains()):
        file.add_unit(
            spike_times=times, obs_intervals=[[0.0, 60.0], [70.0, 100.0]],
            waveform_mean=waveform(), waveform_sd=np.full((20, 6), 0.5), electrodes=[0, 1],
            location="VISp" if i % 2 == 0 else "CA1", depth=-10.0 * i,
            quality=("noise", "good", "mua")[i % 3],
        )  # fmt: skip
    file.add_trial_column(name="side", description="of the stimulus")
    file.add_trial_column(name="cue_time", description="when it came")
    for i in range(60):
        start = 1.6 * i
        cue = np.nan if i == 7 else start + 0.5
        side = "right" if i % 2 else "left"
        file.add_trial(start_time=start, stop_time=start + 1, side=side, cue_time=cue)
    return write(file, path)


def write_units_and_wheel(path: Path) -> Path:
    """The file of `write_units`, with `/acquisition/wheel`: its time in seconds, 10 Hz, 100 s."""
    with h5py.File(write_units(path), "a") as file:
        group = file.create_group("/acquisition/wheel")
        group.attrs.update({"neurodata_type": "TimeSeries", "namespace": "core"})
        group["data"] = np.arange(1000) / 10
        group["starting_time"] = 0.0
        group["starting_time"].attrs["rate"] = 10.0
    return path


def waveform() -> npt.NDArray[np.float64]:
    """Shape (20 samples, 6 channels): channel c is 0 but for -c at sample 5."""
    made = np.zeros((20, 6))
    made[5] = -np.arange(6)
    return made


def write_many(path: Path, n_spikes: int, chunk: int | None) -> Path:
    """2,245 units that share `n_spikes` spikes over 5,400 s evenly; in chunks with gzip, or not.

    Only the values are many: those that no test reads are never written where there are no chunks.
    """
    n_units, each = 2_245, n_spikes // 2_245
    with h5py.File(path, "w") as file:
        file.attrs["nwb_version"] = "2.7.0"
        units = file.create_group("units")
        units.attrs.update(
            {"neurodata_type": "Units", "namespace": "core", "colnames": ["spike_times"]}
        )
        units["id"] = np.arange(n_units)
        units["spike_times_index"] = np.arange(1, n_units + 1) * each
        layout: dict[str, Any] = {"chunks": (chunk,), "compression": "gzip"} if chunk else {}
        times = units.create_dataset("spike_times", (n_units * each,), "f8", **layout)
        train = np.linspace(0, 5_400, each)
        for unit in range(40):
            times[unit * each : (unit + 1) * each] = train
    return path


@contextmanager
def opened(path: Path) -> Iterator[NwbFile]:
    """The file, closed at the end."""
    file = NwbFile(str(path), name=path.name)
    yield file
    file.close()


class Counted:
    """What was read of the datasets of a file, in values; wraps `Data.read`."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, tuple[Range, ...]]] = []

    def watch(self, monkeypatch: Any) -> "Counted":
        """Keep in mind every read from now on."""
        read = Data.read

        def counted(data: Data, *ranges: Range) -> Any:
            self.parts.append((data.path, ranges))
            return read(data, *ranges)

        monkeypatch.setattr(Data, "read", counted)
        return self

    def values_of(self, name: str) -> int:
        """Values read along the first axis of a dataset."""
        parts = [ranges[0] for path, ranges in self.parts if path.endswith(f"/{name}") and ranges]
        return sum(stop - start for start, stop in parts)
