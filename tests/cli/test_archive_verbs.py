"""`ls`, `tree` and `show` over the demo archive: what scripts rely on."""

import json
import math
from pathlib import Path

import pytest

from tests.cli.conftest import STIM_C, Cli
from tests.cli.run import run
from tests.demo_fixture import Demo, demo_cache_dir

DFF = "/processing/ophys/DfOverF/DfOverF"
IMAGE = "/processing/ophys/SummaryImages/maximum_intensity_projection"
STATS = {"requests", "bytes", "seconds", "from_cache_bytes", "concurrent"}


def test_ls_lists_the_dandisets(cli: Cli) -> None:
    """One JSON object a line, with the contract's keys and no others, in one request."""
    done = cli("ls", "--json", "--stats")
    rows = {row["identifier"]: row for row in done.lines}
    assert done.code == 0
    assert set(rows["000728"]) == {
        "identifier", "name", "version", "modified", "asset_count", "size_bytes", "embargo_status",
    }  # fmt: skip
    assert rows["000728"]["version"] == "0.240827.1809"
    stats = json.loads(done.err)
    assert set(stats) == STATS
    assert stats["requests"] == 1


def test_ls_lists_a_folder_and_an_asset(cli: Cli) -> None:
    """Folders say how much they hold, assets their id; keys are the same for both."""
    rows = {row["path"]: row for row in cli("ls", "000728", "--json").lines}
    keys = {"path", "kind", "size_bytes", "asset_count", "asset_id"}
    assert all(set(row) == keys for row in rows.values())
    folder, file = rows["sub-491604983"], rows["README.md"]
    assert (folder["kind"], folder["asset_count"], folder["asset_id"]) == ("folder", 2, None)
    assert (file["kind"], file["asset_count"]) == ("asset", None)
    assert cli("ls", "000728/README.md", "--json").lines == [file]
    assert [row["kind"] for row in cli("ls", "000962/sub-01/micr", "--json").lines].count("zarr")


@pytest.mark.parametrize("target", ["", "000955", "000955@draft/tab\there.nwb"])
def test_hostile_names_reach_no_terminal(cli: Cli, target: str) -> None:
    """No control characters in columns, none in JSON."""
    words = ["ls", target] if target else ["ls"]
    for out in (cli(*words).out, cli(*words, "--json").out):
        assert out
        assert all(character >= " " or character == "\n" for character in out)
        assert not set(out) & set("\x7f\x9b\u202e\u200b\u2066")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["ls", "000961"], "key"),
        (["ls", "999999"], "ls"),
        (["ls", "000728@0.990101.0000"], "ls"),
        (["ls", "000728/nope"], "dandi-tui ls 000728"),
        (["ls", "000728/CHANGES.md"], "000728@draft/CHANGES.md"),
        (["tree", "000728"], "dandi-tui ls 000728@0.240827.1809"),
        (["tree", "000728/README.md"], ""),
        (["show", STIM_C, "/processing/ophys/DfOverf"], "/processing/ophys/DfOverF"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_hint(cli: Cli, words: list[str], hint: str) -> None:
    """Exit code 1, one sentence; the hint says what to write instead."""
    done = cli(*words)
    assert (done.code, done.out) == (1, "")
    assert hint in done.err
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) <= 2


def test_a_view_that_is_not_there_is_a_matter_of_usage(cli: Cli) -> None:
    """Exit code 2; the hint names those that are."""
    done = cli("show", STIM_C, DFF, "--view", "nonsense")
    assert (done.code, done.out) == (2, "")
    assert "traces" in done.err


def test_tree_lists_every_object_of_a_file(cli: Cli) -> None:
    """Thousands of lines with the contract's keys, each path once."""
    rows = cli("tree", STIM_C, "--json").lines
    by_path = {row["path"]: row for row in rows}
    assert len(by_path) == len(rows) > 1000
    assert all(
        set(row) == {"path", "kind", "neurodata_type", "shape", "dtype", "target"} for row in rows
    )
    assert by_path[DFF]["neurodata_type"] == "RoiResponseSeries"
    assert by_path[f"{DFF}/data"]["dtype"] == "float32"
    assert by_path[f"{DFF}/timestamps"]["kind"] == "link"
    assert by_path[f"{DFF}/timestamps"]["target"].endswith("timestamps")


def test_tree_is_an_outline_with_a_limit(cli: Cli) -> None:
    """A thousand objects for a person, or as many as they say; then how to see all."""
    out = cli("tree", STIM_C, "--limit", "5").out.splitlines()
    assert out[0] == "▾ /"
    assert len(out) == 7
    assert "--limit 0" in out[-1]
    below = cli("tree", STIM_C, "processing/ophys/DfOverF").out
    assert "RoiResponseSeries" in below
    assert "→" in below
    assert "SummaryImages" not in below


