"""Intracellular sweeps: response with stimulus, and firing against current."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from pynwb import NWBFile
from pynwb.icephys import (
    CurrentClampSeries,
    CurrentClampStimulusSeries,
    VoltageClampSeries,
    VoltageClampStimulusSeries,
)

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Panels, Words, Xy
from dandi_tui.preview.icephys.f_i import crossings, largest_step
from dandi_tui.preview.make import make
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Question
from dandi_tui.protocol.requests import Draw
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.odd import opened

RATE = 10_000.0
N = 5_000
STEP = slice(1_000, 4_000)
CURRENTS_PA = (-50.0, 0.0, 50.0, 100.0)
SPIKES = (0, 0, 3, 9)
RECORDINGS = "/general/intracellular_ephys/intracellular_recordings"

pytestmark = pytest.mark.filterwarnings("ignore")


def potential(n_spikes: int) -> Any:
    """mV: -70, with spikes of 1 ms to +30 evenly over the step."""
    mv = np.full(N, -70.0)
    for i in range(n_spikes):
        at = STEP.start + 50 + i * 300
        mv[at : at + 10] = 30.0
    return mv


def numbered(name: str) -> list[str]:
    """Four names."""
    return [name.format(i) for i in range(4)]


def clamp(
    file: NWBFile, names: tuple[Sequence[str], Sequence[str]], with_numbers: bool = False
) -> list[tuple[Any, Any]]:
    """Four sweeps of 0.5 s, one each 2 s: steps of -50, 0, 50, 100 pA from 0.1 to 0.4 s with 0, 0,
    3, 9 spikes; stored in mV and pA with conversions, at 10 kHz."""
    device = file.create_device(name="amplifier")
    electrode = file.create_icephys_electrode(name="pipette", description="one", device=device)
    pairs = []
    for i, (current, n_spikes) in enumerate(zip(CURRENTS_PA, SPIKES, strict=True)):
        pa = np.zeros(N)
        pa[STEP] = current
        common: dict[str, Any] = {
            "electrode": electrode, "gain": 1.0, "starting_time": 2.0 * i, "rate": RATE,
        }  # fmt: skip
        common |= {"sweep_number": i} if with_numbers else {}
        response = CurrentClampSeries(
            name=names[0][i], data=potential(n_spikes), conversion=1e-3, **common
        )
        stimulus = CurrentClampStimulusSeries(name=names[1][i], data=pa, conversion=1e-12, **common)
        pairs.append((response, stimulus))
    return pairs


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[NwbFile]:
    """The sweeps in a table of recordings, under names that say nothing: a, b, c, d and z, y, x,
    w. The fifth row is sweep a from sample 1,000 to 4,000, without a stimulus."""
    file = new_file()
    pairs = clamp(file, ("abcd", "zyxw"))
    for response, stimulus in pairs:
        file.add_intracellular_recording(
            electrode=response.electrode, response=response, stimulus=stimulus
        )
    file.add_intracellular_recording(
        electrode=pairs[0][0].electrode, response=pairs[0][0], response_start_index=1_000,
        response_index_count=3_000,
    )  # fmt: skip
    file.add_icephys_simultaneous_recording(recordings=[3])
    file.add_icephys_simultaneous_recording(recordings=[1, 2])
    file.add_icephys_sequential_recording(simultaneous_recordings=[1, 0], stimulus_type="step")
    with opened(write(file, tmp_path / "recorded.nwb")) as opened_file:
        yield opened_file


def curves(file: NwbFile, path: str, **options: str) -> list[list[dict[str, Any]]]:
    """The curves of each panel, every sample."""
    asked = tuple(sorted(options.items()))
    panels = show(file, path, view="sweeps", options=asked, full=True)["panels"]
    return [panel["series"] for panel in panels]


def test_a_response_is_drawn_above_its_stimulus(recorded: NwbFile) -> None:
    """In volts and amperes, from the sweep's start, whatever session time it has."""
    (response,), (stimulus,) = curves(recorded, "/acquisition/d")
    np.testing.assert_allclose(response["x"], np.arange(N) / RATE, atol=1e-9)
    np.testing.assert_allclose(response["y"], potential(9) * 1e-3)
    assert max(stimulus["y"]) == pytest.approx(100e-12)
    figure, facts = draw(recorded, "/acquisition/d")
    assert facts.view == "sweeps"
    assert facts.shown == ("sweep 3", "of 5")
    assert "by intracellular_recordings" in facts.remarks
    assert isinstance(figure, Panels)
    plots = [plot for (plot,) in figure.rows if isinstance(plot, Xy)]
    units = [(plot.y.label, plot.y.unit) for plot in plots]
    assert units == [("membrane potential", "volts"), ("injected current", "amperes")]


def test_a_stimulus_leads_to_the_same_sweep(recorded: NwbFile) -> None:
    """x was applied while c was recorded."""
    assert curves(recorded, "/stimulus/presentation/x") == curves(recorded, "/acquisition/c")


