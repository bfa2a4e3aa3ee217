"""The card of a whole file: who, with what, and what looks wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import h5py
import numpy as np
import pytest
from pynwb import TimeSeries
from pynwb.file import Subject
from pynwb.ophys import OpticalChannel

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Words
from dandi_tui.preview.files import health
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.nwb.files import new_file, write
from tests.preview.ask import draw, show
from tests.preview.odd import opened
from tests.remote.range_server import serve

NOTHING = "Nothing, as far as a short look tells."


def sound(path: Path) -> Path:
    """A mouse of 90 days, one plane of GCaMP6f, three electrodes, ten samples at 10 Hz and ten at
    times of their own: nothing is wrong with it."""
    file = new_file()
    file.subject = Subject(
        subject_id="m1", age="P90D", sex="F", species="Mus musculus", genotype="wt/wt",
        date_of_birth=datetime(2023, 10, 3, tzinfo=UTC),
    )  # fmt: skip
    device = file.create_device(name="scope", description="two-photon")
    channel = OpticalChannel(name="green", description="green", emission_lambda=520.0)
    file.create_imaging_plane(
        name="plane", optical_channel=channel, description="a plane", device=device,
        excitation_lambda=910.0, indicator="GCaMP6f", location="VISp", imaging_rate=30.0,
    )  # fmt: skip
    group = file.create_electrode_group(
        name="shank", description="one", location="CA1", device=device
    )
    for _ in range(3):
        file.add_electrode(group=group, location="CA1")
    times = np.arange(10) / 7
    file.add_acquisition(TimeSeries(name="even", data=np.zeros(10), unit="V", rate=10.0))
    file.add_acquisition(TimeSeries(name="own", data=np.zeros(10), unit="V", timestamps=times))
    return write(file, path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The sound file."""
    return sound(tmp_path / "sound.nwb")


@pytest.fixture
def note(path: Path) -> Iterator[str]:
    """Its card."""
    with opened(path) as file:
        yield show(file, "/")["note"]


def test_a_card_tells_who_and_with_what(note: str) -> None:
    """Session, subject, devices, planes, electrodes, types; and that nothing is wrong."""
    lines = {line.split("  ")[0]: line.split("  ")[-1].strip() for line in note.splitlines()}
    assert lines["session description"] == "two cells"
    assert (lines["species"], lines["age"], lines["genotype"]) == ("Mus musculus", "P90D", "wt/wt")
    assert lines["scope"] == "two-photon"
    assert lines["plane"] == "GCaMP6f, VISp, 910 nm, 30 Hz"
    assert lines["shank"] == "CA1, one"
    assert lines["electrodes"] == "3 electrodes"
    assert NOTHING in note
    assert ["2", "TimeSeries"] in [line.split() for line in note.splitlines()]


def spoil_start(file: h5py.File) -> None:
    file["acquisition/even/starting_time"][...] = np.nan


def spoil_rate(file: h5py.File) -> None:
    file["acquisition/even/starting_time"].attrs["rate"] = 0.0


def spoil_order(file: h5py.File) -> None:
    file["acquisition/own/timestamps"][3] = 0.0


def spoil_times(file: h5py.File) -> None:
    file["acquisition/own/timestamps"][3] = np.nan


def spoil_length(file: h5py.File) -> None:
    _replace(file, "own/timestamps", np.arange(9.0))


def spoil_samples(file: h5py.File) -> None:
    _replace(file, "own/data", np.zeros((0, 3)))


def spoil_link(file: h5py.File) -> None:
    file["acquisition/gone"] = h5py.SoftLink("/acquisition/nowhere")


def spoil_subject(file: h5py.File) -> None:
    del file["general/subject/species"]


def spoil_subjects(file: h5py.File) -> None:
    del file["general/subject"]


def spoil_description(file: h5py.File) -> None:
    file["session_description"][()] = " "


def spoil_chunks(file: h5py.File) -> None:
    _replace(file, "own/data", np.zeros((2000, 4)), chunks=(1, 4))


def spoil_large(file: h5py.File) -> None:
    _replace(file, "even/data", None, shape=(20_000_000, 2), dtype="f8", chunks=(10_000_000, 2))


