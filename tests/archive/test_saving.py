"""Files that somebody asked for: whole or not there, and nowhere else."""

import errno
import os
import stat
from pathlib import Path

import pytest

from dandi_tui.archive.saving import file_name, save_new, write_file
from dandi_tui.errors import DandiTuiError


@pytest.mark.parametrize(
    ("identifier", "version"),
    [("../../etc", "x"), ("/abs", ".."), ("a\nb", "\x1b[31m"), ("000728", "draft/../..")],
)
def test_no_name_leaves_the_folder(identifier: str, version: str) -> None:
    """Whatever an identifier or a version is: a name of letters, digits, dots and hyphens."""
    name = file_name("dandi", identifier, version, "bib")
    assert Path(name).name == name
    assert not name.startswith(".")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-m")


def test_what_is_there_is_not_replaced(tmp_path: Path) -> None:
    """Not even where a link leads; the next one gets a number."""
    (tmp_path / "elsewhere").write_text("kept")
    (tmp_path / "a.bib").symlink_to(tmp_path / "elsewhere")
    assert save_new(tmp_path, "a.bib", "one") == tmp_path / "a-2.bib"
    assert save_new(tmp_path, "a.bib", "two") == tmp_path / "a-3.bib"
    assert (tmp_path / "elsewhere").read_text() == "kept"
    assert (tmp_path / "a-3.bib").read_text() == "two"


def test_a_named_file_is_replaced_whole(tmp_path: Path) -> None:
    """With the permissions of any new file, and nothing left beside it."""
    (tmp_path / "x.ris").write_text("old")
    write_file(tmp_path / "x.ris", "new\r\n", replace=True)
    assert (tmp_path / "x.ris").read_bytes() == b"new\r\n"
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "x.ris").stat().st_mode & 0o777 == 0o666 & ~umask
    assert [path.name for path in tmp_path.iterdir()] == ["x.ris"]


def test_a_file_that_is_there_is_not_written_unasked(tmp_path: Path) -> None:
    """Nor one that a link leads to; the hint says how it can be."""
    write_file(tmp_path / "x.ris", "first", replace=False)
    (tmp_path / "link.ris").symlink_to(tmp_path / "x.ris")
    for name in ("x.ris", "link.ris"):
        with pytest.raises(DandiTuiError, match="there already") as refused:
            write_file(tmp_path / name, "second", replace=False)
        assert "--force" in refused.value.hint
    assert (tmp_path / "x.ris").read_text() == "first"
    assert len([*tmp_path.iterdir()]) == 2


def test_what_was_private_stays_so_and_links_stay_links(tmp_path: Path) -> None:
    """The file that a link leads to is written, and nobody else may read it afterwards."""
    (tmp_path / "x.bib").write_text("old")
    (tmp_path / "x.bib").chmod(0o600)
    (tmp_path / "link.bib").symlink_to(tmp_path / "x.bib")
    write_file(tmp_path / "link.bib", "new", replace=True)
    assert (tmp_path / "link.bib").is_symlink()
    assert (tmp_path / "x.bib").read_text() == "new"
    assert (tmp_path / "x.bib").stat().st_mode & 0o777 == 0o600


def test_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    """Somebody who may replace `/dev/null` by a file must not do so by a citation."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    for replace in (False, True):
        write_file(pipe, "words", replace=replace)
        assert os.read(reading, 100) == b"words"
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    os.close(reading)


def test_a_file_system_without_hard_links_is_written_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And there too nothing is replaced unasked, and nothing is left behind."""

    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    write_file(tmp_path / "x.bib", "one", replace=False)
    with pytest.raises(DandiTuiError, match="there already"):
        write_file(tmp_path / "x.bib", "two", replace=False)
    assert save_new(tmp_path, "x.bib", "three") == tmp_path / "x-2.bib"
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert found == {"x.bib": "one", "x-2.bib": "three"}


def test_no_name_is_too_long_for_a_folder(tmp_path: Path) -> None:
    """However long an identifier is."""
    assert save_new(tmp_path, file_name("dandi", "1" * 100_000, "draft", "bib"), "x").exists()


def test_a_name_that_is_too_long_is_said(tmp_path: Path) -> None:
    """With what the system says of it."""
    with pytest.raises(DandiTuiError, match="cannot be written: file name too long"):
        write_file(tmp_path / ("x" * 300), "one", replace=True)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """With what the system says of it."""
    with pytest.raises(DandiTuiError, match="cannot be written: no such file"):
        save_new(tmp_path / "nowhere", "a.bib", "one")
    with pytest.raises(DandiTuiError, match="cannot be written"):
        write_file(tmp_path, "a folder is no file", replace=True)
