"""The scenarios, what each may take, and what was measured of one."""

from dataclasses import dataclass
from math import inf
from typing import Final, Literal

from tests.bench.reading.line import FILES, Condition, Traffic

MARGIN: Final = 1.5
"""Of seconds, which depend on the machine; requests, depth and megabytes are exact."""

ABOUT_EQUAL_S: Final = 0.02
"""Differences below this are the machine's."""


@dataclass(frozen=True)
class Bound:
    """What an answer may take, at 50 ms and 25 MB/s a connection."""

    seconds: float = inf
    requests: float = inf
    depth: float = inf
    megabytes: float = inf


@dataclass(frozen=True)
class Scenario:
    """One question to a file, and what it may take of each of the lab's files."""

    name: str
    ask: str
    """Method of the readers."""
    bounds: dict[str, Bound]
    """By file; a file that is not here is not asked."""
    by: Literal["ours", "browser"] = "ours"
    tree_known: bool = False
    opened_before: bool = False
    """By another process, which kept what it read in the cache folder."""
    stock_tree_known: bool = False
    """remfile keeps nothing beyond a process, and `read()` is what people begin with."""
    times_stock: float = 1.0
    """At least so many times faster than stock remfile from 50 ms on."""
    times_stock_20: float = 1.0
    """From 20 ms on."""

    def times(self, condition: Condition) -> float:
        """How many times faster than stock remfile it has to be, over large files."""
        if condition.total_mbps or condition.latency_ms < 20:
            return 1.0
        return self.times_stock if condition.latency_ms >= 50 else self.times_stock_20


SCENARIOS: Final = (
    Scenario(
        "first level on screen after Enter",
        "first_level",
        dict.fromkeys(FILES, Bound(seconds=0.40, depth=4)),
        by="browser",
    ),
    Scenario("first level", "first_level", dict.fromkeys(FILES, Bound(seconds=0.40, depth=4))),
    Scenario(
        "whole tree",
        "whole_tree",
        {
            "ophys": Bound(seconds=0.6, requests=60, depth=9, megabytes=5),
            "ecephys": Bound(seconds=0.9, requests=130, depth=14, megabytes=10),
            "many": Bound(seconds=0.9, requests=110, megabytes=9),
            "huge": Bound(seconds=1.2),
        },
        times_stock=4,
        times_stock_20=3,
    ),
    Scenario(
        "whole tree, opened before",
        "whole_tree",
        {
            **dict.fromkeys(FILES, Bound(seconds=0.1, requests=0)),
            "huge": Bound(seconds=0.3, requests=0),
        },
        opened_before=True,
    ),
    Scenario(
        "traces [:1000, :5], tree known",
        "window",
        dict.fromkeys(("ophys", "ecephys", "many"), Bound(seconds=0.15, requests=2)),
        tree_known=True,
        stock_tree_known=True,
    ),
    Scenario(
        "one whole trace, tree known",
        "trace",
        {"ophys": Bound(seconds=0.7, megabytes=5), "ecephys": Bound(seconds=0.7, megabytes=6)},
        tree_known=True,
        stock_tree_known=True,
        times_stock=8,
        times_stock_20=5,
    ),
    Scenario(
        "one unit's spikes, tree known",
        "spikes",
        {"ecephys": Bound(seconds=0.2, megabytes=0.5)},
        tree_known=True,
        stock_tree_known=True,
    ),
    Scenario(
        "pynwb read(), tree known",
        "pynwb",
        {"ophys": Bound(seconds=1.2), "ecephys": Bound(seconds=1.6), "many": Bound(seconds=2.0)},
        tree_known=True,
    ),
)


@dataclass(frozen=True)
class Figures:
    """What one answer took."""

    seconds: float
    traffic: Traffic


@dataclass(frozen=True)
class Cell:
    """A scenario over a file under a condition: ours and stock remfile's."""

    scenario: Scenario
    file: str
    condition: Condition
    ours: Figures
    stock: Figures
    bound: Bound
    times_needed: float
    """How many times faster than stock remfile it has to be."""

    @property
    def misses(self) -> list[str]:
        """In words, each bound that does not hold."""
        traffic = self.ours.traffic
        pairs = (
            (self.ours.seconds, self.bound.seconds * MARGIN, "s"),
            (traffic.requests, self.bound.requests, "requests"),
            (traffic.depth, self.bound.depth, "deep"),
            (traffic.megabytes, self.bound.megabytes, "MB"),
        )
        missed = [f"{what} > {bound:.4g} {unit}" for what, bound, unit in _words(pairs)]
        if self.ours.seconds * self.times_needed > self.stock.seconds + ABOUT_EQUAL_S:
            missed.append(f"{self.times:.1f} < {self.times_needed:g} times remfile")
        return missed

    @property
    def times(self) -> float:
        """How many times faster than stock remfile."""
        return self.stock.seconds / max(self.ours.seconds, 1e-6)

    def __str__(self) -> str:
        ours, stock = _row(self.ours), _row(self.stock)
        verdict = "MISSED " + ", ".join(self.misses) if self.misses else "holds"
        name = f"{self.file:<7} {self.scenario.name:<33}"
        return f"{name} {ours} | {stock} {self.times:>5.1f} {verdict}"


HEADER: Final = (
    f"{'':<41} {'s':>6} {'req':>5} {'deep':>4} {'MB':>6} | "
    f"{'remfile':>6} {'req':>4} {'deep':>4} {'MB':>6} times"
)


def _words(pairs: tuple[tuple[float, float, str], ...]) -> list[tuple[str, float, str]]:
    return [(f"{what:.2f}".rstrip("0").rstrip("."), b, unit) for what, b, unit in pairs if what > b]


def _row(figures: Figures) -> str:
    traffic = figures.traffic
    return (
        f"{figures.seconds:>6.2f} {traffic.requests:>5} {traffic.depth:>4} "
        f"{traffic.megabytes:>6.2f}"
    )
