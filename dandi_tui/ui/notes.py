"""Short notes for the preview of files and folders: from the row alone, nothing is asked."""

from textual.content import Content

from dandi_tui import text
from dandi_tui.archive.model import Asset, AssetFolder, ZarrEntry, ZarrFolder
from dandi_tui.ui.captions import key, styled

LABEL = 13


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
        enter = key("l", "unfolds its keys") if entry.zarr else key("Enter", "shows its objects")
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
