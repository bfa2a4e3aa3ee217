"""Rows of words: captions, status, footer, layouts, fuzzy matches."""

import pytest
from msgspec.structs import replace

from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Cost, Facts, Question, Stats
from dandi_tui.protocol.requests import Draw
from dandi_tui.ui.captions import fact_rows, header, progress_row
from dandi_tui.ui.fuzzy import match
from dandi_tui.ui.keys import entries
from dandi_tui.ui.layout import layout_of, too_small
from dandi_tui.ui.preview_commands import MOVE_COMMANDS
from dandi_tui.ui.screens.browser_commands import BROWSER_COMMANDS
from dandi_tui.ui.widgets.box import question_rows
from dandi_tui.ui.widgets.footer import footer_row
from dandi_tui.ui.widgets.status_line import Status, status_row
from tests.ui.recording import facts_of

FACTS = facts_of(
    Draw(source=Address(local_path="/a.nwb"), path="/processing/ophys/DfOverF/DfOverF")
)


def test_the_header_says_what_and_how_much() -> None:
    """Two rows where there is room; one in narrow terminals, with the unit that a chart lacks."""
    first, second = header(FACTS, 76, compact=False)
    assert first.plain.startswith("DfOverF  RoiResponseSeries")
    assert first.plain.endswith("traces   values   note")
    assert second.plain.startswith("ROI 0–5 of 174")
    assert second.plain.endswith("500–580 s of 3,786 s")
    (only,) = header(replace(FACTS, unit_left_out=True), 50, compact=True)
    assert only.plain.startswith("ROI 0–5 of 174  a.u.")


@pytest.mark.parametrize("width", range(8, 120, 7))
@pytest.mark.parametrize("compact", [True, False])
def test_no_row_is_wider_than_its_room(width: int, compact: bool) -> None:
    """Whatever the width, rows are cut or left out, never wrapped."""
    rows = header(FACTS, width, compact=compact) + fact_rows(FACTS, width, compact=compact)
    assert all(row.cell_length <= width for row in rows)
    assert status_row(Status(words="/a/b/c.nwb"), width).cell_length <= width


def test_facts_are_left_out_rather_than_cut() -> None:
    """Numbers are never cut."""
    data, _cost = fact_rows(FACTS, 50, compact=True)
    assert data.plain == "data 113,888 × 174  float32  a.u.  30.08 Hz"


def test_progress_in_the_units_of_the_whole() -> None:
    """`1.2 of 3.0 MB  0.9 MB/s  2.0 s left`; unknown size: no bar."""
    words = progress_row(1_200_000, 3_000_000, 1.2, 80).plain
    assert "1.2 of 3.0 MB" in words
    assert "1.0 MB/s" in words
    assert words.endswith("Esc stop")
    unknown = progress_row(1_200_000, 0, 1.2, 80).plain
    assert "1.2 MB" in unknown
    assert "█" not in unknown


@pytest.mark.parametrize("width", [30, 50, 56, 78])
@pytest.mark.parametrize(("silent_s", "end"), [(0.0, "82.8 s left"), (120.0, "for 120 s")])
def test_the_end_of_progress_is_whole(width: int, silent_s: float, end: str) -> None:
    """How long it takes, or has taken without a byte, outlives what stands before it."""
    row = progress_row(24_200_000, 98_400_000, 27.0, width, silent_s).plain
    assert row.endswith("  Esc stop")
    assert row.removesuffix("Esc stop").rstrip().endswith(end)
    assert len(row) == width


def test_the_speed_goes_before_the_amount() -> None:
    """In the preview of 80 columns."""
    row = progress_row(8_100_000, 12_100_000, 9.8, 50).plain
    assert row == "reading  8.1 of 12.1 MB  4.84 s left      Esc stop"


def test_the_status_line_counts() -> None:
    """In words where there is room, else short."""
    stats = Stats(requests=2, bytes=3_400_000, from_cache_bytes=1_100_000, seconds=0.31)
    wide = status_row(Status(words="a.nwb", stats=stats), 120).plain
    assert wide.endswith("2 requests  3.4 MB  1.1 MB from cache  0.31 s")
    assert status_row(Status(words="a.nwb", stats=stats), 80).plain.endswith(
        "2 req  3.4 MB  0.31 s"
    )


