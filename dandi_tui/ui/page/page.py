"""The page of a dandiset: from the row of a list alone, or from all that its version says."""

from collections.abc import Iterable

from dandi_tui import text
from dandi_tui.archive.described import LICENCES, VersionMetadata
from dandi_tui.archive.landing import Landing
from dandi_tui.text import safe
from dandi_tui.ui.page.layout import (
    BLANK,
    Row,
    figures,
    in_a_row,
    labelled,
    more,
    room,
    text_rows,
)
from dandi_tui.ui.page.people import cite_rows, contributor_rows, funding_rows
from dandi_tui.ui.page.things import link_rows, list_row, related_rows, version_rows
from dandi_tui.ui.words import Span
from dandi_tui.ui.wrapping import wrapped

DESCRIPTION_ROWS = 4
"""Of the description, until all of it is asked for."""


def page_rows(landing: Landing, width: int, *, whole: bool = False, keys: bool = True) -> list[Row]:
    """The rows of a page; what is not known is left out.

    Args:
        landing: As far as it is known.
        width: Cells of a row.
        whole: All of the description, of the contributors and of the versions.
        keys: Say which keys do something.
    """
    blocks = [
        _head(landing, width),
        _missing(landing, width, keys=keys) if landing.metadata else [],
        figures(_figures(landing), width),
        _description(landing, width, whole=whole),
    ]
    if landing.metadata is None:
        blocks += [_of_row(landing, width), _versions(landing, width, whole=whole)]
    else:
        cite = cite_rows(landing.metadata, width, keys=keys)
        blocks += [cite, *_sections(landing, landing.metadata, width, whole=whole)]
    if landing.metadata is None:
        blocks.append(_missing(landing, width, keys=keys))
    rows: list[Row] = []
    for block in blocks:
        rows += [BLANK, *block] if rows and block else block
    return rows


def _missing(landing: Landing, width: int, *, keys: bool) -> list[Row]:
    if not landing.version:
        return text_rows("It has no version yet.", width, "dim")
    if not landing.missing:
        return []
    words = f"✗ The rest did not arrive: {landing.missing}"
    if landing.kept:
        words = f"From the index on this machine, of {text.date(landing.kept)}: {landing.missing}"
    again = (Span("r", "key"), Span(" tries again", "dim"))
    return [*text_rows(words, width, "warning"), *([again] if keys else [])]


def _head(landing: Landing, width: int) -> list[Row]:
    metadata, version = landing.metadata, landing.this_version
    name = (metadata and metadata.name) or (version and version.name) or "Without a name"
    when = (metadata and metadata.modified) or (version and version.modified) or ""
    parts = [
        Span(f"DANDI:{safe(landing.identifier)}", "accent"),
        Span(safe(landing.version), "warning" if landing.is_draft else "text"),
        Span(text.date(when) if when else "", "dim"),
        *_access(landing),
    ]
    return [*text_rows(name, width, "bright"), *in_a_row(parts, width)]


def _access(landing: Landing) -> list[Span]:
    metadata, row = landing.metadata, landing.row
    words = metadata.access if metadata else ""
    if not words and row:
        words = "open access" if row.embargo_status == "OPEN" else "embargoed"
    role = "success" if words.startswith("open") else "warning"
    until = text.date(metadata.embargoed_until) if metadata and metadata.embargoed_until else ""
    return [Span(safe(words), role), Span(f"until {until}" if until else "", role)]


def _figures(landing: Landing) -> list[tuple[str, str]]:
    metadata, version = landing.metadata, landing.this_version
    n_files = metadata.asset_count if metadata else None
    size = metadata.size_bytes if metadata else None
    if version is not None:
        n_files = version.asset_count if n_files is None else n_files
        size = version.size_bytes if size is None else size
    found: list[tuple[int | None, str]] = [(n_files, "files")]
    rest: list[tuple[int | None, str]] = []
    if metadata is not None:
        summary = metadata.summary
        rest = [
            (summary.n_subjects, "subjects"),
            (len(summary.species) or None, "species"),
            (len(summary.variables) or None, "types"),
        ]
    if landing.all_versions:
        rest.append((len(landing.versions), "versions"))
    return [
        *_counted(found),
        (text.size(size), "size"),
        *_counted(rest),
    ]


