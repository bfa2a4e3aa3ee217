"""Requests and bytes that each view takes, beside what pynwb takes for the same numbers.

`python -m tests.bench views` draws every view of a list of objects of the demo's files, each from
an empty cache, and prints what the object store sent for it after the file was open. Beside it is
what pynwb over stock remfile fetches for the arrays that the view shows, after its `read()`.
"""

import gc
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.make import make
from dandi_tui.preview.views import views_for
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Facts, Lacks, Question
from dandi_tui.protocol.requests import Draw
from dandi_tui.reader.files import OpenFiles
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.remote.watch import Watch
from dandi_tui.settings import Settings
from tests.bench.many_spikes import raster_bound
from tests.bench.reading.line import DemoLine, Traffic, demo_line
from tests.bench.views_by_pynwb import FAMILIES, Stock

STIM_C = ("000728", "StimC_behavior+image+ophys")
STIM_C_RAW = ("000728", "StimC_ophys")
KS091 = ("000409", "d59493063f00_desc-processed")
KS091_RAW = ("000409", "d59493063f00_desc-raw")

OBJECTS: tuple[tuple[tuple[str, str], tuple[str, ...]], ...] = (
    (
        STIM_C,
        (
            "/processing/ophys/DfOverF/DfOverF",
            "/processing/ophys/ImageSegmentation/PlaneSegmentation",
            "/processing/ophys/SummaryImages/maximum_intensity_projection",
            "/processing/behavior/BehavioralTimeSeries/running_speed",
            "/processing/behavior/EyeTracking",
            "/intervals/epochs",
            "/stimulus/presentation/spontaneous_stimulus",
        ),
    ),
    (STIM_C_RAW, ("/acquisition/MotionCorrectedTwoPhotonSeries",)),
    (
        KS091,
        (
            "/units",
            "/intervals/trials",
            "/processing/wheel/WheelPosition",
            "/processing/lick_times/EventsLickTimes",
            "/processing/pose_estimation/LeftCamera",
        ),
    ),
    (KS091_RAW, ("/acquisition/ElectricalSeriesProbe00AP",)),
)
"""Dandiset and part of the path of each file, and objects of it."""

LEFT_OUT = frozenset({"note", "values"})
"""What an object says of itself, without its arrays."""


@dataclass(frozen=True)
class ViewRow:
    """What one view took."""

    view: str
    path: str
    ours: Traffic
    asks_first: bool
    """It asks before it reads so much; what is counted is what it takes to know."""
    stock: Traffic | None
    """None where pynwb has nothing of the kind."""

    def __str__(self) -> str:
        stock = f"{self.stock.requests:>6} {self.stock.megabytes:>8.2f}" if self.stock else ""
        ours = f"{self.ours.requests:>5} {self.ours.megabytes:>8.2f}"
        asks = "  asks first" if self.asks_first else ""
        return f"{self.view:<12} {self.path[-52:]:<52} {ours} | {stock:<15}{asks}".rstrip()


HEADER = f"{'view':<12} {'object':<52} {'req':>5} {'MB':>8} | {'pynwb':>6} {'MB':>8}"


def views(cache_dir: Path) -> bool:
    """Measure and print all; whether every bound holds."""
    print(HEADER, flush=True)
    with demo_line(cache_dir) as line, _collector_off():
        for (dandiset, part), paths in OBJECTS:
            address = line.address_of(dandiset, part)
            print(f"{address.name}\n{_opening(line, address)}", flush=True)
            for path in paths:
                for row in _rows(line, address, path):
                    print(row, flush=True)
    bound = raster_bound(cache_dir)
    if bound is None:
        return True
    print(bound, flush=True)
    return bound.holds


def _opening(line: DemoLine, address: Address) -> ViewRow:
    """What comes before any view: ours lists the root, pynwb reads the whole tree."""
    line.taken()
    with opened(address) as file:
        file.children("/")
        ours = line.taken()
    with Stock(address.url):
        return ViewRow("(opening)", "/", ours, False, line.taken())


def _rows(line: DemoLine, address: Address, path: str) -> Iterator[ViewRow]:
    """Every view of one object; nothing of an object that this file is without."""
    with opened(address) as file:
        known = views_for(file.target(file.object(path))) if file.exists(path) else []
    for name in (view.name for view in known if view.name not in LEFT_OUT):
        with opened(address) as file:
            file.object(path)
            line.taken()
            # Files beside this one are not there: what is counted is this file's part.
            request = Draw(source=address, path=path, view=name, width=100, height=30, beside=())
            answer = make(file, request)
            ours = line.taken()
        if isinstance(answer, Lacks):
            continue
        asks = isinstance(answer, Question)
        facts = answer.facts if isinstance(answer, Question) else answer[1]
        yield ViewRow(name, path, ours, asks, _stock(line, address, path, name, facts))


def _stock(line: DemoLine, address: Address, path: str, view: str, facts: Facts) -> Traffic | None:
    read: Callable[[object, Facts], object] | None = FAMILIES.get(view)
    if read is None:
        return None
    with Stock(address.url) as stock:
        obj = stock.find(path)
        line.taken()
        if obj is None or read(obj, facts) is None:
            return None
        return line.taken()


@contextmanager
def opened(address: Address) -> Iterator[NwbFile]:
    """A remote file from an empty cache; of which no more comes than is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        fetcher = Fetcher(Settings(cache_dir=Path(folder), whole_file_bytes=0), Watch())
        files = OpenFiles(fetcher, stock=False)
        try:
            with files.use(address) as file:
                yield file
        finally:
            files.close()
            fetcher.close()


@contextmanager
def _collector_off() -> Iterator[None]:
    """In a service thread the collector may meet an h5py object, whose lock is held here."""
    gc.disable()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pynwb warns of what the files have that is odd
        yield
    gc.enable()
