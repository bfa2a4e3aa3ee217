"""Units of NWB 1: a group for each in UnitTimes, or one list of clusters; never more read."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Panels, Words
from dandi_tui.preview.make import make
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.preview.ask import draw, show
from tests.preview.units import Counted, opened, trains
from tests.shared import shared_path

UNITS, CLUSTERS = "/processing/spikes/UnitTimes", "/processing/spikes/Clustering"


def _typed(file: h5py.File, path: str, name: str) -> h5py.Group:
    group = file.create_group(path)
    group.attrs["neurodata_type"] = "Interface"
    group.attrs.create("ancestry", np.array(["Interface", name], dtype=h5py.string_dtype()))
    return group


def write_old(path: Path, *, ordered: bool = True) -> Path:
    """NWB 1.0.6 with the trains of `trains(12)`, as UnitTimes and as Clustering.

    UnitTimes   unit_0 … unit_11, listed from the last to the first; unit_3 has no spikes and
                `unit_description` says `the 0th` and so on
    Clustering  all of them in one list, unit i as cluster 10 + i; in order of time, or of cluster
    ClusterWaveforms  in slot 10 + i a trough of -i at sample 2
    """
    made = trains(12)
    with h5py.File(path, "w") as file:
        file["nwb_version"] = "NWB-1.0.6"
        units = _typed(file, UNITS, "UnitTimes")
        units["unit_list"] = [f"unit_{i}" for i in reversed(range(12))]
        for i, times in enumerate(made):
            units[f"unit_{i}/times"] = times
            units[f"unit_{i}/unit_description"] = f"the {i}th"
        clusters = _typed(file, CLUSTERS, "Clustering")
        times = np.concatenate(made)
        num = np.repeat(10 + np.arange(12), [len(train) for train in made])
        order = np.argsort(times) if ordered else np.arange(len(times))
        clusters["times"], clusters["num"] = times[order], num[order]
        shapes = _typed(file, "/processing/spikes/ClusterWaveforms", "ClusterWaveforms")
        shapes["clustering_interface"] = h5py.SoftLink(CLUSTERS)
        shapes["waveform_mean"] = -np.outer(np.arange(22) - 10, np.eye(6)[2])
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_old(tmp_path / "old.nwb")


def _names(shown: dict[str, Any]) -> list[str]:
    return [row["name"] for row in shown["raster"]]


def test_each_group_of_unit_times_is_a_row(path: Path) -> None:
    """In the order of `unit_list`, with the spikes of a half-open window."""
    with opened(path) as file:
        shown = show(file, UNITS, window=(20.0, 30.0), height=60)
    assert _names(shown) == [f"unit_{i}" for i in reversed(range(12))]
    for row, times in zip(shown["raster"], reversed(trains(12)), strict=True):
        np.testing.assert_array_equal(row["times"], times[(times >= 20) & (times < 30)])


def test_each_number_of_a_clustering_is_a_row(path: Path) -> None:
    """But for cluster 13, which has no spikes and so is not there."""
    with opened(path) as file:
        shown = show(file, CLUSTERS, window=(20.0, 30.0), height=60)
    assert _names(shown) == [str(10 + i) for i in range(12) if i != 3]
    made = [times for i, times in enumerate(trains(12)) if i != 3]
    for row, times in zip(shown["raster"], made, strict=True):
        np.testing.assert_array_equal(row["times"], times[(times >= 20) & (times < 30)])


def test_only_the_groups_on_screen_are_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of twelve units, each of few spikes."""
    with opened(path) as file:
        counted = Counted().watch(monkeypatch)
        show(file, UNITS, window=(20.0, 30.0), traces=(0, 3))
    read = {path for path, _ in counted.parts if path.endswith("/times")}
    assert read == {f"{UNITS}/unit_{i}/times" for i in (11, 10, 9)}


def _write_long(path: Path, times: Any) -> Path:
    with h5py.File(path, "w") as file:
        clusters = _typed(file, CLUSTERS, "Clustering")
        clusters["times"], clusters["num"] = times, np.arange(len(times)) % 5
        clusters["cluster_nums"] = np.arange(5)
    return path


