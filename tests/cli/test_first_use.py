"""What the command line says to somebody who does not know it yet."""

import io
from pathlib import Path

import h5py
import pytest

from dandi_tui.cli import output
from dandi_tui.cli.demo import ProgressBar
from dandi_tui.demo.files import files_home, is_written
from dandi_tui.settings import Settings
from dandi_tui.text import cells, cut_cells
from tests.cli.conftest import STIM_C, Cli
from tests.cli.run import run

DFF = "/processing/ophys/DfOverF/DfOverF"


class Terminal(io.StringIO):
    """Says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_an_unknown_setting_is_a_usage_error_that_names_the_known(cli: Cli) -> None:
    """Exit code 2; a known one is taken."""
    done = cli("show", STIM_C, DFF, "--set", "colour=red")
    assert done.code == 2
    assert "no setting colour" in done.sentence
    assert "index, scale, epochs" in done.err


def test_a_word_that_is_no_target_is_answered_with_the_verbs(tmp_path: Path) -> None:
    """`dandi-tui ls frob`."""
    assert "ls, tree, show and more" in run(tmp_path, "ls", "frob").err


def test_an_empty_folder_and_an_empty_file_say_so(tmp_path: Path) -> None:
    """On stderr, with nothing on stdout, and no error."""
    (tmp_path / "empty").mkdir()
    h5py.File(tmp_path / "empty.h5", "w").close()
    listed, walked = run(tmp_path, "ls", "./empty"), run(tmp_path, "tree", "./empty.h5")
    assert (listed.code, walked.code) == (0, 0)
    assert listed.out == ""
    assert "This folder has no files." in listed.err
    assert "This file has no objects." in walked.err


def test_an_empty_version_says_so(cli: Cli) -> None:
    """A dandiset whose draft has no files."""
    done = cli("ls", "000960")
    assert (done.code, done.out) == (0, "")
    assert "This version has no files." in done.err


def test_columns_are_aligned_by_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wide character takes two, a combining one none."""
    monkeypatch.setattr("sys.stdout", io.StringIO())
    rows = output.table([["脳の", "1"], ["e\u0301", "2"]], numeric=frozenset({1}), widest=0)
    assert {cells(row) for row in rows} == {7}
    assert cut_cells("脳の活動", 5) == "脳の…"


def test_the_progress_line_never_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a column shorter than the terminal, and gone afterwards."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("COLUMNS", "40")
    bar = ProgressBar()
    bar.show(1, 2, "a-file-with-a-long-name.nwb, another-one.nwb")
    assert cells(terminal.getvalue().removeprefix("\r\x1b[K")) == 39
    bar.clear()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_the_demo_is_written_when_all_its_files_are_there(tmp_path: Path, demo_cache: Path) -> None:
    """The one folder name is known in one place."""
    assert not is_written(tmp_path)
    assert is_written(demo_cache / "demo")
    assert files_home(tmp_path).parent == tmp_path


@pytest.mark.parametrize(("locale", "marker"), [("C", "ascii"), ("C.UTF-8", "braille")])
def test_the_c_locale_gets_ascii(monkeypatch: pytest.MonkeyPatch, locale: str, marker: str) -> None:
    """Python itself writes UTF-8 there."""
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), "utf-8"))
    monkeypatch.setenv("LC_ALL", locale)
    assert output.shown_with(Settings()).marker == marker
