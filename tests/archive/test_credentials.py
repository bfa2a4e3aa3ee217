"""Keys: of each instance its own, from the environment or the keyring, and nowhere to be seen."""

import logging
from pathlib import Path

import dandi.consts
import keyring
import pytest

from dandi_tui.archive import connect
from dandi_tui.archive.credentials import credentials
from dandi_tui.archive.dandi.places import access, host_of, instance
from dandi_tui.errors import DandiTuiError
from dandi_tui.settings import Settings
from tests.archive.replay import Answer, Replay
from tests.e2e.test_signed_addresses import holding

SECRET = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("name", "api", "host", "variable"),
    [
        ("dandi", "https://api.dandiarchive.org/api", "dandiarchive.org", "DANDI_API_KEY"),
        ("dandi-sandbox", "https://api.sandbox.dandiarchive.org/api", "sandbox.dandiarchive.org",
         "DANDI_SANDBOX_API_KEY"),
        ("ember-dandi", "https://api-dandi.emberarchive.org/api", "dandi.emberarchive.org",
         "EMBER_DANDI_API_KEY"),
        ("linc", "https://api.lincbrain.org/api", "lincbrain.org", "LINC_API_KEY"),
        ("http://127.0.0.1:8000/api", "http://127.0.0.1:8000/api", "127.0.0.1:8000", ""),
        ("https://my.archive.org", "https://my.archive.org/api", "my.archive.org", ""),
    ],
)  # fmt: skip
def test_each_instance_has_a_key_of_its_own(
    name: str, api: str, host: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of another one is never sent there; an archive that is named by its URL gets none."""
    for other in ("DANDI", "DANDI_SANDBOX", "EMBER_DANDI", "LINC"):
        monkeypatch.setenv(f"{other}_API_KEY", f"key-of-{other}")
    assert (instance(name).api, host_of(name)) == (api, host)
    own = f"key-of-{variable.removesuffix('_API_KEY')}" if variable else ""
    assert access(name) == (api, own, variable)


class Ring:
    """A keyring in memory; its module decides whether it is one that asks nothing."""

    def get_password(self, service: str, username: str) -> str | None:
        """One key."""
        return SECRET if (service, username) == ("dandi-api-dandi", "key") else None


def test_a_key_of_the_keyring_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the environment has none: as dandi's own client stores it."""
    silent = type("Silent", (Ring,), {"__module__": "keyring.backends.SecretService"})
    monkeypatch.setattr(keyring, "get_keyring", silent)
    assert credentials("dandi").token == SECRET
    assert credentials("linc").token == ""
    monkeypatch.setenv("DANDI_API_KEY", "from-environment")
    assert credentials("dandi").token == "from-environment"


def test_a_keyring_that_would_ask_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a prompt: one that wants a password of its own has no key for us."""

    class Asking(Ring):
        def get_password(self, service: str, username: str) -> str | None:
            raise AssertionError("it would have asked for a password")

    encrypted = type("EncryptedKeyring", (Asking,), {"__module__": "keyrings.alt.file"})
    monkeypatch.setattr(keyring, "get_keyring", encrypted)
    assert credentials("dandi").token == ""


async def test_a_key_that_cannot_be_one_is_not_sent(
    bare: Replay, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A line break in it would begin another header; the sentence does not say what it is."""
    monkeypatch.setitem(
        dandi.consts.known_instances, "bare", dandi.consts.DandiInstance("bare", None, bare.api_url)
    )
    monkeypatch.setenv("BARE_API_KEY", f"{SECRET}\r\nX-Odd: 1")
    archive = await connect(Settings(instance="bare", cache_dir=tmp_path))
    assert "BARE_API_KEY" in archive.notices[0]
    assert SECRET not in archive.notices[0]
    bare.next = [Answer(200, b'{"results": []}')]
    assert [page async for page in archive.dandisets()] == [[]]
    assert bare.tokens() == {""}
    await archive.close()


ECHO = f'{{"detail": "Authorization: token {SECRET} was refused"}}'.encode()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(400, ECHO), Answer(404, ECHO), Answer(418, ECHO), Answer(200, ECHO),
        Answer(200, b"[" + ECHO),
        Answer(302, headers={"Location": f"http://other.invalid/?token={SECRET}"}),
        Answer(302, headers={"Location": f"http://{SECRET}@127.0.0.1:9/api"}),
    ],
)  # fmt: skip
async def test_the_key_is_in_no_error_and_no_log(
    bare: Replay, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    caplog: pytest.LogCaptureFixture, answer: Answer,
) -> None:  # fmt: skip
    """Not even where a server, or something on the way to it, says it back."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setitem(
        dandi.consts.known_instances, "bare", dandi.consts.DandiInstance("bare", None, bare.api_url)
    )
    monkeypatch.setenv("BARE_API_KEY", SECRET)
    settings = Settings(instance="bare", cache_dir=tmp_path, max_tries=1)
    archive = await connect(settings)
    bare.next = [answer]
    with pytest.raises(DandiTuiError) as error:
        await archive.dandiset("000002")
    assert bare.tokens() == {f"token {SECRET}"}
    assert SECRET not in f"{error.value.message} {error.value.hint} {archive.notices}"
    assert SECRET not in caplog.text
    assert not holding(tmp_path, SECRET.encode())
    await archive.close()
