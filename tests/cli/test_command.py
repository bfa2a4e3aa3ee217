"""The command line's promises that need no archive: help, exit codes, pipes, weight."""

import json
import os
import signal
import subprocess
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

import pytest

from dandi_tui.cli import main
from tests.cli.run import environment, run

HEAVY = ("textual", "dandi", "h5py", "pynwb", "plotext", "numpy", "requests", "keyring", "rich")

COMMON = (
    "--instance", "--demo", "--demo-latency", "--demo-bandwidth", "--offline", "--cache-dir",
    "--cache-size", "--keep-embargoed", "--log-file", "--color", "--bytes", "--version", "--help",
)  # fmt: skip
SHOW = (
    "--view", "--views", "--window", "--traces", "--fields", "--frame", "--set", "--full",
    "--marker", "--width", "--height",
)  # fmt: skip


@pytest.mark.parametrize("words", [["--help"], ["ls", "--help"], ["--help", "show"], ["--version"]])
def test_help_is_light(words: list[str]) -> None:
    """It exits 0, and loads nothing that takes time."""
    code = (
        "import json, sys, io, contextlib; from dandi_tui.cli import main;"
        "out = io.StringIO()\n"
        f"with contextlib.redirect_stdout(out): code = main({words!r})\n"
        f"print(json.dumps([code, out.getvalue(), [m for m in {HEAVY!r} if m in sys.modules]]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    status, out, loaded = json.loads(done.stdout)
    assert (status, loaded) == (0, [])
    assert "dandi-tui" in out


def test_help_names_every_flag(tmp_path: Path) -> None:
    """Those of the contract, by their exact names."""
    browse = run(tmp_path, "--help").out
    assert all(f"  {flag}" in browse for flag in COMMON)
    told = run(tmp_path, "show", "--help").out
    assert all(f"  {flag}" in told for flag in (*COMMON, *SHOW, "--json", "--stats"))
    assert "  --limit" in run(tmp_path, "tree", "--help").out
    assert "  --json" in run(tmp_path, "cache", "--help").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["ls", "nothing-here"], 1),
        (["ls", "./nothing"], 1),
        (["./nothing.nwb"], 1),
        (["tree", "./nothing.nwb"], 1),
        (["show", "."], 1),
        (["ls", "--offline"], 1),
        (["info", "999999", "--demo", "--offline"], 1),
        (["--instance", "nonsense", "ls"], 2),
        (["--nonsense"], 2),
        ([], 1),
    ],
)
def test_a_failure_is_a_sentence_and_a_hint(tmp_path: Path, words: list[str], code: int) -> None:
    """Never a traceback; nothing on stdout."""
    done = run(tmp_path, *words)
    assert (done.code, done.out) == (code, "")
    assert done.sentence.startswith("dandi-tui: ")
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) <= 2


def test_hostile_words_are_cleaned_before_they_are_repeated(tmp_path: Path) -> None:
    """An escape sequence in an argument does not reach the terminal."""
    done = run(tmp_path, "ls", "\x1b]0;owned\x07")
    assert done.code == 1
    assert "\x1b" not in done.err


def test_a_downloaded_folder_is_listed(tmp_path: Path) -> None:
    """The same keys as of an archive; a local file has no id."""
    (tmp_path / "data" / "sub-1").mkdir(parents=True)
    (tmp_path / "data" / "sub-1" / "a.nwb").write_bytes(b"x" * 7)
    (row,) = run(tmp_path, "ls", "./data", "--json").lines
    assert row == {
        "path": "sub-1", "kind": "folder", "size_bytes": 7, "asset_count": 1, "asset_id": None,
    }  # fmt: skip
    assert run(tmp_path, "ls", "./data").out == "sub-1/  1 file  7 B\n"
    (file,) = run(tmp_path, "ls", "./data/sub-1/a.nwb", "--json").lines
    assert (file["path"], file["kind"], file["asset_id"]) == ("a.nwb", "asset", None)


