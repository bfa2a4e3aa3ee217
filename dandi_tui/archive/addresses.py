"""Where the bytes of an asset are: the listing's own URL if it is open, else a signed one."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from msgspec import structs

from dandi_tui.archive.asker import Asker
from dandi_tui.archive.links import blob_of
from dandi_tui.archive.model import Asset
from dandi_tui.archive.parse import AssetRow
from dandi_tui.archive.paths import not_hdf5, part
from dandi_tui.archive.refusals import not_an_archive
from dandi_tui.errors import AccessError, ConnectionFailedError
from dandi_tui.protocol.address import Address
from dandi_tui.text import safe

MAX_ADDRESSES = 1000
"""That can be renewed; some 500 bytes each."""


class Addresses:
    """Addresses of one archive's assets, and new ones for those that expired."""

    def __init__(self, asker: Asker, host: str) -> None:
        self._asker = asker
        self._host = host
        self._asset_at: OrderedDict[str, Asset] = OrderedDict()

    async def info(self, asset_id: str) -> AssetRow:
        """An asset with its metadata."""
        what = f"asset {safe(asset_id)}"
        return await self._asker.get(f"/assets/{part(asset_id)}/info/", AssetRow, what)

    async def address(self, asset: Asset, is_private: Callable[[], Awaitable[bool]]) -> Address:
        """Asks the archive only when it must: embargo, or a listing without URLs."""
        if asset.zarr:
            raise not_hdf5(asset.name)
        if await is_private():
            return await self._signed_or_own(asset)
        url = asset.url or (await self.info(asset.asset_id)).object_url
        if not url:
            return await self.signed(asset, private=False)
        return self._plain(structs.replace(asset, url=url))

    async def _signed_or_own(self, asset: Asset) -> Address:
        """The API's address; where the API is out of order, the object's own may still do."""
        try:
            return await self.signed(asset, private=True)
        except ConnectionFailedError:
            if not asset.url:
                raise
            return structs.replace(self._plain(asset), private=True)

    def _plain(self, asset: Asset) -> Address:
        """The object's own URL; a store that refuses it may take the one that the API signs."""
        address = Address(
            url=asset.url,
            name=asset.name,
            size_bytes=asset.size_bytes or None,
            blob=blob_of(asset.url),
            renewable=True,
        )
        self._remember(address, asset)
        return address

    def _remember(self, address: Address, asset: Asset) -> None:
        """So that it can be renewed."""
        self._asset_at[_content(address)] = asset
        self._asset_at.move_to_end(_content(address))
        if len(self._asset_at) > MAX_ADDRESSES:
            self._asset_at.popitem(last=False)

    async def signed(self, asset: Asset, *, private: bool) -> Address:
        """An address that expires, and can be renewed."""
        path = f"/assets/{part(asset.asset_id)}/download/"
        answer = await self._asker.redirect(path, f"asset {safe(asset.name)}")
        url = answer.headers.get("Location", "")
        if not url.startswith(("http://", "https://")):
            raise not_an_archive(self._host)
        address = Address(
            url=url,
            name=asset.name,
            size_bytes=asset.size_bytes or None,
            blob=blob_of(url),
            renewable=True,
            private=private,
        )
        self._remember(address, asset)
        return address

    async def renew(self, address: Address) -> Address:
        """Another address for the same bytes: the API's; where that fails, the object's own."""
        asset = self._asset_at.get(_content(address))
        if asset is None:
            raise AccessError(
                f"The address of {safe(address.name)} is no longer valid.",
                hint="Open the file again.",
            )
        try:
            return await self.signed(asset, private=address.private)
        except (AccessError, ConnectionFailedError):
            # An embargoed object's own URL is always refused: the cause says more.
            if address.private or not asset.url or asset.url == address.url:
                raise
            return structs.replace(self._plain(asset), renewable=False)


def _content(address: Address) -> str:
    return address.blob or urlsplit(address.url)._replace(query="", fragment="").geturl()
