"""The archive's search language: words and phrases that must all occur, and `operator:value`."""

import difflib
import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from dandi_tui.demo.catalogue import Dandiset, Version
from dandi_tui.demo.metadata import SPECIES, encoding_format, version_document

MAX_CHARACTERS = 1024

TOKEN = re.compile(r'((?:[^\s":]+:)?"[^"]*"|\S+)')
OPERATOR = re.compile(r"^([a-z_]+):(.*)$", re.DOTALL)

FILE_TYPES = {"nwb": "application/x-nwb", "image": "image/", "text": "text/", "video": "video/"}

Matcher = Callable[[Dandiset], bool]


class Bad(Exception):
    """The expression means nothing; the message is for the user."""


def matcher(expression: str) -> Matcher:
    """What a dandiset must be to be found by `expression`; raises `Bad`."""
    if len(expression) > MAX_CHARACTERS:
        n = len(expression)
        raise Bad(f"Search query is too long ({n} characters; max {MAX_CHARACTERS}).")
    if expression.count('"') % 2:
        raise Bad(
            "Unbalanced quote in search query. Remove the stray quote, or wrap the intended phrase "
            "in matched quotes."
        )
    parts = [_part(token) for token in TOKEN.findall(expression)]
    return lambda dandiset: all(part(dandiset) for part in parts)


def _part(token: str) -> Matcher:
    operator = OPERATOR.match(token)
    if operator is None:
        words = fold(token.replace('"', ""))
        return lambda dandiset: words in haystack(dandiset)
    name, value = operator[1], operator[2].strip('"')
    if name not in OPERATORS:
        raise Bad(_unknown(name))
    return OPERATORS[name](name, value)


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, OPERATORS, n=1)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    return (
        f'Unknown search operator "{name}".{hint} Wrap the term in double quotes '
        '(e.g. "foo:bar") to search for it as text.'
    )


def fold(text: str) -> str:
    """Without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(maxsize=1000)
def haystack(dandiset: Dandiset) -> str:
    """The metadata of all versions as one folded text."""
    documents = [version_document(dandiset, version, "", "") for version in dandiset.versions]
    return fold(json.dumps(documents, ensure_ascii=False))


def _dates(times: Callable[[Dandiset], list[str]]) -> Callable[[str, str], Matcher]:
    def make(name: str, value: str) -> Matcher:
        try:
            day = date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise Bad(f'Invalid date for "{name}": {value!r}. Use YYYY-MM-DD.') from error
        if name.endswith("_before"):
            return lambda dandiset: any(time[:10] < day for time in times(dandiset))
        return lambda dandiset: any(time[:10] >= day for time in times(dandiset))

    return make


def _names(names: Callable[[Version], list[str]]) -> Callable[[str, str], Matcher]:
    def make(_name: str, value: str) -> Matcher:
        wanted = fold(value)
        # What a version says of species and the like is gathered from its assets.
        return lambda dandiset: any(
            wanted in fold(name)
            for version in dandiset.versions
            if len(version.assets)
            for name in names(version)
        )

    return make


def _file_type(_name: str, value: str) -> Matcher:
    wanted = FILE_TYPES.get(value, value)
    return lambda dandiset: any(
        encoding_format(asset.path).startswith(wanted)
        for version in dandiset.versions
        for asset in version.assets.rows
    )


def _owner(_name: str, value: str) -> Matcher:
    wanted = fold(value)
    return lambda dandiset: any(
        wanted in fold(f"{user.username} {user.name} {user.email}") for user in dandiset.owners
    )


_created = _dates(lambda dandiset: [dandiset.created])
_modified = _dates(lambda dandiset: [dandiset.newest.modified])
_published = _dates(lambda dandiset: [version.created for version in dandiset.published])

OPERATORS: dict[str, Callable[[str, str], Matcher]] = {
    "created_before": _created,
    "created_after": _created,
    "modified_before": _modified,
    "modified_after": _modified,
    "published_before": _published,
    "published_after": _published,
    "species": _names(lambda version: [SPECIES[name][0] for name in version.about.species]),
    "approach": _names(lambda version: list(version.about.approaches)),
    "technique": _names(lambda version: list(version.about.techniques)),
    "file_type": _file_type,
    "owner": _owner,
}
