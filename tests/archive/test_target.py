"""What a TARGET on the command line means."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.archive.links import url_address
from dandi_tui.archive.model import Place
from dandi_tui.archive.target import parse_pasted, parse_target
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
        ("HTTPS://DandiArchive.ORG/dandiset/000728/0.24.1", IN_DANDI),
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


@pytest.mark.parametrize(
    "target", ["nope.nwb", "00072", "0007280", "ftp://x/y", "000728@latest", "x" * 300]
)
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


BLOB = "blobs/abc/def/abcdef00-0000-4000-8000-000000000000"
SIGNED = "X-Amz-Date=20200101T000000Z&X-Amz-Expires=3600&X-Amz-Signature=secret"
SIFT = "https://neurosift.app"


@pytest.mark.parametrize(
    ("target", "place"),
    [
        (f"s3://dandiarchive/{BLOB}", Place(url=STORE)),
        (f"https://s3.amazonaws.com/dandiarchive/{BLOB}",
         Place(url=f"https://s3.amazonaws.com/dandiarchive/{BLOB}")),
        (f"https://dandiarchive.s3.us-east-2.amazonaws.com/{BLOB}",
         Place(url=f"https://dandiarchive.s3.us-east-2.amazonaws.com/{BLOB}")),
        (f"{STORE}?{SIGNED}", Place(url=STORE)),
        (f"{STORE}?versionId=3", Place(url=STORE)),
        ("10.48324/dandi.000728/0.24.1", Place(identifier="000728", version="0.24.1")),
        ("doi:10.48324/dandi.000728/0.24.1", Place(identifier="000728", version="0.24.1")),
        ("https://doi.org/10.48324/dandi.000728", Place(identifier="000728")),
        ("10.80507/dandi.000029/0.24.1",
         Place(instance="dandi-sandbox", identifier="000029", version="0.24.1")),
        ("10.60533/ember-dandi.000123/0.25.1",
         Place(instance="ember-dandi", identifier="000123", version="0.25.1")),
        (ASSET, Place(asset_id=ASSET)),
        (f"{API}/assets/{ASSET}/info/", Place(instance="dandi", asset_id=ASSET)),
        (f"{API}/dandisets/000728/versions/0.24.1/info/", IN_DANDI),
        (f"{API}/dandisets/000728/versions/0.24.1/assets/", IN_DANDI),
        (f"{API}/dandisets/000728/versions/0.24.1/assets/{ASSET}/",
         Place(instance="dandi", identifier="000728", version="0.24.1", asset_id=ASSET)),
        (f"{API}/dandisets/000728/versions/0.24.1/assets/paths/?path_prefix=sub-1&page=2",
         Place(instance="dandi", identifier="000728", version="0.24.1", path="sub-1")),
        ("https://webdav.dandiarchive.org/dandisets/000728/releases/0.24.1/sub-1/",
         Place(instance="dandi", identifier="000728", version="0.24.1", path="sub-1")),
        (f"{SIFT}/nwb?url={API}/assets/{ASSET}/download/&dandisetId=000728&dandisetVersion=draft",
         Place(instance="dandi", identifier="000728", version="draft", asset_id=ASSET)),
        (f"{SIFT}/?p=/nwb&url={STORE}&dandisetId=000728",
         Place(identifier="000728", url=STORE)),
        (f"{SIFT}/nwb?url={STORE}", Place(url=STORE)),
        ("https://flatironinstitute.github.io/neurosift/?p=/dandiset&dandisetId=000728",
         Place(identifier="000728")),
        (f"{SIFT}/dandiset/000728/0.24.1", Place(identifier="000728", version="0.24.1")),
        (f"{SIFT}/nwb?url=https://lindi.neurosift.org/dandi/dandisets/000728/assets/{ASSET}"
         "/nwb.lindi.json", Place(identifier="000728", asset_id=ASSET)),
    ],
)  # fmt: skip
def test_links_that_lead_to_dandi_from_elsewhere(target: str, place: Place) -> None:
    """Object stores, DOIs, Neurosift, the API's pages, WebDAV; nothing is asked of a network."""
    assert parse_target(target) == place


def test_a_signature_stays_only_while_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may be embargoed opens as long as its link does, and is not kept for others."""
    monkeypatch.setattr("dandi_tui.archive.links.time.time", lambda: 1_577_836_800.0)
    held = parse_target(f"{STORE}?{SIGNED}").url
    assert held == f"{STORE}?{SIGNED}"
    assert url_address(held).private
    assert not url_address(STORE).private


@pytest.mark.parametrize(
    "words",
    ["  000728@draft\n", "<000728@draft>", '"000728@draft"', "000728@draft.", "000728@draft,"],
)
def test_what_is_pasted_may_have_something_around_it(words: str) -> None:
    """Blanks, quotes, brackets, and the stop of a sentence."""
    assert parse_pasted(words) == Place(identifier="000728", version="draft")


@pytest.mark.parametrize("target", ["http://[::1/x", "https://neurosift.app/", "s3://?/x", "a\0b"])
def test_what_cannot_be_a_link_is_one_sentence(target: str) -> None:
    """Never a fault of ours, and no query in the sentence."""
    with pytest.raises(NotFoundError):
        parse_target(target)


def test_every_form_of_dandis_client_is_a_place() -> None:
    """One example of each; a form that a later client adds fails here, until it is looked at."""
    examples = [
        "DANDI:000728/0.24.1", "https://gui.dandiarchive.org/#/dandiset/000728",
        "https://identifiers.org/DANDI:000728", f"{DANDI}/000728/draft/files?location=sub-1",
        "https://deploy-preview-1--x-dandiarchive-org.netlify.app/dandiset/000728",
        f"{API}/dandisets/000728/versions/draft/", f"{API}/assets/{ASSET}/download/",
        f"{API}/dandisets/000728/versions/draft/assets/{ASSET}/download/",
        f"{API}/dandisets/000728/versions/draft/assets/?path=a", "dandi://dandi/000728@draft/a",
    ]  # fmt: skip
    others = {"a glob is no place": r"\?glob=", "any other URL": "https?://.*"}
    for pattern, *_ in known_urls():
        fits = [one for one in examples if pattern.fullmatch(one)]
        assert fits or any(pattern.pattern.count(one) for one in others.values()), pattern.pattern
        assert all(parse_target(one).identifier or parse_target(one).asset_id for one in fits)


def known_urls() -> list[Any]:
    from dandi.dandiarchive import _dandi_url_parser

    return list(_dandi_url_parser.known_urls)
