"""What is copied of several selected files and folders: a line each. Pure."""

from collections.abc import Iterable, Sequence

from dandi_tui import text
from dandi_tui.archive.model import Asset, Entry
from dandi_tui.ui.clipboard import MOST_CHARACTERS
from dandi_tui.ui.later_archive import LaterArchive, is_local
from dandi_tui.ui.screens.copy import Copied


def copied_files(
    archive: LaterArchive, place: tuple[str, str], entries: Sequence[Entry]
) -> list[Copied]:
    """Paths, and URLs: of a file what downloads it, of a folder its page.

    Args:
        archive: Knows the addresses.
        place: Identifier and version.
        entries: What is selected, in the order of selection.
    """
    noun = "file" if all(isinstance(one, Asset) for one in entries) else "selected"
    paths = _lines(f"{noun} path", [one.path for one in entries])
    if is_local(place[0]):
        return [paths]
    urls = (
        archive.download_url(one) if isinstance(one, Asset) else archive.web_url(*place, one.path)
        for one in entries
    )
    return [paths, _lines(f"{noun} URL", urls)]


def _lines(what: str, words: Iterable[str]) -> Copied:
    """One safe line each, as many as a terminal takes; how many is said."""
    # Where an instance has no pages of folders, several lead to one.
    lines = list(dict.fromkeys(text.safe(one) for one in words if one))
    kept: list[str] = []
    room = MOST_CHARACTERS
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    n, n_all = text.count(len(kept)), text.count(len(lines))
    said = f"first {n} of {n_all}" if len(kept) < len(lines) else n_all
    return Copied(f"{said} {what}{'' if len(lines) == 1 else 's'}", "\n".join(kept), is_list=True)
