"""The verbs while servers die: exit code 1, one sentence, one hint, and 0 when they are back."""

from pathlib import Path

import pytest

from dandi_tui.cli import ls, show
from dandi_tui.cli.parser import parse
from dandi_tui.errors import ConnectionFailedError
from tests.cli.run import Done, run
from tests.demo_fixture import DemoFactory
from tests.e2e.faults import DFF, FILE, SILENT, embargoed_file, fault, impatient, known_as

SHOW = ["show", f"000728@draft/{FILE}", DFF]
TREE = ["tree", f"000728@draft/{FILE}"]
LS = ["ls", "000728"]

OF_API = {"where": "api", "match": "/dandisets/"}
DEATHS = {
    "the store stops": (SHOW, {"store_down": True}),
    "503 of the store": (SHOW, fault("error", status=503)),
    "a short answer": (SHOW, fault("short")),
    "a reset": (TREE, fault("reset")),
    "503 of the API": (LS, fault("error", status=503, **OF_API)),
    "throttled for a minute": (LS, fault("error", status=429, retry_after=60, **OF_API)),
    "a reset of the API": (SHOW, fault("reset", **OF_API)),
}
"""A verb, and what happens to it."""


def failed_well(done: Done) -> bool:
    """Nothing on stdout; on stderr one sentence of ours and a hint."""
    first, *others = done.err.splitlines()
    return (
        (done.code, done.out) == (1, "")
        and first.startswith("dandi-tui: ")
        and first.endswith(".")
        and len(others) == 1
        and others[0].startswith("  ")
    )


@pytest.mark.parametrize("name", DEATHS)
def test_a_verb_says_what_died_and_works_again(
    name: str, demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """In a process of its own, as a script runs it, with the timeouts that everyone has."""
    words, conditions = DEATHS[name]
    demo = demo_factory()
    demo.conditions(**conditions)
    done = run(tmp_path, *words, "--instance", demo.api_url)
    assert failed_well(done), done
    demo.conditions()
    again = run(tmp_path, *words, "--instance", demo.api_url)
    assert (again.code, again.err) == (0, "")
    assert again.out


@pytest.mark.parametrize("where", ["store", "api"])
def test_a_silence_ends(where: str, demo_factory: DemoFactory, tmp_path: Path) -> None:
    """After the patience of the settings, not after so much for each try."""
    demo = demo_factory()
    demo.conditions(**fault("silence", seconds=3600, where=where, match="0"))
    verb, words = (show, SHOW) if where == "store" else (ls, LS)
    args, _ = parse(words)
    settings = impatient(tmp_path, instance=demo.api_url)
    with pytest.raises(ConnectionFailedError, match=f"{SILENT}|did not answer") as caught:
        verb.run(args, settings)
    assert caught.value.hint


def test_an_owner_s_verb_renews_its_address(
    demo_factory: DemoFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Addresses that are over a moment after they were signed; the store sees no token."""
    demo = demo_factory()
    settings = impatient(tmp_path, instance=known_as(demo, monkeypatch))
    path = embargoed_file(demo)
    demo.conditions(**fault("error", status=403, times=1))
    args, _ = parse(["show", f"000961@draft/{path}"])
    assert show.run(args, settings) == 0
    assert "NWB" in capsys.readouterr().out
    downloads = [entry for entry in demo.log("api") if entry["path"].endswith("/download/")]
    assert len(downloads) == 2
    assert not any(entry["authorization"] for entry in demo.log("store"))
