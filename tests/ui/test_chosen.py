"""What is selected, and that nothing in it is counted twice."""

import random
from collections.abc import Sequence

from dandi_tui.archive.model import Asset, AssetFolder, Entry
from dandi_tui.archive.wanted import matches, words_of
from dandi_tui.ui.widgets.chosen import Chosen, above
from dandi_tui.ui.widgets.filter import marked
from tests.fakes import asset, children

PATHS = [f"{a}/{b}/{c}.nwb" for a in "pq" for b in "rs" for c in "tuv"] + ["p/x.nwb", "y.nwb"]
ASSETS = [asset(path, size=2**n, number=n) for n, path in enumerate(PATHS)]


def below(folder: str) -> Sequence[Entry]:
    """All that is directly in a folder."""
    return children(ASSETS, folder)


def everything() -> list[Entry]:
    """All files and folders."""
    folders = sorted({folder for path in PATHS for folder in above(path)} | {""})
    return [one for folder in folders for one in below(folder)]


def files_of(chosen: Chosen) -> set[str]:
    """The paths of the files that are selected, folders opened."""
    return {path for path in PATHS if chosen.covers(path)}


def test_any_keys_select_what_they_should() -> None:
    """Toggled at random, files, count and size are those of a set of paths."""
    dice, chosen, expected = random.Random(7), Chosen(), set[str]()
    entries = everything()
    for _ in range(2_000):
        entry = dice.choice(entries)
        inside = {p for p in PATHS if p == entry.path or p.startswith(f"{entry.path}/")}
        was_on = chosen.covers(entry.path)
        assert chosen.toggle(entry, below)
        expected = expected - inside if was_on else expected | inside
        assert files_of(chosen) == expected
        assert chosen.n_files == len(expected)
        assert chosen.size_bytes == sum(one.size_bytes for one in ASSETS if one.path in expected)


def test_what_is_not_known_cannot_be_taken_apart() -> None:
    """A file of a selected folder that is not loaded stays selected."""
    chosen = Chosen()
    folder = next(one for one in everything() if isinstance(one, AssetFolder))
    file = next(one for one in ASSETS if one.path.startswith(f"{folder.path}/"))
    chosen.toggle(folder, below)
    assert not chosen.toggle(file, lambda _folder: None)
    assert chosen.covers(file.path)
    assert [one.path for one in chosen.entries if isinstance(one, Asset)] == []


def test_an_asterisk_stands_for_anything_between() -> None:
    """Pieces of a word come in their order, words in any; all pieces are marked."""
    assert matches(words_of("sub-1*.nwb"), "a/SUB-12/x.nwb")
    assert not matches(words_of("nwb*sub"), "sub-1.nwb")
    assert matches(words_of("nwb sub *"), "sub-1.nwb")
    spans = marked("sub-1_a.nwb", words_of("sub*nwb"), "name")
    assert [span.text for span in spans if span.role == "match"] == ["sub", "nwb"]
