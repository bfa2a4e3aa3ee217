"""The API over HTTP: routing, tokens, negotiation, and the five shapes of its errors."""

import gzip
import html
import re
from collections.abc import Mapping

import msgspec
from aiohttp import web

from dandi_tui.demo import api_assets, api_dandisets, api_others, api_zarr
from dandi_tui.demo.catalogue import USERS, Catalogue, User
from dandi_tui.demo.signing import Signer
from dandi_tui.demo.transmit import Reply, whole
from dandi_tui.demo.web import Answer, Ask, Endpoint, Refusal

ENDPOINTS: tuple[Endpoint, ...] = (
    *api_dandisets.ENDPOINTS,
    *api_assets.ENDPOINTS,
    *api_zarr.ENDPOINTS,
    *api_others.ENDPOINTS,
)

COMPRESS_FROM_BYTES = 200
"""Shorter answers are not compressed."""

PARSES = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]

NOT_FOUND_PAGE = """
<!doctype html>
<html lang="en">
<head>
  <title>Not Found</title>
</head>
<body>
  <h1>Not Found</h1><p>The requested resource was not found on this server.</p>
</body>
</html>
"""

HTML = "text/html; charset=utf-8"


class Api:
    """Answers the requests to the API's port."""

    def __init__(self, archive: Catalogue, signer: Signer) -> None:
        self._archive = archive
        self._signer = signer
        self._routes = [(re.compile(endpoint.pattern), endpoint) for endpoint in ENDPOINTS]

    async def respond(self, request: web.Request) -> Reply:
        """Answer one request."""
        found = self._route(request.path)
        if found is None:
            return self._unrouted(request)
        endpoint, names = found
        user = None
        try:
            as_html = wants_html(request.headers.get("Accept", "*/*"), dict(request.query))
            user = user_of(request.headers.get("Authorization", ""))
            answer = self._answer(endpoint, self._ask(request, names, user))
        except Refusal as refusal:
            as_html, answer = False, refusal.answer
        known = {"X-Request-Username": user.email if user else ANONYMOUS}
        if endpoint.allow:
            known["Allow"] = endpoint.allow
        return _reply(answer, known, request.headers.get("Accept-Encoding", ""), as_html=as_html)

    def _route(self, path: str) -> tuple[Endpoint, Mapping[str, str]] | None:
        for pattern, endpoint in self._routes:
            if match := pattern.fullmatch(path):
                return endpoint, match.groupdict()
        return None

    def _unrouted(self, request: web.Request) -> Reply:
        headers = {"Content-Type": HTML, "Vary": "Cookie, origin"}
        if self._route(request.path + "/") is not None:
            query = f"?{request.query_string}" if request.query_string else ""
            return Reply(301, headers | {"Location": f"{request.path}/{query}"}, whole(b""))
        headers["X-Request-Username"] = ANONYMOUS
        return Reply(404, headers, whole(NOT_FOUND_PAGE.encode()))

    def _ask(self, request: web.Request, names: Mapping[str, str], user: User | None) -> Ask:
        return Ask(
            archive=self._archive,
            signer=self._signer,
            method=request.method,
            path=request.path,
            names=names,
            query=dict(request.query),
            user=user,
            host=f"http://{request.host}",
        )

    def _answer(self, endpoint: Endpoint, ask: Ask) -> Answer:
        if ask.method == "OPTIONS":
            renders = ["application/json", "text/html"]
            about = {"name": endpoint.name, "description": ""}
            return Answer(about | {"renders": renders, "parses": PARSES})
        if ask.method not in ("GET", "HEAD"):
            raise Refusal(405, {"detail": f'Method "{ask.method}" not allowed.'})
        return endpoint.handler(ask)


ANONYMOUS = "AnonymousUser"


def user_of(header: str) -> User | None:
    """Whose token it is; nobody's without one, and 401 for one that is unknown."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "token":
        return None
    for user in USERS:
        if user.token == value.strip():
            return user
    raise Refusal(401, {"detail": "Invalid token."}, WWW_Authenticate='Bearer realm="api"')


def wants_html(accept: str, query: Mapping[str, str]) -> bool:
    """Whether the caller prefers a page to JSON; 406 if it wants neither."""
    types = [part.partition(";")[0].strip() for part in accept.split(",")]
    if "application/json" in types:
        return False
    if "text/html" in types and query.get("format") != "json":
        return True
    if "*/*" in types or "application/*" in types:
        return False
    raise Refusal(406, {"detail": "Could not satisfy the request Accept header."})


def _reply(answer: Answer, headers: Mapping[str, str], accepted: str, *, as_html: bool) -> Reply:
    content_type, data = answer.content_type, _encoded(answer)
    if as_html and content_type == "application/json":
        content_type = HTML
        data = f"<!doctype html><pre>{html.escape(data.decode())}</pre>".encode()
    varies = ["Accept", "Cookie"] if "Allow" in headers else ["Cookie"]
    sent = {"Content-Type": content_type, **headers}
    if len(data) >= COMPRESS_FROM_BYTES:
        varies.append("Accept-Encoding")
        smaller = gzip.compress(data, 1, mtime=0) if "gzip" in accepted else data
        if len(smaller) < len(data):
            data, sent["Content-Encoding"] = smaller, "gzip"
    sent["Vary"] = ", ".join([*varies, "origin"])
    return Reply(answer.status, {**sent, **answer.headers}, whole(data))


def _encoded(answer: Answer) -> bytes:
    if answer.content_type == "application/json":
        return msgspec.json.encode(answer.body)
    return str(answer.body).encode()