def test_a_row_may_be_a_part_of_a_series(recorded: NwbFile) -> None:
    """Samples 1,000 to 4,000 of a, and no stimulus: one plane."""
    options = (("sweep", "4"),)
    shown = show(recorded, RECORDINGS, view="sweeps", options=options, full=True)
    (response,) = shown["series"]
    assert len(response["y"]) == 3_000
    assert response["x"][0] == 0
    _, facts = draw(recorded, RECORDINGS, view="sweeps", options=options)
    assert "no stimulus found" in facts.remarks


def test_tables_of_groups_lead_to_their_recordings(recorded: NwbFile) -> None:
    """Rows 1, 2 and then 3 of the sequence, by way of the simultaneous recordings."""
    path = "/general/intracellular_ephys/sequential_recordings"
    above, _ = curves(recorded, path, overlay="5")
    assert [curve["name"] for curve in above] == ["b", "c", "d"]


def test_sweeps_lie_over_each_other(recorded: NwbFile) -> None:
    """Four from the first on; the key goes back to one."""
    above, below = curves(recorded, "/acquisition/a", overlay="4")
    assert [curve["name"] for curve in above] == ["a", "b", "c", "d"]
    assert [max(curve["y"], key=abs) for curve in below] == pytest.approx(
        [-50e-12, 0, 50e-12, 100e-12]
    )
    _, facts = draw(recorded, "/acquisition/a", options=(("overlay", "4"),))
    assert {move.key: dict(move.options)["overlay"] for move in facts.moves}["w"] == ""


def test_sweeps_of_another_unit_are_not_laid_over_these(tmp_path: Path) -> None:
    """A current of a voltage clamp is no potential; the facts count what is left out."""
    file = new_file()
    pairs = clamp(file, ("abcd", "zyxw"))
    common: dict[str, Any] = {"starting_time": 9.0, "rate": RATE, "data": np.zeros(N), "gain": 1.0}
    common["electrode"] = pairs[0][0].electrode
    response = VoltageClampSeries(name="e", **common)
    pairs.append((response, VoltageClampStimulusSeries(name="v", **common)))
    for response, stimulus in pairs:
        file.add_intracellular_recording(
            electrode=response.electrode, response=response, stimulus=stimulus
        )
    with opened(write(file, tmp_path / "both.nwb")) as both:
        above, below = curves(both, RECORDINGS, overlay="5")
        _, facts = draw(both, RECORDINGS, view="sweeps", options=(("overlay", "5"),))
    assert [curve["name"] for curve in above] == list("abcd")
    assert len(below) == 4
    assert "2 series in another unit left out" in facts.remarks


def test_keys_go_to_the_series_of_the_next_sweep(recorded: NwbFile) -> None:
    """From b to c and a; in a table by number."""
    _, facts = draw(recorded, "/acquisition/b")
    assert [(move.key, move.path) for move in facts.moves[:2]] == [
        ("n", "/acquisition/c"), ("N", "/acquisition/a"),
    ]  # fmt: skip
    _, facts = draw(recorded, RECORDINGS, view="sweeps")
    led = [(move.path, dict(move.options)["sweep"]) for move in facts.moves[:2]]
    assert led == [("", "1"), ("", "4")]


@pytest.mark.parametrize("option", [("sweep", "5"), ("sweep", "-1"), ("overlay", "many")])
def test_sweeps_that_are_not_there_are_an_error(recorded: NwbFile, option: tuple[str, str]) -> None:
    """There are five."""
    with pytest.raises(UsageError) as error:
        draw(recorded, RECORDINGS, view="sweeps", options=(option,))
    assert error.value.hint


def test_equal_sweep_numbers_belong_together(tmp_path: Path) -> None:
    """Without a table of recordings, whatever the names."""
    file = new_file()
    for response, stimulus in clamp(
        file, (numbered("r{}"), numbered("other{}x9")), with_numbers=True
    ):
        file.add_acquisition(response, use_sweep_table=False)
        file.add_stimulus(stimulus, use_sweep_table=False)
    with opened(write(file, tmp_path / "numbers.nwb")) as file_:
        _, (stimulus_curve,) = curves(file_, "/acquisition/r3")
        assert max(stimulus_curve["y"]) == pytest.approx(100e-12)
        _, facts = draw(file_, "/acquisition/r3")
    assert "by sweep_number" in facts.remarks


def test_names_with_the_same_numbers_belong_together(tmp_path: Path) -> None:
    """ic_2 and ics_2, where nothing else tells."""
    file = new_file()
    for response, stimulus in clamp(file, (numbered("ic_{}"), numbered("ics_{}"))):
        file.add_acquisition(response)
        file.add_stimulus(stimulus)
    with opened(write(file, tmp_path / "names.nwb")) as named:
        _, (stimulus_curve,) = curves(named, "/acquisition/ic_2")
        assert max(stimulus_curve["y"]) == pytest.approx(50e-12)
        _, facts = draw(named, "/acquisition/ic_2")
    assert "by name" in facts.remarks


