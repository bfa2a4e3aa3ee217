"""A session with stimuli, trials and a running animal, written by pynwb; docstrings say what."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from pynwb import TimeSeries
from pynwb.epoch import TimeIntervals

from tests.nwb.files import new_file, write

RATE_HZ = 10.0
N, TRACES = 2_000, 6

Floats = npt.NDArray[np.float64]


def values() -> Floats:
    """Shape (2000, 6): traces 0, 2, 4 share one signal, 1, 3, 5 another; each has noise."""
    random = np.random.default_rng(1)
    shared = random.normal(size=(N, 2))
    made = shared[:, [0, 1, 0, 1, 0, 1]] + 0.5 * random.normal(size=(N, TRACES)) + 100.0
    made[7, 3] = np.nan
    return np.asarray(made)


def times() -> Floats:
    """Seconds: 10 Hz from 5 s on."""
    return np.asarray(5.0 + np.arange(N) / RATE_HZ)


def speed() -> Floats:
    """m/s at 2 Hz from 5.25 s on: over 1 cm/s in every other block of 10 s."""
    return np.asarray(np.where(np.arange(400) // 20 % 2, -0.02, 0.005))


ANGLES, FREQUENCIES = (0.0, 90.0, 180.0), (1.0, 2.0)


def rows() -> list[tuple[float, float, float, float]]:
    """Of the gratings: start, stop, angle, frequency; every seventh is blank."""
    made = []
    for i in range(84):
        angle, frequency = ANGLES[i % 3], FREQUENCIES[i // 3 % 2]
        blank = i % 7 == 6
        start = 10.0 + 2 * i
        made.append((start, start + 1, np.nan if blank else angle, np.nan if blank else frequency))
    return made


def write_stimuli(path: Path) -> Path:
    """`/acquisition/many` (`values` at `times`), `running_speed`, and tables of intervals.

    trials             0–3 s left, 3–7 s right, 7–12 s left (column `side`)
    drifting_gratings  `rows`, in /stimulus/presentation
    """
    file = new_file()
    file.add_acquisition(
        TimeSeries(name="many", data=values(), unit="V", starting_time=5.0, rate=RATE_HZ)
    )
    file.add_acquisition(
        TimeSeries(name="running_speed", data=speed(), unit="m/s", starting_time=5.25, rate=2.0)
    )
    file.add_trial_column(name="side", description="of the stimulus")
    for start, stop, side in ((0.0, 3.0, "left"), (3.0, 7.0, "right"), (7.0, 12.0, "left")):
        file.add_trial(start_time=start, stop_time=stop, side=side)
    gratings = TimeIntervals(name="drifting_gratings", description="moving")
    gratings.add_column("orientation_in_degrees", "angle")
    gratings.add_column("temporal_frequency_in_hz", "speed")
    for start, stop, angle, frequency in rows():
        gratings.add_interval(
            start_time=start, stop_time=stop,
            orientation_in_degrees=angle, temporal_frequency_in_hz=frequency,
        )  # fmt: skip
    file.add_stimulus(gratings)
    return write(file, path)
