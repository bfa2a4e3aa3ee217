"""The demo's object store: ranges, signed addresses, and whom it refuses."""

import hashlib
from typing import Any

import pytest

from dandi_tui.demo.catalogue import ALICE
from dandi_tui.demo.store import Refused, byte_range
from tests.demo_fixture import Demo, DemoFactory

EMBARGOED = "000961"


@pytest.fixture
def nwb(demo: Demo) -> dict[str, Any]:
    return next(asset for asset in demo.assets("000728") if asset["path"].endswith(".nwb"))


def signed(demo: Demo, asset: dict[str, Any], token: str = "") -> str:
    """A fresh signed address of an asset's bytes."""
    answer = demo.ask(f"/api/assets/{asset['asset_id']}/download/", token=token)
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-7", range(8)),
        ("bytes=90-", range(90, 100)),
        ("bytes=90-500", range(90, 100)),
        ("bytes=-8", range(92, 100)),
        ("bytes=-500", range(100)),
        ("bytes=7-3", None),
        ("items=0-7", None),
        ("", None),
    ],
)
def test_ranges_mean_what_the_standard_says(header: str, expected: range | None) -> None:
    """First and last byte, from a byte on, or the last bytes; nonsense is ignored."""
    assert byte_range(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=999-1000", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(header: str) -> None:
    """416 tells the size."""
    with pytest.raises(Refused) as refused:
        byte_range(header, 100)
    assert refused.value.status == 416
    assert refused.value.headers == {"Content-Range": "bytes */100"}


def test_ranges_are_parts_of_the_whole(demo: Demo, nwb: dict[str, Any]) -> None:
    """Every way to ask for bytes gives the same bytes, and the sizes agree with the API's."""
    url = demo.object_url(nwb)
    whole = demo.ask(url).content
    middle = demo.ask(url, Range="bytes=1000-70999")
    tail = demo.ask(url, Range="bytes=-100")

    assert len(whole) == nwb["size"]
    assert (middle.status_code, tail.status_code) == (206, 206)
    assert middle.content == whole[1000:71000]
    assert tail.content == whole[-100:]
    assert middle.headers["Content-Range"] == f"bytes 1000-70999/{nwb['size']}"


def test_head_of_an_unsigned_address_tells_the_size(demo: Demo, nwb: dict[str, Any]) -> None:
    """Without a body, and with the ETag of a GET."""
    head = demo.ask(demo.object_url(nwb), "HEAD")
    get = demo.ask(demo.object_url(nwb), Range="bytes=0-0")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(nwb["size"])
    assert head.headers["ETag"] == get.headers["ETag"]


def test_digests_are_those_of_the_bytes(demo: Demo, nwb: dict[str, Any]) -> None:
    """The metadata's SHA-256 and ETag are true, and the store's ETag is the same, quoted."""
    digest = demo.ask(f"/api/assets/{nwb['asset_id']}/").json()["digest"]
    answer = demo.ask(demo.object_url(nwb))
    assert digest["dandi:sha2-256"] == hashlib.sha256(answer.content).hexdigest()
    assert answer.headers["ETag"] == f'"{digest["dandi:dandi-etag"]}"'


def test_a_signed_address_opens_by_get_alone(demo: Demo, nwb: dict[str, Any]) -> None:
    """GET works with a range; HEAD on the same address is refused."""
    url = signed(demo, nwb)
    get = demo.ask(url, Range="bytes=0-7")
    assert (get.status_code, len(get.content)) == (206, 8)
    assert nwb["path"].rpartition("/")[2] in get.headers["Content-Disposition"]
    assert demo.ask(url, "HEAD").status_code == 403


def test_a_signature_holds_for_one_object(demo: Demo, nwb: dict[str, Any]) -> None:
    """A signature on another object's address is refused."""
    other = demo.assets("000728")[-1]
    query = signed(demo, nwb).partition("?")[2]
    answer = demo.ask(f"{demo.object_url(other)}?{query}")
    assert answer.status_code == 403
    assert "SignatureDoesNotMatch" in answer.text


def test_signed_addresses_expire(demo_factory: DemoFactory) -> None:
    """An address is refused once its time is over; a new one opens the same bytes."""
    demo = demo_factory()
    asset = demo.assets("000728")[0]
    old = signed(demo, asset)
    demo.conditions(expire_signatures=True)
    refused = demo.ask(old)
    assert refused.status_code == 403
    assert "<Message>Request has expired</Message>" in refused.text
    assert demo.ask(signed(demo, asset), Range="bytes=0-7").status_code == 206

    demo.conditions(signature_seconds=0)
    assert demo.ask(signed(demo, asset)).status_code == 403


def test_embargoed_bytes_need_a_signature(demo: Demo) -> None:
    """The owner's signed address opens them; the plain address is refused."""
    listing = demo.ask(f"/api/dandisets/{EMBARGOED}/versions/draft/assets/", token=ALICE.token)
    asset = listing.json()["results"][0]
    assert demo.ask(demo.object_url(asset)).status_code == 403
    answer = demo.ask(signed(demo, asset, ALICE.token))
    assert len(answer.content) == asset["size"]


def test_the_store_refuses_every_token(demo: Demo, nwb: dict[str, Any]) -> None:
    """A token that reaches the store is refused, and the log says that it came."""
    for url in (demo.object_url(nwb), signed(demo, nwb)):
        assert demo.ask(url, token=ALICE.token).status_code == 403
    assert [entry["authorization"] for entry in demo.log("store")][-2:] == [True, True]
    assert ALICE.token not in str(demo.log())


def test_listed_assets_without_bytes_are_missing_objects(demo: Demo) -> None:
    """The object of an asset that has no bytes is 404, in XML."""
    asset = demo.assets("000727")[0]
    answer = demo.ask(demo.object_url(asset))
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/xml")
    assert "NoSuchKey" in answer.text


def test_the_keys_of_a_zarr_are_objects(demo: Demo) -> None:
    """Every key that the API lists is in the store, with that ETag and size."""
    asset = demo.ask("/api/dandisets/000962/versions/draft/assets/?zarr=true").json()["results"][0]
    listing = demo.ask(f"/api/zarr/{asset['zarr']}/files/").json()["results"]
    assert sum(row["Size"] for row in listing) == asset["size"]
    for row in listing[:4]:
        answer = demo.ask(f"{demo.store_url}/dandiarchive/zarr/{asset['zarr']}/{row['Key']}")
        assert hashlib.md5(answer.content).hexdigest() == row["ETag"]
        assert len(answer.content) == row["Size"]
