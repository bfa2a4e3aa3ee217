"""What the reader answers: objects, pictures and their facts, costs."""

import math

import msgspec

from dandi_tui.protocol.objects import NwbObject


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """What one request cost on the network."""

    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    from_cache_bytes: int = 0
    concurrent: int = 0
    """Most requests that were under way at once."""


def added(total: Stats, one: Stats) -> Stats:
    """What several requests cost."""
    return Stats(
        requests=total.requests + one.requests,
        bytes=total.bytes + one.bytes,
        seconds=total.seconds + one.seconds,
        from_cache_bytes=total.from_cache_bytes + one.from_cache_bytes,
        concurrent=max(total.concurrent, one.concurrent),
    )


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What reading would fetch; `fetch_bytes` is an estimate where chunk sizes are unknown."""

    chunks: int
    fetch_bytes: int
    memory_bytes: int
    missing_bytes: int | None = None
    """Of a remote file: what is not here yet; None if that is not known."""
    requests: int = 0
    """For what is missing."""
    seconds: float | None = None
    """At the present rate; None if no rate is known yet."""

    @property
    def to_fetch_bytes(self) -> int:
        """What is missing, as far as is known."""
        return self.fetch_bytes if self.missing_bytes is None else self.missing_bytes

    def __add__(self, other: "Cost") -> "Cost":
        """Of both together."""
        known = [n for n in (self.missing_bytes, other.missing_bytes) if n is not None]
        seconds = [s for s in (self.seconds, other.seconds) if s is not None]
        return Cost(
            chunks=self.chunks + other.chunks,
            fetch_bytes=self.fetch_bytes + other.fetch_bytes,
            memory_bytes=self.memory_bytes + other.memory_bytes,
            missing_bytes=self.to_fetch_bytes + other.to_fetch_bytes if known else None,
            requests=self.requests + other.requests,
            seconds=sum(seconds) if seconds else None,
        )


NO_COST = Cost(chunks=0, fetch_bytes=0, memory_bytes=0)


class Objects(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Objects in name order; of a walk, one part of them."""

    objects: tuple[NwbObject, ...]
    n_groups_read: int = 0
    n_groups_known: int = 0
    """Of a walk: `n of m groups read`."""
    truncated: bool = False
    """The limit ended it."""


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    """Where in the chart the data are: cells, and the data's limits at their outer edges."""

    column: int
    row: int
    width: int
    height: int
    x_start: float
    x_stop: float
    y_top: float
    y_bottom: float
    """Data value at the top and bottom edge: pixels grow downwards, units upwards."""
    x_log: bool = False
    y_log: bool = False
    """Decades in place of steps: both ends are above 0."""

    def data_at(self, column: float, row: float) -> tuple[float, float]:
        """The data point at the middle of a cell of the chart."""
        x = (column - self.column + 0.5) / self.width
        y = (row - self.row + 0.5) / self.height
        return (
            _between(self.x_start, self.x_stop, x, log=self.x_log),
            _between(self.y_top, self.y_bottom, y, log=self.y_log),
        )

    def cell_of(self, x: float, y: float) -> tuple[int, int]:
        """The cell (column, row) of the chart in which a data point lies."""
        across = _share(x, self.x_start, self.x_stop, log=self.x_log)
        down = _share(y, self.y_top, self.y_bottom, log=self.y_log)
        return (
            self.column + min(self.width - 1, int(across * self.width)),
            self.row + min(self.height - 1, int(down * self.height)),
        )


def _between(start: float, stop: float, share: float, *, log: bool) -> float:
    if log:
        return 10 ** _between(math.log10(start), math.log10(stop), share, log=False)
    return start + share * (stop - start)


