"""`sessions`, and `ls` inside a Zarr, over the demo archive: what scripts rely on."""

import csv
import io
import json

import pytest

from dandi_tui.archive.session_csv import COLUMNS
from dandi_tui.ui.insides import INSIDE_COLUMNS
from tests.cli.conftest import Cli

ZARR = "000962/sub-01/micr/sub-01_sample-01_SPIM.ome.zarr"


def test_sessions_are_a_csv_that_can_be_read_back(cli: Cli) -> None:
    """A header and a row a session, CR LF between, the facts those of the metadata."""
    done = cli("sessions", "000728", "--csv")
    assert done.code == 0
    assert done.out.count("\r\n") == 3
    rows = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["subject"], rows[0]["date"]) == ("491604983", "2016-02-04")
    assert (rows[0]["age"], rows[0]["modalities"]) == ("P105D", "behavior|image|ophys")
    assert len(rows[0]["paths"].split("|")) == int(rows[0]["files"]) == 2


def test_sessions_are_json_lines_and_cost_a_page(cli: Cli) -> None:
    """One object a line with the columns as keys; three requests, then two."""
    done = cli("sessions", "000409", "--json", "--stats")
    assert all(set(line) == set(COLUMNS) for line in done.lines)
    assert [line["subject"] for line in done.lines] == ["KS091", "NYU-46"]
    assert json.loads(done.err.splitlines()[-1])["requests"] == 3
    again = cli("sessions", "000409", "--json", "--stats")
    assert again.lines == done.lines
    assert json.loads(again.err.splitlines()[-1])["requests"] == 2


def test_sessions_by_subject_and_of_a_folder(cli: Cli) -> None:
    """One row a subject; a folder's sessions alone."""
    grouped = cli("sessions", "000728", "--group", "subject", "--json").lines
    assert [(line["subject"], line["session"]) for line in grouped] == [
        ("491604983", None),
        ("495727015", None),
    ]
    alone = cli("sessions", "000728/sub-495727015", "--json").lines
    assert [line["subject"] for line in alone] == ["495727015"]
    assert "1 session" in cli("sessions", "000728", "--group", "subject").out


@pytest.mark.parametrize("target", ["000955@draft", "000950"])
def test_names_of_a_hostile_dandiset_reach_no_terminal(cli: Cli, target: str) -> None:
    """No control characters in columns, CSV or JSON."""
    for words in ([], ["--csv"], ["--json"]):
        done = cli("sessions", target, *words)
        assert done.code == 0
        assert all(character >= " " or character in "\r\n" for character in done.out)
        assert not set(done.out) & set("\x7f\x9b\u202e\u200b\u2066")


def test_what_has_no_sessions_says_so(cli: Cli) -> None:
    """An empty dandiset is no failure; a local file is."""
    done = cli("sessions", "000960")
    assert (done.code, done.out) == (0, "")
    assert "subject and session" in done.sentence
    assert cli("sessions", "./nothing.nwb").code == 1
    assert cli("sessions").code == 2


def test_ls_lists_a_zarr_a_level_at_a_time(cli: Cli) -> None:
    """Keys and folders of keys; a prefix that no key has is not found."""
    top = {row["path"].rpartition("/")[2]: row for row in cli("ls", ZARR, "--json").lines}
    assert set(top) == {".zattrs", ".zgroup", "0", "1"}
    assert (top["0"]["kind"], top["0"]["asset_count"]) == ("folder", 65)
    assert (top[".zgroup"]["kind"], top[".zgroup"]["size_bytes"]) == ("key", 18)
    below = cli("ls", f"{ZARR}/0/1", "--json").lines
    assert [row["path"].removeprefix(ZARR[7:]) for row in below] == ["/0/1/0", "/0/1/1"]
    assert cli("ls", f"{ZARR}/9").code == 1
    assert cli("ls", f"{ZARR}/../..").code == 1


def test_sessions_tell_what_is_inside_their_files_and_keep_it(cli: Cli) -> None:
    """Units, electrodes' regions and duration, once; then no file is read again."""
    done = cli("sessions", "000409", "--inside", "--json", "--stats")
    assert all(set(line) == {*COLUMNS, *INSIDE_COLUMNS} for line in done.lines)
    first = done.lines[0]
    assert (first["units"], first["rois"]) == (84, None)
    assert first["regions"]
    assert first["duration_s"] > 0
    assert json.loads(done.err.splitlines()[-1])["requests"] > 4
    again = cli("sessions", "000409", "--inside", "--json", "--stats")
    assert again.lines == done.lines
    assert json.loads(again.err.splitlines()[-1])["requests"] == 2
    table = cli("sessions", "000409", "--inside", "--csv").out
    assert "|".join(first["regions"]) in table


def test_subjects_sum_what_is_inside_the_files_of_their_sessions(cli: Cli) -> None:
    """One row a subject with the columns of both; of what has no file, how many and why."""
    words = ["sessions", "000409", "--inside"]
    one_by_one = cli(*words, "--json").lines
    lines = cli(*words, "--group", "subject", "--json").lines
    assert all(set(line) == {*COLUMNS, *INSIDE_COLUMNS} for line in lines)
    assert [line["subject"] for line in lines] == ["KS091", "NYU-46"]
    assert [line["units"] for line in lines] == [line["units"] for line in one_by_one]
    assert lines[0]["unread"] is None
    table = cli(*words, "--group", "subject").out.splitlines()
    assert "units" in table[0]
    assert "1 session" in table[1]
    rows = csv.DictReader(io.StringIO(cli(*words, "--group", "subject", "--csv").out))
    assert [row["units"] for row in rows] == [str(line["units"] or "") for line in lines]
