"""Types of extensions whose packages are absent get the view of what they extend, or their own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Spans, Traces, Words
from dandi_tui.preview.views import views_for
from tests.preview.ask import draw, show
from tests.preview.sweep import sweep

SCHEMAS: dict[str, dict[str, str]] = {
    "ndx-fiber-photometry": {"FiberPhotometryResponseSeries": "TimeSeries"},
    "ndx-ibl": {"IblSubject": "Subject"},
    "ndx-events": {"Events": "NWBDataInterface"},
    "ndx-pose": {"PoseEstimation": "NWBDataInterface", "PoseEstimationSeries": "SpatialSeries"},
    "lab-voltage": {
        "VoltageResponseSeries": "DenoisedSeries",
        "DenoisedSeries": "RoiResponseSeries",
    },
}
"""By namespace: types and what they extend."""


@contextmanager
def extended(folder: Path) -> Iterator[tuple[h5py.File, Path]]:
    """A file that caches the schemas above, to be written to."""
    path = folder / "extended.nwb"
    with h5py.File(path, "w") as file:
        file.attrs.update({"neurodata_type": "NWBFile", "namespace": "core"})
        for namespace, types in SCHEMAS.items():
            groups = [
                {"neurodata_type_def": name, "neurodata_type_inc": base, "doc": name}
                for name, base in types.items()
            ]
            version = file.create_group(f"specifications/{namespace}/0.1.0")
            version["namespace"] = json.dumps({"namespaces": [{"name": namespace}]})
            version[f"{namespace}.extensions"] = json.dumps({"groups": groups})
        file.attrs[".specloc"] = file["specifications"].ref
        yield file, path


def add(file: h5py.File, path: str, kind: str, namespace: str, **datasets: Any) -> h5py.Group:
    group = file.create_group(path)
    group.attrs.update({"neurodata_type": kind, "namespace": namespace})
    for name, values in datasets.items():
        group[name] = values
    return group


TIMES = np.arange(5.0)
DATA = np.arange(15.0).reshape(5, 3)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of extension types.

    /acquisition/fiber    FiberPhotometryResponseSeries (5, 3) = 0…14 at 0…4 s
    /acquisition/voltage  VoltageResponseSeries, which extends a RoiResponseSeries, the same data
    /acquisition/licks    Events at 0…4 s
    /acquisition/unknown  SomethingElse of a namespace that is not cached, the same times
    /processing/pose/LeftCamera/paw   PoseEstimationSeries (5, 2) in a PoseEstimation
    /general/subject      IblSubject with an id
    """
    with extended(tmp_path_factory.mktemp("extensions")) as (file, path):
        both = {"data": DATA, "timestamps": TIMES}
        add(
            file, "acquisition/fiber", "FiberPhotometryResponseSeries", "ndx-fiber-photometry",
            **both,
        )  # fmt: skip
        add(file, "acquisition/voltage", "VoltageResponseSeries", "lab-voltage", **both)
        add(file, "acquisition/licks", "Events", "ndx-events", timestamps=TIMES)
        add(file, "acquisition/unknown", "SomethingElse", "not-cached", timestamps=TIMES)
        add(file, "processing/pose", "ProcessingModule", "core")
        add(file, "processing/pose/LeftCamera", "PoseEstimation", "ndx-pose")
        add(
            file, "processing/pose/LeftCamera/paw", "PoseEstimationSeries", "ndx-pose",
            data=DATA[:, :2], timestamps=TIMES, confidence=np.ones(5),
        )  # fmt: skip
        add(file, "general/subject", "IblSubject", "ndx-ibl", subject_id="KS091")
    return path


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    opened = NwbFile(str(path), name="extended.nwb")
    yield opened
    opened.close()


def first_view(file: NwbFile, path: str) -> str:
    return views_for(file.object(path))[0].name


@pytest.mark.parametrize("name", ["fiber", "voltage"])
def test_a_series_of_an_extension_has_the_traces_of_its_ancestor(file: NwbFile, name: str) -> None:
    """One or two generations down: values and times as they are."""
    path = f"/acquisition/{name}"
    assert first_view(file, path) == "traces"
    figure, _ = draw(file, path)
    assert isinstance(figure, Traces)
    for column, line in enumerate(show(file, path, full=True)["series"]):
        np.testing.assert_array_equal(line["y"], DATA[:, column])


def test_the_columns_of_an_extended_roi_series_are_rois(file: NwbFile) -> None:
    """The invented type is one through the type between."""
    assert file.object("/acquisition/voltage").is_a("RoiResponseSeries")
    _, facts = draw(file, "/acquisition/voltage")
    assert facts.shown[0].startswith("ROI")


def test_events_have_their_own_view(file: NwbFile) -> None:
    """Which core has no type for."""
    assert first_view(file, "/acquisition/licks") == "events"
    figure, _ = draw(file, "/acquisition/licks")
    assert isinstance(figure, Spans)
    np.testing.assert_array_equal(figure.rows[0].starts, TIMES)


def test_a_subject_of_an_extension_is_a_note(file: NwbFile) -> None:
    """With its fields."""
    assert first_view(file, "/general/subject") == "note"
    figure, _ = draw(file, "/general/subject")
    assert isinstance(figure, Words)
    assert "KS091" in figure.note


def test_what_nobody_knows_is_a_note(file: NwbFile) -> None:
    """A type of a namespace that the file does not cache."""
    assert first_view(file, "/acquisition/unknown") == "note"


def test_a_body_part_is_a_series_in_space(file: NwbFile) -> None:
    """Whatever views there are of poses, its traces and its path are among them."""
    names = [v.name for v in views_for(file.object("/processing/pose/LeftCamera/paw"))]
    assert {"traces", "path"} <= set(names)


def test_every_view_of_every_object_draws(file: NwbFile) -> None:
    """PoseEstimation too, by whichever view it has."""
    objects = [obj for batch in file.walk("/acquisition") for obj in batch]
    objects += [obj for batch in file.walk("/processing") for obj in batch]
    assert sweep(file, objects, whole=True) > len(objects)
