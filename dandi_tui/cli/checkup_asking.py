"""Questions of a check: to the API, and for the first bytes of a file."""

from typing import Any, Final

import msgspec
import requests

from dandi_tui.archive.base import Params
from dandi_tui.archive.transport import Transport, new_session
from dandi_tui.cli.findings import Watch
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.remote.body import pieces
from dandi_tui.settings import Settings

RATE_S: Final = 5.0
"""Bytes are counted for so long at most."""


class Asking:
    """Asks one API, and object stores without any token. Blocks, but not for long.

    Args:
        settings: Of the run.
        api_url: Of the archive.
        token: The user's key, or none; sent to the API alone.
        token_name: The variable that it is in.
    """

    def __init__(self, settings: Settings, api_url: str, token: str, token_name: str) -> None:
        self._settings = settings
        self.api_url = api_url
        self.token_name = token_name
        self.transport = Transport(settings, api_url, token, token_name)
        self._store = new_session(api_url)

    @property
    def has_token(self) -> bool:
        """Whether the API is asked in the user's name; not any more once it refused the key."""
        return self.transport.has_token

    def close(self) -> None:
        """End the connections."""
        self.transport.session.close()
        self._store.close()

    def send(
        self, path: str, params: Params | None = None, *, follow: bool = True
    ) -> requests.Response:
        """The API's answer to a path, whatever it is."""
        return self.transport.send("GET", f"{self.api_url}{path}", params, follow=follow)

    def json(self, path: str, **params: str | int) -> Any:
        """The API's answer, parsed."""
        answer = self.send(path, params)
        if answer.status_code != 200:
            raise ConnectionFailedError(f"it answers with status {answer.status_code}.")
        try:
            return msgspec.json.decode(answer.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ConnectionFailedError(
                "it does not answer as a DANDI archive does.", hint="Check --instance."
            ) from error

    def rows(self, path: str, **params: str | int) -> list[dict[str, Any]]:
        """The rows of a list."""
        page = self.json(path, **params)
        found = page.get("results") if isinstance(page, dict) else None
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

    def first_bytes(self, url: str, n_bytes: int) -> tuple[int, int]:
        """The status, and how many bytes came before it took too long."""
        watch, n = Watch(), 0
        with self._store.get(
            url,
            headers={"Range": f"bytes=0-{n_bytes - 1}", "Accept-Encoding": "identity"},
            timeout=(self._settings.connect_timeout_s, self._settings.read_timeout_s),
            stream=True,
            allow_redirects=False,
            auth=_no_password,
        ) as answer:
            if answer.status_code != 206:
                return answer.status_code, 0
            for part in pieces(answer, 1):
                n += len(part)
                if watch.seconds > RATE_S or n >= n_bytes:
                    break
            return answer.status_code, n


def _no_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps `requests` from looking for one in ~/.netrc."""
    return request
