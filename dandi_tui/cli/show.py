"""`dandi-tui show TARGET [OBJECT]`: one object drawn to stdout, or its numbers as JSON."""

import asyncio
import sys
from argparse import Namespace

from dandi_tui import text
from dandi_tui.archive.target import parse_target
from dandi_tui.cli.output import Pen, ink, print_json, print_json_bytes, size
from dandi_tui.cli.picture import FACT_ROWS, HEADER_ROWS, picture_lines
from dandi_tui.cli.session import session
from dandi_tui.cli.tree import object_path
from dandi_tui.errors import DandiTuiError, UsageError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.pictures import Numbers, Question, Views
from dandi_tui.protocol.requests import Draw, ListViews
from dandi_tui.settings import Settings
from dandi_tui.text import safe

MIN_CHART_ROWS = 3
PROMPT_ROWS = 1
"""Of the terminal, so that the shell's prompt does not push the first row out."""


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    asyncio.run(_show(args, settings))
    return 0


async def _show(args: Namespace, settings: Settings) -> None:
    async with session(args, settings, parse_target(args.target)) as one:
        source = await one.address()
        if args.views:
            request = ListViews(source=source, path=object_path(args.object))
            print_views(await one.reader.ask(request), as_json=args.json)
            return
        draw = draw_request(args, settings, source)
        if draw.options:
            request = ListViews(source=source, path=draw.path)
            check_options(draw, await one.reader.ask(request))
        answer = await one.draw(draw)
        if isinstance(answer, Question):
            raise too_much(answer, args.object)
        if isinstance(answer, Numbers):
            print_json_bytes(answer.json)
            return
        for line in picture_lines(answer, draw.width, Pen(draw.ink)):
            print(line)


def draw_request(args: Namespace, settings: Settings, source: Address) -> Draw:
    """What the flags ask for; `--full` also answers the question about its cost."""
    columns, rows = size()
    height = args.height or rows - (PROMPT_ROWS if sys.stdout.isatty() else 0)
    return Draw(
        source=source,
        path=object_path(args.object),
        view=args.view,
        window=args.window,
        traces=args.traces,
        frame=args.frame,
        fields=args.fields,
        options=tuple(sorted(dict(args.options).items())),
        width=args.width or columns,
        height=max(MIN_CHART_ROWS, height - HEADER_ROWS - FACT_ROWS),
        ink=ink(settings),
        full=args.full,
        budget_bytes=0 if args.full else settings.budget_bytes,
        numbers=args.json,
    )


def check_options(draw: Draw, views: Views) -> None:
    """Raise if the view that will be drawn does not take one of the settings."""
    view = next((one for one in views.views if draw.view in ("", one.name)), None)
    if view is None:
        return  # The reader says which views there are.
    known = [key for key, _ in view.settings]
    for key, _ in draw.options:
        if key not in known:
            takes = f"It takes {', '.join(map(safe, known))}." if known else "It takes none."
            raise UsageError(f"The view {safe(view.name)} has no setting {safe(key)}.", hint=takes)


def too_much(question: Question, path: str) -> DandiTuiError:
    """Nobody is there to be asked, so the cost is an error, and the hint says what costs less."""
    cost = question.cost
    seconds = f", about {cost.seconds:.0f} s" if cost.seconds else ""
    hint = "--full reads it anyway."
    if question.smaller:
        (start, stop), smaller = question.smaller
        window = f"--window {start:g}:{stop:g}"
        hint = f"{window} reads {text.size(smaller.to_fetch_bytes)}; {hint}"
    else:
        hint = f"A shorter --window or fewer --traces read less; {hint}"
    return DandiTuiError(
        f"{safe(question.what) or safe(path)}: {text.size(cost.to_fetch_bytes)} would be read, "
        f"{text.size(cost.memory_bytes)} in memory{seconds}.",
        hint=hint,
    )


def print_views(views: Views, *, as_json: bool) -> None:
    """The views, best first, and below each what it can be set to."""
    for view in views.views:
        if as_json:
            print_json({"view": view.name, "settings": dict(view.settings)})
            continue
        print(safe(view.name))
        for key, sentence in view.settings:
            print(f"  {safe(key)}: {safe(sentence)}")
