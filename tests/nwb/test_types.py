"""Ancestries: core's as pynwb has them, extensions' as their file says, NWB 1's by attribute."""

from pathlib import Path
from typing import Any

import hdmf
import pynwb
from ruamel.yaml import YAML

from dandi_tui.nwb.core_types import PARENT
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.types import TypeTable, parents
from tests.shared import shared_path


def test_the_table_of_core_is_that_of_the_installed_schema() -> None:
    """Every type of core, hdmf-common and hdmf-experimental, and what it includes."""
    core = Path(pynwb.__file__).parent / "nwb-schema" / "core"
    common = Path(hdmf.__file__).parent / "common" / "hdmf-common-schema" / "common"
    installed: dict[str, str] = {}
    for source in [*core.glob("*.yaml"), *common.glob("*.yaml")]:
        if "namespace" not in source.name:
            _collect(YAML(typ="safe").load(source), installed)
    assert installed == PARENT


def _collect(part: Any, found: dict[str, str]) -> None:
    if isinstance(part, dict):
        name = part.get("neurodata_type_def") or part.get("data_type_def")
        if name:
            found[name] = part.get("neurodata_type_inc") or part.get("data_type_inc") or ""
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, dict | list):
            _collect(inner, found)


def test_core_is_resolved_without_reading_the_file() -> None:
    """The cached schemas cost bytes, so they are read only for types that we do not know."""

    def forbidden(core: bool) -> Any:
        raise AssertionError("the file was asked")

    types = TypeTable(forbidden)
    assert types.ancestry("TwoPhotonSeries", "core") == (
        "TwoPhotonSeries", "ImageSeries", "TimeSeries", "NWBDataInterface", "NWBContainer",
        "Container",
    )  # fmt: skip


def test_an_extension_is_resolved_by_its_file() -> None:
    """ndx-pose is not installed; its series is still a SpatialSeries."""
    path = shared_path("data", "nwb", "pose", "0.3.0_poseestimation_one_camera.nwb")
    file = NwbFile(str(path), name=path.name)
    series = [o for batch in file.walk() for o in batch if o.is_a("SpatialSeries")]
    assert {obj.neurodata_type for obj in series} == {"PoseEstimationSeries"}
    file.close()


def test_nwb_1_says_its_ancestry_itself() -> None:
    """The type says TimeSeries, the attribute `ancestry` what kind."""
    path = shared_path("data", "nwb", "old-v1", "pynwb_496908818s.nwb")
    file = NwbFile(str(path), name=path.name)
    series = file.object("/processing/brain_observatory_pipeline/DfOverF/imaging_plane_1")
    assert series.neurodata_type == "TimeSeries"
    assert series.ancestry == ("RoiResponseSeries", "TimeSeries")
    file.close()


def test_a_damaged_schema_defines_nothing() -> None:
    """Neither broken JSON nor one nested without end raises."""
    assert parents("{") == {}
    assert parents("[" * 100_000) == {}


def test_a_circle_of_types_ends() -> None:
    """A extends B extends A."""
    text = '{"datasets": [{"neurodata_type_def": "A", "neurodata_type_inc": "B"},'
    text += '{"neurodata_type_def": "B", "neurodata_type_inc": "A"}]}'
    types = TypeTable(lambda core: iter([] if core else [("mine", text)]))
    assert types.ancestry("A", "mine") == ("A", "B")
