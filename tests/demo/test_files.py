"""The demo's files: which, where, how large, the same every time, and free once they are there."""

import errno
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from dandi_tui.demo import files
from dandi_tui.demo.files import FILES, DemoFile, ensure_files, recipe_tag, shares, write_files
from dandi_tui.errors import DandiTuiError

SMALL = [file for file in FILES if file.recipe in {"stim-c-raw", "nyu46", "maze"}]


def silent(_done: int, _total: int, _what: str) -> None:
    """No progress bar."""


def test_all_files_together_are_at_most_80_mb(demo_files: dict[str, Path]) -> None:
    """And each is about as large as the progress bar was told."""
    sizes = {recipe: path.stat().st_size for recipe, path in demo_files.items()}
    assert sum(sizes.values()) <= 80_000_000
    told = {file.recipe: file.about_bytes for file in FILES}
    assert sizes == pytest.approx(told, rel=0.1)


def test_a_second_start_imports_nothing_and_reports_nothing(demo_files: dict[str, Path]) -> None:
    """Neither pynwb, h5py nor numpy is loaded when the files are there."""
    home = demo_files["stim-b"].parent.parent
    program = f"""
    import sys
    from pathlib import Path
    from dandi_tui.demo.files import ensure_files
    found = ensure_files(Path({str(home)!r}), on_progress=lambda *told: sys.exit(f"told {{told}}"))
    assert all(path.is_file() for path in found.values())
    loaded = {{"pynwb", "hdmf", "h5py", "numpy"}} & set(sys.modules)
    sys.exit(f"loaded {{loaded}}" if loaded else 0)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.timeout(600)
def test_a_file_is_the_same_every_time(demo_files: dict[str, Path], tmp_path: Path) -> None:
    """Written twice, in processes with other hash seeds, it has the same bytes, ids and all."""
    write_files(SMALL, tmp_path, silent)
    for file in SMALL:
        again = (tmp_path / file.name).read_bytes()
        assert again == demo_files[file.recipe].read_bytes(), file.name


@pytest.mark.timeout(600)
def test_a_missing_file_alone_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Progress ends at the whole, nothing but whole files is left, and a second start is silent."""
    monkeypatch.setattr(files, "FILES", tuple(SMALL[:1]))
    told: list[tuple[int, int, str]] = []
    found = ensure_files(tmp_path, on_progress=lambda *step: told.append(step))
    (path,) = found.values()
    assert told[0][0] == 0
    assert told[-1][:2] == (SMALL[0].about_bytes, SMALL[0].about_bytes)
    assert [step[0] for step in told] == sorted(step[0] for step in told)
    assert sorted(p.name for p in path.parent.iterdir()) == [".lock", path.name]

    told.clear()
    assert ensure_files(tmp_path, on_progress=lambda *step: told.append(step)) == found
    assert told == []


def test_a_writer_that_fails_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    """One sentence with the file's name, and the cause as a hint."""
    odd = DemoFile("000728", "sub-1/sub-1.nwb", "sub-1.nwb", recipe="no-such-recipe", about_bytes=1)
    with pytest.raises(DandiTuiError, match=r"sub-1\.nwb could not be written") as caught:
        write_files([odd], tmp_path, silent)
    assert "no-such-recipe" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_there_need_no_folder_that_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a read-only disk nothing is noted of their use, and the archive starts all the same."""

    def refuse(path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    home = files.files_home(tmp_path)
    home.mkdir()
    for file in FILES:
        (home / file.name).touch()
    monkeypatch.setattr(os, "utime", refuse)
    found = ensure_files(tmp_path, on_progress=silent)
    assert set(found) == {file.key for file in FILES}


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """One sentence, and what to do; a file is in the folder's place."""
    (tmp_path / "demo").touch()
    with pytest.raises(DandiTuiError, match=r"/demo cannot be written \(") as caught:
        ensure_files(tmp_path / "demo", on_progress=silent)
    assert "--cache-dir" in caught.value.hint


def test_files_lie_in_a_folder_named_after_their_recipes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, demo_files: dict[str, Path]
) -> None:
    """Any change to what writes them is another folder."""
    assert demo_files["stim-b"].parent.name == f"files-{recipe_tag()}"
    (tmp_path / "allen.py").write_text("STEP = 1")
    monkeypatch.setattr(files, "RECIPES", tmp_path)
    before = recipe_tag()
    (tmp_path / "allen.py").write_text("STEP = 2")
    assert recipe_tag() != before


def test_work_is_shared_evenly() -> None:
    """Two processes, and neither has more than two thirds of it."""
    parts = shares(list(FILES))
    amounts = [sum(file.about_bytes for file in part) for part in parts]
    assert len(parts) == 2
    assert max(amounts) < sum(amounts) * 2 / 3


def test_metadata_are_those_of_the_real_sessions() -> None:
    """Subject, age and start of each session, in the archive's words."""
    tutorial = next(file for file in FILES if file.recipe == "stim-b")
    assert tutorial.metadata["wasAttributedTo"][0]["identifier"] == "495727015"
    assert tutorial.metadata["wasAttributedTo"][0]["age"]["value"] == "P104D"
    assert tutorial.metadata["wasGeneratedBy"][0]["startDate"] == "2016-02-04T10:25:24-08:00"
    assert all(file.path.rpartition("/")[2] == file.name for file in FILES)
