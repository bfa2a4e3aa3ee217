"""A picture as lines of text: no line is wider than the terminal, and no remark is lost."""

import io
import sys

import pytest

from dandi_tui.cli.output import Pen, say_reading
from dandi_tui.cli.picture import picture_lines
from dandi_tui.protocol.messages import Progress
from dandi_tui.protocol.pictures import Facts, Picture, Stats
from dandi_tui.protocol.requests import Ink

PICTURE = Picture(
    rows=("chart",),
    facts=Facts(
        path="/units", title="units", neurodata_type="Units", shown=("unit 3", "of 12"),
        span=("0–20 s", "of 20 s"), remarks=("aligned to trials.start_time", "24 trials", "2 cut"),
    ),
)  # fmt: skip


def lines(width: int) -> list[str]:
    return list(picture_lines(PICTURE, width, Pen(Ink(colors="none"))))


def test_remarks_that_the_header_has_no_room_for_stand_below() -> None:
    """The part and the span keep their places; a wide header has all remarks."""
    assert lines(90)[1].startswith("unit 3 of 12  aligned to trials.start_time  24 trials  2 cut  ")
    assert [line.split()[0] for line in lines(90)[3:]] == ["object"]
    narrow = lines(64)
    assert narrow[1].startswith("unit 3 of 12  aligned to trials.start_time  ")
    assert narrow[1].endswith("  0–20 s of 20 s")
    assert narrow[-1] == "object  /units  24 trials  2 cut"
    assert lines(34)[-1].startswith("remarks aligned to trials")


def test_no_line_is_wider_than_asked_for() -> None:
    """From the width of a part and a span on, which are never cut."""
    for width in range(34, 100):
        assert max(map(len, lines(width))) <= width


class Tty(io.StringIO):
    """A terminal's stderr."""

    def isatty(self) -> bool:
        return True


def test_a_long_read_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line on a terminal, also in a silence; not of what takes no second."""
    err = Tty()
    monkeypatch.setattr(sys, "stderr", err)
    say_reading(Progress(1, Stats(bytes=900_000, seconds=0.4)))
    assert err.getvalue() == ""
    say_reading(Progress(1, Stats(bytes=2_100_000, seconds=1.4), silent_s=12.0))
    assert err.getvalue() == "\r\x1b[Kreading, 2.1 MB so far, no answer for 12 s"
