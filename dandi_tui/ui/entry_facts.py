"""What is known of a file, a folder or a key, as label and words: for the browser's details, and
for `dandi-tui info`. Pure."""

from dandi_tui import text
from dandi_tui.archive.asset_metadata import AssetFacts, Subject
from dandi_tui.archive.model import Asset, AssetFolder, ZarrFolder, ZarrKey
from dandi_tui.archive.sessions import object_url

Fact = tuple[str, str]
"""Label and words; untrusted."""


def row_facts(item: object) -> list[Fact]:
    """What a row alone says; nothing of a sentence."""
    if isinstance(item, AssetFolder):
        files = text.plural(item.asset_count, "file")
        rows = [("path", f"{item.path}/"), ("files", files), ("size", exact_size(item.size_bytes))]
    elif isinstance(item, Asset):
        kind = "Zarr" if item.zarr else ""
        rows = [("path", item.path), ("kind", kind), ("size", exact_size(item.size_bytes))]
    elif isinstance(item, ZarrKey):
        rows = [("path", item.path), ("size", exact_size(item.size_bytes))]
        rows += [("modified", item.modified), ("ETag", item.etag)]
    elif isinstance(item, ZarrFolder):
        keys = "" if item.n_keys is None else text.plural(item.n_keys, "key")
        size = "" if item.size_bytes is None else exact_size(item.size_bytes)
        rows = [("path", f"{item.path}/"), ("keys", keys), ("size", size)]
    else:
        return []
    return [(label, words) for label, words in rows if words]


def exact_size(n_bytes: int) -> str:
    """`1.4 MB  1,409,886 bytes`."""
    return f"{text.size(n_bytes)}  {text.plural(n_bytes, 'byte')}"


def metadata_facts(asset: Asset, facts: AssetFacts, download_url: str) -> list[Fact]:
    """Label and words, in the order of interest; what is not known is left out.

    Args:
        asset: As listed.
        facts: What its metadata say.
        download_url: The API's address that anyone can open.
    """
    session = facts.session
    rows: list[Fact] = row_facts(asset)
    for subject in facts.subjects:
        rows += _of_subject(subject)
    rows += [
        ("session", session.identifier),
        ("started", session.start),
        ("about", session.description),
        ("variables", ", ".join(facts.variables)),
        ("approach", ", ".join(facts.approaches)),
        ("technique", ", ".join(facts.techniques)),
        ("keywords", ", ".join(facts.keywords)),
        ("format", facts.encoding),
        ("access", facts.access),
        ("created", facts.created),
        ("modified", facts.modified),
        ("published", facts.published),
        ("file changed", facts.blob_modified),
        ("asset id", facts.asset_id or asset.asset_id),
        ("Zarr id" if facts.zarr else "blob id", facts.content_id),
        *((name, digest) for name, digest in facts.digests),
        ("download URL", download_url),
        ("content URL", object_url(facts) or asset.url.partition("?")[0]),
    ]
    return [(label, words) for label, words in rows if words]


def _of_subject(subject: Subject) -> list[Fact]:
    return [
        ("subject", subject.identifier),
        ("species", subject.species),
        ("age", subject.age),
        ("sex", subject.sex),
        ("genotype", subject.genotype),
        ("strain", subject.strain),
    ]
