"""`dandi-tui search WORDS`: dandisets by their metadata, from the local index or the server.

With `--json` one object a line: `identifier`, `name`, `version`, `modified`, `asset_count`,
`size_bytes`, `embargo_status` as in `ls`, and `score` (higher is better; null of the server, which
does not rank), `snippet` (where the words were found, as plain text), `facets` (lists of values by
facet; null of the server). With `--counts` one object a facet's value: `facet`, `value`, `count`.
"""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Iterable

from dandi_tui import text
from dandi_tui.archive.index import Found, Hit, Index, Query
from dandi_tui.archive.index.build import Build
from dandi_tui.archive.index.server import ANY_OPERATOR, ask_server
from dandi_tui.archive.model import Dandiset, Place
from dandi_tui.cli.cache_folders import why_unwritable
from dandi_tui.cli.ls import dandiset_json
from dandi_tui.cli.output import notice, print_json, table
from dandi_tui.cli.session import Session, session
from dandi_tui.errors import ConnectionFailedError, DandiTuiError, UsageError
from dandi_tui.settings import Settings
from dandi_tui.text import safe

MOST_VALUES = 10
"""Of a facet, for people; `--json` has all."""


def run(args: Namespace, settings: Settings) -> int:
    """The verb; the exit code."""
    if args.server and (args.facets or args.counts):
        raise UsageError("The server has no facets.", hint="Leave out --server, or the facets.")
    asyncio.run(_search(args, settings))
    return 0


async def _search(args: Namespace, settings: Settings) -> None:
    words = " ".join(args.words)
    async with session(args, settings, Place()) as one:
        if args.server:
            rows = await ask_server(await one.archive(), words)
            _print_hits([Hit(dandiset=row) for row in rows], args, by_server=True)
            return
        found = await _in_index(one, args, words)
        if args.counts:
            _print_counts(found, as_json=args.json)
            return
        _print_hits(found.hits, args, by_server=False)
        if not found.hits and ANY_OPERATOR.search(words):
            notice("The index knows no operators; --server asks the archive's own search.")


async def _in_index(one: Session, args: Namespace, words: str) -> Found:
    index = Index(one.settings)
    if not index.wanted:
        raise DandiTuiError("The index is turned off.", hint="--server asks the archive.")
    try:
        await index.open(await _host(one))
        if not (args.no_build or one.settings.offline):
            await _build(one, index)
        everything = await index.search(Query())
        if everything is None:
            raise _unusable(one.settings)
        if not everything.hits:
            notice("The index is empty; without --no-build and --offline it is built first.")
        chosen = _chosen(args.facets, everything)
        return await index.search(Query(words=words, facets=chosen, snippets=True)) or Found()
    finally:
        await index.close()


def _unusable(settings: Settings) -> DandiTuiError:
    folder = settings.cache_dir / "index"
    why = why_unwritable(folder)
    if not why:
        return DandiTuiError("The index cannot be used.", hint="The log says why; try --server.")
    return DandiTuiError(
        f"The index cannot be used: {safe(folder)} cannot be written ({why}).",
        hint="Name another place with --cache-dir, or try --server.",
    )


async def _host(one: Session) -> str:
    """The archive's name; offline nothing is connected for it."""
    if one.settings.offline and not one.settings.demo:
        # dandi takes 0.5 s to load, which verbs that ask nothing of it are spared.
        from dandi_tui.archive.dandi import host_of

        return host_of(one.settings.instance)
    return (await one.archive()).host


async def _build(one: Session, index: Index) -> None:
    """Bring the index up to date, as far as the archive answers."""
    archive = await one.archive()
    progress = _Progress(index)
    try:
        listed = [row async for page in archive.dandisets() for row in page]
        await Build(archive, index, report=progress.show).run(listed)
    except ConnectionFailedError as error:
        if not index.usable:
            raise
        notice(f"{error.message} Searched is what was kept: {index.state.words}.")
    finally:
        progress.end()


class _Progress:
    """A line on stderr that is written over, on a terminal alone."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._shown = ""

    def show(self) -> None:
        """Say how much there is, if that changed."""
        words = self._index.state.words
        building = self._index.state.phase in ("building", "waiting")
        if building and words != self._shown and sys.stderr.isatty():
            print(f"\r{words}\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = words

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _chosen(wanted: Iterable[tuple[str, str]], everything: Found) -> dict[str, frozenset[str]]:
    """The facets' values that are meant: that begin with what was typed, else that hold it."""
    chosen: dict[str, frozenset[str]] = {}
    for facet, typed in wanted:
        values = [value for value, _ in everything.counts.get(facet, ())]
        meant = _meant(typed.casefold(), values)
        if not meant and values:
            raise DandiTuiError(
                f"No dandiset has {facet} {safe(typed)}.",
                hint=f"dandi-tui search --counts lists what there is, as {safe(values[0])}.",
            )
        # Where no dandiset has any value of a facet, what was typed fits none.
        chosen[facet] = chosen.get(facet, frozenset()) | frozenset(meant or (typed,))
    return chosen


def _meant(typed: str, values: list[str]) -> list[str]:
    folded = [(value.casefold(), value) for value in values]
    exact = [value for low, value in folded if low == typed]
    start = [value for low, value in folded if low.startswith(typed)]
    return exact or start or [value for low, value in folded if typed in low]


def _print_hits(hits: Iterable[Hit], args: Namespace, *, by_server: bool) -> None:
    found = list(hits)
    if args.json:
        for hit in found:
            print_json(hit_json(hit, by_server=by_server))
        return
    if not found:
        notice("No dandiset matches.")
    rows = [_cells(hit) for hit in found]
    for line in table(rows, numeric=frozenset({3}), widest=1):
        print(line)


def hit_json(hit: Hit, *, by_server: bool) -> dict[str, object]:
    """A dandiset that was found."""
    facets = {facet: [safe(one) for one in values] for facet, values in hit.facets.items()}
    return {
        **dandiset_json(hit.dandiset),
        "score": None if by_server else round(hit.score, 4),
        "snippet": safe(hit.snippet),
        "facets": None if by_server else facets,
    }


def _cells(hit: Hit) -> list[str]:
    one: Dandiset = hit.dandiset
    version = one.version
    return [
        safe(one.identifier),
        safe(one.name),
        safe(version.version) if version else "",
        text.size(version.size_bytes) if version else "",
        "" if one.embargo_status == "OPEN" else one.embargo_status.lower(),
    ]


def _print_counts(found: Found, *, as_json: bool) -> None:
    rows: list[list[str]] = []
    for facet, values in found.counts.items():
        for value, n in values if as_json else values[:MOST_VALUES]:
            if as_json:
                print_json({"facet": facet, "value": safe(value), "count": n})
            rows.append([facet, safe(value), text.count(n)])
    for line in [] if as_json else table(rows, numeric=frozenset({2}), widest=1):
        print(line)
