"""`dandi-tui sessions TARGET`: a dandiset as a table of its sessions."""

import asyncio
import sys
from argparse import Namespace

from dandi_tui import text
from dandi_tui.archive.locate import locate
from dandi_tui.archive.session_csv import csv_text, session_json
from dandi_tui.archive.session_source import Sessions, sessions_of
from dandi_tui.archive.sessions import Session, by_subject
from dandi_tui.archive.target import parse_target
from dandi_tui.cli.output import notice, print_json, table
from dandi_tui.cli.session import Session as Run
from dandi_tui.cli.session import session
from dandi_tui.errors import DandiTuiError
from dandi_tui.settings import Settings
from dandi_tui.text import safe

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
        found, folder = await _load(one)
    rows = [row for row in found.sessions if _is_below(row, folder)]
    if args.group == "subject":
        rows = by_subject(rows)
    _print(args, rows)
    if not rows:
        notice("No file of it says of which subject and session it is.")
    elif found.n_others and not folder:
        words = "more file belongs" if found.n_others == 1 else "more files belong"
        notice(f"{text.count(found.n_others)} {words} to no session.")


async def _load(one: Run) -> tuple[Sessions, str]:
    """The sessions of the version, and the folder that was named."""
    archive = await one.archive()
    place = await locate(archive, one.place)
    found = None
    async for state in sessions_of(archive, one.settings, place.identifier, place.version):
        found = state
        _progress(state)
    assert found is not None
    return found, place.entry.path


def _progress(state: Sessions) -> None:
    """How far it is, on a terminal; the line goes when all is there."""
    if not sys.stderr.isatty():
        return
    seen, whole = text.count(state.n_seen), text.plural(state.n_files, "file")
    said = "" if state.is_whole else f"metadata of {seen} of {whole}"
    print(f"\r\x1b[K{said}", end="", file=sys.stderr, flush=True)


def _is_below(row: Session, folder: str) -> bool:
    if not folder:
        return True
    return any(one.path == folder or one.path.startswith(f"{folder}/") for one in row.files)


def _print(args: Namespace, rows: list[Session]) -> None:
    if args.json:
        for row in rows:
            print_json(session_json(row))
    elif args.csv:
        # As bytes, so that the line ends stay what RFC 4180 has.
        sys.stdout.flush()
        sys.stdout.buffer.write(csv_text(rows).encode())
        sys.stdout.buffer.flush()
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
