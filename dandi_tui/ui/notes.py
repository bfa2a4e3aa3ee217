"""Short notes for the preview of what is in the lists: from the row alone, nothing is asked."""

from textual.content import Content

from dandi_tui import text
from dandi_tui.archive.model import Asset, AssetFolder, Dandiset, Version
from dandi_tui.archive.zarr import ZarrEntry, ZarrFolder
from dandi_tui.ui.captions import key, styled

LABEL = 13


def dandiset_note(dandiset: Dandiset) -> Content:
    """Name, version, dates, access, files and size of a dandiset."""
    version = dandiset.version
    head = [
        styled(text.safe(dandiset.name) or "Without a name", "bright", bold=True),
        Content("  ").join(_identity(dandiset)),
        Content(""),
    ]
    if version is None:
        return Content("\n").join([*head, styled("It has no version yet.", "dim")])
    figures = [
        (text.count(version.asset_count), "files"),
        (text.size(version.size_bytes), "size"),
    ]
    rows = [
        ("Contact", text.safe(dandiset.contact_person)),
        ("Created", text.date(dandiset.created)),
        ("Modified", text.date(version.modified)),
        ("Published", _dated(dandiset.published)),
        ("Draft", _dated(dandiset.draft)),
        ("Stars", text.count(dandiset.star_count) if dandiset.star_count else ""),
    ]
    return Content("\n").join([*head, *_figures(figures), Content(""), *_labelled(rows), *_enter()])


def _identity(dandiset: Dandiset) -> list[Content]:
    parts = [styled(f"DANDI:{text.safe(dandiset.identifier)}", "accent")]
    if dandiset.version:
        parts += [
            styled(text.safe(dandiset.version.version)),
            styled(text.date(dandiset.version.modified), "dim"),
        ]
    access = dandiset.embargo_status == "OPEN"
    return [
        *parts,
        styled("open access" if access else "embargoed", "success" if access else "warning"),
    ]


def _dated(version: Version | None) -> str:
    if version is None:
        return ""
    files = text.plural(version.asset_count, "file")
    words = "" if version.is_draft else f"{text.safe(version.version)}  "
    return f"{words}{text.date(version.modified)}  {files}  {text.size(version.size_bytes)}"


def _figures(figures: list[tuple[str, str]]) -> list[Content]:
    """Numbers before words: large above, what they count below."""
    numbers = [styled(number.ljust(LABEL), "bright", bold=True) for number, _ in figures]
    words = [styled(word.ljust(LABEL), "dim") for _, word in figures]
    return [Content("").join(numbers), Content("").join(words)]


def _labelled(rows: list[tuple[str, str]]) -> list[Content]:
    return [
        Content.assemble(styled(label.ljust(LABEL), "dim"), styled(words))
        for label, words in rows
        if words
    ]


def _enter() -> list[Content]:
    return [Content(""), key("Enter", "shows its files")]


def foreign_note(asset: Asset, url: str) -> Content:
    """What there is to say of a file that holds no objects: its size, and where it is."""
    name = text.safe(asset.name)
    return Content("\n").join(
        [
            styled(name, "bright", bold=True),
            styled(f"{name} is not an NWB file; dandi-tui shows NWB and HDF5 files."),
            Content(""),
            *_labelled([("Size", text.size(asset.size_bytes)), ("URL", text.safe(url))]),
            Content(""),
            key("y", "copies path or URL"),
        ]
    )


def entry_note(entry: Asset | AssetFolder, *, unfolded: bool = False) -> Content:
    """Name, path and size of a file or folder."""
    head = styled(text.safe(entry.name), "bright", bold=True)
    parent = text.safe(entry.path.rpartition("/")[0])
    if isinstance(entry, AssetFolder):
        figures = [(text.count(entry.asset_count), "files"), (text.size(entry.size_bytes), "size")]
        enter = key("Enter", "folds it" if unfolded else "unfolds it")
    else:
        figures = [(text.size(entry.size_bytes), "Zarr" if entry.zarr else "file")]
        enter = key("Enter", "shows its objects")
    return Content("\n").join(
        [head, styled(parent, "dim"), Content(""), *_figures(figures), Content(""), enter]
    )


def zarr_note(entry: ZarrEntry) -> Content:
    """Name, place and size of a key of a Zarr, or of a folder of keys."""
    head = styled(text.safe(entry.name), "bright", bold=True)
    parent = styled(text.safe(entry.path.rpartition("/")[0]), "dim")
    if isinstance(entry, ZarrFolder):
        words = [styled("More keys than one page lists: how many is not known.", "dim")]
        if entry.n_keys is not None:
            size = text.size(entry.size_bytes)
            words = _figures([(text.count(entry.n_keys), "keys"), (size, "size")])
        rest = [Content(""), key("l", "unfolds it")]
        return Content("\n").join([head, parent, Content(""), *words, *rest])
    figures = _figures([(text.size(entry.size_bytes), "key of a Zarr")])
    rows = [("Modified", text.date(entry.modified)), ("ETag", text.safe(entry.etag))]
    return Content("\n").join([head, parent, Content(""), *figures, Content(""), *_labelled(rows)])
