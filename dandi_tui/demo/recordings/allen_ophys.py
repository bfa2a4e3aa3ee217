"""The `ophys` module of a processed file of 000728: masks, fluorescence, ΔF/F, the projection."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from hdmf.backends.hdf5 import H5DataIO
from hdmf.common import DynamicTable, DynamicTableRegion, VectorData
from pynwb import NWBFile
from pynwb.base import Image, Images
from pynwb.ophys import (
    DfOverF,
    Fluorescence,
    ImageSegmentation,
    PlaneSegmentation,
    RoiResponseSeries,
)

from dandi_tui.demo.recordings.allen_session import AllenSession
from dandi_tui.demo.recordings.calcium import Activity, Traces
from dandi_tui.demo.recordings.plane import Plane, make_plane
from dandi_tui.demo.recordings.seeded import generator
from dandi_tui.demo.recordings.storage import ArrayStore, packed, stepped

Times = npt.NDArray[np.float64]

NEUROPIL_STEP = 8.0
STEP = 16.0
"""Fluorescence is a multiple of this: about the size of the noise."""


def plane_of(session: AllenSession) -> Plane:
    """The field of view of a session: the same one in its processed and its raw file."""
    return make_plane(session.n_rois, generator(f"{session.session_id} plane"))


def add_ophys(
    nwbfile: NWBFile,
    session: AllenSession,
    activity: Activity,
    times: Times,
    store: ArrayStore,
) -> None:
    """Add `/processing/ophys` with all its children."""
    plane = plane_of(session)
    rng = generator(f"{session.session_id} fluorescence")
    module = nwbfile.create_processing_module(
        "ophys", "Contains processed optical physiology data."
    )
    module.add(_summary_images(plane))
    segmentation = _segmentation(nwbfile, session, plane, rng)
    module.add(ImageSegmentation(name="ImageSegmentation", plane_segmentations=segmentation))
    ratios = stepped(rng.gamma(4.0, 0.06, session.n_rois), 2.0**-10)
    rois = segmentation.create_roi_table_region(
        region=list(range(session.n_rois)),
        description="The regions of interest (ROIs) this response series refers to.",
    )
    corrected, fluorescence = _fluorescence(
        _traces(session, activity, ratios, rng), times, rois, store
    )
    module.add(fluorescence)
    module.add(_dff(activity, corrected, rois, store))
    module.add(_contamination(ratios, rng))


def _summary_images(plane: Plane) -> Images:
    """The only image is of the base type `Image`, and not called `mean_image`."""
    projection = Image(
        name="maximum_intensity_projection",
        description="Summary image calculated from maximum intensity of the plane.",
        data=packed(plane.projection),
    )
    return Images(
        name="SummaryImages",
        description="Summary images derived from the two-photon calcium imaging.",
        images=[projection],
    )


def _segmentation(
    nwbfile: NWBFile, session: AllenSession, plane: Plane, rng: np.random.Generator
) -> PlaneSegmentation:
    """The masks. A row's id is the cell's global one, and (row, column) lies in fields (x, y)."""
    table = PlaneSegmentation(
        name="PlaneSegmentation",
        description="Segmented regions of interest (ROI).",
        imaging_plane=nwbfile.imaging_planes["ImagingPlane"],
    )
    table.add_column(
        name="global_roi_id",
        description="The global ID assigned to each unique ROI across sessions.",
    )
    steps = rng.integers(3, 190, session.n_rois)
    ids = session.first_roi_id + np.concatenate([[0], np.cumsum(steps[1:])])
    for roi_id, (rows, columns) in zip(ids, plane.masks(), strict=True):
        pixels = [(int(row), int(column), 1.0) for row, column in zip(rows, columns, strict=True)]
        table.add_roi(id=int(roi_id), pixel_mask=pixels, global_roi_id=int(roi_id))
    return table


def _series(
    name: str,
    description: str,
    data: H5DataIO,
    timestamps: Any,
    rois: DynamicTableRegion,
    *,
    unit: str = "n.a.",
) -> RoiResponseSeries:
    """A series of all ROIs; `timestamps` is an array, or the series that has it."""
    return RoiResponseSeries(
        name=name,
        description=description,
        data=data,
        timestamps=timestamps,
        unit=unit,
        rois=rois,
    )


@dataclass(frozen=True)
class _Fluorescence:
    """Traces (time, roi) before the normalisation: corrected = demixed - ratio x neuropil."""

    corrected: Traces
    neuropil: Traces
    demixed: Traces | None


def _traces(
    session: AllenSession, activity: Activity, ratios: Times, rng: np.random.Generator
) -> _Fluorescence:
    """Fluorescence that gives this ΔF/F over a resting level, in the camera's arbitrary numbers."""
    resting = rng.uniform(332, 346, session.n_rois).astype(np.float32)
    around = rng.uniform(184, 204, session.n_rois).astype(np.float32)
    shape = activity.dff.T.shape
    corrected, neuropil, demixed = (np.empty(shape, np.float32) for _ in range(3))
    for row, dff in enumerate(activity.dff.T):
        near = rng.standard_normal(out=neuropil[row], dtype=np.float32)
        near *= 0.35
        near += around[row] + (0.04 * 194) * activity.neuropil
        corrected[row] = resting[row] * (1 + dff)
        if session.demixed:
            demixed[row] = stepped(corrected[row] + ratios[row] * near, STEP)
        stepped(corrected[row], STEP)
        stepped(near, NEUROPIL_STEP)
    return _Fluorescence(corrected.T, neuropil.T, demixed.T if session.demixed else None)


