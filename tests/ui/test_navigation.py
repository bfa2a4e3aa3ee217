"""Where a key leads, from a request and the facts of its answer."""

import math

import pytest
from msgspec.structs import replace

from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw
from dandi_tui.ui.meaning import works
from dandi_tui.ui.navigation import go_to, moved, seconds_of, within

DRAW = Draw(source=Address(local_path="/a.nwb"), path="/x")
TRACES = Facts(
    path="/x",
    title="x",
    view="traces",
    views=("traces", "values", "note"),
    window=(500.0, 580.0),
    extent=(27.0, 3786.0),
    traces=(0, 6),
    n_traces=174,
)
TABLE = Facts(
    path="/x",
    title="x",
    rows=(0, 20),
    n_rows=50,
    fields=("id", "start"),
    all_fields=("id", "start", "stop", "kind", "tag"),
)
MOVIE = Facts(path="/x", title="x", frame=5, n_frames=100)


def windows(facts: Facts, *verbs: str) -> tuple[float, float] | None:
    request = DRAW
    for verb in verbs:
        request = moved(request, facts, verb) or request
    return request.window


def test_later_and_earlier_move_by_a_window() -> None:
    """One window on; and as many as were pressed, before any answer came."""
    assert windows(TRACES, "later") == (580.0, 660.0)
    assert windows(TRACES, "later", "later", "later") == (740.0, 820.0)
    assert windows(TRACES, "earlier") == (420.0, 500.0)


def test_the_ends_stop_a_move_and_keep_the_length() -> None:
    """Near the end the last whole window is shown, and then nothing more happens."""
    near = Draw(source=DRAW.source, path="/x", window=(3700.0, 3780.0))
    last = moved(near, TRACES, "later")
    assert last is not None
    assert last.window == (3706.0, 3786.0)
    assert moved(last, TRACES, "later") is None


def test_zoom_keeps_the_middle() -> None:
    """Twice as long or half as long, about the same middle; never longer than the recording."""
    assert windows(TRACES, "zoom_out") == (460.0, 620.0)
    assert windows(TRACES, "zoom_in") == (520.0, 560.0)
    assert windows(TRACES, "zoom_in", "zoom_out") == (500.0, 580.0)
    assert windows(TRACES, *["zoom_out"] * 9) == (27.0, 3786.0)


def test_zoom_in_ends_at_a_millisecond() -> None:
    """A window is never nothing."""
    window = windows(TRACES, *["zoom_in"] * 60)
    assert window is not None
    assert 1e-3 <= window[1] - window[0] < 3e-3


def test_whole_is_all_there_is() -> None:
    """The recording's own ends, whatever they are."""
    assert windows(TRACES, "whole") == (-math.inf, math.inf)
    assert windows(TRACES, "whole", "later") == (580.0, 660.0)


def test_traces_page_by_as_many_as_are_shown() -> None:
    """6 to 11 follow 0 to 5; before the first there is nothing."""
    following = moved(DRAW, TRACES, "next_traces")
    assert following is not None
    assert following.traces == (6, 0)
    assert moved(DRAW, TRACES, "previous_traces") is None


def test_the_last_page_is_a_full_one() -> None:
    """So that paging back from it shows as many as before."""
    near = Draw(source=DRAW.source, traces=(164, 170))
    last = moved(near, TRACES, "next_traces")
    assert last is not None
    assert last.traces == (168, 0)
    assert moved(last, TRACES, "next_traces") is None


def test_views_go_round() -> None:
    """After the last comes the first."""
    forward = moved(DRAW, TRACES, "next_view")
    back = moved(DRAW, TRACES, "previous_view")
    assert forward is not None
    assert back is not None
    assert (forward.view, back.view) == ("values", "note")


def test_tables_page_rows_and_columns() -> None:
    """Rows follow `rows=a:b`, columns the fields."""
    down = moved(DRAW, TABLE, "later")
    assert down is not None
    assert down.option("rows") == "20:"
    assert (moved(DRAW, TABLE, "down") or DRAW).option("rows") == "3:"
    assert (moved(DRAW, TABLE, "half_down") or DRAW).option("rows") == "10:"
    assert (moved(DRAW, TABLE, "last_page") or DRAW).option("rows") == "30:"
    right = moved(DRAW, TABLE, "next_traces")
    assert right is not None
    assert right.fields == ("id", "stop", "kind", "tag")
    assert moved(DRAW, TABLE, "right") == right
    assert moved(right, TABLE, "right") is None
    assert moved(DRAW, TABLE, "earlier") is None


def test_frames_step_by_one_and_by_ten() -> None:
    """Braces go to the next frame, brackets ten further, never past the ends."""
    assert (moved(DRAW, MOVIE, "next_traces") or DRAW).frame == 6
    assert (moved(DRAW, MOVIE, "later") or DRAW).frame == 15
    assert (moved(DRAW, MOVIE, "earlier") or DRAW).frame == 0


def test_switches_go_on_and_off() -> None:
    """Pressed twice, a switch is where it was."""
    once = moved(DRAW, TRACES, "own_scale")
    assert once is not None
    assert once.option("scale") == "own"
    assert moved(once, TRACES, "own_scale") == DRAW


def test_only_verbs_that_mean_something_work() -> None:
    """A table has no zoom, a movie no epochs, a note nothing."""
    note = Facts(path="/x", title="x")
    assert works(TRACES, "zoom_in")
    assert not works(TABLE, "zoom_in")
    assert not works(MOVIE, "epochs")
    assert not any(works(note, verb) for verb in ("later", "next_view", "whole", "go_to_time"))


def test_go_to_a_time_keeps_the_length() -> None:
    """The window starts there; beyond the end it is the last one."""
    there = go_to(DRAW, TRACES, 1000.0)
    end = go_to(DRAW, TRACES, 1e9)
    assert there is not None
    assert end is not None
    assert (there.window, end.window) == ((1000.0, 1080.0), (3706.0, 3786.0))


def test_from_the_whole_recording_a_time_leads_to_a_window() -> None:
    """A minute from there, where the recording is longer than that."""
    seconds = replace(TRACES, x_unit="s")
    whole = moved(DRAW, seconds, "whole")
    assert whole is not None
    there = go_to(whole, seconds, 500.0)
    assert there is not None
    assert there.window == (500.0, 560.0)


def test_a_window_longer_than_the_recording_is_the_recording() -> None:
    """Nothing outside the recording is asked for."""
    assert within((-5.0, 99.0), (0.0, 10.0)) == (0.0, 10.0)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("520", 520.0), ("520.5 s", 520.5), ("8:40", 520.0), ("1:03:06", 3786.0), ("-1", -1.0)],
)
def test_times_as_people_write_them(words: str, seconds: float) -> None:
    """Seconds, minutes and hours."""
    assert seconds_of(words) == seconds


@pytest.mark.parametrize("words", ["", "soon", "1:2:3:4", "nan", "inf"])
def test_what_is_no_time_is_none(words: str) -> None:
    """Nothing is guessed."""
    assert seconds_of(words) is None


def test_a_filter_stays_where_another_view_is_chosen() -> None:
    """As do the unit and what is pinned; the rows of a table do not."""
    request = DRAW.with_option("filter", "depth>10").with_option("rows", "20:")
    following = moved(request, TRACES, "next_view")
    assert following is not None
    assert (following.view, following.options) == ("values", (("filter", "depth>10"),))
