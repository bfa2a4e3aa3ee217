"""Six styles for lists of references, as one line of plain text each.

Italics are left out, as in any plain text. Titles keep the capitals that their authors gave them:
a program cannot tell `ALM` from a word.
"""

from collections.abc import Sequence

from dandi_tui.archive.citation.names import Name
from dandi_tui.archive.citation.reference import MONTHS, Reference

ENDS = (".", "?", "!")


def apa(cited: Reference) -> str:
    """`Economo, M. N., & Svoboda, K. (2022). Title (Version V) [Data set]. Publisher. URL`.

    Source:
        Publication Manual of the American Psychological Association, 7th ed., 10.9 (data sets),
        9.8 (up to 20 authors; of more, the first 19, an ellipsis, and the last).
    """
    names = [one.inverted(one.initials()) for one in cited.names]
    if len(names) > 20:
        authors = f"{', '.join(names[:19])}, . . . {names[-1]}"
    else:
        authors = _and(names, ", & ", pair=", & ")
    title = f"{cited.title} (Version {cited.version}) [Data set]."
    when = f"({cited.year})."
    head = f"{_ended(authors)} {when} {title}" if authors else f"{title} {when}"
    return f"{head} {cited.publisher}. {cited.url}"


def mla(cited: Reference) -> str:
    """`Economo, Michael N., and Karel Svoboda. “Title.” Version V, Publisher, 2 Mar. 2022, URL.`

    Source:
        MLA Handbook, 9th ed., 5.1–5.99 (author, title, version, publisher, date, location);
        of three or more authors the first and `et al.`
    """
    names = cited.names
    authors = _full(names[:1])
    if len(names) == 2:
        authors = f"{authors}, and {names[1].direct(names[1].given)}"
    elif len(names) > 2:
        authors = f"{authors}, et al"
    when = _day_month_year(cited)
    rest = f"Version {cited.version}, {cited.publisher}, {when}, {cited.url}."
    return _sentences(authors, f"“{_ended(cited.title)}” {rest}")


def chicago(cited: Reference) -> str:
    """`Economo, Michael N., and Karel Svoboda. 2022. “Title.” Version V. Publisher, March 2. URL.`

    Source:
        The Chicago Manual of Style, 17th ed., 15.6–15.9 (author-date; up to ten authors, of more
        the first seven and `et al.`), 14.257 (scientific databases).
    """
    names = cited.names
    shown = names if len(names) <= 10 else names[:7]
    authors = _and(
        [_full(shown[:1]), *(one.direct(one.given) for one in shown[1:])] if shown else [],
        ", and ",
        pair=", and ",
        plain=len(names) > 10,
    )
    authors += ", et al." if len(names) > 10 else ""
    when = f", {cited.released:%B} {cited.released.day}" if cited.released else ""
    title = f"“{_ended(cited.title)}”"
    rest = f"Version {cited.version}. {cited.publisher}{when}. {cited.url}."
    if not authors:
        return f"{title} {cited.year}. {rest}"
    return f"{_ended(authors)} {cited.year}. {title} {rest}"


def harvard(cited: Reference) -> str:
    """`Economo, M.N. and Svoboda, K. (2022) ‘Title’. Version V [Dataset]. Publisher. Available….`

    Source:
        Pears and Shields, Cite Them Right, 12th ed. (data sets); of four or more authors the
        first and `et al.`
    """
    names = [one.inverted(one.initials(gap="")) for one in cited.names]
    authors = f"{names[0]} et al." if len(names) > 3 else _and(names, " and ", pair=" and ")
    rest = f"Version {cited.version} [Dataset]. {cited.publisher}. Available at: {cited.url}."
    if not authors:
        return f"‘{cited.title}’ ({cited.year}) {rest}"
    return f"{authors} ({cited.year}) ‘{cited.title}’. {rest}"


def vancouver(cited: Reference) -> str:
    """`Economo MN, Svoboda K. Title [dataset]. Version V. 2022 Mar 2. Publisher. Available from: URL`.

    Source:
        ICMJE Recommendations, samples of formatted references (data sets), after the NLM's Citing
        Medicine, 2nd ed.: at most two initials; of more than six authors six and `et al.`
    """  # noqa: E501 -- one line is what it is
    names = [_nlm(one) for one in cited.names]
    authors = ", ".join(names[:6]) + (", et al" if len(names) > 6 else "")
    day = cited.released
    when = f"{day.year} {day:%b} {day.day}" if day else "date unknown"
    kind = f"{cited.title} [dataset]. Version {cited.version}. {when}. {cited.publisher}."
    return _sentences(authors, f"{kind} Available from: {cited.url}")


def ieee(cited: Reference) -> str:
    """`M. N. Economo and K. Svoboda, Mar. 2, 2022, “Title,” version V, Publisher, doi: D.`

    Source:
        IEEE Reference Guide (2023), data sets; of more than six authors the first and `et al.`
    """
    names = [one.direct(one.initials()) for one in cited.names]
    authors = f"{names[0]} et al." if len(names) > 6 else _and(names, ", and ", pair=" and ")
    day = cited.released
    when = f"{MONTHS[day.month - 1]} {day.day}, {day.year}" if day else "n.d."
    where = f"doi: {cited.doi}." if cited.doi else f"[Online]. Available: {cited.url}"
    parts = [authors, when, f"“{cited.title},” version {cited.version}", cited.publisher, where]
    return ", ".join(part for part in parts if part)


def _full(names: Sequence[Name]) -> str:
    """The first author with the family name first: `Economo, Michael N.`"""
    return names[0].inverted(names[0].given) if names else ""


def _nlm(name: Name) -> str:
    if not name.is_person:
        return name.family
    initials = name.initials(gap="", dot="", hyphens=False)[:2]
    return " ".join(part for part in (name.family, initials, name.suffix.rstrip(".")) if part)


def _and(names: Sequence[str], last: str, *, pair: str, plain: bool = False) -> str:
    """`A`, `A and B`, `A, B, and C`; `plain`: commas only, since others follow."""
    if plain or len(names) < 2:
        return ", ".join(names)
    if len(names) == 2:
        return f"{names[0]}{pair}{names[1]}"
    return f"{', '.join(names[:-1])}{last}{names[-1]}"


def _ended(words: str) -> str:
    return words if words.endswith(ENDS) else f"{words}."


def _sentences(authors: str, rest: str) -> str:
    return f"{_ended(authors)} {rest}" if authors else rest


def _day_month_year(cited: Reference) -> str:
    day = cited.released
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else "n.d."
