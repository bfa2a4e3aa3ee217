"""What the reader does: a request in, an answer out."""

import importlib
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Figure, Table
from dandi_tui.preview.make import make
from dandi_tui.preview.numbers import numbers
from dandi_tui.preview.tables.tables import as_drawn
from dandi_tui.preview.views import VIEWS, views_for, with_views
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import (
    Answer,
    Facts,
    Lacks,
    Numbers,
    Objects,
    Picture,
    Question,
    Views,
)
from dandi_tui.protocol.requests import Draw, ListChildren, ListViews, Prepare, Request, Walk
from dandi_tui.reader.files import OpenFiles
from dandi_tui.reader.handler import SendPart
from dandi_tui.remote.fetch import Fetcher
from dandi_tui.settings import Settings

if TYPE_CHECKING:
    from dandi_tui.charts.drawn import Drawn


class Work:
    """Answers requests about files, a few of which it holds open."""

    def __init__(self, settings: Settings, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._files = OpenFiles(fetcher, stock=settings.bytes_mode == "remfile")

    def answer(self, request: Request, send_part: SendPart) -> Answer:
        """The answer; raises `DandiTuiError` or `Cancelled`."""
        try:
            return self._answer(request, send_part)
        except MemoryError:
            self._files.close()  # what they keep decoded makes room for the next request
            raise

    def warm_up(self) -> None:
        """Load what draws and what asks servers, while nothing is asked for."""
        for name in ("dandi_tui.charts.draw", "dandi_tui.remote.file"):
            importlib.import_module(name)
        _ = self._fetcher.session

    def work_ahead(self) -> float | None:
        """Crawl on in the file that is looked at."""
        return self._files.work_ahead()

    def rest(self) -> None:
        """Have no bytes come."""
        self._files.rest()

    def _answer(self, request: Request, send_part: SendPart) -> Answer:
        if request.source is None:
            return Views(views=tuple(view.entry for view in VIEWS))
        if isinstance(request, Prepare):
            self._files.prepare(request.source)
            return Objects(objects=())
        with self._files.use(request.source) as file:
            if isinstance(request, ListChildren):
                children = file.children(request.path, whole=request.whole)
                return Objects(objects=_with_views(children))
            if isinstance(request, Walk):
                return _walk(file, request, send_part)
            if isinstance(request, ListViews):
                return _views_of(file, request.path)
            return _draw(file, request)


def _walk(file: NwbFile, request: Walk, send_part: SendPart) -> Objects:
    """All objects in parts; the answer itself has only the final counts."""
    for found in file.walk(request.path, request.limit):
        send_part(_counted(file, _with_views(found)))
    return _counted(file, ())


def _counted(file: NwbFile, objects: tuple[NwbObject, ...]) -> Objects:
    return Objects(
        objects=objects,
        n_groups_read=file.n_groups_read,
        n_groups_known=file.n_groups_known,
        truncated=file.walk_truncated,
    )


def _with_views(objects: tuple[NwbObject, ...]) -> tuple[NwbObject, ...]:
    return tuple(with_views(obj) for obj in objects)


def _views_of(file: NwbFile, path: str) -> Views:
    obj = file.target(file.object(path or "/"))
    return Views(views=tuple(view.entry for view in views_for(obj)))


def _draw(file: NwbFile, request: Draw) -> Picture | Question | Lacks | Numbers:
    """The figure, drawn in the size and ink asked for, or as numbers."""
    made = make(file, request)
    if isinstance(made, Question | Lacks):
        return made
    figure, facts = made
    if request.numbers:
        return Numbers(json=numbers(figure, facts))
    from dandi_tui.charts.draw import draw  # plotext takes 0.25 s, of which `tree` needs nothing

    drawn = draw(figure, width=request.width, height=request.height, ink=request.ink)
    facts = _as_drawn(facts, figure, drawn, request.height)
    remarks = (*facts.remarks, *drawn.remarks)
    facts = replace(facts, remarks=remarks, plot=drawn.plot, unit_left_out=drawn.unit_left_out)
    return Picture(rows=drawn.rows, facts=facts)


def _as_drawn(facts: Facts, figure: Figure, drawn: "Drawn", height: int) -> Facts:
    """The facts with what there was room for: rows and columns of a table, lines of words."""
    if isinstance(figure, Table) and drawn.n_rows is not None and drawn.n_columns is not None:
        drawn_part = (drawn.n_rows, drawn.n_columns, drawn.n_cut)
        return as_drawn(facts, drawn_part, keep_last=figure.keep_last)
    if drawn.lines is None or drawn.lines[2] <= height:
        return facts
    first, stop, total = drawn.lines
    words = f"lines {first + 1:,}–{stop:,} of {total:,}"
    remarks = (*facts.remarks, words)
    return replace(facts, rows=(first, stop), n_rows=total, fields=(), remarks=remarks)
