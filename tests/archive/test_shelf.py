"""Small documents on disk."""

from pathlib import Path

from dandi_tui.archive.shelf import Shelf
from dandi_tui.settings import Settings


def shelf(folder: Path, *, limit: int = 10_000, private: bool = False, keep: bool = False) -> Shelf:
    """A shelf in a cache of this folder."""
    settings = Settings(cache_dir=folder, keep_embargoed=keep)
    return Shelf(settings, "things", limit, private=private)


def test_what_is_put_is_there_for_the_next_process(tmp_path: Path) -> None:
    """Under its own name alone, and closed to all other users."""
    shelf(tmp_path).put("a/../b", b"content")
    assert shelf(tmp_path).get("a/../b") == b"content"
    assert shelf(tmp_path).get("c") is None
    (kept,) = (tmp_path / "things").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert (tmp_path / "things").stat().st_mode & 0o077 == 0


def test_embargoed_things_are_kept_only_if_one_says_so(tmp_path: Path) -> None:
    """Neither written nor read without `keep_embargoed`."""
    shelf(tmp_path, private=True).put("a", b"secret")
    assert not (tmp_path / "things").exists()
    shelf(tmp_path, private=True, keep=True).put("a", b"secret")
    assert shelf(tmp_path, private=True, keep=True).get("a") == b"secret"
    assert shelf(tmp_path, private=True).get("a") is None


def test_what_was_used_least_recently_gives_way(tmp_path: Path) -> None:
    """A new shelf looks whether all have room; what is larger than all of it is not kept."""
    for number in range(5):
        shelf(tmp_path, limit=3_000).put(str(number), bytes(900))
    held = [n for n in range(5) if shelf(tmp_path).get(str(n)) is not None]
    assert len(held) == 3
    shelf(tmp_path, limit=3_000).put("large", bytes(3_001))
    assert shelf(tmp_path).get("large") is None


def test_a_damaged_file_is_nothing(tmp_path: Path) -> None:
    """Cut or foreign content is dropped."""
    shelf(tmp_path).put("a", b"content")
    (kept,) = (tmp_path / "things").iterdir()
    kept.write_bytes(kept.read_bytes()[:-1])
    assert shelf(tmp_path).get("a") is None
    assert not kept.exists()
