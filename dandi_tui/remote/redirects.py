"""A session of `requests` that reads nothing of an answer that only says where to go."""

import requests


class BodilessRedirects(requests.Session):
    """`requests` reads the body of every redirect whole, whatever its size, and also where it is
    told not to follow; nobody needs it, and a hostile server never ends it."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where it leads; the body that is not read closes its connection."""
        target: str | None = super().get_redirect_target(resp)
        is_empty = (
            resp.headers.get("Content-Length") == "0" and "Transfer-Encoding" not in resp.headers
        )
        if target is not None and not is_empty:
            # requests has no public way to leave a body out.
            resp._content = b""
            resp._content_consumed = True  # type: ignore[attr-defined]
            resp.raw.close()
        return target