def test_a_window_of_a_long_list_is_bisected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million events of five clusters at 1 kHz: a second is 1,000 of them."""
    with opened(_write_long(tmp_path / "long.nwb", np.arange(1_000_000) / 1_000)) as file:
        counted = Counted().watch(monkeypatch)
        shown = show(file, CLUSTERS, window=(500.0, 501.0))
        assert counted.values_of("times") < 50_000
        assert counted.values_of("num") == 1_000
    np.testing.assert_allclose(shown["raster"][1]["times"], np.arange(500_001, 501_000, 5) / 1_000)


def test_the_whole_of_a_long_list_is_asked_for_first(tmp_path: Path) -> None:
    """8 MB of times and 8 MB of clusters."""
    with opened(_write_long(tmp_path / "long.nwb", np.arange(1_000_000) / 1_000)) as file:
        whole = (float("-inf"), float("inf"))
        request = Draw(source=Address(), path=CLUSTERS, window=whole, budget_bytes=4_000_000)
        answer = make(file, request)
        assert isinstance(answer, Question)
        assert answer.cost.fetch_bytes == 16_000_000


def test_events_that_are_listed_by_cluster_are_sorted(tmp_path: Path) -> None:
    """Bisecting would miss most of them: it is noticed, and said."""
    times = np.concatenate([np.linspace(0, 100, 20_000) + i / 1_000 for i in range(5)])
    with opened(_write_long(tmp_path / "long.nwb", times)) as file:
        window = (40.0, 50.0)
        shown = show(file, CLUSTERS, window=window)
        assert "spike times are not in order" in draw(file, CLUSTERS, window=window)[1].remarks
    n = sum(len(row["times"]) for row in shown["raster"])
    assert n == int(((times >= 40) & (times < 50)).sum())


def test_a_unit_shows_what_the_file_says_of_it(path: Path) -> None:
    """All spikes of `unit_2`, the tenth of the list, and its description."""
    with opened(path) as file:
        figure, facts = draw(file, UNITS, view="unit", options=(("unit", "9"),))
    assert isinstance(figure, Panels)
    words = figure.rows[1][1]
    assert isinstance(words, Words)
    assert facts.shown == ("unit unit_2", "(10 of 12)")
    assert facts.remarks[0] == f"{len(trains(12)[2]):,} spikes"
    assert "unit_description  the 2th" in words.note


def test_a_cluster_has_the_waveform_of_its_slot(path: Path) -> None:
    """Cluster 12, of slot 12, is a trough of -2."""
    with opened(path) as file:
        shown = show(file, CLUSTERS, view="unit", options=(("unit", "2"),))
    assert shown["panels"][0]["series"][0]["y"] == [0, 0, -2, 0, 0, 0]


def test_damaged_units_are_drawn_as_far_as_they_go(tmp_path: Path) -> None:
    """One unit has no times, one has a text; clusters that do not fit are a sentence."""
    path = write_old(tmp_path / "old.nwb")
    with h5py.File(path, "a") as file:
        del file[f"{UNITS}/unit_5/times"], file[f"{UNITS}/unit_6/times"], file[f"{CLUSTERS}/num"]
        file[f"{UNITS}/unit_6/times"] = "none"
        file[f"{CLUSTERS}/num"] = np.arange(3)
    with opened(path) as opened_file:
        _, facts = draw(opened_file, UNITS, height=60)
        assert "some units have no times" in facts.remarks
        assert _note(opened_file, CLUSTERS) == "The clusters do not fit the times."


def _note(file: NwbFile, path: str) -> str:
    return str(show(file, path)["note"])


def test_the_cells_of_a_retina_are_as_h5py_reads_them() -> None:
    """Meister lab, NWB 1.0.6: four cells, an hour, the spikes from 600 to 620 s."""
    path = shared_path("data/nwb/old-v1/20080606_R1.nwb")
    with opened(path) as file:
        shown = show(file, "/processing/Cells/UnitTimes", window=(600.0, 620.0))
    with h5py.File(path) as stored:
        for row in shown["raster"]:
            times = stored[f"/processing/Cells/UnitTimes/{row['name']}/times"][:]
            expected = times[(times >= 600) & (times < 620)]
            assert len(expected) > 0
            np.testing.assert_array_equal(row["times"], expected)


def write_epochs(path: Path) -> Path:
    """The file of `write_old` with 20 epochs of 2 s from 0, 5, 10 … s, tagged `light` or `dark`.

    One more has no start.
    """
    with h5py.File(write_old(path), "a") as file:
        for i in range(20):
            epoch = file.create_group(f"epochs/trial_{i:02}")
            epoch["start_time"], epoch["stop_time"] = 5.0 * i, 5.0 * i + 2
            epoch["tags"] = ["dark" if i % 2 else "light"]
        file.create_group("epochs/trial_20")["stop_time"] = 7.0
    return path


def test_units_are_aligned_to_epochs_that_are_groups(tmp_path: Path) -> None:
    """Each epoch is a trial, in spikes/s by bin and trials; `c`, `u` and `n` lead on."""
    with opened(write_epochs(tmp_path / "epochs.nwb")) as file:
        shown = show(file, UNITS, view="aligned", options=(("unit", "0"), ("bin", "0.1")))
        _, facts = draw(file, UNITS, view="aligned", options=(("unit", "0"),))
    times, starts = trains(12)[11], 5.0 * np.arange(20)
    trials, mean = shown["panels"]
    for row, start in zip(trials["raster"], starts, strict=True):
        window = (times >= start - 0.5) & (times < start + 1)
        np.testing.assert_allclose(row["times"], times[window] - start, atol=1e-9)
    lags = (times[None, :] - starts[:, None]).ravel()
    counts, _ = np.histogram(lags, np.arange(-5, 11) / 10)
    np.testing.assert_allclose(mean["series"][-1]["y"], counts / (20 * 0.1))
    assert facts.shown == ("unit unit_11", "of 12")
    assert facts.remarks[:2] == ("aligned to epochs.start_time", "20 intervals")
    assert {move.key for move in facts.moves} >= {"c", "u", "n", "enter"}


def test_epochs_that_are_groups_are_grouped_by_their_tags(tmp_path: Path) -> None:
    """To their stops, the light ones first; also around a series' or a cluster's own times."""
    options = (("group", "tags"), ("column", "stop_time"), ("unit", "0"), ("table", "epochs"))
    with opened(write_epochs(tmp_path / "epochs.nwb")) as file:
        shown = show(file, CLUSTERS, view="aligned", options=options)
        with pytest.raises(UsageError, match="no intervals trials"):
            show(file, UNITS, view="aligned", options=(("table", "trials"),))
        with pytest.raises(UsageError, match="no column side"):
            show(file, UNITS, view="aligned", options=(("group", "side"),))
    order = [int(row["name"]) for row in shown["panels"][0]["raster"]]
    assert order == [*range(0, 20, 2), *range(1, 20, 2)]
    curves = [layer["name"] for layer in shown["panels"][1]["series"] if layer["shape"] == "line"]
    assert curves == ["light, 10", "dark, 10"]


def test_too_many_epochs_are_not_read_one_by_one(tmp_path: Path) -> None:
    """A sentence, that is true, in place of waiting for each."""
    with h5py.File(write_old(tmp_path / "many.nwb"), "a") as file:
        for i in range(201):
            file.create_group(f"epochs/trial_{i}")
    with opened(tmp_path / "many.nwb") as file, pytest.raises(UsageError, match="201 epochs"):
        draw(file, UNITS, view="aligned")


def test_real_units_of_nwb_1_are_aligned_to_their_stimuli() -> None:
    """Recordings of retina have three stimuli of 20 min, each an epoch."""
    path = shared_path("data/nwb/old-v1/20080606_R1.nwb")
    cells = "/processing/Cells/UnitTimes"
    options = (("unit", "2"), ("after", "20"), ("bin", "1"))
    with opened(path) as file:
        shown = show(file, cells, view="aligned", options=options)
    with h5py.File(path, "r") as real:
        times = real[f"{cells}/cell_3/times"][()]
        starts = [real[f"epochs/stim_{i}/start_time"][()] for i in (1, 2, 3)]
    counts = [((times >= start) & (times < start + 20)).sum() for start in starts]
    found = [sum(time >= 0 for time in row["times"]) for row in shown["panels"][0]["raster"]]
    assert found == counts