def test_a_stimulus_with_times_of_its_own_starts_with_the_response(tmp_path: Path) -> None:
    """A stimulus at 0 s of a response at 6 s: drawn from the response's start, which is said."""
    file = new_file()
    for response, stimulus in clamp(file, (numbered("ic_{}"), numbered("ics_{}"))):
        file.add_acquisition(response)
        file.add_stimulus(stimulus)
    path = write(file, tmp_path / "apart.nwb")
    with h5py.File(path, "a") as spoiled:
        spoiled["stimulus/presentation/ics_3/starting_time"][()] = 0.0
    with opened(path) as apart:
        _, (stimulus_curve,) = curves(apart, "/acquisition/ic_3")
        _, facts = draw(apart, "/acquisition/ic_3")
    assert stimulus_curve["x"][0] == 0
    assert "stimulus from its own start" in facts.remarks


def test_firing_is_counted_against_current(recorded: NwbFile) -> None:
    """0, 0, 3, 9 spikes in 0.3 s of -50, 0, 50, 100 pA: 0, 0, 10, 30 spikes/s."""
    mean, sweeps = show(recorded, RECORDINGS, view="F-I")["series"]
    np.testing.assert_allclose(sweeps["x"], np.array(CURRENTS_PA) * 1e-12, atol=1e-18)
    np.testing.assert_allclose(sweeps["y"], np.array(SPIKES) / 0.3)
    assert sweeps["labels"] == ["0", "0", "3", "9"]
    np.testing.assert_allclose(mean["y"], np.array(SPIKES) / 0.3)


def test_the_threshold_is_a_setting(recorded: NwbFile) -> None:
    """Spikes reach +30 mV: none crosses 40; what is no number is an error."""
    _, sweeps = show(recorded, RECORDINGS, view="F-I", options=(("threshold", "40"),))["series"]
    assert sweeps["labels"] == ["0", "0", "0", "0"]
    with pytest.raises(UsageError):
        show(recorded, RECORDINGS, view="F-I", options=(("threshold", "high"),))


def test_many_sweeps_ask_before_they_are_read(recorded: NwbFile) -> None:
    """Four responses and stimuli of 40 kB each."""
    request = Draw(source=Address(), path=RECORDINGS, view="F-I", budget_bytes=300_000)
    question = make(recorded, request)
    assert isinstance(question, Question)
    assert question.cost.fetch_bytes == 320_000
    assert isinstance(make(recorded, request.with_option("view", "")), Question)


def test_voltage_clamp_has_no_firing(tmp_path: Path) -> None:
    """A sentence."""
    file = new_file()
    device = file.create_device(name="amplifier")
    electrode = file.create_icephys_electrode(name="pipette", description="one", device=device)
    more: dict[str, Any] = {"electrode": electrode, "gain": 1.0, "rate": RATE}
    response = VoltageClampSeries(name="v1", data=np.zeros(9), **more)
    stimulus = VoltageClampStimulusSeries(name="c1", data=np.zeros(9), **more)
    file.add_intracellular_recording(electrode=electrode, response=response, stimulus=stimulus)
    with opened(write(file, tmp_path / "voltage.nwb")) as voltage:
        figure, _ = draw(voltage, RECORDINGS, view="F-I")
        assert len(curves(voltage, "/acquisition/v1")) == 2
    assert isinstance(figure, Words)
    assert figure.note == "No sweep here has a potential and the current that was injected."


def test_spikes_are_crossings_a_millisecond_apart() -> None:
    """Of a rise at 1.0, 1.5 and 2.1 ms the second is too early; NaN is no rise."""
    x = np.array([0, 1.0, 1.2, 1.5, 1.6, 2.1, 2.2, 3.0]) / 1e3
    y = np.array([-1, 1, -1, 1, -1, 1, np.nan, -1.0])
    assert crossings(x, y, 0.0) == [x[1], x[5]]


def test_the_largest_step_is_the_longest_and_highest() -> None:
    """A test pulse of -100 for 10 samples comes before a step of 20 for 500, on a baseline of 5."""
    y = np.full(1_000, 5.0)
    y[50:60] -= 100.0
    y[200:700] += 20.0
    step = largest_step(np.arange(1_000) / 1e3, y)
    assert step is not None
    assert (step.amplitude, step.start_s, step.stop_s) == (20.0, 0.2, 0.7)
    assert step.flat
    ramp = largest_step(np.arange(1_000) / 1e3, np.linspace(0.0, 999.0, 1_000))
    assert ramp is not None
    assert not ramp.flat
    assert largest_step(np.arange(9.0), np.full(9, 3.0)) is None
    assert largest_step(np.arange(9.0), np.full(9, np.nan)) is None