def test_the_footer_drops_from_the_end_but_never_quit() -> None:
    """What does not fit is left out before help and quit."""
    commands = [*MOVE_COMMANDS, *BROWSER_COMMANDS]
    wide = footer_row(commands, 120).plain
    assert wide.startswith("[ ] earlier, later   { } traces   < > zoom   v view   y copy")
    for width in range(30, 120):
        row = footer_row(commands, width)
        assert row.plain.endswith("? help   q quit")
        assert row.cell_length <= width


def test_every_command_has_its_own_keys() -> None:
    """No key means two things in the same place."""
    keys = [key for command in (*MOVE_COMMANDS, *BROWSER_COMMANDS) for key in command.keys]
    assert len(keys) == len(set(keys))
    assert [entry.keys for entry in entries(MOVE_COMMANDS)][:3] == ["[ ]", "{ }", "< >"]


def test_a_question_in_a_narrow_box() -> None:
    """Its parts go on in the next row rather than being cut."""
    cost = Cost(chunks=9, fetch_bytes=28_100_000, memory_bytes=79_300_000, seconds=6.2)
    question = Question(facts=Facts(path="/x", title="x"), what="174 ROIs", cost=cost)
    words = "\n".join(row.plain for row in question_rows(question, 40))
    assert "28.1 MB, 79.3 MB in memory" in words
    assert "about 6 s" in words
    assert max(map(len, words.splitlines())) <= 40


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((59, 40), "none"),
        ((60, 15), "none"),
        ((60, 16), "single"),
        ((79, 50), "single"),
        ((80, 24), "narrow"),
        ((120, 29), "narrow"),
        ((100, 30), "framed"),
        ((159, 60), "framed"),
        ((160, 30), "wide"),
    ],
)
def test_layouts_by_size(size: tuple[int, int], layout: str) -> None:
    """Part 1 of the look."""
    assert layout_of(*size) == layout


def test_too_small_in_words() -> None:
    """It says what is needed and what there is."""
    assert too_small(52, 14) == "dandi-tui needs 60×16; this terminal is 52×14."


def best(letters: str, *paths: str) -> str:
    fits = {path: match(letters, path) for path in paths}
    return max((p for p, fit in fits.items() if fit), key=lambda p: fits[p].score)  # type: ignore[union-attr]


def test_fuzzy_prefers_names_to_folders_and_beginnings_to_middles() -> None:
    """The series before its members, capitals before letters inside words."""
    series = "/processing/ophys/DfOverF/DfOverF"
    assert best("dfov", f"{series}/timestamps", series, "/general/displayed_overview") == series
    assert best("roiresp", "/acquisition/electrical_series_po", "/a/RoiResponseSeries").endswith(
        "s"
    )


def test_fuzzy_says_where_the_letters_are() -> None:
    """All of them, in order, in any case; nothing if one is missing."""
    fit = match("dfov", "/ophys/DfOverF")
    assert fit is not None
    assert ["/ophys/DfOverF"[at] for at in fit.positions] == list("DfOv")
    assert match("xyz", "/ophys/DfOverF") is None
    assert match("", "/ophys") is not None


def test_a_narrow_header_keeps_what_the_picture_is_of() -> None:
    """What it is aligned to, the filter, and the unit; how many there are goes first."""

    def row(width: int, **facts: object) -> str:
        picture = Facts(path="/x", title="x", **facts)  # type: ignore[arg-type]
        return header(picture, width, compact=True)[0].plain.rstrip()

    reference = "aligned to static_gratings.start_time"
    aligned = row(
        48,
        shown=("ROI 4", "of 34"),
        legend=(("a", 0),),
        remarks=("3 NaN", reference),
        about=(reference,),
    )
    assert aligned.startswith(f"ROI 4  {reference}")
    span = ("0.0–10.0 s", "of 5,478.7 s")
    only = "only firing_rate>1: 36 of 64"
    said = {"remarks": (only,), "about": (only,)}
    filtered = {"shown": ("unit 0–23", "of 36"), "span": span, "legend": (("CA1", 0),), **said}
    assert row(51, **filtered) == f"unit 0–23  {only}  0.0–10.0 s"
    assert "only firing_rate>1  " in row(44, **filtered)
    cut = row(
        51,
        shown=("ROI 0–5", "of 174"),
        remarks=("2 traces cut at top",),
        y_unit="a.u.",
        unit_left_out=True,
    )
    assert cut == "ROI 0–5 of 174  2 traces cut at top  a.u."
    shown = row(51, shown=("row 0–7", "of 8"), remarks=("columns 1–4 of 28", only), about=(only,))
    assert shown == "row 0–7 of 8  only firing_rate>1  columns 1–4 of 28"
