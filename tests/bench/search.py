"""How long a query of the local index takes, over the records of a real archive."""

import asyncio
import tempfile
import time
from pathlib import Path

from dandi_tui.archive.index import Index, Query
from tests.archive.indexed import DocumentArchive, built, real_documents
from tests.shared import shared_folder

BOUND_MS = 30.0
WORDS = ("a", "mouse", "two-photon", "hippocampus buzsaki", '"visual cortex"', "000728", "e")
N = 20


def queries(cache_dir: Path) -> list[tuple[str, float, float, str]]:
    """The slowest of some queries, each the median of many, with and without a facet."""
    del cache_dir
    shared = shared_folder()
    if shared is None:
        return []
    documents = real_documents(shared / "data" / "dandisets" / "_index.jsonl.gz")
    with tempfile.TemporaryDirectory() as scratch:
        slowest = asyncio.run(_slowest(Path(scratch), DocumentArchive(documents)))
    return [(f"query over {len(documents)} dandisets, slowest", 1e3 * slowest, BOUND_MS, "ms")]


async def _slowest(folder: Path, archive: DocumentArchive) -> float:
    index = await built(folder, archive)
    try:
        chosen = {"species": frozenset(["Mus musculus"])}
        return max(
            [await _median(index, Query(words=words, snippets=True)) for words in WORDS]
            + [await _median(index, Query(words=words, facets=chosen)) for words in ("", *WORDS)]
        )
    finally:
        await index.close()


async def _median(index: Index, query: Query) -> float:
    times: list[float] = []
    for _ in range(N):
        started = time.perf_counter()
        await index.search(query)
        times.append(time.perf_counter() - started)
    return sorted(times)[N // 2]
