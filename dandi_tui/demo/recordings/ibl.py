"""Writes the processed files of 000409 as their converter did."""

from pathlib import Path

from pynwb import NWBHDF5IO

from dandi_tui.demo.recordings import ibl_cameras, ibl_task
from dandi_tui.demo.recordings.behaviour import lick_times, make_trials, make_wheel
from dandi_tui.demo.recordings.extensions import manager
from dandi_tui.demo.recordings.ibl_session import KS091, NYU46, IblSession, new_file
from dandi_tui.demo.recordings.ibl_units import add_units
from dandi_tui.demo.recordings.pose import Movements
from dandi_tui.demo.recordings.seeded import generator, seeded_ids
from dandi_tui.demo.recordings.storage import ArrayStore


def write_ks091(path: Path) -> None:
    """Two probes, a passive protocol, one camera."""
    write_processed(KS091, path)


def write_nyu46(path: Path) -> None:
    """One probe, three cameras, no passive protocol."""
    write_processed(NYU46, path)


def write_processed(session: IblSession, path: Path) -> None:
    """Write the `_desc-processed_behavior+ecephys.nwb` file of `session`."""
    rng = generator(f"{session.eid} behaviour")
    trials = make_trials(session.n_trials, session.task_s, rng)
    wheel = make_wheel(trials, session.n_moves, session.span_s, rng)
    licks = lick_times(trials, rng)
    store = ArrayStore()
    with seeded_ids(f"{session.eid} processed"):
        nwbfile = new_file(session)
        ibl_task.add_trials(nwbfile, trials)
        ibl_task.add_epochs(nwbfile, session)
        ibl_task.add_wheel(nwbfile, wheel, store)
        ibl_task.add_licks(nwbfile, licks)
        moves = Movements(wheel.starts, wheel.stops, licks)
        ibl_cameras.add_cameras(nwbfile, session, moves, store)
        if session.passive:
            ibl_task.add_passive(nwbfile, session, store)
        add_units(nwbfile, session, store)
        with NWBHDF5IO(path, "w", manager=manager()) as io:
            io.write(nwbfile)
            store.fill()