def _share(value: float, start: float, stop: float, *, log: bool) -> float:
    if log:
        return _share(math.log10(value), math.log10(start), math.log10(stop), log=False)
    return (value - start) / (stop - start)


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A key of a view's own, and where it leads from what is shown.

    It goes before what that key means elsewhere; `h j k l` stand for the arrows too.
    """

    key: str
    """As Textual names it: `c`, `N`, `enter`, `space`, `less_than_sign`."""
    sentence: str
    """What it does, for help and palette: `next ROI`."""
    word: str = ""
    """For the footer; empty: not there."""
    options: tuple[tuple[str, str], ...] = ()
    """Settings that change; an empty value takes one out."""
    window: tuple[float, float] | None = None
    traces: tuple[int, int] | None = None
    frame: int | None = None
    path: str = ""
    """Another object, which is gone to: the settings are only those of the move then."""
    view: str = ""
    """Another view, of this object or of `path`."""
    plays: bool = False
    """Goes on until a key is pressed, at most five times a second."""
    pair: bool = False
    """Help shows it in one entry with the move before it."""
    asks: str = ""
    """A setting whose value is typed: a line is asked for, and an empty one takes it out."""
    hint: str = ""
    """What may be typed."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around a chart, in words ready to show (safe), and where one is in the data."""

    path: str
    title: str
    """The object's name."""

    neurodata_type: str = ""
    view: str = ""
    views: tuple[str, ...] = ()

    shown: tuple[str, str] = ("", "")
    """Which part, of how much: (`ROI 0–5`, `of 174`)."""

    span: tuple[str, str] = ("", "")
    """(`500–580 s`, `of 3,786 s`)."""

    remarks: tuple[str, ...] = ()
    """Dim, beside `shown`: `12 % NaN`, `1 trace cut at top`."""

    about: tuple[str, ...] = ()
    """Those of the remarks without which the picture is misread: what it is aligned to, of which
    rows or presentations it is. In a narrow header they are cut rather than left out."""

    legend: tuple[tuple[str, int], ...] = ()
    """Names of series that share an axis, with their palette index."""

    data: tuple[str, ...] = ()
    """`113,888 × 174`, `float32`, `a.u.`, `30.08 Hz`, `time from Corrected`."""

    chunks: tuple[str, ...] = ()
    """Of the data: `39,894 × 61`, `gzip`, `28 MB`."""

    cost: str = ""
    """Of this view: `1 of 9, 3.1 MB`."""

    free: str = ""
    """What is kept: `read to 1,353 s`."""

    x_label: str = ""
    x_unit: str = ""
    y_label: str = ""
    y_unit: str = ""
    unit_left_out: bool = False
    """The chart has no room for y's unit, so that it stands above it."""

    window: tuple[float, float] | None = None
    extent: tuple[float, float] | None = None
    """Of time, in seconds: what is shown, and all there is."""

    traces: tuple[int, int] | None = None
    n_traces: int = 0
    frame: int | None = None
    n_frames: int = 0
    rows: tuple[int, int] | None = None
    n_rows: int = 0
    fields: tuple[str, ...] = ()
    """Columns shown; `all_fields` are those there are."""
    all_fields: tuple[str, ...] = ()

    plot: Plot | None = None

    finer: int = 0
    """How many finer looks at the same are left: the next is `Draw.coarse` of one less."""

    moves: tuple[Move, ...] = ()
    """What the view's own keys do here."""


class Picture(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A chart as rows of text with SGR colours, exactly `Draw.width` cells each, and its facts."""

    rows: tuple[str, ...]
    facts: Facts


class Question(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The view would fetch more than the budget: ask, then send the request with budget 0."""

    facts: Facts
    what: str
    """What would be read: `174 ROIs, 27–3,786 s`."""
    cost: Cost
    smaller: "tuple[tuple[float, float], Cost] | None" = None
    """A window within the budget, and its cost, if there is one."""


class Lacks(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The view is drawn from other files: send the request again with their addresses."""

    names: tuple[str, ...]
    """As the open file has them; untrusted."""


class Numbers(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The numbers as drawn: a JSON object, see `show --json`."""

    json: bytes


class ViewEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A view and the settings it takes: name and one sentence each."""

    name: str
    settings: tuple[tuple[str, str], ...] = ()


class Views(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The views there are, best first."""

    views: tuple[ViewEntry, ...]


Answer = Objects | Picture | Question | Lacks | Numbers | Views
