"""A request in, a figure with its facts out: the one way into the views."""

import dataclasses

from msgspec.structs import replace

from dandi_tui.errors import FileFormatError, NotFoundError, UsageError
from dandi_tui.nwb.hdf5 import NwbFile
from dandi_tui.preview.figure import Words
from dandi_tui.preview.files.note import error_note, facts_of
from dandi_tui.preview.pins import open_pins
from dandi_tui.preview.view import PIN_SETTING, Drawing, View
from dandi_tui.preview.views import VIEWS, views_for
from dandi_tui.protocol.objects import NwbObject
from dandi_tui.protocol.pictures import Lacks, Question
from dandi_tui.protocol.requests import Draw


def make(file: NwbFile, request: Draw) -> Drawing:
    """Draw one object as asked, or ask back where it would fetch more than the budget.

    A link is drawn as what it leads to. An object whose best view fails on damage becomes a
    note that says so; a view that was asked for by name raises.

    Raises:
        NotFoundError: The object, or a column, is not there.
        UsageError: The view or one of its settings makes no sense here.
        FileFormatError: The file is damaged there.
    """
    listed = file.object(request.path)
    obj = file.target(listed)
    views = views_for(obj)
    names = tuple(view.name for view in views)
    view = _pick(request.view, views)
    # The note of a link is about the link.
    drawn = listed if view.name == "note" else obj
    try:
        answer = _draw(file, drawn, request, view)
    except (FileFormatError, NotFoundError) as error:
        if request.view or request.fields:
            raise
        answer = (error_note(error), facts_of(obj))
    return _complete(answer, request, listed, view.name, names)


def _draw(file: NwbFile, obj: NwbObject, request: Draw, view: View) -> Drawing:
    """The object, with what is pinned below it if the view is one over time."""
    if PIN_SETTING not in view.settings or not request.option("pin"):
        return view.draw(file, obj, request)
    pins = open_pins(file, obj, request)
    return pins.below(view.draw(file, obj, pins.upper))


def _pick(name: str, views: list[View]) -> View:
    if not name:
        return views[0]
    for view in views:
        if view.name == name:
            return view
    offered = ", ".join(view.name for view in views)
    if any(view.name == name for view in VIEWS):
        raise UsageError(f"The view {name} cannot draw this object.", hint=f"Try: {offered}")
    raise UsageError(f"There is no view {name}.", hint=f"Of this object: {offered}")


def _first_line(request: Draw) -> int:
    """The first line of words that a request asks for: `rows=18:`."""
    start = request.option("rows").partition(":")[0]
    if not start:
        return 0
    if not (start.isascii() and start.isdigit() and len(start) < 10):
        raise UsageError(f"{start} is no line.", hint="rows=START:, as in rows=18:.")
    return int(start)


def _complete(
    answer: Drawing, request: Draw, listed: NwbObject, view: str, views: tuple[str, ...]
) -> Drawing:
    """Facts that are the same for every view."""
    if isinstance(answer, Lacks):
        return answer
    if isinstance(answer, Question):
        return replace(answer, facts=replace(answer.facts, view=view, views=views))
    figure, facts = answer
    if isinstance(figure, Words) and not figure.centred:
        figure = dataclasses.replace(figure, first_line=_first_line(request))
    if listed.kind == "link" and view != "note":
        facts = replace(facts, remarks=(*facts.remarks, "by a link"))
    return figure, replace(facts, view=view, views=views)
