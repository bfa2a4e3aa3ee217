"""What is known of a picture before it is there: its name, and where in the data it leads."""

import math

import msgspec

from dandi_tui import text
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Facts
from dandi_tui.protocol.requests import Draw


def pending_facts(request: Draw, obj: NwbObject | None, last: Facts | None) -> Facts:
    """The facts of a request under way, from the object and from the picture before it."""
    if last is not None and last.path == request.path:
        return _moved(request, last)
    views = tuple(obj.views) if obj else ()
    return Facts(
        path=text.safe(request.path),
        title=text.safe(request.path.rsplit("/", 1)[-1] or "/"),
        neurodata_type=text.safe(obj.neurodata_type) if obj else "",
        view=request.view or (views[0] if views else ""),
        views=views,
    )


def named(facts: Facts, request: Draw) -> Facts:
    """The facts of a picture; a file's root has the name of the file rather than `/`."""
    if facts.path != "/" or not request.source.name:
        return facts
    return msgspec.structs.replace(facts, title=text.safe(request.source.name))


def _moved(request: Draw, last: Facts) -> Facts:
    """The facts of the same object somewhere else in its data."""
    facts = msgspec.structs.replace(last, view=request.view or last.view, free="")
    window = request.window
    if window is None or last.window is None:
        return facts
    start, stop = window if all(map(math.isfinite, window)) else last.extent or last.window
    words = f"{text.number(round(start, 3))}–{text.number(round(stop, 3))} s"
    return msgspec.structs.replace(facts, window=(start, stop), span=(words, last.span[1]))
