"""Behind a proxy, and behind one that has an authority of its own: archive and files are read."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dandi_tui.archive import connect
from dandi_tui.archive.model import Dandiset
from dandi_tui.errors import ConnectionFailedError
from dandi_tui.protocol.address import Address
from dandi_tui.protocol.requests import ListChildren
from dandi_tui.reader.client import ReaderClient
from dandi_tui.settings import Settings
from tests.demo_fixture import Demo
from tests.remote.proxy import Proxy, proxy

NAMES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


@pytest.fixture
def behind(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The demo's API and store behind a proxy: `api.example.test` and `blobs.example.test`."""
    for name in (*NAMES, *(name.upper() for name in NAMES), *BUNDLES):
        monkeypatch.delenv(name, raising=False)
    api, store = urlsplit(demo.api_url).port, urlsplit(demo.store_url).port
    assert api
    assert store
    with proxy(api=api, blobs=store) as server:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        monkeypatch.setenv("HTTPS_PROXY", server.url)
        yield server


def settings_in(folder: Path, instance: str = "") -> Settings:
    return Settings(
        cache_dir=folder, max_tries=1, connect_timeout_s=60, instance=instance or "dandi"
    )


async def top_of(url: str, folder: Path) -> list[str]:
    """The first level of a file, by a reader process."""
    client = ReaderClient(settings_in(folder))
    try:
        found = await client.ask(ListChildren(source=Address(url=url, blob="blob")))
        return [obj.path for obj in found.objects]
    finally:
        await client.close()


async def dandiset_of(scheme: str, folder: Path) -> Dandiset:
    """A dandiset of the archive behind the proxy."""
    archive = await connect(settings_in(folder, f"{scheme}://api.example.test/api"))
    try:
        return await archive.dandiset("000728")
    finally:
        await archive.close()


def url_of(demo: Demo, scheme: str) -> str:
    """A file of the store, by the name that the proxy alone knows."""
    found = next(asset for asset in demo.assets("000728") if asset["path"].endswith(".nwb"))
    return f"{scheme}://blobs.example.test{urlsplit(demo.object_url(found)).path}"


async def test_files_come_through_the_proxy(behind: Proxy, demo: Demo, tmp_path: Path) -> None:
    """The proxy looks the name up; every request goes through it."""
    assert "/processing" in await top_of(url_of(demo, "http"), tmp_path)
    assert set(behind.asked) == {"GET blobs.example.test"}


async def test_the_archive_is_asked_through_the_proxy(behind: Proxy, tmp_path: Path) -> None:
    """dandi's client over our transport."""
    assert (await dandiset_of("http", tmp_path)).identifier == "000728"
    assert set(behind.asked) == {"GET api.example.test"}


async def test_hosts_that_need_no_proxy_are_asked_without(
    behind: Proxy, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `NO_PROXY`; nobody else knows the names of this test."""
    monkeypatch.setenv("NO_PROXY", ".example.test")
    with pytest.raises(ConnectionFailedError, match=r"blobs\.example\.test was not found"):
        await top_of(url_of(demo, "http"), tmp_path)
    with pytest.raises(ConnectionFailedError, match=r"api\.example\.test cannot be reached"):
        await dandiset_of("http", tmp_path)
    assert not behind.asked


async def test_this_machine_is_asked_without_a_proxy(
    behind: Proxy, demo: Demo, tmp_path: Path
) -> None:
    """No proxy could reach it."""
    url = demo.store_url + urlsplit(url_of(demo, "http")).path
    assert "/processing" in await top_of(url, tmp_path)
    assert not behind.asked


@pytest.mark.parametrize("bundle", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
async def test_an_authority_of_one_s_own_is_trusted_if_named(
    bundle: str, behind: Proxy, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Archive and file over TLS, ended by the proxy as companies' do."""
    behind.authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv(bundle, str(tmp_path / "authority.pem"))
    assert (await dandiset_of("https", tmp_path)).identifier == "000728"
    assert "/processing" in await top_of(url_of(demo, "https"), tmp_path)
    assert {"CONNECT api.example.test:443", "CONNECT blobs.example.test:443"} <= set(behind.asked)


async def test_an_authority_that_nobody_named_is_a_sentence(
    behind: Proxy, demo: Demo, tmp_path: Path
) -> None:
    """Nothing is asked of the server, and the hint says what to set."""
    for ask in (top_of(url_of(demo, "https"), tmp_path), dandiset_of("https", tmp_path)):
        with pytest.raises(
            ConnectionFailedError, match=r"certificate of .* is not trusted"
        ) as caught:
            await ask
        assert "REQUESTS_CA_BUNDLE" in caught.value.hint
    assert not [what for what in behind.asked if what.startswith("GET")]