def _replace(file: h5py.File, name: str, data: object, **layout: object) -> None:
    attributes = dict(file[f"acquisition/{name}"].attrs)
    del file[f"acquisition/{name}"]
    file.create_dataset(f"acquisition/{name}", data=data, **layout).attrs.update(attributes)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_start, "/acquisition/even has a starting_time that is no number."),
        (spoil_rate, "/acquisition/even has a rate of 0 Hz."),
        (spoil_order, "The timestamps of /acquisition/own are not in order."),
        (spoil_times, "Some timestamps of /acquisition/own are no numbers."),
        (spoil_length, "/acquisition/own: 10 values but 9 times."),
        (spoil_samples, "/acquisition/own has no samples (0 × 3)."),
        (spoil_link, "/acquisition/gone leads to /acquisition/nowhere, which is not there."),
        (spoil_subject, "The subject has no species."),
        (spoil_subjects, "There is no subject."),
        (spoil_description, "The description of the session is empty."),
        (
            spoil_large,
            "/acquisition/even is stored in chunks of 160 MB: each look fetches one.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_path(path: Path, spoil: object, words: str) -> None:
    """One sentence in a warning colour for the one thing that was spoiled."""
    assert callable(spoil)
    with h5py.File(path, "a") as file:
        spoil(file)
    with opened(path) as spoiled:
        figure, _ = draw(spoiled, "/")
    assert isinstance(figure, Words)
    warnings = [row[-1].text for row in figure.rows if row and row[-1].role == "warning"]
    assert warnings == [words]
    assert NOTHING not in figure.note


def test_chunks_of_a_row_each_are_counted(path: Path) -> None:
    """2,000 of 32 bytes; that values and times differ in number is said too."""
    with h5py.File(path, "a") as file:
        spoil_chunks(file)
    with opened(path) as spoiled:
        lines = show(spoiled, "/")["note"].splitlines()
    many = "/acquisition/own is stored in 2,000 chunks of 32 B: reading it takes as many requests."
    assert many in lines


def test_a_long_list_of_faults_ends(path: Path) -> None:
    """Twelve, and how many more."""
    with h5py.File(path, "a") as file:
        for i in range(40):
            file[f"acquisition/gone{i}"] = h5py.SoftLink("/nowhere")
    with opened(path) as spoiled:
        found = health.what_looks_wrong(spoiled, [*spoiled.children("/acquisition")])
    assert len(found) == health.MAX_SENTENCES + 1
    assert found[-1] == "… and 28 more of this kind."


def test_only_a_few_series_are_looked_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the file holds, the card costs a bounded number of small reads."""
    with h5py.File(path, "a") as file:
        for i in range(50):
            file.copy("acquisition/own", f"acquisition/copy{i}")
    looked_at: list[str] = []

    def counted(_file: NwbFile, obj: NwbObject) -> Iterator[str]:
        looked_at.append(obj.path)
        yield from ()

    monkeypatch.setattr(health, "_times", counted)
    with opened(path) as many:
        show(many, "/")
    assert len(looked_at) == health.MAX_SERIES


def test_of_a_file_on_a_server_session_and_subject_come_first(path: Path, tmp_path: Path) -> None:
    """What it holds follows; where that is known, all comes at once."""
    settings = Settings(cache_dir=tmp_path, whole_file_bytes=0, head_bytes=0, tail_bytes=0)
    fetcher, content = Fetcher(settings, Watch()), path.read_bytes()
    with serve(content) as server:
        files = OpenFiles(fetcher, stock=False)
        with files.use(Address(url=server.url, size_bytes=len(content))) as file:
            first, last = (draw(file, "/", coarse=coarse) for coarse in (2, 0))
            again = draw(file, "/", coarse=2)
        files.close()
        fetcher.close()
    assert "Mus musculus" in str(first[0])
    assert "ImagingPlane" not in str(first[0])
    assert "ImagingPlane" in str(last[0])
    assert again[0] == last[0]
    assert [facts.finer for _, facts in (first, last, again)] == [1, 0, 0]


def test_a_file_on_this_machine_has_its_card_at_once(path: Path) -> None:
    """Nothing is waited for."""
    with opened(path) as file:
        assert draw(file, "/", coarse=2)[1].finer == 0


def test_the_note_of_the_root_lists_its_members(path: Path) -> None:
    """What HDF5 has there, as of any group."""
    with opened(path) as file:
        note = show(file, "/", view="note")["note"]
    assert "acquisition" in note
    assert "members" in note
