"""Lists, links and versions, as rows of a dandiset's page."""

from collections.abc import Sequence

from rich.cells import cell_len

from dandi_tui import text
from dandi_tui.archive.described import VersionMetadata
from dandi_tui.archive.landing import Landing
from dandi_tui.archive.model import Version
from dandi_tui.text import cut_cells, safe
from dandi_tui.ui.page.layout import Row, more, text_rows, two_ends
from dandi_tui.ui.words import Span
from dandi_tui.ui.wrapping import wrapped

VERSIONS_SHOWN = 5
HEADER = ("version", "date", "files", "size")
LIST_ROWS = 2
"""Of a list that is not shown whole."""


def list_row(words: Sequence[str], width: int, *, kind: str = "", whole: bool = True) -> list[Row]:
    """Words of a list in running rows, ` · ` between.

    Args:
        words: Untrusted.
        width: Cells of a row.
        kind: What is left out at the end of each, since the label says it: `technique`.
        whole: All of them, else as many as two rows hold.
    """
    shown = [_bare(one, kind) for one in words]
    rows = wrapped(" · ".join(shown), width) if shown else []
    if not whole and len(rows) > LIST_ROWS:
        kept = len(shown)
        while kept > 1 and len(wrapped(_short(shown, kept), width)) > LIST_ROWS:
            kept -= 1
        rows = wrapped(_short(shown, kept), width)
    return [(Span(row),) for row in rows]


def _short(words: Sequence[str], kept: int) -> str:
    left = len(words) - kept
    return " · ".join(words[:kept]) + (f" and {left} more" if left else "")


def _bare(word: str, kind: str) -> str:
    """`two-photon microscopy`, `microscopy, cell population imaging`, `Mus musculus – House…`."""
    clean = safe(word).strip()
    if kind == "species":
        return clean.replace(" - ", " – ")
    return clean.replace(f" {kind}", "").replace(";", ",") if kind else clean


def link_rows(urls: Sequence[str], width: int) -> list[Row]:
    """Addresses, each in rows of its own."""
    return [
        (Span(row, "link"),) for url in urls for row in wrapped(safe(url).strip(), width) if row
    ]


def related_rows(metadata: VersionMetadata, width: int) -> list[Row]:
    """Names with the relation at the right, the address below."""
    rows: list[Row] = []
    for one in metadata.related:
        if one.name:
            rows += two_ends(one.name, one.relation, width)
            rows += link_rows([one.url], width)
        else:
            rows += two_ends(one.url, one.relation, width, role="link")
    return rows


def version_rows(landing: Landing, width: int, *, whole: bool) -> list[Row]:
    """A table of the versions: the open one is marked, the draft dim."""
    versions = landing.versions
    if not versions:
        return text_rows("", width)
    shown = versions if whole else versions[:VERSIONS_SHOWN]
    lines = _table([HEADER, *map(version_cells, shown)], width - 2)
    rows: list[Row] = [(Span("  "), Span(lines[0], "faint"))]
    for one, line in zip(shown, lines[1:], strict=True):
        is_open = one.version == landing.version
        mark = Span("● " if is_open else "  ", "accent")
        role = "bright" if is_open else "warning" if one.is_draft else "text"
        rows.append((mark, Span(line, role)))
    if len(versions) > len(shown):
        rows.append((Span("  "), *more(len(versions) - len(shown))))
    return rows


def _table(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Lines with aligned columns; files, then the date give way where there is no room."""
    widths = [max(cell_len(row[i]) for row in rows) for i in range(4)]
    columns = [0, 1, 2, 3]
    for gone in (2, 1):
        if sum(widths[i] + 2 for i in columns) - 2 > width:
            columns.remove(gone)
    return [
        cut_cells(
            "  ".join(
                row[i].rjust(widths[i]) if i > 1 else row[i].ljust(widths[i]) for i in columns
            ).rstrip(),
            width,
        )
        for row in rows
    ]


def version_cells(one: Version) -> tuple[str, str, str, str]:
    """Number, date, files and size of a version, as words."""
    when = text.date(one.modified) if one.modified else ""
    return safe(one.version), when, text.count(one.asset_count), text.size(one.size_bytes)
