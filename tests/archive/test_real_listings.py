"""The real listings of 59 dandisets, served by the demo and walked folder by folder."""

import asyncio
import gzip
import json
from collections import Counter
from pathlib import Path

from dandi_tui.archive import connect
from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Asset, AssetFolder
from dandi_tui.settings import Settings
from tests.demo_fixture import DemoFactory
from tests.shared import shared_path

AT_ONCE = 4


async def test_sums_of_all_folders_are_those_of_the_files(
    demo_factory: DemoFactory, tmp_path: Path
) -> None:
    """100,057 files: each is met once, with its size; what a folder says is what lies below it."""
    listings = shared_path("data", "dandisets")
    demo = demo_factory("--listing", str(listings))
    archive = await connect(Settings(instance=demo.api_url, cache_dir=tmp_path, answers_bytes=0))
    n_files = n_pages = 0
    for file in sorted(listings.glob("[0-9]*/assets.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        sizes = {row["path"]: row.get("size") or 0 for row in rows}
        files, folders = await walked(archive, file.parent.name)
        assert files == sizes
        assert folders == sums(sizes)
        children = Counter(path.rpartition("/")[0] for path in (*files, *filter(None, folders)))
        n_files += len(files)
        n_pages += sum(-(-n // 1000) for n in children.values())
    await archive.close()
    assert n_files == 100_057
    paths = [entry["path"] for entry in demo.log("api")]
    assert len([path for path in paths if "/assets/paths/" in path]) == n_pages


def sums(sizes: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Files and bytes below every folder, computed plainly."""
    counts: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for path, size in sizes.items():
        parts = path.split("/")
        for n in range(len(parts)):
            folder = "/".join(parts[:n])
            counts[folder] += 1
            totals[folder] += size
    return {folder: (counts[folder], totals[folder]) for folder in counts}


async def walked(
    archive: Archive, identifier: str
) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """Sizes of all files, and counts and sizes that all folders say; the root is in the list."""
    files: dict[str, int] = {}
    root = (await archive.dandiset(identifier)).draft
    assert root
    folders = {"": (root.asset_count, root.size_bytes)}
    waiting = [""]

    async def look() -> None:
        while waiting:
            async for page in archive.folder(identifier, "draft", waiting.pop()):
                for one in page:
                    if isinstance(one, AssetFolder):
                        folders[one.path] = (one.asset_count, one.size_bytes)
                        waiting.append(one.path)
                    elif isinstance(one, Asset):
                        assert one.path not in files
                        files[one.path] = one.size_bytes

    while waiting:
        await asyncio.gather(*(look() for _ in range(AT_ONCE)))
    return files, folders
