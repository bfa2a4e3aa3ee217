"""Words on the command line, as settings and a verb's arguments."""

import math
import sys
from pathlib import Path

import pytest

from dandi_tui.cli.parser import parse
from dandi_tui.errors import UsageError

INF = math.inf


@pytest.mark.parametrize(
    ("words", "verb", "target"),
    [
        ([], "browse", ""),
        (["000728"], "browse", "000728"),
        (["ls"], "ls", ""),
        (["./ls"], "browse", "./ls"),
        (["ls", "ls"], "ls", "ls"),
        (["--demo", "ls", "000728"], "ls", "000728"),
        (["--instance", "tree", "ls", "000728"], "ls", "000728"),
        (["--instance=dandi", "show", "x"], "show", "x"),
        (["--color", "never", "--json", "ls"], "ls", ""),
        (["--", "ls"], "browse", "ls"),
        (["--demo"], "browse", ""),
    ],
)
def test_the_first_word_that_is_a_verb_is_the_verb(
    words: list[str], verb: str, target: str
) -> None:
    """Wherever the flags stand, and whatever their values look like."""
    args, _ = parse(words)
    assert (args.verb, args.target) == (verb, target)


@pytest.mark.parametrize(
    ("words", "window"),
    [
        (["--window", "-1:5"], (-1, 5)),
        (["--window=-1:5"], (-1, 5)),
        (["--window", "-1.5e1:-.5"], (-15, -0.5)),
        (["--window", "-inf:0"], (-INF, 0)),
        (["--window", "5:"], (5, INF)),
        (["--window", ":5"], (-INF, 5)),
        (["--window", ":"], (-INF, INF)),
    ],
)
def test_windows_may_be_negative_and_open(words: list[str], window: tuple[float, float]) -> None:
    """Both ways of writing a flag's value work, before and after the target."""
    for order in (["show", "x", *words], ["show", *words, "x"], [*words, "show", "x"]):
        args, _ = parse(order)
        assert (args.target, args.window) == ("x", window)


def test_flags_of_show_become_values() -> None:
    """Traces, fields, settings: as a request takes them."""
    words = "x /o --traces 0:5 --fields a,b --frame 3 --set k=v --set m=1=2 n=3 --full"
    args, _ = parse(["show", *words.split()])
    assert args.traces == (0, 5)
    assert args.fields == ("a", "b")
    assert args.frame == 3
    assert args.options == [("k", "v"), ("m", "1=2"), ("n", "3")]
    assert (args.target, args.object) == ("x", "/o")


@pytest.mark.parametrize(
    ("text", "traces"), [("5:", (5, sys.maxsize)), (":5", (0, 5)), ("3", (3, 4))]
)
def test_traces_may_be_open(text: str, traces: tuple[int, int]) -> None:
    """From one on, up to one, or one alone."""
    assert parse(["show", "x", "--traces", text])[0].traces == traces


def test_a_setting_does_not_swallow_the_target() -> None:
    """`--set a=1 000728/x` sets one thing."""
    args, _ = parse(["show", "--set", "a=1", "000728/x", "/o"])
    assert (args.options, args.target, args.object) == ([("a", "1")], "000728/x", "/o")


@pytest.mark.parametrize(
    "words",
    [
        ["show"],
        ["tree"],
        ["show", "x", "--window", "5:1"],
        ["show", "x", "--window", "nan:1"],
        ["show", "x", "--window", "5"],
        ["show", "x", "--traces", "5:5"],
        ["show", "x", "--traces", "-1:5"],
        ["show", "x", "--frame", "-1"],
        ["show", "x", "--set", "novalue"],
        ["show", "x", "--width", "0"],
        ["tree", "x", "--limit", "many"],
        ["ls", "--view", "x"],
        ["ls", "a", "b"],
        ["--color", "sometimes"],
        ["--demo-latency", "-5"],
        ["--nonsense"],
        ["ls", "--js"],
    ],
)
def test_what_means_nothing_is_a_matter_of_usage(words: list[str]) -> None:
    """A sentence, and a hint that names the help."""
    with pytest.raises(UsageError) as error:
        parse(words)
    assert "--help" in error.value.hint


def test_common_flags_work_before_and_after_the_verb(tmp_path: Path) -> None:
    """All of them, by their exact names."""
    flags = [
        *("--instance", "linc", "--demo", "--demo-latency", "100", "--demo-bandwidth", "2.5"),
        *("--offline", "--cache-dir", str(tmp_path), "--log-file", str(tmp_path / "log")),
        *("--color", "always", "--bytes", "remfile"),
    ]
    _, before = parse([*flags, "ls"])
    _, after = parse(["ls", *flags])
    assert before == after
    assert (after.instance, after.demo, after.offline) == ("linc", True, True)
    assert (after.demo_latency_ms, after.demo_bandwidth_mbps) == (100, 2.5)
    assert (after.cache_dir, after.log_file) == (tmp_path, tmp_path / "log")
    assert (after.color, after.bytes_mode) == ("always", "remfile")
