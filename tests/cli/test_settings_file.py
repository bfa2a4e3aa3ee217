"""Settings: flags before environment before file before what is usual; nothing in a file stops."""

import os
from pathlib import Path

import pytest

from dandi_tui.cli.fields import FIELDS, exact_size
from dandi_tui.cli.parser import parse
from dandi_tui.cli.settings_file import read_file
from dandi_tui.cli.values import size_bytes
from dandi_tui.settings import KeyWish, Settings
from tests.cli.run import run

HOSTILE = (
    b"\x1b[31m = 1",
    b'theme = "\\u001b]52;c;aGk=\\u0007"',
    b'"\\u001b[31mred" = 1',
    b"[keys]\n\"\\u202e\" = \"\\u001b\"",
    b"keys = 3",
    b"a = " + b"[" * 100_000,
    b"\xff\xfe",
    b"budget = " + b"9" * 5_000,
    b"max_tries = nan\nread_timeout = inf\npatience = -1",
    b"cache_dir = \"~nobody-at-all/x\"",
    b"[instance]\na = 1",
    b"x" * 1_100_000,
    b"instance = 1979-05-27",
)  # fmt: skip


def written(tmp_path: Path, words: str | bytes) -> Path:
    path = tmp_path / "dandi-tui" / "config.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(words.encode() if isinstance(words, str) else words)
    return path


def test_the_nearest_wish_is_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flag, else a variable, else the file, else what is usual."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    written(tmp_path, 'instance = "linc"\ncache_size = "2GB"\nmarker = "hd"\nmax_tries = 2')
    monkeypatch.setenv("DANDI_TUI_INSTANCE", "ember-dandi")
    monkeypatch.setenv("DANDI_TUI_MARKER", "ascii")
    args, settings = parse(["ls", "--instance", "dandi-sandbox"])
    assert (settings.instance, settings.marker) == ("dandi-sandbox", "ascii")
    assert (settings.disk_cache_bytes, settings.max_tries) == (2_000_000_000, 2)
    assert settings.budget_bytes == Settings().budget_bytes
    assert args.in_force.sources["cache_size"] == "line 2"
    assert args.in_force.sources["instance"] == "flag"


def test_without_a_file_all_is_as_usual() -> None:
    """And nothing is said about it."""
    _, settings = parse([])
    assert settings.problems == ()
    assert settings.keys == ()


def test_what_cannot_be_is_said_with_its_line_and_the_nearest(tmp_path: Path) -> None:
    """The rest of the file is in force."""
    path = written(tmp_path, 'instnace = "x"\nbudget = "lots"\n\nrestore = true\n')
    found = read_file(path)
    assert found.problems == (
        "line 1 of config.toml: there is no setting instnace; did you mean instance or instances?",
        "line 2 of config.toml: budget = lots is not a size, as in 500MB, 2GB or 0.",
    )
    assert found.values == {"restore": (True, "line 4")}


def test_keys_are_taken_with_their_lines(tmp_path: Path) -> None:
    """One key or several; what is no key at all is said."""
    path = written(tmp_path, '[keys]\nNextView = "x"\nFind = ["F", "^f"]\nCopy = 3\n')
    found = read_file(path)
    assert found.keys == (
        KeyWish(command="NextView", keys=("x",), where="line 2 of config.toml"),
        KeyWish(command="Find", keys=("F", "^f"), where="line 3 of config.toml"),
    )
    assert "line 4" in found.problems[0]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_is_a_sentence_and_colours_nothing(tmp_path: Path, content: bytes) -> None:
    """Neither escapes nor sizes nor depth; `config` says so with exit code 1."""
    written(tmp_path, content)
    done = run(tmp_path, "config", XDG_CONFIG_HOME=str(tmp_path))
    assert done.code == 1
    assert "✗" in done.out
    assert not {"\x1b", "\x07", "\u202e"} & set(done.out + done.err)


def test_a_fifo_or_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    """Neither holds up the start."""
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "fifo.toml")
    for name in ("folder.toml", "fifo.toml"):
        assert "cannot be read" in read_file(tmp_path / name).problems[0]


def test_config_shows_the_file_and_what_is_in_force(tmp_path: Path) -> None:
    """For people, and as JSON."""
    path = written(tmp_path, 'instance = "linc"')
    shown = run(tmp_path, "config", XDG_CONFIG_HOME=str(tmp_path), DANDI_TUI_MARKER="hd")
    assert (shown.code, shown.out.splitlines()[0]) == (0, str(path))
    assert run(tmp_path, "config", "--path", XDG_CONFIG_HOME=str(tmp_path)).out == f"{path}\n"
    lines = run(tmp_path, "config", "--json", XDG_CONFIG_HOME=str(tmp_path)).lines
    assert lines[0] == {"name": "instance", "value": "linc", "source": "line 1"}
    assert len(lines) == len(FIELDS)


def test_the_example_is_a_file_without_problems(tmp_path: Path) -> None:
    """Also with every line in force: all settings, and all keys as they are."""
    example = run(tmp_path, "config", "--example").out
    lines = [line[1:] if line[:1] == "#" and line[1:2] != " " else line
             for line in example.splitlines()]  # fmt: skip
    written(tmp_path, "\n".join(lines))
    done = run(tmp_path, "config", XDG_CONFIG_HOME=str(tmp_path))
    assert done.out.count("✗") == 0
    assert done.code == 0


def test_a_verb_says_what_is_wrong_and_works(tmp_path: Path) -> None:
    """On stderr, so that a script's output stays whole."""
    written(tmp_path, "colour = 1")
    done = run(tmp_path, "cache", "--json", XDG_CONFIG_HOME=str(tmp_path))
    assert (done.code, done.out) == (0, "")
    assert "did you mean color?" in done.err


@pytest.mark.parametrize("n_bytes", [0, 1, 999, 1000, 32_000_000, 2 * 1024**3, 524_288])
def test_sizes_are_written_as_they_are_read(n_bytes: int) -> None:
    """So that the example is exact."""
    assert size_bytes(exact_size(n_bytes)) == n_bytes
