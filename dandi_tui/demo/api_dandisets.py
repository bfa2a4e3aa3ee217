"""Dandisets and their versions."""

from collections.abc import Callable
from typing import Any

from dandi_tui.demo.catalogue import Dandiset, User, Version
from dandi_tui.demo.metadata import encoding_format, version_document
from dandi_tui.demo.rows import dandiset_head, dandiset_row, version_detail
from dandi_tui.demo.search import Bad, matcher
from dandi_tui.demo.web import (
    Answer,
    Ask,
    Endpoint,
    Refusal,
    boolean,
    choice,
    dandiset_of,
    page,
    signed_in,
    version_of,
)

DANDISET = r"/api/dandisets/(?P<dandiset>\d{6})/"
VERSION = DANDISET + r"versions/(?P<version>draft|0\.\d{6}\.\d{4})/"

ORDERS: dict[str, Callable[[Dandiset], Any]] = {
    "id": lambda dandiset: dandiset.identifier,
    "name": lambda dandiset: dandiset.newest.about.name,
    "modified": lambda dandiset: dandiset.newest.modified,
    "size": lambda dandiset: dandiset.newest.assets.size,
    "stars": lambda dandiset: dandiset.n_stars,
}


def list_dandisets(ask: Ask) -> Answer:
    """All dandisets that the caller may list."""
    found = [dandiset for dandiset in _visible(ask) if _wanted(ask, dandiset)]
    rows = _ordered(_searched(ask, found), ask.query.get("ordering", ""))
    return page(ask, rows, lambda dandiset: dandiset_row(dandiset, ask.user, detail=False))


def _visible(ask: Ask) -> list[Dandiset]:
    embargoed = boolean(ask, "embargoed", default=False)
    if embargoed and ask.user is None:
        sentence = (
            "Authentication credentials must be provided when attempting to access embargoed "
            "dandisets"
        )
        raise Refusal(401, sentence)
    dandisets = ask.archive.in_order_of_creation()
    return [
        dandiset
        for dandiset in dandisets
        if not dandiset.embargoed or (embargoed and ask.user in dandiset.owners)
    ]


def _wanted(ask: Ask, dandiset: Dandiset) -> bool:
    draft = boolean(ask, "draft", default=True)
    empty = boolean(ask, "empty", default=True)
    if not (draft or dandiset.published) or not (empty or len(dandiset.newest.assets)):
        return False
    return _mine(ask, dandiset) and _starred(ask, dandiset)


def _mine(ask: Ask, dandiset: Dandiset) -> bool:
    user = ask.query.get("user", "")
    if user not in ("", "me"):
        raise Refusal(400, {"user": [f'"{user}" is not a valid choice.']})
    return not user or ask.user in dandiset.owners


def _starred(ask: Ask, dandiset: Dandiset) -> bool:
    if not boolean(ask, "starred", default=False):
        return True
    if ask.user is None:
        raise Refusal(401, "Must be authenticated to filter by starred dandisets.")
    return ask.user in dandiset.starred_by


def _searched(ask: Ask, dandisets: list[Dandiset]) -> list[Dandiset]:
    try:
        matches = matcher(ask.query.get("search", ""))
    except Bad as error:
        raise Refusal(400, {"search": str(error)}) from error
    return [dandiset for dandiset in dandisets if matches(dandiset)]


def _ordered(dandisets: list[Dandiset], ordering: str) -> list[Dandiset]:
    """By the first field of `ordering`; what is no field leaves the order of creation."""
    first = ordering.split(",")[0]
    key = ORDERS.get(first.removeprefix("-"))
    return sorted(dandisets, key=key, reverse=first.startswith("-")) if key else dandisets


def facet_search(ask: Ask) -> Answer:
    """Open dandisets that hold files of the types asked for, with how many."""
    wanted = ask.query.get("file_type", "")
    counts = {
        dandiset.identifier: n
        for dandiset in ask.archive.in_order_of_creation()
        if not dandiset.embargoed
        if (n := _count_of_type(dandiset.newest, wanted))
    }
    rows = [ask.archive.dandisets[identifier] for identifier in counts]

    def show(dandiset: Dandiset) -> dict[str, Any]:
        row = dandiset_row(dandiset, ask.user, detail=False)
        return row | {"asset_counts": {"file_type": counts[dandiset.identifier]}}

    return page(ask, rows, show)


