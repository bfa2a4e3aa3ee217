"""What a TARGET on the command line means."""

import subprocess
import sys
from pathlib import Path

import pytest

from dandi_tui.archive.model import Place
from dandi_tui.archive.target import parse_target
from dandi_tui.errors import NotFoundError, UsageError

ASSET = "f60bba40-5d21-4ee0-8baf-eaff7bdead4a"
NWB = "sub-1/sub-1_ses-2.nwb"
STORE = "https://dandiarchive.s3.amazonaws.com/blobs/abc/def/abcdef00-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("", Place()),
        ("000728", Place(identifier="000728")),
        ("000728/", Place(identifier="000728")),
        ("000728@draft", Place(identifier="000728", version="draft")),
        ("000728@0.24.1/a b", Place(identifier="000728", version="0.24.1", path="a b")),
        ("000728/0.24.1", Place(identifier="000728", version="0.24.1")),
        ("000728/0.24.1/" + NWB, Place(identifier="000728", version="0.24.1", path=NWB)),
        ("000728/" + NWB, Place(identifier="000728", path=NWB)),
        ("000728/sub-1/", Place(identifier="000728", path="sub-1")),
        ("000728/a@b", Place(identifier="000728", path="a@b")),
        ("DANDI:000728", Place(identifier="000728")),
        ("dandi:000728/0.24.1", Place(identifier="000728", version="0.24.1")),
        ("DANDI:000728/draft/x", Place(identifier="000728", version="draft", path="x")),
        ("EMBER-DANDI:000123", Place(instance="ember-dandi", identifier="000123")),
        ("https://example.org/data/file.nwb", Place(url="https://example.org/data/file.nwb")),
        ("https://example.org/assets/file.nwb", Place(url="https://example.org/assets/file.nwb")),
        ("HTTP://example.org/x?y=1", Place(url="HTTP://example.org/x?y=1")),
        (STORE, Place(url=STORE)),
        (STORE + "?X-Amz-Signature=1", Place(url=STORE + "?X-Amz-Signature=1")),
    ],
)
def test_what_is_typed_is_a_place(target: str, place: Place) -> None:
    """Dandisets in all their forms, and URLs of files."""
    assert parse_target(target) == place


DANDI = "https://dandiarchive.org/dandiset"
API = "https://api.dandiarchive.org/api"
IN_DANDI = Place(instance="dandi", identifier="000728", version="0.24.1")


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (f"{DANDI}/000728", Place(instance="dandi", identifier="000728")),
        (f"{DANDI}/000728/0.24.1", IN_DANDI),
        (f"{DANDI}/000728/0.24.1/", IN_DANDI),
        (f"{DANDI}/000728/0.24.1/files", IN_DANDI),
        (
            f"{DANDI}/000728/draft/files?location=sub-1%2Fa%20b&page=2",
            Place(instance="dandi", identifier="000728", version="draft", path="sub-1/a b"),
        ),
        ("https://gui.dandiarchive.org/#/dandiset/000728/0.24.1", IN_DANDI),
        (f"{API}/dandisets/000728/versions/0.24.1/", IN_DANDI),
        (f"{API}/assets/{ASSET}/download/", Place(instance="dandi", asset_id=ASSET)),
        (f"{API}/assets/{ASSET}/", Place(instance="dandi", asset_id=ASSET)),
        (
            f"{API}/dandisets/000728/versions/draft/assets/{ASSET}/download/",
            Place(instance="dandi", identifier="000728", version="draft", asset_id=ASSET),
        ),
        (
            f"{API}/dandisets/000728/versions/draft/assets/?path=sub-1/x.nwb",
            Place(instance="dandi", identifier="000728", version="draft", path="sub-1/x.nwb"),
        ),
        (
            "https://sandbox.dandiarchive.org/dandiset/000029",
            Place(instance="dandi-sandbox", identifier="000029"),
        ),
        ("https://identifiers.org/DANDI:000728", Place(identifier="000728")),
        ("https://doi.org/10.48324/dandi.000728/0.24.1", Place(identifier="000728",
                                                              version="0.24.1")),
        ("dandi://dandi-sandbox/000029@draft/a/b",
         Place(instance="dandi-sandbox", identifier="000029", version="draft", path="a/b")),
        ("http://127.0.0.1:8123/api/dandisets/000728/",
         Place(instance="http://127.0.0.1:8123/api", identifier="000728")),
    ],
)  # fmt: skip
def test_urls_of_an_archive_are_places_in_it(url: str, place: Place) -> None:
    """Its pages, its API, and what dandi's client knows; nothing is asked of a network."""
    assert parse_target(url) == place


def test_files_here_come_after_the_forms_of_a_dandiset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder called 000728 is written ./000728."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "000728").mkdir()
    (tmp_path / "file.nwb").touch()
    assert parse_target("000728") == Place(identifier="000728")
    assert parse_target("./000728") == Place(local_path=str(tmp_path / "000728"))
    assert parse_target("file.nwb") == Place(local_path=str(tmp_path / "file.nwb"))
    assert parse_target("/no/such") == Place(local_path="/no/such")
    assert parse_target("~").local_path == str(Path.home())


@pytest.mark.parametrize("target", ["nope.nwb", "00072", "0007280", "ftp://x/y", "000728@latest"])
def test_what_means_nothing_is_not_found(target: str) -> None:
    """The hint says what can be written."""
    with pytest.raises(NotFoundError) as error:
        parse_target(target)
    assert "000728" in error.value.hint


def test_a_pattern_is_no_place() -> None:
    """dandi's client knows it, but there is nothing to open."""
    with pytest.raises(UsageError, match="pattern"):
        parse_target(f"{API}/dandisets/000728/versions/draft/assets/?glob=*.nwb")


def test_dandi_is_not_loaded_for_targets_that_need_no_network() -> None:
    """Numbers, files and URLs of files are told apart without it; it takes 0.5 s."""
    code = (
        "import sys; from dandi_tui.archive.target import parse_target as p;"
        "p('000728/x'); p('/a'); p('https://example.org/x.nwb'); p('DANDI:000728');"
        "import dandi_tui.archive;"
        "print([m for m in ('dandi', 'requests', 'keyring') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