def _fluorescence(
    traces: _Fluorescence, times: Times, rois: DynamicTableRegion, store: ArrayStore
) -> tuple[RoiResponseSeries, Fluorescence]:
    """Corrected, which alone has timestamps, then Neuropil, and Demixed where it is not missing."""
    corrected = _series(
        "Corrected",
        "Fluorescence per region of interest (ROI) from the raw imaging after spatial demixing and "
        "subtraction of neuropil background, but prior to dF/F normalization.",
        store.add(traces.corrected),
        packed(times),
        rois,
    )
    about = "Fluorescence contaminated by background neuropil."
    series = [
        _series("Neuropil", about, store.add(traces.neuropil, repeats=True), corrected, rois),
        corrected,
    ]
    if traces.demixed is not None:
        about = "Spatially demixed traces of potentially overlapping masks."
        series.append(_series("Demixed", about, store.add(traces.demixed), corrected, rois))
    return corrected, Fluorescence(name="Fluorescence", roi_response_series=series)


def _dff(
    activity: Activity,
    corrected: RoiResponseSeries,
    rois: DynamicTableRegion,
    store: ArrayStore,
) -> DfOverF:
    """ΔF/F and its events; their timestamps are a link to those of Corrected."""
    dff = _series(
        "DfOverF",
        "The normalized ΔF/F trace calculated using the AllenSDK. "
        "Please consult the AllenSDK for details of the calculation.",
        store.add(activity.dff),
        corrected,
        rois,
        unit="a.u.",
    )
    events = _series(
        "DfOverFEvents",
        "Events from the ΔF/F detected using the L0 method from the AllenSDK. "
        "Please consult the AllenSDK for more details of the calculation.",
        store.add(activity.events),
        corrected,
        rois,
        unit="a.u.",
    )
    return DfOverF(name="DfOverF", roi_response_series=[dff, events])


def _contamination(ratios: Times, rng: np.random.Generator) -> DynamicTable:
    """How much neuropil was taken off each ROI, and how well that fits."""
    return DynamicTable(
        name="ContaminationRatios",
        description=(
            "Pre-calculated statistics quantifying the effectiveness of the neuropil subtraction."
        ),
        columns=[
            VectorData(
                name="ratios",
                description=(
                    "The vector of contamination ratios resulting from numerical approximation of "
                    "the equation `RoiResponseSeriesCorrected = RoiResponseSeriesDemixed  - "
                    "ratios *  RoiResponseSeriesNeuropil`."
                ),
                data=ratios,
            ),
            VectorData(
                name="ratios_rmse",
                description=(
                    "The root mean squared error (RMSE) of the contamination ratios scaled by the "
                    "demixed signal."
                ),
                data=stepped(rng.gamma(9.0, 0.0004, len(ratios)), 2.0**-20),
            ),
        ],
    )
