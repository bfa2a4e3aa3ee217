"""`dandi-tui doctor`: each check one line with what to do; broken things are exit code 1."""

import os
import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.cli import doctor
from dandi_tui.cli.checkup_asking import Asking
from dandi_tui.cli.checkup_here import cache, clipboard
from dandi_tui.cli.checkup_network import NetworkCheckup
from dandi_tui.cli.doctor import impatient
from dandi_tui.cli.findings import Finding
from dandi_tui.cli.parser import parse
from dandi_tui.demo.catalogue import ALICE
from dandi_tui.settings import Settings
from tests.cli.conftest import Cli
from tests.cli.run import run
from tests.cli.test_cache import fill
from tests.demo_fixture import Demo, DemoFactory
from tests.e2e.faults import fault


def checked(
    demo_url: str, tmp_path: Path, *, token: str = "", read_timeout_s: float = 120
) -> dict[str, Finding]:
    """What the checks of the network find, by name."""
    usual = impatient(Settings(cache_dir=tmp_path))
    settings = replace(usual, connect_timeout_s=60, read_timeout_s=read_timeout_s)
    asking = Asking(settings, demo_url, token, "DANDI_API_KEY")
    try:
        return {found.what: found for found in NetworkCheckup(asking).findings()}
    finally:
        asking.close()


def test_all_is_well_with_the_demo(cli: Cli) -> None:
    """For people, and as JSON; the names of the checks are a contract."""
    done = cli("doctor")
    assert done.code == 0
    assert not [line for line in done.out.splitlines() if line.startswith("✗")]
    lines = cli("doctor", "--json").lines
    assert [line["check"] for line in lines] == [
        "names", "proxy", "certificates", "API", "clock", "key", "object store", "speed",
        "reader", "cache", "terminal", "clipboard", "packages",
    ]  # fmt: skip
    assert all(set(line) == {"check", "ok", "figure", "advice"} for line in lines)


@pytest.mark.parametrize(
    ("conditions", "what", "works", "said"),
    [
        (fault("error", status=403, match="/blobs/", unless="X-Amz-Signature"),
         "object store", True, "the API's works"),
        (fault("error", status=403, match="/blobs/"), "object store", False, "firewall"),
        ({"store_down": True}, "object store", False, "cannot be reached"),
        (fault("error", where="api", match="/info/", status=500), "API", False, "500"),
        (fault("silence", where="api", match="/info/"), "API", False, "did not answer in time"),
        (fault("error", where="api", match="/users/me/", status=401), "key", False, "new one"),
    ],
)  # fmt: skip
def test_what_is_broken_is_said_with_what_to_do(
    demo_factory: DemoFactory, tmp_path: Path, conditions: dict[str, Any], what: str,
    works: bool, said: str,
) -> None:  # fmt: skip
    """The store, the API, the key: each is told apart from the others."""
    demo = demo_factory()
    demo.conditions(**conditions)
    is_silent = "did not answer" in said
    wait_s = 2 if is_silent else 120
    found = checked(demo.api_url, tmp_path, token=ALICE.token, read_timeout_s=wait_s)[what]
    assert found.works is works
    assert said in found.line(ascii_only=False)


def test_nothing_there_at_all(tmp_path: Path) -> None:
    """Exit code 1, and what depends on the API cannot be told."""
    done = run(tmp_path, "doctor", "--json", "--instance", "http://127.0.0.1:9/api")
    found = {line["check"]: line for line in done.lines}
    assert done.code == 1
    assert (found["API"]["ok"], found["object store"]["ok"]) == (False, None)
    assert found["reader"]["ok"] is True


def test_an_interrupt_does_not_wait_for_a_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check waits for a server that is silent."""
    gate, over = threading.Event(), []

    def check(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        gate.wait(30)
        over.append("the check")

    monkeypatch.setattr(doctor, "_check", check)
    args, settings = parse(["doctor", "--offline", "--cache-dir", str(tmp_path)])
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
    try:
        with pytest.raises(KeyboardInterrupt):
            doctor.run(args, settings)
    finally:
        signal.signal(signal.SIGINT, before)
    assert not over
    gate.set()


def test_offline_the_network_is_left_out(tmp_path: Path) -> None:
    """The rest is checked."""
    for words in (["--offline"], ["--offline", "--demo"]):
        lines = run(tmp_path, "doctor", "--json", *words).lines
        assert (lines[0]["check"], lines[0]["ok"]) == ("network", None)
        assert len(lines) == 6


def test_the_token_goes_to_the_api_alone(demo_factory: DemoFactory, tmp_path: Path) -> None:
    """And neither it nor a proxy's password is in what is said."""
    demo = demo_factory()
    found = checked(demo.api_url, tmp_path, token=ALICE.token)
    assert found["key"].works
    assert not any(entry["authorization"] for entry in demo.log("store"))
    assert ALICE.token not in str(found)


def test_a_proxy_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name server need not know the archive then."""
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@127.0.0.1:9")
    found = checked("https://api.nowhere.invalid/api", tmp_path)
    assert "127.0.0.1:9" in found["proxy"].figure
    assert found["names"].works is None
    assert "secret" not in str(found)


def test_a_clock_that_is_wrong_is_told(demo: Demo, monkeypatch: pytest.MonkeyPatch,
                                       tmp_path: Path) -> None:  # fmt: skip
    """Signed addresses are refused then."""

    class Late:
        @staticmethod
        def time() -> float:
            return 4_000_000_000.0

    monkeypatch.setattr("dandi_tui.cli.checkup_network.time", Late)
    assert checked(demo.api_url, tmp_path)["clock"].works is False


def test_certificates_that_are_not_there(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The variable is named."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    found = checked(demo.api_url, tmp_path)["certificates"]
    assert found.works is False
    assert "REQUESTS_CA_BUNDLE" in found.advice


def test_what_is_expected_leaves_no_trace_in_the_log(tmp_path: Path) -> None:
    """The reader is asked for what it has without a file, not for one that is not there."""
    done = run(tmp_path, "doctor", "--offline", "--log-file", str(tmp_path / "log"))
    assert "reader: starts and answers after" in done.out
    assert (tmp_path / "log").read_text() == ""


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    """A file is in its place."""
    (tmp_path / "file").touch()
    assert cache(Settings(cache_dir=tmp_path / "file" / "cache")).works is False
    found = cache(Settings(cache_dir=tmp_path / "cache"))
    assert found.works
    assert "0 B of files (cache_size 1.0 GB), 0 B of answers (answers_size 200 MB)" in str(found)


def test_the_cache_is_as_large_as_the_cache_verb_says(tmp_path: Path) -> None:
    """Both count what the disk gives, in pages: a block of 64 kB takes 17, as its limit has it."""
    folder = fill(tmp_path)
    (folder / "answers" / "host").mkdir(parents=True)
    (folder / "answers" / "host" / "one").write_bytes(b"x")
    shown = run(tmp_path, "cache", "--cache-dir", str(folder)).out
    figure = cache(Settings(cache_dir=folder)).figure
    assert "\n147 kB of 1.0 GB, 2 files\n" in shown
    assert "\n4.1 kB  answers of the archive\n" in shown
    assert ", 147 kB of files (" in figure
    assert ", 4.1 kB of answers (" in figure


def test_the_clipboard_in_screen_and_outside() -> None:
    """Neither is a fault."""
    assert clipboard({"STY": "1"}).works is None
    assert clipboard({}).works is None