def test_a_zarr_here_is_listed_a_level_at_a_time(tmp_path: Path) -> None:
    """As one of an archive: keys, and folders of keys with what is in them; hidden files too."""
    (tmp_path / "a.zarr" / "0" / "1").mkdir(parents=True)
    for name in (".zattrs", "0/.zarray", "0/1/0"):
        (tmp_path / "a.zarr" / name).write_bytes(b"x" * 7)
    key, folder = run(tmp_path, "ls", "./a.zarr", "--json").lines
    assert (key["path"], key["kind"], key["size_bytes"]) == ("a.zarr/.zattrs", "key", 7)
    assert (folder["path"], folder["kind"], folder["asset_count"]) == ("a.zarr/0", "folder", 2)
    assert run(tmp_path, "ls", "./a.zarr/0").out == ".zarray         7 B\n1/       1 key  7 B\n"


def test_names_that_are_no_utf_8_are_listed(tmp_path: Path) -> None:
    """As escapes in JSON, as a sign in columns."""
    (tmp_path / "data").mkdir()
    os.close(os.open(os.fsencode(tmp_path) + b"/data/\xff\x1b[1m.nwb", os.O_CREAT))
    (row,) = run(tmp_path, "ls", "./data", "--json").lines
    assert row["path"] == "\udcff\x1b[1m.nwb"
    shown = run(tmp_path, "ls", "./data")
    assert shown.code == 0
    assert "\x1b" not in shown.out


def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    """As in `dandi-tui ls | head -1`."""
    (tmp_path / "data").mkdir()
    for number in range(3000):
        (tmp_path / "data" / f"{number:0100}").touch()
    command = f"{sys.executable} -m dandi_tui ls ./data | head -1"
    done = subprocess.run(
        ["bash", "-c", command + "; echo ${PIPESTATUS[0]}"],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "0"


@pytest.mark.parametrize(("where", "why"), [("/dev/full", "No space left"), ("&-", "is closed")])
@pytest.mark.parametrize("words", ["ls ./data", "ls ./data --json", "config", "--help"])
def test_output_that_cannot_be_written_is_said(
    tmp_path: Path, words: str, where: str, why: str
) -> None:
    """One sentence and a hint, also of what is shorter than a buffer; and exit code 1."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.nwb").touch()
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m dandi_tui {words} >{where}"],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    sentence, hint = done.stderr.splitlines()
    assert sentence.startswith("dandi-tui: The output cannot be written: ")
    assert why in sentence
    assert "elsewhere" in hint
    assert done.returncode == 1


def take_interrupts() -> None:
    """As under a shell's prompt; what runs in the background inherits that they are ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_while_it_loads_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback."""
    monkeypatch.delitem(sys.modules, "dandi_tui.cli.run", raising=False)
    monkeypatch.delitem(sys.modules, "dandi_tui.cli.parser", raising=False)

    class Interrupting(MetaPathFinder):
        def find_spec(self, fullname: str, *_: object) -> None:
            if fullname == "dandi_tui.cli.parser":
                raise KeyboardInterrupt

    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    assert main(["--version"]) == 130


def test_an_interrupt_ends_with_130(tmp_path: Path) -> None:
    """Ctrl-C while a server says nothing: no traceback, and no wait for the hour it may take."""
    listener = (
        "import socket, sys, time; s = socket.create_server(('127.0.0.1', 0));"
        "print(s.getsockname()[1], flush=True); c, _ = s.accept(); print('asked', flush=True);"
        "time.sleep(3600)"
    )
    with subprocess.Popen([sys.executable, "-c", listener], stdout=subprocess.PIPE) as server:
        assert server.stdout
        port = int(server.stdout.readline())
        child = subprocess.Popen(
            [sys.executable, "-m", "dandi_tui", "--instance", f"http://127.0.0.1:{port}/api", "ls"],
            env=environment(tmp_path, DANDI_TUI_READ_TIMEOUT="3600", DANDI_TUI_PATIENCE="3600"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=take_interrupts,
        )
        assert server.stdout.readline() == b"asked\n"
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=300)
        server.kill()
    assert child.returncode == 130
    assert (out, err) == (b"", b"")
