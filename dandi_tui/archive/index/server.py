"""The archive's own search: words and operators, asked only when a person says so."""

import logging
import re
from typing import Any, Final

import msgspec

from dandi_tui.archive.base import Archive
from dandi_tui.archive.model import Dandiset
from dandi_tui.archive.parse import DandisetRow
from dandi_tui.errors import DandiTuiError

log = logging.getLogger(__name__)

PAGE_SIZE: Final = 1000
MAX_PAGES: Final = 20

DATES: Final = ("created", "modified", "published")
OPERATORS: Final = (
    # As the archive has them; a value follows the colon.
    "species:",
    "approach:",
    "technique:",
    "file_type:",
    "owner:",
    *(f"{what}_{when}:" for what in DATES for when in ("after", "before")),
)
OPERATOR: Final = re.compile(rf"(?:^|\s)(?:{'|'.join(OPERATORS)})")
ANY_OPERATOR: Final = re.compile(r"(?:^|\s)[a-z_]+:(?!//)")
"""What the archive takes for one, and complains of if it knows none of that name."""
FILE_TYPES: Final = ("nwb", "image", "text", "video")
OWNER_ME: Final = re.compile(r"(?:^|\s)owner:me(?=\s|$)")


async def ask_server(archive: Archive, words: str) -> list[Dandiset]:
    """What the archive finds, by identifier: one request per thousand.

    Raises `DandiTuiError` with the archive's own sentence on an expression that it does not take.
    `owner:me` is what is the caller's own, which the archive knows by another parameter.
    """
    params: dict[str, str | int] = {"ordering": "id"}
    if OWNER_ME.search(words):
        words = OWNER_ME.sub(" ", words)
        params |= {"user": "me", "embargoed": "true"}
    if words.strip():
        params["search"] = words.strip()
    return await dandisets_with(archive, params, what="search of dandisets")


async def dandisets_with(
    archive: Archive, params: dict[str, str | int], *, what: str
) -> list[Dandiset]:
    """The dandisets that the list has under some parameters, each once."""
    found: dict[str, Dandiset] = {}
    for number in range(1, MAX_PAGES + 1):
        query = {**params, "page_size": PAGE_SIZE} | ({"page": number} if number > 1 else {})
        answer: Any = await archive.document("/dandisets/", query, what=what)
        rows = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(rows, list):
            raise DandiTuiError("The archive's answer to the search cannot be read.")
        for one in filter(None, map(_row, rows)):
            found.setdefault(one.identifier, one)
        if not rows or not answer.get("next"):
            break
    return list(found.values())


def _row(row: object) -> Dandiset | None:
    try:
        return msgspec.convert(row, DandisetRow).model()
    except msgspec.ValidationError as error:
        log.warning("a row of the search is left out: %s", error)
        return None
