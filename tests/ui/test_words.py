"""Names cut so that their end survives; rows that fill their width."""

import pytest
from rich.cells import cell_len

from dandi_tui.ui.words import (
    Span,
    file_name,
    fit,
    least_file_name,
    shared_start,
    spans_width,
    spread,
    type_name,
)

SESSION = "sub-491604983_ses-501560436-StimC_behavior+image+ophys.nwb"
SIBLINGS = (
    "sub-491604983_ses-500964514-StimA_behavior+image+ophys.nwb",
    SESSION,
    "sub-491604983_ses-501560436-StimC_ophys.nwb",
)


def test_siblings_share_subject_and_the_word_ses_but_no_part_of_a_session() -> None:
    """Both sessions start with `50`; they are not cut in their middle."""
    assert shared_start(SIBLINGS) == "sub-491604983_ses-"


def test_a_page_that_comes_later_narrows_what_is_shared() -> None:
    """What all pages share, not each by itself."""
    first = shared_start(["sub-1_ses-a_x.nwb", "sub-1_ses-b_x.nwb"])
    assert shared_start(["sub-1_obj-c.nwb"], first) == "sub-1_"
    assert shared_start(["other.nwb"], first) == ""


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "sub-491604983_ses-501560436-StimC_behavior+image+ophys"),
        (38, "…501560436-StimC_behavior+image+ophys"),
        (27, "…501560436-StimC_beh…+ophys"),
        (25, "…501560436-StimC_b…+ophys"),
        (24, "…501560436-StimC_…+ophys"),
        (18, "…501560436-StimC…"),
    ],
)
def test_a_file_keeps_its_session_and_its_last_modality(width: int, shown: str) -> None:
    """First goes what siblings share, then the middle of the last part."""
    assert file_name(SESSION, shared_start(SIBLINGS), width) == shown


def test_only_the_ending_nwb_is_left_out() -> None:
    """Any other ending says what the file is."""
    assert file_name("volume.ome.zarr", "", 30) == "volume.ome.zarr"
    assert file_name("a.nwb", "", 30) == "a"
    assert file_name(".nwb", "", 30) == ".nwb"


@pytest.mark.parametrize("width", range(1, 60))
def test_no_name_is_wider_than_its_room(width: int) -> None:
    """Also wide characters, and names that are hostile."""
    for name in (
        *SIBLINGS,
        "脳の画像_セッション_長い名前.nwb",
        "\x1b[31m\u202e_x_" * 5,
        "_",
        "a" * 99,
    ):
        shown = file_name(name, shared_start(SIBLINGS), width)
        assert cell_len(shown) <= width
        assert "\x1b" not in shown


def test_the_least_room_keeps_the_session() -> None:
    """Under it the size column goes before the session does."""
    assert least_file_name(SESSION, shared_start(SIBLINGS)) == 24


def test_types_are_cut_at_their_end_and_left_out_under_nine_columns() -> None:
    """A short one that fits stays whole."""
    assert type_name("RoiResponseSeries", 10) == "RoiRespon…"
    assert type_name("RoiResponseSeries", 8) == ""
    assert type_name("Images", 6) == "Images"


@pytest.mark.parametrize("width", range(1, 40))
def test_a_row_fills_its_width_exactly(width: int) -> None:
    """Whatever stands left and right, and however wide its characters are."""
    for left in ("name", "脳の画像", "a very long name of an object"):
        spans = spread([Span(left)], [Span("Type")], width)
        assert spans_width(spans) == width


def test_text_is_made_safe_before_it_is_cut() -> None:
    """A cut cannot leave half an escape sequence."""
    assert fit("a\x1b[31mb", 10) == "a�[31mb"
