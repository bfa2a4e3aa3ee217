"""Objects that are pinned below a picture over time, each in its own view, over the same window."""

import dataclasses
import math
from dataclasses import dataclass, field

import numpy as np
from msgspec.structs import replace

from dandi_tui import text
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import (
    Epoch,
    Figure,
    Heatmap,
    Panels,
    Raster,
    SpanRow,
    Spans,
    Traces,
    Words,
)
from dandi_tui.preview.times.window import LENGTHS_S, LENGTHS_SAMPLES
from dandi_tui.preview.view import Drawing, View
from dandi_tui.preview.views import views_for
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import NO_COST, Cost, Facts, Lacks, Question
from dandi_tui.protocol.requests import OVER_TIME, Draw

Window = tuple[float, float]

MAX_PINS = 4

LEAST_ROWS = 6
"""Of a pin; the object above has as much as two."""

UNSURROUNDED = 3
"""Rows that a picture alone has for epochs and overview, and a pin has not."""

KEPT = ("epochs",)
"""Settings of the object above that those below share."""


@dataclass(frozen=True)
class Pin:
    """One pinned object."""

    obj: NwbObject
    view: View

    @property
    def name(self) -> str:
        """Safe."""
        return text.safe(self.obj.name, limit=60)


@dataclass(frozen=True)
class Pins:
    """What is to be drawn below a picture."""

    file: NwbFile
    request: Draw
    pins: tuple[Pin, ...]
    remarks: tuple[str, ...]
    """On what is not there or has no picture over time."""
    _drawn: dict[tuple[str, Window], Drawing] = field(default_factory=dict)
    """Pictures that finding out the cost has made already."""

    @property
    def upper(self) -> Draw:
        """The request for the object itself, in the rows that are left to it."""
        n, height = len(self.pins), self.request.height
        rows = height if not n else max(LEAST_ROWS, round(height * 2 / (2 + n)))
        return replace(self.request, height=rows)

    def below(self, answer: Drawing) -> Drawing:
        """The picture with the pins below it, or the question with what they cost.

        Where there is nothing on top, that alone is said. What is pinned is asked for, all
        together, where it would fetch more than the budget; what is above is at hand then.
        """
        if isinstance(answer, Lacks):
            return answer
        if isinstance(answer, Question):
            return self._more(answer)
        figure, facts = answer
        facts = replace(facts, remarks=(*facts.remarks, *self.remarks))
        window = _limits(figure)
        if not self.pins or window is None:
            return figure, facts
        question = self._too_much(window, facts)
        return question or self._panels(figure, window, facts)

    def _more(self, question: Question) -> Question:
        """A question about the object above, with what its pins cost too."""
        window, smaller = question.facts.window, question.smaller
        if window is None or not self.pins:
            return question
        if smaller is not None:
            cost = smaller[1] + self._cost(smaller[0])
            fits = cost.to_fetch_bytes <= self.request.budget_bytes
            smaller = (smaller[0], cost) if fits else None
        return replace(question, cost=question.cost + self._cost(window), smaller=smaller)

    def _too_much(self, window: Window, facts: Facts) -> Question | None:
        budget = self.request.budget_bytes
        cost = self._cost(window) if budget else NO_COST
        if cost.to_fetch_bytes <= budget:
            return None
        names = ", ".join(pin.name for pin in self.pins)
        what = f"{names} below {facts.title}"
        return Question(facts=facts, what=what, cost=cost, smaller=self._smaller(window, facts))

    def _smaller(self, window: Window, facts: Facts) -> tuple[Window, Cost] | None:
        """The longest beginning of the window whose pins are within the budget."""
        for length in LENGTHS_S if facts.x_unit == "s" else LENGTHS_SAMPLES:
            part = (window[0], window[0] + length)
            if part[1] < window[1]:
                cost = self._cost(part)
                if cost.to_fetch_bytes <= self.request.budget_bytes:
                    return part, cost
        return None

    def _cost(self, window: Window) -> Cost:
        """What drawing all of them would fetch: a budget of one byte makes each view ask."""
        return sum((self._cost_of(pin, window) for pin in self.pins), NO_COST)

    def _cost_of(self, pin: Pin, window: Window) -> Cost:
        try:
            answer = self._draw(pin, window, budget_bytes=1)
        except DandiTuiError:
            return NO_COST
        if isinstance(answer, Question):
            return answer.cost
        self._drawn[pin.obj.path, window] = answer  # what costs nothing is drawn by now
        return NO_COST

    def _draw(self, pin: Pin, window: Window, *, budget_bytes: int) -> Drawing:
        rows = max(LEAST_ROWS, self.request.height // (2 + len(self.pins)))
        options = tuple(one for one in self.request.options if one[0] in KEPT)
        request = replace(
            self.request, path=pin.obj.path, view=pin.view.name, window=window, traces=None,
            frame=None, fields=(), options=options, height=rows + UNSURROUNDED,
            budget_bytes=budget_bytes,
        )  # fmt: skip
        return pin.view.draw(self.file, pin.obj, request)

    def _panels(self, figure: Figure, window: Window, facts: Facts) -> tuple[Figure, Facts]:
        panels, titles, words = [figure], [""], []
        for pin in self.pins:
            made = self._panel(pin, window, facts, getattr(figure, "epochs", ()))
            if isinstance(made, str):
                words.append(f"{pin.name} not drawn: {made}")
            else:
                panels.append(made)
                titles.append(pin.name)
        facts = replace(facts, remarks=(*facts.remarks, *words))
        if len(panels) == 1:
            return figure, facts
        rows = tuple((panel,) for panel in panels)
        heights = (2.0,) + (1.0,) * (len(rows) - 1)
        named = tuple((title,) for title in titles)
        return Panels(rows=rows, heights=heights, titles=named, same_x=True), facts

    def _panel(
        self, pin: Pin, window: Window, facts: Facts, epochs: tuple[Epoch, ...]
    ) -> Figure | str:
        """The picture of one, over extent and epochs of the object above; or why there is none."""
        try:
            answer = self._drawn.get((pin.obj.path, window))
            answer = answer or self._draw(pin, window, budget_bytes=0)
        except DandiTuiError as error:
            return text.safe(error.message, limit=120)
        if isinstance(answer, Question | Lacks):
            return "it needs other files."
        figure, own = answer
        if isinstance(figure, Words):
            return text.safe(figure.note, limit=120)
        if _limits(figure) is None or own.x_unit != facts.x_unit:
            return "it is not on this axis."
        if isinstance(figure, Spans):
            figure = in_one_lane(figure, pin.name if self.request.numbers else "")
            figure = dataclasses.replace(figure, epochs=figure.epochs or epochs)
        if isinstance(figure, Traces | Raster | Spans) and facts.extent is not None:
            return dataclasses.replace(figure, extent=facts.extent)
        return figure


def open_pins(file: NwbFile, obj: NwbObject, request: Draw) -> Pins:
    """The objects that a request names in `pin`, with the views in which they are drawn.

    Each is a path, or `PATH:VIEW`; without a view it is the first that draws over time.

    Raises:
        UsageError: There are more than four.
    """
    asked = [path.strip() for path in request.option("pin").split(",") if path.strip()]
    if len(asked) > MAX_PINS:
        raise UsageError(f"At most {MAX_PINS} objects can be pinned.", hint="pin=PATH,PATH")
    pins: list[Pin] = []
    remarks = []
    for words in dict.fromkeys(asked):
        try:
            pin = _open(file, words)
        except DandiTuiError as error:
            remarks.append(f"{_name(words)} not drawn: {text.safe(error.message, limit=120)}")
            continue
        if pin.obj.path != obj.path:
            pins.append(pin)
    return Pins(file, request, tuple(pins), tuple(remarks))


def _open(file: NwbFile, words: str) -> Pin:
    path, view = (words, "") if file.exists(words) else words.rpartition(":")[::2]
    obj = file.target(file.object(path or words))
    views = [one for one in views_for(obj) if one.name in OVER_TIME]
    if not views:
        raise UsageError("it has no picture over time.")
    return Pin(obj, next((one for one in views if one.name == view), views[0]))


def in_one_lane(figure: Spans, name: str) -> Spans:
    """Bars of several lanes one after the other in one, coloured and named by lane.

    Where bars overlap, and of ticks, several lanes stay as they are.
    """
    if len(figure.rows) == 1:
        return dataclasses.replace(figure, rows=(dataclasses.replace(figure.rows[0], name=name),))
    starts = np.concatenate([row.starts for row in figure.rows])
    stops = np.concatenate([row.stops for row in figure.rows])
    order = np.argsort(starts, kind="stable")
    starts, stops = starts[order], stops[order]
    if not (stops > starts).all() or (starts[1:] < stops[:-1]).any():
        return figure
    labels = [words for row in figure.rows for words in _words(row)]
    lanes = np.repeat([row.index for row in figure.rows], [len(row.starts) for row in figure.rows])
    lane = SpanRow(
        name=name, index=0, starts=starts, stops=stops,
        labels=tuple(labels[i] for i in order), indexes=tuple(int(lanes[i]) for i in order),
    )  # fmt: skip
    return dataclasses.replace(figure, rows=(lane,))


def _words(row: SpanRow) -> list[str]:
    """What is in each bar: `2 left`, its number and its lane, else its lane alone."""
    labels = row.labels or ("",) * len(row.starts)
    return [f"{label} {row.name}" if label.isdecimal() else row.name for label in labels]


def _limits(figure: Figure) -> Window | None:
    """From where to where the axis of time goes; None where there is none."""
    if isinstance(figure, Traces | Raster | Spans):
        return figure.window
    if isinstance(figure, Heatmap) and all(map(math.isfinite, figure.x_limits)):
        return figure.x_limits
    return None


def _name(words: str) -> str:
    return text.safe(words.rstrip("/").rsplit("/", 1)[-1], limit=60)