def _count_of_type(version: Version, file_type: str) -> int:
    rows = version.assets.rows
    return sum(encoding_format(asset.path).startswith(file_type) for asset in rows)


def dandiset_detail(ask: Ask) -> Answer:
    """One dandiset."""
    dandiset = dandiset_of(ask, ask.names["dandiset"])
    return Answer(dandiset_row(dandiset, ask.user, detail=True))


def owners(ask: Ask) -> Answer:
    """Who may change a dandiset; addresses only for those who are signed in."""
    dandiset = dandiset_of(ask, ask.names["dandiset"])
    return Answer([_owner(user, known=ask.user is not None) for user in dandiset.owners])


def _owner(user: User, *, known: bool) -> dict[str, str | None]:
    return {
        "username": user.username,
        "name": user.name,
        "email": user.email if known else None,
    }


def uploads(ask: Ask) -> Answer:
    """Unfinished uploads: none, for its owners."""
    dandiset = dandiset_of(ask, ask.names["dandiset"])
    if signed_in(ask) not in dandiset.owners:
        raise Refusal(403, {"detail": "You do not have permission to perform this action."})
    return page(ask, [], lambda row: row)


def list_versions(ask: Ask) -> Answer:
    """The draft, then the published versions from old to new, unless another order is named."""
    dandiset = dandiset_of(ask, ask.names["dandiset"])
    order = choice(ask, "order", ("created", "-created"), "created")
    versions = sorted(
        dandiset.versions, key=lambda version: version.created, reverse=order == "-created"
    )
    return page(ask, versions, lambda version: _version_row(ask, dandiset, version))


def _version_row(ask: Ask, dandiset: Dandiset, version: Version) -> dict[str, Any]:
    row = version_detail(version)
    notes = row.pop("release_notes")
    return row | {"dandiset": dandiset_head(dandiset, ask.user), "release_notes": notes}


def version_metadata(ask: Ask) -> Answer:
    """The raw metadata of a version."""
    return Answer(version_document(*version_of(ask), ask.host, ask.api))


def version_info(ask: Ask) -> Answer:
    """Everything about a version in one answer."""
    dandiset, version = version_of(ask)
    return Answer(
        _version_row(ask, dandiset, version)
        | {
            "asset_validation_errors": _asset_errors(version),
            "version_validation_errors": [
                {"field": field, "message": message} for field, message in version.errors
            ],
            "metadata": version_document(dandiset, version, ask.host, ask.api),
            "contact_person": version.about.contact,
        }
    )


def _asset_errors(version: Version) -> list[dict[str, str]]:
    """At most 50 pending and 50 invalid assets, as the archive reports them."""
    unsound = [asset for asset in version.assets.rows if asset.status != "Valid"]
    waiting = "asset is currently being validated, please wait."
    pending = [
        {"field": "", "message": waiting, "path": asset.path}
        for asset in unsound
        if asset.status == "Pending"
    ]
    invalid = [asset for asset in unsound if asset.status == "Invalid"]
    failed = [
        {"field": field, "message": message, "path": asset.path}
        for asset in invalid[:50]
        for field, message in asset.errors
    ]
    return pending[:50] + failed


ENDPOINTS = (
    Endpoint("/api/dandisets/", list_dandisets, "GET, POST, HEAD, OPTIONS", "Dandiset List"),
    Endpoint("/api/dandisets/search/", facet_search),
    Endpoint(DANDISET, dandiset_detail, "GET, DELETE, HEAD, OPTIONS", "Dandiset Instance"),
    Endpoint(DANDISET + "users/", owners, "GET, PUT, HEAD, OPTIONS", "Users"),
    Endpoint(DANDISET + "uploads/", uploads, "GET, DELETE, HEAD, OPTIONS", "Uploads"),
    Endpoint(DANDISET + "versions/", list_versions, name="Version List"),
    Endpoint(VERSION, version_metadata, "GET, PUT, DELETE, HEAD, OPTIONS", "Version Instance"),
    Endpoint(VERSION + "info/", version_info, name="Info"),
)
