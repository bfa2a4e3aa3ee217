"""Questions and answers of the API, without HTTP: an endpoint is a plain function between them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from dandi_tui.demo.catalogue import Catalogue, Dandiset, User, Version
from dandi_tui.demo.signing import Signer

DEFAULT_PAGE_SIZE = 100
MAX_PAGE_SIZE = 1000

NOT_FOUND = {"detail": "Not found."}
INVALID_PAGE = {"detail": "Invalid page."}
NO_CREDENTIALS = {"detail": "Authentication credentials were not provided."}
FORBIDDEN = {"detail": "You do not have permission to perform this action."}


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request, after routing and authentication."""

    archive: Catalogue
    signer: Signer
    method: str
    path: str
    names: Mapping[str, str]
    """What the route's pattern captured."""
    query: Mapping[str, str]
    user: User | None
    host: str
    """Scheme, name and port that the request was sent to."""

    @property
    def api(self) -> str:
        """URL of the API."""
        return f"{self.host}/api"

    def url(self, query: Mapping[str, object]) -> str:
        """This request's URL with another query, its keys sorted."""
        encoded = urlencode(sorted((key, str(value)) for key, value in query.items()))
        return f"{self.host}{self.path}" + (f"?{encoded}" if encoded else "")


@dataclass(frozen=True)
class Answer:
    """What to send back. A `str` body of another type than JSON is sent as it is."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


class Refusal(Exception):
    """An answer that ends the question early."""

    def __init__(self, status: int, body: object, **headers: str) -> None:
        super().__init__(status, body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = Answer(body, status, named)


Handler = Callable[[Ask], Answer]


@dataclass(frozen=True)
class Endpoint:
    """A row of the API: regular expression of its path, what answers it, the methods it names."""

    pattern: str
    handler: Handler
    allow: str = "GET, HEAD, OPTIONS"
    """Empty: no page of the API, but a file beside it."""
    name: str = ""


def redirect(url: str) -> Answer:
    """302, as the archive sends it: with an empty page."""
    return Answer("", 302, {"Location": url}, "text/html; charset=utf-8")


def not_authenticated() -> Refusal:
    """401: a token is needed."""
    return Refusal(401, NO_CREDENTIALS, WWW_Authenticate='Bearer realm="api"')


def signed_in(ask: Ask) -> User:
    """The caller, or 401."""
    if ask.user is None:
        raise not_authenticated()
    return ask.user


def dandiset_of(ask: Ask, identifier: str) -> Dandiset:
    """The dandiset that a path names, or 404; 401 or 403 if it is embargoed for the caller."""
    dandiset = ask.archive.dandisets.get(identifier)
    if dandiset is None:
        raise Refusal(404, NOT_FOUND)
    admit(ask, dandiset)
    return dandiset


def admit(ask: Ask, dandiset: Dandiset) -> None:
    """Raise 401 or 403 if the caller may not look inside."""
    if not dandiset.may_see(ask.user):
        signed_in(ask)
        raise Refusal(403, FORBIDDEN)


def version_of(ask: Ask) -> tuple[Dandiset, Version]:
    """The version that a path names, or 404."""
    dandiset = dandiset_of(ask, ask.names["dandiset"])
    return dandiset, version_named(dandiset, ask.names["version"])


def version_named(dandiset: Dandiset, name: str) -> Version:
    """That version of a dandiset, or 404."""
    for version in dandiset.versions:
        if version.version == name:
            return version
    raise Refusal(404, NOT_FOUND)


def boolean(ask: Ask, name: str, default: bool) -> bool:
    """A query parameter that is a boolean, in any of the server's spellings."""
    value = ask.query.get(name)
    if not value:
        return default
    if value.lower() in ("t", "true", "y", "yes", "on", "1"):
        return True
    if value.lower() in ("f", "false", "n", "no", "off", "0"):
        return False
    raise Refusal(400, {name: ["Must be a valid boolean."]})


def choice(ask: Ask, name: str, choices: tuple[str, ...], default: str) -> str:
    """A query parameter that is one of a few words."""
    value = ask.query.get(name) or default
    if value not in choices:
        sentence = f"Select a valid choice. {value} is not one of the available choices."
        raise Refusal(400, {name: [sentence]})
    return value


def page_size(ask: Ask) -> int:
    """The size asked for, at most 1000; what is no positive number is ignored."""
    try:
        size = int(ask.query.get("page_size", ""))
    except ValueError:
        return DEFAULT_PAGE_SIZE
    return min(size, MAX_PAGE_SIZE) if size > 0 else DEFAULT_PAGE_SIZE


def page(ask: Ask, rows: Sequence[Any], show: Callable[[Any], Any]) -> Answer:
    """A page of a list that counts itself on every page."""
    size = page_size(ask)
    n_pages = max(1, -(-len(rows) // size))
    wanted = ask.query.get("page", "1")
    number = n_pages if wanted == "last" else _page_number(wanted)
    if number > n_pages:
        raise Refusal(404, INVALID_PAGE)
    return Answer(_page(ask, number, rows, size, show) | {"count": len(rows)})


def uncounted_page(ask: Ask, rows: Sequence[Any], show: Callable[[Any], Any]) -> Answer:
    """A page of the asset list: counted on page 1 only, empty beyond the end, no last page."""
    number = _page_number(ask.query.get("page", "1"))
    body = _page(ask, number, rows, page_size(ask), show)
    return Answer(body | {"count": len(rows) if number == 1 else None})


def _page(
    ask: Ask, number: int, rows: Sequence[Any], size: int, show: Callable[[Any], Any]
) -> dict[str, Any]:
    first = (number - 1) * size
    following = ask.url({**ask.query, "page": number + 1}) if first + size < len(rows) else None
    return {
        "count": None,
        "next": following,
        "previous": _previous(ask, number),
        "results": [show(row) for row in rows[first : first + size]],
    }


def _previous(ask: Ask, number: int) -> str | None:
    if number == 1:
        return None
    others = {key: value for key, value in ask.query.items() if key != "page"}
    return ask.url(others | ({"page": str(number - 1)} if number > 2 else {}))


def _page_number(value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        number = 0
    if number < 1:
        raise Refusal(404, INVALID_PAGE)
    return number
