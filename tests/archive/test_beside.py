"""The files that a file names are found in its folder, and nowhere else."""

from pathlib import Path

import pytest

from dandi_tui.archive.beside import files_beside, local_beside, path_beside
from tests.fakes import FakeArchive

FILE = "sub-501560436/sub-501560436_ses-501560436-StimA_behavior+ophys.nwb"
SIBLING = "sub-501560436_ses-501560436-StimC_behavior+ophys.nwb"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("./ses_image/video.mp4", "sub-1/ses_image/video.mp4"),
        ("video.mp4", "sub-1/video.mp4"),
        ("../video.mp4", "video.mp4"),
        ("../../etc/passwd", ""),
        ("/etc/passwd", ""),
        ("~/secrets", ""),
        ("https://example.org/video.mp4", ""),
        ("a\0b", ""),
        (".", "sub-1"),
    ],
)
def test_a_name_means_a_path_of_the_dandiset(name: str, path: str) -> None:
    """It starts at the file's folder, and cannot leave the dandiset."""
    assert path_beside("sub-1/ses.nwb", name) == path


async def test_what_the_dandiset_holds_has_an_address() -> None:
    """What it does not hold is left out."""
    names = [f"./{SIBLING}", "./missing.mp4", "../../etc/passwd"]
    found = await files_beside(FakeArchive(), "000728", "0.240827.1809", FILE, names)
    assert [one.name for one in found] == [f"./{SIBLING}"]
    assert found[0].address.name == SIBLING


def test_of_a_local_file_only_what_lies_below_its_folder(tmp_path: Path) -> None:
    """Neither `..` nor a link leads out."""
    folder = tmp_path / "sub-1"
    folder.mkdir()
    (tmp_path / "secret").write_text("x")
    (folder / "video.mp4").write_bytes(b"x")
    (folder / "link.mp4").symlink_to(tmp_path / "secret")
    names = ["./video.mp4", "../secret", "./link.mp4", "./missing.mp4"]
    found = local_beside(folder / "ses.nwb", names)
    assert [one.name for one in found] == ["./video.mp4"]
    assert found[0].address.local_path == str((folder / "video.mp4").resolve())


def test_a_name_that_no_file_can_have_is_left_out(tmp_path: Path) -> None:
    """Too long, or a link to itself: a file may name what it likes."""
    (tmp_path / "loop").symlink_to("loop")
    assert not local_beside(tmp_path / "ses.nwb", ["x" * 300, "loop", "loop/x", "x/" * 3_000])