def _counted(numbers: Iterable[tuple[int | None, str]]) -> list[tuple[str, str]]:
    """Counts with their words, of one without the plural."""
    return [
        (text.count(n), word.removesuffix("s") if n == 1 and word != "species" else word)
        for n, word in numbers
        if n is not None
    ]


def _description(landing: Landing, width: int, *, whole: bool) -> list[Row]:
    rows = [row for line in landing.description for row in wrapped(line, width)]
    while rows and not rows[-1]:
        rows.pop()
    lines = [row for row in rows if row]
    left = len(lines) - DESCRIPTION_ROWS
    if not whole and left > 1:
        return [*((Span(row),) for row in lines[:DESCRIPTION_ROWS]), more(left, "lines")]
    return [(Span(row),) if row else BLANK for row in rows]


def _of_row(landing: Landing, width: int) -> list[Row]:
    """What the row of a list says beside its counts."""
    row = landing.row
    if row is None:
        return []
    facts = [
        ("Contact", row.contact_person),
        ("Created", text.date(row.created) if row.created else ""),
        ("Stars", text.count(row.star_count) if row.star_count else ""),
    ]
    return [one for label, words in facts
            for one in labelled(label, text_rows(words, room(width)))]  # fmt: skip


def _versions(landing: Landing, width: int, *, whole: bool) -> list[Row]:
    return labelled("Versions", version_rows(landing, room(width), whole=whole))


def _sections(
    landing: Landing, metadata: VersionMetadata, width: int, *, whole: bool
) -> list[list[Row]]:
    """Blocks with a blank row between them, each of one label or more."""
    beside, summary = room(width), metadata.summary
    return [
        labelled("Contributors", contributor_rows(metadata, beside, whole=whole)),
        [
            *labelled("Species", list_row(summary.species, beside, kind="species")),
            *labelled("Approach", list_row(summary.approaches, beside, kind="approach")),
            *labelled("Technique", list_row(summary.techniques, beside, kind="technique")),
            *labelled("Variables", list_row(summary.variables, beside, whole=whole)),
            *labelled("Standard", list_row(summary.standards, beside)),
        ],
        _versions(landing, width, whole=whole),
        labelled("Licence", _licences(metadata, beside)),
        [
            *labelled("Keywords", list_row(metadata.keywords, beside)),
            *labelled("About", list_row([_about(*one) for one in metadata.about], beside)),
            *labelled("Targets", list_row(metadata.study_targets, beside)),
        ],
        labelled("Funding", funding_rows(metadata, beside)),
        labelled("Related", related_rows(metadata, beside)),
        labelled("Protocols", link_rows(metadata.protocols, beside)),
        [
            *labelled("Ethics", list_row(metadata.ethics, beside)),
            *labelled("Thanks", text_rows(metadata.acknowledgement, beside)),
        ],
        labelled("Notes", [(Span(row),) for line in landing.release_notes
                           for row in wrapped(line, beside) if row]),
        _dates(metadata, beside),
    ]  # fmt: skip


def _about(name: str, kind: str) -> str:
    return f"{name} ({kind})" if kind else name


def _licences(metadata: VersionMetadata, width: int) -> list[Row]:
    return [
        row
        for one in metadata.licences
        for row in text_rows(f"{one}  {LICENCES.get(one, '')}", width)
    ]


def _dates(metadata: VersionMetadata, width: int) -> list[Row]:
    complaints = (
        f"{metadata.status.lower()}, {text.plural(metadata.n_errors, 'complaint')}"
        if metadata.n_errors
        else ""
    )
    facts = [
        ("Created", text.date(metadata.created) if metadata.created else ""),
        ("Published", text.date(metadata.published) if metadata.published else ""),
        ("Validation", complaints),
        ("Schema", metadata.schema_version),
    ]
    return [row for label, words in facts for row in labelled(label, text_rows(words, width))]
