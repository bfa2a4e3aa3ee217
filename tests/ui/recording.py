"""An archive and a file in memory, whose pictures say what was asked, for the screen's tests."""

from collections.abc import Iterable

from dandi_tui.errors import DandiTuiError
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Answer, Cost, Facts, Picture, Question
from dandi_tui.protocol.requests import Draw, Request
from tests.fake_reader import FakeReader
from tests.fakes import FakeArchive

DFF = "/processing/ophys/DfOverF/DfOverF"
COSTLY = "/processing/ophys/Fluorescence/Costly"
TABLE = "/intervals/trials"
EXTENT = (26.7, 3786.0)
N_ROIS = 174


def _group(path: str, kind: str = "", *, members: int | None = 1) -> NwbObject:
    views = ("table", "note") if kind == "TimeIntervals" else ("note",)
    return NwbObject(path=path, kind="group", neurodata_type=kind, n_children=members, views=views)


def _series(path: str) -> NwbObject:
    return NwbObject(
        path=path,
        kind="group",
        neurodata_type="RoiResponseSeries",
        ancestry=("RoiResponseSeries", "TimeSeries", "NWBDataInterface"),
        data_shape=(113_888, N_ROIS),
        data_dtype="float32",
        description="ΔF/F of every ROI",
        views=("traces", "values", "note"),
    )


OBJECTS = (
    _group("/acquisition", members=0),
    _group("/general", members=None),
    _group("/intervals"),
    _group(TABLE, "TimeIntervals", members=9),
    _group("/processing", members=2),
    _group("/processing/behavior", "ProcessingModule"),
    _group("/processing/ophys", "ProcessingModule"),
    _group("/processing/ophys/DfOverF", "DfOverF"),
    _series(DFF),
    _series("/processing/ophys/DfOverF/DfOverFEvents"),
    _group("/processing/ophys/Fluorescence", "Fluorescence"),
    _series(COSTLY),
    _group("/stimulus", members=2),
)


def facts_of(request: Draw) -> Facts:
    """The facts of a series, for the part that was asked for."""
    start, stop = request.window or (500.0, 580.0)
    window = (max(start, EXTENT[0]), min(stop, EXTENT[1]))
    first, last = request.traces or (0, 6)
    return Facts(
        path=request.path,
        title=request.path.rsplit("/", 1)[-1],
        neurodata_type="RoiResponseSeries",
        view=request.view or "traces",
        views=("traces", "values", "note"),
        shown=(f"ROI {first}–{last - 1}", f"of {N_ROIS}"),
        span=(f"{window[0]:g}–{window[1]:g} s", "of 3,786 s"),
        data=("113,888 × 174", "float32", "a.u.", "30.08 Hz", "time from Corrected"),
        chunks=("39,894 × 61", "gzip", "28 MB"),
        cost="1 of 9, 3.1 MB",
        free="free to 1,353 s",
        y_unit="a.u.",
        unit_left_out=request.width < 60,
        window=window,
        extent=EXTENT,
        traces=(first, last),
        n_traces=N_ROIS,
    )


def _rows(request: Draw) -> tuple[str, ...]:
    """Lanes of dots in the palette's colours; the first row says what was asked."""
    said = f"{request.path} {request.view or 'traces'} {request.window} {request.traces}"
    rows = [said[: request.width].ljust(request.width)]
    for y in range(1, request.height):
        dots = "".join("⣀⣄⣤⣦⣿"[(x * x // 7 + y * 3) % 5] for x in range(request.width))
        rows.append(f"\x1b[38;2;{59 + 20 * (y % 6)};142;{250 - 30 * (y % 6)}m{dots}\x1b[0m")
    return tuple(rows)


def draw(request: Request) -> Answer:
    """The picture of any object; the root says what the file is."""
    assert isinstance(request, Draw)
    if request.path == "/":
        facts = Facts(path="/", title="/", view="note", views=("note",), data=("NWB 2.7.0",))
        rows = ["Session of mouse 501560436".ljust(request.width)]
        rows += [" " * request.width] * (request.height - 1)
        return Picture(rows=tuple(rows), facts=facts)
    if request.path == COSTLY and request.budget_bytes and request.window is None:
        cost = Cost(chunks=9, fetch_bytes=28_100_000, memory_bytes=79_300_000, seconds=6.2)
        window = ((500.0, 580.0), Cost(chunks=1, fetch_bytes=3_100_000, memory_bytes=9_000_000))
        facts = facts_of(request)
        what = "heatmap of 174 ROIs, 27–3,786 s"
        return Question(facts=facts, what=what, cost=cost, smaller=window)
    return Picture(rows=_rows(request), facts=facts_of(request))


class Reader(FakeReader):
    """A fake reader whose file is this recording."""

    def _answer(self, request: Request) -> Answer:
        if isinstance(request, Draw) and request.path not in self.answers:
            return draw(request)
        return super()._answer(request)


def fake_reader(
    *, stalled: Iterable[str] = (), answers: dict[str, DandiTuiError] | None = None
) -> Reader:
    """A reader of this recording; some paths stall or fail."""
    return Reader(OBJECTS, stalled=stalled, answers=answers)


def fake_archive() -> FakeArchive:
    """An archive with a handful of dandisets."""
    return FakeArchive()
