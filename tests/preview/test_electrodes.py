"""Maps of electrodes: which positions, which colours, and channels by depth."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pynwb.ecephys import ElectricalSeries

from dandi_tui.errors import UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Panels, Scatter, Words, Xy
from dandi_tui.preview.units.electrodes import depth_order
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.units import opened, write_units

ELECTRODES = "/general/extracellular_ephys/electrodes"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_units(tmp_path_factory.mktemp("electrodes") / "units.nwb")


@pytest.fixture
def file(path: Path) -> Iterator[NwbFile]:
    with opened(path) as file:
        yield file


def test_electrodes_lie_where_the_table_says_in_colours_of_regions(file: NwbFile) -> None:
    """rel_y over rel_x, the first three in CA1, one unit as long across as up."""
    figure, facts = draw(file, ELECTRODES, view="electrodes")
    assert facts.view == "electrodes"
    assert isinstance(figure, Xy)
    assert figure.equal
    assert facts.remarks[:2] == ("rel_y over rel_x", "coloured by location")
    series = show(file, ELECTRODES, view="electrodes")["series"]
    assert [layer["name"] for layer in series] == ["CA1", "VISp"]
    assert series[0]["x"] == [0, 20, 0]
    assert series[0]["y"] == [100, 80, 60]


def test_a_group_has_its_own_electrodes(file: NwbFile) -> None:
    """By the reference that each row has to its group."""
    series = show(file, "/general/extracellular_ephys/shank0", view="electrodes")["series"]
    assert sum(len(layer["x"]) for layer in series) == 6


def test_another_column_may_colour_them(file: NwbFile) -> None:
    """Six depths are six groups; a column that is not there is refused."""
    figure, facts = draw(file, ELECTRODES, view="electrodes", options=(("colour", "rel_depth"),))
    assert isinstance(figure, Xy)
    assert len(figure.layers) == 6
    assert facts.moves[0].key == "c"
    with pytest.raises(UsageError, match="no column"):
        draw(file, ELECTRODES, view="electrodes", options=(("colour", "nothing"),))


def test_many_numbers_are_a_colour_bar(tmp_path: Path) -> None:
    """Ten impedances over positions in the brain; z does not vary."""
    made = new_file()
    device = made.create_device(name="probe")
    group = made.create_electrode_group("g", description="g", location="x", device=device)
    for i in range(10):
        made.add_electrode(group=group, location="x", x=1.0 * i, y=2.0 * i, z=0.0, imp=1e3 * i)
    region = made.create_electrode_table_region(region=[1, 3, 2], description="three")
    series = ElectricalSeries(name="lfp", data=np.zeros((5, 3)), electrodes=region, rate=10.0)
    made.add_acquisition(series)
    with opened(write(made, tmp_path / "bar.nwb")) as file:
        figure, facts = draw(file, ELECTRODES, view="electrodes", options=(("colour", "imp"),))
        order = depth_order(file, file.object("/acquisition/lfp"))
    assert isinstance(figure, Xy)
    layer = figure.layers[0]
    assert isinstance(layer, Scatter)
    assert layer.values is not None
    assert figure.values_limits == pytest.approx((0, 9_000))
    assert facts.remarks[0] == "y over x"
    assert "too small for µm: perhaps mm" in facts.remarks, "18 at most"
    assert figure.y.unit == ""
    assert order == [0, 2, 1], "y grows downwards in the brain"


BRAIN = {"x": (8_000.0, 8_200.0), "y": (1_000.0, 1_400.0), "z": (6_000.0, 6_300.0)}


def _in_brain(folder: Path, *varying: str) -> tuple[Xy, tuple[str, ...]]:
    """The map of two electrodes that differ in some of `BRAIN`, and the remarks on it."""
    made = new_file()
    device = made.create_device(name="probe")
    group = made.create_electrode_group("g", description="g", location="x", device=device)
    for i in range(2):
        places = {name: BRAIN[name][i if name in varying else 0] for name in BRAIN}
        made.add_electrode(group=group, location="x", **places)
    with opened(write(made, folder / f"{varying}.nwb")) as file:
        figure, facts = draw(file, ELECTRODES, view="electrodes")
    assert isinstance(figure, Xy)
    return figure, facts.remarks


@pytest.mark.parametrize(
    ("varying", "across", "up"),
    [
        ("xy", ("x", "posterior to the right"), ("y", "inferior down")),
        ("xz", ("z", "right"), ("x", "posterior down")),
        ("yz", ("z", "right"), ("y", "inferior down")),
    ],
)
def test_inferior_and_posterior_are_down_in_the_brain(
    tmp_path: Path, varying: str, across: tuple[str, str], up: tuple[str, str]
) -> None:
    """NWB core 2.11.0, electrodes: +x is posterior, +y inferior, +z right."""
    figure, remarks = _in_brain(tmp_path, *varying)
    assert (figure.x.label, figure.x.towards) == across
    assert (figure.y.label, figure.y.towards) == up
    assert (figure.x.unit, figure.y.unit) == ("µm", "µm")
    assert figure.y_limits is not None
    bottom, top = figure.y_limits
    assert bottom > BRAIN[up[0]][1] > BRAIN[up[0]][0] > top
    assert up[1] in remarks


def test_positions_on_the_probe_stay_upwards(file: NwbFile) -> None:
    """`rel_y` grows from the tip, as the map shows it."""
    figure, _ = draw(file, ELECTRODES, view="electrodes")
    assert isinstance(figure, Xy)
    assert figure.y_limits is None
    assert (figure.y.towards, figure.y.unit) == ("", "µm")


def test_without_positions_a_sentence(series_file: NwbFile) -> None:
    """The electrodes of this file have a location and no more; there is no depth order either."""
    figure, _ = draw(series_file, ELECTRODES, view="electrodes")
    assert isinstance(figure, Words)
    assert figure.note == "These electrodes have no positions."
    assert depth_order(series_file, series_file.object("/acquisition/electrodes")) == []


def test_probes_are_side_by_side(tmp_path: Path) -> None:
    """Two groups at the same relative positions, 3,000 µm long: a map each, not to scale."""
    made = new_file()
    device = made.create_device(name="probe")
    for name in ("left", "right"):
        group = made.create_electrode_group(name, description="g", location="x", device=device)
        for i in range(4):
            made.add_electrode(
                group=group, location=f"{name} {i}", rel_x=10.0 * (i % 2), rel_y=1_000.0 * i
            )
    with opened(write(made, tmp_path / "two.nwb")) as file:
        figure, facts = draw(file, ELECTRODES, view="electrodes")
    assert isinstance(figure, Panels)
    assert figure.titles == (("left", "right"),)
    assert "not to scale" in facts.remarks
    names = [[layer.name for layer in one.layers] for one in figure.rows[0] if isinstance(one, Xy)]
    assert names == [[f"{name} {i}" for i in range(4)] for name in ("left", "right")]
