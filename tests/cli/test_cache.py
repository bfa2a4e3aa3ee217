"""`dandi-tui cache`, and what is kept without a network."""

import errno
import os
import re
from pathlib import Path

import pytest

from dandi_tui.cli import cache
from dandi_tui.cli.parser import parse
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.remote.disk import ABOUT, About, DiskBlocks
from tests.cli.run import run

KEYS = ("a" * 40, "b" * 40)
NAMES = ("one.nwb", "two\x1b[31m.nwb")


def fill(folder: Path) -> Path:
    """Two files, of each a block and what it is; the second was used last."""
    disk = DiskBlocks(folder / "blocks", 10**9)
    for number, (key, name) in enumerate(zip(KEYS, NAMES, strict=True)):
        disk.put(key, 7, bytes(65_536))
        disk.put(key, ABOUT, About("etag", 123_456_789, name).packed())
        for path in (folder / "blocks" / key).iterdir():
            os.utime(path, (1_700_000_000 + number,) * 2)
    return folder


@pytest.mark.parametrize(
    ("word", "size_bytes"),
    [
        ("0", 0), ("500MB", 500_000_000), ("1.5 GB", 1_500_000_000), ("2gib", 2 * 1024**3),
        ("64kB", 64_000), ("1000", 1000), ("12B", 12), ("3T", 3 * 10**12),
    ],
)  # fmt: skip
def test_sizes_are_as_people_write_them(word: str, size_bytes: int) -> None:
    """Decimal units, and binary ones where they are named."""
    assert parse(["--cache-size", word])[1].disk_cache_bytes == size_bytes


@pytest.mark.parametrize("word", ["", "-1", "MB", "1 fortnight", "1iB", "nan", "1e9", "1,5GB"])
def test_a_size_that_is_none_is_a_matter_of_usage(word: str) -> None:
    """The complaint shows how one is written."""
    with pytest.raises(UsageError, match=r"not a size, as in 500MB|expected one argument"):
        parse([f"--cache-size={word}"])


def test_flags_become_settings() -> None:
    """A gigabyte, and nothing embargoed, unless somebody says so."""
    _, plain = parse(["ls"])
    _, set_up = parse(["ls", "--keep-embargoed", "--cache-size", "2GB"])
    assert (plain.disk_cache_bytes, plain.keep_embargoed) == (10**9, False)
    assert (set_up.disk_cache_bytes, set_up.keep_embargoed) == (2 * 10**9, True)


def test_an_action_that_is_none_is_a_matter_of_usage() -> None:
    """There is one; a file named `cache` is `./cache`."""
    assert parse(["cache"])[0].action is None
    assert parse(["cache", "clear"])[0].action == "clear"
    assert parse(["./cache"])[0].verb == "browse"
    with pytest.raises(UsageError):
        parse(["cache", "destroy"])


def test_the_help_promises_no_more_than_is_kept(tmp_path: Path) -> None:
    """A fetch under way is not shared between programs, and nobody is told that it were."""
    said = " ".join(run(tmp_path, "cache", "--help").out.split())
    assert "not fetched again by whoever reads them later" in said
    assert "at the same time may each fetch it" in said
    assert "only once" not in said


def test_what_is_kept_is_shown(tmp_path: Path) -> None:
    """Where, how much of how much, and of which files; the last used first, names cleaned."""
    done = run(tmp_path, "cache", "--cache-dir", str(fill(tmp_path)), "--cache-size", "2GB")
    folder, total, two, one = done.out.splitlines()
    assert (done.code, done.err, folder) == (0, "", str(tmp_path / "blocks"))
    assert total == "147 kB of 2.0 GB, 2 files"
    assert re.fullmatch(r"two.*\.nwb +73\.7 kB  of 123 MB  2023-11-1\d \d\d:\d\d", two)
    assert one.startswith("one.nwb ")
    assert "\x1b" not in done.out


def test_json_is_one_object_a_file(tmp_path: Path) -> None:
    """Null where a thing is not known; asking is no use of a file."""
    torn = fill(tmp_path) / "blocks" / KEYS[0] / "about"
    torn.write_bytes(b"torn")
    os.utime(torn, (1_700_000_000,) * 2)
    for _ in range(2):
        two, one = run(tmp_path, "cache", "--cache-dir", str(tmp_path), "--json").lines
        assert two == {
            "key": KEYS[1], "name": NAMES[1], "kept_bytes": 73_728, "size_bytes": 123_456_789,
            "used": "2023-11-14T22:13:21+00:00",
        }  # fmt: skip
        assert (one["key"], one["name"], one["size_bytes"]) == (KEYS[0], None, None)


def test_clear_empties_it(tmp_path: Path) -> None:
    """It says what it did; a second time there is nothing to do, nor was there ever."""
    fill(tmp_path)
    (tmp_path / "blocks" / "mine.txt").write_text("mine")
    words = ("cache", "clear", "--cache-dir", str(tmp_path))
    assert run(tmp_path, *words).out == "Dropped 147 kB of 2 files.\n"
    assert run(tmp_path, *words).out == "Dropped 0 B of 0 files.\n"
    assert run(tmp_path, *words, "--json").lines == [{"freed_bytes": 0, "files": 0}]
    assert os.listdir(tmp_path / "blocks") == ["mine.txt"]
    nowhere = run(tmp_path, "cache", "--cache-dir", str(tmp_path / "nowhere"))
    assert nowhere.out.splitlines()[1] == "0 B of 1.0 GB, 0 files"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_what_could_not_be_cleared_is_said_and_not_counted(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    flags: tuple[str, ...],
) -> None:
    """One block stays, as on a disk that is read-only: what went is the rest."""
    unlink = os.unlink

    def refuse(path: str) -> None:
        if path.endswith(f"{KEYS[0]}/7"):
            raise OSError(errno.EROFS, "Read-only file system")
        unlink(path)

    monkeypatch.setattr(os, "unlink", refuse)
    args, settings = parse(["cache", "clear", "--cache-dir", str(fill(tmp_path)), *flags])
    with pytest.raises(DandiTuiError, match=r"^1 file of the cache .*: Read-only file system\.$"):
        cache.run(args, settings)
    said = capsys.readouterr().out
    assert said in ("Dropped 77.8 kB of 1 file.\n", '{"freed_bytes": 77824, "files": 1}\n')


def test_a_cache_that_is_turned_off_can_be_cleared(tmp_path: Path) -> None:
    """What was kept before is shown and dropped."""
    flags = ("--cache-dir", str(fill(tmp_path)), "--cache-size", "0")
    assert "nothing more is kept" in run(tmp_path, "cache", *flags).out
    assert run(tmp_path, "cache", "clear", *flags).out == "Dropped 147 kB of 2 files.\n"


def test_clear_drops_what_is_kept_beside_the_files_too(tmp_path: Path) -> None:
    """The index, answers and tables; what a link leads to stays."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"x" * 50)
    for name in ("index", "answers/host", "sessions", "inside"):
        folder = tmp_path / "cache" / name
        folder.mkdir(parents=True)
        (folder / "one").write_bytes(b"x" * 1_000)
    (tmp_path / "cache" / "index" / "link").symlink_to(elsewhere)
    words = ("cache", "--cache-dir", str(tmp_path / "cache"))
    assert "4.1 kB  search index" in run(tmp_path, *words).out
    cleared = run(tmp_path, "cache", "clear", *words[1:])
    assert cleared.out == "Dropped 16.4 kB of 0 files.\n"
    assert elsewhere.read_bytes() == b"x" * 50
    assert len(run(tmp_path, *words).out.splitlines()) == 2
