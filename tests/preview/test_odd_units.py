"""Tables of units that are damaged or odd are drawn as far as they can be, or say why not."""

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import numpy.typing as npt
import pytest

from dandi_tui.preview.figure import Words
from tests.preview.ask import draw, show
from tests.preview.units import opened


def two_units(units: h5py.Group) -> None:
    """Two units of three spikes each."""
    units.attrs.update({"neurodata_type": "Units", "namespace": "core"})
    units["id"] = np.arange(2)
    units["spike_times"] = np.array([1.0, 2, 3, 1.5, 2.5, 3.5])
    units["spike_times_index"] = np.array([3, 6])


def all_of_the_first(units: h5py.Group, times: npt.NDArray[np.float64]) -> None:
    """Two units, of which the first has all spikes."""
    two_units(units)
    del units["spike_times"]
    units["spike_times"] = times
    units["spike_times_index"][:] = len(times)


def no_spikes(units: h5py.Group) -> None:
    del units["spike_times"]


def long_index(units: h5py.Group) -> None:
    units["spike_times_index"][:] = [3, 9]


def text_index(units: h5py.Group) -> None:
    del units["spike_times_index"]
    units["spike_times_index"] = ["3", "6"]


def flat_times(units: h5py.Group) -> None:
    del units["spike_times"]
    units["spike_times"] = np.zeros((3, 2))


def no_units(units: h5py.Group) -> None:
    for name in list(units):
        del units[name]
    units["id"] = np.empty(0, int)
    units["spike_times"] = np.empty(0)
    units["spike_times_index"] = np.empty(0, int)


def only_nan(units: h5py.Group) -> None:
    units["spike_times"][:] = np.nan


def out_of_order(units: h5py.Group) -> None:
    units["spike_times"][:3] = [3, np.nan, 1]


def odd_columns(units: h5py.Group) -> None:
    units["waveform_mean"] = np.zeros((2, 0))
    units["waveforms_index_index"] = ["a", "b"]
    units["electrodes"] = np.array([7, -1])
    units["electrodes_index"] = np.array([1, 99])
    units["obs_intervals"] = np.full((2, 2), np.nan)
    units["obs_intervals_index"] = np.array([1, 2])
    units["short"] = np.zeros(1)
    units["quality"] = np.array([1.5, np.inf])


@pytest.mark.parametrize("spoil", [no_spikes, long_index, text_index, flat_times, no_units])
def test_a_table_without_usable_spikes_says_so(
    tmp_path: Path, spoil: Callable[[h5py.Group], None]
) -> None:
    """One sentence in every view of units."""
    with h5py.File(tmp_path / "odd.nwb", "w") as made:
        two_units(made.create_group("units"))
        spoil(made["units"])
    with opened(tmp_path / "odd.nwb") as file:
        for view in ("raster", "unit", "aligned"):
            figure, _ = draw(file, "/units", view=view)
            assert isinstance(figure, Words)
            assert figure.note.endswith(".")


@pytest.mark.parametrize("spoil", [only_nan, out_of_order, odd_columns])
def test_what_is_odd_does_not_keep_the_rest_from_being_drawn(
    tmp_path: Path, spoil: Callable[[h5py.Group], None]
) -> None:
    """No exception in any view, and in any order."""
    with h5py.File(tmp_path / "odd.nwb", "w") as made:
        two_units(made.create_group("units"))
        spoil(made["units"])
    with opened(tmp_path / "odd.nwb") as file:
        for view in ("raster", "unit", "aligned"):
            for options in ((), (("sort", "-id"),), (("unit", "1"),)):
                assert draw(file, "/units", view=view, options=options)[1].view == view


def test_spikes_out_of_order_are_put_in_order_and_the_facts_say_so(tmp_path: Path) -> None:
    """NaN is left out."""
    with h5py.File(tmp_path / "odd.nwb", "w") as made:
        two_units(made.create_group("units"))
        out_of_order(made["units"])
    with opened(tmp_path / "odd.nwb") as file:
        _, facts = draw(file, "/units")
    assert "spike times are not in order" in facts.remarks
    assert "some spike times are no numbers: left out" in facts.remarks


def test_many_spikes_out_of_order_are_all_found(tmp_path: Path) -> None:
    """Two runs of 100 s one after the other, which bisecting a unit would find one of."""
    times = np.tile(np.arange(10_000) / 100, 2)
    with h5py.File(tmp_path / "odd.nwb", "w") as made:
        all_of_the_first(made.create_group("units"), times)
    with opened(tmp_path / "odd.nwb") as file:
        shown = show(file, "/units", window=(50.0, 60.0))
        _, facts = draw(file, "/units", window=(50.0, 60.0))
    assert [len(row["times"]) for row in shown["raster"]] == [2_000, 0]
    assert "spike times are not in order" in facts.remarks


@pytest.mark.parametrize("sort", ["label", "-label"])
def test_units_without_a_word_are_sorted_last(tmp_path: Path, sort: str) -> None:
    """As those without a number are, in either direction."""
    with h5py.File(tmp_path / "odd.nwb", "w") as made:
        units = made.create_group("units")
        two_units(units)
        units.create_dataset("label", data=["", "b"], dtype=h5py.string_dtype())
        units.attrs["colnames"] = ["label"]
    with opened(tmp_path / "odd.nwb") as file:
        rows = show(file, "/units", options=(("group", "none"), ("sort", sort)))["raster"]
    assert [row["name"] for row in rows] == ["1", "0"]


def test_many_spikes_that_are_no_numbers_do_not_lead_astray(tmp_path: Path) -> None:
    """Slow ones to 20,000 s, 40,000 that are NaN, where one would look, and quick ones."""
    times = np.full(100_000, np.nan)
    times[:20_000] = np.arange(20_000)
    times[60_000:] = 20_000 + np.arange(40_000) / 100
    with h5py.File(tmp_path / "odd.nwb", "w") as made:
        all_of_the_first(made.create_group("units"), times)
    with opened(tmp_path / "odd.nwb") as file:
        slow = show(file, "/units", window=(10_000.0, 10_003.0))["raster"][0]
        quick = show(file, "/units", window=(20_200.0, 20_200.03))["raster"][0]
    assert slow["times"] == [10_000, 10_001, 10_002]
    assert quick["times"] == pytest.approx([20_200, 20_200.01, 20_200.02])


def test_two_spikes_at_one_time_are_not_one(tmp_path: Path) -> None:
    """They have no rate, but they are two."""
    with h5py.File(tmp_path / "odd.nwb", "w") as made:
        two_units(made.create_group("units"))
        made["units/spike_times"][:3] = 2.0
    with opened(tmp_path / "odd.nwb") as file:
        shown = show(file, "/units", view="unit", options=(("unit", "0"),))["panels"]
    assert shown[3]["note"] == "All 3 spikes of this unit are at one time."