def test_show_draws_traces(cli: Cli) -> None:
    """100×30 in a pipe: a header, the chart, the facts; no colour, nothing wider."""
    done = cli("show", STIM_C, DFF)
    lines = done.out.splitlines()
    assert done.code == 0
    assert len(lines) == 30
    assert max(map(len, lines)) <= 100
    assert lines[0].startswith("DfOverF  RoiResponseSeries")
    assert "of 174" in lines[1]
    assert lines[-3].startswith(f"object  {DFF}")
    assert "\x1b" not in done.out


def test_show_takes_a_size_and_colours(cli: Cli) -> None:
    """As it is told, whatever the output is; NO_COLOR yields to `always`."""
    words = ["show", STIM_C, IMAGE, "--width", "60", "--height", "20"]
    plain = cli(*words).out.splitlines()
    assert len(plain) <= 20
    assert max(map(len, plain)) <= 60
    assert "\x1b[" in cli(*words, "--color", "always", NO_COLOR="1").out
    assert cli(*words, "--marker", "ascii").out.isascii()


def test_show_gives_the_numbers_it_draws(cli: Cli) -> None:
    """The contract's keys; two traces over a window, every sample with `--full`."""
    words = ["show", STIM_C, DFF, "--window", "30:31", "--traces", "0:2", "--full", "--json"]
    (answer,) = cli(*words).lines
    assert {"object", "view", "kind", "title", "x", "y", "series"} <= set(answer)
    assert (answer["object"], answer["view"]) == (DFF, "traces")
    assert answer["x"] == {"label": "time", "unit": "s"}
    first, second = answer["series"]
    assert len(first["x"]) == len(first["y"]) == len(second["y"]) in (30, 31)
    assert all(30 <= moment < 31 for moment in first["x"])
    assert all(math.isfinite(value) for value in first["y"])


def test_show_takes_windows_that_are_negative_and_open(cli: Cli) -> None:
    """Both ways of writing them; the data begin at 26.7 s."""
    for words in (["--window", "-1:28"], ["--window=-1:28"], ["--window", ":28"]):
        (answer,) = cli("show", STIM_C, DFF, *words, "--traces", "0:1", "--json").lines
        moments = answer["series"][0]["x"]
        assert 26 < min(moments) < max(moments) < 28


def test_show_lists_the_views_of_an_object(cli: Cli) -> None:
    """Best first, in words and as JSON."""
    assert cli("show", STIM_C, DFF, "--views").out.splitlines()[0] == "traces"
    first, *_ = cli("show", STIM_C, DFF, "--views", "--json").lines
    assert first["view"] == "traces"


def test_reading_again_comes_from_the_cache(cli: Cli) -> None:
    """`--stats` says so: the bytes of the second run were kept on disk."""
    words = ["show", STIM_C, IMAGE, "--stats"]
    first, second = (json.loads(cli(*words).err.splitlines()[-1]) for _ in range(2))
    assert set(first) == STATS
    assert first["bytes"] > 100_000
    assert second["bytes"] < 100_000
    assert second["from_cache_bytes"] > 100_000


def test_a_url_is_a_file_and_needs_no_archive(cli: Cli, demo: Demo, tmp_path: Path) -> None:
    """The object store's own URL, in a run that knows no instance."""
    asset = next(one for one in demo.assets("000728") if one["path"] == STIM_C[7:])
    url = demo.object_url(asset)
    done = run(tmp_path, "tree", url, DFF, "--json")
    assert done.code == 0
    assert done.lines


def test_a_url_of_the_api_is_its_asset(demo: Demo, tmp_path: Path) -> None:
    """Its host is the archive that is asked."""
    asset = next(one for one in demo.assets("000728") if one["path"] == STIM_C[7:])
    url = f"{demo.api_url}/assets/{asset['asset_id']}/download/"
    (row,) = run(tmp_path, "ls", url, "--json").lines
    assert (row["asset_id"], row["path"]) == (asset["asset_id"], asset["path"])
    rows = run(tmp_path, "ls", f"{demo.api_url}/dandisets/000728/versions/draft/", "--json").lines
    assert "sub-491604983" in {one["path"] for one in rows}


def test_the_key_of_the_environment_stays_here(cli: Cli, demo: Demo) -> None:
    """It is not sent to an archive that is named by its URL, nor to the object store."""
    cli("show", STIM_C, IMAGE, DANDI_API_KEY="a" * 40)
    assert not [one for one in demo.log() if "a" * 40 in json.dumps(one)]
    assert cli("ls", "000961", DANDI_API_KEY="a" * 40).code == 1


def test_the_demo_starts_and_ends_with_the_command(tmp_path: Path) -> None:
    """`--demo` is all it takes; stderr stays empty, and nothing stays behind."""
    done = run(tmp_path, "--demo", "--cache-dir", str(demo_cache_dir()), "ls", "000728", "--json")
    assert (done.code, done.err) == (0, "")
    assert len(done.lines) == 3
