"""`info`, `cite` and `diff` over the demo archive: what scripts rely on."""

import json
import os
from pathlib import Path

import h5py
import pytest
import yaml

from tests.cli.conftest import STIM_C, Cli

NEWEST, OLDER = "0.240827.1809", "0.240208.1707"
INFO_KEYS = {
    "kind", "identifier", "version", "name", "description", "citation", "doi", "url", "access",
    "embargoed_until", "licences", "contributors", "keywords", "about", "study_targets",
    "protocols", "related", "ethics", "acknowledgement", "summary", "asset_count", "size_bytes",
    "status", "n_errors", "created", "modified", "published", "release_notes", "schema_version",
    "star_count", "versions",
}  # fmt: skip


def test_info_of_a_dandiset(cli: Cli) -> None:
    """One object with the documented keys, in three requests; as text a page without frames."""
    done = cli("info", "000728", "--json", "--stats")
    (found,) = done.lines
    assert set(found) == INFO_KEYS
    assert (found["kind"], found["version"], found["asset_count"]) == ("dandiset", NEWEST, 4)
    assert found["release_notes"] == "Added a session and a README."
    assert [one["version"] for one in found["versions"]] == ["draft", NEWEST, OLDER]
    assert json.loads(done.err)["requests"] <= 3
    page = cli("info", "000728").out
    assert page.startswith("Allen Institute - Visual Coding - Optical Physiology\n")
    assert f"● {NEWEST}" in page
    assert "copies" not in page


def test_info_of_a_folder_and_an_asset(cli: Cli) -> None:
    """A folder has counts, an asset its metadata as the archive has them."""
    (folder,) = cli("info", "000728/sub-491604983", "--json").lines
    assert (folder["kind"], folder["asset_count"]) == ("folder", 2)
    (asset,) = cli("info", STIM_C, "--json").lines
    assert asset["kind"] == "asset"
    assert asset["metadata"]["contentSize"] == asset["size_bytes"]
    words = cli("info", STIM_C).out
    assert "subject      491604983" in words
    assert "sha2-256" in words
    assert words.count(STIM_C.partition("/")[2]) == 1


def test_info_of_a_local_file_is_its_card(cli: Cli, tmp_path: Path) -> None:
    """What the browser shows of its root; a folder and what is not there are sentences."""
    with h5py.File(tmp_path / "mine.nwb", "w") as made:
        made["session_description"] = "a session of mine"
        made.attrs["nwb_version"] = "2.7.0"
    done = cli("info", "./mine.nwb")
    assert (done.code, done.err) == (0, "")
    assert "2.7.0" in done.out
    assert not done.out.splitlines()[-1].isspace()
    assert cli("info", "./mine.nwb", "--json").lines[0]["object"] == "/"
    assert "is a folder" in cli("info", ".").sentence
    assert "There is no file" in cli("info", "./nope.nwb").sentence


@pytest.mark.parametrize("words", [("info", ""), ("cite", "./x.nwb")])
def test_what_is_not_in_an_archive_is_not_described(cli: Cli, words: tuple[str, str]) -> None:
    """A usage error, with what to write."""
    done = cli(*words)
    assert done.code == 2
    assert "dandi-tui" in done.err.splitlines()[1]


@pytest.mark.parametrize("words", [("info",), ("cite", "--format", "cff"), ("info", "--json")])
def test_hostile_names_reach_no_terminal(cli: Cli, words: tuple[str, ...]) -> None:
    """Neither as a page nor as a citation nor as JSON."""
    done = cli(*words, "000955")
    assert done.code == 0
    assert not set(done.out + done.err) & set("\x1b\x7f\x9b\u202e\u200b\t\r")


def test_cite_prints_what_was_asked_for(cli: Cli) -> None:
    """The default is APA; nothing else is on stdout, nothing at all on stderr."""
    done = cli("cite", "000728")
    assert done.out == (
        "Allen Institute for Brain Science. (2024). Allen Institute - Visual Coding - Optical"
        f" Physiology (Version {NEWEST}) [Data set]. DANDI Archive."
        f" https://doi.org/10.48324/dandi.000728/{NEWEST}\n"
    )
    assert done.err == ""
    assert cli("cite", "000728", "--format", "bibtex").out.startswith("@misc{")


def test_cite_warns_of_a_draft(cli: Cli) -> None:
    """On stderr, with the version to cite instead; of one never published, that."""
    done = cli("cite", "000728@draft", "--json")
    (found,) = done.lines
    assert (found["is_draft"], found["newest"], found["doi"]) == (True, NEWEST, None)
    assert "draft" in done.sentence
    assert f"dandi-tui cite 000728@{NEWEST}" in done.err
    assert "no published version" in cli("cite", "000115").err


def test_cite_writes_a_file_whole(cli: Cli, tmp_path: Path) -> None:
    """One that is there stays, but for `--force`; what cannot be written is said."""
    (tmp_path / "CITATION.cff").write_text("old")
    words = ("cite", "000728", "--format", "cff", "--output", "CITATION.cff")
    refused = cli(*words)
    assert (refused.code, (tmp_path / "CITATION.cff").read_text()) == (1, "old")
    assert "--force replaces it" in refused.err
    done = cli(*words, "--force")
    assert (done.code, done.out) == (0, "")
    document = yaml.safe_load((tmp_path / "CITATION.cff").read_text())
    assert document["authors"] == [{"name": "Allen Institute for Brain Science"}]
    assert [name for name in os.listdir(tmp_path) if name.startswith(".dandi")] == []
    failed = cli("cite", "000728", "--output", "nowhere/x.txt")
    assert failed.code == 1
    assert "cannot be written" in failed.sentence


def test_diff_lists_what_changed(cli: Cli) -> None:
    """One object a change; the second version may be left out, and is the draft then."""
    rows = cli("diff", f"000728@{OLDER}", f"000728@{NEWEST}", "--json").lines
    assert [(row["kind"], row["old"]) for row in rows] == [("added", None), ("added", None)]
    assert set(rows[0]) == {"kind", "path", "old", "new"}
    assert set(rows[0]["new"]) == {"path", "asset_id", "blob", "zarr", "size_bytes"}
    words = cli("diff", f"000728@{OLDER}", "000728").out.splitlines()
    assert words[:2] == [f"DANDI:000728  {OLDER} → {NEWEST}", "2 added (13.5 MB); 2 the same"]
    assert [row["path"] for row in cli("diff", "000728", "--json").lines] == ["CHANGES.md"]


def test_diff_of_an_emptied_dandiset(cli: Cli) -> None:
    """All is removed; the other way all is added."""
    gone = cli("diff", "000964", "--json").lines
    assert [row["kind"] for row in gone] == ["removed"] * 4
    back = cli("diff", "000964@draft", "000964", "--json").lines
    assert [row["kind"] for row in back] == ["added"] * 4


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("000728", "000711"), 2),
        (("000728/README.md",), 2),
        (("./x",), 2),
        (("000728@0.990101.0000",), 1),
    ],
)
def test_diff_wants_two_versions_of_one_dandiset(
    cli: Cli, words: tuple[str, ...], code: int
) -> None:
    """Anything else is said in a sentence."""
    done = cli("diff", *words)
    assert (done.code, done.out) == (code, "")
    assert done.sentence.startswith("dandi-tui: ")
