"""The note of a whole file: what it counts, and what that may cost."""

from pathlib import Path

import h5py
import pytest

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.nwb.placed import Remote
from dandi_tui.protocol.address import Address
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.file import RemoteFile
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.demo_fixture import Demo
from tests.preview.ask import show

pytestmark = pytest.mark.usefixtures("collector_off")


def stim_c(demo: Demo) -> Address:
    """The demo's file with thousands of image templates."""
    asset = next(a for a in demo.assets("000728") if "StimC_behavior" in a["path"])
    return Address(url=demo.object_url(asset), blob=asset["blob"], size_bytes=asset["size"])


def test_a_file_with_thousands_of_templates_costs_few_requests(demo: Demo, tmp_path: Path) -> None:
    """The templates' names alone are 5 MB: they come at once, not one after the other."""
    less = Settings(cache_dir=tmp_path, head_bytes=0, tail_bytes=0, whole_file_bytes=0)
    fetcher = Fetcher(less, Watch())
    fetcher.begin()
    source = RemoteFile(stim_c(demo), fetcher)
    file = NwbFile(source, name="stim-c.nwb", remote=Remote(source.stream, source.crawl))
    note = show(file, "/")["note"]
    assert "not counted: 4,100 members of /stimulus/templates/locally_sparse" in note
    assert any(line.split() == ["4", "RoiResponseSeries"] for line in note.splitlines())
    assert fetcher.stats().requests <= 45
    assert fetcher.stats().bytes < 8_000_000
    file.close()
    fetcher.close()


def test_counts_say_how_far_they_go(tmp_path: Path) -> None:
    """Of a file with more objects than are counted: `of the first 500 objects`; not of a small."""
    path = tmp_path / "many.h5"
    with h5py.File(path, "w") as file:
        for i in range(600):
            file.create_group(f"{i // 100}/{i}").attrs["neurodata_type"] = "Device"
        file.create_group("specifications/core").attrs["neurodata_type"] = "Schema"
    many = NwbFile(str(path), name="many.h5")
    lines = show(many, "/")["note"].splitlines()
    assert "Types, of the first 500 objects" in lines
    assert not any("Schema" in line for line in lines)
    many.close()


def test_values_stand_in_one_column(tmp_path: Path) -> None:
    """As wide as the longest label; a very long one is cut in its middle."""
    path = tmp_path / "labels.h5"
    with h5py.File(path, "w") as file:
        for name in ("a", "a_rather_long_name_of_thirty_six_cells", "x" * 100):
            file[f"/group/{name}"] = 7
    labels = NwbFile(str(path), name="labels.h5")
    lines = show(labels, "/group", view="note")["note"].splitlines()
    ends = {len(line) for line in lines if line.endswith("  7")}
    assert ends == {40 + 3}
    labels.close()
