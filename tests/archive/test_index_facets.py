"""The facets of 285 real records are those of a plain count."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dandi_tui.archive.facet_names import FACETS
from dandi_tui.archive.index import Query
from tests.archive.indexed import DAY, DocumentArchive, built, real_documents
from tests.shared import shared_path


def plain(document: dict[str, Any], facet: str) -> set[str]:
    """The values of a facet, by the shortest way from the document."""
    summary = document.get("assetsSummary", {})
    key = {"variable": "variableMeasured", "technique": "measurementTechnique"}.get(facet, facet)
    if facet in ("contributor", "funder"):
        return {
            " ".join(one["name"].split())[:120]
            for one in document.get("contributor", [])
            if (set(one.get("roleName", [])) in ({"dcite:Funder"}, {"dcite:Sponsor"},
                {"dcite:Funder", "dcite:Sponsor"})) is (facet == "funder")
        }  # fmt: skip
    if facet == "licence":
        return {one.removeprefix("spdx:") for one in document.get("license") or []}
    if facet == "year":
        times = (document.get("datePublished"), document["version"] != "draft" and DAY,
                 document.get("dateCreated"), "2023")  # fmt: skip
        return {next(time for time in times if time)[:4]}
    if facet in ("subjects", "size"):
        return plain_range(facet, summary)
    values = {one["name"] if isinstance(one, dict) else one for one in summary.get(key) or []}
    return {" ".join(value.removesuffix(f" {facet}").split())[:120] for value in values}


def plain_range(facet: str, summary: dict[str, Any]) -> set[str]:
    """The range of a number, said once more."""
    subjects, size = summary.get("numberOfSubjects"), (summary.get("numberOfBytes") or 0) / 1e9
    if facet == "size":
        small = "empty" if size == 0 else "< 1 GB" if size <= 1 else "1–100 GB"
        large = "100 GB–1 TB" if size <= 1e3 else "1–10 TB" if size <= 1e4 else "> 10 TB"
        return {small if size <= 100 else large}
    if subjects is None:
        return set()
    few = "none" if subjects == 0 else "1" if subjects == 1 else "2–10"
    many = "11–50" if subjects <= 50 else "51–200" if subjects <= 200 else "> 200"
    return {few if subjects <= 10 else many}


@pytest.mark.parametrize("words", ["", "mouse", "visual cortex"])
async def test_counts_of_real_records_are_those_of_a_plain_count(
    tmp_path: Path, words: str
) -> None:
    """285 real dandisets: under words and a chosen value, each counts what the others leave."""
    documents = real_documents(shared_path("data", "dandisets", "_index.jsonl.gz"))
    index = await built(tmp_path, DocumentArchive(documents))
    everything = await index.search(Query(words=words))
    assert everything is not None
    under = {hit.dandiset.identifier: documents[hit.dandiset.identifier] for hit in everything.hits}
    value = everything.counts["approach"][0][0]
    found = await index.search(Query(words=words, facets={"approach": frozenset([value])}))
    assert found is not None
    chosen = [one for one in under.values() if value in plain(one, "approach")]
    assert len(found.hits) == len(chosen)
    for facet in [one for one in FACETS if one != "species"]:  # which has a test of its own
        base = under.values() if facet == "approach" else chosen
        expected = Counter(value for one in base for value in plain(one, facet) if value)
        assert dict(found.counts[facet]) == dict(expected), facet
    await index.close()


async def test_species_are_one_whatever_the_archive_calls_them(tmp_path: Path) -> None:
    """`House mouse` and `Mus musculus - House mouse` are the same facet's value."""
    documents = real_documents(shared_path("data", "dandisets", "_index.jsonl.gz"))
    index = await built(tmp_path, DocumentArchive(documents))
    found = await index.search(Query())
    assert found is not None
    taxon = "http://purl.obolibrary.org/obo/NCBITaxon_10090"
    mice = [
        one
        for one in documents.values()
        if taxon in {kind.get("identifier") for kind in one["assetsSummary"].get("species", [])}
    ]
    assert dict(found.counts["species"])["Mus musculus"] == len(mice)
    await index.close()
