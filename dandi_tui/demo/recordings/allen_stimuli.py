"""What was shown in a session of 000728: presentations and templates."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt
from hdmf import container as hdmf_container
from pynwb import NWBFile
from pynwb.base import Image, Images
from pynwb.epoch import TimeIntervals
from pynwb.image import ImageSeries, IndexSeries

from dandi_tui.demo.recordings.scenes import (
    MOVIE_CHUNK,
    Frames,
    natural_movie,
    natural_scenes,
    sparse_noise,
)
from dandi_tui.demo.recordings.seeded import generator
from dandi_tui.demo.recordings.session import Epoch, Presentations
from dandi_tui.demo.recordings.storage import ArrayStore, packed

Times = npt.NDArray[np.float64]

BY_PYNWB = 12
"""Sparse noise pictures that pynwb writes; thousands would take it ten seconds."""
SPARSE = "locally_sparse_noise_template"

_GRATINGS = ((90.0, 0.04, 0.5), (150.0, 0.04, 0.5), (30.0, 0.02, 0.0))
_GRATING_ONSETS_S = (51.55381, 51.78653, 52.05250)


def add_stimuli(
    nwbfile: NWBFile,
    epochs: tuple[Epoch, ...],
    shown: tuple[Presentations, ...],
    times: Times,
    store: ArrayStore,
) -> Frames | None:
    """Add what was shown; returns the sparse noise, of which `finish` must add the rest."""
    rest = None
    for kind in shown:
        if kind.stimulus == "static_gratings":
            nwbfile.add_stimulus(_static_gratings())
        elif kind.stimulus == "natural_scenes":
            _add_scenes(nwbfile, kind, store)
        elif kind.stimulus == "locally_sparse_noise":
            rest = _add_sparse_noise(nwbfile, kind)
        else:
            _add_movie(nwbfile, kind, store)
    nwbfile.add_stimulus(_spontaneous(epochs, times))
    return rest


def _static_gratings() -> TimeIntervals:
    """Exactly three rows, as the converter's mistake left them, of some six thousand."""
    table = TimeIntervals(
        name="static_gratings",
        description="Parameterizations of visual non-moving gratings shown to the subject.",
    )
    blank = "NaN values correspond to a blank sweep."
    table.add_column("orientation_in_degrees", f"Angle of the grating in degrees. {blank}")
    table.add_column(
        "spatial_frequency_in_cycles_per_degree",
        f"Period of the grating in cycles/degree. {blank}",
    )
    table.add_column(
        "phase",
        "Relative position of the grating. Phase 0 and Phase 0.5 are 180° apart so that the peak "
        f"of the grating of phase 0 lines up with the trough of phase 0.5. {blank}",
    )
    table.add_column("is_blank_sweep", "Mean luminance gray image.")
    for onset_s, (orientation, frequency, phase) in zip(_GRATING_ONSETS_S, _GRATINGS, strict=True):
        table.add_interval(
            start_time=onset_s,
            stop_time=onset_s + 0.25,
            orientation_in_degrees=orientation,
            spatial_frequency_in_cycles_per_degree=frequency,
            phase=phase,
            is_blank_sweep=False,
        )
    return table


def _spontaneous(epochs: tuple[Epoch, ...], times: Times) -> TimeIntervals:
    """A row for each stretch of grey screen."""
    table = TimeIntervals(name="spontaneous_stimulus", description="Mean luminance gray image.")
    for epoch in epochs:
        if epoch.stimulus == "spontaneous":
            table.add_interval(start_time=times[epoch.start], stop_time=times[epoch.stop])
    return table


def _order(kind: Presentations, description: str, template: Images) -> IndexSeries:
    """Which template was shown when; a blank, -1, is 4294967295 once it is unsigned."""
    return IndexSeries(
        name=f"{kind.stimulus}_stimulus",
        description=description,
        data=packed(kind.index.astype(np.uint32)),
        indexed_images=template,
        unit="N/A",
        timestamps=packed(kind.onset_s),
    )


def _add_scenes(nwbfile: NWBFile, kind: Presentations, store: ArrayStore) -> None:
    """118 natural scenes, each a dataset of its own."""
    pictures = natural_scenes(kind.n_conditions, generator("natural scenes"))
    images = [
        Image(
            name=f"NaturalScene{i}",
            description="A natural scene presented to the subject. Lasted for exactly 7 frames.",
            data=store.add(picture, repeats=True),
        )
        for i, picture in enumerate(pictures)
    ]
    template = Images(
        name="natural_scenes_template",
        description=(
            "A collection of natural scenes presented to the subject. Lasted for exactly 7 frames."
        ),
        images=images,
    )
    nwbfile.add_stimulus_template(template)
    about = "The order and timing for presentation of the natural scene templates."
    nwbfile.add_stimulus(_order(kind, about, template))


def _add_movie(nwbfile: NWBFile, kind: Presentations, store: ArrayStore) -> None:
    """A movie whose starting time and rate are NaN, and a series of its frames as shown."""
    movie = ImageSeries(
        name=kind.stimulus,
        description="A natural movie presented to the subject.",
        data=store.add(natural_movie(generator(kind.stimulus)), chunks=MOVIE_CHUNK, repeats=True),
        unit="n.a.",
        starting_time=float("nan"),
        rate=float("nan"),
        device=nwbfile.devices["StimulusDisplay"],
    )
    nwbfile.add_stimulus_template(movie)
    # pynwb no longer makes a series that indexes a series, as the real files have it, but reads
    # and writes one: so it is made as pynwb makes one that it reads.
    order = IndexSeries.__new__(IndexSeries, in_construct_mode=True)
    order.__init__(
        name=f"{kind.stimulus}_stimulus",
        description=(
            "The order and timing for presentation of frames from the the natural movie templates."
        ),
        data=packed(kind.index.astype(np.uint32)),
        indexed_timeseries=movie,
        unit="N/A",
        timestamps=packed(kind.onset_s),
    )
    nwbfile.add_stimulus(order)


def _add_sparse_noise(nwbfile: NWBFile, kind: Presentations) -> Frames:
    """The first few pictures of sparse noise; returns all."""
    pictures = sparse_noise(kind.n_conditions, generator("locally sparse noise"))
    template = Images(
        name=SPARSE,
        description="A collection of locally sparse noise images presented to the subject.",
        images=[
            Image(
                name=f"LocallySparseImage{i}",
                description="A locally sparse image presented to the subject.",
                data=picture,
            )
            for i, picture in enumerate(pictures[:BY_PYNWB])
        ],
    )
    nwbfile.add_stimulus_template(template)
    about = "The order and timing for presentation of the locally sparse noise templates."
    nwbfile.add_stimulus(_order(kind, about, template))
    return pictures


def finish(path: Path, pictures: Frames | None) -> None:
    """Copy pynwb's first sparse noise picture to make the thousands more, each with its own id."""
    if pictures is None:
        return
    with h5py.File(path, "r+") as file:
        group = file["stimulus/templates"][SPARSE]
        first = group["LocallySparseImage0"]
        for i in range(BY_PYNWB, len(pictures)):
            _copy(group.id, first.id, f"LocallySparseImage{i}".encode(), pictures[i])


def _copy(group: Any, source: Any, name: bytes, picture: Frames) -> None:
    """One more picture beside `source`, by HDF5's low-level calls, since there are thousands."""
    h5py.h5o.copy(source, b".", group, name)
    dataset = h5py.h5d.open(group, name)
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, picture)
    identity = h5py.h5a.open(dataset, b"object_id")
    identity.write(np.array(str(hdmf_container.uuid4()), dtype=h5py.string_dtype()))
