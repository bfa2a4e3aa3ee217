"""Listings of the demo archive, the long ones above all."""

from collections.abc import Iterator
from typing import Any

from tests.demo_fixture import Demo, DemoFactory
from tests.shared import shared_path

FLAT = "/api/dandisets/000950/versions/draft/assets/paths/?path_prefix=flat/&page_size=1000"


def pages(demo: Demo, url: str | None) -> Iterator[dict[str, Any]]:
    """All rows of a list, page by page."""
    while url:
        body = demo.ask(url).json()
        yield from body["results"]
        url = body["next"]


def test_a_folder_of_20000_files_comes_page_by_page(demo: Demo) -> None:
    """Twenty pages hold every file once, in byte order, with unique ids."""
    rows = list(pages(demo, FLAT))
    paths = [row["path"] for row in rows]
    assert paths == sorted(f"flat/frame_{i:05}.tif" for i in range(20_000))
    assert len({row["asset"]["asset_id"] for row in rows}) == 20_000
    assert demo.ask(FLAT + "&page=7").json()["count"] == 20_000


def test_pages_of_1000_are_cheap(demo: Demo) -> None:
    """A page of the long folder is made in milliseconds; half a second would be a scan of all."""
    demo.ask(FLAT)
    took: list[float] = []
    while len(took) < 20 and min(took, default=1.0) >= 0.5:  # The machine may be busy.
        demo.ask(FLAT + "&page=9")
        entry = demo.log("api")[-1]
        took.append(entry["ended"] - entry["started"])
    assert min(took) < 0.5, took


def test_folders_add_up(demo: Demo) -> None:
    """The counts and sizes of the entries of every level are those of the folder above."""
    listing = "/api/dandisets/000950/versions/draft/assets/paths/?page_size=1000&path_prefix="
    top = {row["path"]: row for row in pages(demo, listing)}
    below = list(pages(demo, listing + "sub-001"))
    assert sum(row["aggregate_files"] for row in below) == top["sub-001"]["aggregate_files"]
    assert sum(row["aggregate_size"] for row in below) == top["sub-001"]["aggregate_size"]
    version = demo.ask("/api/dandisets/000950/").json()["draft_version"]
    assert sum(row["aggregate_files"] for row in top.values()) == version["asset_count"]
    assert sum(row["aggregate_size"] for row in top.values()) == version["size"]


def test_ids_are_the_same_in_every_run(demo: Demo, demo_factory: DemoFactory) -> None:
    """Two demo archives list the same assets with the same ids."""
    path = "/api/dandisets/000728/versions/0.240827.1809/assets/"
    assert demo.ask(path).json()["results"] == demo_factory().ask(path).json()["results"]


def test_versions_differ_in_their_assets(demo: Demo) -> None:
    """The second version of 000728 has more than the first, and the draft a file of its own."""
    listing = demo.ask("/api/dandisets/000728/versions/?order=created").json()["results"]
    first, second = [row["version"] for row in listing if row["version"] != "draft"]
    held = [{row["path"] for row in demo.assets("000728", v)} for v in (first, second, "draft")]
    assert held[0] < held[1] < held[2]


def test_every_nwb_asset_of_the_two_real_looking_dandisets_has_bytes(demo: Demo) -> None:
    """What is listed as NWB in 000728 and 000409 opens, and starts as HDF5 does."""
    for asset in demo.assets("000728") + demo.assets("000409"):
        if asset["path"].endswith(".nwb"):
            answer = demo.ask(demo.object_url(asset), Range="bytes=0-7")
            assert answer.content == b"\x89HDF\r\n\x1a\n", asset["path"]


def test_a_listing_is_served_as_one_more_dandiset(demo_factory: DemoFactory) -> None:
    """The 57,717 real paths of 000026 can be walked to the last file, folder by folder."""
    listing = shared_path("data", "dandisets", "000026", "assets.jsonl.gz")
    demo = demo_factory("--listing", str(listing), "--listing-id", "000026")
    root = "/api/dandisets/000026/versions/draft/assets/paths/?page_size=1000&path_prefix="
    waiting, n_files = [""], 0
    while waiting:
        for row in pages(demo, root + waiting.pop()):
            if row["asset"] is None:
                waiting.append(row["path"])
            else:
                n_files += 1
    assert n_files == 57_717
