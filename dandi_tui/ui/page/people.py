"""Who made a dandiset and who paid for it, and how to cite it, as rows of its page."""

from dandi_tui.archive.described import Contributor, VersionMetadata
from dandi_tui.text import safe
from dandi_tui.ui.page.layout import Row, labelled, more, room, text_rows, two_ends
from dandi_tui.ui.words import Span
from dandi_tui.ui.wrapping import wrapped

SHOWN = 3
"""Contributors on a page that does not show all."""
DRAFT = "A draft changes and has no DOI: cite a published version."


def cite_rows(metadata: VersionMetadata, width: int, *, keys: bool) -> list[Row]:
    """The archive's own sentence, its DOI in a row of its own; a draft's with the warning."""
    beside = room(width)
    words, link = safe(metadata.citation), safe(metadata.doi_url)
    if link and words.endswith(link):
        words = words.removesuffix(link)
    rows = text_rows(words, beside)
    rows += [(Span(row, "link"),) for row in wrapped(link, beside) if link]
    if metadata.is_draft and rows:
        rows += text_rows(DRAFT, beside, "warning")
    below = [Span("y", "key"), Span(" copies", "dim")] if keys else []
    return labelled("Cite", rows, below)


def contributor_rows(metadata: VersionMetadata, width: int, *, whole: bool) -> list[Row]:
    """Names with their roles at the right; all of them with ORCID and affiliations if `whole`."""
    people = [one for one in metadata.contributors if not _only_pays(one)]
    rows: list[Row] = []
    for one in people if whole else people[:SHOWN]:
        rows += two_ends(one.name, ", ".join(one.roles), width)
        if whole:
            rows += _about(one, width)
    if len(people) > SHOWN and not whole:
        rows.append(more(len(people) - SHOWN))
    return rows


def _only_pays(one: Contributor) -> bool:
    return one.is_funder and not one.is_cited and not set(one.roles) - {"funder", "sponsor"}


def _about(one: Contributor, width: int) -> list[Row]:
    inner = max(1, width - 2)
    links = [(Span("  "), Span(row, "link")) for row in wrapped(safe(one.link), inner) if row]
    words = [*one.affiliations, one.email]
    rest = [(Span(f"  {row}", "dim"),) for word in words if word
            for row in wrapped(safe(word).strip(), inner)]  # fmt: skip
    return [*links, *rest]


def funding_rows(metadata: VersionMetadata, width: int) -> list[Row]:
    """Who gave money, with the number of the award at the right."""
    return [row for one in metadata.funders for row in two_ends(one.name, one.award, width)]
