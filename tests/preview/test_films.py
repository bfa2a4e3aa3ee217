"""Frames of videos beside a file: the right one, at its time, and under body parts."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from dandi_tui.archive.beside import local_beside
from dandi_tui.errors import DandiTuiError, FileFormatError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Figure, Image, Words
from dandi_tui.preview.make import make
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Facts, Lacks
from dandi_tui.protocol.requests import Draw
from dandi_tui.reader.beside import BesideFiles
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.preview.write_films import HEIGHT, WIDTH, pixels
from tests.shared import ROOT

FILM = "/acquisition/Film"
POSE = "/processing/behavior/Pose"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two videos of 25 and 15 frames, from 2.5 s on; a pose of two parts on the first."""
    folder = tmp_path_factory.mktemp("films")
    command = [sys.executable, "-m", "tests.preview.write_films", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT)
    return folder / "session.nwb"


Ask = Callable[..., tuple[Figure, Facts]]


@pytest.fixture
def ask(path: Path, tmp_path: Path) -> Any:
    """Draws as the browser does: with the files that the view lacks."""
    fetcher = Fetcher(Settings(cache_dir=tmp_path), Watch())
    beside = BesideFiles(fetcher, stock=False)
    file = NwbFile(str(path), name=path.name, opener=beside.open)

    def draw(object_path: str, **wishes: Any) -> tuple[Figure, Facts]:
        request = Draw(source=Address(local_path=str(path)), path=object_path, **wishes)
        answer = make(file, request)
        if isinstance(answer, Lacks):
            answer = make(file, replace(request, beside=local_beside(path, answer.names)))
        assert isinstance(answer, tuple)
        return answer

    yield draw
    file.close()
    beside.close()
    fetcher.close()


@pytest.mark.parametrize("number", [0, 1, 24, 25, 39])
def test_a_frame_is_the_one_of_its_number(ask: Ask, number: int) -> None:
    """Also in the second video, whose first frame is the 25th of the series."""
    figure, facts = ask(FILM, frame=number)
    assert isinstance(figure, Image)
    np.testing.assert_array_equal(figure.values, pixels(number))
    assert facts.shown == (f"frame {number}", "of 40")
    assert facts.span[0] == f"{2.5 + number / 20:.2f} s"


def test_a_time_means_the_frame_that_is_on_then(ask: Ask) -> None:
    """The last one at or before it."""
    figure, facts = ask(FILM, options=(("time", "3.02"),))
    assert facts.frame == 10
    assert isinstance(figure, Image)
    np.testing.assert_array_equal(figure.values, pixels(10))


def test_playing_goes_on_to_the_next_frame_and_round(ask: Ask) -> None:
    """After the last comes the first."""
    for number, following in ((3, 4), (39, 0)):
        _, facts = ask(FILM, frame=number)
        move = next(one for one in facts.moves if one.plays)
        assert move.frame == following


def test_the_frame_lies_under_the_body_parts_that_were_found_in_it(ask: Ask) -> None:
    """Its brightness, in the video's own rows and columns."""
    figure, facts = ask(POSE, frame=7)
    assert isinstance(figure, Image)
    assert figure.values.shape == (HEIGHT, WIDTH)
    brightness = pixels(7) @ np.array([0.299, 0.587, 0.114])
    np.testing.assert_allclose(figure.values, brightness)
    assert [point.at for point in figure.points] == [(7.0, 7.0), (7.0, 12.0)]
    assert "over the video" in facts.remarks


def test_a_pose_goes_on_where_the_video_ends(ask: Ask) -> None:
    """What is not there is said, and the body parts are drawn over a plain field."""
    figure, facts = ask(POSE, frame=30)
    assert isinstance(figure, Image)
    assert np.isnan(figure.values).all()
    assert "a.mkv has no frame 30" in facts.remarks


def test_a_video_that_is_not_there_is_named(path: Path) -> None:
    """In a sentence, once it was looked for."""
    file = NwbFile(str(path), name="x")
    request = Draw(source=Address(), path=FILM)
    assert make(file, request) == Lacks(names=("./films/a.mkv",))
    answer = make(file, replace(request, beside=()))
    assert isinstance(answer, tuple)
    assert isinstance(answer[0], Words)
    assert "not beside this file" in answer[0].note
    file.close()


def test_what_is_no_video_is_an_error_of_the_view(ask: Ask, path: Path, tmp_path: Path) -> None:
    """One sentence, whichever bytes they are."""
    damaged = tmp_path / "films"
    damaged.mkdir()
    (damaged / "a.mkv").write_bytes(bytes(range(256)) * 40)
    found = local_beside(tmp_path / "session.nwb", ["./films/a.mkv"])
    with pytest.raises(FileFormatError, match="cannot be decoded"):
        ask(FILM, view="video", beside=found)


def test_no_more_is_read_than_may_be(ask: Ask) -> None:
    """A budget of a few bytes is said to be too small."""
    with pytest.raises(DandiTuiError, match="takes more than"):
        ask(FILM, view="video", frame=20, budget_bytes=100)
