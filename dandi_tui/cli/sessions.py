"""`dandi-tui sessions TARGET`: a dandiset as a table of its sessions."""

import asyncio
import sys
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING

from dandi_tui import text
from dandi_tui.archive.locate import locate
from dandi_tui.archive.session_csv import COLUMNS, cell, csv_of, csv_text, session_json
from dandi_tui.archive.session_source import Sessions, sessions_of
from dandi_tui.archive.sessions import Session, by_subject, with_sessions
from dandi_tui.archive.shelf import Shelf
from dandi_tui.archive.target import parse_target
from dandi_tui.cli.output import notice, print_json, say_progress, table
from dandi_tui.cli.session import Session as Run
from dandi_tui.cli.session import session
from dandi_tui.errors import DandiTuiError
from dandi_tui.settings import Settings
from dandi_tui.text import safe

if TYPE_CHECKING:
    from dandi_tui.ui.insides import Insides

HEADER = ["subject", "session", "date", "age", "sex", "species", "modalities", "files", "size"]


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    asyncio.run(_run(args, settings))
    return 0


async def _run(args: Namespace, settings: Settings) -> None:
    place = parse_target(args.target)
    if not place.identifier:
        raise DandiTuiError(
            "A table of sessions is made of a dandiset of the archive.",
            hint="dandi-tui ls lists what there is.",
        )
    async with session(args, settings, place) as one:
        found, version, folder = await _load(one)
        rows = [row for row in found.sessions if _is_below(row, folder)]
        if args.inside:
            await _print_inside(args, one, found, version, rows)
        else:
            _print(args, by_subject(rows) if args.group == "subject" else rows)
    if not rows:
        notice("No file of it says of which subject and session it is.")
    elif found.n_others and not folder:
        words = "more file belongs" if found.n_others == 1 else "more files belong"
        notice(f"{text.count(found.n_others)} {words} to no session.")


async def _load(one: Run) -> tuple[Sessions, str, str]:
    """The sessions of the version, which one that is, and the folder that was named."""
    archive = await one.archive()
    place = await locate(archive, one.place)
    found = None
    async for state in sessions_of(archive, one.settings, place.identifier, place.version):
        found = state
        _progress(state)
    assert found is not None
    return found, place.version, place.entry.path


def _progress(state: Sessions) -> None:
    seen, whole = text.count(state.n_seen), text.plural(state.n_files, "file")
    say_progress("" if state.is_whole else f"metadata of {seen} of {whole}")


def _is_below(row: Session, folder: str) -> bool:
    if not folder:
        return True
    return any(one.path == folder or one.path.startswith(f"{folder}/") for one in row.files)


async def _print_inside(
    args: Namespace, one: Run, state: Sessions, version: str, sessions: list[Session]
) -> None:
    """The same with what is in a file of each session; JSON as it comes."""
    # Starts readers, which a table of metadata needs none of.
    from dandi_tui.ui.insides import INSIDE_COLUMNS, MAX_BYTES, Insides

    shelf = Shelf(one.settings, "inside", MAX_BYTES, private=state.is_private)
    place = (one.place.identifier, version)
    insides = Insides(await one.archive(), one.settings, place, shelf)
    one.more_readers = insides.readers
    rows: list[Session] = []
    found: list[dict[str, object]] = []
    async for row, columns in _looked_into(insides, sessions, args.group):
        rows.append(row)
        found.append(columns)
        if args.json:
            say_progress("")
            print_json(columns)
    if args.csv:
        _print_csv(csv_of(found, (*COLUMNS, *INSIDE_COLUMNS)))
    elif not args.json and rows:
        cells = [
            [*_cells(row)[:3], *(safe(cell(one[name])) for name in INSIDE_COLUMNS)]
            for row, one in zip(rows, found, strict=True)
        ]
        header = [*HEADER[:3], *INSIDE_COLUMNS]
        for line in table([header, *cells], numeric=frozenset({3, 4, 5}), widest=7):
            print(line)


async def _looked_into(
    insides: "Insides", sessions: list[Session], group: str
) -> AsyncIterator[tuple[Session, dict[str, object]]]:
    """Each row with its columns, a subject's as soon as all of its sessions are known."""
    from dandi_tui.ui.insides import Unread, inside_json, together_json

    groups = with_sessions(sessions) if group else [(row, [row]) for row in sessions]
    order = [session for _, ones in groups for session in ones]
    n_looked = n_failed = 0
    async with aclosing(insides.of(order)) as reading:
        for row, ones in groups:
            known = []
            for _ in ones:
                _, inside = await anext(reading)
                known.append(inside)
                n_looked += 1
                n_failed += isinstance(inside, Unread) and not inside.is_lasting
                n_files = text.plural(len(order), "file")
                say_progress(f"looked into {text.count(n_looked)} of {n_files}")
            said = together_json(known) if group else inside_json(known[0])
            yield row, session_json(row) | said
    say_progress("")
    if n_failed:
        notice(f"{text.plural(n_failed, 'file')} could not be read; the log says more.")


def _print_csv(words: str) -> None:
    """As bytes, so that the line ends stay what RFC 4180 has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(words.encode())
    sys.stdout.buffer.flush()


def _print(args: Namespace, rows: list[Session]) -> None:
    if args.json:
        for row in rows:
            print_json(session_json(row))
    elif args.csv:
        _print_csv(csv_text(rows))
    elif rows:
        lines = [_cells(row) for row in rows]
        for line in table([HEADER, *lines], numeric=frozenset({7, 8}), widest=1):
            print(line)


def _cells(row: Session) -> list[str]:
    name = text.plural(row.n_sessions, "session") if row.is_group else row.session
    return [
        safe(row.subject),
        safe(name),
        safe(row.date),
        safe(row.age),
        safe(row.sex),
        safe(row.species.partition(" - ")[0]),
        safe("+".join(row.modalities)),
        text.count(len(row.files)),
        text.size(row.size_bytes),
    ]
