"""Files with intervals and events, and what they hold as arrays."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from pynwb import TimeSeries
from pynwb.behavior import BehavioralEpochs, BehavioralEvents
from pynwb.epoch import TimeIntervals
from pynwb.misc import AnnotationSeries, IntervalSeries

from tests.nwb.files import new_file, write

STARTS = 10 + 2.0 * np.arange(400)
STOPS = STARTS + np.where(np.arange(400) % 2, 1.5, 0.5)
SIDES = [("left", "right", "none")[i % 3] for i in range(400)]
CONTRASTS = (np.arange(400) % 5) * 0.25


def write_intervals(path: Path) -> Path:
    """Tables and series of intervals.

    /intervals/trials   400 rows, `STARTS` to `STOPS`, side `SIDES`, contrast `CONTRASTS`,
                        note "n0" … "n399", n rows; the stop of row 7 is NaN
    /intervals/sleep    no rows
    /processing/behavior/BehavioralEpochs
        run             starts (1) at 1 and 5 s, ends (-1) at 3 and 6 s
        kinds           +1 at 0 s, +2 at 1 s, -1 at 2 s, -2 at 4 s, +1 at 8 s: it has no end
    """
    file = new_file()
    trials = TimeIntervals(name="trials", description="of a task")
    for name in ("side", "contrast", "note"):
        trials.add_column(name=name, description=name)
    for i, (start, stop) in enumerate(zip(STARTS, STOPS, strict=True)):
        trials.add_row(
            start_time=start, stop_time=np.nan if i == 7 else stop, side=SIDES[i],
            contrast=CONTRASTS[i], note=f"n{i}",
        )  # fmt: skip
    file.trials = trials
    file.add_time_intervals(TimeIntervals(name="sleep", description="none"))
    module = file.create_processing_module(name="behavior", description="of a mouse")
    run = IntervalSeries(
        name="run", data=np.array([1, -1, 1, -1], dtype=np.int8), timestamps=[1.0, 3, 5, 6]
    )
    kinds = IntervalSeries(
        name="kinds", data=np.array([1, 2, -1, -2, 1], dtype=np.int8), timestamps=[0.0, 1, 2, 4, 8]
    )
    module.add(BehavioralEpochs(interval_series=[run, kinds]))
    return write(file, path)


def write_events(path: Path) -> Path:
    """Series and objects of events; those of ndx-events as h5py writes them, without a schema.

    /processing/behavior/BehavioralEvents
        licks     at 1, 2, 4 s, all 1
        rewards   at 2 and 5 s: 1 and 3, conversion 2, µL
    /acquisition/notes       "go" at 1, "stop" at 2, "go" at 3 s
    /acquisition/all_unlike  "a", "b", "c" at 1, 2, 3 s
    /acquisition/plain       Events at 0.5 and 7 s
    /acquisition/labelled    LabeledEvents 0, 1, 0 at 1, 2, 3 s: "on", "off", "never"
    /acquisition/empty       Events, none
    /acquisition/table       EventsTable: at 1, 2, 3 s, lasting 0.5, NaN, 0.25 s, cue "a", "b", "a"
    /acquisition/pulses      TtlsTable: at 1, 2, 3 s, rows 1, 0, 1 of `types`: "camera", "laser"
    /processing/licks        a ProcessingModule with `left`, Events at 1 and 3 s
    """
    file = new_file()
    module = file.create_processing_module(name="behavior", description="of a mouse")
    file.create_processing_module(name="licks", description="of a tongue")
    licks = TimeSeries(name="licks", data=np.ones(3), unit="n.a.", timestamps=[1.0, 2, 4])
    rewards = TimeSeries(
        name="rewards", data=np.array([1.0, 3]), unit="µL", conversion=2.0, timestamps=[2.0, 5]
    )
    module.add(BehavioralEvents(time_series=[licks, rewards]))
    for name, words in (("notes", ["go", "stop", "go"]), ("all_unlike", ["a", "b", "c"])):
        file.add_acquisition(AnnotationSeries(name=name, data=words, timestamps=[1.0, 2, 3]))
    write(file, path)
    with h5py.File(path, "a") as opened:
        acquisition = opened["acquisition"]
        events(acquisition, "plain", "Events", [0.5, 7.0])
        events(acquisition, "empty", "Events", [])
        events(opened["processing/licks"], "left", "Events", [1.0, 3.0])
        labelled = events(acquisition, "labelled", "LabeledEvents", [1.0, 2, 3])
        labelled["data"] = np.array([0, 1, 0], dtype=np.uint32)
        labelled["data"].attrs["labels"] = ["on", "off", "never"]
        add_table(acquisition)
        add_pulses(acquisition)
    return path


def events(parent: h5py.Group, name: str, kind: str, times: list[float]) -> h5py.Group:
    group = parent.create_group(name)
    group.attrs.update({"neurodata_type": kind, "namespace": "ndx-events"})
    group["timestamps"] = np.array(times, dtype=np.float64)
    return group


def add_table(parent: h5py.Group) -> None:
    columns: dict[str, Any] = {
        "timestamp": [1.0, 2, 3], "duration": [0.5, np.nan, 0.25], "cue": ["a", "b", "a"]
    }  # fmt: skip
    table = parent.create_group("table")
    table.attrs.update({"neurodata_type": "EventsTable", "namespace": "core", "description": ""})
    table.attrs["colnames"] = list(columns)
    table["id"] = np.arange(3)
    for name, values in columns.items():
        table[name] = values
        table[name].attrs.update({"neurodata_type": "VectorData", "namespace": "hdmf-common"})


def add_pulses(parent: h5py.Group) -> None:
    """As ndx-events 0.4 writes TTL pulses: the type of each is a row of another table."""
    for name, kind, columns in (
        ("types", "TtlTypesTable", ["event_name"]),
        ("pulses", "TtlsTable", ["timestamp", "ttl_type"]),
    ):
        table = parent.create_group(name)
        table.attrs.update({"neurodata_type": kind, "namespace": "ndx-events"})
        table.attrs["colnames"] = columns
    parent["types/id"] = np.arange(2)
    parent["types/event_name"] = ["camera", "laser"]
    parent["pulses/id"] = np.arange(3)
    parent["pulses/timestamp"] = [1.0, 2.0, 3.0]
    parent["pulses/ttl_type"] = [1, 0, 1]
    region = {"neurodata_type": "DynamicTableRegion", "namespace": "hdmf-common"}
    parent["pulses/ttl_type"].attrs.update(region)
    parent["pulses/ttl_type"].attrs["table"] = parent["types"].ref


def write_many_rows(path: Path, n: int) -> Path:
    """A table `/intervals/pulses` of so many rows, one a second, each 0.5 s long."""
    with h5py.File(path, "w") as file:
        table = file.create_group("intervals/pulses")
        table.attrs.update({"neurodata_type": "TimeIntervals", "namespace": "core"})
        table.attrs["colnames"] = ["start_time", "stop_time"]
        table["id"] = np.arange(n)
        table["start_time"] = np.arange(n, dtype=np.float64)
        table["stop_time"] = np.arange(n) + 0.5
    return path


def write_old_epochs(path: Path) -> Path:
    """NWB 1: epochs 0–1 s and 4–5 s tagged `run`, 2–3 s `rest` and `quiet`, one without a start."""
    with h5py.File(path, "w") as file:
        file["nwb_version"] = "NWB-1.0.5"
        for name, start, tags in (("a", 0.0, ["run"]), ("b", 2.0, ["rest", "quiet"]),
            ("c", 4.0, ["run"])):  # fmt: skip
            group = file.create_group(f"epochs/{name}")
            group["start_time"], group["stop_time"], group["tags"] = start, start + 1, tags
        file.create_group("epochs/d")["stop_time"] = 1.0
    return path


def quietly(write_file: Callable[[Path], Path], path: Path) -> Path:
    """Written by pynwb, which warns of types that the newest schema advises against."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return write_file(path)
