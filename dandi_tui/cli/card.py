"""`dandi-tui info FILE`: what a file that is in no archive says of itself, as a card."""

import re
from argparse import Namespace

from msgspec import structs

from dandi_tui.archive.model import Place
from dandi_tui.cli.output import Pen, ink, print_json_bytes, size
from dandi_tui.cli.picture import picture_lines
from dandi_tui.cli.session import session
from dandi_tui.cli.show import too_much
from dandi_tui.protocol.pictures import Numbers, Question
from dandi_tui.protocol.requests import Draw
from dandi_tui.settings import Settings
from dandi_tui.text import safe

SGR = re.compile(r"\x1b\[[0-9;]*m")
MOST_ROWS = 400
"""Of a card; what has more is cut."""


async def print_card(args: Namespace, settings: Settings, place: Place) -> None:
    """Print the first view of the file's root; with `--json` as `show FILE /` has it.

    Raises:
        DandiTuiError: It is a folder, is not there, or cannot be read.
    """
    async with session(args, settings, place) as one:
        source, found = await one.address(), ink(settings)
        width = size()[0]
        draw = Draw(source=source, path="/", width=width, height=MOST_ROWS, ink=found,
                    budget_bytes=settings.budget_bytes, numbers=args.json)  # fmt: skip
        answer = await one.draw(draw)
        if isinstance(answer, Question):
            raise too_much(answer, "/")
        if isinstance(answer, Numbers):
            print_json_bytes(answer.json)
            return
        rows = [*answer.rows]
        while rows and not SGR.sub("", rows[-1]).strip():
            rows.pop()
        facts = structs.replace(answer.facts, title=safe(source.name) or "/")
        card = structs.replace(answer, rows=tuple(rows), facts=facts)
        for line in picture_lines(card, width, Pen(found)):
            print(line)
