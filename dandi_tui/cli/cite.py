"""`dandi-tui cite TARGET`: a version of a dandiset in a list of references."""

import asyncio
from argparse import Namespace

from dandi_tui.archive.citation import DRAFT_WARNING, Format, format_named, reference
from dandi_tui.archive.metadata import version_metadata
from dandi_tui.archive.model import Dandiset
from dandi_tui.archive.saving import write_file
from dandi_tui.archive.target import parse_target
from dandi_tui.cli.output import notice, print_json
from dandi_tui.cli.session import session
from dandi_tui.errors import NotFoundError, UsageError
from dandi_tui.settings import Settings
from dandi_tui.text import safe


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    place = parse_target(args.target)
    if not place.identifier:
        raise UsageError("Only a dandiset is cited.", hint="Write dandi-tui cite 000728.")
    asyncio.run(_cite(args, settings, format_named(args.format)))
    return 0


async def _cite(args: Namespace, settings: Settings, form: Format) -> None:
    """With `--json` one object: `identifier`, `version`, `format`, `doi` (null of a draft),
    `is_draft`, `newest` (the newest published version, or null), `citation`.
    """
    async with session(args, settings, parse_target(args.target)) as one:
        archive, identifier = await one.archive(), one.place.identifier
        dandiset = await archive.dandiset(identifier)
        version = one.place.version or (dandiset.version.version if dandiset.version else "")
        if not version:
            raise NotFoundError(f"Dandiset {safe(identifier)} has no version.")
        metadata = await version_metadata(archive, identifier, version)
        cited = reference(metadata)
        newest = dandiset.published.version if dandiset.published else None
        if cited.is_draft:
            _warn(dandiset)
        if args.output:
            write_file(args.output.expanduser(), form.file_text(cited), replace=args.force)
        if args.json:
            print_json(
                {
                    "identifier": identifier,
                    "version": version,
                    "format": form.name,
                    "doi": cited.doi or None,
                    "is_draft": cited.is_draft,
                    "newest": newest,
                    "citation": form.write(cited),
                }
            )
        elif not args.output:
            print(form.write(cited).rstrip("\n"))


def _warn(dandiset: Dandiset) -> None:
    """On stderr, so that a file of references stays one."""
    notice(DRAFT_WARNING)
    if dandiset.published:
        name = f"{dandiset.identifier}@{dandiset.published.version}"
        notice(f"The newest published version can be cited: dandi-tui cite {name}")
    else:
        notice("It has no published version.")
